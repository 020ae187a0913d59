"""Events and medicines: saved, refused, offered again by one tap, taken back, changed and ended."""

from datetime import date, timedelta

import pytest

from tests.pages.opened_app import OpenedApp
from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.event import Event
from tracker.domain.medicine import AS_NEEDED, REGULAR, MedicineTaken
from tracker.record import ClientRecord

DAY = date(2026, 3, 9)


def only(record: ClientRecord) -> Event | MedicineTaken:
    (entry,) = record.entries.all()
    assert isinstance(entry, Event | MedicineTaken)
    return entry


class TestEvents:
    @pytest.fixture
    def app(self, app: OpenedApp) -> OpenedApp:
        app.form = Event.kind
        return app.go("events")

    def test_a_word_and_a_day_are_all(self, app: OpenedApp, record: ClientRecord) -> None:
        app.fill(words="Injection", on_date=DAY, note="left side").press("Save event")
        saved = only(record)
        assert (saved.words, saved.on_date, saved.at_time, saved.note) == (
            "Injection",
            DAY,
            None,
            "left side",
        )
        assert "Saved" in app.words
        app.press("Undo").press("Save event")
        assert (only(record).on_date, only(record).version) == (DAY, 1)

    def test_without_words_it_is_refused_and_the_day_stays(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        app.fill(on_date=DAY).press("Save event")
        assert app.refusals == ["Words are missing: what happened, in a few words?"]
        app.fill(words="New job").press("Save event")
        assert only(record).on_date == DAY

    def test_it_is_changed_deleted_and_brought_back_in_the_history(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        record.entries.add(Event(words="New jbo", on_date=DAY))
        app.go("history").press("Edit")
        app.form = "edit"
        app.fill(words="New job").press("Save changes")
        assert (only(record).words, only(record).version) == ("New job", 2)
        app.press("Delete")
        assert record.entries.all() == ()
        app.press("Undo")
        assert only(record).words == "New job"


class TestMedicines:
    @pytest.fixture
    def app(self, app: OpenedApp) -> OpenedApp:
        app.form = MedicineTaken.kind
        return app.go("medicines")

    def test_one_taken_as_needed_is_of_now(self, app: OpenedApp, record: ClientRecord) -> None:
        assert "Just took" not in app.words
        app.fill(name="Ibuprofen", dose="400 mg").press("Save medicine")
        saved = only(record)
        assert isinstance(saved, MedicineTaken)
        assert (saved.name, saved.dose, saved.use) == ("Ibuprofen", "400 mg", AS_NEEDED)
        assert (saved.on_date, saved.at_time) == (clock.today(), clock.local_time())

    def test_the_usual_one_is_one_tap_and_can_be_taken_back(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        record.entries.add(MedicineTaken(name="Ibuprofen", dose="400 mg", use=AS_NEEDED, on_date=DAY))
        app.rerun().press("Just took Ibuprofen 400 mg")
        latest = record.entries.latest(MedicineTaken.kind)
        assert isinstance(latest, MedicineTaken)
        assert (latest.name, latest.dose, latest.on_date) == ("Ibuprofen", "400 mg", clock.today())
        assert "Saved" in app.words
        app.press("Undo")
        assert only(record).on_date == DAY

    def test_what_was_used_before_fills_the_form(self, app: OpenedApp, record: ClientRecord) -> None:
        record.entries.add(
            MedicineTaken(name="Naproxen", dose="250 mg", use=REGULAR, on_date=DAY, until_date=DAY)
        )
        app.rerun().press("Naproxen")
        assert (app.value("name"), app.value("dose"), app.value("use")) == ("Naproxen", "250 mg", REGULAR)
        app.fill(since=DAY + timedelta(days=2)).press("Save medicine")
        latest = record.entries.latest(MedicineTaken.kind)
        assert isinstance(latest, MedicineTaken)
        assert (latest.on_date, latest.until_date, latest.at_time) == (DAY + timedelta(days=2), None, None)

    def test_a_regular_one_is_listed_until_it_has_ended(self, app: OpenedApp, record: ClientRecord) -> None:
        app.fill(name="Naproxen", use=REGULAR).fill(since=DAY).press("Save medicine")
        app.press("Another medicine")
        assert "Naproxen, since" in app.words
        app.go("history").press("Edit")
        app.form = "edit"
        app.fill(until_date=DAY - timedelta(days=1)).press("Save changes")
        assert app.refusals == ["The last day must not be before the day it began."]
        app.fill(until_date=DAY).press("Save changes")
        saved = only(record)
        assert isinstance(saved, MedicineTaken)
        assert saved.until_date == DAY
        assert "Taken regularly" not in app.go("medicines").words

    def test_without_a_name_it_is_refused_and_the_dose_stays(
        self, app: OpenedApp, record: ClientRecord
    ) -> None:
        app.fill(dose="2 tablets").press("Save medicine")
        assert app.refusals == ["Name is missing: what did you take, in your own words?"]
        assert app.value("dose") == "2 tablets"
        assert record.entries.all() == ()

    def test_a_name_is_no_markup_on_a_button(self, app: OpenedApp, record: ClientRecord) -> None:
        record.entries.add(MedicineTaken(name="[x](http://a.example) :material/home:", use=AS_NEEDED))
        assert "` [x](http://a.example) :\u2060material/home: `" in app.rerun().words


def test_a_check_in_leads_to_medicines_once_it_is_saved_and_a_flare_asks_nothing(
    app: OpenedApp, record: ClientRecord
) -> None:
    assert "Took a medicine? Note it" not in app.go("check-in").links
    app.tap(leg_pain_nrs=3).press("Save check-in")
    assert "Took a medicine? Note it" in app.links
    record.entries.add(CheckIn(leg_pain_nrs=8, is_flare=True))
    app.press("Another check-in").press("Bad day: a flare")
    app.tap(leg_pain_nrs=8).press("Save check-in")
    assert "Took a medicine? Note it" not in app.links
