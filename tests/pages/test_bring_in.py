"""Bringing data in on the account page: preview, mapping, report, and taking it back; nothing before the button."""

from datetime import date
from itertools import count
from typing import Any

import pytest

from tests.pages.opened_app import OpenedApp
from tests.real_cases import CASES, Case, compared, data_of
from tracker.bounded import BoundedPool
from tracker.components.answer import tapped
from tracker.components.plain_words import literal_markdown
from tracker.domain.check_in import CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.errors import ImportRefused, NotSaved
from tracker.exchange.archive import archive_of
from tracker.exchange.csv_files import csv_of, zip_of
from tracker.exchange.importers import formats
from tracker.pages import bring_in
from tracker.record import ClientRecord, imports
from tracker.record.imports import Imports

TRACK_AND_GRAPH = (
    b"FeatureName,Timestamp,Value,Label,Note\n"
    b"Leg pain,2024-09-14T21:30:41.432+01:00,7.0,,after a walk\n"
    b"Leg pain,2024-09-15T21:30:41.432+01:00,2.0,,\n"
    b"Back ache,2024-09-15T22:30:41.432+01:00,3,,\n"
)


@pytest.fixture
def app(app: OpenedApp) -> OpenedApp:
    return app.go("account")


@pytest.fixture
def checked_in(record: ClientRecord) -> bytes:
    """A file with one check-in, of leg pain 4 on 9 March 2026, of a record that is empty again."""
    record.entries.add(CheckIn(leg_pain_nrs=4, on_date=date(2026, 3, 9)))
    data = csv_of(record.entries, CheckIn.kind)
    record.erase()
    return data


def uploaded(app: OpenedApp, name: str, data: bytes) -> OpenedApp:
    app.test.file_uploader[0].set_value((name, data, "text/csv"))
    return app.rerun()


def choose(app: OpenedApp, label: str, number: int, value: Any) -> OpenedApp:
    [*found] = (one for one in app.test.selectbox if one.label.endswith(label))
    found[number].set_value(value)
    return app.rerun()


def brought_in(app: OpenedApp) -> bool:
    return any(one.label.startswith("Bring in ") for one in app.test.button)


def test_our_own_file_is_brought_in_and_taken_back(
    app: OpenedApp, record: ClientRecord, checked_in: bytes
) -> None:
    assert not brought_in(app)
    uploaded(app, "check-in.csv", checked_in)
    assert "1 entry would be new." in app.words
    assert record.entries.all() == ()
    app.press("Bring in 1 entry")
    (entry,) = record.entries.all()
    assert (entry.on_date, getattr(entry, "leg_pain_nrs", None)) == (date(2026, 3, 9), 4)
    assert "1 entry added." in app.words
    assert not brought_in(app)
    app.press("Take this import back")
    assert record.entries.all() == ()
    assert "1 entry taken back." in app.words
    app.press("Put them back")
    assert len(record.entries.all()) == 1
    assert "1 entry put back." in app.words
    app.press("Take this import back")
    assert record.entries.all() == ()


@pytest.mark.parametrize("ends_by", ["a second press", "a stop in the middle"])
def test_an_import_goes_and_comes_back_whole_however_a_press_ended(
    app: OpenedApp, record: ClientRecord, monkeypatch: pytest.MonkeyPatch, ends_by: str
) -> None:
    """The page does not hear what the press that ended did; the next one is told of all of it."""
    monkeypatch.setattr(imports, "A_PIECE", 1)

    def press_twice(label: str, work: str) -> None:
        with monkeypatch.context() as patch:
            if ends_by == "a second press":
                patch.setattr(bring_in, "attempt", lambda action: action() and None)
            else:
                pieces, whole = count(), getattr(Imports, work)

                def stopped(*arguments: Any) -> Any:
                    if next(pieces):
                        raise NotSaved("The disk is full.")
                    return whole(*arguments)

                patch.setattr(Imports, work, stopped)
            app.press(label)
        app.press(label)

    uploaded(app, "export.csv", TRACK_AND_GRAPH).press("Bring in 2 entries")
    for _ in range(2):
        press_twice("Take this import back", "_taken_back")
        assert record.entries.all() == ()
        assert "2 entries taken back." in app.words
        press_twice("Put them back", "_put_back")
        assert len(record.entries.all()) == 2
        assert "2 entries put back." in app.words


def test_what_was_deleted_meanwhile_is_not_put_back_with_the_rest(
    app: OpenedApp, record: ClientRecord
) -> None:
    uploaded(app, "export.csv", TRACK_AND_GRAPH).press("Bring in 2 entries")
    record.entries.delete(record.entries.all()[0])
    app.press("Take this import back")
    assert "1 entry taken back. What was changed since then stays." in app.words
    app.press("Put them back")
    assert len(record.entries.all()) == 1


