"""Charts beside each other: one day is marked on all, and everything is written as the person's locale does."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import OpenVisitor
from tests.live_server import LiveServer
from tracker.exchange.sample import fill

DRAWN = "() => [...document.querySelectorAll('.js-plotly-plot')].filter((one) => one._fullLayout?.xaxis).length >= 4"
# Every word a person can see or hear: the page's own, the charts', and what a hover would say.
ALL_WORDS = """() => [
    document.body.innerText,
    ...[...document.querySelectorAll('svg text')].map((one) => one.textContent),
    ...[...document.querySelectorAll('img[alt]')].map((one) => one.alt),
    ...[...document.querySelectorAll('.js-plotly-plot')].flatMap((one) => one.data.flatMap((trace) => trace.text ?? [])),
].join('\\n')"""
# Nothing on the page has moved from one look to the next, with frames and timers in between.
STANDS = """() => {
    const all = [...document.querySelectorAll('.js-plotly-plot')].map((one) => Object.values(one.getBoundingClientRect().toJSON()));
    const before = window.stoodAt;
    window.stoodAt = JSON.stringify(all);
    return window.stoodAt === before;
}"""
MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"


@pytest.fixture(scope="module")
def server(new_server: Callable[..., LiveServer]) -> LiveServer:
    return new_server(lambda server: fill(server.record()._access.store, clients=1, years=0.5, seed=11))


def open_progress(visit: OpenVisitor, **how: str) -> Page:
    """The progress page, all of it in sight, with its charts drawn: the longest that the app does."""
    visitor = visit(1280, 3400, **how)
    visitor.go("progress").page.wait_for_function(DRAWN)
    return visitor.page


def charts_of_days(page: Page) -> list[dict[str, float]]:
    """Where each chart with days along its axis lies on the page, and where its days begin and end (px)."""
    found: list[dict[str, float]] = page.evaluate(
        """() => [...document.querySelectorAll('.js-plotly-plot')].map((one) => {
            const { x, y } = one.getBoundingClientRect(), axis = one._fullLayout?.xaxis;
            return { isDays: axis?.type === 'date' && axis.showspikes, x, y, left: axis?._offset, wide: axis?._length };
        }).filter((one) => one.isDays)"""
    )
    return found


def settled_charts(page: Page) -> list[dict[str, float]]:
    """The charts of days, once the page has stopped moving them."""
    page.wait_for_function(STANDS)
    return charts_of_days(page)


def test_pointing_at_a_day_marks_it_on_the_other_charts(visit: OpenVisitor) -> None:
    page = open_progress(visit)
    first, second = settled_charts(page)
    assert (first["left"], first["wide"]) == (second["left"], second["wide"])
    for chart in (first, second):
        page.mouse.move(chart["x"] + chart["left"] + chart["wide"] / 2, chart["y"] + 150)
        line = page.locator(".same-day")
        expect(line).to_have_count(1)
        box = line.bounding_box()
        other = second if chart is first else first
        assert box is not None
        assert other["y"] < box["y"] < other["y"] + 360
        # The middle of 90 days, to a day's width.
        assert box["x"] == pytest.approx(
            other["x"] + other["left"] + other["wide"] / 2, abs=other["wide"] / 90
        )
        assert line.evaluate("(one) => one.closest('.js-plotly-plot')._fullLayout.xaxis.type") == "date"
    page.mouse.move(5, 5)
    expect(page.locator(".same-day")).to_have_count(0)


def test_a_german_reads_german_days_and_decimals(visit: OpenVisitor) -> None:
    page = open_progress(visit, locale="de-DE")
    said = page.evaluate(ALL_WORDS)
    assert re.search(r"\b\d,\d\b", said)
    assert re.search(r"\b\d\d\.\d\d\.20\d\d\b", said)
    assert re.findall(r"\b\d\.\d\b(?!\d*\.)", re.sub(r"\d\d\.\d\d\.", "", said)) == []
    assert re.findall(rf"\b\d{{1,2}} (?:{MONTHS})|(?:{MONTHS})[a-z]* \d", said) == []


def test_an_american_reads_american_days(visit: OpenVisitor) -> None:
    page = open_progress(visit, locale="en-US")
    said = page.evaluate(ALL_WORDS)
    assert re.search(rf"(?:{MONTHS})[a-z]* \d{{1,2}}, 20\d\d", said)
    assert re.findall(rf"\b\d{{1,2}} (?:{MONTHS})", said) == []
