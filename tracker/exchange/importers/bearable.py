"""Bearable's CSV: one row per rating; factors pack several names and levels into one cell."""

import re

from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Arrival, Choice, LeftOut, Row, sources_of
from tracker.exchange.importers.numerals import moment_in
from tracker.exchange.importers.text_table import TextTable

NAME = "bearable"
COLUMNS = ("date formatted", "category", "rating/amount", "detail")
_SEVERITY = re.compile(r"\([^()]*\)$")
_LEVEL = re.compile(r"(.+?) - (None|Little|Moderate|A lot)")
_LONGEST_CATEGORY = 100
_RATED = {"Mood": (1, 10), "Energy": (1, 5), "Sleep quality": (1, 5)}


def read(table: TextTable) -> Arrival:
    """Return one row per rating or packed factor; symptoms keep Bearable's 0-4, which is not our 0-10."""
    table.needs(*COLUMNS)
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    for line, cells in table.cells():
        moment = moment_in(cells["date formatted"], "ymd")
        if moment is None:
            raise ImportRefused(
                f"column 'date formatted': {cells['date formatted'][:40]!r} is not a day such as 2026-01-01.",
                line,
            )
        values = _values(cells, line)
        if not values:
            left_out.append(LeftOut(f"Line {line}", "blank: nothing was rated"))
            continue
        note = cells.get("notes", "").strip() or None
        for number, value in enumerate(values):
            rows.append(Row(f"Line {line}", moment.on_date, None, (value,), None if number else note))
    sources = sources_of((value, row.on_date) for row in rows for value in row.values)
    known = {
        one.name: Choice("sleep_quality", "1-5")
        for one in sources
        if one.name == "Sleep quality" and one.is_whole and (one.low or 0) >= 1 and (one.high or 9) <= 5
    }
    return Arrival(NAME, tuple(rows), left_out=tuple(left_out), proposed=known)


def _values(cells: dict[str, str], line: int) -> list[tuple[str, str]]:
    category, amount, detail = (cells[name].strip() for name in ("category", "rating/amount", "detail"))
    if (
        len(category) > _LONGEST_CATEGORY
    ):  # it is written in front of each name that is packed into the detail
        raise ImportRefused(f"column category: {category[:40]!r} is far too long.", line)
    if category == "Symptom":
        return [(f"Symptom: {_SEVERITY.sub('', detail).rstrip()}", amount)] if amount and detail else []
    if category in _RATED or category == "Sleep":
        return [(category, amount)] if amount else []
    packed = [_LEVEL.fullmatch(part.strip()) for part in detail.split("|")]
    if detail and all(packed):
        return [(f"{category}: {_plain(found[1])}", found[2]) for found in packed if found]
    return [(f"{category}: {detail}" if detail else category, amount)] if amount else []


def _plain(name: str) -> str:
    """Return a factor's name without the emoji in front of it."""
    first, _, rest = name.strip().partition(" ")
    return rest.strip() if rest and not any(c.isalnum() for c in first) else name.strip()
