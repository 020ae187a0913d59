"""The check-in before the app is there: its first HTML is the form, is taken over untouched, and works without a script."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import APP, OpenVisitor, Visitor, delayed
from tests.live_server import LiveServer
from tracker import clock
from tracker.domain.check_in import CheckIn

FORM = "#first #check-in"
SAVED = "**/quick/saved/*"


@pytest.fixture(autouse=True)
def _empty(server: LiveServer) -> None:
    server.record().erase()


def check_ins(server: LiveServer) -> list[CheckIn]:
    return [one for one in server.record().entries.all((CheckIn.kind,)) if isinstance(one, CheckIn)]


def at_once(page: Page, url: str) -> Page:
    """The check-in page as soon as it is painted."""
    page.goto(url, wait_until="commit")
    page.locator(f"{FORM} .save button").wait_for()
    return page


def choose(page: Page, pad: str, number: int) -> None:
    page.locator(FORM).get_by_role("group", name=pad).locator(f"input[value='{number}']").check()


def test_a_form_that_is_touched_is_never_taken_over_and_saves_once(
    visit: OpenVisitor, server: LiveServer
) -> None:
    """On a slow line the taps may be there before our script is."""
    visitor = visit()
    with delayed(visitor.page, "**/assets/first-paint.js"):
        page = at_once(visitor.page, f"{visitor.url}/check-in")
        choose(page, "Leg pain", 4)
    # Long after the app would have begun: its script is not even read.
    page.wait_for_function("() => performance.now() > 6000")
    assert page.get_by_test_id("stApp").count() == 0
    expect(page.locator(FORM).get_by_role("radio", checked=True).first).to_have_value("4")
    page.locator(f"{FORM} .save button").click()
    page.wait_for_url(SAVED)
    assert [one.leg_pain_nrs for one in check_ins(server)] == [4]


def test_one_that_is_touched_while_the_app_starts_stays_too(visit: OpenVisitor, server: LiveServer) -> None:
    visitor = visit()
    with delayed(visitor.page, APP):
        page = at_once(visitor.page, f"{visitor.url}/check-in")
        page.get_by_test_id("stApp").wait_for(state="attached")
        choose(page, "Back pain", 7)
    page.get_by_test_id("stMainBlockContainer").get_by_text("Back pain").first.wait_for(state="attached")
    page.locator(f"{FORM} .save button").click()
    page.wait_for_url(SAVED)
    assert [entry.back_pain_nrs for entry in check_ins(server)] == [7]


def test_an_untouched_form_gives_way_in_place(visit: OpenVisitor) -> None:
    visitor = visit()
    with delayed(visitor.page, APP):
        page = at_once(visitor.page, f"{visitor.url}/check-in")
        before = page.locator(f"{FORM} h1").bounding_box()
    visitor.settle()
    after = page.get_by_role("heading", name="How is it now?").bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 80
    visitor.tap("Leg pain", 3).press("Save check-in").saved()


def test_the_look_of_the_form_gives_way_with_it(visit: OpenVisitor) -> None:
    fold = visit().go("check-in").page.get_by_test_id("stExpander").locator("summary")
    assert fold.evaluate("(one) => getComputedStyle(one, '::before').content") == "none"


def test_yesterday_takes_three_taps(visit: OpenVisitor, server: LiveServer) -> None:
    visitor = visit()
    with delayed(visitor.page, APP):
        page = at_once(visitor.page, f"{visitor.url}/check-in")
        page.evaluate("() => import('/assets/quick.js').then(() => null)")
        page.locator(FORM).get_by_label("Yesterday").check()
    expect(page.locator(f"{FORM} h1")).to_have_text("How was it?")
    choose(page, "Leg pain", 2)
    page.locator(f"{FORM} .save button").click()
    page.wait_for_url(SAVED)
    visitor.go("check-in").press("Yesterday").sees("How was it?").settle().tap("Leg pain", 5)
    visitor.press("Save check-in").saved()
    yesterday = clock.today() - timedelta(days=1)
    assert [(one.on_date, one.at_time) for one in check_ins(server)] == [(yesterday, None)] * 2


def test_without_a_script_the_address_leads_to_a_form_that_saves(
    visit: OpenVisitor, server: LiveServer
) -> None:
    page = visit(java_script_enabled=False).page
    page.goto(f"{server.url}/")
    page.wait_for_url("**/quick")
    page.get_by_label("Yesterday").check()
    page.get_by_role("group", name="Leg pain").locator("input[value='6']").check()
    page.get_by_role("button", name="Save check-in").click()
    page.wait_for_url(SAVED)
    assert [one.on_date for one in check_ins(server)] == [clock.today() - timedelta(days=1)]


@pytest.mark.parametrize("path", ["quick", "check-in"])
def test_the_first_visit_shows_the_browser_s_day_and_saves_under_it(
    visit: OpenVisitor, server: LiveServer, path: str
) -> None:
    visitor = visit(timezone_id="Pacific/Kiritimati")
    page = visitor.page
    with delayed(page, APP):
        page.goto(f"{visitor.url}/{path}", wait_until="commit")
        page.locator("#check-in .save button").wait_for()
        page.evaluate("() => import('/assets/quick.js').then(() => null)")
        day = page.evaluate("() => new Date().toLocaleDateString('sv')")
        expect(page.locator("#check-in [name=on_date]")).to_have_value(day)
        expect(page.locator("#day > summary")).to_contain_text(str(int(day[-2:])))
        page.get_by_role("group", name="Leg pain").locator("input[value='6']").check()
    page.locator("#check-in .save button").click()
    page.wait_for_url(SAVED)
    assert [one.on_date.isoformat() for one in check_ins(server)] == [day]


# Stands in for the server's health: it answers, or is given up, when the test says so.
SLOW_HEALTH = """(() => {
    const real = window.fetch, { setTimeout } = window;
    window.setTimeout = (work, ms, ...more) => String(work).includes(".abort(") ? void (window.patienceMs = ms) : setTimeout(work, ms, ...more);
    window.fetch = (address, how) => address !== "/healthz" ? real(address, how) : new Promise((give, fail) => {
        Object.assign(window, { isAsked: true, answer: () => give(new Response("ok")), giveUp: () => fail(new Error("late")) });
    });
    new MutationObserver(() => { window.wasSaid ||= Boolean(document.getElementById("away")); }).observe(document, { subtree: true, childList: true });
})()"""


@pytest.mark.parametrize(
    ("way", "words"),
    [("the line is off", "No connection."), ("the server is gone", "Waiting for the server.")],
)
def test_no_answer_is_said_in_our_words(
    visit: OpenVisitor, new_server: Callable[..., LiveServer], way: str, words: str
) -> None:
    server = new_server()
    visitor = visit(at=server).go("check-in").tap("Leg pain", 3)
    if way == "the line is off":
        visitor.go_offline()
    else:
        server.kill()
    away = visitor.page.locator("#away")
    expect(away).to_contain_text(f"{words} What you entered is still here")
    expect(away.get_by_role("link", name="Quick check-in, also offline")).to_be_visible()
    expect(visitor.page.get_by_text("Streamlit")).to_have_count(0)
    if way == "the server is gone":
        server.start()
    else:
        visitor.go_offline(False)
    expect(away).to_be_hidden()
    expect(visitor.pad("Leg pain", 3)).to_have_attribute("aria-checked", "true")


class TestASlowServer:
    @pytest.fixture
    def slow(self, visit: OpenVisitor) -> Visitor:
        """A page that has just asked whether its server is there, and waits."""
        visitor = visit()
        visitor.page.add_init_script(SLOW_HEALTH)
        visitor.go("check-in").page.evaluate("dispatchEvent(new Event('online'))")
        visitor.page.wait_for_function("() => window.isAsked")
        return visitor

    def test_is_waited_for(self, slow: Visitor) -> None:
        assert slow.page.evaluate("patienceMs") > 3000
        slow.page.evaluate("answer()")
        slow.press("Yesterday").sees("How was it?")
        assert slow.page.evaluate("window.wasSaid ?? false") is False

    def test_has_answered_where_the_page_went_on_meanwhile(self, slow: Visitor) -> None:
        slow.press("Yesterday").sees("How was it?").settle()
        slow.page.evaluate("giveUp()")
        slow.sees("How was it?")
        assert slow.page.evaluate("window.wasSaid ?? false") is False

    def test_that_never_answers_is_not_called_a_missing_connection(self, slow: Visitor) -> None:
        slow.page.evaluate("giveUp()")
        expect(slow.page.locator("#away")).to_contain_text(
            "Waiting for the server. What you entered is still here"
        )


def test_the_look_chosen_in_account_holds_on_every_page(visit: OpenVisitor) -> None:
    visitor = visit(color_scheme="light").go("account")
    visitor.button("Dark").click()
    visitor.page.wait_for_function("() => document.documentElement.dataset.theme === 'Dark'")
    visitor.settle().button("Largest").click()
    visitor.page.wait_for_function("() => document.documentElement.dataset.text === 'largest'")
    for path in ("progress", "quick", "report", "check-in"):
        visitor.page.goto(f"{visitor.url}/{path}")
        visitor.page.get_by_role("heading").first.wait_for()
        ground = visitor.page.locator("#first, body").first
        expect(visitor.page.locator("html")).to_have_css("font-size", "24px")
        if path in ("quick", "report", "check-in"):
            expect(ground).to_have_css("background-color", "rgb(18, 24, 26)")
    visitor.go("learn")
    expect(visitor.page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(18, 24, 26)")
