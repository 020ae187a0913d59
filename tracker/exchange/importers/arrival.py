"""What arrived in a file: its rows, what they could become, and what was left out and why."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import NamedTuple

from tracker.domain.entry import Entry
from tracker.domain.numerals import number_in
from tracker.domain.original import Original
from tracker.exchange.importers.scale import NO_SCALE
from tracker.exchange.importers.text_table import TextTable

MOST_WORDS = 12


class Row(NamedTuple):
    """What a file says of one moment: `values` are pairs of a source's name and its value as written.

    `on_date` and `at_time` are those of the file's own offset, never moved to another zone. `logged_at` is
    the instant at which it was noted, where the file says so. `where` is the line, or a row of a table.
    """

    where: str
    on_date: date
    at_time: time | None
    values: tuple[tuple[str, str], ...]
    note: str | None = None
    logged_at: datetime | None = None


class LeftOut(NamedTuple):
    """A row that cannot come in, and why, in words that are the same for all rows like it."""

    where: str
    reason: str


@dataclass(frozen=True)
class Source:
    """One thing a file keeps track of: how often, over which days, and which values it takes.

    `low` and `high` are the range when all values are numbers; `words` the distinct values when they are
    few. `can_come_in` is False for what has no place in a record here.
    """

    name: str
    count: int
    low: float | None = None
    high: float | None = None
    words: tuple[str, ...] = ()
    sample: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    is_whole: bool = False
    can_come_in: bool = True


class Choice(NamedTuple):
    """What becomes of a source: a field of ours, and the scale its values are on."""

    field: str
    scale: str = NO_SCALE


Chosen = Mapping[str, Choice]


@dataclass(frozen=True)
class Batch:
    """Entries to be, what their values read before, and the row report."""

    entries: tuple[Entry, ...]
    originals: tuple[Original, ...] = ()
    rows_taken: int = 0
    left_out: tuple[LeftOut, ...] = ()

    @property
    def reasons(self) -> tuple[tuple[str, int, tuple[str, ...]], ...]:
        """Each reason for leaving rows out, how many, and where the first of them are."""
        counts = Counter(one.reason for one in self.left_out)
        where: dict[str, list[str]] = {}
        for one in self.left_out:
            found = where.setdefault(one.reason, [])
            if len(found) < 3 and one.where:
                found.append(one.where)
        return tuple((reason, count, tuple(where[reason])) for reason, count in counts.most_common())


@dataclass(frozen=True)
class Arrival:
    """A file that was read and is not brought in yet.

    Either `rows` that have their day, or a `table` of unknown columns, whose rows get it once it is chosen.
    `ready` are entries of our own files, which need no mapping. `proposed` is what is certain; the person
    chooses the rest. `counted` are things with no place here. `remarks` say what a reader should know.
    """

    format_name: str
    rows: tuple[Row, ...] = ()
    table: TextTable | None = None
    left_out: tuple[LeftOut, ...] = ()
    ready: tuple[Entry, ...] = ()
    proposed: Chosen = field(default_factory=dict)
    counted: tuple[Source, ...] = ()
    remarks: tuple[str, ...] = ()

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """What could come in, most frequent first."""
        if self.table is not None:
            return sources_of(
                (cell, None) for _, row in self.table.cells() for cell in row.items() if cell[1].strip()
            )
        return sources_of((value, row.on_date) for row in self.rows for value in row.values)


class _Tally:
    def __init__(self) -> None:
        self.values: Counter[str] = Counter()
        self.first: date | None = None
        self.last: date | None = None

    def add(self, value: str, day: date | None) -> None:
        self.values[value] += 1
        if day is not None:
            self.first = day if self.first is None or day < self.first else self.first
            self.last = day if self.last is None or day > self.last else self.last

    def source(self, name: str) -> Source:
        numbers = [number_in(value) for value in self.values]
        known = [number for number in numbers if number is not None]
        all_numbers = len(known) == len(numbers)
        few = len(self.values) <= MOST_WORDS
        return Source(
            name,
            self.values.total(),
            min(known) if all_numbers else None,
            max(known) if all_numbers else None,
            tuple(sorted(self.values)) if few and not all_numbers else (),
            tuple(list(self.values)[:3]),
            self.first,
            self.last,
            all_numbers and all(number == int(number) for number in known),
        )


def sources_of(found: Iterable[tuple[tuple[str, str], date | None]]) -> tuple[Source, ...]:
    """Return the sources of values with their days, most frequent first."""
    tallies: dict[str, _Tally] = {}
    for (name, value), day in found:
        tallies.setdefault(name, _Tally()).add(value, day)
    return tuple(
        sorted(
            (tally.source(name) for name, tally in tallies.items()), key=lambda one: (-one.count, one.name)
        )
    )
