"""Undo: every tap on a page that changes a record can be taken back, and the record then reads as before."""

import ast
from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

import tracker.pages
from tests.access.test_record_matrix import LOGGING, PRESCRIBING, WRITES
from tests.pages.opened_app import OpenedApp
from tracker import clock
from tracker.components.answer import tapped
from tracker.domain.check_in import CheckIn
from tracker.domain.goal import Goal
from tracker.domain.massage_session import MassageSession
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.red_flags import FLAG_IDS, RedFlagAnswers
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.record import ClientRecord
from tracker.yesterday_too import yesterday_too

GOAL = Goal(kind="pain", site="leg", target=2, by_date=clock.today() + timedelta(days=30))


def check_in(app: OpenedApp, _record: ClientRecord) -> None:
    app.go("check-in").tap(leg_pain_nrs=3).press("Save check-in")


def massage(app: OpenedApp, _record: ClientRecord) -> None:
    app.form = MassageSession.kind
    app.go("massage").fill(minutes=30).press("Save massage session")


def not_today(app: OpenedApp, _record: ClientRecord) -> None:
    app.form = SitAndReachTest.kind
    app.go("flexibility").fill(not_today=True).fill(skipped_reason="pain").press("Save: not today")


def deleted(app: OpenedApp, _record: ClientRecord) -> None:
    app.go("history").press("Delete")


def brought_back(app: OpenedApp, record: ClientRecord) -> None:
    record.delete(record.entries()[0])
    app.go("history").fill(kinds=["deleted"])


def edited(app: OpenedApp, _record: ClientRecord) -> None:
    app.form = "edit"
    app.go("history").press("Edit").tap(leg_pain_nrs=9).press("Save changes")


def moved_to_another_day(app: OpenedApp, record: ClientRecord) -> None:
    app.form = "edit"
    app.go("history", day=record.entries()[0].on_date.isoformat()).press("Edit")
    app.fill(on_date=clock.today() - timedelta(days=40)).press("Save changes")


def planned(app: OpenedApp, _record: ClientRecord) -> None:
    app.go("massage").put(planned_minutes=45).press("Plan it")


def removed(app: OpenedApp, _record: ClientRecord) -> None:
    app.go("massage").press("Remove")


def goal_changed(app: OpenedApp, _record: ClientRecord) -> None:
    app.go("progress", question="goal").fill(goal_pain=1).press("Keep this goal")


def goal_withdrawn(app: OpenedApp, _record: ClientRecord) -> None:
    app.go("progress", question="goal").press("Go on without a goal")


def precautions(app: OpenedApp, _record: ClientRecord) -> None:
    app.go("massage").press("Save: the ones I left empty do not apply")


def activity_added(app: OpenedApp, _record: ClientRecord) -> None:
    app.go("progress", question="activities").put(activity_words_0="Swim").press("Add it")


def activity_reworded(app: OpenedApp, record: ClientRecord) -> None:
    (activity,) = record.own_activities()
    app.go("progress", question="activities").put(**{f"words_{activity.activity_id}": "Dance"})
    app.press("Keep these words")


def activity_ended(app: OpenedApp, _record: ClientRecord) -> None:
    app.go("progress", question="activities").press("Stop asking")


def appointment(app: OpenedApp, _record: ClientRecord) -> None:
    day = clock.today() + timedelta(days=9)
    app.go("massage").put(appointment_0=f"{day.isoformat()} 17:30").press("Plan the appointment")


TAPS: dict[str, Callable[[OpenedApp, ClientRecord], None]] = {
    "a check-in": check_in,
    "a massage session": massage,
    "a reason not to test": not_today,
    "a delete": deleted,
    "an edit": edited,
    "an edit that moves the entry out of view": moved_to_another_day,
    "a planned massage": planned,
    "a planned massage removed": removed,
    "an appointment planned": appointment,
    "an activity added": activity_added,
    "other words for an activity": activity_reworded,
    "an activity no longer asked about": activity_ended,
    "another goal": goal_changed,
    "no goal any more": goal_withdrawn,
    "reasons to ask before a massage": precautions,
}
# What the taps above, and the tests below and of the home plan, change a record by.
UNDONE = {"add", "edit", "delete", "undo", "plan_massage", "drop_massage", "set_goal", "change_profile"}
UNDONE |= {"plan_massages", "choose_activity", "end_activity", "reword_activity"}
UNDONE |= {"log_massage", "take_back_massage"}
UNDONE |= {"prescribe", "end_plan_item", "resume_plan_item", "say_not_kept"}
# What one tap does not change, or what cannot be as it was before.
NOT_UNDONE = {
    "propose_fair_try": "it is read through and declined by the next tap",
    "agree_to_fair_try": "coins that may be drawn again until they please are no coins",
    "end_fair_try": "all coins are told then, so it asks twice",
    "answer_red_flags": "a danger is never taken back by a tap; the questions are answered again",
    "erase": "a word is typed first",
    "bring_in": "an import has its own way back",
    "take_back": "is that way back",
    "take_back_import": "is that way back",
    "put_back": "is that way back",
    "restore_archive": "an import has its own way back",
    "reply": "words that were sent may have been read",
    "remark": "words that were sent may have been read",
    "put_off_questionnaire": "changes no entry: it is asked again in a week, and is on its page meanwhile",
    "agree_to_massage": "changes no entry: it only ends a line",
    "set_reminders": "a setting, in sight beside its button",
    "choose_notices": "a setting, in sight beside its button",
    "end_notices": "a place is proved by a new code",
    "end_feed": "what a secret opened is closed for good",
    "end_api_token": "what a secret opened is closed for good",
    "end_device": "what a secret opened is closed for good",
}