def test_after_taking_an_import_back_another_mapping_can_be_tried(
    app: OpenedApp, record: ClientRecord
) -> None:
    uploaded(app, "export.csv", TRACK_AND_GRAPH).press("Bring in 2 entries").press("Take this import back")
    choose(app, "becomes", 0, "back_pain_nrs")
    choose(app, "Its scale goes from", 0, "0-10").press("Bring in 2 entries")
    assert [one.back_pain_nrs for one in record.entries.all() if isinstance(one, CheckIn)] == [2, 7]


def test_what_is_here_already_or_was_deleted_is_left_alone(
    app: OpenedApp, record: ClientRecord, checked_in: bytes
) -> None:
    uploaded(app, "check-in.csv", checked_in).press("Bring in 1 entry")
    again = uploaded(OpenedApp().go("account"), "check-in.csv", checked_in)
    assert "0 entries would be new. 1 was here already and stays as it is." in again.words
    assert not brought_in(again)
    record.entries.delete(record.entries.all()[0])
    assert "0 entries would be new. 1 stays deleted as you left it." in again.rerun().words


def test_the_zip_of_our_own_export_is_taken(app: OpenedApp, record: ClientRecord) -> None:
    record.entries.add(CheckIn(leg_pain_nrs=4))
    record.entries.add(MassageSession(minutes=30))
    data = zip_of(record)
    record.erase()
    uploaded(OpenedApp().go("account"), "recovery-tracker.zip", data).press("Bring in 2 entries")
    assert len(record.entries.all()) == 2


def test_an_entry_changed_since_is_not_taken_back(
    app: OpenedApp, record: ClientRecord, checked_in: bytes
) -> None:
    uploaded(app, "check-in.csv", checked_in).press("Bring in 1 entry")
    (entry,) = record.entries.all()
    record.entries.edit(entry, entry.version)
    app.press("Take this import back")
    assert len(record.entries.all()) == 1


def test_the_whole_file_is_refused_with_its_line(
    app: OpenedApp, record: ClientRecord, checked_in: bytes
) -> None:
    header, row, _ = checked_in.split(b"\r\n")
    wrong = row.replace(b",4,", b",11,")[36:]
    uploaded(app, "check-in.csv", b"\r\n".join([header, row, wrong, b""]))
    assert app.refusals == ["Line 3: column leg_pain_nrs: Leg pain must be a whole number from 0 to 10."]
    assert not brought_in(app)
    assert record.entries.all() == ()


def test_what_a_refused_file_says_is_plain_text(app: OpenedApp) -> None:
    uploaded(app, "x.csv", b"on_date,![x](http://evil.example/x.png)\r\n")
    (shown,) = app.refusals
    assert "![x](http://evil.example/x.png)" in shown
    assert not app.test.error


def test_a_name_in_a_file_is_plain_text(app: OpenedApp) -> None:
    uploaded(app, "x.csv", TRACK_AND_GRAPH.replace(b"Back ache", b"![x](http://evil.example/x.png)"))
    shown = [one.label for one in app.test.selectbox if "evil" in one.label]
    assert shown == ["` ![x](http://evil.example/x.png) ` becomes"]


def test_another_apps_file_is_previewed_with_what_is_certain_chosen(
    app: OpenedApp, record: ClientRecord
) -> None:
    uploaded(app, "export.csv", TRACK_AND_GRAPH)
    assert "This is Track & Graph (CSV). What is what?" in app.words
    assert "2 times; 2 to 7; 14 September 2024 to 15 September 2024" in app.words.replace("\\", "")
    assert [one.value for one in app.test.selectbox if one.label.endswith("becomes")] == [
        "leg_pain_nrs",
        "Leave it out",
    ]
    assert "Left out: 1 row, 'Back ache' is not chosen to come in (Line 4)" in app.words
    assert record.entries.all() == ()
    app.press("Bring in 2 entries")
    assert [one.leg_pain_nrs for one in record.entries.all() if isinstance(one, CheckIn)] == [2, 7]


def test_a_shorter_scale_is_asked_and_said_in_words(app: OpenedApp, record: ClientRecord) -> None:
    uploaded(app, "export.csv", TRACK_AND_GRAPH)
    choose(app, "becomes", 1, "back_pain_nrs")
    assert "'Back ache' is not chosen" in app.words, "without its scale it does not come in"
    choose(app, "Its scale goes from", 1, "0-4")
    assert "3 becomes 8" in app.words.replace("\\", "")
    app.press("Bring in 3 entries")
    (ache,) = (
        one for one in record.entries.all() if isinstance(one, CheckIn) and one.back_pain_nrs is not None
    )
    assert ache.back_pain_nrs == 8
    assert [(one.field, one.value, one.scale) for one in record.imports.originals(ache)] == [
        ("back_pain_nrs", "3", "0-4")
    ]
    app.go("history")
    assert "Back pain: 3 (scale 0-4)" in app.words


