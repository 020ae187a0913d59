"""What a press brings about is in view, has the focus or keeps it, and is read out: every button of every page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.test_layout import PLACES_OF_ONE
from tests.browser.visitor import BUSY, OpenVisitor, Visitor
from tests.fair_tries import habit_try
from tests.live_server import LiveServer
from tests.samples import full_only
from tracker import clock
from tracker.domain.red_flags import RedFlagAnswers
from tracker.exchange.sample import fill
from tracker.record import ClientRecord

# A button of a file field opens the device's own chooser.
BUTTONS = (
    "[data-testid=stMain] :not([data-testid=stFileUploader] *) > button[data-testid^=stBaseButton]:visible"
)
# Every line that is there to be read, with where it stands; a line of nothing but an icon's name is none.
LINES = """() => {
    const icons = '[data-testid="stIconMaterial"], .outcome, style, script, template, #live', places = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode());) {
        if (!text.data.trim() || text.parentElement.closest(icons) || !text.parentElement.checkVisibility()) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const { top, bottom, height } = range.getBoundingClientRect();
        if (height) places.push([text.data.trim(), top, bottom]);
    }
    return places;
}"""
IS_OVER = """() => document.getElementById("live").textContent
    && document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    && !document.querySelector("[data-stale=true]")"""
# A notice goes by itself after some seconds, which a busy machine may take for the rest of the page.
NOTE_NOTICES = """() => {
    window.notices = new Map();
    new MutationObserver(() => document.querySelectorAll("[data-testid=stToast] p").forEach((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        window.notices.set(one.textContent.trim(), [one.textContent.trim(), top, bottom]);
    })).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
# The app reruns a page once more when it knows the browser: quiet is when nothing has changed for as long as that takes.
QUIET = """() => new Promise((done) => {
    let timer;
    const begin = () => { clearTimeout(timer); timer = setTimeout(look, 400); };
    const look = () => document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"] [data-testid="stMain"]') ? done() : begin();
    new MutationObserver(begin).observe(document.documentElement, { subtree: true, childList: true, attributes: true });
    begin();
})"""
UNFOLD = "document.querySelectorAll('[data-testid=stMain] [data-testid=stExpander] details:not([open]) > summary').forEach((one) => one.click())"
HAS_FOCUS = "() => document.activeElement && document.activeElement !== document.body"
# These hand over a file and leave the page as it is.
LEAVES_THE_PAGE_AS_IT_IS = ("Download",)
TABS_TOP = 844 - 64


@pytest.fixture(scope="module")
def server(new_server: Callable[..., LiveServer]) -> LiveServer:
    return new_server(lambda server: fill(server.record()._access.store, clients=1, years=0.2, seed=11))


@pytest.fixture
def record(server: LiveServer) -> ClientRecord:
    """A record with enough in it that every page is longer than a phone."""
    record = server.record()
    if len(record.entries.all()) < 30:
        record.erase()
        fill(record._access.store, clients=1, years=0.2, seed=11)
    record.warning_signs.answer(RedFlagAnswers(lifted="mistake"))
    return record


def page_of(path: str) -> Callable[[Visitor], object]:
    return lambda visitor: visitor.go(path)


def receipt(visitor: Visitor) -> None:
    visitor.go("check-in").tap("Leg pain", 3).press("Save check-in").saved()


def edit_form(visitor: Visitor) -> None:
    visitor.go("history").button("Edit").last.click()
    visitor.sees("Change an entry").settle()


def deleted(visitor: Visitor) -> None:
    visitor.go("history").button("Delete").last.click()
    visitor.sees("Deleted: ").settle()


def emergency(visitor: Visitor) -> None:
    visitor._server.record().warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}))
    visitor.go("massage").sees("Please get help now")


def a_fair_try(visitor: Visitor) -> None:
    record = visitor._server.record()
    # The same each time, whatever the press before did.
    for fair_try in record.fair_tries.all():
        if fair_try.is_open:
            record.fair_tries.end(fair_try.try_id)
    record.fair_tries.propose(habit_try(clock.today()))
    visitor.go("fair-try").sees("A habit and leg pain")


