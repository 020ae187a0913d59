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
    record.entries.delete(record.entries.all()[0])
    app.go("history").fill(kinds=["deleted"])


def edited(app: OpenedApp, _record: ClientRecord) -> None:
    app.form = "edit"
    app.go("history").press("Edit").tap(leg_pain_nrs=9).press("Save changes")


def moved_to_another_day(app: OpenedApp, record: ClientRecord) -> None:
    app.form = "edit"
    app.go("history", day=record.entries.all()[0].on_date.isoformat()).press("Edit")
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
    (activity,) = record.own_activities.all()
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
UNDONE = {
    "entries.add",
    "entries.edit",
    "entries.delete",
    "entries.undo",
    "planned_massages.add",
    "planned_massages.remove",
    "goals.set",
    "profile.edit",
}
UNDONE |= {"planned_massages.replace", "own_activities.choose", "own_activities.end", "own_activities.reword"}
UNDONE |= {"massages_given.log", "massages_given.take_back"}
UNDONE |= {"home_plan.add", "home_plan.end", "home_plan.resume", "fair_tries.say_not_kept"}
# What one tap does not change, or what cannot be as it was before.
NOT_UNDONE = {
    "fair_tries.propose": "it is read through and declined by the next tap",
    "fair_tries.agree": "coins that may be drawn again until they please are no coins",
    "fair_tries.end": "all coins are told then, so it asks twice",
    "warning_signs.answer": "a danger is never taken back by a tap; the questions are answered again",
    "erase": "a word is typed first",
    "imports.bring_in": "an import has its own way back",
    "imports.take_back": "is that way back",
    "imports.take_back_recent": "is that way back",
    "imports.put_back": "is that way back",
    "archive.restore": "an import has its own way back",
    "remarks.reply": "words that were sent may have been read",
    "remarks.add": "words that were sent may have been read",
    "questionnaires.put_off": "changes no entry: it is asked again in a week, and is on its page meanwhile",
    "massages_given.agree": "changes no entry: it only ends a line",
    "calendar.set_reminders": "a setting, in sight beside its button",
    "notices.choose": "a setting, in sight beside its button",
    "notices.end": "a place is proved by a new code",
    "calendar.end_feed": "what a secret opened is closed for good",
    "api_tokens.end": "what a secret opened is closed for good",
    "paired_devices.end": "what a secret opened is closed for good",
}


def reads(record: ClientRecord) -> dict[str, Any]:
    """Everything in a record that a tap may change, as a person reads it."""
    return {
        "entries": [replace(entry, version=1) for entry in record.entries.all()],
        "planned": record.planned_massages.all(),
        "activities": [activity.words for activity in record.own_activities.all()],
        "goal": record.goals.current().goal,
        "precautions": record.profile.get().massage_precautions,
    }


@pytest.fixture
def filled(record: ClientRecord) -> ClientRecord:
    record.entries.add(CheckIn(leg_pain_nrs=4, note="Morning", on_date=clock.today() - timedelta(days=3)))
    record.planned_massages.add(PlannedMassage(on_date=clock.today() + timedelta(days=3), at_time=time(17)))
    record.goals.set(GOAL, 0)
    record.own_activities.choose("Tie my shoes")
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
    assert len(filled.entries.all()) == 1
    app.press("Undo")
    assert filled.entries.all() == ()


def test_yesterdays_number_is_taken_back_whole(app: OpenedApp, record: ClientRecord) -> None:
    record.warning_signs.answer(RedFlagAnswers(answers=dict.fromkeys(FLAG_IDS, "no")))
    check_in(app, record)
    before = reads(record)
    assert isinstance(app.draft.saved_entry, CheckIn)
    question = yesterday_too(record, record.warning_signs.state(), app.draft.saved_entry)
    assert question is not None
    for number, nrs in enumerate((5, 6), start=1):
        app.test.session_state[f"yesterday-{question.entry_id}"] = tapped(nrs, 100 + number)
        app.rerun()
    assert reads(record) != before
    app.press("Undo", 1)
    assert reads(record) == before


def test_no_tap_of_a_page_is_forgotten() -> None:
    called = {
        ast.unparse(node).rpartition(".record.")[2]
        for path in Path(tracker.pages.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert called & {*WRITES, *PRESCRIBING, *LOGGING} == UNDONE | NOT_UNDONE.keys()


class TestChangedElsewhere:
    def test_a_delete_that_was_undone_and_edited_there_stays_as_it_is(
        self, app: OpenedApp, filled: ClientRecord
    ) -> None:
        deleted(app, filled)
        back = filled.entries.undo(filled.entries.deleted()[0].entry)
        assert isinstance(back, CheckIn)
        there = filled.entries.edit(replace(back, leg_pain_nrs=1), back.version)
        app.press("Undo")
        assert filled.entries.all() == (there,)
        assert app.refusals == ["This was changed somewhere else since. It stays as it is now."]
        assert not app.rerun().has_button("Undo")

    def test_an_edit_after_mine_stays(self, app: OpenedApp, filled: ClientRecord) -> None:
        edited(app, filled)
        (mine,) = filled.entries.all()
        assert isinstance(mine, CheckIn)
        there = filled.entries.edit(replace(mine, leg_pain_nrs=1), mine.version)
        app.press("Undo")
        assert filled.entries.all() == (there,)

    def test_another_goal_set_there_stays(self, app: OpenedApp, filled: ClientRecord) -> None:
        goal_withdrawn(app, filled)
        filled.goals.set(replace(GOAL, target=5), filled.goals.current().version)
        app.press("Undo")
        goal = filled.goals.current().goal
        assert goal is not None
        assert goal.target == 5

    def test_a_page_left_leaves_the_offer_behind(self, app: OpenedApp, filled: ClientRecord) -> None:
        removed(app, filled)
        assert not app.go("learn").go("massage").has_button("Undo")


@pytest.mark.parametrize(
    ("answer", "said"), [({"weakness": 3}, "severe weakness"), ({"side": "both"}, "both sides")]
)
def test_an_edit_that_makes_a_warning_sign_says_so(
    app: OpenedApp, filled: ClientRecord, answer: dict[str, object], said: str
) -> None:
    app.form = "edit"
    app.go("history").press("Edit").unfold().put(**answer).press("Save changes")
    assert "Changes saved." in app.words
    assert said in app.words
    assert "Read the warning signs" in app.links
    # Said once: what it said before is not said of every later change.
    app.press("Edit").tap(leg_pain_nrs=9).press("Save changes")
    assert "Read the warning signs" not in app.links


def test_a_second_sign_is_told_beside_one_that_was_there(app: OpenedApp, filled: ClientRecord) -> None:
    app.form = "edit"
    app.go("history").press("Edit").unfold().put(side="both").press("Save changes")
    app.press("Edit").unfold().put(weakness=3).press("Save changes")
    assert "severe weakness" in app.words


@pytest.mark.parametrize(("answer", "key"), [({"weakness": 3}, "undo_offer"), ({"weakness": 1}, "entry_")])
def test_what_is_brought_into_view_after_an_edit_is_the_sign_where_there_is_one(
    answer: dict[str, object], key: str, app: OpenedApp, filled: ClientRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought: list[str] = []
    monkeypatch.setattr("tracker.pages.history.bring_into_view", brought.append)
    app.form = "edit"
    app.go("history").press("Edit").unfold().put(**answer).press("Save changes")
    assert [place.startswith(key) for place in brought] == [True]
