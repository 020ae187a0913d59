"""A new user logs three days, a test and a massage, edits one, undoes one, and reads the charts."""

from datetime import date, timedelta

from playwright.sync_api import expect

from tests.browser.visitor import OpenVisitor
from tests.live_server import LiveServer
from tracker.domain.check_in import CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.domain.sit_and_reach import SitAndReachTest


def test_a_new_user_finds_the_way(visit: OpenVisitor, server: LiveServer) -> None:
    visitor = visit()
    today = date.today()

    visitor.go("")
    visitor.tap("Leg pain", 6).press("Save check-in").saved()

    for days, score in ((1, 5), (2, 4)):
        visitor.press("Another check-in").sees("How is it now?").settle()
        visitor.page.locator(".st-key-open_day button").click()
        visitor.fill_day("Another day", f"{today - timedelta(days=days):%d%m%Y}")
        # The calendar closes, and the title says which day it is before anything is saved.
        visitor.page.get_by_role("heading", name="How is it now?").click()
        visitor.sees("How was it?").settle().tap("Leg pain", score).tap("Back pain", 0)
        visitor.press("Save check-in").saved()

    visitor.press("Another check-in").sees("How is it now?").settle().tap("Leg pain", 9).press(
        "Save check-in"
    ).saved()
    visitor.press("Undo").sees("Taken back. Your answers are still in the form.")
    expect(visitor.pad("Leg pain", 9)).to_have_attribute("aria-checked", "true")

    visitor.link("Flexibility", "Sit-and-reach test")
    visitor.page.get_by_role("radio", name="A box with a scale", exact=True).click()
    visitor.settle().fill("Try 1", "20").fill("Try 2", "21.5")
    visitor.sees("Your reach: 4.5 cm short of the toes.").press("Save test").saved()
    visitor.link("Massage", "A massage session").fill("How many minutes?", "45")
    visitor.page.get_by_role("checkbox", name="Left hamstring").click()
    visitor.sees("Chosen: left hamstring.").press("Save massage session").saved()

    visitor.link("History", "History").sees("5 entries")
    entry = visitor.page.locator("[class*=st-key-entry_]").filter(has_text="leg pain 5")
    entry.get_by_role("button", name="Edit").click()
    visitor.sees("Change an entry")
    expect(visitor.pad("Leg pain", 5)).to_have_attribute("aria-checked", "true")
    visitor.tap("Leg pain", 3).press("Save changes").sees("leg pain 3").sees("Changed")

    visitor.link("Progress", "Progress")
    for question in ("pain", "flexibility", "massage"):
        answer = visitor.page.locator(f".answers-host [data-question={question}]")
        answer.get_by_role("heading").first.wait_for()
        # One massage session is too little to draw an answer from.
        if question != "massage":
            answer.locator(".js-plotly-plot .main-svg:visible, [data-chart]:visible").first.wait_for()
    assert visitor.sideways_px <= 0

    record = server.record()
    scores = {
        e.on_date: e.leg_pain_nrs for e in record.entries.all((CheckIn.kind,)) if isinstance(e, CheckIn)
    }
    assert scores == {today: 6, today - timedelta(days=1): 3, today - timedelta(days=2): 4}
    (test,) = record.entries.all((SitAndReachTest.kind,))
    (massage,) = record.entries.all((MassageSession.kind,))
    assert isinstance(test, SitAndReachTest)
    assert isinstance(massage, MassageSession)
    assert (test.sit_and_reach_cm, massage.areas) == (-4.5, ("left_hamstring",))
