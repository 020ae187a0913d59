"""How each column of our CSV is read: whole numbers, decimals, yes or no, days, times, words and free text."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tracker.domain import limits
from tracker.domain.entry import CANONICAL_ID, Entry
from tracker.domain.measure import Day, Decimal, Measure, Readings, Text, WholeNumber, YesNo, measures_of
from tracker.errors import InvalidEntry
from tracker.exchange import cells
from tracker.store.schema.tables import TABLES

Reader = Callable[[str], Any]


def _yes_or_no(name: str) -> Reader:
    def read(cell: str) -> int:
        if cell not in ("0", "1"):
            raise InvalidEntry(name, f"{limits.words(name)} must be 1 for yes or 0 for no.")
        return int(cell)

    return read


def _calendar_day(name: str) -> Reader:
    def read(cell: str) -> date:
        day: Any = cells.day(cell)
        return limits.day(name, day, date.max)

    return read


def _plain_id(cell: str) -> str:
    # Python's UUID also reads braces, underscores and other scripts' digits; an id has one spelling here.
    return cell if CANONICAL_ID.fullmatch(cell.lower()) else ""


def _reader(name: str, measure: Measure) -> Reader:
    if isinstance(measure, WholeNumber):
        return cells.whole
    if isinstance(measure, Decimal | Readings):
        return cells.decimal
    if isinstance(measure, YesNo):
        return _yes_or_no(name)
    if isinstance(measure, Day):
        return _calendar_day(name)
    return cells.unescaped if isinstance(measure, Text) else str


def readers_of(entry_class: type[Entry]) -> Mapping[str, Reader]:
    """Return how each column of a kind of entry is read."""
    readers: dict[str, Reader] = {
        "entry_id": _plain_id,
        "on_date": cells.day,
        "at_time": cells.time_of_day,
        "note": cells.unescaped,
        "created_at": cells.instant,
        "source": cells.unescaped,
        **dict.fromkeys(entry_class.computed.values(), cells.decimal),
    }
    for name, measure in measures_of(entry_class).items():
        readers.update(dict.fromkeys(measure.columns(name), _reader(name, measure)))
    return readers


def optional_columns_of(entry_class: type[Entry]) -> frozenset[str]:
    """Return the columns that files written before they were there may lack."""
    later = ((name, measure) for name, measure in measures_of(entry_class).items() if measure.since > 1)
    return frozenset(column for name, measure in later for column in measure.columns(name))


READERS: Mapping[str, Mapping[str, Reader]] = {
    kind: readers_of(table.entry_class) for kind, table in TABLES.items()
}
DECIMAL_COLUMNS = frozenset(
    name for readers in READERS.values() for name, reader in readers.items() if reader is cells.decimal
)
YES_NO_COLUMNS = frozenset(
    name
    for table in TABLES.values()
    for name, measure in measures_of(table.entry_class).items()
    if isinstance(measure, YesNo)
)
TEXT_COLUMNS = frozenset(
    name for readers in READERS.values() for name, reader in readers.items() if reader is cells.unescaped
)
