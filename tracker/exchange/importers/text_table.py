"""A table in a text file, whatever its encoding and separator; bounded, and refused by its line."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import NamedTuple

from tracker.errors import ImportRefused
from tracker.exchange import csv_rows
from tracker.exchange.csv_rows import WrongRow

MOST_BYTES = 5_000_000
# Strava lists 94 columns, forms one a question; many columns and many rows together would take too much memory.
MOST_COLUMNS = 200
MOST_ROWS = 50_000
MOST_CELLS = 64 * MOST_ROWS
MOST_HEADER_CHARACTERS = 20_000
SEPARATORS = (",", ";", "\t", "|")
# What other letters look like when they are read as Western ones: a word without a plain letter (Cyrillic, Chinese), a
# capital behind a small letter, or a sign within or before a word (Polish, Japanese, an old Mac's).
_BEYOND = r"[^\x00-\xa0\u2013-\u2026\u20ac]"
_LETTER = r"[A-Za-z\xc0-\xff]"
_OTHER_LETTERS = re.compile(
    rf"(?<!{_LETTER})(?<!{_BEYOND}){_BEYOND}{{3,}}(?!{_LETTER})(?!{_BEYOND})"
    r"|(?<=[a-z])[\xc0-\xd6\xd8-\xde\u0152\u0160\u0178\u017d]"
    r"|(?<=[a-z])[^\x00-\xa0\xad\xb4\xb7\xdf-\xff\u0153\u0161\u017e\u2013\u2014\u2018\u2019\u2022\u2026](?=[a-z])"
    rf"|(?<={_LETTER})[\u0192\u02c6\u201a\u201e](?={_LETTER})|[\xb2\xb3\xb9\u0178](?=[a-z])"
)
_OLD_LETTERS = "the letters are neither UTF-8 nor Windows-1252: save the file as CSV (UTF-8) and import that."
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Where old programs say that a text ends.
_END_OF_TEXT = "\x1a"
# The line that Markdown and databases draw under the names of columns.
_RULE = re.compile(r"\s*[:+]?-[-+]*:?\s*")
# The line by which a spreadsheet is told the separator.
_SEP = re.compile(r'"?sep=(.)"?[ ,;\t]*\r?\n', re.IGNORECASE)
_IMPORT_ID = re.compile(r'\s*\{\s*"ImportId"\s*:')
_ZONE_OF_ANSWERS = re.compile(r'"timeZone"\s*:\s*"([^"]{1,60})"')
_MOST_LOOKED_AT = 4_096
# A title, an empty line and the like may stand above the header.
_MOST_ABOVE = 20


@dataclass(frozen=True)
class TextTable:
    """A header and the rows under it, each with its line in the file; `remarks` say how it was read.

    `repeated` are the names that the header has more than once: the later ones are called "name (2)" and so on;
    `short_lines` the lines of rows whose last cells were missing.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    remarks: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()
    header_line: int = 1
    short_lines: tuple[int, ...] = ()

    def cells(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield each row's line and its cells by column name."""
        for line, row in self.rows:
            yield line, dict(zip(self.header, row, strict=True))

    def column(self, name: str) -> list[str]:
        """Return the cells of a column, from the top."""
        index = self.header.index(name)
        return [row[index] for _, row in self.rows]

    def needs(self, *names: str) -> None:
        """Refuse a table that lacks one of these columns, or has a column of a known format twice."""
        for name in names:
            if name not in self.header:
                raise ImportRefused(f"column {name!r} is missing.", self.header_line)
        if self.repeated:
            raise ImportRefused(f"column {self.repeated[0][:40]!r} is there twice.", self.header_line)


def text_of(data: bytes) -> tuple[str, str]:
    """Return a file's text and what had to be assumed to read it; raises ImportRefused.

    UTF-8 or UTF-16, each with or without its mark, else Windows-1252 when every byte is a letter there.
    """
    if len(data) > MOST_BYTES:
        raise ImportRefused(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB: import a shorter period at a time."
        )
    if not data.strip():
        raise ImportRefused("The file is empty.")
    text, remark = _decoded(data)
    text = text.rstrip(_END_OF_TEXT)
    if match := _CONTROLS.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise ImportRefused("there is a control character, so this is not a text file.", line)
    return text, remark


def table_of(data: bytes, separator: str = "") -> TextTable:
    """Return the table in a file; the separator is found out where it is not said. Raises ImportRefused naming the line.

    At most 200 columns, 50,000 rows (fewer of more than 64 columns) and 10,000 characters a cell. Left out are rows and columns of nothing, a title
    above the header, and empty cells beyond it; cells missing at the end of a row are blank.
    """
    text, remark = text_of(data)
    if "\n" not in text:
        text = text.replace("\r", "\n")
    skipped = 0
    if sep := _SEP.match(text):
        text, separator, skipped = text[sep.end() :], sep[1], 1
    separator = separator or separator_of(text)
    lines = [line for line in text[: MOST_HEADER_CHARACTERS + 1].split("\n")[:_MOST_ABOVE] if line.strip()]
    if lines and (len(lines[0]) > MOST_HEADER_CHARACTERS or lines[0].count(separator) > 2 * MOST_COLUMNS):
        raise ImportRefused(f"there are more than {MOST_COLUMNS} columns.", 1)
    rows = _rows(text, separator, skipped)
    return _with_header(rows, (remark,) if remark else (), is_whole=text.endswith("\n"))


def separator_of(text: str) -> str:
    """Return the separator that splits the header, and the rows after it alike, into most columns."""
    lines = [line for line in text[:MOST_HEADER_CHARACTERS].split("\n")[:_MOST_ABOVE] if line.strip()]

    def fit(separator: str) -> tuple[int, int]:
        try:
            rows = csv.reader(lines[:-1] or lines, delimiter=separator, skipinitialspace=True)
            widths = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
        except csv.Error:
            return 0, 0
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return (count, width) if width > 1 else (0, 0)

    best = max(SEPARATORS, key=fit)
    return best if fit(best) != (0, 0) else max(SEPARATORS, key=(lines or [""])[0].count)


def _utf_16_of(data: bytes) -> str:
    """Return which UTF-16 a text is, by its mark or by the zeros in every other byte; empty for none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = data[:_MOST_LOOKED_AT]
    for encoding, zeros, others in (
        ("utf-16-le", start[1::2], start[::2]),
        ("utf-16-be", start[::2], start[1::2]),
    ):
        # An eighth are figures and signs, however many letters of another alphabet there are, and its blank ends in zero.
        if zeros.count(0) > max(len(zeros) / 8, 8 * others.count(0)):
            return encoding
    return ""


def _decoded(data: bytes) -> tuple[str, str]:
    if utf_16 := _utf_16_of(data):
        try:
            return data.decode(utf_16), "The file is UTF-16 text."
        except UnicodeDecodeError:
            raise ImportRefused("The UTF-16 text is cut off or damaged.", data.count(b"\n") + 1) from None
    try:
        return data.decode().lstrip("\N{ZERO WIDTH NO-BREAK SPACE}"), ""
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if error.reason == "unexpected end of data" and error.start > 0:
            raise ImportRefused(
                "the file is cut off in the middle of a letter: export it again.", line
            ) from None
    if re.search(rb"\xc3[\x80-\xbf]", data):
        raise ImportRefused(
            "some letters are UTF-8 and these are not: save the file as CSV (UTF-8) and import that.", line
        )
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise ImportRefused(_OLD_LETTERS, line) from None
    if match := _OTHER_LETTERS.search(text):
        raise ImportRefused(_OLD_LETTERS, text.count("\n", 0, match.start()) + 1)
    return text, "The file is not UTF-8; it was read as Windows-1252: look at the letters."


class _Row(NamedTuple):
    """A row without its empty cells at the end, its line, and how many cells it had with them."""

    line: int
    cells: list[str]
    width: int


def _rows(text: str, separator: str, skipped: int) -> list[_Row]:
    """Return the rows that hold anything."""
    rows: list[_Row] = []
    try:
        for line, row in csv_rows.rows(text, separator, after_blanks=True):
            width = len(row)
            while row and not row[-1].strip():
                row.pop()
            if not row:
                continue
            if len(rows) > MOST_ROWS + _MOST_ABOVE:
                raise ImportRefused(
                    f"there are more than {MOST_ROWS:,} rows; import the file in parts.", line
                )
            rows.append(_Row(line + skipped, row, width))
    except WrongRow as wrong:
        raise ImportRefused(wrong.sentence, wrong.line + skipped) from wrong
    return rows


def _with_header(rows: list[_Row], remarks: tuple[str, ...], *, is_whole: bool) -> TextTable:
    if not rows:
        raise ImportRefused("The file is empty.")
    at = _header_place(rows)
    header, below, of_questions = _with_questions(rows[at], rows[at + 1 :])
    remarks = (*remarks, *of_questions)
    if below and all(_RULE.fullmatch(cell) for cell in below[0].cells if cell.strip()):
        below = below[1:]
    if at:
        title = " ".join(cell.strip() for cell in rows[0].cells if cell.strip())
        remarks = (*remarks, f"What stands above line {header.line} was taken as a title: {title[:60]!r}.")
    if len(below) > MOST_ROWS:
        line = below[MOST_ROWS].line
        raise ImportRefused(f"there are more than {MOST_ROWS:,} rows; import the file in parts.", line)
    width = len(header.cells)
    if width > MOST_COLUMNS:
        raise ImportRefused(f"there are more than {MOST_COLUMNS} columns.", header.line)
    if len(below) * width > MOST_CELLS:
        raise ImportRefused(
            f"there are more than {MOST_CELLS:,} cells; import the file in parts.", header.line
        )
    for row in below:
        if len(row.cells) > width:
            raise ImportRefused(f"this row has {len(row.cells)} cells, the header has {width}.", row.line)
    short = tuple(row.line for row in below if row.width < width)
    # In a file that was cut off, the last row may lack more than its last cells.
    if short and short[-1] == below[-1].line and not is_whole:
        raise ImportRefused(
            f"this row has {below[-1].width} cells, the header has {width}, and the file ends in it.",
            short[-1],
        )
    filled = tuple((row.line, (*row.cells, *[""] * (width - len(row.cells)))) for row in below)
    return _named(
        TextTable(
            header=tuple(header.cells),
            rows=filled,
            remarks=remarks,
            repeated=(),
            header_line=header.line,
            short_lines=short,
        )
    )


def _with_questions(header: _Row, below: list[_Row]) -> tuple[_Row, list[_Row], tuple[str, ...]]:
    """Return a header with the rows under it, and what is to be said of it.

    Qualtrics writes three lines above the answers: short names, the questions in words, and ids of its own.
    """
    if len(below) < 2 or not all(_IMPORT_ID.match(cell) for cell in below[1].cells if cell.strip()):
        return header, below, ()
    questions, ids = below[:2]
    names = [
        " ".join(question.split()) or name
        for name, question in zip_longest(header.cells, questions.cells, fillvalue="")
    ]
    remarks = [f"The questions of line {questions.line} were taken as the names of the columns."]
    zones = dict.fromkeys(zone for cell in ids.cells for zone in _ZONE_OF_ANSWERS.findall(cell))
    remarks += [
        f"The days are written in the time zone {'UTC' if zone == 'Z' else zone}, and are taken as they are."
        for zone in zones
    ]
    return header._replace(cells=names), below[2:], tuple(remarks)


def _header_place(rows: list[_Row]) -> int:
    """Return which row is the header: the first that fills more than half as many cells as the first rows usually do.

    Lines such as "Name:;Ann" may stand above it too: a row of words that alone is as wide as what follows comes first.
    """
    first = rows[:_MOST_ABOVE]
    filled = [sum(1 for cell in row.cells if cell.strip()) for row in first]
    usual = sorted(filled)[(len(filled) - 1) // 2]
    place = next(index for index, count in enumerate(filled) if count > usual // 2)
    widest = max(len(row.cells) for row in first)
    if len(first[place].cells) == widest:
        return place
    wide = (index for index, row in enumerate(first) if index > place and len(row.cells) == widest)
    return next((index for index in wide if _is_of_names(first[index].cells)), place)


def _is_of_names(cells: list[str]) -> bool:
    """Whether each cell has letters and no figure, except for a scale behind a name: "Pain (0-10)"."""
    names = [re.sub(r"\(.*?\)|[01]\s?-\s?[0-9]+$", "", cell) for cell in cells if cell.strip()]
    return not any(re.search(r"[0-9]", name) or not re.search(r"[^\W_]", name) for name in names)


def _named(table: TextTable) -> TextTable:
    """Drop the columns of nothing, and give each other one a name of its own."""
    wanted = [
        index
        for index, name in enumerate(table.header)
        if name.strip() or any(row[index].strip() for _, row in table.rows)
    ]
    if len(wanted) < len(table.header):
        rows = tuple((line, tuple(row[index] for index in wanted)) for line, row in table.rows)
        table = replace(table, header=tuple(table.header[index] for index in wanted), rows=rows)
    names: list[str] = []
    repeated: list[str] = []
    for number, cell in enumerate(table.header, start=1):
        # The mark of UTF-8 may stand before the names, below a line above them.
        name = cell.replace("\ufeff", "").strip() or f"column {number}"
        count = names.count(name) + sum(1 for repeated_name in repeated if repeated_name == name)
        repeated += [name] if count else []
        names.append(f"{name} ({count + 1})" if count else name)
    if len(set(names)) < len(names):
        raise ImportRefused("two columns have the same name.", table.header_line)
    return replace(table, header=tuple(names), repeated=tuple(repeated))
