"""Our own CSV, one file or the zip of all; also when a spreadsheet has saved a file again in its own way."""

import re
from collections.abc import Iterator
from dataclasses import replace

from tracker import clock
from tracker.errors import ImportRefused
from tracker.exchange.columns import DECIMAL_COLUMNS, YES_NO_COLUMNS
from tracker.exchange.csv_files import FILE_NAMES, entries_of, entries_of_rows
from tracker.exchange.importers.arrival import Arrival
from tracker.exchange.importers.days import clock_in, readings
from tracker.exchange.importers.incoming import IncomingFile, Start
from tracker.exchange.importers.numerals import NO, YES
from tracker.exchange.importers.text_table import TextTable

NAME = "csv"
WORDS = "our own CSV, one file or the zip of all"
_SIGNS = frozenset(("on_date", "entry_id"))
_DECIMAL_COMMA = re.compile(r"-?[0-9]+,[0-9]+")


def recognises(start: Start) -> bool:
    """Return whether a file has our columns, or is a zip with our files."""
    if start.is_zip:
        return not start.members or any(name.split("/")[-1] in FILE_NAMES for name in start.members)
    return any(name.casefold() in _SIGNS for name in start.header)


def read(file: IncomingFile) -> Arrival:
    """Return the entries of our CSV or zip; what a spreadsheet saved again is put back into our spelling first."""
    try:
        return Arrival(NAME, ready=entries_of(file.data))
    except ImportRefused:
        if file.data.startswith(b"PK") or not file.data:
            raise
        table = replace(file.table, header=tuple(name.casefold() for name in file.table.header))
        if not _SIGNS & set(table.header):
            raise
    if table.short_lines:
        raise ImportRefused("the last cells of this row are missing.", table.short_lines[0])
    return Arrival(NAME, ready=entries_of_rows(_respelled(table)), remarks=table.remarks)


def _respelled(table: TextTable) -> Iterator[tuple[int, list[str]]]:
    """Yield a table's header and rows with days as 2026-03-09, times as 20:10 and decimals with a dot."""
    days = iter(_days(table.column("on_date") if "on_date" in table.header else []))
    yield table.header_line, list(table.header)
    for line, row in table.rows:
        cells = [_spelling(name, cell) for name, cell in zip(table.header, row, strict=True)]
        if "on_date" in table.header:
            cells[table.header.index("on_date")] = next(days)
        yield line, cells


def _days(column: list[str]) -> list[str]:
    ways = readings([cell for cell in column if cell], clock.latest_day())
    if len(ways) > 1:
        raise ImportRefused(
            "column on_date: these days could be read in two ways; write them as 2026-03-09 and import the file again.",
            1,
        )
    if not ways:
        return column
    moments = iter(ways[0].moments)
    return [next(moments).on_date.isoformat() if cell else cell for cell in column]


def _spelling(name: str, cell: str) -> str:
    if name == "at_time" and (at_time := clock_in(cell)):
        return at_time.strftime("%H:%M")
    if name in DECIMAL_COLUMNS and _DECIMAL_COMMA.fullmatch(cell):
        return cell.replace(",", ".")
    if name in YES_NO_COLUMNS:
        return "1" if cell.casefold() in YES else "0" if cell.casefold() in NO else cell
    return cell
