"""The rows of a table, each with its day, once it is chosen which columns say it."""

import re
from collections.abc import Iterator
from datetime import date, time

from tracker import clock
from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Chosen, LeftOut, Row, column_of, long_form, named_value
from tracker.exchange.importers.day_column import are_midnights_here, no_day, why_no_day_of_a_diary
from tracker.exchange.importers.days import Moment, clock_in, moment_in, words_of
from tracker.exchange.importers.numerals import says_nothing
from tracker.exchange.importers.scale import ADDED_UP, ROLES
from tracker.exchange.importers.text_table import TextTable

_MIDNIGHT = re.compile(
    r"[T\s](?:0?0(?:[:.]|\s?h\s?)00(?:[:.]00(?:\.0+)?)?(?:\s?(?:uhr|uur|h))?|12:00(?::00)? ?AM)\s*(?:Z|[-+][0-9:]+)?\s*$",
    re.IGNORECASE,
)


COUNTED_ALREADY = "another row of the same moment says the same, and it counts once"
AMOUNT_COUNTED_ALREADY = f"only an amount of it: {COUNTED_ALREADY}"
# What programs write in every row where they have no time.
_STANDS_FOR_NO_TIME = (time(0), time(12))


def dated_rows(table: TextTable, chosen: Chosen) -> tuple[tuple[Row, ...], tuple[LeftOut, ...]]:
    """Return a table's rows with their days, and those without anything to bring in; raises ImportRefused."""
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    dating = _Dating(table, chosen)
    for (line, cells), moment in zip(table.cells(), dating.moments, strict=True):
        where = f"Line {line}"
        values = _values(cells, chosen)
        rated = tuple(value for value in values if not says_nothing(value[1]))
        if not rated:
            left_out.append(LeftOut(where, _why_left_out(values)))
            continue
        row = Row(where, moment.on_date, None, rated, _note(cells, chosen))
        rows.append(dating.dated(row, moment, cells, line))
    counted_once = _CountedOnce(chosen, rows)
    return tuple(counted_once.rows), (*left_out, *counted_once.left_out)


class _Dating:
    """How the rows of a table say when: in the column of days, and in that of times where there is one."""

    def __init__(self, table: TextTable, chosen: Chosen) -> None:
        day, self._at = column_of(chosen, "on_date"), column_of(chosen, "at_time")
        if day is None:
            raise ImportRefused("No column was chosen as the day.")
        self.moments = tuple(_moments(table, day, chosen[day].scale))
        # Programs write a day without a time as midnight: as it is called, or as it is in UTC when it is midnight here.
        self._is_midnight = self._at is None and all(map(_MIDNIGHT.search, table.column(day)))
        self._is_midnight_here = not self._is_midnight and are_midnights_here(self.moments)

    def dated(self, row: Row, moment: Moment, cells: dict[str, str], line: int) -> Row:
        """Return a row with its day and time; raises ImportRefused."""
        cell = cells[self._at] if self._at else ""
        own_time = _time(self._at, cell, line) if self._at and cell.strip() else None
        at_time = own_time or moment.at_time
        row = row._replace(at_time=at_time, instant=None if self._at else moment.instant)
        if not (self._is_midnight or self._is_midnight_here):
            return row
        # Earlier versions of this app took such a midnight for the time: it still tells rows apart.
        identity = (moment.on_date.isoformat(), at_time.isoformat() if at_time else None, row.note)
        on_date = (
            clock.local_day(moment.instant) if self._is_midnight_here and moment.instant else moment.on_date
        )
        return row._replace(on_date=on_date, at_time=own_time, identity=identity)


class _CountedOnce:
    """What is added up counts once for each moment, source and amount: of a workout, each set's row has the whole length."""

    def __init__(self, chosen: Chosen, rows: list[Row]) -> None:
        self._added_up = {name for name, choice in chosen.items() if choice.field in ADDED_UP}
        self._counted: set[tuple[date, time, str, str]] = set()
        self.rows: list[Row] = []
        self.left_out: list[LeftOut] = []
        times = {row.at_time for row in rows}
        if len(times) == 1 and times <= {None, *_STANDS_FOR_NO_TIME}:
            self.rows = rows
        else:
            for row in rows:
                self._take(row)

    def _take(self, row: Row) -> None:
        new = self._new_of(row)
        if new:
            self.rows.append(row._replace(values=new))
        if len(new) < len(row.values):
            self.left_out.append(LeftOut(row.where, AMOUNT_COUNTED_ALREADY if new else COUNTED_ALREADY))

    def _new_of(self, row: Row) -> tuple[tuple[str, str], ...]:
        """Return a row's values but for those that an earlier row of its moment has counted."""
        if row.at_time is None:
            return row.values
        of_moment = {
            value: (row.on_date, row.at_time, *value) for value in row.values if value[0] in self._added_up
        }
        new = tuple(value for value in row.values if of_moment.get(value) not in self._counted)
        self._counted.update(of_moment.values())
        return new


def _moments(table: TextTable, day: str, order: str) -> Iterator[Moment]:
    """Yield the moment of each row; raises ImportRefused for the first that is none."""
    column = table.column(day)
    words = words_of(column)
    for (line, _), cell in zip(table.rows, column, strict=True):
        moment = moment_in(cell, order, words)
        if moment is None:
            raise ImportRefused(no_day(day, cell, order), line)
        if why := why_no_day_of_a_diary(cell, moment.on_date, order):
            raise ImportRefused(f"column {day[:40]!r}: {cell[:40]!r} {why}.", line)
        yield moment


def _values(cells: dict[str, str], chosen: Chosen) -> tuple[tuple[str, str], ...]:
    values = [
        (name, cell.strip())
        for name, cell in cells.items()
        if name in chosen and chosen[name].field not in ROLES
    ]
    if columns := long_form(chosen):
        name, value = named_value(cells, columns)
        values += [(name, value)] if name else []
    return tuple(values)


def _why_left_out(values: tuple[tuple[str, str], ...]) -> str:
    words_for_nothing = sorted({value for _, value in values if value})
    if not words_for_nothing:
        return "blank in every column that was chosen"
    return f"nothing was rated: {', '.join(words_for_nothing)}"


def _note(cells: dict[str, str], chosen: Chosen) -> str | None:
    notes = (cells[name].strip() for name, choice in chosen.items() if choice.field == "note")
    return "\n".join(dict.fromkeys(note for note in notes if note)) or None


def _time(column: str, cell: str, line: int) -> time:
    at_time = clock_in(cell)
    if at_time is None:
        raise ImportRefused(
            f"column {column[:40]!r}: {cell[:40]!r} is not a time such as 14:30 or 8:30 am.", line
        )
    return at_time
