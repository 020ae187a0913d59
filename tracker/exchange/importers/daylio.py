"""Daylio's daylio_export.csv: columns by name, so that every version is read; moods are the person's own words."""

import re
from datetime import date

from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Arrival, Choice, Row, sources_of
from tracker.exchange.importers.choosing import exercise_named
from tracker.exchange.importers.numerals import as_day, clock_in, moment_in
from tracker.exchange.importers.text_table import TextTable
from tracker.locales import MONTHS

NAME = "daylio"
COLUMNS = ("date", "weekday", "time", "mood", "activities", "note")
_MONTHS = {month.lower(): number for number, month in enumerate(MONTHS, start=1)}
_MONTH_DAY = re.compile(r"([A-Za-z]+)\.? ([0-9]{1,2})|([0-9]{1,2})\.? ([A-Za-z]+)")


def read(table: TextTable) -> Arrival:
    """Return one row per entry: its mood in the person's own words, and each activity as yes."""
    table.needs(*COLUMNS)
    if "full_date" not in table.header:
        table.needs("year")
    rows: list[Row] = []
    for line, cells in table.cells():
        values = [("mood", cells["mood"].strip())] if cells["mood"].strip() else []
        done = (one.strip() for one in cells["activities"].split("|"))
        values += [(f"activity: {one}", "yes") for one in dict.fromkeys(done) if one]
        if not values:
            raise ImportRefused("column mood is blank.", line)
        at = cells["time"].replace("\u202f", " ").replace("\xa0", " ").strip()
        at_time = clock_in(at) if at else None
        if at and at_time is None:
            raise ImportRefused(f"column time: {at[:40]!r} is not a time such as 14:30 or 8:30 am.", line)
        notes = (cells.get("note_title", "").strip(), cells["note"].strip())
        note = "\n".join(part for part in notes if part) or None
        rows.append(Row(f"Line {line}", _day(cells, line), at_time, tuple(values), note))
    sources = sources_of((value, row.on_date) for row in rows for value in row.values)
    known = {
        one.name: Choice("exercises_done", found)
        for one in sources
        if (found := exercise_named(one.name.removeprefix("activity: ")))
    }
    remarks = ("The column scales is not read: its format is not known.",) if "scales" in table.header else ()
    return Arrival(NAME, tuple(rows), proposed=known, remarks=remarks)


def _day(cells: dict[str, str], line: int) -> date:
    if "full_date" in cells:
        if (moment := moment_in(cells["full_date"], "ymd")) is None:
            raise ImportRefused(
                f"column full_date: {cells['full_date'][:40]!r} is not a day such as 2025-01-15.", line
            )
        return moment.on_date
    found = _MONTH_DAY.fullmatch(cells["date"].strip())
    month = _MONTHS.get((found[1] or found[4]).lower()) if found else None
    if found and month and (day := as_day(cells["year"], str(month), found[2] or found[3])):
        return day
    raise ImportRefused(
        f"column date: {cells['date'][:40]!r} is not a day in English such as January 15; newer Daylio exports"
        " have a column full_date.",
        line,
    )