def test_words_get_the_numbers_that_the_person_gives(app: OpenedApp, record: ClientRecord) -> None:
    daylio = b"full_date,date,weekday,time,mood,activities,note\n2025-01-15,January 15,Wed,14:30,awful,,\n2025-01-16,January 16,Thu,14:30,rad,,\n"
    uploaded(app, "daylio_export.csv", daylio)
    assert "choose what is pain, a reach or a massage" in app.words.replace("\\", "")
    choose(app, "becomes", 0, "leg_pain_nrs")
    assert not brought_in(app)
    for word, number in (("awful", "8"), ("rad", "0")):
        key = next(one.key for one in app.test.selectbox if one.value == "leg_pain_nrs")
        key = f"{key}_leg_pain_nrs_{word}"
        app.test.session_state[key] = tapped(number)
    app.rerun().press("Bring in 2 entries")
    assert [one.leg_pain_nrs for one in record.entries.all() if isinstance(one, CheckIn)] == [0, 8]


def test_days_that_could_be_read_in_two_ways_are_asked(app: OpenedApp, record: ClientRecord) -> None:
    uploaded(app, "mine.csv", b"day;leg pain\n03/04/2025;7\n05/06/2025;2\n")
    assert "could be read in two ways" in app.words.replace("\\", "")
    assert not brought_in(app)
    choose(app, "Written as", 0, "dmy").press("Bring in 2 entries")
    assert [one.on_date for one in record.entries.all()] == [date(2025, 6, 5), date(2025, 4, 3)]


def test_the_minutes_of_a_tick_in_figures_are_asked(app: OpenedApp, record: ClientRecord) -> None:
    uploaded(app, "mine.csv", b"Date,Leg pain,Massage\n2026-03-09,7,1\n2026-03-10,2,0\n")
    choose_source(app, "Massage=minutes")
    assert "Not brought in before its scale is chosen: Massage." in app.words.replace("\\", "")
    choose_source(app, "Massage=minutes:yes=45").press("Bring in 3 entries")
    assert [one.minutes for one in record.entries.all() if isinstance(one, MassageSession)] == [45]


def choose_source(app: OpenedApp, choice: str) -> OpenedApp:
    """Make a choice of the command line on the page."""
    name, _, becomes = choice.partition("=")
    wanted, _, scale = becomes.partition(":")
    label = f"{literal_markdown(name)} becomes"
    box = next(one for one in app.test.selectbox if one.label == label)
    key = box.key
    box.set_value(wanted)
    app.rerun()
    state = app.test.session_state
    # Number fields are not among what AppTest lists; each keeps its answer in the session.
    if f"{key}_{wanted}_amount:answer" in state:
        state[f"{key}_{wanted}_amount"] = tapped(scale.partition("=")[2])
    elif f"{key}_steps:answer" in state:
        state[f"{key}_steps"] = tapped(scale.removeprefix("/"))
    else:
        for word, sign, number in (part.rpartition("=") for part in scale.split(",") if part):
            if not sign:
                next(one for one in app.test.selectbox if one.key.startswith(f"{key}_")).set_value(number)
            elif f"{key}_{wanted}_{word}:answer" in state:
                state[f"{key}_{wanted}_{word}"] = tapped(number)
    return app.rerun()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_files_of_other_apps_come_in_as_they_should(app: OpenedApp, record: ClientRecord, case: Case) -> None:
    uploaded(app, case.file, data_of(case.file))
    for choice in case.choices:
        choose_source(app, choice)
    count = len(case.entries)
    assert case.remark in app.words.replace("\\", "")
    assert "as they will be kept" in app.words.lower()
    app.press(f"Bring in {count} {'entry' if count == 1 else 'entries'}")
    found, wanted = compared(record.entries.all(), case)
    assert found == wanted


def test_the_first_rows_are_shown_as_they_will_be_kept(app: OpenedApp) -> None:
    uploaded(app, "x.csv", b"Date,Leg pain,Notes\n9-Mar-2026,7,after a walk\n")
    (said,) = (one for one in app.texts if "leg pain 7" in one)
    assert said.endswith(("9 March: leg pain 7, 'after a walk'", "9 March 2026: leg pain 7, 'after a walk'"))


