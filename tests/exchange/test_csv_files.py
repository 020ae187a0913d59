"""Our CSV: what goes out comes back equal, what a spreadsheet would run is escaped, what is wrong is refused whole."""

import csv
import io
import time as stopwatch
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.invented_questionnaires import FOUR, ONE, answers_to
from tests.whole_records import PAIN_PLACES
from tracker import clock
from tracker.domain.check_in import PAIN_EXTENTS, CheckIn
from tracker.domain.check_in import SIDES as BOTH
from tracker.domain.entry import Entry
from tracker.domain.event import Event
from tracker.domain.exercise import EXERCISES
from tracker.domain.massage_session import AREAS, PRESSURES, MassageSession
from tracker.domain.medicine import REGULAR, USES, MedicineTaken
from tracker.domain.overall_change import OVERALL_STEPS, OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.period import Period
from tracker.domain.sit_and_reach import SIDES, SKIP_REASONS, VARIANTS, SitAndReachTest
from tracker.errors import ImportRefused
from tracker.exchange import cells
from tracker.exchange.csv_files import (
    FILE_NAMES,
    MOST_BYTES,
    MOST_ROWS,
    csv_of,
    entries_of,
    zip_of,
)
from tracker.exchange.importers import formats
from tracker.exchange.zip_members import MOST_UNZIPPED_BYTES
from tracker.record import ClientRecord, personal_record
from tracker.store.schema.tables import KINDS, TABLES
from tracker.store.store import open_store

ID = "0d7d8c0a-4d06-4a3e-9d2f-4f1f3f1f0a01"
GOOD = {
    "check-in": {
        "entry_id": ID, "on_date": "2026-03-09", "at_time": "07:30", "leg_pain_nrs": "4", "back_pain_nrs": "0",
        "pain_extent": "thigh", "pain_places": "left_calf burning 6;right_heel", "side": "left", "tingling": "1", "numbness": "0", "weakness": "0",
        "sleep_quality": "3", "hours_sitting": "6.5", "minutes_active": "30",
        "exercises_done": "calf_stretch;bridge", "is_flare": "0", "note": "fine", "created_at": "2026-03-09T07:31:00Z",
        "source": "form",
    },
    "sit-and-reach": {
        "entry_id": ID, "on_date": "2026-03-09", "at_time": "18:00", "variant": "csep_acsm", "foot_line_cm": "26.0",
        "trial_1_cm": "20", "trial_2_cm": "21.5", "trial_3_cm": "", "sit_and_reach_cm": "-4.5", "side": "",
        "warm_up": "1", "skipped_reason": "", "note": "", "created_at": "2026-03-09T18:01:00Z", "source": "form",
    },
    "massage-session": {
        "entry_id": ID, "on_date": "2026-03-09", "at_time": "", "minutes": "45", "areas": "left_calf",
        "pressure": "firm", "pain_before_nrs": "5", "pain_after_nrs": "3", "therapist": "Robin", "note": "",
        "created_at": "2026-03-09T18:01:00Z", "source": "form",
    },
    "activity-rating": {
        "entry_id": ID, "on_date": "2026-03-09", "at_time": "19:30", "activity": "tie my shoes", "ability": "0",
        "note": "", "created_at": "2026-03-09T19:31:00Z", "source": "form",
    },
    "overall-change": {
        "entry_id": ID, "on_date": "2026-03-09", "at_time": "", "overall": "much better", "note": "",
        "created_at": "2026-03-09T19:31:00Z", "source": "form",
    },
    "event": {
        "entry_id": ID, "on_date": "2026-03-09", "at_time": "", "words": "New job", "note": "",
        "created_at": "2026-03-09T18:01:00Z", "source": "form",
    },
    "medicine": {
        "entry_id": ID, "on_date": "2026-03-09", "at_time": "", "name": "Naproxen", "dose": "250 mg", "use": "regular",
        "until_date": "2026-03-20", "note": "", "created_at": "2026-03-09T18:01:00Z", "source": "form",
    },
    "questionnaire": {
        "entry_id": ID, "on_date": "2026-03-09", "at_time": "", "questionnaire": "urn:example:four|1",
        "title": "Invented: four", "answers": answers_to(FOUR, bed="a1", tub="a2", shoes="a0").answers or "", "score": "1",
        "note": "", "created_at": "2026-03-09T18:01:00Z", "source": "form",
    },
}  # fmt: skip
Write = Callable[..., bytes]


def file_of(kind: str, *rows: dict[str, str], columns: tuple[str, ...] = ()) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    names = columns or TABLES[kind].columns
    writer.writerow(names)
    writer.writerows([{**GOOD[kind], **row}.get(name, "") for name in names] for row in rows)
    return out.getvalue().encode()


