"""What phones and watches count goes into check-ins that are there, on scales that the person chooses; never twice."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.exchange.importers.foreign_files import apple_pain, apple_xml, arrived, batch, zipped
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.errors import ImportRefused
from tracker.exchange.importers import fitbit
from tracker.exchange.importers.arrival import Batch
from tracker.exchange.importers.choosing import missing, with_choices
from tracker.record import ClientRecord, ImportReport

DAY = date(2026, 3, 9)


def sample(kind: str, value: str, start: str, end: str, device: str = "Watch", unit: str = "count") -> str:
    return (
        f'<Record type="{kind}" sourceName="{device}" unit="{unit}" creationDate="2026-03-10 08:00:00 +0100"'
        f' startDate="2026-03-{start} +0100" endDate="2026-03-{end} +0100" value="{value}"/>'
    )


def check_ins(entries: Iterable[Entry]) -> list[CheckIn]:
    return [entry for entry in entries if isinstance(entry, CheckIn)]


STEPS, SLEEP = "HKQuantityTypeIdentifierStepCount", "HKCategoryTypeIdentifierSleepAnalysis"
EXERCISE = "HKQuantityTypeIdentifierAppleExerciseTime"
APPLE = apple_xml(
    apple_pain("Moderate", "2026-03-09 20:10:00 +0100"),
    sample(STEPS, "3000", "09 08:00:00", "09 08:30:00"),
    sample(STEPS, "1000", "09 09:00:00", "09 09:10:00"),
    sample(STEPS, "3900", "09 08:00:00", "09 10:00:00", "Phone"),
    sample(EXERCISE, "25", "09 08:00:00", "09 08:25:00", unit="min"),
    sample(SLEEP, "HKCategoryValueSleepAnalysisInBed", "08 22:00:00", "09 07:00:00"),
    sample(SLEEP, "HKCategoryValueSleepAnalysisAsleepCore", "08 23:00:00", "09 03:00:00"),
    sample(SLEEP, "HKCategoryValueSleepAnalysisAsleepREM", "09 02:30:00", "09 05:00:00"),
    sample(SLEEP, "HKCategoryValueSleepAnalysisAwake", "09 05:00:00", "09 05:30:00"),
    sample(SLEEP, "HKCategoryValueSleepAnalysisAsleepUnspecified", "09 00:00:00", "09 04:00:00", "Other app"),
)  # fmt: skip


def values(data: bytes, name: str = "") -> dict[str, str]:
    return {name: value for row in arrived(data, name).rows for name, value in row.values}


def test_apples_steps_and_sleep_are_those_of_the_device_that_counted_most() -> None:
    said = values(APPLE)
    assert said["Steps of a day"] == "4000", "not the sum of watch and phone"
    assert said["Active minutes of a day"] == "25"
    assert said["Hours asleep"] == "6", "in bed and awake are no sleep, and what overlaps counts once"
    assert any("Several devices" in remark for remark in arrived(APPLE).remarks)


def test_a_night_in_pieces_is_a_single_night_and_of_the_day_on_which_it_ends() -> None:
    core = "HKCategoryValueSleepAnalysisAsleepCore"
    pieces = (("08 13:00:00", "08 13:30:00"), ("08 22:00:00", "08 23:50:00"), ("08 23:50:00", "09 00:00:00"),
              ("09 00:00:00", "09 04:00:00"), ("09 18:30:00", "09 19:00:00"))  # fmt: skip
    rows = arrived(apple_xml(*(sample(SLEEP, core, *piece) for piece in pieces))).rows
    nights = {row.on_date.day: row.values[0][1] for row in rows}
    assert nights == {8: "0.5", 9: "6", 10: "0.5"}, "a sleep at noon is of its day"


def test_a_sleep_by_day_is_of_its_own_day_whenever_it_ends() -> None:
    core = "HKCategoryValueSleepAnalysisAsleepCore"
    sleeps = (("08 10:00:00", "08 17:50:00"), ("09 10:00:00", "09 18:10:00"), ("10 10:00:00", "10 17:50:00"),
              ("11 17:30:00", "11 18:30:00"), ("12 18:00:00", "12 23:59:00"), ("14 17:59:00", "15 00:30:00"))  # fmt: skip
    rows = arrived(apple_xml(*(sample(SLEEP, core, *sleep) for sleep in sleeps))).rows
    nights = {row.on_date.day: row.values[0][1] for row in rows}
    assert nights == {8: "7.83", 9: "8.17", 10: "7.83", 11: "1", 13: "5.98", 15: "6.52"}


def test_nothing_of_it_comes_in_unasked_and_each_scale_is_the_persons() -> None:
    pain = "LowerBackPain=back_pain_nrs:moderate=5"
    (plain,) = check_ins(batch(APPLE, pain).entries)
    assert (plain.minutes_active, plain.sleep_quality) == (None, None)
    (entry,) = check_ins(
        batch(APPLE, pain, "Hours asleep=sleep_quality:4-8", "Steps of a day=minutes_active:/100").entries
    )
    assert (entry.minutes_active, entry.sleep_quality) == (40, 3)


def test_steps_and_active_minutes_are_not_added_up() -> None:
    arrival = arrived(APPLE)
    chosen = with_choices(
        arrival, ["Steps of a day=minutes_active:/100", "Active minutes of a day=minutes_active"]
    )
    wanting = missing(arrival, chosen)
    assert wanting is not None
    assert "count the same minutes" in str(wanting)


TAKEOUT = {
    "Takeout/Fitbit/Global Export Data/very_active_minutes-2026-03-01.json": json.dumps(
        [{"dateTime": "03/09/26 00:00:00", "value": "12"}, {"dateTime": "03/10/26 00:00:00", "value": "0"}]
    ),
    "Takeout/Fitbit/Global Export Data/moderately_active_minutes-2026-03-01.json": json.dumps(
        [{"dateTime": "03/09/26 00:00:00", "value": "20"}]
    ),
    "Takeout/Fitbit/Global Export Data/steps-2026-03-01.json": "[]",
    "Takeout/Fitbit/Global Export Data/sleep-2026-03-01.json": json.dumps(
        [
            {"logId": 1, "dateOfSleep": "2026-03-09", "minutesAsleep": 420},
            {"dateOfSleep": "2026-03-09", "minutesAsleep": 30},
        ]
    ),
    "Takeout/Fitbit/Sleep Score/sleep_score.csv": "sleep_log_entry_id,timestamp,overall_score\n1,2026-03-09T07:00:00Z,78\n",
    "Takeout/Fitbit/Other/inner.txt": "x",
}
FITBIT_CSV = (
    "Activities\nDate,Calories Burned,Steps,Distance,Floors,Minutes Sedentary,Minutes Lightly Active,Minutes Fairly Active,"
    'Minutes Very Active,Activity Calories\n"2026-03-09","2,104","7,123","5.2","3","700","120","20","12","900"\n'
    "\nSleep\nStart Time,End Time,Minutes Asleep,Minutes Awake,Number of Awakenings,Time in Bed\n"
    '"2026-03-08 11:12PM","2026-03-09 7:12AM","450","30","12","480"\n'
)
GARMIN_CSV = (
    "Activity Type,Date,Favorite,Title,Distance,Calories,Time\n"
    'Walking,2026-03-09 18:10:02,false,"Evening walk",3.10,200,00:45:30\n'
    'Walking,2026-03-09 08:00:00,false,"Morning walk",1.00,80,00:14:30.2\n'
)
GARMIN = {
    "DI_CONNECT/DI-Connect-Aggregator/UDSFile_2026-01-01_2026-04-01.json": json.dumps(
        [{"calendarDate": "2026-03-09", "totalSteps": 8000, "moderateIntensityMinutes": 22, "vigorousIntensityMinutes": 5}]
    ),
    "DI_CONNECT/DI-Connect-Wellness/2026_sleepData.json": json.dumps(
        [{"calendarDate": "2026-03-09", "deepSleepSeconds": 3600, "lightSleepSeconds": 18000, "remSleepSeconds": 3600,
          "awakeSleepSeconds": 900, "sleepScores": {"overallScore": 81}}]
    ),
}  # fmt: skip


def test_fitbits_zip_and_csv_say_the_minutes_by_how_hard_they_were() -> None:
    assert values(zipped(TAKEOUT)) == {
        "Minutes very active": "0", "Minutes fairly active": "20", "Hours asleep": "7.5", "Sleep score": "78",
    }  # fmt: skip
    assert any("UTC" in remark for remark in arrived(zipped(TAKEOUT)).remarks)
    assert values(FITBIT_CSV.encode()) == {
        "Steps of a day": "7123", "Minutes lightly active": "120", "Minutes fairly active": "20",
        "Minutes very active": "12", "Hours asleep": "7.5",
    }  # fmt: skip


def test_a_sleep_score_is_of_the_day_of_its_night_and_a_blank_one_of_none() -> None:
    table = "sleep_log_entry_id,timestamp,overall_score\n1,2026-03-08T18:00:00Z,78\n2,2026-03-10T18:00:00Z,\n"
    # In Auckland somebody who gets up at seven does so on the day before, by UTC.
    data = zipped({**TAKEOUT, "Takeout/Fitbit/Sleep Score/sleep_score.csv": table})
    scores = [
        (row.on_date, row.values[0][1]) for row in arrived(data).rows if row.values[0][0] == "Sleep score"
    ]
    assert scores == [(DAY, "78")]
    assert fitbit.SCORES_IN_UTC not in arrived(data).remarks
    unknown = zipped({"Takeout/Fitbit/Sleep Score/sleep_score.csv": table})
    assert fitbit.SCORES_IN_UTC in arrived(unknown).remarks


def test_a_zip_of_all_data_is_read_though_it_holds_packed_files_that_are_not() -> None:
    inner = {"DI_CONNECT/DI-Connect-Uploaded-Files/UploadedFiles_0-_Part1.zip": b"PK\3\4 is never opened"}
    assert values(zipped({**GARMIN, **inner})) == values(zipped(GARMIN))
    beside = {
        "__MACOSX/DI_CONNECT/DI-Connect-Wellness/._2026_sleepData.json": "x",
        "DI_CONNECT/.DS_Store": "x",
    }
    assert values(zipped({**beside, **GARMIN})) == values(zipped(GARMIN))
    strava = zipped({"activities.csv": "a,b\n", "profile.csv": "a,b\n", "activities/1.fit.gz": b"\x1f\x8b"})
    with pytest.raises(
        ImportRefused, match=r"'activities/1.fit.gz' in the zip is packed itself.* unpack the zip"
    ):
        arrived(strava)


@pytest.mark.parametrize("minutes", ["1800000", "1441"])
def test_more_than_a_day_holds_is_refused_before_it_is_promised(minutes: str) -> None:
    data = f"Date,Walking duration\n2026-03-09,10\n2026-03-10,{minutes}\n".encode()
    with pytest.raises(ImportRefused, match=r"Line 3: Minutes active must be"):
        batch(data, "Walking duration=minutes_active")


def test_garmins_activities_and_days() -> None:
    rows = arrived(GARMIN_CSV.encode()).rows
    assert [row.values for row in rows] == [
        (("Activity: Walking", "45.5"),),
        (("Activity: Walking", "14.5"),),
    ]
    assert values(zipped(GARMIN)) == {
        "Steps of a day": "8000", "Minutes of moderate intensity": "22", "Minutes of vigorous intensity": "5",
        "Hours asleep": "7", "Sleep score": "81",
    }  # fmt: skip


def health_connect(folder: Path, *more: str) -> bytes:
    path = folder / "health_connect_export.db"
    path.unlink(missing_ok=True)
    night = datetime(2026, 3, 8, 22, tzinfo=UTC)

    def at(hours: float) -> int:
        return int((night + timedelta(hours=hours)).timestamp() * 1000)

    with sqlite3.connect(path) as database:
        database.executescript(
            "CREATE TABLE steps_record_table (row_id INTEGER PRIMARY KEY, uuid BLOB, app_info_id INTEGER, start_time INTEGER,"
            " start_zone_offset INTEGER, end_time INTEGER, end_zone_offset INTEGER, count INTEGER);"
            "CREATE TABLE sleep_session_record_table (row_id INTEGER PRIMARY KEY, app_info_id INTEGER, start_time INTEGER,"
            " end_time INTEGER, end_zone_offset INTEGER);"
            "CREATE TABLE sleep_stages_table (parent_key INTEGER, stage_start_time INTEGER, stage_end_time INTEGER, stage_type INTEGER);"
        )
        steps = "INSERT INTO steps_record_table (app_info_id, start_time, start_zone_offset, count) VALUES (?, ?, 3600, ?)"
        # Half past eleven at night in UTC is the next day on this phone's clock.
        database.executemany(steps, [(1, at(1.5), 500), (1, at(12), 4000), (2, at(12), 3900)])
        database.execute("INSERT INTO sleep_session_record_table VALUES (7, 1, ?, ?, 3600)", (at(1), at(9)))
        database.executemany(
            "INSERT INTO sleep_stages_table VALUES (7, ?, ?, ?)",
            [(at(1), at(5), 4), (at(5), at(6), 1), (at(6), at(9), 5)],
        )
        for statement in more:
            database.execute(statement)
    database.close()
    return zipped({"health_connect_export.db": path.read_bytes()})


def test_health_connects_database_is_read_by_the_phones_own_clock(tmp_path: Path) -> None:
    data = health_connect(tmp_path)
    assert values(data) == {"Steps of a day": "4500", "Hours asleep": "7"}
    assert {row.on_date for row in arrived(data).rows} == {DAY}


def test_health_connects_session_before_midnight_is_of_the_same_night(tmp_path: Path) -> None:
    start = int(datetime(2026, 3, 8, 20, tzinfo=UTC).timestamp() * 1000)
    evening = f"INSERT INTO sleep_session_record_table VALUES (8, 1, {start}, {start + 7_200_000}, 3600)"
    data = health_connect(tmp_path, evening)
    assert values(data)["Hours asleep"] == "9"
    assert {row.on_date for row in arrived(data).rows} == {DAY}


@pytest.mark.parametrize("has_stages", [True, False])
def test_health_connects_session_by_day_is_of_its_own_day(tmp_path: Path, has_stages: bool) -> None:
    start, end = (int(datetime(2026, 3, 9, *at, tzinfo=UTC).timestamp() * 1000) for at in ((9, 0), (17, 30)))
    session = f"INSERT INTO sleep_session_record_table VALUES (8, 1, {start}, {end}, 3600)"
    stage = f"INSERT INTO sleep_stages_table VALUES (8, {end - 1_800_000}, {end}, 4)"
    data = health_connect(tmp_path, session, *([stage] if has_stages else []))
    assert {row.on_date for row in arrived(data).rows} == {DAY}


@pytest.mark.parametrize("moment", [253_402_300_799_999, -62_135_596_800_000, 2**63 - 1, "'x'", 1e300])
@pytest.mark.parametrize("offset", [-86_400, 86_400])
def test_a_moment_at_the_end_of_time_is_read_or_refused(tmp_path: Path, moment: object, offset: int) -> None:
    later = f"UPDATE steps_record_table SET start_time = {moment}, start_zone_offset = {offset}"
    sentence = ""
    try:
        arrived(health_connect(tmp_path, later))
    except ImportRefused as refused:
        sentence = refused.sentence
    assert sentence in ("", "The database of Health Connect holds a moment that is none.")


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE steps_record_table",
        "ALTER TABLE steps_record_table RENAME TO other",
        "UPDATE steps_record_table SET count = 'many'",
    ],
)
def test_what_a_database_lacks_is_just_not_there(tmp_path: Path, statement: str) -> None:
    assert values(health_connect(tmp_path, statement)) == {"Hours asleep": "7"}


@pytest.mark.parametrize(
    "statement",
    ["UPDATE steps_record_table SET start_time = 'x'", "ALTER TABLE steps_record_table DROP COLUMN count"],
)
def test_a_database_of_another_shape_is_refused(tmp_path: Path, statement: str) -> None:
    with pytest.raises(ImportRefused):
        arrived(health_connect(tmp_path, statement))


def test_a_view_in_a_database_is_not_run(tmp_path: Path) -> None:
    view = (
        "CREATE VIEW steps_record_table AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS start_time,"
        " i AS start_zone_offset, i AS count, i AS app_info_id FROM n"
    )
    assert values(health_connect(tmp_path, "DROP TABLE steps_record_table", view)) == {"Hours asleep": "7"}


def test_a_damaged_database_is_refused() -> None:
    for data in (b"", b"SQLite format 3\0" + bytes(4_000), b"x" * 5_000):
        if data:
            with pytest.raises(ImportRefused, match="database"):
                arrived(zipped({"health_connect_export.db": data}))


CHOICES = ("Minutes fairly active=minutes_active", "Sleep score=sleep_quality:0-100")


def brought_in(record: ClientRecord, made: Batch) -> ImportReport:
    return record.imports.bring_in(made.entries, made.originals, made.earlier_ids, made.fillings)


@pytest.fixture
def rated(record: ClientRecord) -> ClientRecord:
    record.entries.add(CheckIn(on_date=DAY, leg_pain_nrs=4))
    return record


def test_a_check_in_that_is_there_gets_what_is_blank_and_nothing_twice(rated: ClientRecord) -> None:
    made = batch(zipped(TAKEOUT), *CHOICES)
    assert made.entries == ()
    assert rated.imports.foresee(made.entries, made.earlier_ids, made.fillings).filled == 1
    report = brought_in(rated, made)
    (entry,) = rated.entries.all()
    assert isinstance(entry, CheckIn)
    assert (report.added, report.filled) == (0, 1)
    assert (entry.leg_pain_nrs, entry.minutes_active, entry.sleep_quality) == (4, 20, 4)
    assert {(one.field, one.value, one.scale) for one in rated.imports.originals(entry)} == {
        ("minutes_active", "20", "as written"), ("sleep_quality", "78", "0-100"),
    }  # fmt: skip
    assert brought_in(rated, made).filled == 0
    assert rated.entries.all() == (entry,)


def test_what_the_person_said_or_took_out_again_stays(record: ClientRecord) -> None:
    record.entries.add(CheckIn(on_date=DAY, leg_pain_nrs=4, minutes_active=90))
    made = batch(zipped(TAKEOUT), *CHOICES)
    brought_in(record, made)
    (entry,) = record.entries.all()
    assert isinstance(entry, CheckIn)
    assert (entry.minutes_active, entry.sleep_quality) == (90, 4)
    record.entries.edit(replace(entry, sleep_quality=None), entry.version)
    assert brought_in(record, made).filled == 0


def test_a_filling_is_taken_back_and_put_back(rated: ClientRecord) -> None:
    report = brought_in(rated, batch(zipped(TAKEOUT), *CHOICES))
    taken_back = rated.imports.take_back(report.entries)
    assert taken_back == report.entries
    assert [(one.leg_pain_nrs, one.minutes_active) for one in check_ins(rated.entries.all())] == [(4, None)]
    back = rated.imports.put_back(taken_back)
    assert [(one.leg_pain_nrs, one.minutes_active) for one in check_ins(rated.entries.all())] == [(4, 20)]
    assert rated.imports.take_back(back) == back
    assert [(one.leg_pain_nrs, one.minutes_active) for one in check_ins(rated.entries.all())] == [(4, None)]
    (check_in,) = check_ins(rated.entries.all())
    rated.entries.edit(replace(check_in, leg_pain_nrs=5), check_in.version)
    assert rated.imports.put_back(back) == ()


def test_days_without_a_check_in_are_left_out_and_said(rated: ClientRecord) -> None:
    made = batch(zipped(GARMIN), "Minutes of moderate intensity=minutes_active")
    foreseen = rated.imports.foresee(made.entries, made.earlier_ids, made.fillings)
    reasons = {reason for reason, _, _ in made.reasons(foreseen.days)}
    assert not any("no pain rating" in reason for reason in reasons)
    assert any("no pain rating" in reason for reason, _, _ in made.reasons())
