"""Loop Habit Tracker's CSV zip: Habits.csv and one Checkmarks.csv per habit; the root file loses marks, so is not read."""

import re
import zipfile
from typing import BinaryIO

from tracker.errors import ImportRefused
from tracker.exchange import zip_members
from tracker.exchange.importers.arrival import Arrival, Choice, LeftOut, Row, sources_of
from tracker.exchange.importers.choosing import exercise_named, proposed_for
from tracker.exchange.importers.numerals import moment_in
from tracker.exchange.importers.text_table import MOST_ROWS, TextTable, table_of, text_of

NAME = "loop"
HABITS = "Habits.csv"
_MARKS = re.compile(r"([0-9]{3,}) [^/]*/Checkmarks\.csv")
_IN_BRACKETS = re.compile(r"Entry\(timestamp=[^,]{0,40}, value=(-?[0-9]+)\)")
_CODES = {"3": "SKIP", "2": "YES_MANUAL", "1": "YES_AUTO", "0": "NO", "-1": "UNKNOWN"}
_REASONS = {
    "SKIP": "skipped in Loop, which is neither done nor not done",
    "UNKNOWN": "unknown: nothing was logged that day",
    "YES_AUTO": "counted by Loop from the habit's frequency, not ticked by hand",
    "NO": "NO for a habit with amounts: Loop writes it for zero and for nothing logged",
}


def read(file: BinaryIO) -> Arrival:
    """Return the marks of every habit; a day skipped or unknown is left out and never counts as no."""
    with zip_members.opened(file) as archive:
        habits = _table(archive, HABITS)
        habits.needs("Position", "Name")
        folders = {found[1]: name for name in archive.namelist() if (found := _MARKS.fullmatch(name))}
        rows: list[Row] = []
        left_out: list[LeftOut] = []
        seen: set[str] = set()
        if (
            sum(archive.getinfo(name).file_size for name in folders.values())
            > zip_members.MOST_UNZIPPED_BYTES
        ):
            raise ImportRefused(
                f"The zip unzips to more than {zip_members.MOST_UNZIPPED_BYTES // 1_000_000} MB."
            )
        for line, habit in habits.cells():
            folder = folders.get(habit["Position"].strip())
            if folder is None:
                raise ImportRefused(
                    f"{HABITS}: the folder of {habit['Name'][:60]!r} is not in the zip.", line
                )
            if folder in seen:
                raise ImportRefused(f"{HABITS}: position {habit['Position'][:20]!r} is there twice.", line)
            seen.add(folder)
            is_amount = habit.get("Type", "").strip() == "NUMERICAL"
            for marks_line, mark in _table(archive, folder).cells():
                _take(rows, left_out, f"{folder}, line {marks_line}", habit["Name"].strip(), mark, is_amount)
            if len(rows) > MOST_ROWS or len(left_out) > 4 * MOST_ROWS:
                raise ImportRefused(f"{folder}: with this file there are more than {MOST_ROWS:,} marks.")
    sources = sources_of((value, row.on_date) for row in rows for value in row.values)
    known = {
        one.name: Choice("exercises_done", exercise)
        for one in sources
        if (exercise := exercise_named(one.name))
    }
    return Arrival(NAME, tuple(rows), left_out=tuple(left_out), proposed={**proposed_for(sources), **known})


def _table(archive: zipfile.ZipFile, name: str) -> TextTable:
    try:
        archive.getinfo(name)
    except KeyError:
        raise ImportRefused(f"{name}: it is not in the zip.") from None
    try:
        table = table_of(text_of(zip_members.member(archive, name, zip_members.MOST_UNZIPPED_BYTES))[0])
        if name != HABITS:
            table.needs("Date", "Value")
    except ImportRefused as refused:
        raise ImportRefused(f"{name}: {refused.sentence}") from refused
    return table


def _take(
    rows: list[Row], left_out: list[LeftOut], where: str, name: str, mark: dict[str, str], is_amount: bool
) -> None:
    moment = moment_in(mark["Date"], "ymd")
    if moment is None:
        raise ImportRefused(f"{where}: {mark['Date'][:40]!r} is not a day such as 2026-03-09.")
    value = _value(mark["Value"].strip(), is_amount)
    if value is None:
        raise ImportRefused(f"{where}: {mark['Value'][:40]!r} is not a mark that Loop writes.")
    if value in _REASONS:
        left_out.append(LeftOut(where, _REASONS[value]))
        return
    rows.append(Row(where, moment.on_date, None, ((name, value),), mark.get("Notes", "").strip() or None))


def _value(text: str, is_amount: bool) -> str | None:
    """Return yes, no, an amount, or the mark that keeps a day out; None for what Loop never writes."""
    if found := _IN_BRACKETS.fullmatch(text):
        text = found[1]
    if is_amount:
        if re.fullmatch(r"[0-9]{1,12}", text):
            return f"{int(text) / 1000:.10g}"
        text = _CODES["-1"] if text == "-1" else text
        return text if text in _REASONS else None
    mark = _CODES.get(text, text)
    return {"YES_MANUAL": "yes", "NO": "no"}.get(mark, mark if mark in _REASONS else None)
