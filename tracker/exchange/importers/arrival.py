"""What arrived in a file: its rows, what they could become, and what was left out and why."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, NamedTuple

from tracker.domain.entry import Entry
from tracker.domain.original import Original
from tracker.exchange.importers.numerals import minutes_named, rating_in, says_nothing
from tracker.exchange.importers.scale import NO_SCALE, is_tick
from tracker.exchange.importers.text_table import TextTable

MOST_WORDS = 12
UNIT_COLUMNS = frozenset(("unit", "units", "einheit", "unité", "unidad", "unità", "unidade", "eenheid"))


class Row(NamedTuple):
    """What a file says of one moment: `values` are pairs of a source's name and its value as written.

    `on_date` and `at_time` are those of the file's own offset, never moved to another zone. `logged_at` is
    the instant at which it was noted, where the file says so. `where` is the line, or a row of a table.
    `instant` is the moment itself, where the file has its offset: the same row in another zone's clock is the same
    row. `identity` is what else tells the row from others, where that is not its day, time and note. A `flaw` is
    what is wrong with the row, which matters only if one of its sources is chosen. `unit` is that of its value.
    """

    where: str
    on_date: date
    at_time: time | None
    values: tuple[tuple[str, str], ...]
    note: str | None = None
    logged_at: datetime | None = None
    instant: datetime | None = None
    identity: tuple[str | None, str | None, str | None] | None = None
    flaw: str = ""
    unit: str = ""


class LeftOut(NamedTuple):
    """A row that cannot come in, and why, in words that are the same for all rows like it.

    `on_date` is set where the row could still be filled in: a check-in of that day in the record may take it.
    """

    where: str
    reason: str
    on_date: date | None = None


@dataclass(frozen=True)
class Filling:
    """What a file says of a day on which it has no pain rating: for the blank fields of a check-in of that day."""

    on_date: date
    values: Mapping[str, Any]
    originals: tuple[tuple[str, str, str], ...] = ()


class Mixed(NamedTuple):
    """The range of a source's numbers, and the few values beside them that are none: 5-6, none."""

    low: float
    high: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """One thing a file keeps track of: how often, over which days, and which values it takes.

    `low` and `high` are the range when all values are numbers; `words` the distinct values when they are few and
    not all numbers; `mixed` is there when some are numbers and a few are not.
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
    mixed: Mixed | None = None

    @property
    def is_ticked(self) -> bool:
        """Whether all values say yes or no and no amount: in words, or as 1 and 0 of no unit."""
        if self.words:
            return all(map(is_tick, self.words))
        return self.is_whole and (self.low or 0) >= 0 and self.high == 1 and minutes_named(self.name) is None


class Choice(NamedTuple):
    """What becomes of a source: a field of ours, and the scale its values are on."""

    field: str
    scale: str = NO_SCALE


Chosen = Mapping[str, Choice]


@dataclass(frozen=True)
class Batch:
    """Entries to be, what their values read before, and the row report.

    `earlier_ids` are the ids that earlier versions of this app gave to the same rows, by their ids of today, and those
    that the rows had where less of them was chosen.
    `fillings` are for check-ins that the record may have already.
    """

    entries: tuple[Entry, ...]
    originals: tuple[Original, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    earlier_ids: Mapping[str, tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)
    fillings: tuple[Filling, ...] = ()

    def reasons(self, but_for: Container[date] = ()) -> tuple[tuple[str, int, tuple[str, ...]], ...]:
        """Return each reason for leaving rows out, how many, and where the first of them are.

        Rows of the days `but_for` do not count: the record's own check-ins have or had what they say.
        """
        left_out = [left for left in self.left_out if left.on_date is None or left.on_date not in but_for]
        counts = Counter(line.reason for line in left_out)
        where: dict[str, list[str]] = {}
        for left in left_out:
            lines = where.setdefault(left.reason, [])
            if len(lines) < 3 and left.where:
                lines.append(left.where)
        return tuple((reason, count, tuple(where[reason])) for reason, count in counts.most_common())


@dataclass(frozen=True)
class Arrival:
    """A file that was read and is not brought in yet.

    Either `rows` that have their day, or a `table` of unknown columns, whose rows get it once it is chosen.
    `ready` are entries of our own files, which need no mapping. `proposed` is what is certain; the person
    chooses the rest. `counted` are things with no place here. `remarks` say what a reader should know.
    `day_columns` are the columns of a table that hold different days, where there are several. Of sources that
    `overlap`, one holds what another holds too: they must not be added up.
    Health data of a phone has no pain in it: it goes into check-ins that are there.
    """

    format_name: str
    rows: tuple[Row, ...] = ()
    table: TextTable | None = None
    left_out: tuple[LeftOut, ...] = ()
    ready: tuple[Entry, ...] = ()
    proposed: Chosen = field(default_factory=dict)
    counted: tuple[Source, ...] = ()
    remarks: tuple[str, ...] = ()
    day_columns: tuple[str, ...] = ()
    overlap: frozenset[str] = frozenset()
    is_health_data: bool = False

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Return what could come in, most frequent first; of a table, its columns."""
        if self.table is not None:
            return sources_of(
                (cell, None)
                for _, row in self.table.cells()
                for cell in row.items()
                if not says_nothing(cell[1])
            )
        return sources_of_rows(self.rows)

    def sources_under(self, chosen: Chosen) -> tuple[Source, ...]:
        """Return what could come in under a mapping: where a column holds names and one values, each name is a source."""
        columns = long_form(chosen)
        if self.table is None or columns is None:
            return self.sources
        named = ((named_value(cells, columns), None) for _, cells in self.table.cells())
        return (
            *self.sources,
            *sources_of(named_value for named_value in named if not says_nothing(named_value[0][1])),
        )


