"""Firefox and WebKit as Debian has them, each spoken to by WebDriver: go to a page, run a function in it, press, type."""

import json
import re
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import httpx2 as httpx
from websockets.sync.client import ClientConnection

from tests.waiting import LONGEST_MS, LONGEST_SECONDS, wait_until

PHONE = {"width": 480, "height": 900}
MINI_BROWSER = "webkit2gtk-4.*/MiniBrowser"
# Every element, also those in the shadow of others; of those, what can be seen and has a line that begins so in its name.
FIND = """
const roots = (root) => [root, ...[...root.querySelectorAll("*")].flatMap((one) => one.shadowRoot ? roots(one.shadowRoot) : [])];
const isSeen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getClientRects().length > 0;
const labelOf = (one) => one.id && one.getRootNode().querySelector(`label[for="${CSS.escape(one.id)}"]`) || one.closest("label");
const nameOf = (one) => (one.getAttribute("aria-label") ?? labelOf(one)?.innerText ?? one.innerText ?? one.textContent).trim();
const isNamed = (one, name) => !name || nameOf(one).split("\\n").some((line) => line.startsWith(name));
const find = (selector, name) => roots(document).flatMap((root) => [...root.querySelectorAll(selector)]).filter((one) => isSeen(one) && isNamed(one, name));
"""
SEES = """(words) => roots(document).flatMap((root) => root.body ?? [...root.children]).some((one) => one.innerText?.includes(words))"""
# The middle of what is named so, once it stands still and the app is at rest; a person presses what stands.
POINT = """(selector, name) => {
    const [one] = find(selector, name), isBusy = document.querySelector('[data-testid="stApp"]:not([data-test-script-state="notRunning"])');
    if (!one || one.disabled || isBusy) return null;
    one.scrollIntoView({ block: "center" });
    const { x, y, width, height } = one.getBoundingClientRect();
    window.isPressed = false;
    one.addEventListener("click", () => { window.isPressed = true; }, { once: true, capture: true });
    return new Promise((give) => requestAnimationFrame(() => requestAnimationFrame(() => {
        const now = one.getBoundingClientRect();
        give(one.isConnected && now.x === x && now.y === y ? [Math.round(x + width / 2), Math.round(y + height / 2)] : null);
    })));
}"""


class Moved(Exception):
    """The page was left while it was asked."""


