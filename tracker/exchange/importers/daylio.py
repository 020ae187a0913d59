"""Daylio's daylio_export.csv: columns by name, so that every version is read; moods are the person's own words."""

import html
import re
from datetime import date

from tracker import clock
from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Arrival, Choice, LeftOut, Row, sources_of_rows
from tracker.exchange.importers.calendar_words import CalendarWords
from tracker.exchange.importers.choosing import exercise_named
from tracker.exchange.importers.days import clock_in, moment_in, order_of, words_of
from tracker.exchange.importers.incoming import IncomingFile, Start
from tracker.exchange.importers.numerals import rating_in
from tracker.exchange.importers.text_table import TextTable

NAME = "daylio"
WORDS = "Daylio (CSV)"
_COLUMNS = ("date", "weekday", "time", "mood", "activities", "note")
_SIGNS = frozenset(("weekday", "mood", "activities"))
# Notes are written with the tags of their formatting since 2025; other text in angle brackets is the person's own.
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6])>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|div|span|b|i|u|s|strong|em|strike|del|ul|ol|li|font|h[1-6]|a)(?:\s[^<>]{0,200})?>",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"(?P<name>[^:|]{1,100}?)\s*[:(]\s*(?P<value>[0-9]+(?:[.,][0-9]+)?(?:\s*/\s*(?!10\b)[0-9]+)?)(?:\s*/\s*10)?\)?"
)


def recognises(start: Start) -> bool:
    """Return whether a table has the columns that every version of Daylio writes."""
    return start.header >= _SIGNS


def read(file: IncomingFile) -> Arrival:
    """Return one row per entry: its mood in the person's own words, each activity as yes, each scale with its number."""
    table = file.table
    table.needs(*_COLUMNS)
    dates, order, words = _dates(table)
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    for (line, cells), written in zip(table.cells(), dates, strict=True):
        on_date = _day(written, order, words, line)
        at_time = clock_in(cells["time"]) if cells["time"].strip() else None
        if cells["time"].strip() and at_time is None:
            raise ImportRefused(
                f"column time: {cells['time'][:40]!r} is not a time such as 14:30 or 8:30 am.", line
            )
        values = _values(cells)
        if not values:
            left_out.append(LeftOut(f"Line {line}", "blank: no mood and no activity"))
            continue
        parts = (cells.get("note_title", "").strip(), cells["note"].strip())
        note = "\n".join(part for part in parts if part) or None
        # Earlier versions of this app took a note with its tags: they are part of what tells rows apart.
        identity = (on_date.isoformat(), at_time.isoformat() if at_time else None, note)
        rows.append(Row(f"Line {line}", on_date, at_time, tuple(values), _plain(note), identity=identity))
    sources = sources_of_rows(rows)
    exercises_by_source = {
        source.name: Choice("exercises_done", exercise_id)
        for source in sources
        if (exercise_id := exercise_named(source.name.removeprefix("activity: ")))
    }
    unread = any(cells.get("scales", "").strip() and not _scales(cells) for _, cells in table.cells())
    remarks = (
        *table.remarks,
        *(("What the column scales holds is not read: its form is not known.",) if unread else ()),
    )
    return Arrival(NAME, tuple(rows), left_out=tuple(left_out), proposed=exercises_by_source, remarks=remarks)


def _values(cells: dict[str, str]) -> list[tuple[str, str]]:
    values = [("mood", cells["mood"].strip())] if cells["mood"].strip() else []
    done = (activity.strip() for activity in cells["activities"].split("|"))
    values += [(f"activity: {activity}", "yes") for activity in dict.fromkeys(done) if activity]
    return values + _scales(cells)


def _scales(cells: dict[str, str]) -> list[tuple[str, str]]:
    """Return the names and numbers of a cell such as "Pain: 7 | Energy: 3"; none when a part of it is something else."""
    parts = [part.strip() for part in cells.get("scales", "").split("|") if part.strip()]
    matches = [_SCALE.fullmatch(part) for part in parts]
    named = [(f"scale: {match['name'].strip()}", match["value"]) for match in matches if match]
    return (
        named if len(named) == len(parts) and all(rating_in(value) is not None for _, value in named) else []
    )


def _dates(table: TextTable) -> tuple[list[str], str, CalendarWords]:
    """Return each row's day as written, with its year, and how those days are read."""
    if "full_date" in table.header:
        dates = table.column("full_date")
        return dates, order_of(dates, clock.latest_day(), table.column("weekday")), words_of(dates)
    table.needs("year")
    # Before 2019 a day is written without its year, in the phone's language: January 15, 15. Januar.
    pairs = zip(table.column("date"), table.column("year"), strict=True)
    dates = [f"{day.strip()}{',' if day.strip()[:1].isalpha() else ''} {year.strip()}" for day, year in pairs]
    return dates, "mdy" if dates and dates[0][:1].isalpha() else "dmy", words_of(dates)


def _day(written: str, order: str, words: CalendarWords, line: int) -> date:
    moment = moment_in(written, order, words)
    if moment is None:
        raise ImportRefused(
            f"column date: {written[:40]!r} is not a day such as 2025-01-15 or January 15.", line
        )
    return moment.on_date


def _plain(note: str | None) -> str | None:
    if note is None:
        return None
    text = html.unescape(_TAG.sub("", _BREAK.sub("\n", note)))
    return "\n".join(line.strip(" \t") for line in text.split("\n")).replace("\xa0", " ").strip() or None