def test_where_the_scale_is_missing_it_is_the_scale_that_is_asked_for(app: OpenedApp) -> None:
    uploaded(app, "x.csv", b"Date,Leg pain\n2026-03-09,3\n2026-03-10,4\n")
    choose(app, "becomes", 0, "leg_pain_nrs") if "Leg pain" in app.test.selectbox[0].label else choose(
        app, "becomes", 1, "leg_pain_nrs"
    )
    assert "Not brought in before its scale is chosen: Leg pain." in app.words.replace("\\", "")
    assert "choose what is pain" not in app.words


def check_ins(record: ClientRecord) -> list[CheckIn]:
    return [entry for entry in record.entries.all() if isinstance(entry, CheckIn)]


def test_a_column_of_names_and_one_of_values_become_sources(app: OpenedApp, record: ClientRecord) -> None:
    long = b"Day,Thing,How much\n2026-03-09,Leg pain,7\n2026-03-09,Hours sat,6\n2026-03-10,Leg pain,2\n"
    uploaded(app, "x.csv", long)
    choose_source(app, "Thing=names")
    choose_source(app, "How much=values")
    choose_source(app, "Hours sat=hours_sitting")
    app.press("Bring in 2 entries")
    assert [(one.leg_pain_nrs, one.hours_sitting) for one in check_ins(record)] == [(2, None), (7, 6.0)]


def test_an_import_can_be_taken_back_by_who_comes_back_later(app: OpenedApp, record: ClientRecord) -> None:
    uploaded(app, "export.csv", TRACK_AND_GRAPH).press("Bring in 2 entries")
    later = OpenedApp().go("account")
    assert "2 entries. It can be taken back for a day." in later.words
    changed = record.entries.all()[0]
    record.entries.edit(changed, changed.version)
    later.rerun().press("Take back")
    assert [one.entry_id for one in record.entries.all()] == [changed.entry_id], (
        "what was changed since then stays"
    )
    assert not later.has_button("Take back")


def counted(monkeypatch: pytest.MonkeyPatch, place: Any, name: str) -> list[str]:
    """Note each time that a work on a file is done."""
    work, done = getattr(place, name), list[str]()
    monkeypatch.setattr(place, name, lambda *args, **named: (done.append(name), work(*args, **named))[1])
    return done


def archive(record: ClientRecord) -> bytes:
    return archive_of(record.archive)


@pytest.mark.parametrize(
    ("name", "data", "reader", "words"),
    [
        ("notes.csv", b"a,b\n1,2\n", (formats, "read"), ""),
        ("archive.json", b'{"format": "recovery-tracker-archive", "schema_version": "x"}', (bring_in, "read_archive"), ""),
        ("track.csv", TRACK_AND_GRAPH, (formats, "read"), "What is what?"),
        ("archive.json", archive, (bring_in, "read_archive"), "This is an archive of a whole record"),
    ],
    ids=["refused", "refused archive", "read", "archive"],
)  # fmt: skip
def test_a_file_is_read_once_whatever_it_comes_to_and_however_often_the_page_runs(
    app: OpenedApp, record: ClientRecord, monkeypatch: pytest.MonkeyPatch, name: str, data: Any, reader: Any, words: str
) -> None:  # fmt: skip
    done = counted(monkeypatch, *reader)
    uploaded(app, name, data(record) if callable(data) else data)
    first = app.words
    app.rerun().rerun()
    assert (len(done), app.words) == (1, first)
    assert words in first if words else app.refusals
    uploaded(app, name, data(record) if callable(data) else data)
    assert len(done) == 2


def test_rows_that_are_refused_are_gone_through_once_for_a_mapping(
    app: OpenedApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[Any] = []

    def refuse(*arrival_and_chosen: Any) -> None:
        done.append(arrival_and_chosen)
        raise ImportRefused("line 2: two values for one moment.")

    monkeypatch.setattr(bring_in, "batch_of", refuse)
    uploaded(app, "track.csv", TRACK_AND_GRAPH)
    app.rerun().rerun()
    assert app.refusals == ["line 2: two values for one moment."]
    assert len(done) == 1
    choose(app, "becomes", 1, "leg_pain_nrs")
    choose(app, "Its scale goes from", 1, "0-4")
    assert len(done) == 2


def test_that_many_others_are_here_is_no_word_about_the_file(
    app: OpenedApp, checked_in: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bring_in, "READING", BoundedPool("full", 1, sentence=formats.BUSY))
    with bring_in.READING.turn():
        uploaded(app, "check-in.csv", checked_in)
        assert app.refusals == [formats.BUSY]
        assert not brought_in(app)
    app.rerun()
    assert app.refusals == []
    assert brought_in(app)


def test_a_file_that_was_taken_away_is_not_kept(app: OpenedApp, checked_in: bytes) -> None:
    uploaded(app, "check-in.csv", checked_in)
    assert "import_looked" in app.test.session_state
    app.go("learn").go("account")
    assert "import_looked" not in app.test.session_state
