"""The formats that are read, and reading a file: the one door for every file that comes in."""

import math
from typing import BinaryIO

from tracker.errors import ImportRefused
from tracker.exchange.csv_files import MOST_ROWS, SPREADSHEETS
from tracker.exchange.importers import (
    any_csv,
    apple_health,
    bearable,
    daylio,
    fitbit,
    garmin,
    health_connect,
    loop,
    own_csv,
    pain_diary,
    track_and_graph,
)
from tracker.exchange.importers.arrival import Arrival
from tracker.exchange.importers.incoming import Importer, IncomingFile, Start

AUTO = "auto"
ARCHIVE = "archive"
# In the order in which a file is tried: the first that recognises it reads it.
IMPORTERS: tuple[Importer, ...] = (
    own_csv,
    loop,
    track_and_graph,
    daylio,
    bearable,
    apple_health,
    pain_diary,
    fitbit,
    garmin,
    health_connect,
    any_csv,
)
NAMES = {importer.NAME: importer.WORDS for importer in IMPORTERS}
# What a browser may offer to choose from.
ENDINGS = ("csv", "tsv", "txt", "zip", "json", "xml", "backup")
_SPREADSHEET = "This is a spreadsheet file: save it as CSV (UTF-8) there, then import that."
_NOT_READ = {
    b"\x1f\x8b": "This is a gzip file: unpack it, then import what is in it.",
    b"SQLite format 3": "This is a database backup: use the other app's CSV export instead.",
    b"%PDF": "This is a PDF: use the other app's CSV export instead.",
    b"\xd0\xcf\x11\xe0": _SPREADSHEET,
}


def read(
    stream: BinaryIO, name: str = "", format_name: str = AUTO, most_seconds: float = math.inf
) -> Arrival:
    """Return what is in a file, as one of the formats or as what it shows itself to be; nothing is written.

    `stream` can be read again from its start. At most 5 MB (25 MB unzipped) are held in memory; Apple Health is
    read as a stream, whatever its size, for at most so many seconds of a core. Raises ImportRefused with one sentence, naming the line where there is one.
    """
    file = IncomingFile(stream, name, most_seconds)
    _refuse_at_sight(file)
    if format_name == ARCHIVE or (format_name == AUTO and is_archive(stream)):
        raise ImportRefused("An archive is a whole record, not rows of entries: it comes in by itself.")
    importer = _recognised(file.start) if format_name == AUTO else _named(format_name)
    arrival = importer.read(file)
    is_empty = not (arrival.ready or arrival.rows or arrival.table or arrival.left_out or arrival.counted)
    if is_empty and importer is not own_csv:
        raise ImportRefused("There is no entry in this file.")
    if len(arrival.rows) > MOST_ROWS:
        raise ImportRefused(f"The file has more than {MOST_ROWS:,} rows: import it in parts.")
    return arrival


def is_archive(stream: BinaryIO, format_name: str = AUTO) -> bool:
    """Return whether a file is, or is said to be, our archive; it can be read again from its start afterwards."""
    stream.seek(0)
    start = Start(stream.read(1_000))
    stream.seek(0)
    is_auto = format_name == AUTO and start.is_json
    return format_name == ARCHIVE or (
        is_auto and not any(importer.recognises(start) for importer in IMPORTERS)
    )


def _recognised(start: Start) -> Importer:
    importer_of_file = next((importer for importer in IMPORTERS if importer.recognises(start)), None)
    if importer_of_file is not None:
        return importer_of_file
    if "[Content_Types].xml" in start.members:
        raise ImportRefused(_SPREADSHEET)
    raise ImportRefused(
        "The zip is none that is read here: ours, Loop Habit Tracker's CSV export, Apple Health's export.zip, a backup of"
        " Privacy Friendly Pain Diary, or all data of Fitbit, Garmin or Health Connect."
    )


def _named(format_name: str) -> Importer:
    importer_named = next((importer for importer in IMPORTERS if format_name == importer.NAME), None)
    if importer_named is None:
        raise ImportRefused(f"{format_name!r} is not read here; there is {', '.join(NAMES)}.")
    return importer_named


def _refuse_at_sight(file: IncomingFile) -> None:
    head = file.stream.read(20)
    if not head:
        raise ImportRefused("The file is empty.")
    if file.name.lower().endswith(SPREADSHEETS):
        raise ImportRefused(_SPREADSHEET)
    for sign, sentence in _NOT_READ.items():
        if head.startswith(sign):
            raise ImportRefused(sentence)