def reads(record: ClientRecord) -> dict[str, Any]:
    """Everything in a record that a tap may change, as a person reads it."""
    return {
        "entries": [replace(entry, version=1) for entry in record.entries()],
        "planned": record.planned_massages(),
        "activities": [activity.words for activity in record.own_activities()],
        "goal": record.goal().goal,
        "precautions": record.profile().massage_precautions,
    }


@pytest.fixture
def filled(record: ClientRecord) -> ClientRecord:
    record.add(CheckIn(leg_pain_nrs=4, note="Morning", on_date=clock.today() - timedelta(days=3)))
    record.plan_massage(PlannedMassage(on_date=clock.today() + timedelta(days=3), at_time=time(17)))
    record.set_goal(GOAL, 0)
    record.choose_activity("Tie my shoes")
    return record


@pytest.mark.parametrize("name", TAPS)
def test_undo_brings_back_what_was_before(app: OpenedApp, filled: ClientRecord, name: str) -> None:
    before = reads(filled)
    TAPS[name](app, filled)
    assert reads(filled) != before
    assert app.refusals == []
    app.press("Undo")
    assert reads(filled) == before
    assert not app.has_button("Undo")
    assert app.toasts, "what was pressed goes, so something must say that it worked"


def test_what_was_brought_back_goes_again(app: OpenedApp, filled: ClientRecord) -> None:
    brought_back(app, filled)
    app.press("Bring back")
    assert len(filled.entries()) == 1
    app.press("Undo")
    assert filled.entries() == ()


def test_yesterdays_number_is_taken_back_whole(app: OpenedApp, record: ClientRecord) -> None:
    record.answer_red_flags(RedFlagAnswers(answers=dict.fromkeys(FLAG_IDS, "no")))
    check_in(app, record)
    before = reads(record)
    assert isinstance(app.draft.kept, CheckIn)
    question = yesterday_too(record, record.red_flags(), app.draft.kept)
    assert question is not None
    for number, nrs in enumerate((5, 6), start=1):
        app.test.session_state[f"yesterday-{question.entry_id}"] = tapped(nrs, 100 + number)
        app.rerun()
    assert reads(record) != before
    app.press("Undo", 1)
    assert reads(record) == before


def test_no_tap_of_a_page_is_forgotten() -> None:
    called = {
        node.attr
        for path in Path(tracker.pages.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute) and node.value.attr == "record"
    }  # fmt: skip
    assert called & {*WRITES, *PRESCRIBING, *LOGGING} == UNDONE | NOT_UNDONE.keys()


class TestChangedElsewhere:
    def test_a_delete_that_was_undone_and_edited_there_stays_as_it_is(
        self, app: OpenedApp, filled: ClientRecord
    ) -> None:
        deleted(app, filled)
        back = filled.undo(filled.deleted()[0].entry)
        assert isinstance(back, CheckIn)
        there = filled.edit(replace(back, leg_pain_nrs=1), back.version)
        app.press("Undo")
        assert filled.entries() == (there,)
        assert app.refusals == ["This was changed somewhere else since. It stays as it is now."]
        assert not app.rerun().has_button("Undo")

    def test_an_edit_after_mine_stays(self, app: OpenedApp, filled: ClientRecord) -> None:
        edited(app, filled)
        (mine,) = filled.entries()
        assert isinstance(mine, CheckIn)
        there = filled.edit(replace(mine, leg_pain_nrs=1), mine.version)
        app.press("Undo")
        assert filled.entries() == (there,)

    def test_another_goal_set_there_stays(self, app: OpenedApp, filled: ClientRecord) -> None:
        goal_withdrawn(app, filled)
        filled.set_goal(replace(GOAL, target=5), filled.goal().version)
        app.press("Undo")
        goal = filled.goal().goal
        assert goal is not None
        assert goal.target == 5

    def test_a_page_left_leaves_the_offer_behind(self, app: OpenedApp, filled: ClientRecord) -> None:
        removed(app, filled)
        assert not app.go("learn").go("massage").has_button("Undo")
