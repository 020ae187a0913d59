"""Axes: what lies along a chart (days, days counted from an event, or named things) and what it is measured by."""

from dataclasses import dataclass
from datetime import date

from tracker.domain.period import Period
from tracker.locales import day_words, shortest

# Where something lies along a chart: a day of a period, a number of days from an event, or a category's number.
Place = date | int


@dataclass(frozen=True)
class YAxis:
    """The value axis: a label, its range, the ticks, and words for the ticks where numbers would not do."""

    label: str
    low: float
    high: float
    ticks: tuple[float, ...]
    unit: str = ""
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError("an axis goes from a lower to a higher value")
        if self.words and len(self.words) != len(self.ticks):
            raise ValueError("an axis has words for every tick or for none")

    def tick_words(self, tick: float) -> str:
        """Return what is written at a tick, with a true minus sign."""
        return self.words[self.ticks.index(tick)] if self.words else shortest(tick).replace("-", "\u2212")


PAIN_AXIS = YAxis("Pain, 0 none to 10 worst", 0, 10, (0, 2, 4, 6, 8, 10))


@dataclass(frozen=True)
class DayOffsets:
    """Days counted from an event, which is day 0: from `first` (below 0 is before) to `last`, both included."""

    first: int
    last: int
    label: str

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("days are counted from an earlier to a later one")

    @property
    def names(self) -> tuple[str, ...]:
        """How each day is written: \u22121, 0, +1."""
        numbers = range(self.first, self.last + 1)
        return tuple(f"{number:+d}".replace("-", "\u2212") if number else "0" for number in numbers)


@dataclass(frozen=True)
class Numbered(DayOffsets):
    """Numbered things in turn from 1, with a place 0 before them for all of them together."""

    @property
    def names(self) -> tuple[str, ...]:
        """How each is written: all, 1, 2."""
        return tuple(str(number) if number else "all" for number in range(self.first, self.last + 1))


@dataclass(frozen=True)
class Categories:
    """Named things without a distance between them; places are their numbers from 0."""

    names: tuple[str, ...]
    label: str = ""

    def __post_init__(self) -> None:
        if not self.names:
            raise ValueError("an axis of categories names at least one")


XAxis = Period | DayOffsets | Categories


def slots(axis: XAxis) -> int:
    """Return how many equal slots an axis has."""
    return axis.days if isinstance(axis, Period) else len(axis.names)


def slot_number(axis: XAxis, place: Place) -> int:
    """Return the number of a place's slot from 0, outside 0..slots - 1 for a place beyond the axis.

    Raises TypeError for a day on an axis that has none, or a number on a period.
    """
    if isinstance(axis, Period) and isinstance(place, date):
        return (place - axis.first).days
    if isinstance(axis, Period) or isinstance(place, date):
        raise TypeError("a day lies on a period, a number on any other axis")
    return place - axis.first if isinstance(axis, DayOffsets) else place


def slots_apart(earlier: Place, later: Place) -> int:
    """Return how many slots lie from one place to another of the same axis."""
    if isinstance(earlier, date) and isinstance(later, date):
        return (later - earlier).days
    if isinstance(earlier, date) or isinstance(later, date):
        raise TypeError("both places lie on one axis")
    return later - earlier


def place_words(axis: XAxis, place: Place) -> str:
    """Return a place as a person reads it: a day in words, a number of days, a category's name."""
    if isinstance(place, date):
        return day_words(place)
    return axis.names[slot_number(axis, place)] if not isinstance(axis, Period) else str(place)
