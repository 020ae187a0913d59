"""The rows of a table, each with its day, once it is chosen which columns say it."""

import re
from datetime import time

from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Chosen, LeftOut, Row, column_of, long_form, named_value
from tracker.exchange.importers.day_column import no_day, why_no_day_of_a_diary
from tracker.exchange.importers.days import clock_in, moment_in, words_of
from tracker.exchange.importers.numerals import says_nothing
from tracker.exchange.importers.scale import ROLES
from tracker.exchange.importers.text_table import TextTable

_MIDNIGHT = re.compile(
    r"[T ](?:0?0:00(?::00(?:\.0+)?)?|12:00(?::00)? ?AM)\s*(?:Z|[-+][0-9:]+)?\s*$", re.IGNORECASE
)


def dated_rows(table: TextTable, chosen: Chosen) -> tuple[tuple[Row, ...], tuple[LeftOut, ...]]:
    """Return a table's rows with their days, and those without anything to bring in; raises ImportRefused."""
    day, at = column_of(chosen, "on_date"), column_of(chosen, "at_time")
    if day is None:
        raise ImportRefused("No column was chosen as the day.")
    order, words = chosen[day].scale, words_of(table.column(day))
    # Programs write a day without a time as midnight.
    is_timeless = at is None and all(_MIDNIGHT.search(cell) for cell in table.column(day))
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    for line, cells in table.cells():
        where = f"Line {line}"
        moment = moment_in(cells[day], order, words)
        if moment is None:
            raise ImportRefused(no_day(day, cells[day], order), line)
        if why := why_no_day_of_a_diary(cells[day], moment.on_date, order):
            raise ImportRefused(f"column {day[:40]!r}: {cells[day][:40]!r} {why}.", line)
        values = _values(cells, chosen)
        rated = tuple(value for value in values if not says_nothing(value[1]))
        if not rated:
            left_out.append(LeftOut(where, _why_left_out(values)))
            continue
        note = _note(cells, chosen)
        at_time = moment.at_time if at is None or not cells[at].strip() else _time(at, cells[at], line)
        row = Row(where, moment.on_date, at_time, rated, note, instant=moment.instant if at is None else None)
        if is_timeless:
            # Earlier versions of this app took such a midnight for the time: it still tells rows apart.
            row = row._replace(at_time=None, identity=(moment.on_date.isoformat(), "00:00:00", note))
        rows.append(row)
    return tuple(rows), tuple(left_out)


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
