"""Every page opens on every record, and what people type shows as they typed it."""

import logging
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.opened_app import MAIN, OpenedApp, alerts_in
from tests.waiting import LONGEST_SECONDS
from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.event import Event
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import REGULAR, MedicineTaken
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.pages.main import RENDER
from tracker.places import PLACES
from tracker.record import ClientRecord

TITLES = {
    "check-in": "How is it now?",
    "progress": "Progress",
    "massage": "A massage session",
    "flexibility": "Sit-and-reach test",
    "learn": "Learn",
    "warning-signs": "Warning signs",
    "history": "History",
    "events": "Something that happened",
    "medicines": "What I took",
    "fair-try": "Fair try",
    "account": "Account",
}
PAYLOADS = (
    "![x](http://evil.example/x.png)",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "$x$ **b** `c`",
    ":material/warning: :smile: :red[r]",
    "# h\n- l\n| a | b |\n|---|---|",
)
EVIL = "\n".join(PAYLOADS)


def test_every_place_has_a_page() -> None:
    of_practice_mode = {"share", "plan", "clients", "accounts"}
    where_there_are_any = {"questionnaires"}
    assert (
        set(RENDER)
        == {place.path for place in PLACES}
        == set(TITLES) | of_practice_mode | where_there_are_any
    )


def test_the_bare_address_opens_the_check_in(app: OpenedApp) -> None:
    assert app.rerun().title == "How is it now?"