def zip_with(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            # The clock's own bytes may be a line break, and lines of a zip in a zip are counted below.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# ---- round trips ----------------------------------------------------------------------------------------

TEXT = st.one_of(
    st.text(max_size=30),
    st.text(alphabet="'=+-@ \t\r\n,\";＝＋－＠\N{MINUS SIGN}\N{ZERO WIDTH SPACE}a0é😀", max_size=12),
).filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))
NRS = st.none() | st.integers(0, 10)
CM = st.integers(-10_000, 20_000).map(lambda hundredths: hundredths / 100)


def _about() -> dict[str, st.SearchStrategy[object]]:
    return {
        "entry_id": st.uuids(version=4).map(str),
        "on_date": st.dates(date(1900, 1, 1), date(2024, 12, 31)),
        "at_time": st.none() | st.times().map(lambda t: t.replace(second=0, microsecond=0)),
        "note": st.none() | TEXT,
        "created_at": st.datetimes(datetime(1900, 1, 2), datetime(2024, 12, 31)).map(
            lambda at: at.replace(tzinfo=UTC)
        ),
        "source": TEXT.filter(lambda text: any(c.isalnum() for c in text)),
    }


CHECK_INS = st.builds(
    CheckIn,
    leg_pain_nrs=st.integers(0, 10),
    back_pain_nrs=NRS,
    pain_extent=st.none() | st.sampled_from(PAIN_EXTENTS),
    side=st.none() | st.sampled_from(BOTH),
    tingling=st.none() | st.integers(0, 3),
    numbness=st.none() | st.integers(0, 3),
    weakness=st.none() | st.integers(0, 3),
    sleep_quality=st.none() | st.integers(1, 5),
    hours_sitting=st.none() | st.integers(0, 2400).map(lambda hundredths: hundredths / 100),
    minutes_active=st.none() | st.integers(0, 1440),
    pain_places=PAIN_PLACES,
    exercises_done=st.sets(st.sampled_from([e.exercise_id for e in EXERCISES])).map(tuple),
    is_flare=st.booleans(),
    **_about(),
)
NAMES = TEXT.map(lambda text: f"A{text}")
EVENTS = st.builds(Event, words=NAMES, **_about())
MEDICINES = st.builds(
    MedicineTaken, name=NAMES, dose=st.none() | TEXT, use=st.sampled_from(USES), **_about()
) | st.builds(
    MedicineTaken,
    name=NAMES,
    use=st.just(REGULAR),
    until_date=st.dates(date(2025, 1, 1), date(2025, 12, 31)),
    **_about(),
)
MASSAGE_SESSIONS = st.builds(
    MassageSession,
    minutes=st.integers(1, 240),
    areas=st.sets(st.sampled_from(AREAS)).map(tuple),
    pressure=st.none() | st.sampled_from(PRESSURES),
    pain_before_nrs=NRS,
    pain_after_nrs=NRS,
    therapist=st.none() | TEXT,
    logged_by=st.none() | TEXT,
    **_about(),
)
RATINGS = st.builds(
    ActivityRating,
    activity=TEXT.map(lambda text: f"{text}walk"),
    ability=st.integers(0, 10),
    **_about(),
)
OVERALL_CHANGES = st.builds(OverallChange, overall=st.sampled_from(OVERALL_STEPS), **_about())
ANSWERS_GIVEN = st.builds(
    lambda about, text, far: replace(
        answers_to({**ONE, "title": f"A{text}", "copyright": f"B{text}"}, far=far), **about
    ),
    st.fixed_dictionaries(_about()),
    TEXT,
    st.integers(0, 10),
)


@st.composite
def reach_tests(draw: st.DrawFn) -> SitAndReachTest:
    variant = draw(st.sampled_from(VARIANTS))
    about: dict[str, Any] = {name: draw(strategy) for name, strategy in _about().items()}
    warm_up = draw(st.none() | st.booleans())
    if draw(st.booleans()):
        reason = draw(st.sampled_from(SKIP_REASONS))
        return SitAndReachTest(variant=variant.name, skipped_reason=reason, warm_up=warm_up, **about)
    return SitAndReachTest(
        variant=variant.name,
        side=draw(st.sampled_from(SIDES)) if variant.by_side else None,
        foot_line_cm=draw(st.integers(0, 10_000)) / 100,
        trials_cm=tuple(draw(st.lists(CM, min_size=1, max_size=3))),
        warm_up=warm_up,
        **about,
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        CHECK_INS
        | reach_tests()
        | MASSAGE_SESSIONS
        | RATINGS
        | OVERALL_CHANGES
        | EVENTS
        | MEDICINES
        | ANSWERS_GIVEN,
        max_size=25,
        unique_by=lambda entry: entry.entry_id,
    )
)
def test_an_export_brought_into_an_empty_store_exports_the_same_bytes(
    up_to_date: Callable[[Path], Path], entries: list[Entry]
) -> None:
    with TemporaryDirectory() as folder:
        first, second = (
            personal_record(open_store(up_to_date(Path(folder) / name))) for name in ("first.db", "second.db")
        )
        first.imports.bring_in(entries)
        for kind in KINDS:
            made = second.imports.bring_in(entries_of(csv_of(first.entries, kind)))
            assert made.added == sum(entry.kind == kind for entry in entries)
            assert csv_of(second.entries, kind) == csv_of(first.entries, kind)
        assert zip_of(second) == zip_of(first)
        assert second.imports.bring_in(entries_of(zip_of(first))).added == 0
        assert second.entries.all() == first.entries.all()


