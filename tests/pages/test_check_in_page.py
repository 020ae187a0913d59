"""The check-in page: saved, refused, taken back, carried over; a flare; faults while saving."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.pages.opened_app import OpenedApp
from tracker import clock
from tracker.components.answer import tapped
from tracker.domain import safety_words
from tracker.domain.check_in import CheckIn
from tracker.domain.red_flags import FLAG_IDS, RedFlagAnswers
from tracker.earlier_flares import TITLE as EARLIER_FLARES
from tracker.installation import installation
from tracker.pages.draft import Draft
from tracker.record import ClientRecord, personal_record
from tracker.store.drivers.sqlite import SqliteDriver
from tracker.yesterday_too import yesterday_too

NEEDS_A_NUMBER = "Choose a number from 0 to 10 for leg pain or for back pain; 0 means no pain."


@pytest.fixture
def app(app: OpenedApp) -> OpenedApp:
    return app.go("check-in")


def only_entry(record: ClientRecord) -> CheckIn:
    (entry,) = record.entries.all()
    assert isinstance(entry, CheckIn)
    return entry


def test_a_number_and_save_are_enough(app: OpenedApp, record: ClientRecord) -> None:
    app.tap(leg_pain_nrs=0).press("Save check-in")
    saved = only_entry(record)
    assert (saved.leg_pain_nrs, saved.back_pain_nrs, saved.on_date) == (0, None, clock.today())
    assert saved.at_time is not None
    assert "Saved" in app.words
    assert any(text.startswith("Today at ") and text.endswith(": leg pain 0.") for text in app.texts)


def test_every_field_is_kept(app: OpenedApp, record: ClientRecord) -> None:
    app.tap(leg_pain_nrs=10, back_pain_nrs=0, pain_extent="calf")
    app.fill(
        side="left", tingling=0, numbness=3, weakness=1, sleep_quality=5, hours_sitting=6.5, minutes_active=30,
        exercises_done=["bridge", "calf_stretch"], note="Long day", on_date=date(2026, 3, 9), at_time=time(7, 30),
    ).press("Save check-in")  # fmt: skip
    saved = only_entry(record)
    assert (saved.leg_pain_nrs, saved.back_pain_nrs, saved.pain_extent, saved.side) == (10, 0, "calf", "left")
    assert (saved.tingling, saved.numbness, saved.weakness, saved.sleep_quality) == (0, 3, 1, 5)
    assert (saved.hours_sitting, saved.minutes_active, saved.note) == (6.5, 30, "Long day")
    assert saved.exercises_done == ("calf_stretch", "bridge")
    assert (saved.on_date, saved.at_time, saved.is_flare) == (date(2026, 3, 9), time(7, 30), False)


def test_another_day_without_a_time_has_none(app: OpenedApp, record: ClientRecord) -> None:
    app.tap(leg_pain_nrs=2).fill(on_date=clock.today() - timedelta(days=1)).press("Save check-in")
    assert only_entry(record).at_time is None


def test_without_a_number_it_is_refused_and_the_rest_stays(app: OpenedApp, record: ClientRecord) -> None:
    app.tap(pain_extent="foot").fill(note="Hard to say", hours_sitting=3.0, side="both").press(
        "Save check-in"
    )
    assert app.refusals == [NEEDS_A_NUMBER]
    assert record.entries.all() == ()
    assert (app.value("note"), app.value("hours_sitting"), app.value("side")) == ("Hard to say", "3", "both")
    app.tap(back_pain_nrs=4).press("Save check-in")
    saved = only_entry(record)
    assert (saved.note, saved.pain_extent, saved.back_pain_nrs) == ("Hard to say", "foot", 4)


def test_what_is_typed_survives_a_look_at_another_page(app: OpenedApp, record: ClientRecord) -> None:
    app.tap(leg_pain_nrs=7, pain_extent="thigh").fill(note="Half", tingling=2, on_date=date(2026, 3, 9))
    for path in ("progress", "history", "massage"):
        app.go(path)
    app.go("check-in").press("Save check-in")
    saved = only_entry(record)
    assert (saved.leg_pain_nrs, saved.pain_extent, saved.note) == (7, "thigh", "Half")
    assert (saved.tingling, saved.on_date) == (2, date(2026, 3, 9))


def test_the_side_carries_over_and_pain_never_does(app: OpenedApp, record: ClientRecord) -> None:
    app.tap(leg_pain_nrs=7, pain_extent="calf").fill(side="left", numbness=2, note="x").press("Save check-in")
    app.press("Another check-in").press("Save check-in")
    assert app.refusals == [NEEDS_A_NUMBER]
    app.tap(leg_pain_nrs=1).press("Save check-in")
    latest = next(entry for entry in record.entries.all() if getattr(entry, "leg_pain_nrs", None) == 1)
    assert isinstance(latest, CheckIn)
    assert (latest.side, latest.pain_extent, latest.numbness, latest.note) == ("left", None, None, None)


class TestUndo:
    def test_puts_the_answers_back_into_the_form(self, app: OpenedApp, record: ClientRecord) -> None:
        app.tap(leg_pain_nrs=6, pain_extent="foot").fill(note="Oops", minutes_active=15, side="right")
        app.press("Save check-in")
        before = only_entry(record)
        app.press("Undo")
        assert record.entries.all() == ()
        assert app.toasts == ["Taken back. Your answers are still in the form."]
        assert app.value("note") == "Oops"
        app.tap(leg_pain_nrs=5).press("Save check-in")
        saved = only_entry(record)
        assert (saved.leg_pain_nrs, saved.pain_extent, saved.minutes_active) == (5, "foot", 15)
        assert (saved.on_date, saved.at_time, saved.side) == (before.on_date, before.at_time, "right")
        assert saved.entry_id != before.entry_id

    def test_puts_a_flare_back_as_a_flare(self, app: OpenedApp, record: ClientRecord) -> None:
        app.press("Bad day: a flare").tap(leg_pain_nrs=9).press("Save check-in").press("Undo")
        assert app.title == "A flare"
        app.press("Save check-in")
        assert only_entry(record).is_flare

    def test_says_when_the_entry_was_changed_since(self, app: OpenedApp, record: ClientRecord) -> None:
        app.tap(leg_pain_nrs=6).press("Save check-in")
        saved = only_entry(record)
        record.entries.edit(CheckIn(entry_id=saved.entry_id, leg_pain_nrs=7), saved.version)
        app.press("Undo")
        assert app.refusals == [
            "This entry was changed somewhere else since you saved it. Look at it in the history."
        ]
        assert only_entry(record).leg_pain_nrs == 7

    def test_says_when_the_entry_is_gone_already(self, app: OpenedApp, record: ClientRecord) -> None:
        app.tap(leg_pain_nrs=6).press("Save check-in")
        record.entries.delete(only_entry(record))
        assert app.press("Undo").refusals == ["That entry is not in this record (any more)."]


class TestTheSameFormTwice:
    def test_saving_it_twice_is_one_entry(self, app: OpenedApp, record: ClientRecord) -> None:
        app.tap(leg_pain_nrs=3)
        again = Draft(entry_id=app.draft.entry_id, taps={"leg_pain_nrs": 3}, mark=app.draft.mark)
        app.press("Save check-in")
        app.test.session_state["draft-check-in"] = again
        app.rerun().press("Save check-in")
        assert "Saved" in app.words
        assert only_entry(record).leg_pain_nrs == 3

    def test_what_was_taken_back_elsewhere_stays_out(self, app: OpenedApp, record: ClientRecord) -> None:
        app.tap(leg_pain_nrs=3)
        entry_id = app.draft.entry_id
        record.entries.add(CheckIn(entry_id=entry_id, leg_pain_nrs=3))
        record.entries.delete(only_entry(record))
        app.press("Save check-in")
        assert record.entries.all() == ()
        assert "It stays out of your record." in app.words
        app.rerun().press("Save check-in")
        assert only_entry(record).entry_id != entry_id

    def test_a_form_that_is_saved_is_never_offered_again(self, app: OpenedApp, record: ClientRecord) -> None:
        """A tap right after Save interrupts the rerun; the values of the next check-in must not get lost."""
        app.tap(leg_pain_nrs=3)
        app.draft.saved_entry = record.entries.add(CheckIn(entry_id=app.draft.entry_id, leg_pain_nrs=3)).entry
        app.go("progress")
        app.go("check-in").tap(leg_pain_nrs=8).press("Save check-in")
        assert sorted(e.leg_pain_nrs or 0 for e in record.entries.all() if isinstance(e, CheckIn)) == [3, 8]

    def test_two_tabs_have_two_forms(self, app: OpenedApp, record: ClientRecord) -> None:
        other = OpenedApp().go("check-in").tap(leg_pain_nrs=2)
        app.tap(leg_pain_nrs=1).press("Save check-in")
        other.press("Save check-in")
        assert len(record.entries.all()) == 2


class TestFlare:
    def test_asks_for_pain_and_extent_only(self, app: OpenedApp, record: ClientRecord) -> None:
        app.tap(leg_pain_nrs=1).fill(side="left").press("Save check-in").press("Another check-in")
        app.press("Bad day: a flare")
        assert app.title == "A flare"
        assert not app.test.expander
        assert "Look at the warning signs" in app.links
        assert EARLIER_FLARES not in app.words
        app.tap(leg_pain_nrs=9, pain_extent="foot").press("Save check-in")
        saved = next(one for one in record.entries.all() if isinstance(one, CheckIn) and one.is_flare)
        assert isinstance(saved, CheckIn)
        assert (saved.leg_pain_nrs, saved.pain_extent, saved.side) == (9, "foot", "left")
        assert "Most flares ease." not in app.words
        record.warning_signs.answer(RedFlagAnswers())
        app.rerun()
        assert "Most flares ease. A number and how far it reaches is plenty for today." in app.words
        assert "How people recover, flares included, is in the articles." in app.words
        app.press("Another check-in")
        assert app.title == "How is it now?"

    def test_shows_what_was_done_in_earlier_flares(
        self, app: OpenedApp, record: ClientRecord, days_ago: Any
    ) -> None:
        record.entries.add(
            CheckIn(leg_pain_nrs=8, is_flare=True, exercises_done=("short_walk",), on_date=days_ago(9))
        )
        app.rerun()
        assert EARLIER_FLARES not in app.words
        app.press("Bad day: a flare")
        assert EARLIER_FLARES in app.words
        assert any(text.endswith(": Short walk.") for text in app.texts)

    def test_can_be_called_off_with_nothing_lost(self, app: OpenedApp) -> None:
        app.tap(leg_pain_nrs=5).fill(note="kept")
        app.press("Bad day: a flare").press("Not a flare")
        assert app.title == "How is it now?"
        assert app.value("note") == "kept"


class TestReceipt:
    def test_counts_days_and_no_streak(self, app: OpenedApp, record: ClientRecord, days_ago: Any) -> None:
        for days in range(1, 7):
            record.entries.add(CheckIn(leg_pain_nrs=4, on_date=days_ago(2 * days)))
        record.warning_signs.answer(RedFlagAnswers(answers={"age": "no"}))
        app.tap(leg_pain_nrs=3).press("Save check-in")
        assert "7 of the last 14 days have a check-in." in app.words
        assert "Do the test" in app.links

    def test_points_to_the_warning_signs_first_and_once(self, app: OpenedApp) -> None:
        app.tap(leg_pain_nrs=3).press("Save check-in")
        assert "1 of the last 14 days has a check-in. A comparison needs 7 such days" in app.words
        assert app.links.count(safety_words.LOOK_AT_THEM) == 1

    def test_of_a_massage_asks_in_the_words_of_the_page_and_not_once_it_was_put_off(
        self, app: OpenedApp
    ) -> None:
        app.form = "massage-session"
        app.go("massage").fill(minutes=30).press("Save massage session")
        assert safety_words.FIRST_LOOK in app.words
        app.go("check-in").press("Later")
        app.go("massage").fill(minutes=30).press("Save massage session")
        assert safety_words.LOOK_AT_THEM not in app.links

    @pytest.mark.parametrize("is_flare", [False, True])
    def test_neither_praises_nor_comforts_beside_a_warning_sign(
        self, app: OpenedApp, record: ClientRecord, is_flare: bool
    ) -> None:
        record.warning_signs.answer(RedFlagAnswers(answers={"foot_drop": "yes"}))
        if is_flare:
            app.press("Bad day: a flare")
        app.tap(leg_pain_nrs=8).press("Save check-in")
        assert "Saved" in app.words
        assert "of the last 14 days" not in app.words
        assert "Most flares ease" not in app.words
        assert "A warning sign you ticked still stands. Please read what to do." in app.words

    @pytest.mark.parametrize(
        ("answers", "said"),
        [
            (
                {"side": "both"},
                "You marked both sides. Sciatica in both legs is a warning sign: please read it.",
            ),
            (
                {"weakness": 3},
                "You marked severe weakness. A leg that is getting weaker is a warning sign: please read it.",
            ),
        ],
    )
    def test_a_check_in_like_a_warning_sign_leads_there(
        self, app: OpenedApp, record: ClientRecord, answers: dict[str, Any], said: str
    ) -> None:
        record.warning_signs.answer(RedFlagAnswers(answers={"bilateral": "no"}))
        app.tap(leg_pain_nrs=3).fill(**answers).press("Save check-in")
        assert said in app.texts
        assert "of the last 14 days" not in app.words

    def test_otherwise_leads_to_the_charts(self, app: OpenedApp, record: ClientRecord) -> None:
        record.warning_signs.answer(RedFlagAnswers())
        app.tap(leg_pain_nrs=3).press("Save check-in")
        assert "It is in your charts now." in app.texts

    def test_belongs_to_the_visit(self, app: OpenedApp) -> None:
        app.tap(leg_pain_nrs=3).press("Save check-in")
        app.go("history")
        assert app.go("check-in").title == "How is it now?"


@contextmanager
def locked(path: Path, how: str) -> Iterator[None]:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute(f"BEGIN {how}")
    try:
        yield
    finally:
        other.rollback()
        other.close()


@pytest.mark.usefixtures("impatient")
class TestFaults:
    def test_a_locked_database_is_said_and_nothing_typed_is_lost(
        self, app: OpenedApp, record: ClientRecord, database: Path
    ) -> None:
        app.tap(leg_pain_nrs=6).fill(note="Typed before")
        with locked(database, "IMMEDIATE"):
            app.press("Save check-in")
        assert app.refusals == ["Not saved. Another program is using the database. Try again in a moment."]
        assert "Saved" not in app.words.replace("Not saved", "")
        assert app.value("note") == "Typed before"
        app.press("Save check-in")
        assert (only_entry(record).leg_pain_nrs, only_entry(record).note) == (6, "Typed before")

    def test_what_is_typed_outlives_a_time_when_nothing_can_be_read(
        self, app: OpenedApp, record: ClientRecord, database: Path
    ) -> None:
        app.tap(leg_pain_nrs=6, pain_extent="thigh").fill(note="Typed before")
        aside = database.rename(database.with_name("aside.db"))
        app.press("Save check-in")
        assert app.refusals == ["The database file is missing or cannot be opened."]
        aside.rename(database)
        app.rerun().press("Save check-in")
        saved = only_entry(record)
        assert (saved.leg_pain_nrs, saved.pain_extent, saved.note) == (6, "thigh", "Typed before")

    def test_a_read_only_database_is_said(
        self, app: OpenedApp, record: ClientRecord, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        connect = SqliteDriver._connect

        def query_only(driver: SqliteDriver) -> Any:
            db = connect(driver)
            db.execute("PRAGMA query_only=on")
            return db

        app.tap(leg_pain_nrs=6)
        installation().store.driver.close()
        with monkeypatch.context() as patch:
            patch.setattr(SqliteDriver, "_connect", query_only)
            app.press("Save check-in")
        assert app.refusals == [
            "Not saved. The database file cannot be written to. Check its permissions, then try again."
        ]
        assert record.entries.all() == ()
        installation().store.driver.close()
        app.press("Save check-in")
        assert only_entry(record).leg_pain_nrs == 6


class TestYesterdayToo:
    @pytest.fixture
    def asked(self, app: OpenedApp, record: ClientRecord) -> OpenedApp:
        record.warning_signs.answer(RedFlagAnswers(answers=dict.fromkeys(FLAG_IDS, "no")))
        return app.rerun().tap(leg_pain_nrs=3).press("Save check-in")

    def tap(self, app: OpenedApp, value: int | None) -> OpenedApp:
        assert isinstance(app.draft.saved_entry, CheckIn)
        record = personal_record(installation().store)
        question = yesterday_too(record, record.warning_signs.state(), app.draft.saved_entry)
        assert question is not None
        app.taps += 1
        app.test.session_state[f"yesterday-{question.entry_id}"] = tapped(value, app.taps)
        return app.rerun()

    def pains(self, record: ClientRecord) -> list[int | None]:
        return [entry.leg_pain_nrs for entry in record.entries.all() if isinstance(entry, CheckIn)]

    def test_a_tap_saves_another_changes_it_and_clear_takes_it_back(
        self, asked: OpenedApp, record: ClientRecord
    ) -> None:
        self.tap(asked, 5)
        assert "Saved for yesterday, as remembered: leg pain 5." in asked.texts
        self.tap(asked, 6)
        assert self.pains(record) == [3, 6]
        self.tap(asked, None)
        assert self.pains(record) == [3]
        assert "yesterday" not in " ".join(asked.texts)
        assert asked.rerun().refusals == []

    def test_the_history_says_that_it_is_remembered(self, asked: OpenedApp) -> None:
        self.tap(asked, 5)
        asked.go("history")
        assert "leg pain 5 (remembered)" in asked.texts
