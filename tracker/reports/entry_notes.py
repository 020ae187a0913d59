"""What was logged when: each entry's day and note, read without building the entry; ten years have thousands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tracker import clock
from tracker.domain.entry import BACK_FILLED_AFTER_DAYS, is_from_file
from tracker.domain.period import Period
from tracker.record import ClientRecord
from tracker.store.schema.tables import KINDS, instant_from

COLUMNS = ("on_date", "at_time", "created_at", "note", "source")


@dataclass(frozen=True, slots=True)
class Logged:
    """One entry's kind, day, note and door, and whether it was kept here more than a day after its day."""

    kind: str
    on_date: date
    note: str | None
    is_late: bool
    source: str

    @property
    def is_from_file(self) -> bool:
        """Whether a file brought it."""
        return is_from_file(self.source)

    @property
    def is_back_filled(self) -> bool:
        """Whether it was written down here more than a day after its day."""
        return self.is_late and not self.is_from_file


def logged(record: ClientRecord, period: Period) -> tuple[Logged, ...]:
    """Return what was logged in a period, as far as its reader may see it, latest day and time first."""
    rows = sorted((cells for kind in KINDS for cells in _cells(record, kind, period)), reverse=True)
    return tuple(
        Logged(kind, date.fromisoformat(day), note or None, _is_late(day, created_at), source)
        for day, _, created_at, kind, note, source in rows
    )


def _cells(record: ClientRecord, kind: str, period: Period) -> Iterator[tuple[str, str, str, str, str, str]]:
    names, rows = record.entries.rows(kind, period)
    day, at, created, note, source = map(names.index, COLUMNS) if rows else (0, 0, 0, 0, 0)
    for row in rows:
        yield row[day], row[at] or "", row[created], kind, row[note] or "", row[source]


def _is_late(day: str, created_at: str) -> bool:
    # No zone is a whole day from UTC, so what was made on its day by UTC cannot be late by any clock.
    if created_at[:10] <= day:
        return False
    made_on = clock.local_day(instant_from(created_at))
    return (made_on - date.fromisoformat(day)).days > BACK_FILLED_AFTER_DAYS
