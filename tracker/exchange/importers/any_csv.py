"""Any other CSV: its separator, day column and day order are guessed where there is one reading only, else asked."""

from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Arrival, Choice, Chosen, LeftOut, Row
from tracker.exchange.importers.choosing import proposed_for
from tracker.exchange.importers.numerals import DAY_ORDERS, clock_in, moment_in
from tracker.exchange.importers.scale import NO_SCALE, ROLES
from tracker.exchange.importers.text_table import TextTable

NAME = "any-csv"
_NOTES = (
    "note",
    "notes",
    "comment",
    "comments",
    "notiz",
    "notizen",
    "nota",
    "notas",
    "bemerkung",
    "kommentar",
)


def read(table: TextTable) -> Arrival:
    """Return the table with what is certain about its columns; raises ImportRefused when no column is a day."""
    if not table.rows:
        raise ImportRefused("There is a header and no row under it.")
    remarks = (table.remark,) if table.remark else ()
    found = _roles(table)
    if all(choice.field != "on_date" for choice in found.values()):
        _refuse_without_days(table)
    arrival = Arrival(NAME, table=table, remarks=remarks)
    pains = proposed_for(source for source in arrival.sources if source.name not in found)
    return Arrival(NAME, table=table, proposed={**found, **pains}, remarks=remarks)


def dated_rows(table: TextTable, chosen: Chosen) -> tuple[tuple[Row, ...], tuple[LeftOut, ...]]:
    """Return a table's rows with their days, and those without anything to bring in; raises ImportRefused."""
    day, at, note = (_column(chosen, role) for role in ROLES)
    if day is None:
        raise ImportRefused("No column was chosen as the day.")
    order = chosen[day].scale
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    for line, cells in table.cells():
        where = f"Line {line}"
        moment = moment_in(cells[day], order)
        if moment is None:
            raise ImportRefused(
                f"column {day[:40]!r}: {cells[day][:40]!r} is not a day written {_said(order)}.", line
            )
        at_time = moment.at_time
        if at and cells[at].strip() and (at_time := clock_in(cells[at])) is None:
            raise ImportRefused(
                f"column {at[:40]!r}: {cells[at][:40]!r} is not a time such as 14:30 or 8:30 am.", line
            )
        values = tuple(
            (name, cell.strip())
            for name, cell in cells.items()
            if cell.strip() and name in chosen and chosen[name].field not in ROLES
        )
        if values:
            rows.append(
                Row(where, moment.on_date, at_time, values, (cells[note].strip() or None) if note else None)
            )
        else:
            left_out.append(LeftOut(where, "blank in every column that was chosen"))
    return tuple(rows), tuple(left_out)


def _roles(table: TextTable) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    for index, name in enumerate(table.header):
        cells = [row[index] for _, row in table.rows]
        if "on_date" not in (one.field for one in found.values()) and (orders := _orders(cells)):
            found[name] = Choice("on_date", orders[0] if len(orders) == 1 else NO_SCALE)
        elif "at_time" not in (one.field for one in found.values()) and _is_time(cells):
            found[name] = Choice("at_time")
        elif name.lower() in _NOTES and "note" not in (one.field for one in found.values()):
            found[name] = Choice("note")
    return found


def _refuse_without_days(table: TextTable) -> None:
    """Refuse the first cell that is no day in the column that is almost one, or a table that has none."""
    for index, name in enumerate(table.header):
        for order in DAY_ORDERS:
            wrong = [(line, row[index]) for line, row in table.rows if moment_in(row[index], order) is None]
            if 2 * len(wrong) < len(table.rows):
                line, cell = wrong[0]
                raise ImportRefused(
                    f"column {name[:40]!r}: {cell[:40]!r} is not a day written {_said(order)}.", line
                )
    raise ImportRefused("no column under this header holds days, such as 2026-03-09 or 09.03.2026.", 1)


def _orders(cells: list[str]) -> list[str]:
    """Return the orders of day, month and year in which every cell is a day."""
    return [order for order in DAY_ORDERS if all(moment_in(cell, order) for cell in cells)]


def _is_time(cells: list[str]) -> bool:
    given = [cell for cell in cells if cell.strip()]
    return bool(given) and all(clock_in(cell) for cell in given)


def _column(chosen: Chosen, role: str) -> str | None:
    return next((name for name, choice in chosen.items() if choice.field == role), None)


def _said(order: str) -> str:
    return {"ymd": "2026-03-09", "dmy": "09.03.2026 (day first)", "mdy": "03/09/2026 (month first)"}.get(
        order, order
    )
