"""Charts at every width of a window: letters that can be read, none over another, whatever calls itself what."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from tests.browser.visitor import APP, OpenVisitor, delayed
from tests.live_server import LiveServer
from tests.samples import full_only
from tracker import clock
from tracker.domain.event import Event
from tracker.domain.goal import Goal
from tracker.domain.medicine import AS_NEEDED, MedicineTaken
from tracker.exchange.sample import fill
from tracker.record import ClientRecord

LEAST_LETTER_PX = 11
TAKEN_OVER = """() => !document.getElementById("first")
    && document.querySelectorAll(".answers-host").length > 1
    && [...document.querySelectorAll(".answers-host")].every((one) => one.dataset.settled)"""
POINTED_AT = (
    """() => [...document.querySelectorAll(".answers-host .plot")].every((one) => one.dataset.drawn)"""
)
# Letters that are too small, letters over others, and drawings that are flat; of all that is seen on the page.
FAULTS = """(least) => {
    const faults = [];
    for (const plot of document.querySelectorAll(".plot")) {
        if (plot.closest("#first") === null && document.getElementById("first")) continue;
        const { width, height } = plot.getBoundingClientRect(), chart = plot.dataset.chart;
        if (height < 140 || width < 240) faults.push(`${chart} is ${width} x ${height}`);
        const letters = [...plot.querySelectorAll("svg text")].filter((one) => one.textContent.trim() && one.getClientRects().length);
        if (!letters.length) faults.push(`${chart} has no letters`);
        const boxes = letters.map((one) => {
            const { a, b } = one.getScreenCTM(), { left, right, top, bottom } = one.getBoundingClientRect();
            const size = parseFloat(getComputedStyle(one).fontSize) * Math.hypot(a, b);
            if (size < least - 0.05) faults.push(`${chart}: ${one.textContent} in ${size.toFixed(1)} px`);
            return { left, right, top, bottom, words: one.textContent };
        });
        boxes.forEach((one, number) => {
            for (const other of boxes.slice(number + 1)) {
                const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
                const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
                if (across > 0.5 && down > 4) faults.push(`${chart}: ${one.words} over ${other.words}`);
            }
        });
    }
    return faults;
}"""


def prepare(server: LiveServer) -> None:
    record = server.record()
    fill(record._access.store, clients=1, years=1, seed=11)
    record.goals.set(Goal(kind="pain", target=2, by_date=clock.today() + timedelta(days=60), site="leg"), 0)


def let_things_happen(record: ClientRecord) -> None:
    """Add what draws lines and marks of its own, with words that are long, of other scripts, or close together."""
    if record.entries.all((Event.kind,)):
        return
    told = (300, "Moved house"), (60, "W" * 60), (12, "New job"), (11, "תאונה 😀 日本語"), (1, "Injection")
    today = clock.today()
    record.imports.bring_in(
        [
            *(Event(words=words, on_date=today - timedelta(days=ago)) for ago, words in told),
            *(
                MedicineTaken(name="Ibuprofen", use=AS_NEEDED, on_date=today - timedelta(days=ago))
                for ago in range(2, 40, 5)
            ),
        ]
    )


@pytest.fixture(scope="module")
def server(new_server: Callable[..., LiveServer]) -> LiveServer:
    return new_server(prepare)


def faults(page: Page) -> list[str]:
    found: list[str] = page.evaluate(FAULTS, LEAST_LETTER_PX)
    return found


def height(page: Page) -> int:
    return int(page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight"))


@pytest.mark.parametrize("width", [360, 768, *full_only(320, 390, 600, 1024, 1280)])
def test_a_first_visit_and_a_tenth_can_read_every_letter(
    visit: OpenVisitor, server: LiveServer, width: int
) -> None:
    # A browser that does not call itself a phone, however narrow its window.
    visitor = visit(1280)
    visitor.page.set_viewport_size({"width": width, "height": 844})
    heights = []
    for number in range(2):
        with delayed(visitor.page, APP):
            visitor.page.goto(f"{server.url}/progress")
            visitor.page.locator("#first .plot").first.wait_for()
            assert faults(visitor.page) == [], f"first HTML of visit {number}"
        visitor.page.wait_for_function(TAKEN_OVER)
        if width > 640:
            visitor.page.wait_for_function(POINTED_AT)
        assert faults(visitor.page) == [], f"visit {number}"
        assert visitor.sideways_px <= 0
        heights.append(height(visitor.page))
    assert heights[0] == heights[1]
    assert heights[0] < (4_200 if width < 390 else 4_000)
    assert "screen" not in {cookie["name"] for cookie in visitor.page.context.cookies()}


@pytest.mark.parametrize("width", [320, *full_only(390, 768, 1280)])
def test_every_question_and_range_can_be_read(visit: OpenVisitor, server: LiveServer, width: int) -> None:
    let_things_happen(server.record())
    visitor = visit(width, 844)
    found = {}
    for query in (
        "range=2w", "range=1y", "question=extent", "question=goes-with", "question=flares",
        "question=symptoms", "question=keeping-at-it", "question=goal", "question=each-massage",
    ):  # fmt: skip
        visitor.page.goto(f"{visitor.url}/progress?{query}")
        visitor.page.wait_for_function(TAKEN_OVER)
        if width > 640:
            visitor.page.wait_for_function(POINTED_AT)
        found[query] = faults(visitor.page)
    assert {query: faults for query, faults in found.items() if faults} == {}


@pytest.mark.parametrize("width", [390, *full_only(320)])
def test_a_chart_to_point_at_can_be_read_on_a_phone(visit: OpenVisitor, width: int) -> None:
    visitor = visit(width, 844)
    visitor.page.goto(f"{visitor.url}/progress")
    visitor.page.wait_for_function(TAKEN_OVER)
    for button in visitor.page.locator(".answers-host .point-at").all()[::-1]:
        button.click()
    visitor.page.wait_for_function(POINTED_AT)
    assert faults(visitor.page) == []
    assert visitor.sideways_px <= 0


def test_a_window_made_wide_or_narrow_shows_what_fits(visit: OpenVisitor) -> None:
    visitor = visit(390, 844)
    visitor.page.goto(f"{visitor.url}/progress")
    visitor.page.wait_for_function(TAKEN_OVER)
    for width in (1280, 390, 768, 320):
        visitor.page.set_viewport_size({"width": width, "height": 844})
        assert faults(visitor.page) == [], width
        assert visitor.sideways_px <= 0
