"""A table in a text file, whatever its encoding and separator; bounded, and refused by its line."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.errors import ImportRefused
from tracker.exchange import csv_rows
from tracker.exchange.csv_rows import WrongRow

MOST_BYTES = 5_000_000
MOST_COLUMNS = 64
MOST_ROWS = 50_000
MOST_HEADER_CHARACTERS = 20_000
SEPARATORS = (",", ";", "\t", "|")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class TextTable:
    """A header and the rows under it, each with its line in the file; `remark` says how it was read."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    remark: str = ""

    def cells(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each row's line and its cells by column name."""
        for line, row in self.rows:
            yield line, dict(zip(self.header, row, strict=True))

    def needs(self, *names: str) -> None:
        """Refuse a table that lacks one of these columns."""
        for name in names:
            if name not in self.header:
                raise ImportRefused(f"column {name!r} is missing.", 1)


def text_of(data: bytes) -> tuple[str, str]:
    """Return a file's text and what had to be assumed to read it; raises ImportRefused.

    UTF-8 with or without its mark, UTF-16 with its mark, else Windows-1252 when every byte is a letter there.
    """
    if len(data) > MOST_BYTES:
        raise ImportRefused(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB: import a shorter period at a time."
        )
    if not data.strip():
        raise ImportRefused("The file is empty.")
    text, remark = _decoded(data)
    if found := _CONTROLS.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ImportRefused("there is a control character, so this is not a text file.", line)
    return text, remark


def table_of(text: str, separator: str = ",", remark: str = "") -> TextTable:
    """Return the table of a text; raises ImportRefused naming the line.

    At most 64 columns, 50,000 rows and 10,000 characters a cell; every row as wide as the header.
    """
    first = text[: MOST_HEADER_CHARACTERS + 1].partition("\n")[0]
    if len(first) > MOST_HEADER_CHARACTERS or first.count(separator) > 2 * MOST_COLUMNS:
        raise ImportRefused(f"there are more than {MOST_COLUMNS} columns.", 1)
    rows: list[tuple[int, tuple[str, ...]]] = []
    header: tuple[str, ...] = ()
    for line, row in _rows(text, separator):
        if not header:
            header = _header(row)
        elif len(row) != len(header):
            raise ImportRefused(f"this row has {len(row)} cells, the header has {len(header)}.", line)
        elif len(rows) == MOST_ROWS:
            raise ImportRefused(f"there are more than {MOST_ROWS:,} rows; import the file in parts.", line)
        else:
            rows.append((line, row))
    if not header:
        raise ImportRefused("The file is empty.")
    return TextTable(header, tuple(rows), remark)


def separator_of(text: str) -> str:
    """Return the separator that splits the header, and the rows after it alike, into most columns."""
    lines = [line for line in text[:MOST_HEADER_CHARACTERS].split("\n")[:20] if line.strip()]

    def columns(separator: str) -> int:
        try:
            widths = {len(row) for row in csv.reader(lines[:-1] or lines, delimiter=separator)}
        except csv.Error:
            return 0
        return widths.pop() if len(widths) == 1 else 0

    best = max(SEPARATORS, key=columns)
    return best if columns(best) > 1 else max(SEPARATORS, key=lines[0].count)


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "The file is UTF-16 text."
        except UnicodeDecodeError:
            raise ImportRefused("The UTF-16 text is cut off or damaged.", data.count(b"\n") + 1) from None
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    try:
        return data.decode(
            "cp1252"
        ), "The file is not UTF-8; it was read as Windows-1252: look at the letters."
    except UnicodeDecodeError:
        raise ImportRefused("this is neither UTF-8 nor Windows-1252 text.", line) from None


def _rows(text: str, separator: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    try:
        for line, row in csv_rows.rows(text, separator):
            if row:
                yield line, tuple(row)
    except WrongRow as wrong:
        raise ImportRefused(wrong.sentence, wrong.line) from wrong


def _header(row: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(name.strip() for name in row)
    if len(names) > MOST_COLUMNS:
        raise ImportRefused(f"there are more than {MOST_COLUMNS} columns.", 1)
    for name in names:
        if names.count(name) > 1:
            raise ImportRefused(
                f"column {name[:40]!r} is there twice." if name else "a column has no name.", 1
            )
    return names
