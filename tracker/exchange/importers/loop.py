"""Loop Habit Tracker's CSV zip: Habits.csv and one Checkmarks.csv per habit; the root file loses marks, so is not read."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tracker.errors import ImportRefused
from tracker.exchange import zip_members
from tracker.exchange.importers.arrival import Arrival, Choice, LeftOut, Row, sources_of_rows
from tracker.exchange.importers.choosing import exercise_named, proposed_for
from tracker.exchange.importers.days import moment_in
from tracker.exchange.importers.incoming import IncomingFile, Start
from tracker.exchange.importers.numerals import minutes_named
from tracker.exchange.importers.text_table import MOST_ROWS, TextTable, table_of

NAME = "loop"
WORDS = "Loop Habit Tracker (zip)"
_HABITS = "Habits.csv"
# Loop leaves out of a folder's name what is no Latin letter: of a name without any, only the number is left.
_MARKS = re.compile(r"(?P<around>(?:[^/]+/)*?)(?P<position>[0-9]{3,})(?: [^/]*)?/Checkmarks\.csv")
_IN_BRACKETS = re.compile(r"Entry\(timestamp=[^,]{0,40}, value=(-?[0-9]+)\)")
_CODES = {"3": "SKIP", "2": "YES_MANUAL", "1": "YES_AUTO", "0": "NO", "-1": "UNKNOWN"}
_REASONS = {
    "SKIP": "skipped in Loop, which is neither done nor not done",
    "UNKNOWN": "unknown: nothing was logged that day",
    "YES_AUTO": "counted by Loop from the habit's frequency, not ticked by hand",
}
ZERO = "NO of a habit with amounts is read as 0: that is how Loop writes a zero; a day without an entry has no mark."


def recognises(start: Start) -> bool:
    """Return whether a zip holds Loop's list of habits, in it or in one folder."""
    return any(name.split("/")[-1] == _HABITS for name in start.members)


def read(file: IncomingFile) -> Arrival:
    """Return the marks of every habit; a day skipped or unknown is left out and never counts as no."""
    with file.zip() as archive:
        names = list(zip_members.names(archive))
        around, folders = _folders(names)
        habits = _habits(archive, f"{around}{_HABITS}")
        _refuse_too_large(archive, folders.values())
        rows: list[Row] = []
        left_out: list[LeftOut] = []
        absent: list[str] = []
        seen: set[str] = set()
        has_zero = False
        for line, habit in habits.cells():
            name, folder = habit["Name"].strip(), folders.get(habit["Position"].strip())
            if folder is None:
                absent.append(name)
                continue
            if folder in seen:
                raise ImportRefused(f"{_HABITS}: position {habit['Position'][:20]!r} is there twice.", line)
            seen.add(folder)
            marks = list(_marks(archive, folder))
            is_amount = _is_amount(habit, marks)
            has_zero |= is_amount and any(_CODES.get(mark.value, mark.value) == "NO" for mark in marks)
            for mark in marks:
                row = _row(mark, name, habit.get("Unit", "").strip(), is_amount=is_amount)
                if isinstance(row, LeftOut):
                    left_out.append(row)
                else:
                    rows.append(row)
            if len(rows) > MOST_ROWS or len(left_out) > 4 * MOST_ROWS:
                raise ImportRefused(f"{folder}: with this file there are more than {MOST_ROWS:,} marks.")
    if not seen:
        raise ImportRefused(
            "The zip lists habits and holds the marks of none of them: export it again from Loop."
        )
    remarks = ([ZERO] if has_zero else []) + _not_in_the_file(absent)
    return Arrival(
        NAME, tuple(rows), left_out=tuple(left_out), proposed=_proposed(rows), remarks=tuple(remarks)
    )


def _proposed(rows: list[Row]) -> dict[str, Choice]:
    """Return what is certain of habits: pain but for what is counted in minutes, and exercises by their names."""
    sources = sources_of_rows(rows)
    timed = {row.values[0][0] for row in rows if minutes_named(f"({row.unit})") is not None}
    exercises_by_source = {
        source.name: Choice("exercises_done", exercise)
        for source in sources
        if (exercise := exercise_named(source.name))
    }
    return {**proposed_for(source for source in sources if source.name not in timed), **exercises_by_source}


