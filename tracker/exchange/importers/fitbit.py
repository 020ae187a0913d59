"""Fitbit: the zip that Google Takeout gives, and the CSV of one month that fitbit.com gave."""

import re
from collections.abc import Iterator
from datetime import date
from zipfile import ZipFile

from tracker import clock
from tracker.domain.numerals import number_in
from tracker.errors import ImportRefused
from tracker.exchange import zip_members
from tracker.exchange.importers.arrival import Arrival
from tracker.exchange.importers.days import moment_in, order_of
from tracker.exchange.importers.health_days import HOURS_ASLEEP, SLEEP_SCORE, STEPS, HealthDays
from tracker.exchange.importers.incoming import IncomingFile, Start
from tracker.exchange.importers.numerals import says_nothing
from tracker.exchange.importers.text_table import TextTable, table_of
from tracker.exchange.strict_json import strict_objects

NAME = "fitbit"
WORDS = "Fitbit (Google Takeout's zip, or the CSV export)"
_MINUTES = {
    "lightly_active_minutes": "Minutes lightly active",
    "moderately_active_minutes": "Minutes fairly active",
    "very_active_minutes": "Minutes very active",
}
_DAILY = re.compile(rf"(?:.*/)?(?P<kind>{'|'.join(_MINUTES)})-[0-9-]{{10}}\.json")
_SLEEP = re.compile(r"(?:.*/)?sleep-[0-9-]{10}\.json")
_SCORES = re.compile(r"(?:.*/)?sleep_score\.csv")
_COLUMNS = frozenset(("Minutes Lightly Active", "Minutes Fairly Active", "Minutes Very Active"))
_NIGHTS = frozenset(("Start Time", "End Time", "Minutes Asleep"))
_OF_COLUMN = {
    "Steps": STEPS,
    "Minutes Lightly Active": "Minutes lightly active",
    "Minutes Fairly Active": "Minutes fairly active",
    "Minutes Very Active": "Minutes very active",
}
_ONE = "fitbit"
SCORES_IN_UTC = (
    "The zip lacks the nights of some sleep scores: their days are those of their times, which may be in UTC."
)
NO_STEPS = "Steps are not read from this zip: it counts them in UTC, so a day's number would not be that of your day."


def recognises(start: Start) -> bool:
    """Return whether a zip holds Fitbit's days, or a table has its columns of active minutes or of nights."""
    if start.is_zip:
        return any(_DAILY.fullmatch(name) or _SCORES.fullmatch(name) for name in start.members)
    return start.header >= _COLUMNS or start.header >= _NIGHTS


def read(file: IncomingFile) -> Arrival:
    """Return each day's active minutes by how hard they were, steps, hours asleep and Fitbit's score of the night."""
    days = HealthDays()
    remarks: tuple[str, ...] = ()
    if file.stream.read(2) == b"PK":
        with file.zip() as archive:
            remarks = _read_zip(archive, days)
            if any("/steps-" in name for name in zip_members.names(archive)):
                remarks = (*remarks, NO_STEPS)
    else:
        _read_csv(file, days)
    return Arrival(NAME, tuple(days.rows()), remarks=remarks, is_health_data=True)


