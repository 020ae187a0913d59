"""The history page: found, changed, in conflict, deleted and brought back."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from tests.pages.opened_app import OpenedApp
from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.event import Event
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import AS_NEEDED, MedicineTaken
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.record import ClientRecord

DAY = date(2026, 3, 9)


@pytest.fixture
def three(record: ClientRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries of this year, which is written with a day of another year only."""
    monkeypatch.setattr(clock, "utc_now", lambda: on(date(2026, 11, 20)))
    record.entries.add(
        CheckIn(leg_pain_nrs=4, on_date=DAY, at_time=time(7, 30), note="Morning walk", created_at=on(DAY))
    )
    record.entries.add(SitAndReachTest(foot_line_cm=26, trials_cm=(20,), on_date=DAY, created_at=on(DAY)))
    record.entries.add(
        MassageSession(minutes=45, on_date=date(2026, 3, 10), created_at=on(date(2026, 3, 10)))
    )


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def editing(app: OpenedApp, number: int = 0) -> OpenedApp:
    app.form = "edit"
    return app.go("history").press("Edit", number)


class TestTheList:
    def test_shows_every_entry_by_day(self, app: OpenedApp, three: None) -> None:
        app.go("history")
        assert app.texts == [
            "45 minutes",
            "07:30  leg pain 4",
            "Morning walk",
            "6.0 cm short of the toes; box, feet at 26 cm (CSEP / ACSM)",
        ]
        assert "3 entries" in app.words

    def test_filters_by_kind(self, app: OpenedApp, three: None) -> None:
        app.go("history").fill(kinds=["massage-session"])
        assert app.texts == ["45 minutes"]
        assert "1 entry" in app.words
        app.fill(kinds=["massage-session", "check-in"])
        assert app.texts == ["45 minutes", "07:30  leg pain 4", "Morning walk"]

    def test_finds_words_in_notes(self, app: OpenedApp, three: None) -> None:
        app.go("history").fill(find="  WALK ")
        assert app.texts == ["07:30  leg pain 4", "Morning walk"]
        assert "No entry has these words." in app.fill(find="swim").words

    def test_finds_what_was_typed_anywhere(self, app: OpenedApp, record: ClientRecord) -> None:
        record.entries.add(Event(words="New job"))
        record.entries.add(MedicineTaken(name="Naproxen", dose="250 mg", use=AS_NEEDED))
        record.entries.add(MassageSession(minutes=30, therapist="Robin"))
        for words in ("JOB", "naprox", "250", "robin"):
            assert app.go("history").fill(find=words).words.count("1 entry") == 1, words

    def test_says_so_when_there_is_nothing(self, app: OpenedApp) -> None:
        assert "Nothing here yet." in app.go("history").words
        assert "Nothing is deleted." in app.fill(kinds=["deleted"]).words

    def test_marks_what_was_added_later(self, app: OpenedApp, record: ClientRecord, days_ago: Any) -> None:
        record.entries.add(CheckIn(leg_pain_nrs=4, on_date=days_ago(1)))
        assert "Added later" not in app.go("history").words
        record.entries.add(CheckIn(leg_pain_nrs=4, on_date=days_ago(2)))
        assert app.go("history").words.count("Added later") == 1
        record.imports.bring_in([CheckIn(leg_pain_nrs=4, on_date=days_ago(9), source="daylio")])
        assert app.go("history").words.count("Added later") == 1, "a diary of another app was no memory"
        assert "Brought in from Daylio" in app.words

    def test_long_records_have_pages(self, app: OpenedApp, sample: None) -> None:
        app.go("history")
        first = app.texts
        assert len([one for one in app.test.button if one.label == "Edit"]) == 25
        assert app.fill(history_page=2).texts != first

    def test_a_page_that_a_filter_leaves_without_entries_is_not_shown(
        self, app: OpenedApp, sample: None
    ) -> None:
        app.go("history").fill(history_page=9)
        app.fill(kinds=["massage-session"])
        assert app.has_button("Edit")
        assert app.go("history", history_page="999").has_button("Edit")


