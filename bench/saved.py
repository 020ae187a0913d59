"""From Save pressed until "Saved" is seen, in a browser, on both check-ins; beside bare upserts on tuned pages."""

import sqlite3
import statistics
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from bench import phone
from bench.crowd import practice
from bench.row import Row, rounds_of
from bench.served import Served, product, running, tuned
from tracker.access.sessions import begin_session
from tracker.store.drivers.sqlite import SqliteDriver
from tracker.store.store import open_store

ROUNDS, MOST = 15, 1.5
FLOORS = {"empty": "saving_page.py", "as many": "as_many_page.py"}
# People look at the number before they press: what a tap began is over by then.
LOOK_MS = 300
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
# Milliseconds from a press until a text is there and the frame with it painted.
PRESSED = """([button, place, text]) => new Promise((give) => {
  const start = performance.now();
  const look = () => [...document.querySelectorAll(place)].some((one) => one.textContent === text)
    ? setTimeout(() => give(performance.now() - start))
    : requestAnimationFrame(look);
  document.querySelector(button).click();
  look();
})"""
# The quick check-in's "Saved" is a page of its own: its first paint, on the clock that both pages share.
PRESSED_AT = "(button) => { document.querySelector(button).click(); return performance.timeOrigin + performance.now(); }"
PAINTED_AT = """() => new Promise((give) => new PerformanceObserver((list) => {
  const paint = list.getEntries().find((one) => one.name === "first-contentful-paint");
  if (paint) give(performance.timeOrigin + paint.startTime);
}).observe({ type: "paint", buffered: true }))"""


def run() -> list[Row]:
    """Press all three in turns; the record has a year in it, and its client is signed in."""
    with tempfile.TemporaryDirectory() as folder:
        database, bare = Path(folder) / "practice.db", Path(folder) / "bare.db"
        (account,) = practice(database, 1)
        store = open_store(database)
        token, driver = begin_session(store, account.account_id), store.driver
        assert isinstance(driver, SqliteDriver)
        driver.close()
        with closing(sqlite3.connect(bare)) as db:
            db.execute(f"PRAGMA journal_mode={driver.journal_mode}")
            db.execute("CREATE TABLE pain (day TEXT PRIMARY KEY, nrs INTEGER, version INTEGER DEFAULT 1)")
        ours = product(database)
        floors = {
            name: tuned(page, BENCH_DATABASE=str(bare), BENCH_SYNCHRONOUS=driver.synchronous)
            for name, page in FLOORS.items()
        }
        with running(ours, *floors.values()), phone.chromium() as browser:
            took = _in_turn(browser, ours, floors, token)
    what = 'from Save pressed until "Saved" is seen, {}; floor: durable upsert on {}'
    many, empty = "as many of Streamlit's own elements, drawn twice", "an empty tuned page"
    return [
        Row(what.format("check-in page", many), took["check-in page"], took["as many"], most=MOST),
        Row(what.format("quick check-in", many), took["quick check-in"], took["as many"], most=MOST),
        Row(what.format("that floor itself", empty), took["as many"], took["empty"]),
    ]


def _in_turn(browser: Browser, ours: Served, floors: dict[str, Served], token: str) -> dict[str, float]:
    """Return each one's median milliseconds."""
    with browser.new_context(**phone.DESKTOP.window) as context:
        address = f"http://127.0.0.1:{ours.port}"
        context.add_cookies([{"name": "tracker", "value": token, "url": address}])
        check_in, quick = _open(context, f"{address}/check-in"), context.new_page()
        bare = {name: _open(context, f"http://127.0.0.1:{floor.port}") for name, floor in floors.items()}
        # Both floors save into the same row.
        numbers = iter(range(1, 1_000))
        saves: dict[str, Callable[[], float]] = {
            "empty": lambda: _bare(bare["empty"], next(numbers)),
            "as many": lambda: _bare(bare["as many"], next(numbers)),
            "check-in page": lambda: _check_in(check_in),
            "quick check-in": lambda: _quick(quick, f"{address}/quick"),
        }
        took: dict[str, list[float]] = {name: [] for name in saves}
        for number in range(rounds_of(ROUNDS) + 1):
            for name, save in saves.items():
                spent = save()
                if number:
                    took[name].append(spent)
    return {name: statistics.median(each) for name, each in took.items()}


def _open(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    page.locator(IDLE).wait_for()
    return page


def _bare(page: Page, number: int) -> float:
    page.bring_to_front()
    page.wait_for_timeout(LOOK_MS)
    return float(page.evaluate(PRESSED, [".st-key-save button", "[data-testid=stText]", f"Saved {number}"]))


def _check_in(page: Page) -> float:
    page.bring_to_front()
    if page.locator(".st-key-another button").count():
        page.locator(".st-key-another button").click()
    page.get_by_role("radiogroup", name="Leg pain").get_by_role("radio").nth(3).click()
    page.wait_for_timeout(LOOK_MS)
    page.locator(IDLE).wait_for()
    return float(page.evaluate(PRESSED, [".st-key-save_check_in button", ".st-key-receipt h1", "Saved"]))


def _quick(page: Page, url: str) -> float:
    page.bring_to_front()
    page.goto(url, wait_until="networkidle")
    page.locator("[name=leg_pain_nrs][value='3']").check(force=True)
    page.wait_for_timeout(LOOK_MS)
    pressed_at = page.evaluate(PRESSED_AT, "#check-in .save button")
    page.wait_for_url("**/quick/saved/**", wait_until="commit")
    return float(page.evaluate(PAINTED_AT)) - float(pressed_at)
