"""Track & Graph CSV, new (FeatureName,Timestamp,Value,Label,Note) and old (the label inside Value)."""

import re
from datetime import date, time

from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Arrival, Row, sources_of
from tracker.exchange.importers.choosing import proposed_for
from tracker.exchange.importers.numerals import moment_in
from tracker.exchange.importers.text_table import TextTable

NAME = "track-and-graph"
COLUMNS = ("FeatureName", "Timestamp", "Value")
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2})?"
_DURATION = r"-?[0-9]+:-?[0-9]{1,2}:-?[0-9]{1,2}"
_VALUE = re.compile(rf"({_DURATION}|{_NUMBER})(?::(.*))?", re.DOTALL)


def read(table: TextTable) -> Arrival:
    """Return the rows of a Track & Graph file, each at the local time of its own offset."""
    table.needs(*COLUMNS)
    rows: list[Row] = []
    for line, cells in table.cells():
        on_date, at_time = _moment(cells["Timestamp"], line)
        name = cells["FeatureName"].strip()
        if not name:
            raise ImportRefused("column FeatureName is blank.", line)
        value, inner = _value(cells["Value"], line, "Label" in cells)
        notes = (inner, cells.get("Label", "").strip(), cells.get("Note", "").strip())
        note = ". ".join(part for part in notes if part) or None
        rows.append(Row(f"Line {line}", on_date, at_time, ((name, value),), note))
    sources = sources_of((value, row.on_date) for row in rows for value in row.values)
    return Arrival(NAME, tuple(rows), proposed=proposed_for(sources))


def _moment(text: str, line: int) -> tuple[date, time | None]:
    moment = moment_in(text, "ymd") if "T" in text else None
    if moment is None or moment.at_time is None:
        raise ImportRefused(
            f"column Timestamp: {text[:40]!r} is not a moment such as 2022-09-14T21:30:41.432+01:00.", line
        )
    return moment


def _value(text: str, line: int, has_labels: bool) -> tuple[str, str]:
    found = _VALUE.fullmatch(text.strip())
    if found is None or (found[2] and has_labels):
        raise ImportRefused(f"column Value: {text[:40]!r} is neither a number nor a duration H:MM:SS.", line)
    value = found[1] if ":" in found[1] else f"{float(found[1]):.9g}"
    if "e" in value or "inf" in value:
        raise ImportRefused(f"column Value: {text[:40]!r} is out of all bounds.", line)
    return value, (found[2] or "").strip()
