"""What a screen reader is told of every page, and how large what is pressed is."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import OpenVisitor, Visitor
from tests.live_server import LiveServer
from tracker.domain.client import Role
from tracker.exchange.sample import fill
from tracker.places import shown_to

_OWN = shown_to(Role.CLIENT, has_record=True, is_read_only=False)
PATHS = [place.path for place in (*_OWN.tabs, *_OWN.corner)]
LEAST_TARGET_PX, DAILY_TARGET_PX = 24, 44
# What can be pressed and is seen, but for links in running text, which may be as low as their line.
TARGETS = """() => [...document.querySelectorAll(
        "a[href], button, input, select, textarea, summary, [role=button], [role=radio], [role=checkbox], [role=tab]")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.closest(".skip"))
    .filter((one) => !(one.tagName === "A" && one.closest("p, li") && one.closest("p, li").textContent.trim() !== one.textContent.trim()))
    .map((one) => {
        const parts = [one, one.closest("label"), ...(one.labels ?? [])].filter(Boolean).map((part) => part.getBoundingClientRect());
        const { width, height } = parts.reduce((large, box) => (box.width * box.height > large.width * large.height ? box : large));
        return { width, height, words: (one.getAttribute("aria-label") || one.textContent || one.outerHTML.slice(0, 120)).trim() };
    }).filter(({ width, height }) => width > 2 && height > 2)"""
DAILY = """() => [...document.querySelectorAll(
        ".st-key-tabs a, [data-testid=stBaseButton-primary], .st-key-range button, .st-key-more button, .answers summary")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .map((one) => ({ height: one.getBoundingClientRect().height, words: one.textContent.trim() }))"""


@pytest.fixture(scope="module")
def server(new_server: Callable[..., LiveServer]) -> LiveServer:
    return new_server(lambda server: fill(server.record()._access.store, clients=1, years=0.3, seed=11))


def opened(visit: OpenVisitor, path: str, width: int) -> Visitor:
    visitor = visit(width, 844).go(path)
    visitor.page.wait_for_function("() => !document.getElementById('first')")
    expect(visitor.page.get_by_role("navigation", name="Pages", exact=True)).to_be_visible()
    return visitor


@pytest.mark.parametrize("path", PATHS)
def test_every_page_has_one_title_its_place_and_a_name_for_all_that_is_pressed(
    visit: OpenVisitor, path: str
) -> None:
    visitor = opened(visit, path, 390)
    heard = visitor.page.locator("body").aria_snapshot()
    assert len(re.findall(r"- heading .*\[level=1\]", heard)) == 1, heard
    nameless = re.findall(
        r"^\s*- (?:button|link|img|checkbox|radio|textbox|combobox|navigation)(?::.*)?$", heard, re.MULTILINE
    )
    assert [one for one in nameless if "img" not in one] == [], heard
    current = visitor.page.locator(".st-key-tabs [aria-current=page], .st-key-masthead [aria-current=page]")
    expect(current).to_have_count(1)
    expect(current).to_have_attribute("href", re.compile(rf"^/?{path}$"))
    small = [
        one
        for one in visitor.page.evaluate(TARGETS)
        if min(one["width"], one["height"]) < LEAST_TARGET_PX - 0.5
    ]
    assert small == []
    low = [one for one in visitor.page.evaluate(DAILY) if one["height"] < DAILY_TARGET_PX - 0.5]
    assert low == []


def test_a_keyboard_comes_past_the_pages_with_one_key(visit: OpenVisitor) -> None:
    visitor = opened(visit, "history", 1280)
    visitor.page.keyboard.press("Tab")
    skip = visitor.page.get_by_role("link", name="Skip to the page")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("heading", level=1)).to_be_focused()


def test_a_day_is_a_heading_and_each_button_says_its_entry(visit: OpenVisitor) -> None:
    visitor = opened(visit, "history", 390)
    days = visitor.page.get_by_role("heading", level=2)
    expect(days.nth(3)).to_be_visible()
    edits = visitor.page.get_by_role("button", name=re.compile(r"^Edit: .+\d"))
    expect(edits).to_have_count(visitor.page.locator("[class*=st-key-edit_]").count())
    names = edits.evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    assert len(set(names)) == len(names)


def test_a_drawing_says_the_same_on_a_phone_and_a_desktop(visit: OpenVisitor) -> None:
    said = []
    for width in (390, 1280):
        visitor = opened(visit, "progress", width)
        visitor.page.wait_for_function("() => document.querySelector('.answers-host .plot')")
        charts = visitor.page.locator(".answers-host .plot[role=img]")
        said.append(charts.evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))"))
    assert said[0] == said[1]
    assert all(re.search(r"\d", words) for words in said[0])
