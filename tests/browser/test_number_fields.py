"""Numbers typed on every keyboard: a comma is a decimal mark, what is unclear is refused and stays."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import OpenVisitor, Visitor
from tests.live_server import LiveServer
from tests.samples import full_only
from tracker.domain.check_in import CheckIn
from tracker.domain.sit_and_reach import SitAndReachTest


def choose(visitor: Visitor, name: str) -> Visitor:
    visitor.page.get_by_role("radio", name=name, exact=True).click()
    return visitor.settle()


@pytest.mark.parametrize("locale", ["de-DE", *full_only("ar-EG", "en-GB")])
def test_a_decimal_comma_is_a_decimal_in_every_browser_language(
    visit: OpenVisitor, new_server: Callable[..., LiveServer], locale: str
) -> None:
    server = new_server()
    visitor = visit(390, 844, server, locale=locale).go("flexibility")
    choose(visitor, "A box with a scale").fill("Try 1", "8,5").fill("Try 2", "7.5")
    visitor.press("Save test").saved()
    visitor.go("check-in").tap("Leg pain", 3).unfold("More about this check-in")
    visitor.fill("Hours sitting", "6,5").fill("Minutes active", "4,5")
    visitor.sees("Write a whole number such as 45.")
    visitor.press("Save check-in").sees("Minutes active must be a whole number of minutes from 0 to 1440.")
    expect(visitor.page.get_by_label("Minutes active", exact=True)).to_have_value("4,5")
    visitor.fill("Minutes active", "45").press("Save check-in").saved()
    check_in, test = sorted(server.record().entries.all(), key=lambda entry: entry.kind)
    assert isinstance(test, SitAndReachTest)
    assert isinstance(check_in, CheckIn)
    assert test.trials_cm == (8.5, 7.5)
    assert (check_in.hours_sitting, check_in.minutes_active) == (6.5, 45)


def test_a_first_test_with_a_ruler(visit: OpenVisitor, new_server: Callable[..., LiveServer]) -> None:
    server = new_server()
    visitor = visit(390, 844, server).go("flexibility")
    visitor.sees("Do not test if bending forward hurts")
    choose(visitor, "A ruler")
    assert visitor.page.get_by_label("Foot line", exact=False).count() == 0
    more = visitor.page.get_by_role("button", name="Try 1: more")
    more.click()  # alive in an empty field
    expect(visitor.page.get_by_label("Try 1", exact=True)).to_have_value("0.5")
    visitor.fill("Try 1", "4")
    visitor.sees("Short of your toes, or past your toes?")
    visitor.page.get_by_role("button", name="short of my toes").first.click()
    visitor.sees("Your reach: 4.0 cm short of the toes.")
    result = visitor.page.get_by_text("Your reach: 4.0 cm").bounding_box()
    tries = visitor.page.get_by_label("Try 3", exact=True).bounding_box()
    assert result is not None
    assert tries is not None
    assert 0 < result["y"] - tries["y"] < 250, "beside the field, before Save"
    visitor.press("Save test").saved()
    (test,) = server.record().entries.all()
    assert isinstance(test, SitAndReachTest)
    assert (test.tool, test.sit_and_reach_cm) == ("ruler", -4.0)
    assert visitor.barriers() == []


def test_typing_and_pressing_save_at_once_loses_nothing(
    visit: OpenVisitor, new_server: Callable[..., LiveServer]
) -> None:
    server = new_server()
    visitor = visit(390, 844, server).go("massage")
    field: Any = visitor.page.get_by_label("How many minutes?", exact=True)
    field.click()
    visitor.page.keyboard.type("45")
    visitor.button("Save massage session").click()
    visitor.saved()
