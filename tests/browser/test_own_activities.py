"""What I can do again, on a phone: named after the first check-in, rated a week later, read on a chart, mended."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.visitor import OpenVisitor
from tests.live_server import LiveServer
from tracker import clock
from tracker.domain.own_activity import ActivityRating
from tracker.domain.red_flags import FLAG_IDS, RedFlagAnswers

LONG = "Carry my grandson up the stairs to his bed in the evening"


def test_from_the_first_check_in_to_the_chart(visit: OpenVisitor, server: LiveServer) -> None:
    record = server.record()
    record.warning_signs.answer(RedFlagAnswers(answers=dict.fromkeys(FLAG_IDS, "no")))
    visitor = visit()
    visitor.go("").tap("Leg pain", 6).press("Save check-in").saved()
    visitor.fill("What would you most like to do again?", "Tie my shoes").press("Add it")
    visitor.sees("How well can you do it now?").fill("Something else?", LONG).press("Add it")
    expect(visitor.pad(LONG, 0)).to_be_visible()
    visitor.press("Done").settle().tap("Tie my shoes", 2).sees("Saved for today: 2 of 10.")
    assert visitor.barriers() == []
    for width in (320, 390):
        visitor.page.set_viewport_size({"width": width, "height": 844})
        assert visitor.sideways_px <= 0
        frame, last = (
            box.bounding_box()
            for box in (visitor.page.locator(".st-key-rate_activities"), visitor.pad(LONG, 5))
        )
        assert frame is not None
        assert last is not None
        assert last["x"] + last["width"] <= frame["x"] + frame["width"], "a number lies over the frame"

    # A week goes by, and one before: the days cannot be waited for.
    (first,) = record.entries.all((ActivityRating.kind,))
    assert isinstance(first, ActivityRating)
    record.entries.delete(first)
    for days, ability in ((14, 2), (7, 3)):
        on_date = clock.today() - timedelta(days=days)
        record.entries.add(ActivityRating(activity="Tie my shoes", ability=ability, on_date=on_date))
    visitor.press("Another check-in").sees("How is it now?").settle().tap("Leg pain", 4).press(
        "Save check-in"
    ).saved()
    visitor.tap("Tie my shoes", 9).sees("Saved for today: 9 of 10.")

    visitor.go("history")
    row = visitor.page.locator("[class*=st-key-entry_]").filter(has_text="Tie my shoes, 9 of 10")
    row.get_by_role("button", name="Edit").click()
    visitor.sees("Change an entry").settle().tap("How well could you do it?", 5).press("Save changes")
    visitor.sees("Tie my shoes, 5 of 10")

    visitor.go("progress?question=activities")
    answer = visitor.page.locator(".answers-host [data-question=activities]")
    expect(answer).to_contain_text(
        "You rate higher than at first: “Tie my shoes” (2 at first, 5 at last, on 3 days)."
    )
    answer.locator("[data-chart]:visible, .js-plotly-plot .main-svg:visible").first.wait_for()
    visitor.page.locator("summary").filter(has_text="My activities").click()
    expect(visitor.pad(LONG, 0)).to_be_visible()
    assert visitor.barriers() == []
    visitor.page.set_viewport_size({"width": 320, "height": 844})
    assert visitor.sideways_px <= 0
    visitor.show_in("dark")
    assert visitor.barriers() == []