def _refuse_too_large(archive: zipfile.ZipFile, names: Iterable[str]) -> None:
    size = sum(archive.getinfo(name).file_size for name in names)
    if size > zip_members.MOST_UNZIPPED_BYTES:
        raise ImportRefused(f"The zip unzips to more than {zip_members.MOST_UNZIPPED_BYTES // 1_000_000} MB.")


def _folders(names: list[str]) -> tuple[str, dict[str, str]]:
    """Return the folder that everything is in ("" for none), and each habit's file of marks by its position."""
    around = min(
        (name.removesuffix(_HABITS) for name in names if name.split("/")[-1] == _HABITS), key=len, default=""
    )
    matches = (_MARKS.fullmatch(name.removeprefix(around)) for name in names if name.startswith(around))
    return around, {
        match["position"]: f"{around}{match.string}" for match in matches if match and not match["around"]
    }


def _habits(archive: zipfile.ZipFile, name: str) -> TextTable:
    table = _table(archive, name)
    table.needs("Position", "Name")
    return table


def _table(archive: zipfile.ZipFile, name: str) -> TextTable:
    try:
        archive.getinfo(name)
    except KeyError:
        raise ImportRefused(f"{name}: it is not in the zip.") from None
    try:
        return table_of(zip_members.member(archive, name, zip_members.MOST_UNZIPPED_BYTES))
    except ImportRefused as refused:
        raise ImportRefused(f"{name}: {refused.sentence}") from refused


class _Mark(NamedTuple):
    """What Loop says of a habit on one day, as written; `where` is its line."""

    where: str
    day: str
    value: str
    note: str


def _marks(archive: zipfile.ZipFile, name: str) -> Iterator[_Mark]:
    """Yield each mark of a habit. Up to 2.3.0 the file has no header."""
    data = zip_members.member(archive, name, zip_members.MOST_UNZIPPED_BYTES)
    if not data.strip():
        return  # a habit that was never ticked
    if not data.removeprefix(b"\xef\xbb\xbf").lstrip(b'"').startswith(b"Date"):
        data = b"Date,Value\n" + data
        shift = 1
    else:
        shift = 0
    try:
        table = table_of(data)
        table.needs("Date", "Value")
    except ImportRefused as refused:
        raise ImportRefused(f"{name}: {refused.sentence}") from refused
    for line, cells in table.cells():
        where = f"{name}, line {line - shift}"
        yield _Mark(where, cells["Date"], cells["Value"].strip(), cells.get("Notes", "").strip())


def _is_amount(habit: dict[str, str], marks: Iterable[_Mark]) -> bool:
    """Whether a habit counts amounts; before 2.3.1 only its values tell, since ticks go up to 3 and amounts are thousandths."""
    if "Type" in habit:
        return habit["Type"].strip() == "NUMERICAL"
    return any(re.fullmatch(r"[0-9]{1,12}", mark.value) and int(mark.value) > 3 for mark in marks)


def _row(mark: _Mark, name: str, unit: str, *, is_amount: bool) -> Row | LeftOut:
    moment = moment_in(mark.day, "ymd")
    if moment is None:
        raise ImportRefused(f"{mark.where}: {mark.day[:40]!r} is not a day such as 2026-03-09.")
    value = _value(mark.value, is_amount)
    if value in _REASONS:
        return LeftOut(mark.where, _REASONS[value])
    flaw = "" if value is not None else f"{mark.value[:40]!r} is not a mark that Loop writes."
    values = ((name, value or mark.value),)
    return Row(mark.where, moment.on_date, None, values, mark.note or None, flaw=flaw, unit=unit)


def _value(text: str, is_amount: bool) -> str | None:
    """Return yes, no, an amount, or the mark that keeps a day out; None for what Loop never writes."""
    if match := _IN_BRACKETS.fullmatch(text):
        text = match[1]
    if is_amount:
        if re.fullmatch(r"[0-9]{1,12}", text):
            return f"{int(text) / 1000:.10g}"
        text = _CODES["-1"] if text == "-1" else text
        return "0" if text == "NO" else text if text in _REASONS else None
    mark = _CODES.get(text, text)
    return {"YES_MANUAL": "yes", "NO": "no"}.get(mark, mark if mark in _REASONS else None)


def _not_in_the_file(names: list[str]) -> list[str]:
    if not names:
        return []
    listed = ", ".join(repr(name[:40]) for name in names[:8]) + (", ..." if len(names) > 8 else "")
    return [f"Listed, but not in the file: {listed}."]