@settings(max_examples=1000, deadline=None)
@given(TEXT)
def test_every_text_comes_back_from_its_escape(text: str) -> None:
    assert cells.unescaped(cells.escaped(text)) == text


SIGNS = "=+-@＝＋－＠﹢﹣﹦﹫⁺⁼\N{MINUS SIGN}\N{SUPERSCRIPT MINUS}\t\r\n\0"
LEADS = [
    start + sign
    for sign in SIGNS
    for start in (
        "",
        " ",
        "   ",
        "\N{NO-BREAK SPACE}",
        "\N{IDEOGRAPHIC SPACE}",
        "\N{ZERO WIDTH SPACE}",
        "'",
        "''",
    )
]


@pytest.mark.parametrize("lead", LEADS, ids=ascii)
def test_what_a_spreadsheet_would_run_is_escaped_and_comes_back(lead: str) -> None:
    text = f"{lead}cmd|' /C calc'!A0"
    assert cells.escaped(text) == f"'{text}"
    assert cells.unescaped(f"'{text}") == text


@pytest.mark.parametrize("text", ["'tis sore", "", "'", "a=1", "7 - 3", "“=1”", "' quoted '"])
def test_other_text_is_left_alone(text: str) -> None:
    assert cells.escaped(text) == text
    assert cells.unescaped(text) == text


@pytest.mark.parametrize("column", ["note", "therapist", "source"])
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
def test_every_text_column_is_escaped_in_the_file(record: ClientRecord, column: str, sign: str) -> None:
    text = f"{sign}1+1"
    record.entries.add(MassageSession(minutes=30, **{column: text}))  # type: ignore[arg-type]
    (row,) = csv.DictReader(io.StringIO(csv_of(record.entries, "massage-session").decode(), newline=""))
    assert row[column] == f"'{text}"
    (back,) = entries_of(csv_of(record.entries, "massage-session"))
    assert getattr(back, column) == text


def test_negative_numbers_are_numbers(record: ClientRecord) -> None:
    record.entries.add(SitAndReachTest(foot_line_cm=26.0, trials_cm=(-2.5, 18.0)))
    assert b",26.0,-2.5,18.0,,-8.0," in csv_of(record.entries, "sit-and-reach")


# ---- the form of the files ------------------------------------------------------------------------------


