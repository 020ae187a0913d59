"""Garmin: the table of activities that Garmin Connect exports, and the zip of all data that an account can ask for."""

import re
from typing import Any

from tracker import clock
from tracker.errors import ImportRefused
from tracker.exchange import zip_members
from tracker.exchange.importers.arrival import Arrival, LeftOut, Row
from tracker.exchange.importers.days import moment_in, order_of
from tracker.exchange.importers.health_days import HOURS_ASLEEP, SLEEP_SCORE, STEPS, HealthDays
from tracker.exchange.importers.incoming import IncomingFile, Start
from tracker.exchange.importers.numerals import is_hours_minutes, minutes_in
from tracker.exchange.strict_json import strict_objects

NAME = "garmin"
WORDS = "Garmin (activities as CSV, or the zip of all data)"
_COLUMNS = frozenset(("Activity Type", "Date", "Title", "Time"))
_DAYS = re.compile(r"(?:.*/)?UDSFile_[^/]*\.json")
_NIGHTS = re.compile(r"(?:.*/)?[^/]*_sleepData\.json")
_STAGES = ("deepSleepSeconds", "lightSleepSeconds", "remSleepSeconds")
_OF_A_DAY = {
    "totalSteps": STEPS,
    "moderateIntensityMinutes": "Minutes of moderate intensity",
    "vigorousIntensityMinutes": "Minutes of vigorous intensity",
}


def recognises(start: Start) -> bool:
    """Return whether a zip holds Garmin's days or nights, or a table has the columns of its activities."""
    if start.is_zip:
        return any(_DAYS.fullmatch(name) or _NIGHTS.fullmatch(name) for name in start.members)
    return start.header >= _COLUMNS


def read(file: IncomingFile) -> Arrival:
    """Return the minutes of each activity, or each day's steps, minutes of intensity, hours asleep and sleep score."""
    if file.stream.read(2) != b"PK":
        return _activities(file)
    days = HealthDays()
    with file.zip() as archive:
        for name, data in zip_members.some_members(archive, _is_read):
            for number, entry in enumerate(strict_objects(data, zip_members.MOST_UNZIPPED_BYTES, name)):
                _read_day(entry, name, f"{number} {name}", days)
    return Arrival(NAME, tuple(days.rows()), is_health_data=True)


def _activities(file: IncomingFile) -> Arrival:
    table = file.table
    table.needs(*_COLUMNS)
    order = order_of(table.column("Date"), clock.latest_day())
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    for line, cells in table.cells():
        moment = moment_in(cells["Date"], order)
        if moment is None:
            raise ImportRefused(
                f"column Date: {cells['Date'][:40]!r} is not a moment such as 2026-03-09 18:10:02.", line
            )
        # 00:30:15, or 00:30:15.4 with tenths.
        written = cells["Time"].strip().split(".")[0]
        if is_hours_minutes(written):
            left_out.append(
                LeftOut(f"Line {line}", "its time could be hours and minutes, or minutes and seconds")
            )
            continue
        minutes = minutes_in(written)
        if minutes is None or not 0 < minutes <= 1440:
            left_out.append(LeftOut(f"Line {line}", "an activity without its time"))
            continue
        value = (f"Activity: {cells['Activity Type'].strip()[:60]}", f"{minutes:.2f}".rstrip("0").rstrip("."))
        rows.append(Row(f"Line {line}", moment.on_date, moment.at_time, (value,)))
    return Arrival(NAME, tuple(rows), left_out=tuple(left_out), remarks=table.remarks, is_health_data=True)


def _is_read(name: str) -> bool:
    return bool(_DAYS.fullmatch(name) or _NIGHTS.fullmatch(name))


def _read_day(entry: dict[str, Any], name: str, place: str, days: HealthDays) -> None:
    # A day that lies in the zip twice, as one not yet over and as whole, is not added up: the larger number counts.
    written = entry.get("calendarDate")
    # Until 2021 the day was an object: {"date": "Jan 9, 2021 12:00:00 AM"}.
    text = str(written.get("date")) if isinstance(written, dict) else str(written)
    moment = moment_in(text, "ymd") or moment_in(text, "mdy")
    if moment is None:
        raise ImportRefused(f"{name[:80]}: {text[:40]!r} is not a day such as 2026-03-09.")
    for key, what in _OF_A_DAY.items():
        if type(amount := entry.get(key)) is int and amount >= 0:
            days.add(what, moment.on_date, place, amount)
    seconds = [entry[key] for key in _STAGES if type(entry.get(key)) is int]
    if seconds and 0 < sum(seconds) <= 86_400:
        days.add(HOURS_ASLEEP, moment.on_date, place, sum(seconds) / 3_600)
    scores = entry.get("sleepScores")
    if isinstance(scores, dict) and type(scores.get("overallScore")) is int:
        days.score(SLEEP_SCORE, moment.on_date, str(scores["overallScore"]))
