"""A person at the app: goes to a page, taps pads, fills fields, presses buttons, and reads what is there."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response, Route, expect

from tests.live_server import LiveServer
from tests.waiting import LONGEST_MS

# What must be there before the app can draw anything.
APP = "**/_stcore/host-config"
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# The event of a scroll comes with the next frame.
SCROLL_TO = """(part) => new Promise((done) => {
    part.scrollIntoView({ block: "center" });
    requestAnimationFrame(() => requestAnimationFrame(done));
})"""
BUSY = '[data-testid="stApp"]:not([data-test-script-state="notRunning"])'
# The browser's own line for an answer of 400 or more, which is judged by its number.
FAILED_ANSWER = "Failed to load resource: the server responded with a status of"
# Widgets come one by one, a grey bar in their place until then, each in a root of its own, nameless until its script has
# run; until its font is there, an icon is its name in letters.
IS_WHOLE = """document.fonts.status === "loaded" && !document.querySelector("[data-testid=stSkeleton]") && [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
    .every(({ shadowRoot }) => shadowRoot?.childElementCount
        && [...shadowRoot.querySelectorAll("label")].every((label) => label.textContent.trim()))"""
SETTLED = f"""() => !document.querySelector("[data-stale=true]")
    && !document.querySelector('{BUSY}')
    && {IS_WHOLE}
    && document.getAnimations().every((one) => one.playState !== "running")"""
# Whether anything was drawn anew since the page was asked to watch: the app draws a while after the colours changed, and
# each widget in a root of its own.
WATCH = """() => {
    window.isDrawnAnew = false;
    const watching = new MutationObserver(() => { window.isDrawnAnew = true; });
    const roots = [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")].map((one) => one.shadowRoot);
    for (const root of [document.documentElement, ...roots])
        if (root) watching.observe(root, { subtree: true, childList: true, characterData: true, attributeFilter: ["data-test-script-state", "data-stale"] });
}"""
# A page that goes on moving is judged as it is.
MOST_LOOKS = 6
SIDEWAYS = """() => {
    const main = document.querySelector("[data-testid=stMain]");
    return Math.max(document.scrollingElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth);
}"""


@contextmanager
def delayed(page: Page, address: str) -> Iterator[None]:
    """Hold up what a page asks for at an address, as a slow line may, until the block ends."""
    waiting: list[Route] = []
    page.route(address, lambda route: waiting.append(route))
    yield
    for route in waiting:
        route.continue_()
    page.unroute(address)


class Visitor:
    """One browser page; `complaints` collects console errors, failed answers and requests to other hosts.

    What a test brings about itself is no complaint: see `cut_off` and `expects`.
    """

    def __init__(self, page: Page, server: LiveServer) -> None:
        self.page = page
        self.url = server.url
        self._server = server
        self.complaints: list[str] = []
        self._expected: set[int] = set()
        self._is_cut_off = self._was_cut_off = False
        self._times_away = server.times_away
        page.set_default_timeout(LONGEST_MS)
        page.on("domcontentloaded", self._begin_anew)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("request", self._see_request)
        page.on("response", self._see_response)

    @contextmanager
    def cut_off(self) -> Iterator[None]:
        """Meanwhile the test keeps something from the page; in whatever words it says so, until it is loaded anew."""
        self._is_cut_off = self._was_cut_off = True
        yield
        self._is_cut_off = False

    def go_offline(self, is_off: bool = True) -> None:
        """Take the network from the browser, or give it back; see `cut_off`."""
        self._is_cut_off = is_off
        self._was_cut_off |= is_off
        self.page.context.set_offline(is_off)

    def expects(self, *statuses: int) -> "Visitor":
        """From now on the test itself brings about answers of these kinds."""
        self._expected.update(statuses)
        return self

    def _begin_anew(self, _page: Page) -> None:
        self._was_cut_off = self._is_cut_off
        self._times_away = self._server.times_away

    def _hear(self, message: ConsoleMessage) -> None:
        # A page whose server was killed, stopped or out of reach since it was loaded says so in many words and late.
        has_lost_its_server = self._was_cut_off or self._server.times_away != self._times_away
        if message.type == "error" and not has_lost_its_server and FAILED_ANSWER not in message.text:
            self.complaints.append(f"console: {message.text}")

    def _see_request(self, request: Request) -> None:
        if not request.url.startswith((self.url, self.url.replace("http", "ws"), "data:", "blob:")):
            self.complaints.append(f"request to {request.url}")

    def _see_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.complaints.append(f"{response.status} for {response.url}")

    def go(self, path: str) -> "Visitor":
        """Open a page by its address."""
        self.page.goto(f"{self.url}/{path}")
        return self.settle()

    def link(self, name: str, title: str) -> "Visitor":
        """Follow a link of the app to the page of that title."""
        self._at_rest()
        self.page.get_by_role("link", name=name, exact=True).first.click()
        expect(self.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        return self.settle()

    def settle(self) -> "Visitor":
        self.page.get_by_role("heading").first.wait_for()
        self.page.locator(IDLE).wait_for()
        # The first HTML has given way to the app.
        self.page.locator("#first").wait_for(state="detached")
        self.page.wait_for_function(f"() => {IS_WHOLE}")
        return self

    def pad(self, label: str, number: int) -> Locator:
        return self.page.get_by_role("radiogroup", name=label).get_by_role("radio").nth(number)

    def tap(self, label: str, number: int) -> "Visitor":
        """Choose a number on a pain pad."""
        self.pad(label, number).click()
        expect(self.pad(label, number)).to_have_attribute("aria-checked", "true")
        return self

    def button(self, name: str) -> Locator:
        """The buttons of a name; one of a list says after a colon what it is about."""
        return self.page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}(: .+)?$"))

    def press(self, name: str) -> "Visitor":
        self._at_rest()
        self.button(name).first.click()
        return self

    def choose(self, name: str, option: str) -> "Visitor":
        """Choose from a list that is in view already: a press in the frame of its own scroll opens it and shuts it again."""
        self._at_rest()
        opener = self.page.get_by_label(name, exact=True)
        opener.evaluate(SCROLL_TO)
        opener.click()
        self.page.get_by_role("option", name=option).click()
        return self

    def _at_rest(self) -> None:
        """What is drawn anew between a finger's coming down and going up is not pressed: a person presses what stands."""
        expect(self.page.locator(BUSY)).to_have_count(0)

    def sees(self, text: str, exact: bool = False) -> "Visitor":
        expect(self.page.get_by_text(text, exact=exact).first).to_be_visible()
        return self

    def saved(self) -> "Visitor":
        expect(self.page.get_by_role("heading", name="Saved", exact=True)).to_be_visible()
        return self

    def fill(self, label: str, text: str) -> "Visitor":
        """Type into a field and leave it."""
        field = self.page.get_by_label(label, exact=True)
        field.fill(text)
        field.blur()
        return self.settle()

    def fill_day(self, label: str, digits: str) -> "Visitor":
        """Type a day, as ddmmyyyy."""
        self.page.get_by_test_id("stDateInput").filter(has_text=label).get_by_role("spinbutton").first.click()
        self.page.keyboard.type(digits)
        self.page.keyboard.press("Tab")
        return self.settle()

    def unfold(self, name: str) -> "Visitor":
        self.page.locator("summary").filter(has_text=name).first.click()
        return self

    @property
    def sideways_px(self) -> int:
        """How far the page scrolls sideways."""
        return int(self.page.evaluate(SIDEWAYS))

    def show_in(self, scheme: str) -> "Visitor":
        """Turn the device light or dark and wait until the app has followed."""
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        paper = {"light": "rgb(251, 250, 247)", "dark": "rgb(18, 24, 26)"}[scheme]
        expect(self.page.get_by_test_id("stApp")).to_have_css("background-color", paper)
        return self.settle()

    def barriers(self) -> list[str]:
        return barriers(self.page)


def barriers(page: Page, within: str | None = None) -> list[str]:
    """Return what axe calls serious or critical of a page at rest: what it saw of one on the move is looked at again."""
    for _ in range(MOST_LOOKS):
        page.wait_for_function(SETTLED)
        page.evaluate(WATCH)
        answer = Axe().run(page, context=within, options={"resultTypes": ["violations"]}).response
        if not page.evaluate("window.isDrawnAnew"):
            break
    return [
        f"{violation['id']}: {node['html'][:120]} {node['target']}"
        for violation in answer["violations"]
        if violation["impact"] in {"serious", "critical"}
        for node in violation["nodes"]
    ]


OpenVisitor = Callable[..., Visitor]
