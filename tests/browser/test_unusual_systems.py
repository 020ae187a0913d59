"""Systems that name a language that is none, and a part that a browser cannot draw."""

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import OpenVisitor
from tests.samples import full_only

SAYS_LANGUAGE = "Object.defineProperty(Navigator.prototype, 'language', { get: () => LANGUAGE });"
# What every field with a day or a time is drawn with.
BROKEN = "Intl.DateTimeFormat.prototype.formatToParts = () => { throw new RangeError('broken here'); };"
TIME_FIELD = '[data-testid="stTimeInput"] [role="spinbutton"]'


# One with the system's own spelling, WebKit's for no language, and none at all.
@pytest.mark.parametrize("language", ["'de_DE@euro'", *full_only("'C'", "undefined")])
def test_a_language_that_is_none_is_as_good_as_english(visit: OpenVisitor, language: str) -> None:
    visitor = visit()
    visitor.page.add_init_script(SAYS_LANGUAGE.replace("LANGUAGE", language))
    visitor.go("massage")
    expect(visitor.page.locator(TIME_FIELD).first).to_be_visible()
    visitor.page.goto(f"{visitor.url}/quick")
    visitor.page.locator("#check-in[data-ready]").wait_for()
    visitor.page.get_by_role("group", name="Leg pain").locator("input[value='4']").check()
    visitor.page.get_by_role("button", name="Save check-in").click()
    visitor.page.wait_for_url("**/quick/saved/*")


def test_a_part_that_fails_in_the_browser_is_a_sentence_without_a_trace(visit: OpenVisitor) -> None:
    visitor = visit()
    visitor.page.add_init_script(BROKEN)
    with visitor.cut_off():
        visitor.go("massage")
        visitor.sees("This part cannot be shown here. What you saved is safe.")
    expect(visitor.page.get_by_text("broken here")).to_have_count(0)
    expect(visitor.page.get_by_text("RangeError")).to_have_count(0)