class TestEditing:
    def test_replaces_the_values_and_keeps_the_old_ones(
        self, app: OpenedApp, record: ClientRecord, three: None
    ) -> None:
        editing(app, 1).tap(leg_pain_nrs=2).fill(note="Evening walk", is_flare=True)
        app.press("Save changes")
        assert app.title == "History"
        changed = next(entry for entry in record.entries.all() if isinstance(entry, CheckIn))
        assert (changed.leg_pain_nrs, changed.note, changed.is_flare) == (2, "Evening walk", True)
        assert (changed.on_date, changed.at_time, changed.version) == (DAY, time(7, 30), 2)
        assert "Changed" in app.words
        assert any("(edited)" in text and text.endswith("leg pain 4") for text in app.texts)
        assert not any("UTC" in text for text in app.texts)
        assert "Morning walk" in app.texts

    def test_says_when_it_was_changed_in_the_person_s_own_time(
        self, app: OpenedApp, record: ClientRecord, three: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        entry = record.entries.all()[1]
        monkeypatch.setattr(clock, "utc_now", lambda: datetime(2026, 11, 20, 15, 30, tzinfo=UTC))
        record.entries.edit(replace(entry, note="Later"), entry.version)
        monkeypatch.setattr(clock, "utc_now", lambda: datetime(2026, 12, 1, tzinfo=UTC))
        app.test.context = {"timezone": "Pacific/Auckland"}
        assert any(
            text.startswith(
                "Until Saturday 21 November at 04:30 (edited): Monday 9 March at 07:30, leg pain 4"
            )
            for text in app.go("history").texts
        )

    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_left_as_it_is_nothing_changes(
        self, app: OpenedApp, record: ClientRecord, three: None, number: int
    ) -> None:
        before = record.entries.all()
        editing(app, number).press("Leave it as it is")
        assert (app.title, record.entries.all()) == ("History", before)

    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_saved_untouched_every_value_stays(
        self, app: OpenedApp, record: ClientRecord, sample: None, number: int
    ) -> None:
        kind = (CheckIn.kind, SitAndReachTest.kind, MassageSession.kind)[number]
        entry = next(e for e in record.entries.all((kind,)) if getattr(e, "skipped_reason", None) is None)
        app.go("history").fill(kinds=[kind])
        app.form = "edit"
        edit_key = f"edit_{entry.entry_id}"
        while edit_key not in [button.key for button in app.test.button]:
            app.fill(history_page=app.value("history_page") + 1)
        next(button for button in app.test.button if button.key == edit_key).click()
        app.rerun().press("Save changes")
        after = record.entries.get(kind, entry.entry_id)
        assert after.version == 2
        assert {**vars(after), "version": 1} == vars(entry)

    def test_a_refusal_keeps_what_was_typed(self, app: OpenedApp, record: ClientRecord, three: None) -> None:
        editing(app, 1).tap(leg_pain_nrs=None).fill(note="Typed").press("Save changes")
        assert app.refusals == [
            "Choose a number from 0 to 10 for leg pain or for back pain; 0 means no pain."
        ]
        assert app.value("note") == "Typed"
        assert "Morning walk" in [entry.note for entry in record.entries.all()]

    def test_what_was_typed_comes_back_after_a_look_at_another_page(
        self, app: OpenedApp, three: None
    ) -> None:
        editing(app, 1).fill(note="Half typed", is_flare=True)
        app.go("progress")
        assert app.go("history").title == "History"
        app.press("Edit", 1)
        assert (app.value("note"), app.value("is_flare")) == ("Half typed", True)

    def test_another_entry_begins_with_its_own_values(self, app: OpenedApp, three: None) -> None:
        editing(app, 1).fill(note="Half typed")
        app.go("progress")
        editing(app, 0)
        assert app.value("note") is None
        app.press("Leave it as it is").press("Edit", 1)
        assert app.value("note") == "Morning walk"

    def test_a_skipped_test_has_nothing_to_change(self, app: OpenedApp, record: ClientRecord) -> None:
        record.entries.add(SitAndReachTest(skipped_reason="pain"))
        assert "A skipped test has nothing to change" in editing(app).words

    def test_an_entry_of_tomorrow_can_be_opened(self, app: OpenedApp, record: ClientRecord) -> None:
        """Saved in Kiritimati, opened in Niue, where it is a day earlier."""
        clock.use_zone("Pacific/Kiritimati")
        record.entries.add(CheckIn(leg_pain_nrs=4))
        (entry,) = record.entries.all()
        clock.use_zone(None)
        app.test.context = {"timezone": "Pacific/Niue"}
        editing(app)
        assert app.value("on_date") == entry.on_date

    def test_what_is_gone_meanwhile_is_said(self, app: OpenedApp, record: ClientRecord, three: None) -> None:
        editing(app, 0).fill(note="Typed")
        record.entries.delete(record.entries.all()[0])
        app.press("Save changes")
        assert app.refusals == ["That entry is not in this record (any more)."]
        assert app.value("note") == "Typed"


class TestConflict:
    @pytest.fixture
    def app(self, app: OpenedApp, record: ClientRecord, three: None) -> OpenedApp:
        """Leg pain 4 is being changed to 2 here when somebody else has made it 9."""
        editing(app, 1).tap(leg_pain_nrs=2).fill(note="Mine")
        stored = record.entries.all()[1]
        record.entries.edit(
            CheckIn(entry_id=stored.entry_id, leg_pain_nrs=9, on_date=DAY, note="Theirs"), stored.version
        )
        return app.press("Save changes")

    def test_shows_both_and_writes_nothing(self, app: OpenedApp, record: ClientRecord) -> None:
        assert "changed somewhere else after you opened it" in app.words
        assert any(text.endswith("leg pain 9") for text in app.texts)
        assert "Theirs" in app.texts
        assert app.value("note") == "Mine"
        assert [e.leg_pain_nrs for e in record.entries.all() if isinstance(e, CheckIn)] == [9]

    def test_mine_can_be_saved_over_it_and_the_other_is_kept(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        app.press("Save mine over it")
        (saved,) = record.entries.all((CheckIn.kind,))
        assert isinstance(saved, CheckIn)
        assert (saved.leg_pain_nrs, saved.note) == (2, "Mine")
        assert [past.entry.note for past in record.entries.past_versions(saved)] == ["Theirs", "Morning walk"]

    def test_it_can_be_left(self, app: OpenedApp, record: ClientRecord) -> None:
        app.press("Leave it as it is")
        assert (app.title, record.entries.all((CheckIn.kind,))[0].note) == ("History", "Theirs")

    def test_does_not_follow_to_another_entry(self, app: OpenedApp) -> None:
        app.go("progress")
        editing(app, 0)
        assert app.has_button("Save changes")
        assert "somewhere else" not in app.words

    def test_with_a_change_that_is_the_same_there_is_nothing_to_decide(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        app.press("Leave it as it is").press("Edit", 1).fill(note="Both")
        stored = record.entries.get(CheckIn.kind, record.entries.all()[1].entry_id)
        record.entries.edit(
            CheckIn(entry_id=stored.entry_id, leg_pain_nrs=9, on_date=DAY, note="Both"), stored.version
        )
        app.press("Save changes")
        assert (app.title, app.refusals) == ("History", [])


class TestOneDay:
    def test_a_day_shows_its_entries_alone(self, app: OpenedApp, three: None) -> None:
        app.go("history", day=DAY.isoformat())
        assert app.texts[0] == "07:30  leg pain 4"
        assert len([one for one in app.test.button if one.label == "Edit"]) == 2
        app.press("All entries")
        assert "45 minutes" in app.texts

    def test_what_is_mended_there_leads_back_to_the_day(
        self, app: OpenedApp, record: ClientRecord, three: None
    ) -> None:
        app.form = "edit"
        app.go("history", day=DAY.isoformat()).press("Edit").tap(leg_pain_nrs=2).press("Save changes")
        assert "07:30  leg pain 2" in app.texts
        assert "45 minutes" not in app.texts
        app.press("Delete")
        assert "Deleted: leg pain 2, Monday 9 March." in app.texts
        app.press("Undo")
        assert "07:30  leg pain 2" in app.texts

    @pytest.mark.parametrize("day", ["1900-01-01", "2026-03-11", "9999-12-31"])
    def test_a_day_without_entries_says_so(self, app: OpenedApp, three: None, day: str) -> None:
        assert "Nothing is logged on this day." in app.go("history", day=day).texts
        assert app.has_button("All entries")

    @pytest.mark.parametrize("day", ["", "garbage", "2026-02-30", "0001-01-01", "<b>", "2026-03-09T00:00"])
    def test_what_is_no_day_shows_everything(self, app: OpenedApp, three: None, day: str) -> None:
        assert "3 entries" in app.go("history", day=day).words


class TestDeleting:
    def test_can_be_undone_at_once(self, app: OpenedApp, record: ClientRecord, three: None) -> None:
        app.go("history").press("Delete", 0)
        assert len(record.entries.all()) == 2
        assert "Deleted: 45 minutes, Tuesday 10 March." in app.texts
        app.press("Undo")
        assert len(record.entries.all()) == 3
        assert not app.has_button("Undo")

    def test_can_be_brought_back_later(self, app: OpenedApp, record: ClientRecord, three: None) -> None:
        app.go("history").press("Delete", 1).fill(kinds=["deleted"])
        assert "Tuesday" not in "".join(app.texts[1:])
        assert app.texts[1:] == [
            "What you deleted. Bring back what you want.", "Monday 9 March: leg pain 4", "Morning walk",
        ]  # fmt: skip
        app.press("Bring back")
        assert app.texts == ["Brought back: leg pain 4, Monday 9 March.", "Nothing is deleted."]
        assert record.entries.all((CheckIn.kind,))[0].note == "Morning walk"

    def test_the_offer_to_undo_ends_with_the_visit(self, app: OpenedApp, three: None) -> None:
        app.go("history").press("Delete", 0).go("learn")
        assert not app.go("history").has_button("Undo")