@pytest.mark.parametrize("path", TITLES)
class TestEveryPageOpens:
    def test_on_an_empty_record(self, app: OpenedApp, path: str) -> None:
        app.go(path)
        assert (app.title, app.refusals) == (TITLES[path], [])

    def test_on_half_a_year_of_entries(self, app: OpenedApp, sample: None, path: str) -> None:
        app.go(path)
        assert (app.title, app.refusals) == (TITLES[path], [])

    @pytest.mark.parametrize(
        "entry",
        [
            CheckIn(back_pain_nrs=0),
            SitAndReachTest(skipped_reason="pain"),
            SitAndReachTest(variant="chair", side="left", foot_line_cm=0, trials_cm=(-3.5,)),
            MassageSession(minutes=1),
        ],
        ids=lambda entry: f"{entry.kind}-{getattr(entry, 'skipped_reason', None)}",
    )
    def test_on_a_single_entry(self, app: OpenedApp, record: ClientRecord, path: str, entry: CheckIn) -> None:
        record.entries.add(entry)
        app.go(path)
        assert (app.title, app.refusals) == (TITLES[path], [])

    def test_in_the_dark_and_in_a_far_zone(self, app: OpenedApp, sample: None, path: str) -> None:
        app.test.context = {"theme": "dark", "timezone": "Pacific/Kiritimati"}
        assert app.go(path).title == TITLES[path]

    def test_says_that_a_demonstration_is_invented(
        self, app: OpenedApp, path: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert "invented" not in app.go(path).words
        monkeypatch.setenv("TRACKER_DEMO", "1")
        assert "everything here is invented" in app.rerun().words

    def test_says_one_sentence_when_the_database_is_gone(
        self, app: OpenedApp, path: str, database: Path
    ) -> None:
        app.go(path)
        aside = database.rename(database.with_name("aside.db"))
        assert app.rerun().refusals == ["The database file is missing or cannot be opened."]
        aside.rename(database)
        assert app.rerun().title == TITLES[path]


def test_notes_and_names_show_as_they_were_typed(app: OpenedApp, record: ClientRecord) -> None:
    record.entries.add(CheckIn(leg_pain_nrs=1, note=EVIL))
    record.entries.add(SitAndReachTest(foot_line_cm=26, trials_cm=(20,), note=EVIL))
    record.entries.add(MassageSession(minutes=30, therapist=PAYLOADS[0], note=EVIL))
    long_ago = date(2026, 3, 9)
    record.entries.add(Event(words=PAYLOADS[0], on_date=long_ago))
    record.entries.add(MedicineTaken(name=PAYLOADS[0], dose=PAYLOADS[3], use=REGULAR, on_date=long_ago))
    app.go("history")
    assert f"{PAYLOADS[0]} (remembered)" in app.texts
    assert app.texts.count(EVIL) == 3
    assert any(PAYLOADS[0] in text for text in app.texts if text.startswith("30 minutes"))
    app.press("Delete", 0)
    assert any(text.startswith("Deleted: ") for text in app.texts)
    app.fill(kinds=["deleted"])
    assert app.texts.count(EVIL) == 1
    assert "evil" not in rendered_as_markdown(app)


def test_the_receipt_the_conflict_and_the_past_show_as_typed(app: OpenedApp, record: ClientRecord) -> None:
    app.go("massage")
    app.form = "massage-session"
    app.fill(minutes=30, therapist=PAYLOADS[0], note=EVIL).press("Save massage session")
    assert EVIL in app.texts
    app.go("history").press("Edit")
    (stored,) = record.entries.all()
    record.entries.edit(MassageSession(entry_id=stored.entry_id, minutes=31, note=EVIL), stored.version)
    app.press("Save changes")
    assert app.texts.count(EVIL) == 1
    app.press("Leave it as it is")
    assert app.texts.count(EVIL) == 2
    assert "evil" not in rendered_as_markdown(app)


def test_the_profile_label_is_only_shown_in_its_field(app: OpenedApp) -> None:
    app.go("account").put(profile_label=PAYLOADS[0]).press("Save profile")
    assert app.go("account").value("profile_label") == PAYLOADS[0]
    assert "evil" not in rendered_as_markdown(app)


def rendered_as_markdown(app: OpenedApp) -> str:
    plain = app.texts
    return "\n".join(line for line in app.words.split("\n") if line not in "\n".join(plain))


def test_an_unexpected_error_shows_an_id_and_logs_no_value(caplog: pytest.LogCaptureFixture) -> None:
    def page() -> None:
        from tracker.web.app import show_error

        try:
            int("numb since Tuesday")
        except ValueError as error:
            show_error(error)

    with caplog.at_level(logging.DEBUG):
        app = AppTest.from_function(page, default_timeout=LONGEST_SECONDS).run()
    (said,) = (error.value for error in app.error)
    error_id = said.rpartition("Error ")[2].split()[0]
    (line,) = (record.getMessage() for record in caplog.records if record.name == "tracker")
    assert line.startswith(f"error {error_id}: ValueError at ")
    assert "Tuesday" not in said + caplog.text


def test_an_entry_that_cannot_be_read_is_one_sentence(
    app: OpenedApp, record: ClientRecord, database: Path
) -> None:
    record.entries.add(MassageSession(minutes=30))
    with sqlite3.connect(database) as other:
        other.execute("PRAGMA ignore_check_constraints=on")
        other.execute("UPDATE massage_session SET areas = '![x](http://evil.example/x.png)'")
    (shown,) = app.go("history").refusals
    assert "cannot be read" in shown
    assert not app.test.error
    assert app.go("learn").refusals == []


def test_an_error_of_ours_shows_its_sentence() -> None:
    def page() -> None:
        from tracker.errors import StoreUnavailable
        from tracker.web.app import show_error

        show_error(StoreUnavailable("The disk is full."))

    assert alerts_in(AppTest.from_function(page, default_timeout=LONGEST_SECONDS).run(), "error") == [
        "The disk is full."
    ]


def test_the_person_s_own_day_decides(app: OpenedApp, record: ClientRecord) -> None:
    for zone in ("Pacific/Kiritimati", "Pacific/Niue"):
        clock.use_zone(zone)
        expected = clock.today()
        clock.use_zone(None)
        app = OpenedApp()
        app.test.context = {"timezone": zone}
        app.go("check-in").tap(leg_pain_nrs=3).press("Save check-in")
        saved = max(record.entries.all(), key=lambda entry: entry.on_date == expected)
        assert saved.on_date == expected
    assert len({entry.on_date for entry in record.entries.all()}) == 2


def test_main_is_where_the_app_looks_for_it() -> None:
    assert Path(MAIN).is_file()
