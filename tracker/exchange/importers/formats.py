"""Which format a file is, and reading it: the one door for every file that comes in."""

import io
import math
from collections.abc import Callable
from typing import BinaryIO

from tracker.errors import ImportRefused
from tracker.exchange import zip_members
from tracker.exchange.csv_files import FILE_NAMES, MOST_ROWS, SPREADSHEETS, entries_of
from tracker.exchange.importers import (
    any_csv,
    apple_health,
    bearable,
    daylio,
    loop,
    pain_diary,
    track_and_graph,
)
from tracker.exchange.importers.arrival import Arrival
from tracker.exchange.importers.text_table import MOST_BYTES, TextTable, separator_of, table_of, text_of

AUTO = "auto"
OURS = "csv"
ARCHIVE = "archive"
NAMES = {
    OURS: "our own CSV, one file or the zip of all",
    loop.NAME: "Loop Habit Tracker (zip)",
    track_and_graph.NAME: "Track & Graph (CSV)",
    daylio.NAME: "Daylio (CSV)",
    bearable.NAME: "Bearable (CSV)",
    apple_health.NAME: "Apple Health (export.zip or export.xml)",
    pain_diary.NAME: "Privacy Friendly Pain Diary (backup)",
    any_csv.NAME: "any other CSV",
}
_TABLES: dict[str, Callable[[TextTable], Arrival]] = {
    track_and_graph.NAME: track_and_graph.read, daylio.NAME: daylio.read, bearable.NAME: bearable.read,
}  # fmt: skip
_OUR_SIGNS = {"on_date", "entry_id"}
_NOT_READ = {
    b"\x1f\x8b": "This is a gzip file: unpack it, then import what is in it.",
    b"SQLite format 3": "This is a database backup: use the other app's CSV export instead.",
    b"%PDF": "This is a PDF: use the other app's CSV export instead.",
    b"\xd0\xcf\x11\xe0": "This is a spreadsheet file: save it as CSV (UTF-8) there, then import that.",
}


def read(file: BinaryIO, name: str = "", format_name: str = AUTO, most_seconds: float = math.inf) -> Arrival:
    """Return what is in a file, as one of the formats or as what it shows itself to be; nothing is written.

    `file` can be read again from its start. At most 5 MB (25 MB unzipped) are held in memory; Apple Health is
    read as a stream, whatever its size, for at most so many seconds of a core. Raises ImportRefused with one sentence, naming the line where there is one.
    """
    file.seek(0)
    start = file.read(1_000)
    file.seek(0)
    _refuse_at_sight(start, name)
    found = detected(file, start) if format_name == AUTO else format_name
    file.seek(0)
    if found == ARCHIVE:
        raise ImportRefused("An archive is a whole record, not rows of entries: it comes in by itself.")
    if found == apple_health.NAME:
        return _some(apple_health.read(file, most_seconds))
    if found == loop.NAME:
        return _some(loop.read(_within(file)))
    data = _within(file).getvalue()
    if found == OURS:
        return Arrival(OURS, ready=entries_of(data, name))
    if found == pain_diary.NAME:
        return _some(pain_diary.read(data))
    return _some(_read_table(data, found))


def is_archive(file: BinaryIO, format_name: str = AUTO) -> bool:
    """Return whether a file is, or is said to be, our archive; it can be read again from its start afterwards."""
    start = file.read(1_000)
    file.seek(0)
    return format_name == ARCHIVE or (format_name == AUTO and _is_json(start) and b'"database"' not in start)


def _is_json(start: bytes) -> bool:
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def detected(file: BinaryIO, start: bytes) -> str:
    """Return the format that a file shows itself to be; raises ImportRefused when it is none."""
    if start.startswith(b"PK"):
        return _zip_format(file)
    begun = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _is_json(start):
        return pain_diary.NAME if b'"database"' in start else ARCHIVE
    if begun.startswith(b"<"):
        return apple_health.NAME
    header = _header(start)
    if _OUR_SIGNS & set(header):
        return OURS
    for format_name, columns in (
        (track_and_graph.NAME, track_and_graph.COLUMNS),
        (bearable.NAME, bearable.COLUMNS),
        (daylio.NAME, ("weekday", "mood", "activities")),
    ):
        if set(columns) <= set(header):
            return format_name
    return any_csv.NAME


def _refuse_at_sight(start: bytes, name: str) -> None:
    if not start:
        raise ImportRefused("The file is empty.")
    if name.lower().endswith(SPREADSHEETS):
        raise ImportRefused("This is a spreadsheet file: save it as CSV (UTF-8) there, then import that.")
    for sign, sentence in _NOT_READ.items():
        if start.startswith(sign):
            raise ImportRefused(sentence)


def _zip_format(file: BinaryIO) -> str:
    with zip_members.opened(file) as archive:
        names = archive.namelist()
    if loop.HABITS in names:
        return loop.NAME
    if any(one.split("/")[-1] == "export.xml" for one in names):
        return apple_health.NAME
    if "[Content_Types].xml" in names:
        raise ImportRefused("This is a spreadsheet file: save it as CSV (UTF-8) there, then import that.")
    if names and not set(names) & set(FILE_NAMES):
        raise ImportRefused(
            "The zip is none that is read here: ours, Loop Habit Tracker's CSV export, or Apple Health's export.zip."
        )
    return OURS


def _header(start: bytes) -> list[str]:
    encoding = "utf-16" if start.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    line = start.decode(encoding, "replace").partition("\n")[0]
    return [name.strip().strip('"') for name in line.split(",")]


def _within(file: BinaryIO) -> io.BytesIO:
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ImportRefused(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB: import a shorter period at a time, or as our zip."
        )
    return io.BytesIO(data)


def _read_table(data: bytes, format_name: str) -> Arrival:
    text, remark = text_of(data)
    if format_name in _TABLES:
        return _TABLES[format_name](table_of(text))
    if format_name != any_csv.NAME:
        raise ImportRefused(f"{format_name!r} is not read here; there is {', '.join(NAMES)}.")
    return any_csv.read(table_of(text, separator_of(text), remark))


def _some(arrival: Arrival) -> Arrival:
    if not (arrival.rows or arrival.table or arrival.left_out or arrival.counted):
        raise ImportRefused("There is no entry in this file.")
    if len(arrival.rows) > MOST_ROWS:
        raise ImportRefused(f"The file has more than {MOST_ROWS:,} rows: import it in parts.")
    return arrival