SCENES: dict[str, Callable[[Visitor], object]] = {
    **{place.path: page_of(place.path) for place in PLACES_OF_ONE},
    "an article": page_of("learn?article=what-causes-sciatica"),
    "the exercises": page_of("learn?article=exercises"),
    "events": page_of("events"),
    "medicines": page_of("medicines"),
    "a fair try": a_fair_try,
    "the goal": page_of("progress?question=goal"),
    "own activities": page_of("progress?question=activities"),
    "what is deleted": page_of("history?kinds=deleted"),
    "a receipt": receipt,
    "an edit": edit_form,
    "a delete": deleted,
    "an emergency": emergency,
}

# Each press begins with the page loaded anew: this in every run, all of them in `make sweeps`.
SLICE = ("a delete",)


def unfolded(visitor: Visitor) -> Visitor:
    """Open every part that is folded: what is in it can be pressed too."""
    visitor.page.evaluate(QUIET)
    visitor.page.evaluate(UNFOLD)
    visitor.page.evaluate(QUIET)
    return visitor


def names_of_buttons(visitor: Visitor) -> list[str]:
    shown = [one for one in visitor.page.locator(BUTTONS).all() if one.is_enabled()]
    names = [one.evaluate("(one) => one.querySelector('p')?.textContent ?? ''") for one in shown]
    return list(dict.fromkeys(name for name in names if name))


def last_button(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator(BUTTONS).filter(has=visitor.page.get_by_text(name, exact=True)).last


def outcome_of(visitor: Visitor, name: str) -> list[tuple[str, float, float]]:
    """Press the lowest button of a name and return the lines that were not there before, with where they stand."""
    button = last_button(visitor, name)
    button.scroll_into_view_if_needed()
    before = {text for text, _, _ in visitor.page.evaluate(LINES)}
    visitor.page.evaluate("document.getElementById('live').textContent = ''")
    visitor.page.evaluate(NOTE_NOTICES)
    expect(visitor.page.locator(BUSY)).to_have_count(0)
    button.click()
    visitor.page.wait_for_function(IS_OVER)
    # What is read out may be there a moment before what is to be read.
    visitor.page.evaluate(QUIET)
    lines = [
        *visitor.page.evaluate(LINES),
        *visitor.page.evaluate("[...(window.notices ?? new Map()).values()]"),
    ]
    return [tuple(line) for line in lines if line[0] not in before]


def shortcomings(visitor: Visitor, fresh: list[tuple[str, float, float]]) -> list[str]:
    """Return what a person would miss: nothing of it in view, nothing read out, or the focus lost."""
    read = visitor.page.locator("#live").text_content() or ""
    found = []
    if fresh and not any(top >= 0 and bottom <= TABS_TOP for _, top, bottom in fresh):
        found.append(f"out of view: {fresh[:3]}")
    # The name of another page may have stood on the one before, as that of the link to it.
    here = visitor.page.locator("h1").last.inner_text() if visitor.page.locator("h1").count() else ""
    if not any(text[:40] in read for text in (*(text for text, _, _ in fresh), here)):
        found.append(f"read out {read!r} of {[text for text, _, _ in fresh][:4]}")
    if not visitor.page.evaluate(HAS_FOCUS):
        found.append("the focus is lost")
    return found


@pytest.mark.parametrize(
    "scene",
    [*SLICE, *full_only(*(scene for scene in SCENES if scene not in SLICE))],
)
def test_every_button_of_every_page(visit: OpenVisitor, record: ClientRecord, scene: str) -> None:
    visitor = visit()
    arrive = SCENES[scene]
    arrive(visitor)
    names = names_of_buttons(unfolded(visitor))
    amiss = {}
    for name in names:
        if name.startswith(LEAVES_THE_PAGE_AS_IT_IS):
            continue
        arrive(visitor)
        if found := shortcomings(unfolded(visitor), outcome_of(visitor, name)):
            amiss[name] = found
    assert amiss == {}


def test_a_notice_is_whole_on_the_smallest_phone(visit: OpenVisitor, record: ClientRecord) -> None:
    visitor = visit(320, 640)
    deleted(visitor)
    visitor.press("Undo")
    notice = visitor.page.get_by_test_id("stToast")
    expect(notice).to_contain_text("Taken back")
    box = notice.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
