"""Our CSV: one file per kind of entry, columns as in the readable views; written exactly, read strictly."""

import csv
import gc
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid5

from tracker import clock
from tracker.domain import limits
from tracker.domain.entry import EARLIEST_INSTANT, Entry, new_entry_id
from tracker.domain.fair_try import FairTry
from tracker.domain.period import ALWAYS, Period
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import ImportRefused, InvalidEntry
from tracker.exchange import cells, csv_rows, zip_members
from tracker.exchange.columns import READERS, TEXT_COLUMNS, optional_columns_of
from tracker.exchange.csv_rows import WrongRow
from tracker.exchange.fair_try_csv import FILE_NAME as FAIR_TRIES
from tracker.exchange.fair_try_csv import fair_tries_csv
from tracker.store.schema.tables import KINDS, TABLES, Table
from tracker.store.transaction import Rows

MOST_BYTES = 5_000_000
MOST_ROWS = 50_000
FILE_NAMES = {f"{kind}.csv": kind for kind in KINDS}
# Without it, spreadsheets on Windows take the file for one of the letters of its country.
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Rows without an id get one made from their content under this name space, so that a second import adds nothing.
ROW_IDS = UUID("6f0f3c1e-2a57-4c08-9d0e-5b8f5a6d7c31")


class Readable(Protocol):
    """Whatever gives entries as rows: those of a ClientRecord do."""

    def rows(self, kind: str, period: Period) -> Rows:
        """Return entries of a kind as column names and rows, oldest first."""


class ReadableTries(Protocol):
    """Whatever gives fair tries: those of a ClientRecord do."""

    def all(self) -> tuple[FairTry, ...]:
        """Return the fair tries, latest first."""


class ReadableRecord(Protocol):
    """Whatever has entries and fair tries: a ClientRecord does."""

    @property
    def entries(self) -> Readable:
        """Return its entries."""

    @property
    def fair_tries(self) -> ReadableTries:
        """Return its fair tries."""


def csv_of(entries: Readable, kind: str, period: Period = ALWAYS) -> bytes:
    """Return a record's entries of one kind as our CSV: UTF-8 with its mark, CRLF, dot decimals, blank for not given."""
    columns, rows = entries.rows(kind, period)
    out = io.StringIO(newline="")
    writer = csv.writer(out, strict=True)
    writer.writerow(columns)
    writer.writerows([_cell(name, value) for name, value in zip(columns, row, strict=True)] for row in rows)
    return BYTE_ORDER_MARK + out.getvalue().encode()


def zip_of(record: ReadableRecord, period: Period = ALWAYS) -> bytes:
    """Return the CSV files of all kinds as one zip, and one of the fair tries where there are any.

    The same record gives the same bytes.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        contents = {name: csv_of(record.entries, kind, period) for name, kind in FILE_NAMES.items()}
        if parts := fair_tries_csv(record.fair_tries.all(), clock.today(), period):
            contents[FAIR_TRIES] = parts
        for name, content in contents.items():
            # The date is fixed, and so is the system: both would otherwise differ from run to run.
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system, info.compress_type, info.external_attr = 3, zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(info, content)
    return out.getvalue()


@contextmanager
def _gc_paused() -> Iterator[None]:
    """Search for no circular garbage until the block ends: a large import spends a tenth of its time finding none.

    It holds for the whole process, so only for work of a second or two.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Whoever found it on turns it on again, in whatever order several end.
        if was_on:
            gc.enable()


@_gc_paused()
def entries_of(data: bytes) -> tuple[Entry, ...]:
    """Return the entries of one of our CSV files, or of our zip, all of them or none.

    At most 5 MB (25 MB unzipped), 50,000 rows and 10,000 characters a cell. Raises ImportRefused with the line and
    the column.
    """
    if not data:
        raise ImportRefused("The file is empty.")
    _within_size(len(data))
    if not data.startswith(b"PK"):
        return tuple(_entries(data))
    entries: list[Entry] = []
    for file_name, content in _unzipped(data).items():
        entries.extend(_entries(content, file_name))
        if len(entries) > MOST_ROWS:
            raise ImportRefused(f"The file has more than {MOST_ROWS:,} rows: import it in parts.")
    return tuple(entries)


@_gc_paused()
def entries_of_rows(rows: Iterable[tuple[int, Sequence[str]]]) -> tuple[Entry, ...]:
    """Return the entries of the rows of one of our files, its header first, each with its line; raises ImportRefused."""
    try:
        return tuple(_checked_entries(iter(rows), None))
    except WrongRow as wrong:
        raise ImportRefused(wrong.sentence, wrong.line) from wrong


def _cell(column: str, value: Any) -> Any:
    return cells.escaped(value) if column in TEXT_COLUMNS and value is not None else value


def _within_size(size: int, most: int = MOST_BYTES) -> None:
    if size > most:
        raise ImportRefused(
            f"The file is larger than {most // 1_000_000} MB: import a shorter period at a time, or as our zip."
        )


def _unzipped(data: bytes) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    with zip_members.opened(io.BytesIO(data)) as archive:
        for path in zip_members.names(archive):
            name = path.rpartition("/")[2]
            # A protocol is begun here or comes in an archive, never from a spreadsheet.
            if name == FAIR_TRIES:
                continue
            if name not in FILE_NAMES:
                raise ImportRefused(f"The zip may hold only {', '.join(FILE_NAMES)}, each once.")
            if name in contents:
                raise zip_members.there_twice(name)
            with archive.open(path) as member:
                # What the zip says of its sizes may be a lie; what comes out is counted.
                contents[name] = member.read(zip_members.MOST_UNZIPPED_BYTES + 1)
            _within_size(sum(map(len, contents.values())), zip_members.MOST_UNZIPPED_BYTES)
    if not contents:
        raise ImportRefused("The zip is empty.")
    return {name: contents[name] for name in FILE_NAMES if name in contents}


