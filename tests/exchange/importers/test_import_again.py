"""Importing again, or a longer export later, adds only what is new; what was changed or deleted here stays so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.exchange.importers.foreign_files import (
    APPLE,
    BEARABLE,
    DAYLIO,
    TRACK_AND_GRAPH,
    WORDS,
    batch,
    loop_zip,
    pain_diary,
)
from tracker.domain.check_in import CheckIn
from tracker.errors import NotSaved
from tracker.record import ClientRecord, imports, personal_record
from tracker.store.store import open_store

FILES = {
    "loop": (loop_zip(), ()),
    "track-and-graph": (TRACK_AND_GRAPH.encode(), ("Sitting=hours_sitting",)),
    "daylio": (DAYLIO.encode(), ("mood=leg_pain_nrs:awful=9,meh=5,good=2",)),
    "bearable": (BEARABLE.encode(), ("Symptom: Sciatica=leg_pain_nrs:0-4",)),
    "apple-health": (APPLE, (f"LowerBackPain=back_pain_nrs:{WORDS}",)),
    "pain-diary": (pain_diary(), ()),
}


@pytest.mark.parametrize("name", FILES)
def test_a_second_import_adds_nothing(name: str, record: ClientRecord) -> None:
    data, choices = FILES[name]
    made = batch(data, *choices)
    assert record.imports.bring_in(made.entries, made.originals).added == len(made.entries) > 0
    before = record.entries.all()
    again = batch(data, *choices)
    report = record.imports.bring_in(again.entries, again.originals)
    assert (report.added, report.already_there) == (0, len(made.entries))
    assert record.entries.all() == before


def test_changed_and_deleted_entries_stay_as_they_are(record: ClientRecord) -> None:
    made = batch(TRACK_AND_GRAPH.encode())
    record.imports.bring_in(made.entries)
    changed, gone = record.entries.all()
    assert isinstance(changed, CheckIn)
    record.entries.edit(replace(changed, leg_pain_nrs=1), changed.version)
    record.entries.delete(gone)
    report = record.imports.bring_in(batch(TRACK_AND_GRAPH.encode()).entries)
    assert (report.added, report.already_there, report.deleted_here) == (0, 1, 1)
    (left,) = record.entries.all()
    assert isinstance(left, CheckIn)
    assert left.leg_pain_nrs == 1


def test_another_mapping_is_another_import(record: ClientRecord) -> None:
    record.imports.bring_in(batch(TRACK_AND_GRAPH.encode()).entries)
    report = record.imports.bring_in(batch(TRACK_AND_GRAPH.encode(), "Leg pain=back_pain_nrs:0-10").entries)
    assert report.added == 2


def test_originals_are_kept_once_and_go_with_the_record(record: ClientRecord) -> None:
    made = batch(BEARABLE.encode(), "Symptom: Sciatica=leg_pain_nrs:0-4")
    for _ in range(2):
        record.imports.bring_in(made.entries, made.originals)
    (first, _) = made.entries
    assert [(one.field, one.scale) for one in record.imports.originals(first)] == [("leg_pain_nrs", "0-4")]
    record.erase()
    assert record._access.store.read("SELECT count(*) FROM entry_original")[1] == [(0,)]


def test_an_import_is_taken_back_and_put_back(record: ClientRecord) -> None:
    report = record.imports.bring_in(batch(TRACK_AND_GRAPH.encode()).entries)
    taken_back = record.imports.take_back(report.entries)
    assert taken_back == report.entries
    assert record.entries.all() == ()
    back = record.imports.put_back(taken_back)
    assert set(back) == set(record.entries.all())
    assert {one.entry_id for one in back} == {one.entry_id for one in report.entries}
    assert record.imports.put_back(taken_back) == ()
    # It can be taken back again, here and by who comes back later.
    assert [len(one.entries) for one in record.imports.recent()] == [2]
    assert record.imports.take_back(back) == back
    assert record.entries.all() == record.imports.recent() == ()
    assert len(record.imports.put_back(back)) == 2
    assert record.imports.take_back_recent(record.imports.recent()[0]) == 2
    assert record.entries.all() == ()


class Stopping:
    """Lets so many transactions of some work be kept, and refuses the next."""

    def __init__(self, record: ClientRecord, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
        self.kept, store = 0, record._access.store
        whole = store.in_one_transaction

        def in_one_transaction(work: Callable[[], Any]) -> Any:
            if self.kept == most:
                raise NotSaved("The disk is full.")
            self.kept += 1
            return whole(work)

        monkeypatch.setattr(store, "in_one_transaction", in_one_transaction)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "A_PIECE", 2)


def seven() -> tuple[CheckIn, ...]:
    return tuple(CheckIn(on_date=date(2024, 2, day), leg_pain_nrs=day) for day in range(1, 8))


def test_others_save_between_the_pieces_of_what_is_taken_back(
    record: ClientRecord, monkeypatch: pytest.MonkeyPatch, small_pieces: None
) -> None:
    report = record.imports.bring_in(seven())
    with monkeypatch.context() as patch:
        stopping = Stopping(record, patch, most=99)
        taken_back = record.imports.take_back(report.entries)
        assert (len(taken_back), stopping.kept) == (7, 4)
        assert len(record.imports.put_back(taken_back)) == 7
        assert stopping.kept == 8
        (recent,) = record.imports.recent()
        assert record.imports.take_back_recent(recent) == 7
        assert stopping.kept == 12


def test_a_stop_in_the_middle_leaves_what_another_press_goes_on_with(
    record: ClientRecord, monkeypatch: pytest.MonkeyPatch, small_pieces: None
) -> None:
    report = record.imports.bring_in(seven())
    with monkeypatch.context() as patch, pytest.raises(NotSaved):
        Stopping(record, patch, most=1)
        record.imports.take_back(report.entries)
    assert len(record.entries.all()) == 5
    (recent,) = record.imports.recent()
    with monkeypatch.context() as patch, pytest.raises(NotSaved):
        Stopping(record, patch, most=2)
        record.imports.take_back_recent(recent)
    assert len(record.entries.all()) == 3
    assert record.imports.recent() == (recent,)
    assert record.imports.take_back_recent(recent) == 3
    assert record.entries.all() == record.imports.recent() == ()


def test_what_was_put_back_before_a_stop_can_be_taken_back_as_a_whole(
    record: ClientRecord, monkeypatch: pytest.MonkeyPatch, small_pieces: None
) -> None:
    taken_back = record.imports.take_back(record.imports.bring_in(seven()).entries)
    with monkeypatch.context() as patch, pytest.raises(NotSaved):
        Stopping(record, patch, most=1)
        record.imports.put_back(taken_back)
    (back, other) = record.entries.of(CheckIn)
    assert len(record.imports.recent()) == 1
    # What was changed since is the person's.
    record.entries.edit(replace(back, note="mine"), back.version)
    (recent,) = record.imports.recent()
    assert record.imports.take_back_recent(recent) == 1
    assert [entry.entry_id for entry in record.entries.all()] == [back.entry_id]
    # Pressed again, the others come back.
    assert {entry.entry_id for entry in record.imports.put_back(taken_back)} == {
        entry.entry_id for entry in taken_back
    } - {back.entry_id, other.entry_id}


def test_what_the_person_deleted_or_brought_back_meanwhile_stays_so(record: ClientRecord) -> None:
    report = record.imports.bring_in(batch(TRACK_AND_GRAPH.encode()).entries)
    gone, other = report.entries
    record.entries.delete(gone)
    taken_back = record.imports.take_back(report.entries)
    assert taken_back == (other,)
    (back,) = record.imports.put_back(taken_back)
    assert record.entries.all() == (back,)
    assert back.entry_id == other.entry_id
    # Brought back elsewhere, and deleted again: the person's own last word.
    (taken,) = record.imports.take_back([back])
    record.entries.delete(record.entries.undo(taken))
    assert record.imports.put_back([taken]) == ()
    assert record.entries.all() == ()


ROWS = st.lists(
    st.tuples(st.integers(1, 28), st.integers(0, 3), st.integers(0, 10), st.sampled_from(["", "x", "y"])),
    max_size=25,
)


def file_of(rows: list[tuple[int, int, int, str]]) -> bytes:
    lines = [f"Leg pain,2024-02-{day:02}T0{hour}:00:00Z,{value},,{note}" for day, hour, value, note in rows]
    return "\n".join(
        ["FeatureName,Timestamp,Value,Label,Note", "Leg pain,2023-01-01T00:00:00Z,9,,", *lines, ""]
    ).encode()


@settings(max_examples=40, deadline=None)
@given(ROWS, ROWS, st.randoms())
def test_a_longer_export_adds_just_its_new_rows_in_whatever_order(
    up_to_date: Callable[[Path], Path],
    early: list[tuple[int, int, int, str]],
    late: list[tuple[int, int, int, str]],
    random: object,
) -> None:
    with TemporaryDirectory() as folder:
        store = open_store(up_to_date(Path(folder) / "tracker.db"))
        record = personal_record(store)
        assert record.imports.bring_in(batch(file_of(early)).entries).added == len(early) + 1
        longer = [*early, *late]
        random.shuffle(longer)  # type: ignore[attr-defined]
        assert record.imports.bring_in(batch(file_of(longer)).entries).added == len(late)
        kept = sorted(
            (one.on_date.day, one.at_time.hour, one.leg_pain_nrs, one.note or "")  # type: ignore[attr-defined]
            for one in record.entries.all()
        )
        assert kept == sorted([*longer, (1, 0, 9, "")])
        store.driver.close()


RESPELLED = [("7", "7.0"), ("7.0", "7"), ("6,5", "6.5"), ("7", "07"), ("7", "7.00")]


@pytest.mark.parametrize("moment", ["2024-02-01", "2024-02-01T08:00:00Z"])
@pytest.mark.parametrize(("written", "saved_again"), RESPELLED)
def test_a_file_saved_again_by_a_spreadsheet_adds_nothing(
    moment: str, written: str, saved_again: str, record: ClientRecord
) -> None:
    def file(value: str) -> bytes:
        return f'day,pain\n{moment},"{value}"\n2023-01-01,9\n{moment},"{value}"\n'.encode()

    choices = ("day=on_date", "pain=leg_pain_nrs:0-10")
    if "5" in written:
        choices = ("day=on_date", "pain=leg_pain_nrs:0-100")
    for value, added in ((written, 3), (saved_again, 0)):
        made = batch(file(value), *choices)
        assert record.imports.foresee(made.entries, made.earlier_ids).added == added
        assert record.imports.bring_in(made.entries, made.originals, made.earlier_ids).added == added


@pytest.mark.parametrize("moment", ["2024-02-01", "2024-02-01T08:00:00Z"])
def test_what_an_earlier_version_brought_in_by_its_spelling_is_known_again(
    moment: str, record: ClientRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = f"day,pain\n{moment},7.0\n{moment},7.0\n2023-01-01,9\n".encode()
    choices = ("day=on_date", "pain=leg_pain_nrs:0-10")
    with monkeypatch.context() as earlier:
        earlier.setattr("tracker.exchange.importers.batch._plainly", lambda value: value)
        record.imports.bring_in(batch(data, *choices).entries)
    record.entries.delete(record.entries.all()[0])
    made = batch(data, *choices)
    report = record.imports.bring_in(made.entries, made.originals, made.earlier_ids)
    assert (report.added, report.already_there, report.deleted_here) == (0, 2, 1)


# A longer file, in which more is certain or more has to be chosen ------------------------------------------------


def bring_in(record: ClientRecord, text: str, *choices: str) -> tuple[int, int, int]:
    made = batch(text.encode(), *choices)
    report = record.imports.bring_in(made.entries, made.originals, made.earlier_ids, made.fillings)
    assert record.imports.foresee(made.entries, made.earlier_ids, made.fillings).added == 0
    return report.added, report.already_there, report.filled


MARCH = "Date,Leg pain,Back pain\n2026-03-02,7,3\n2026-03-03,6,2\n"
AWFUL = (
    "full_date,date,weekday,time,mood,activities,note_title,note\n2026-03-09,March 9,Monday,21:00,awful,,,\n"
)
RAD = "2026-03-10,March 10,Tuesday,21:00,rad,,,\n"


@pytest.mark.parametrize(
    ("first", "first_choices", "later", "later_choices"),
    [
        # Back pain is certain once it goes above what a shorter scale has.
        (MARCH, (), f"{MARCH}2026-03-04,8,7\n", ()),
        # A word more needs its number, and so another scale.
        (AWFUL, ("mood=leg_pain_nrs:awful=9",), AWFUL + RAD, ("mood=leg_pain_nrs:awful=9,rad=0",)),
        (
            "Date,Leg pain\n2026-03-02,7\n",
            (),
            "Date,Leg pain\n2026-03-02,7\n2026-03-03,5-6\n",
            ("Leg pain=leg_pain_nrs:0-10,5-6=6",),
        ),
        # Of two alike on one day, each is one of the file's.
        (
            "Date,Leg pain,Back pain\n2026-03-02,7,3\n2026-03-02,7,3\n",
            (),
            "Date,Leg pain,Back pain\n2026-03-02,7,3\n2026-03-02,7,3\n2026-03-02,7,8\n",
            (),
        ),
    ],
)
def test_a_longer_file_doubles_nothing_where_it_is_read_in_another_way(
    first: str,
    first_choices: tuple[str, ...],
    later: str,
    later_choices: tuple[str, ...],
    record: ClientRecord,
) -> None:
    count, _, _ = bring_in(record, first, *first_choices)
    added, already_there, _ = bring_in(record, later, *later_choices)
    assert (added, already_there) == (1, count)
    assert len(record.entries.all()) == count + 1


TIMES = "Datum;Zeit;Leg pain;Massage\n2026-03-09;20:30 Uhr;7;30\n2026-03-09;um 9:15;7;30\n2026-03-10;20.30.00;4;\n"
CHOICES = ("Leg pain=leg_pain_nrs:0-10", "Massage=minutes")


@pytest.mark.parametrize("midnight", ["", " 00:00"])
def test_a_column_that_became_the_time_since_doubles_nothing(midnight: str, record: ClientRecord) -> None:
    times = TIMES.replace(";20", f"{midnight};20").replace(";um", f"{midnight};um")
    assert bring_in(record, times.replace("Zeit", "Etwas"), *CHOICES) == (5, 0, 0)
    more = "2026-03-09;22 Uhr;7;30\n"
    assert bring_in(record, times + more, *CHOICES, "Zeit=at_time")[:2] == (2, 5)
    assert bring_in(record, times + more, *CHOICES, "Zeit=at_time")[:2] == (0, 7)


def test_a_time_and_a_column_that_are_chosen_since_double_nothing(record: ClientRecord) -> None:
    rows = "Date,Clock,Leg pain,Back pain,Note\n2026-03-09,9:15,7,3,a walk\n2026-03-09,21:00,7,3,\n"
    assert bring_in(record, rows, "Leg pain=leg_pain_nrs:0-10", "Back pain=", "Note=")[:2] == (2, 0)
    both = ("Leg pain=leg_pain_nrs:0-10", "Back pain=back_pain_nrs:0-10,some=3")
    assert bring_in(record, rows, *both, "Clock=at_time")[:2] == (0, 2)


def test_a_row_without_its_time_is_not_the_row_with_a_time_beside_it(record: ClientRecord) -> None:
    choices = (*CHOICES[:1], "Zeit=at_time")
    timeless = "Datum;Zeit;Leg pain\n2026-03-09;;7\n2026-03-10;8:00;5\n"
    assert bring_in(record, timeless, *choices)[:2] == (2, 0)
    assert bring_in(record, f"{timeless}2026-03-09;20:30;7\n", *choices)[:2] == (1, 2)


def test_what_a_longer_file_says_more_of_a_day_fills_what_is_blank_and_can_be_taken_back(
    record: ClientRecord,
) -> None:
    noon = "Date,Leg pain,Sleep,Note\n2026-03-02,7,,\n2026-03-03,6,2,\n"
    evening = "Date,Leg pain,Sleep,Note\n2026-03-02,7,4,a long walk\n2026-03-03,6,2,\n"
    sleep = "Sleep=sleep_quality:1-5"
    bring_in(record, noon, sleep)
    made = batch(evening.encode(), sleep)
    report = record.imports.bring_in(made.entries, made.originals, made.earlier_ids)
    assert (report.added, report.already_there, report.filled) == (0, 2, 1)
    first, second = sorted(record.entries.all(), key=lambda entry: entry.on_date)
    assert isinstance(first, CheckIn)
    assert (first.sleep_quality is not None, first.note) == (True, "a long walk")
    assert bring_in(record, evening, sleep) == (0, 2, 0)
    assert len(record.imports.take_back(report.entries)) == 1
    back = record.entries.get("check-in", first.entry_id)
    assert isinstance(back, CheckIn)
    assert (back.sleep_quality, back.note) == (None, None)
    assert record.entries.get("check-in", second.entry_id) == second


def test_a_field_that_the_person_emptied_is_not_filled_again(record: ClientRecord) -> None:
    text = "Date,Leg pain,Sleep\n2026-03-02,7,4\n"
    bring_in(record, text, "Sleep=sleep_quality:1-5")
    (entry,) = record.entries.all()
    assert isinstance(entry, CheckIn)
    record.entries.edit(replace(entry, sleep_quality=None), entry.version)
    assert bring_in(record, text, "Sleep=sleep_quality:1-5") == (0, 1, 0)


def test_our_own_file_never_changes_what_is_here(record: ClientRecord) -> None:
    """Two of our own that say the same are two, and an older copy fills nothing in."""
    mine = [CheckIn(leg_pain_nrs=4), CheckIn(leg_pain_nrs=4)]
    assert record.imports.bring_in(mine[:1]).added == 1
    report = record.imports.bring_in([replace(mine[0], sleep_quality=2), mine[1]])
    assert (report.added, report.already_there, report.filled) == (1, 1, 0)


def test_a_check_in_that_the_person_moved_takes_only_what_is_of_its_day(record: ClientRecord) -> None:
    noon = "Date,Leg pain,Walk\n2026-03-02,7,\n"
    evening = "Date,Leg pain,Walk\n2026-03-02,7,60\n2026-03-04,,30\n"
    bring_in(record, noon, "Walk=minutes_active")
    (entry,) = record.entries.all()
    record.entries.edit(replace(entry, on_date=entry.on_date.replace(day=4)), entry.version)
    assert bring_in(record, evening, "Walk=minutes_active") == (0, 1, 1)
    (moved,) = record.entries.all()
    assert isinstance(moved, CheckIn)
    assert (moved.on_date.day, moved.minutes_active) == (4, 30)


@pytest.mark.parametrize(
    ("morning", "evening", "choice"),
    [
        ("Leg pain morning", "Leg pain evening", "leg_pain_nrs:0-10"),
        ("Neck massage", "Leg massage", "minutes"),
    ],
)
def test_another_file_that_says_the_same_is_another(
    morning: str, evening: str, choice: str, record: ClientRecord
) -> None:
    rows = "Date,{}\n2026-03-02,7\n2026-03-03,6\n"
    assert bring_in(record, rows.format(morning), f"{morning}={choice}")[0] == 2
    assert bring_in(record, rows.format(evening), f"{evening}={choice}")[0] == 2


def test_what_the_person_changed_or_moved_is_known_in_a_longer_file_too(record: ClientRecord) -> None:
    bring_in(record, MARCH)
    changed, moved = sorted(record.entries.all(), key=lambda entry: entry.on_date)
    assert isinstance(changed, CheckIn)
    record.entries.edit(replace(changed, leg_pain_nrs=4), changed.version)
    record.entries.edit(replace(moved, on_date=moved.on_date.replace(day=9)), moved.version)
    assert bring_in(record, f"{MARCH}2026-03-04,8,7\n")[:2] == (1, 2)


def test_a_choice_that_was_taken_back_is_put_right_by_a_wider_one(record: ClientRecord) -> None:
    made = batch(MARCH.encode())
    record.imports.take_back(record.imports.bring_in(made.entries).entries)
    assert bring_in(record, MARCH, "Back pain=back_pain_nrs:0-10") == (2, 0, 0)