def test_a_file_is_exactly_this(record: ClientRecord) -> None:
    record.entries.add(
        CheckIn(
            entry_id=ID, on_date=date(2026, 3, 9), at_time=time(7, 5), leg_pain_nrs=0, hours_sitting=6.5,
            pain_places=("saddle numb 0", "right_knee"), exercises_done=("bridge", "calf_stretch"), note='two\nlines, "quoted"; ünïcode',
            created_at=datetime(2026, 3, 9, 7, 6, tzinfo=UTC),
        )
    )  # fmt: skip
    assert csv_of(record.entries, "check-in").decode("utf-8-sig") == (
        "entry_id,on_date,at_time,leg_pain_nrs,back_pain_nrs,pain_extent,pain_places,side,tingling,numbness,weakness,"
        "sleep_quality,hours_sitting,minutes_active,exercises_done,is_flare,note,created_at,source\r\n"
        f"{ID},2026-03-09,07:05,0,,,right_knee;saddle numb 0,,,,,,6.5,,calf_stretch;bridge,0,"
        '"two\nlines, ""quoted""; ünïcode",2026-03-09T07:06:00Z,form\r\n'
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_header_is_the_columns_of_the_view(record: ClientRecord, kind: str) -> None:
    names, _ = record._access.store.read(f"SELECT * FROM v_{TABLES[kind].name}")
    assert csv_of(record.entries, kind).decode("utf-8-sig") == ",".join(names[1:]) + "\r\n"
    assert names[0] == "client_id"


def test_a_period_keeps_the_other_days_out(record: ClientRecord) -> None:
    for number in (1, 2, 3, 4):
        record.entries.add(CheckIn(on_date=date(2026, 3, number), leg_pain_nrs=number))
    within = entries_of(csv_of(record.entries, "check-in", Period(date(2026, 3, 2), date(2026, 3, 3))))
    assert [entry.on_date.day for entry in within] == [2, 3]


def test_the_zip_holds_every_kind_and_is_the_same_each_time(
    record: ClientRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    record.entries.add(MassageSession(minutes=30))
    made = zip_of(record)
    monkeypatch.setattr(stopwatch, "time", lambda: 2_000_000_000.0)
    assert zip_of(record) == made
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.namelist() == [f"{kind}.csv" for kind in KINDS]
        assert archive.read("massage-session.csv") == csv_of(record.entries, "massage-session")


@pytest.mark.parametrize("kind", KINDS)
def test_good_files_are_read_and_known_by_their_header(kind: str) -> None:
    (entry,) = entries_of(file_of(kind, {}))
    assert (entry.kind, entry.entry_id, entry.version) == (kind, ID, 0)
    assert entries_of(file_of(kind)) == ()


def test_small_liberties_are_taken() -> None:
    plain = file_of("check-in", {})
    turned = file_of("check-in", {}, columns=TABLES["check-in"].columns[::-1])
    expected = entries_of(plain)
    assert entries_of(b"\xef\xbb\xbf" + plain) == expected
    assert entries_of(plain.replace(b"\r\n", b"\n")) == expected
    assert entries_of(plain.removesuffix(b"\r\n")) == expected
    assert entries_of(turned) == expected
    assert entries_of(zip_with(**{"check-in.csv": plain})) == expected
    # A Mac unpacks what it downloads, and packs it again as a folder with files of its own.
    of_a_mac = {"x/": b"", "x/check-in.csv": plain, "__MACOSX/x/._check-in.csv": b"x", "x/.DS_Store": b"x"}
    assert entries_of(zip_with(**of_a_mac)) == expected
    assert entries_of(zip_with(**{"./": b"", "./check-in.csv": plain, "./.DS_Store": b"x"})) == expected


def test_blanks_are_null_and_zero_is_zero() -> None:
    row = {**dict.fromkeys(GOOD["check-in"], ""), "on_date": "2026-03-09", "leg_pain_nrs": "0"}
    (entry,) = entries_of(file_of("check-in", row))
    assert isinstance(entry, CheckIn)
    assert (entry.leg_pain_nrs, entry.back_pain_nrs, entry.tingling, entry.note) == (0, None, None, None)
    assert (entry.exercises_done, entry.is_flare, entry.at_time, entry.source) == ((), False, None, "csv")
    assert abs(entry.created_at - clock.utc_now()) < timedelta(minutes=1)


def test_rows_without_an_id_are_added_once(record: ClientRecord) -> None:
    row = {"entry_id": "", "created_at": "", "source": ""}
    data = file_of("check-in", row, row, {**row, "leg_pain_nrs": "5"})
    entries = entries_of(data)
    assert len({entry.entry_id for entry in entries}) == 3
    assert all(UUID(entry.entry_id).version == 5 for entry in entries)
    assert record.imports.bring_in(entries).added == 3
    # Another spelling of the same values, and rows in another order, are still the same rows.
    again = file_of("check-in", {**row, "leg_pain_nrs": "5"}, {**row, "hours_sitting": "6.50"}, row)
    assert record.imports.bring_in(entries_of(again)).added == 0
    assert record.imports.bring_in(entries_of(file_of("check-in", row, row, row))).added == 1


def test_a_line_break_of_any_kind_inside_quotes_stays_in_the_note() -> None:
    data = file_of("check-in", {"note": "one\rtwo\nthree\r\nfour"})
    assert entries_of(data)[0].note == "one\ntwo\nthree\nfour"


def test_a_skipped_test_and_a_blank_result_are_fine() -> None:
    skipped = {
        "trial_1_cm": "",
        "trial_2_cm": "",
        "sit_and_reach_cm": "",
        "foot_line_cm": "",
        "skipped_reason": "pain",
    }
    first, second = entries_of(file_of("sit-and-reach", skipped, {"entry_id": "", "sit_and_reach_cm": ""}))
    assert isinstance(first, SitAndReachTest)
    assert isinstance(second, SitAndReachTest)
    assert (first.sit_and_reach_cm, second.sit_and_reach_cm) == (None, -4.5)


# ---- refusals -------------------------------------------------------------------------------------------

TOMORROW = (clock.latest_day() + timedelta(days=1)).isoformat()
# kind, what is wrong in the second of three rows, and what the refusal says.
BAD_CELLS = [
    ("check-in", {"leg_pain_nrs": bad}, "column leg_pain_nrs: Leg pain must be a whole number from 0 to 10.")
    for bad in (
        "11", "-1", "7.0", "1e1", " 7", "7 ", "seven", "NaN", "inf", "+7", "07", "0x7", "٧", "７", "7,5", "-0",
        "9" * 400, "9" * 5000, "1_0", "True", "'7", "½",
    )
] + [
    ("check-in", {"leg_pain_nrs": "", "back_pain_nrs": ""}, "column leg_pain_nrs: Choose a number"),
    ("check-in", {"back_pain_nrs": "2.5"}, "column back_pain_nrs: Back pain"),
    ("check-in", {"tingling": "4"}, "column tingling: Tingling"),
    ("check-in", {"sleep_quality": "0"}, "column sleep_quality: Sleep quality"),
    ("check-in", {"pain_extent": "knee"}, "column pain_extent: Pain extent must be one of"),
    ("check-in", {"pain_extent": "Thigh"}, "column pain_extent"),
    ("check-in", {"side": "middle"}, "column side"),
    ("check-in", {"hours_sitting": "25"}, "column hours_sitting: Hours sitting must be a number of hours"),
    ("check-in", {"hours_sitting": "6,5"}, "column hours_sitting"),
    ("check-in", {"hours_sitting": "1e1"}, "column hours_sitting"),
    ("check-in", {"hours_sitting": ".5"}, "column hours_sitting"),
    ("check-in", {"hours_sitting": "5."}, "column hours_sitting"),
    ("check-in", {"hours_sitting": "nan"}, "column hours_sitting"),
    ("check-in", {"hours_sitting": "６.5"}, "column hours_sitting"),
    ("check-in", {"minutes_active": "1441"}, "column minutes_active"),
    ("check-in", {"exercises_done": "squat"}, "column exercises_done: Exercises done does not know squat"),
    ("check-in", {"pain_places": "elbow"}, "column pain_places: Pain places must each be a place of the map"),
    ("check-in", {"pain_places": "left_calf 11"}, "column pain_places"),
    ("check-in", {"pain_places": "left_calf 6 burning"}, "column pain_places"),
    ("check-in", {"pain_places": "left_calf;left_calf numb"}, "column pain_places"),
    ("check-in", {"is_flare": "yes"}, "column is_flare: Is flare must be 1 for yes or 0 for no."),
    ("check-in", {"is_flare": "2"}, "column is_flare"),
    ("check-in", {"is_flare": "TRUE"}, "column is_flare"),
    ("check-in", {"on_date": ""}, "column on_date: The day must be a calendar date"),
    ("check-in", {"on_date": "2026-02-30"}, "column on_date"),
    ("check-in", {"on_date": "2025-02-29"}, "column on_date"),
    ("check-in", {"on_date": "20260309"}, "column on_date"),
    ("check-in", {"on_date": "2026-W10-1"}, "column on_date"),
    ("check-in", {"on_date": "09/03/2026"}, "column on_date"),
    ("check-in", {"on_date": "2026-3-9"}, "column on_date"),
    ("check-in", {"on_date": "٢٠٢٦-03-09"}, "column on_date"),
    ("check-in", {"on_date": "2026-03-09T07:00"}, "column on_date"),
    ("check-in", {"on_date": "1899-12-31"}, "column on_date"),
    ("check-in", {"on_date": TOMORROW}, "column on_date: The day must not be in the future"),
    ("check-in", {"at_time": "7:30"}, "column at_time: Time must be a time of day"),
    ("check-in", {"at_time": "24:01"}, "column at_time"),
    ("check-in", {"at_time": "07:30:00"}, "column at_time"),
    ("check-in", {"at_time": "7.30"}, "column at_time"),
    ("check-in", {"created_at": "yesterday"}, "column created_at: Created at must be a UTC instant"),
    ("check-in", {"created_at": "2026-03-09 07:30:00"}, "column created_at"),
    ("check-in", {"created_at": "2026-03-09T07:30:00+01:00"}, "column created_at"),
    ("check-in", {"created_at": "2026-02-30T07:30:00Z"}, "column created_at"),
    ("check-in", {"created_at": "0001-01-01T00:00:00Z"}, "column created_at"),
    ("check-in", {"created_at": "9999-12-31T23:59:59Z"}, "column created_at"),
    ("check-in", {"note": "x" * 2001}, "column note: Note may have up to 2,000 characters"),
    ("check-in", {"note": "x" * 10_001}, "a cell has more than 10,000 characters"),
    ("check-in", {"note": "x" * 200_000}, "a cell is far too long"),
    ("check-in", {"source": "x" * 41}, "column source"),
    ("check-in", {"source": " "}, "column source: Source is missing"),
    ("check-in", {"entry_id": "7"}, "column entry_id: Entry id must be a UUID"),
    ("check-in", {"entry_id": f"{{{ID}}}"}, "column entry_id"),
    ("check-in", {"entry_id": "٠" + ID[1:]}, "column entry_id"),
    ("check-in", {"entry_id": "1_2" + ID[3:]}, "column entry_id"),
    ("check-in", {"entry_id": ID}, "column entry_id: this entry is in the file twice, first on line 2."),
    ("check-in", {"entry_id": ID.upper()}, "column entry_id: this entry is in the file twice, first on line 2."),
    ("sit-and-reach", {"sit_and_reach_cm": "-4.4"}, "column sit_and_reach_cm: Sit and reach must be the best trial"),
    ("sit-and-reach", {"sit_and_reach_cm": "4.5"}, "column sit_and_reach_cm"),
    ("sit-and-reach", {"sit_and_reach_cm": "0"}, "column sit_and_reach_cm"),
    ("sit-and-reach", {"sit_and_reach_cm": "far"}, "column sit_and_reach_cm"),
    ("sit-and-reach", {"trial_1_cm": "", "trial_2_cm": "", "skipped_reason": "pain"}, "column sit_and_reach_cm"),
    ("sit-and-reach", {"trial_1_cm": "", "trial_2_cm": ""}, "column trials_cm: Give one to three tries"),
    ("sit-and-reach", {"trial_2_cm": "21.5 cm"}, "column trial_2_cm"),
    ("sit-and-reach", {"trial_2_cm": "'-21.5"}, "column trial_2_cm"),
    ("sit-and-reach", {"trial_2_cm": "201"}, "column trial_2_cm"),
    ("sit-and-reach", {"foot_line_cm": ""}, "column foot_line_cm"),
    ("sit-and-reach", {"variant": ""}, "column variant: How you test is missing."),
    ("sit-and-reach", {"variant": "toe_touch"}, "column variant"),
    ("sit-and-reach", {"variant": "chair"}, "column side"),
    ("sit-and-reach", {"side": "left"}, "column side"),
    ("sit-and-reach", {"warm_up": "no"}, "column warm_up: Warm up must be 1 for yes or 0 for no."),
    ("sit-and-reach", {"skipped_reason": "pain"}, "column trials_cm"),
    ("massage-session", {"minutes": ""}, "column minutes: Minutes is missing"),
    ("massage-session", {"minutes": "0"}, "column minutes"),
    ("massage-session", {"minutes": "45.5"}, "column minutes"),
    ("massage-session", {"areas": "knee"}, "column areas"),
    ("massage-session", {"areas": "left_calf,left_foot"}, "column areas"),
    ("massage-session", {"pressure": "hard"}, "column pressure"),
    ("massage-session", {"pain_after_nrs": "-3"}, "column pain_after_nrs"),
    ("massage-session", {"therapist": "x" * 101}, "column therapist"),
    ("activity-rating", {"activity": ""}, "column activity: Activity is missing"),
    ("activity-rating", {"activity": "x" * 61}, "column activity"),
    ("activity-rating", {"ability": "11"}, "column ability"),
    ("activity-rating", {"ability": ""}, "column ability: Ability is missing"),
    ("overall-change", {"overall": "better"}, "column overall"),
]  # fmt: skip


def refused(record: ClientRecord, data: bytes) -> ImportRefused:
    """Return the refusal, after proving that the file left nothing behind."""
    with pytest.raises(ImportRefused) as caught:
        record.imports.bring_in(entries_of(data))
    assert record.entries.all() == ()
    return caught.value


@pytest.mark.parametrize(("kind", "bad", "said"), BAD_CELLS, ids=lambda value: ascii(value)[:60])
def test_one_bad_cell_refuses_the_whole_file(
    record: ClientRecord, kind: str, bad: dict[str, str], said: str
) -> None:
    data = file_of(kind, {}, {"entry_id": "", **bad}, {"entry_id": ""})
    refusal = refused(record, data)
    assert refusal.line == 3
    assert refusal.sentence.startswith("Line 3: ")
    assert said in refusal.sentence


HEADER = ",".join(TABLES["check-in"].columns)
ROW = ",".join(GOOD["check-in"].values())
BAD_FILES = {
    "empty": (b"", None),
    "only a byte order mark": (b"\xef\xbb\xbf", 1),
    "blank": (b"\r\n", 1),
    "no header": (f"{ROW}\r\n".encode(), 1),
    "prose": (b"Dear diary, my leg hurts.\n", 1),
    "a column missing": (file_of("check-in", {}, columns=TABLES["check-in"].columns[:-1]), 1),
    "a column too many": (file_of("check-in", {}, columns=(*TABLES["check-in"].columns, "client_id")), 1),
    "a column that could raise a role": (file_of("check-in", {}, columns=(*TABLES["check-in"].columns, "role")), 1),
    "a column twice": (file_of("check-in", {}, columns=(*TABLES["check-in"].columns, "note")), 1),
    "a column in capitals": (f"{HEADER.upper()}\r\n{ROW}\r\n".encode(), 1),
    "a column with a space": (f"{HEADER.replace(',note', ', note')}\r\n{ROW}\r\n".encode(), 1),
    "the version column": (f"{HEADER},version\r\n{ROW},9\r\n".encode(), 1),
    "columns of two kinds": (f"{HEADER},minutes\r\n{ROW},9\r\n".encode(), 1),
    "semicolons between cells": (f"{HEADER}\r\n{ROW}\r\n".replace(",", ";").encode(), 1),
    "tabs between cells": (f"{HEADER}\r\n{ROW}\r\n".replace(",", "\t").encode(), 1),
    "a cell short": (f"{HEADER}\r\n{ROW.rsplit(',', 1)[0]}\r\n".encode(), 2),
    "a cell too many": (f"{HEADER}\r\n{ROW},x\r\n".encode(), 2),
    "a blank row between": (f"{HEADER}\r\n\r\n{ROW}\r\n".encode(), 2),
    "a blank row at the end": (f"{HEADER}\r\n{ROW}\r\n\r\n".encode(), 3),
    "the header twice": (f"{HEADER}\r\n{ROW}\r\n{HEADER}\r\n".encode(), 3),
    "an open quote": (f'{HEADER}\r\n{ROW.replace("fine", chr(34) + "fine")}\r\n'.encode(), 2),
    "a quote closed early": (f'{HEADER}\r\n{ROW.replace("fine", chr(34) + "fi" + chr(34) + "ne")}\r\n'.encode(), 2),
    "cut off in a row": (f"{HEADER}\r\n{ROW}\r\n{ROW[:60]}".encode(), 3),
    "old Mac line ends": (f"{HEADER}\r{ROW}\r".encode(), 1),
    "a lone carriage return": (f"{HEADER}\r\n{ROW.replace('fine', 'fi' + chr(13) + 'ne')}\r\n".encode(), 2),
    "a NUL": (f"{HEADER}\r\n{ROW.replace('fine', 'fi' + chr(0) + 'ne')}\r\n".encode(), 2),
    "Latin-1": (f"{HEADER}\r\n{ROW.replace('fine', 'müde')}\r\n".encode("latin-1"), 2),
    "UTF-16": (f"{HEADER}\r\n{ROW}\r\n".encode("utf-16"), 1),
    "an encoded surrogate": (f"{HEADER}\r\n{ROW}\r\n".encode().replace(b"fine", b"\xed\xa0\x80"), 2),
    "an overlong form": (f"{HEADER}\r\n{ROW}\r\n".encode().replace(b"fine", b"\xc0\xaf"), 2),
    "line number after line breaks": (
        f"{HEADER}\r\n{ROW.replace('fine', chr(34) + 'a' + chr(10) + 'b' + chr(10) + 'c' + chr(34))}\r\nx\r\n".encode(), 5
    ),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(40), 1),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(40), 1),
    "SQLite": (b"SQLite format 3\0" + bytes(80), 1),
    "JSON": (b'{"schema_version": 1}', 1),
    "too large": (b"x" * (MOST_BYTES + 1), None),
    "200,000 columns": ((",".join(f"c{n}" for n in range(200_000)) + "\r\n").encode(), 1),
    "200,000 columns with ours": ((HEADER + "," + ",".join(f"c{n}" for n in range(200_000)) + "\r\n").encode(), 1),
    "only commas": (b"," * 1_000_000, 1),
    "only quotes": (b'"' * 1_000_001, 1),
    "a cell of 4 MB": (f"{HEADER}\r\n{ROW.replace('fine', 'x' * 4_000_000)}\r\n".encode(), 2),
    "too many rows": (f"{HEADER}\r\n".encode() + b"\r\n" * (MOST_ROWS + 1), 2),
    "only the start of a zip": (b"PK\x03\x04" + bytes(40), None),
    "an empty zip": (zip_with(), None),
    "a zip cut short": (zip_with(**{"check-in.csv": file_of("check-in", {})})[:-30], None),
    "a zip with another file": (zip_with(**{"check-in.csv": file_of("check-in", {}), "x.csv": b""}), None),
    "a zip with a path": (zip_with(**{"../check-in.csv": file_of("check-in", {})}), None),
    "a zip with a file twice": (
        zip_with(**{"check-in.csv": file_of("check-in", {}), "data/check-in.csv": file_of("check-in", {})}), None
    ),
    "a zip with a backslash": (zip_with(**{"a\\check-in.csv": file_of("check-in", {})}), None),
    "a zip in a zip": (zip_with(**{"check-in.csv": zip_with(**{"check-in.csv": file_of("check-in", {})})}), 1),
    "a zip with the wrong kind": (zip_with(**{"massage-session.csv": file_of("check-in", {})}), 1),
    "a zip with one bad file": (
        zip_with(**{"check-in.csv": file_of("check-in", {}), "massage-session.csv": b"x\r\n"}), 1
    ),
    "a spreadsheet": (zip_with(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"}), None),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_and_leaves_nothing(record: ClientRecord, name: str) -> None:
    data, line = BAD_FILES[name]
    refusal = refused(record, data)
    assert refusal.line == line
    assert len(refusal.sentence) < 300


def test_there_are_enough_bad_files_and_leads() -> None:
    assert len(BAD_FILES) + len(BAD_CELLS) >= 120
    assert len(LEADS) >= 60


def test_a_zip_that_unpacks_too_large_is_refused(record: ClientRecord) -> None:
    bomb = zip_with(**{"check-in.csv": b"x" * (MOST_UNZIPPED_BYTES + 1)})
    assert len(bomb) < 50_000
    assert "larger than 25 MB" in refused(record, bomb).sentence
    parts = zip_with(**dict.fromkeys(FILE_NAMES, b"x" * (MOST_UNZIPPED_BYTES // 2)))
    assert "larger than 25 MB" in refused(record, parts).sentence


def test_a_zip_that_lies_about_its_size_is_refused(record: ClientRecord) -> None:
    bomb = bytearray(zip_with(**{"check-in.csv": b"x" * (MOST_BYTES * 3)}))
    real = (MOST_BYTES * 3).to_bytes(4, "little")
    while (at := bomb.find(real)) >= 0:
        bomb[at : at + 4] = (100).to_bytes(4, "little")
    assert "damaged" in refused(record, bytes(bomb)).sentence


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_of_another_make_is_refused(record: ClientRecord, method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("check-in.csv", file_of("check-in", {}))
    assert "ordinary" in refused(record, out.getvalue()).sentence


def test_a_zip_with_a_file_twice_or_a_password_is_refused(record: ClientRecord) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("check-in.csv", file_of("check-in", {}))
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("check-in.csv", file_of("check-in", {}))
    assert "each once" in refused(record, out.getvalue()).sentence
    locked = bytearray(zip_with(**{"check-in.csv": file_of("check-in", {})}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in refused(record, bytes(locked)).sentence


def test_a_zip_whose_bytes_changed_is_refused(record: ClientRecord) -> None:
    data = bytearray(zip_with(**{"check-in.csv": file_of("check-in", {})}))
    data[60] ^= 0xFF
    assert "damaged" in refused(record, bytes(data)).sentence


def test_too_many_rows_are_refused(record: ClientRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.exchange.csv_files.MOST_ROWS", 2)
    rows = [{"entry_id": ""}] * 2
    assert len(entries_of(file_of("check-in", *rows))) == 2
    refusal = refused(record, file_of("check-in", *rows, {"entry_id": ""}))
    assert (refusal.line, "more than 2 rows" in refusal.sentence) == (4, True)
    both = {"check-in.csv": file_of("check-in", *rows), "massage-session.csv": file_of("massage-session", {})}
    assert "more than 2 rows" in refused(record, zip_with(**both)).sentence


def test_the_refusal_names_the_file_in_a_zip(record: ClientRecord) -> None:
    bad = file_of("check-in", {"leg_pain_nrs": "11"})
    refusal = refused(record, zip_with(**{"check-in.csv": bad}))
    assert (
        refusal.sentence
        == "Line 2: in check-in.csv, column leg_pain_nrs: Leg pain must be a whole number from 0 to 10."
    )


@pytest.mark.parametrize("name", ["record.xlsx", "Record.XLS", "record.ods", "record.numbers"])
def test_a_spreadsheet_is_told_what_to_do(name: str) -> None:
    with pytest.raises(ImportRefused, match="save it as CSV"):
        formats.read(io.BytesIO(b"PK\x03\x04"), name)


def test_a_file_cannot_write_into_another_record(record: ClientRecord) -> None:
    data = file_of("check-in", {}, columns=("client_id", *TABLES["check-in"].columns))
    assert "'client_id' is not one of" in refused(record, data).sentence
