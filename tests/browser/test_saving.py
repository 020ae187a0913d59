"""Saving in a real browser: twice, from two tabs, by keyboard, in other zones, across pages, and through a crash."""

import sqlite3
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import OpenVisitor, Visitor
from tests.live_server import LiveServer
from tests.samples import full_only
from tracker.domain.check_in import CheckIn

FOCUSED = """() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return [active?.getAttribute("role") ?? "", (active?.textContent ?? "").trim()];
}"""


@pytest.fixture(autouse=True)
def _empty(server: LiveServer) -> None:
    server.record().erase()


def check_ins(server: LiveServer) -> list[CheckIn]:
    return [entry for entry in server.record().entries.all((CheckIn.kind,)) if isinstance(entry, CheckIn)]


def test_save_is_within_reach_of_the_thumb(visit: OpenVisitor) -> None:
    visitor = visit().go("check-in").tap("Leg pain", 4)
    box = visitor.button("Save check-in").bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] > 844 / 2
    assert box["y"] + box["height"] <= 844
    assert visitor.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0


def test_two_taps_are_a_check_in_and_a_third_on_save_changes_nothing(
    visit: OpenVisitor, server: LiveServer
) -> None:
    visitor = visit().go("check-in").tap("Leg pain", 4)
    visitor.button("Save check-in").dblclick()
    visitor.saved()
    assert [entry.leg_pain_nrs for entry in check_ins(server)] == [4]


def test_two_tabs_each_save_their_own(visit: OpenVisitor, server: LiveServer) -> None:
    first, second = visit().go("check-in").tap("Leg pain", 1), visit().go("check-in").tap("Leg pain", 2)
    first.press("Save check-in").saved()
    second.press("Save check-in").saved()
    assert sorted(entry.leg_pain_nrs or 0 for entry in check_ins(server)) == [1, 2]


def test_what_is_typed_survives_a_look_at_another_page(visit: OpenVisitor, server: LiveServer) -> None:
    visitor = visit().go("check-in").tap("Back pain", 7)
    visitor.page.get_by_role("radio", name="Thigh").click()
    visitor.unfold("More about this check-in").fill("Note", "Typed before")
    visitor.link("Progress", "Progress").link("Massage", "A massage session")
    visitor.link("Check-in", "How is it now?")
    expect(visitor.pad("Back pain", 7)).to_have_attribute("aria-checked", "true")
    visitor.press("Save check-in").saved()
    (saved,) = check_ins(server)
    assert (saved.back_pain_nrs, saved.pain_extent, saved.note) == (7, "thigh", "Typed before")


def test_leaving_in_the_moment_of_saving_loses_no_later_entry(visit: OpenVisitor, server: LiveServer) -> None:
    visitor = visit().go("check-in").tap("Leg pain", 3)
    visitor.settle().button("Save check-in").evaluate(
        "save => { save.click(); setTimeout(() => document.querySelector('a[href$=massage]').click(), 15); }"
    )
    visitor.sees("A massage session").settle().link("Check-in", "How is it now?")
    expect(visitor.page.get_by_text("Not saved")).to_have_count(0)
    visitor.tap("Leg pain", 8).press("Save check-in").saved()
    assert 8 in [entry.leg_pain_nrs for entry in check_ins(server)]


def test_the_keyboard_is_enough(visit: OpenVisitor, server: LiveServer) -> None:
    visitor = visit(1280, 900, reduced_motion="reduce").go("check-in")
    tab_until(visitor, "radio", "0")
    for key in ("ArrowRight", "ArrowRight", "ArrowRight"):
        visitor.page.keyboard.press(key)
    expect(visitor.pad("Leg pain", 3)).to_have_attribute("aria-checked", "true")
    visitor.settle()
    tab_until(visitor, "", "Save check-in")
    visitor.page.keyboard.press("Enter")
    visitor.saved()
    assert [entry.leg_pain_nrs for entry in check_ins(server)] == [3]
    assert visitor.page.evaluate("""() => [...document.querySelectorAll("*")].filter((one) => {
        const { transitionDuration, animationDuration } = getComputedStyle(one);
        return Math.max(parseFloat(transitionDuration), parseFloat(animationDuration)) > 0.001;
    }).length""") == 0  # fmt: skip


def tab_until(visitor: Visitor, role: str, text: str) -> None:
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate(FOCUSED) == [role, text]:
            return
    pytest.fail(f"Tab does not reach {text!r}")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", *full_only("Pacific/Niue")])
def test_the_day_is_the_browser_s(visit: OpenVisitor, server: LiveServer, zone: str) -> None:
    visitor = visit(timezone_id=zone).go("check-in").tap("Leg pain", 2)
    today = "new Date().toLocaleDateString('sv')"
    before = visitor.page.evaluate(today)
    visitor.press("Save check-in").saved()
    (entry,) = check_ins(server)
    assert date.fromisoformat(before) <= entry.on_date <= date.fromisoformat(visitor.page.evaluate(today))
    visitor.sees("Today at")


def test_a_lock_is_said_and_nothing_typed_is_lost(visit: OpenVisitor, server: LiveServer) -> None:
    visitor = visit().go("check-in").tap("Leg pain", 6)
    other = sqlite3.connect(server.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    visitor.press("Save check-in").sees("Another program is using the database. Try again in a moment.")
    other.rollback()
    other.close()
    expect(visitor.pad("Leg pain", 6)).to_have_attribute("aria-checked", "true")
    visitor.press("Save check-in").saved()
    assert [entry.leg_pain_nrs for entry in check_ins(server)] == [6]


def test_saved_means_saved_even_when_the_server_is_killed(visit: OpenVisitor, server: LiveServer) -> None:
    visitor = visit().go("check-in")
    for score in (1, 2, 3):
        visitor.tap("Leg pain", score).press("Save check-in").saved()
        server.kill()
        server.start()
        visitor.go("history").sees(f"leg pain {score}")
        visitor.link("Check-in", "How is it now?")
    assert sorted(entry.leg_pain_nrs or 0 for entry in check_ins(server)) == [1, 2, 3]
