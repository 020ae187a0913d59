"""Firefox and WebKit, Safari's engine: a client signs in, logs, loses the server, reads progress and shares it."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from websockets.sync.client import connect

from tests.browser.engines import MINI_BROWSER, Engine, Firefox, WebKit, started
from tests.live_server import LiveServer
from tests.ports import free_port
from tests.practice import PASSWORD, client_account
from tests.waiting import LONGEST_SECONDS
from tracker import clock
from tracker.access.sign_in import actor_of
from tracker.domain.check_in import CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.record import ClientRecord
from tracker.store.store import Store, open_store
from tracker.web.html import TEMPLATES

LAST_DAYS = 40
# The first HTML has given way to the app.
APP_IS_THERE = """() => !document.querySelector("#first")
    && document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]') !== null"""
SIX = "[role=radio][data-value='6']"
WORKER_IS_THERE = (
    "() => navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
)
LONGEST_FILE_MS = "() => Math.max(...performance.getEntriesByType('resource').map((file) => file.duration))"


def program(name: str, *also: Path) -> str:
    """Where a program is; without it the test is skipped, unless TRACKER_REQUIRE_ENGINES=1."""
    path = shutil.which(name) or next((str(one) for one in also), None)
    if path is None:
        (pytest.fail if os.environ.get("TRACKER_REQUIRE_ENGINES") == "1" else pytest.skip)(
            f"{name} is not installed"
        )
    return path


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Engine]:
    path = program("firefox-esr", *map(Path, filter(None, [shutil.which("firefox")])))
    command = [path, "--headless", "--no-remote", "--profile", str(tmp_path), "--remote-debugging-port", "0"]
    says = r"WebDriver BiDi listening on (ws://\S+)"
    with ExitStack() as programs:
        address = programs.enter_context(started(command, says, tmp_path / "firefox.log", {**os.environ}))
        line = connect(f"{address}/session", max_size=None, open_timeout=LONGEST_SECONDS)
        yield Firefox(programs.enter_context(line))


@pytest.fixture
def webkit(tmp_path: Path) -> Iterator[Engine]:
    """WebKit in a plain locale, in which it calls the language "C"."""
    driver, screen = program("WebKitWebDriver"), program("Xvfb")
    browser = program("MiniBrowser", *Path("/usr/lib").glob(f"*/{MINI_BROWSER}"))
    port = free_port()
    with ExitStack() as programs:
        number = programs.enter_context(
            started(
                [screen, "-displayfd", "1", "-screen", "0", "800x1000x24"],
                r"^(\d+)\n",
                tmp_path / "screen.log",
                {**os.environ},
            )
        )
        environment = {**os.environ, "DISPLAY": f":{number}", "LC_ALL": "C.UTF-8", "HOME": str(tmp_path)}
        programs.enter_context(
            started([driver, f"--port={port}"], None, tmp_path / "driver.log", environment)
        )
        engine = WebKit(f"http://127.0.0.1:{port}", browser)
        programs.callback(engine.close)
        yield engine


def record_of(store: Store, username: str) -> ClientRecord:
    account = store.accounts.named(username)
    return ClientRecord(store, actor_of(account), account.account_id)


def prepare(server: LiveServer) -> None:
    store = open_store(server.database)
    for username in ("firefox", "webkit"):
        client_account(store, username)
        for ago in range(1, LAST_DAYS):
            record_of(store, username).entries.add(
                CheckIn(on_date=clock.today() - timedelta(days=ago), leg_pain_nrs=min(10, ago // 5 + 1))
            )
    store.driver.close()


@pytest.fixture(scope="module")
def server(new_server: Callable[..., LiveServer]) -> LiveServer:
    return new_server(prepare, TRACKER_MODE="practice")


def sign_in(engine: Engine, server: LiveServer, username: str) -> None:
    engine.open(f"{server.url}/sign-in")
    engine.type("Username", username)
    engine.type("Password", PASSWORD)
    engine.press("Sign in", "button")
    engine.sees("How is it now?")
    engine.becomes(APP_IS_THERE)


def log_pain(engine: Engine) -> None:
    # The two pads come one by one; leg pain is the first once both are there.
    engine.becomes("(six) => find(six).length === 2", SIX)
    engine.press("", SIX)
    engine.press("", ".st-key-open_day button")
    engine.sees("Another time")
    engine.becomes(
        "() => find('[data-testid=stDateInput] [role=spinbutton]').length && find('[data-testid=stTimeInput] [role=spinbutton]').length"
    )
    engine.press("Save check-in")
    engine.sees("Saved", "h1")


def log_a_massage(engine: Engine) -> None:
    engine.press("Massage", "a")
    engine.type("How many minutes?", "45")
    engine.press("Left hamstring", "[role=checkbox]")
    engine.sees("Chosen: left hamstring.")
    engine.press("Save massage session")
    engine.sees("Saved", "h1")


def read_progress(engine: Engine, server: LiveServer) -> None:
    engine.open(f"{server.url}/progress")
    engine.sees("Leg pain averages")
    engine.becomes(APP_IS_THERE)
    engine.sees("Leg pain averages")
    engine.becomes("() => find('[data-chart] svg, .js-plotly-plot .main-svg').length")


def give_a_link(engine: Engine) -> str:
    """Make a link and copy it; return its path."""
    engine.press("Share", "a")
    engine.press("Make the link")
    engine.press("Copy", ".copy")
    engine.sees("Copied.")
    address: str = engine.run("() => find('input', 'Address')[0].value")
    return address[address.index("/s/") :]


def wait_once_for_a_silent_server(engine: Engine, server: LiveServer) -> None:
    """Whoever waited for the page does not wait as long again for each of its files."""
    engine.open(f"{server.url}/quick")
    engine.becomes(WORKER_IS_THERE)
    with server.silent():
        engine.open(f"{server.url}/quick")
        engine.sees("No connection.")
        (patience_ms,) = re.findall(
            r"PATIENCE_MS = (\d+)", (TEMPLATES / "quick_worker.js").read_text("utf-8")
        )
        assert engine.run(LONGEST_FILE_MS) < int(patience_ms)


def log_without_a_server(engine: Engine, server: LiveServer) -> None:
    server.kill()
    engine.open(f"{server.url}/quick")
    engine.sees("No connection.")
    engine.press("", "[name=leg_pain_nrs][value='3']")
    engine.press("Save check-in")
    engine.sees("Kept on this phone.")
    server.start()
    engine.open(f"{server.url}/quick")
    engine.sees("A check-in that waited is now in your record.")


@pytest.mark.parametrize("name", ["firefox", "webkit"])
def test_a_client_finds_the_way(name: str, server: LiveServer, request: pytest.FixtureRequest) -> None:
    engine: Engine = request.getfixturevalue(name)
    sign_in(engine, server, name)
    log_pain(engine)
    log_a_massage(engine)
    read_progress(engine, server)
    link = give_a_link(engine)
    assert engine.complaints() == []
    wait_once_for_a_silent_server(engine, server)
    log_without_a_server(engine, server)
    engine.forget()
    engine.open(server.url + link)
    engine.press("Open the record")
    engine.sees("Leg pain averages")

    store = open_store(server.database)
    entries = record_of(store, name).entries.all((CheckIn.kind, MassageSession.kind))
    store.driver.close()
    today = [one for one in entries if one.on_date == clock.today()]
    pain = {(one.leg_pain_nrs, one.back_pain_nrs) for one in today if isinstance(one, CheckIn)}
    assert pain == {(3, None), (6, None)}
    assert [one.areas for one in today if isinstance(one, MassageSession)] == [("left_hamstring",)]