def column_of(chosen: Chosen, role: str) -> str | None:
    """Return the column that a mapping takes for the day, the time, the names or the values."""
    return next((name for name, choice in chosen.items() if choice.field == role), None)


def long_form(chosen: Chosen) -> tuple[str, str] | None:
    """Return the column of names and the column of values, where a mapping has both."""
    columns = {choice.field: column for column, choice in chosen.items()}
    names, values = columns.get("names"), columns.get("values")
    return (names, values) if names is not None and values is not None else None


def named_value(cells: Mapping[str, str], columns: tuple[str, str]) -> tuple[str, str]:
    """Return the name and the value in a row of a long table; a name that a column has too gets its column's in front.

    What a column of units says is put behind the name: "Reach (in)".
    """
    name = cells[columns[0]].strip()
    unit = next((cells[column].strip() for column in cells if column.casefold() in UNIT_COLUMNS), "")
    name = f"{name} ({unit})" if name and unit else name
    return (f"{columns[0]}: {name}" if name in cells else name), cells[columns[1]].strip()


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
        ratings = {value: rating_in(value) for value in self.values}
        valid_numbers = [rating[0] for rating in ratings.values() if rating is not None]
        others = tuple(sorted(value for value, rating in ratings.items() if rating is None))
        all_numbers = not others
        is_mixed = len(valid_numbers) > 0 < len(others) <= MOST_WORDS
        few = len(self.values) <= MOST_WORDS
        return Source(
            name=name,
            count=self.values.total(),
            low=min(valid_numbers) if all_numbers else None,
            high=max(valid_numbers) if all_numbers else None,
            words=tuple(sorted(self.values)) if few and not all_numbers else (),
            sample=tuple(list(self.values)[:3]),
            first=self.first,
            last=self.last,
            is_whole=all_numbers and all(number == int(number) for number in valid_numbers),
            mixed=Mixed(min(valid_numbers), max(valid_numbers), others) if is_mixed else None,
        )


def sources_of(named_values: Iterable[tuple[tuple[str, str], date | None]]) -> tuple[Source, ...]:
    """Return the sources of values with their days, most frequent first."""
    tallies: dict[str, _Tally] = {}
    for (name, value), day in named_values:
        tallies.setdefault(name, _Tally()).add(value, day)
    return tuple(
        sorted(
            (tally.source(name) for name, tally in tallies.items()),
            key=lambda source: (-source.count, source.name),
        )
    )


def sources_of_rows(rows: Iterable[Row]) -> tuple[Source, ...]:
    """Return the sources of rows, most frequent first."""
    return sources_of((value, row.on_date) for row in rows for value in row.values)