def _entries(data: bytes, file_name: str = "") -> Iterator[Entry]:
    where = f"in {file_name}, " if file_name else ""
    try:
        yield from _checked_entries(csv_rows.rows(_text(data)), FILE_NAMES.get(file_name))
    except WrongRow as wrong:
        raise ImportRefused(f"{where}{wrong.sentence}", wrong.line) from wrong


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise WrongRow(line, "this is not UTF-8 text; save the file as CSV with UTF-8 encoding.") from None
    if (at := text.find("\0")) >= 0:
        raise WrongRow(text.count("\n", 0, at) + 1, "there is a NUL character, so this is not a text file.")
    return text


def _checked_entries(lines: Iterator[tuple[int, Sequence[str]]], kind: str | None) -> Iterator[Entry]:
    table, header = _header(next(lines, (1, []))[1], kind)
    blank = dict.fromkeys(table.columns)
    readers = [(name, READERS[table.kind][name]) for name in header]
    seen: dict[str, int] = {}
    alike: Counter[str] = Counter()
    now = clock.utc_now()
    for count, (line, row) in enumerate(lines, start=1):
        if count > MOST_ROWS:
            raise WrongRow(line, f"there are more than {MOST_ROWS:,} rows; import the file in parts.")
        if len(row) != len(header):
            raise WrongRow(line, f"this row has {len(row)} cells, the header has {len(header)}.")
        try:
            cells = zip(readers, row, strict=True)
            values = blank | {name: read(cell) if cell else None for (name, read), cell in cells}
            entry = _entry(table, values, now, alike)
        except InvalidEntry as refused:
            raise WrongRow(line, f"column {refused.field}: {refused.sentence}") from refused
        if (first := seen.setdefault(entry.entry_id, line)) != line:
            raise WrongRow(line, f"column entry_id: this entry is in the file twice, first on line {first}.")
        yield entry


def _header(header: Sequence[str], kind: str | None) -> tuple[Table, Sequence[str]]:
    # The columns say which kind it is: the table that shares most of them is the one meant.
    table = TABLES[kind] if kind else max(TABLES.values(), key=lambda t: len(set(t.columns) & set(header)))
    known_columns = set(table.columns)
    if not known_columns & set(header):
        raise WrongRow(
            1,
            f"the header has none of our columns; a {table.kind} file starts {','.join(table.columns[:4])},...",
        )
    if unknown := [name for name in header if name not in known_columns]:
        raise WrongRow(1, f"column {unknown[0][:40]!r} is not one of a {table.kind} file.")
    if twice := [name for name, count in Counter(header).items() if count > 1]:
        raise WrongRow(1, f"column {twice[0]} is there twice.")
    needed = [name for name in table.columns if name not in optional_columns_of(table.entry_class)]
    if missing := [name for name in needed if name not in header]:
        raise WrongRow(1, f"column {missing[0]} of a {table.kind} file is missing.")
    return table, header


def _entry(table: Table, values: Mapping[str, Any], now: datetime, alike: Counter[str]) -> Entry:
    entry_id = values["entry_id"]
    entry = table.entry_class(
        entry_id=new_entry_id() if entry_id is None else entry_id,
        on_date=values["on_date"],
        at_time=values["at_time"],
        note=values["note"],
        created_at=now if values["created_at"] is None else _made_at(values["created_at"], now),
        source="csv" if values["source"] is None else values["source"],
        **table.measured_values(values),
    )
    if isinstance(entry, SitAndReachTest):
        _check_computed(entry, values["sit_and_reach_cm"])
    if entry_id is None:
        return replace(entry, entry_id=_id_from_content(table, entry, values["created_at"] is None, alike))
    return entry


def _id_from_content(table: Table, entry: Entry, is_made_now: bool, alike: Counter[str]) -> str:
    """Return an id made from the values (not their spelling) and from how many rows alike came before."""
    left_out = {"entry_id", "version"} | ({"created_at"} if is_made_now else set())
    content = json.dumps(
        [table.kind, {k: v for k, v in table.row(entry).items() if k not in left_out}], sort_keys=True
    )
    alike[content] += 1
    return str(uuid5(ROW_IDS, f"{alike[content]} {content}"))


def _check_computed(entry: SitAndReachTest, value: float | None) -> None:
    """Refuse a result that contradicts the trials; blank is fine, since it is computed anyway."""
    value = limits.number("sit_and_reach_cm", value, -200, 200, "cm")
    if value is None or value == entry.sit_and_reach_cm:
        return
    if entry.sit_and_reach_cm is None:
        raise InvalidEntry("sit_and_reach_cm", "Sit and reach must be blank for a skipped test.")
    raise InvalidEntry(
        "sit_and_reach_cm",
        f"Sit and reach must be the best trial minus the foot line, {entry.sit_and_reach_cm}, or blank.",
    )


def _made_at(value: datetime | str, now: datetime) -> datetime:
    # A day of grace: two machines' clocks need not agree.
    if not isinstance(value, datetime) or not EARLIEST_INSTANT <= value <= now + timedelta(days=1):
        raise InvalidEntry(
            "created_at",
            "Created at must be a UTC instant such as 2026-03-09T07:30:00Z, not in the future, or blank.",
        )
    return value