def _read_zip(archive: ZipFile, days: HealthDays) -> tuple[str, ...]:
    """Read what a zip holds; a score is of the day of its night, which its own time, in UTC or not, does not tell."""
    nights: dict[str, date] = {}
    scores: list[tuple[str, date, str]] = []
    for name, data in zip_members.some_members(archive, _is_read):
        if match := _DAILY.fullmatch(name):
            for entry in strict_objects(data, zip_members.MOST_UNZIPPED_BYTES, name):
                amount = number_in(str(entry.get("value")))
                # Written month first, whatever the person's country: 09/14/20 00:00:00.
                moment = moment_in(str(entry.get("dateTime")), "mdy")
                if amount is None or moment is None:
                    raise ImportRefused(f"{name[:80]}: a day without its date and minutes.")
                # A day that two files of the zip hold counts once.
                days.add(_MINUTES[match["kind"]], moment.on_date, name, amount)
        elif _SLEEP.fullmatch(name):
            for entry in strict_objects(data, zip_members.MOST_UNZIPPED_BYTES, name):
                nights[str(entry.get("logId"))] = _read_sleep(entry, name, days)
        else:
            table = table_of(data)
            table.needs("timestamp", "overall_score")
            scores += [
                (
                    cells.get("sleep_log_entry_id", "").strip(),
                    _day(cells["timestamp"], f"{name[:80]}, line {line}"),
                    cells["overall_score"],
                )
                for line, cells in table.cells()
                if not says_nothing(cells["overall_score"])
            ]
    for log_id, on_date, score in scores:
        days.score(SLEEP_SCORE, nights.get(log_id, on_date), score)
    return () if all(log_id in nights for log_id, _, _ in scores) else (SCORES_IN_UTC,)


def _is_read(name: str) -> bool:
    return any(pattern.fullmatch(name) for pattern in (_DAILY, _SLEEP, _SCORES))


def _read_sleep(entry: dict[str, object], name: str, days: HealthDays) -> date:
    """Note the hours of a night, and return its day: the one on which it ends, as Fitbit says it."""
    minutes = entry.get("minutesAsleep")
    if type(minutes) is not int or not 0 <= minutes <= 1440:
        raise ImportRefused(f"{name[:80]}: a night without the minutes asleep.")
    on_date = _day(str(entry.get("dateOfSleep")), name[:80])
    days.add(HOURS_ASLEEP, on_date, name, minutes / 60)
    return on_date


def _day(text: str, where: str) -> date:
    moment = moment_in(text, "ymd")
    if moment is None:
        raise ImportRefused(f"{where}: {text[:40]!r} is not a day such as 2026-03-09.")
    return moment.on_date


def _read_csv(file: IncomingFile, days: HealthDays) -> None:
    for table in _sections(file):
        if table.header[0] == "Date" and set(table.header) >= _COLUMNS:
            order = order_of(table.column("Date"), clock.latest_day())
            for line, cells in table.cells():
                moment = moment_in(cells["Date"], order)
                if moment is None:
                    raise ImportRefused(f"column Date: {cells['Date'][:40]!r} is not a day.", line)
                for column, name in _OF_COLUMN.items():
                    if cells.get(column, "").strip():
                        days.add(name, moment.on_date, _ONE, _amount(column, cells[column], line))
        elif set(table.header) >= _NIGHTS:
            order = order_of(table.column("End Time"), clock.latest_day())
            for line, cells in table.cells():
                end = moment_in(cells["End Time"], order)
                if end is None:
                    raise ImportRefused(f"column End Time: {cells['End Time'][:40]!r} is not a moment.", line)
                days.add(
                    HOURS_ASLEEP,
                    end.on_date,
                    _ONE,
                    _amount("Minutes Asleep", cells["Minutes Asleep"], line) / 60,
                )


def _sections(file: IncomingFile) -> Iterator[TextTable]:
    """Yield the tables of the CSV: each begins with its name on a line of its own and ends with an empty line."""
    text = file.data.replace(b"\r\n", b"\n")
    for section in re.split(rb"\n[ ,]*\n", text):
        lines = section.strip(b"\n").split(b"\n")
        if len(lines) > 1 and b"," not in lines[0]:
            lines = lines[1:]
        if len(lines) > 1 and b"," in lines[0]:
            yield table_of(b"\n".join(lines) + b"\n")


def _amount(column: str, cell: str, line: int) -> float:
    # 7,123 or 7.123 steps: all of it is whole numbers.
    amount = number_in(re.sub(r"[.,](?=[0-9]{3}(?![0-9]))", "", cell))
    if amount is None or amount < 0:
        raise ImportRefused(f"column {column}: {cell[:40]!r} is not a number.", line)
    return amount
