"""Track & Graph CSV, new (FeatureName,Timestamp,Value,Label,Note) and old (the label inside Value)."""

import re

from tracker import clock
from tracker.domain.numerals import number_in
from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Arrival, Row, sources_of_rows
from tracker.exchange.importers.choosing import proposed_for
from tracker.exchange.importers.days import Moment, moment_in, order_of
from tracker.exchange.importers.incoming import IncomingFile, Start

NAME = "track-and-graph"
WORDS = "Track & Graph (CSV)"
_COLUMNS = ("FeatureName", "Timestamp", "Value")
_NUMBER = r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]{1,2})?"
_DURATION = r"-?[0-9]+:-?[0-9]{1,2}:-?[0-9]{1,2}"
_VALUE = re.compile(rf"({_DURATION}|{_NUMBER})(?::(.*))?", re.DOTALL)


def recognises(start: Start) -> bool:
    """Return whether a table has the columns of Track & Graph."""
    return start.header.issuperset(_COLUMNS)


def read(file: IncomingFile) -> Arrival:
    """Return the rows of a Track & Graph file, each at the local time of its own offset."""
    table = file.table
    table.needs(*_COLUMNS)
    order = order_of(table.column("Timestamp"), clock.latest_day())
    rows: list[Row] = []
    for line, cells in table.cells():
        moment = _moment(cells["Timestamp"], order, line)
        name = cells["FeatureName"].strip()
        if not name:
            raise ImportRefused("column FeatureName is blank.", line)
        value, inner, flaw = _value(cells["Value"], "Label" in cells)
        notes = (inner, cells.get("Label", "").strip(), cells.get("Note", "").strip())
        note = ". ".join(part for part in notes if part) or None
        rows.append(
            Row(
                f"Line {line}",
                moment.on_date,
                moment.at_time,
                ((name, value),),
                note,
                instant=moment.instant,
                flaw=flaw,
            )
        )
    sources = sources_of_rows(rows)
    return Arrival(NAME, tuple(rows), proposed=proposed_for(sources))


def _moment(text: str, order: str, line: int) -> Moment:
    moment = moment_in(text, order)
    if moment is None or moment.at_time is None:
        raise ImportRefused(
            f"column Timestamp: {text[:40]!r} is not a moment such as 2022-09-14T21:30:41.432+01:00.", line
        )
    return moment


def _value(text: str, has_labels: bool) -> tuple[str, str, str]:
    """Return a value, the label that older files have inside it, and what is wrong with it."""
    # A spreadsheet of a country with decimal commas writes 7,5.
    plain = text.strip()
    plain = plain.replace(",", ".") if number_in(plain) is not None else plain
    match = _VALUE.fullmatch(plain)
    if match is None or (match[2] and has_labels):
        return text, "", f"column Value: {text[:40]!r} is neither a number nor a duration H:MM:SS."
    value = match[1] if ":" in match[1] else f"{float(match[1]):.9g}"
    if "e" in value or "inf" in value:
        return text, "", f"column Value: {text[:40]!r} is out of all bounds."
    return value, (match[2] or "").strip(), ""
