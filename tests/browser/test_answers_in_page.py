"""The answers in a browser: taken over from the first HTML, fetched when they changed, and charts to point at."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.visitor import OpenVisitor, Visitor
from tests.live_server import LiveServer
from tests.samples import full_only
from tracker.domain.check_in import CheckIn
from tracker.exchange.sample import fill
from tracker.web.middleware.headers import OURS

ANSWERS = "**/progress/answers?**"
SHIFTS = """window.shifts = []; new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true })"""
# While the first HTML arrives: once it is there, a quick app may have taken it over.
MARK_FIRST = """new MutationObserver(() => {
    for (const answers of document.querySelectorAll("#first .answers")) answers.isTheSame = true;
    const table = document.querySelector("#first [data-table=pain_trend]");
    if (table && !table.wasOpened) table.wasOpened = table.open = true;
}).observe(document, { childList: true, subtree: true })"""
# Both parts of the answers: on a busy machine one is there a while before the other.
HAS_MOVED_IN = "() => document.querySelectorAll('.answers-host[data-settled] > .answers').length === 2 && !document.getElementById('first')"
ALL_DRAWN = "() => document.querySelectorAll('.answers-host .plot').length === document.querySelectorAll('.plot[data-drawn]').length"

PAPERS_ARE = """(paper) => [...document.querySelectorAll('.js-plotly-plot')]
    .every((one) => one.layout.paper_bgcolor === paper)"""


@pytest.fixture(scope="module")
def server(new_server: Callable[..., LiveServer]) -> LiveServer:
    return new_server(lambda server: fill(server.record()._access.store, clients=1, years=0.5, seed=11))


def opened(visit: OpenVisitor, path: str = "progress", **how: object) -> tuple[Visitor, list[str]]:
    """The progress page, once the app has taken over; and every address below it that was asked for."""
    visitor = visit(**how)  # type: ignore[arg-type]
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url.removeprefix(visitor.url)))
    visitor.page.add_init_script(SHIFTS)
    visitor.go(path).page.wait_for_function(HAS_MOVED_IN)
    return visitor, asked


def fetches(asked: list[str], path: str = "/progress/answers") -> list[str]:
    return [one for one in asked if one.startswith(path)]


def moved(page: Page) -> float:
    return float(page.evaluate("shifts.reduce((sum, one) => sum + one, 0)"))


def rerun(visitor: Visitor) -> None:
    visitor.button("Later").click()
    expect(visitor.button("Later")).to_have_count(0)
    visitor.settle()


def test_the_first_html_is_taken_over_as_it_stands(visit: OpenVisitor) -> None:
    visitor = visit(1280, 900)
    asked: list[str] = []
    sent: list[int] = []
    visitor.page.on("request", lambda request: asked.append(request.url.removeprefix(visitor.url)))
    visitor.page.on("requestfinished", lambda request: sent.append(request.sizes()["responseBodySize"]))
    visitor.page.add_init_script(SHIFTS)
    visitor.page.add_init_script(MARK_FIRST)
    visitor.page.goto(f"{visitor.url}/progress")
    visitor.page.wait_for_function(HAS_MOVED_IN)
    assert visitor.page.evaluate(
        "[...document.querySelectorAll('.answers-host > .answers')].map((one) => one.isTheSame)"
    ) == [True, True]
    # What was opened before the app was there is open still.
    expect(visitor.page.locator("[data-table=pain_trend] table")).to_be_visible()
    visitor.page.wait_for_function(ALL_DRAWN)
    assert fetches(asked) == []
    assert len(fetches(asked, "/progress/figures")) == 1
    assert moved(visitor.page) < 0.1
    assert len(fetches(asked, "/plotly/")) == 1
    assert [one for one in asked if "lotly" in one and not one.startswith("/plotly/")] == []
    assert sum(sent) < 2_500_000


def test_answers_are_fetched_when_the_record_changed_and_not_before(
    visit: OpenVisitor, server: LiveServer
) -> None:
    visitor, asked = opened(visit)
    # On a busy machine the first HTML may have given way before it could be taken over.
    first = len(fetches(asked))
    rerun(visitor)
    assert len(fetches(asked)) == first
    # Saved elsewhere; any rerun of the page, such as of a pill, finds out.
    added = server.record().entries.add(CheckIn(leg_pain_nrs=10, back_pain_nrs=10)).entry
    before = visitor.page.locator(".said").first.inner_text()
    visitor.page.get_by_role("radio", name="My goal").click()
    expect(visitor.page.locator(".said").first).not_to_have_text(before)
    visitor.sees("No goal is set.")
    assert len(fetches(asked)) == first + 2
    server.record().entries.delete(added)
    visitor.page.get_by_role("radio", name="My goal").click()
    expect(visitor.page.locator(".said").first).to_have_text(before)
    assert len(fetches(asked)) == first + 3


def test_what_streamlit_takes_away_and_puts_back_is_not_fetched_again(visit: OpenVisitor) -> None:
    visitor, asked = opened(visit, width=1280, height=900)
    visitor.page.wait_for_function(ALL_DRAWN)
    first = len(fetches(asked)), len(fetches(asked, "/progress/figures"))
    # As another page in between does, by a link of the app.
    visitor.link("Learn", "Learn").link("Progress", "Progress")
    visitor.page.wait_for_function(HAS_MOVED_IN)
    visitor.page.wait_for_function(ALL_DRAWN)
    assert visitor.page.evaluate(
        "[...document.querySelectorAll('.plot')].every((one) => one.querySelector('.main-svg'))"
    )
    assert (len(fetches(asked)), len(fetches(asked, "/progress/figures"))) == first
    for scheme, paper in (("dark", "#1A2225"), ("light", "#FFFFFF")):
        visitor.show_in(scheme)
        visitor.page.wait_for_function(PAPERS_ARE, arg=paper)


def test_another_range_keeps_what_stands_until_the_new_is_there(visit: OpenVisitor) -> None:
    visitor, asked = opened(visit, width=1280, height=900)
    waiting: list[Route] = []
    visitor.page.route(ANSWERS, lambda route: waiting.append(route))
    with visitor.page.expect_request(ANSWERS):
        visitor.page.get_by_role("radio", name="2 weeks").click()
    sections = visitor.page.locator(".answers-host").nth(1)
    expect(sections).to_have_attribute("aria-busy", "true")
    expect(sections.locator(".plot[data-chart=pain_trend]")).to_have_count(1)
    waiting[0].continue_()
    visitor.page.unroute(ANSWERS)
    expect(sections).not_to_have_attribute("aria-busy", "true")
    assert "range=2w" in fetches(asked)[0]
    # Both parts come in one answer, and going back costs nothing.
    visitor.page.get_by_role("radio", name="3 months").click()
    expect(visitor.page).to_have_url(f"{visitor.url}/progress?range=3m")
    visitor.page.wait_for_function(
        "() => document.querySelectorAll('.answers-host[data-settled]').length === 2"
    )
    visitor.page.get_by_role("radio", name="2 weeks").click()
    expect(visitor.page).to_have_url(f"{visitor.url}/progress?range=2w")
    assert len([one for one in fetches(asked) if "range=2w" in one]) == 1


def answer_as_we_do(route: Route, status: int, body: str) -> None:
    route.fulfill(status=status, headers={"content-type": "text/plain", OURS: "1"}, body=body)


def test_what_did_not_come_is_said_and_can_be_asked_again(visit: OpenVisitor) -> None:
    visitor, _ = opened(visit)
    failures = {
        "1 year": (lambda route: route.abort(), "The answers did not come. Your connection may be gone."),
        "2 weeks": (
            lambda route: answer_as_we_do(route, 503, "The database is away."),
            "The database is away.",
        ),
    }
    for days, (how, sentence) in failures.items():
        visitor.page.route(ANSWERS, how)
        alert = visitor.page.locator(".answers-host [role=alert]")
        with visitor.expects(503).cut_off():
            visitor.page.get_by_role("radio", name=days).click()
            expect(alert).to_contain_text(sentence)
        expect(visitor.page.locator(".answers-host .plot[data-chart=pain_trend]")).to_have_count(0)
        visitor.page.unroute(ANSWERS)
        alert.get_by_role("button", name="Try again").click()
        expect(alert).to_have_count(0)
        expect(visitor.page.locator(".answers-host .plot[data-chart=pain_trend]")).to_be_visible()
        expect(visitor.page.locator(".said").first).to_be_visible()


def test_who_is_signed_out_meanwhile_is_led_away(visit: OpenVisitor) -> None:
    visitor, _ = opened(visit)
    visitor.page.route(ANSWERS, lambda route: answer_as_we_do(route, 401, "Please sign in."))
    visitor.page.route("**/sign-in**", lambda route: route.fulfill(body="signed out"))
    visitor.expects(401).page.get_by_role("radio", name="2 weeks").click()
    expect(visitor.page).to_have_url(re.compile(r"/sign-in\?why=ended$"))


def test_on_a_phone_plotly_comes_for_the_chart_that_is_tapped_and_nothing_moves(visit: OpenVisitor) -> None:
    visitor, asked = opened(visit)
    assert fetches(asked, "/plotly/") == []
    plot = visitor.page.locator(".plot[data-chart=massage_response]")
    below = visitor.page.locator("section[data-question=flexibility]")
    places = "(one) => [one.offsetTop, one.offsetHeight]"
    before = plot.evaluate(places), below.evaluate("(one) => one.offsetTop")
    button = visitor.page.locator("section[data-question=massage] .point-at")
    button.click()
    expect(plot.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(button).to_have_count(0)
    assert visitor.page.locator(".js-plotly-plot").count() == 1
    # Only the button that was tapped has gone: what follows it may move up by its line.
    after = plot.evaluate(places), below.evaluate("(one) => one.offsetTop")
    assert after[0] == before[0]
    assert 0 <= before[1] - after[1] <= 60
    assert all("chart=massage_response" in one for one in fetches(asked, "/progress/figures"))
    assert visitor.sideways_px <= 0


def test_charts_follow_the_page_between_light_and_dark_and_its_width(visit: OpenVisitor) -> None:
    visitor, _ = opened(visit, width=1280, height=900, color_scheme="light")
    page = visitor.page
    page.wait_for_function(ALL_DRAWN)
    for scheme, paper in (("dark", "#1A2225"), ("light", "#FFFFFF")):
        visitor.show_in(scheme)
        page.wait_for_function(PAPERS_ARE, arg=paper)
    page.set_viewport_size({"width": 800, "height": 900})
    page.wait_for_function(
        "() => [...document.querySelectorAll('.plot')].every((one) => Math.abs(one.clientWidth - one.querySelector('.main-svg').clientWidth) < 2)"
    )
    assert visitor.sideways_px <= 0


def test_tables_and_articles_open_by_keys_and_have_names(visit: OpenVisitor) -> None:
    visitor, _ = opened(visit)
    page = visitor.page
    for name, inside in (
        ("As a table", "table[aria-label], table caption"),
        ("What causes sciatica?", ".drawing[role=img]"),
    ):
        summary = page.locator("section[data-question=pain] summary").filter(has_text=name)
        summary.focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"section[data-question=pain] details[open] {inside}").first).to_be_attached()
    region = page.get_by_role("region", name="As a table")
    expect(region).to_have_attribute("tabindex", "0")
    assert region.get_by_role("columnheader").first.inner_text() == "Day"
    assert visitor.barriers() == []


def asks_for_answers(request: Request) -> bool:
    return "/progress/answers" in request.url


def test_an_answer_that_comes_late_never_replaces_a_later_one(visit: OpenVisitor) -> None:
    visitor, _ = opened(visit)
    held: list[Route] = []
    visitor.page.route("**/progress/answers?**range=1y**", lambda route: held.append(route))
    with visitor.page.expect_request(asks_for_answers):
        visitor.page.get_by_role("radio", name="1 year").click()
    visitor.page.get_by_role("radio", name="2 weeks").click()
    first_day = visitor.page.locator(".answers-host").nth(1)
    expect(first_day).not_to_have_attribute("aria-busy", "true")
    now = first_day.inner_html()
    with visitor.page.expect_response(lambda answer: "range=1y" in answer.url):
        held[0].continue_()
    # It has all arrived, and whatever the page does with it is done.
    visitor.page.wait_for_function(
        "() => performance.getEntriesByType('resource').some((one) => one.name.includes('range=1y') && one.responseEnd)"
    )
    visitor.page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert first_day.inner_html() == now


# Where one of the pain chart's dots stands in the drawing that shows, in px of the page, and the day that is.
A_DOT = """() => {
    const svg = [...document.querySelectorAll("[data-chart=pain_trend] svg[data-days]")].find((one) => one.checkVisibility());
    const [, x, y] = [...svg.querySelector("path[data-dots]").getAttribute("d").matchAll(/M([\\d.]+),([\\d.]+)/g)].at(-1);
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return { x: x * scale, y: y * scale };
}"""
# And where a day is in the chart to point at.
A_DRAWN_DAY = """(plot, day) => {
    const { xaxis, yaxis } = plot.querySelector(".js-plotly-plot")._fullLayout;
    return { x: xaxis._offset + xaxis.d2p(day), y: yaxis._offset + yaxis._length / 2 };
}"""
A_TILE = """() => {
    const svg = [...document.querySelectorAll("svg[data-year]")].find((one) => one.checkVisibility());
    const [monday, , , left, top, wide, tall, way] = svg.dataset.year.split(" ");
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const [column, row] = way === "across" ? [20, 2] : [2, 20];
    return { x: (Number(left) + (column + 0.5) * wide) * scale, y: (Number(top) + (row + 0.5) * tall) * scale, monday };
}"""


@pytest.mark.parametrize("width", [390, *full_only(1280)])
def test_a_dot_and_a_tile_lead_to_the_entries_of_their_day(
    visit: OpenVisitor, server: LiveServer, width: int
) -> None:
    latest = server.record().entries.latest(CheckIn.kind)
    assert latest is not None
    visitor, _ = opened(visit, width=width, height=900)
    page, plot = visitor.page, visitor.page.locator(".plot[data-chart=pain_trend]")
    address = f"{visitor.url}/history?day={latest.on_date}"
    if width == 390:
        # A tap is there to read the values too: the way is a link below the chart.
        plot.tap(position=page.evaluate(A_DOT))
        link = page.get_by_role("link", name="see or change")
        expect(link).to_have_attribute("href", address.removeprefix(visitor.url))
        expect(plot.locator(".js-plotly-plot .main-svg").first).to_be_visible()
        link.click()
    else:
        expect(plot).to_have_attribute("data-drawn", "light")
        plot.click(position=plot.evaluate(A_DRAWN_DAY, latest.on_date.isoformat()))
    page.wait_for_url(address)
    expect(page.get_by_role("button", name="All entries")).to_be_visible()
    expect(page.get_by_role("button", name="Edit").first).to_be_visible()
    visitor.go("progress").page.wait_for_function(HAS_MOVED_IN)
    page.get_by_text("A year in tiles").click()
    drawing = page.locator("svg[data-year]:visible")
    tile = drawing.evaluate(A_TILE)
    assert visitor.barriers() == []
    drawing.click(position={"x": tile["x"], "y": tile["y"]})
    page.wait_for_url(f"**/history?day={date.fromisoformat(tile['monday']) + timedelta(days=7 * 20 + 2)}")
    expect(page.get_by_role("button", name="All entries")).to_be_visible()
    assert visitor.sideways_px <= 0