class Engine(ABC):
    """One window of a browser."""

    def complaints(self) -> list[str]:
        """Return what pages wrote to the console as an error, where the driver tells."""
        return []

    @abstractmethod
    def forget(self) -> None:
        """Delete the cookies: whoever comes next is a stranger."""

    @abstractmethod
    def open(self, url: str) -> None: ...

    @abstractmethod
    def _value(self, expression: str) -> str | None:
        """Evaluate a promise of a text in the page; raises Moved."""

    @abstractmethod
    def _act(self, *sources: dict[str, Any]) -> None: ...

    def run(self, function: str, *given: Any) -> Any:
        """Call a function of JavaScript in the page, which may use `find`, and return what it gives."""
        arguments = ", ".join(json.dumps(one) for one in given)
        text = self._value(
            f"(async () => {{ {FIND} return JSON.stringify((await ({function})({arguments})) ?? null); }})()"
        )
        return None if text is None else json.loads(text)

    def becomes(self, function: str, *given: Any) -> Any:
        """Call it until it gives something, and return that."""
        values: list[Any] = []

        def is_so() -> bool:
            try:
                values.append(self.run(function, *given))
            except Moved:
                values.append(None)
            return bool(values[-1])

        wait_until(
            is_so, lambda: f"never came about: {function} of {given}, on a page that says:\n{self._page()}"
        )
        return values[-1]

    def _page(self) -> str:
        return str(self.run("() => `${location.href}\n${document.body.innerText}`"))

    def sees(self, words: str, selector: str = "") -> None:
        """See these words anywhere, or at the beginning of what is selected."""
        self.becomes(
            "(selector, name) => find(selector, name).length" if selector else SEES,
            *filter(None, [selector, words]),
        )

    def press(
        self, words: str, selector: str = "button, a, input, [role=radio], [role=checkbox], summary"
    ) -> None:
        """Press what is there under this name, once it stands still; again where it moved away meanwhile."""
        wait_until(lambda: self._has_pressed(selector, words), f"{words} {selector} cannot be pressed")

    def _has_pressed(self, selector: str, words: str) -> bool:
        x, y = self.becomes(POINT, selector, words)
        steps: list[dict[str, Any]] = [
            {"type": "pointerMove", "x": x, "y": y, "duration": 0},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        finger = {"type": "pointer", "id": "finger", "parameters": {"pointerType": "mouse"}, "actions": steps}
        try:
            self._act(finger)
            return self.run("() => window.isPressed") is not False
        except Moved:
            return True

    def type(self, words: str, text: str) -> None:
        """Type into the field of this name."""
        self.press(words, "input, textarea")
        keys = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keys", "actions": keys})


class Firefox(Engine):
    """Firefox by WebDriver BiDi, which it speaks itself."""

    def __init__(self, line: ClientConnection) -> None:
        self._line = line
        self._numbers = count()
        self._complaints: list[str] = []
        self._ask("session.new", capabilities={})
        self._ask("session.subscribe", events=["log.entryAdded"])
        self._page_id = self._ask("browsingContext.create", type="tab")["context"]
        self._ask("browsingContext.setViewport", context=self._page_id, viewport=PHONE)

    def complaints(self) -> list[str]:
        self.run("() => true")
        return self._complaints

    def forget(self) -> None:
        self._ask("storage.deleteCookies")

    def _ask(self, method: str, **parameters: Any) -> Any:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (answer := json.loads(self._line.recv(LONGEST_SECONDS))).get("id") != number:
            if answer.get("method") == "log.entryAdded" and answer["params"]["level"] == "error":
                self._complaints.append(answer["params"]["text"])
        if answer["type"] == "error":
            raise Moved(answer)
        return answer["result"]

    def open(self, url: str) -> None:
        self._ask("browsingContext.navigate", context=self._page_id, url=url, wait="interactive")

    def _value(self, expression: str) -> str | None:
        answer = self._ask(
            "script.evaluate", expression=expression, target={"context": self._page_id}, awaitPromise=True
        )
        assert answer["type"] == "success", answer
        value: str | None = answer["result"].get("value")
        return value

    def _act(self, *sources: dict[str, Any]) -> None:
        self._ask("input.performActions", context=self._page_id, actions=sources)


class WebKit(Engine):
    """WebKitGTK by WebDriver's first protocol, of which its driver speaks all that is needed."""

    def __init__(self, address: str, browser: str) -> None:
        self._driver = httpx.Client(base_url=address, timeout=LONGEST_SECONDS)
        wait_until(self._is_up, "the driver does not answer")
        options = {
            "binary": browser,
            "args": ["--automation"],
        }
        asked = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        made = self._ask("/session", capabilities=asked)
        self._session = f"/session/{made['sessionId']}"
        self._ask(f"{self._session}/timeouts", script=LONGEST_MS, pageLoad=LONGEST_MS)
        self._ask(f"{self._session}/window/rect", **PHONE)

    def forget(self) -> None:
        self._driver.delete(f"{self._session}/cookie").raise_for_status()

    def _is_up(self) -> bool:
        try:
            return self._driver.get("/status").status_code == 200
        except httpx.TransportError:
            return False

    def _ask(self, path: str, **parameters: Any) -> Any:
        answer = self._driver.post(path, json=parameters)
        value = answer.json()["value"]
        if answer.status_code != 200:
            raise Moved(value)
        return value

    def open(self, url: str) -> None:
        self._ask(f"{self._session}/url", url=url)

    def _value(self, expression: str) -> str | None:
        value: str | None = self._ask(
            f"{self._session}/execute/async",
            script=f"const give = arguments[arguments.length - 1]; {expression}.then(give, (error) => give(JSON.stringify(String(error))));",
            args=[],
        )
        return value

    def _act(self, *sources: dict[str, Any]) -> None:
        self._ask(f"{self._session}/actions", actions=sources)

    def close(self) -> None:
        """End the session, and the browser with it."""
        self._driver.delete(self._session)


@contextmanager
def started(command: list[str], says: str | None, log: Path, environment: dict[str, str]) -> Iterator[str]:
    """Start a program, wait until it says something, and give that; `says` is None for one that says nothing."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)

    def said() -> str:
        found = re.search(says or "()", log.read_text("utf-8", "replace"), re.MULTILINE)
        return found[1] if found else ""

    try:
        if says:
            wait_until(lambda: bool(said()), lambda: log.read_text("utf-8", "replace"))
        yield said()
    finally:
        process.terminate()
        process.wait(LONGEST_SECONDS)
