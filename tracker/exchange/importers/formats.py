"""The formats that are read, and reading a file: the one door for every file that comes in."""

import io
import math
import re
from typing import BinaryIO

from tracker.errors import ImportRefused
from tracker.exchange import zip_members
from tracker.exchange.csv_files import MOST_ROWS
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
    samsung,
    track_and_graph,
)
from tracker.exchange.importers.arrival import Arrival
from tracker.exchange.importers.incoming import HEAD_BYTES, Importer, IncomingFile, Start
from tracker.exchange.importers.text_table import MOST_BYTES

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
    samsung,
    any_csv,
)
NAMES = {importer.NAME: importer.WORDS for importer in IMPORTERS}
APPS = tuple(
    importer.WORDS.partition(" (")[0] for importer in IMPORTERS if importer not in (own_csv, any_csv)
)
# Of a core, for a file whose sender waits for what is in it.
MOST_READING_SECONDS = 20.0
BUSY = "Other files are being read at this moment. Nothing was done; try again in a minute."
# What a browser may offer to choose from.
ENDINGS = ("csv", "tsv", "txt", "zip", "json", "xml", "backup")
_TEXT_DOCUMENT = (
    "This is a text document: copy its table into a spreadsheet, save that as CSV (UTF-8), then import it."
)
_SPREADSHEET = "This is a spreadsheet file: save it as CSV (UTF-8) there, then import that."
_SLIDES = "These are slides: copy their table into a spreadsheet, save that as CSV (UTF-8), then import it."
_FOR_HEALTH_RECORDS = "This is a file for health records (FHIR), which is written and not read here: use the app's archive (JSON) or its CSV export instead."
_PACKED = "This is a packed file (gzip, rar or 7z): unpack it, then import what is in it."
# How files start that are no text, or text of another kind than the name says.
_NOT_READ = {
    rb"\x1f\x8b|Rar!|7z\xbc\xaf": _PACKED,
    rb"SQLite format 3": "This is a database backup: use the other app's CSV export instead.",
    rb"(?i:BEGIN:VCALENDAR)": "This is a calendar file: the page Massage reads the appointments in it.",
    rb"%PDF": "This is a PDF: use the other app's CSV export instead.",
    rb"\x89PNG|\xff\xd8\xff|GIF8": "This is a picture: use the other app's CSV export instead.",
    rb"\{\\rtf": _TEXT_DOCUMENT,
    rb"\xd0\xcf\x11\xe0|(?s:.){0,500}(?:schemas-microsoft-com:office:spreadsheet|oasis:names:tc:opendocument)": _SPREADSHEET,
    rb"(?i:<!doctype html|<html|<table|<meta)": "This is a web page: open it in a spreadsheet, save it as CSV (UTF-8) there, then import that.",
    rb'\{(?s:.){0,300}"resourceType"\s*:|<(?s:.){0,300}"http://hl7\.org/fhir"': _FOR_HEALTH_RECORDS,
    rb'\[\s*[\[{"]|\{[^\n]*\}\s*\n\s*\{': "This is JSON of no app that is read here: use the other app's CSV export instead.",
}
# What the files of office programs are called; those of a program of text or slides are signed as a spreadsheet's are.
_BY_ENDING = {
    (".xlsx", ".xls", ".ods", ".numbers"): _SPREADSHEET,
    (".docx", ".doc", ".odt", ".pages"): _TEXT_DOCUMENT,
    (".pptx", ".ppt", ".odp", ".key"): _SLIDES,
}
# What a zip holds that is such a file under another name, the surer signs first.
_IN_DOCUMENTS = {
    "word/document.xml": _TEXT_DOCUMENT,
    "ppt/presentation.xml": _SLIDES,
    "[Content_Types].xml": _SPREADSHEET,
    "META-INF/manifest.xml": _SPREADSHEET,
    "Index/Document.iwa": _SPREADSHEET,
}
_TABLE = re.compile(r".*\.(?:csv|tsv)", re.IGNORECASE)


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
    if format_name == AUTO and (table := _only_table(file)) is not None:
        return read(table.stream, table.name, format_name, most_seconds)
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
    is_auto = format_name == AUTO and start.is_json and _not_read(start.head) is None
    return format_name == ARCHIVE or (is_auto and _importer_of(start) is None)


def _importer_of(start: Start) -> Importer | None:
    return next((importer for importer in IMPORTERS if importer.recognises(start)), None)


def _only_table(file: IncomingFile) -> IncomingFile | None:
    """Return the one table in a zip that is no app's: phones and mail programs pack a file that is shared."""
    tables = _tables_in(file.start)
    if len(tables) != 1 or _importer_of(file.start) is not None:
        return None
    with file.zip() as archive:
        data = zip_members.member(archive, tables[0], MOST_BYTES)
    if data.startswith(b"PK"):
        raise _packed_within(tables[0])
    return IncomingFile(io.BytesIO(data), tables[0])


def _tables_in(start: Start) -> list[str]:
    """Return the tables in a zip; Notion writes what a view shows of one, and the same with all rows and columns."""
    tables = [name for name in start.members if _TABLE.fullmatch(name)]
    views = {
        f"{whole}{name[-4:]}" for name in tables if (whole := name[:-4].removesuffix("_all")) != name[:-4]
    }
    return [name for name in tables if name not in views]


def _recognised(start: Start) -> Importer:
    if (importer := _importer_of(start)) is not None:
        return importer
    for name, sentence in _IN_DOCUMENTS.items():
        if name in start.members:
            raise ImportRefused(sentence)
    if (packed := zip_members.packed_member(start.members)) is not None:
        raise _packed_within(packed)
    if tables := _tables_in(start):
        raise ImportRefused(
            f"The zip holds {len(tables):,} tables, such as {tables[0][:60]!r}: unpack it, then import one table (CSV) of it."
        )
    raise ImportRefused(
        "The zip is none that is read here: ours, Loop Habit Tracker's CSV export, Apple Health's export.zip, a backup of"
        " Privacy Friendly Pain Diary, all data of Fitbit, Garmin, Samsung Health or Health Connect, or a zip with one table in it."
    )


def _packed_within(member: str) -> ImportRefused:
    return ImportRefused(
        f"{member[:60]!r} in the zip is packed itself, which is not read: unpack the zip, then import one table (CSV) of it."
    )


def _named(format_name: str) -> Importer:
    importer_named = next((importer for importer in IMPORTERS if format_name == importer.NAME), None)
    if importer_named is None:
        raise ImportRefused(f"{format_name!r} is not read here; there is {', '.join(NAMES)}.")
    return importer_named


def _refuse_at_sight(file: IncomingFile) -> None:
    head = file.stream.read(HEAD_BYTES)
    if not head:
        raise ImportRefused("The file is empty.")
    for endings, what_to_do in _BY_ENDING.items():
        if file.name.lower().endswith(endings):
            raise ImportRefused(what_to_do)
    if (sentence := _not_read(head)) is not None:
        raise ImportRefused(sentence)


def _not_read(head: bytes) -> str | None:
    """Return what to do with a file that starts so, if it is of a kind that is never read."""
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((sentence for sign, sentence in _NOT_READ.items() if re.match(sign, plain)), None)
