"""Type twice as large, as a browser can be told: nothing scrolls sideways, no words are cut off, Save is whole."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.devices import PHONE
from tests.browser.test_layout import PLACES_OF_ONE, TITLES
from tests.browser.visitor import Visitor
from tests.live_server import LiveServer
from tests.waiting import wait_until
from tracker.exchange.sample import fill

# Words in a button, a link or a choice that are cut off, or that reach out of the page or of their button.
CUT_OFF = """() => [...document.querySelectorAll("[data-testid=stMain] :is(button, a, summary, [role=radio]), [data-testid=stMain] :is(button, a, summary, [role=radio]) *, #check-in label *, .save *")]
    .filter((one) => one.checkVisibility() && one.textContent.trim() && one.clientWidth > 1)
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5
        || (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible")
        || (one.matches("button") && [...one.querySelectorAll("p")].some((words) => words.getBoundingClientRect().bottom > one.getBoundingClientRect().bottom)))
    .map((one) => one.textContent.trim())"""


@pytest.fixture(scope="module")
def server(new_server: Callable[..., LiveServer]) -> LiveServer:
    return new_server(lambda server: fill(server.record()._access.store, clients=1, years=0.2, seed=11))


@pytest.fixture(scope="module")
def large(browser: Browser, server: LiveServer) -> Iterator[Visitor]:
    """A phone whose browser was told to write twice as large."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, user_agent=PHONE
    )
    page = context.new_page()
    context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    yield Visitor(page, server)
    context.close()


def test_every_page_has_room_for_it(large: Visitor) -> None:
    large.go("check-in")
    assert large.page.evaluate("getComputedStyle(document.documentElement).fontSize") == "34px"

    def shortcomings() -> list[object]:
        return [*large.page.evaluate(CUT_OFF), *([large.sideways_px] if large.sideways_px > 0 else [])]

    for place in PLACES_OF_ONE:
        large.link(place.name, TITLES.get(place.name, place.name))
        # Words find their place a moment after the page is drawn.
        wait_until(lambda: not shortcomings(), lambda: f"{place.path}: {shortcomings()}")  # noqa: B023  at once


@pytest.mark.parametrize("width", [320, 390])
def test_the_quick_check_in_shows_its_numbers_and_all_of_save(large: Visitor, width: int) -> None:
    page = large.page
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{large.url}/quick")
    page.get_by_role("heading").first.wait_for()
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") == 0
    assert page.evaluate(CUT_OFF) == []
    bar, button = page.locator(".save").bounding_box(), page.locator(".save button").bounding_box()
    assert bar is not None
    assert button is not None
    assert bar["y"] + bar["height"] <= 700
    assert button["y"] + button["height"] <= 700
    page.set_viewport_size({"width": 390, "height": 844})
