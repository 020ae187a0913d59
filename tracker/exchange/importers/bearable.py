"""Bearable's CSV: one row per rating; factors pack several names and levels into one cell."""

import re
from datetime import time

from tracker import clock
from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Arrival, Choice, LeftOut, Row, sources_of_rows
from tracker.exchange.importers.days import clock_in, moment_in, order_of, words_of
from tracker.exchange.importers.incoming import IncomingFile, Start
from tracker.exchange.importers.numerals import says_nothing

NAME = "bearable"
WORDS = "Bearable (CSV)"
_COLUMNS = ("category", "rating/amount", "detail")
# Newest first: until 2021 there was only the day in words.
_DAYS = ("date formatted", "date")
_SEVERITY = re.compile(r"\([^()]*\)$")
_LEVEL = re.compile(r"(.+?) - (None|Little|Moderate|A lot)")
_LONGEST_CATEGORY = 100
_RATED = {"Mood": (1, 10), "Energy": (1, 5), "Sleep quality": (1, 5)}
# Bearable's parts of the day, at an hour within each; "all day" has none.
_PARTS_OF_THE_DAY = {"pre": time(6), "am": time(9), "mid": time(13), "pm": time(19)}
PARTS = "The time of day is a word: am is kept as 09:00, mid as 13:00, pm as 19:00."


def recognises(start: Start) -> bool:
    """Return whether a table has the columns of Bearable, of 2020 or later."""
    return start.header.issuperset(_COLUMNS) and any(name in start.header for name in _DAYS)


def read(file: IncomingFile) -> Arrival:
    """Return one row per rating or packed factor; symptoms keep Bearable's 0-4, which is not our 0-10."""
    table = file.table
    day = _DAYS[0] if _DAYS[0] in table.header else _DAYS[1]
    table.needs(day, *_COLUMNS)
    days = table.column(day)
    order = order_of(days, clock.latest_day(), table.column("weekday") if "weekday" in table.header else ())
    words = words_of(days)
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    has_parts = False
    for line, cells in table.cells():
        moment = moment_in(cells[day], order, words)
        if moment is None:
            raise ImportRefused(f"column {day!r}: {cells[day][:40]!r} is not a day such as 2026-01-01.", line)
        values = _values(cells, line)
        if not values:
            left_out.append(LeftOut(f"Line {line}", "blank: nothing was rated"))
            continue
        part = cells.get("time of day", "").strip().lower()
        has_parts = has_parts or part in _PARTS_OF_THE_DAY
        at_time = _PARTS_OF_THE_DAY.get(part) or clock_in(part)
        note = cells.get("notes", "").strip() or None
        for number, value in enumerate(values):
            own = None if number else note
            # Earlier versions of this app took no time of day: it does not tell rows apart.
            identity = (moment.on_date.isoformat(), None, own)
            rows.append(Row(f"Line {line}", moment.on_date, at_time, (value,), own, identity=identity))
    sources = sources_of_rows(rows)
    exercises_by_source = {
        source.name: Choice("sleep_quality", "1-5")
        for source in sources
        if source.name == "Sleep quality"
        and source.is_whole
        and (source.low or 0) >= 1
        and (source.high or 9) <= 5
    }
    remarks = (*table.remarks, *((PARTS,) if has_parts else ()))
    return Arrival(NAME, tuple(rows), left_out=tuple(left_out), proposed=exercises_by_source, remarks=remarks)


def _values(cells: dict[str, str], line: int) -> list[tuple[str, str]]:
    category, amount, detail = (cells[name].strip() for name in _COLUMNS)
    if (
        len(category) > _LONGEST_CATEGORY
    ):  # it is written in front of each name that is packed into the detail
        raise ImportRefused(f"column category: {category[:40]!r} is far too long.", line)
    amount = "" if says_nothing(amount) else amount
    if category == "Symptom":
        return [(f"Symptom: {_SEVERITY.sub('', detail).rstrip()}", amount)] if amount and detail else []
    if category in _RATED or category == "Sleep":
        return [(category, amount)] if amount else []
    parts = [part.strip() for part in detail.split("|") if part.strip()]
    if amount and not (parts and all(_LEVEL.fullmatch(part) for part in parts)):
        return [(f"{category}: {detail}" if detail else category, amount)]
    return [_factor(category, part) for part in parts]


def _factor(category: str, part: str) -> tuple[str, str]:
    """Return a factor and its level; one without a level was ticked."""
    match = _LEVEL.fullmatch(part)
    return (f"{category}: {_plain(match[1])}", match[2]) if match else (f"{category}: {_plain(part)}", "yes")


def _plain(name: str) -> str:
    """Return a factor's name without the emoji in front of it."""
    first, _, rest = name.strip().partition(" ")
    return rest.strip() if rest and not any(c.isalnum() for c in first) else name.strip()
