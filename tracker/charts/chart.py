"""The chart: a small declarative value that both renderers draw without computing anything."""

from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Literal

from tracker.domain.period import Period

# What a thing on a chart stands for; the theme gives each role its colour and symbol.
Role = Literal[
    "leg", "back", "reach", "massage", "flare", "skipped", "norm", "baseline", "recent", "goal", "zero"
]
Value = float | None
Cell = date | str | float | int | None

# About one point per pixel of a wide chart: more cannot be seen, only waited for.
MOST_POINTS = 600


@dataclass(frozen=True)
class YAxis:
    """The vertical axis: a label, its range, and the ticks to write."""

    label: str
    low: float
    high: float
    ticks: tuple[float, ...]
    unit: str = ""

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError("an axis goes from a lower to a higher value")


@dataclass(frozen=True)
class Dots:
    """One dot per day, optionally with the day's range as a whisker; `rank` tells apart series of one role.

    `details` are plain words added to a dot's hover. Lows and highs are None where there is no range.
    """

    role: Role
    name: str
    days: tuple[date, ...]
    values: tuple[Value, ...]
    lows: tuple[Value, ...] = ()
    highs: tuple[Value, ...] = ()
    details: tuple[str, ...] = ()
    rank: int = 0

    def __post_init__(self) -> None:
        _same_length(self.days, self.values, self.lows, self.highs, self.details)
        _finite(*self.values, *self.lows, *self.highs)


@dataclass(frozen=True)
class Line:
    """A line through days; None lifts the pen, so that missing days stay a gap.

    A thin line only joins dots of the same role and rank; it has no name of its own to a reader.
    """

    role: Role
    name: str
    days: tuple[date, ...]
    values: tuple[Value, ...]
    rank: int = 0
    thin: bool = False

    def __post_init__(self) -> None:
        _same_length(self.days, self.values)
        _finite(*self.values)


@dataclass(frozen=True)
class Changes:
    """From one value to another on the same day, drawn as an arrow (a dot where both are equal)."""

    role: Role
    name: str
    days: tuple[date, ...]
    befores: tuple[Value, ...]
    afters: tuple[Value, ...]
    details: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _same_length(self.days, self.befores, self.afters, self.details)
        _finite(*self.befores, *self.afters)


@dataclass(frozen=True)
class Level:
    """A horizontal line at one value, over its own days: a mean, a goal, the line of the toes."""

    role: Role
    name: str
    value: float
    first: date
    last: date

    def __post_init__(self) -> None:
        _finite(self.value)


@dataclass(frozen=True)
class Band:
    """A shaded area over days: from low to high, or the whole height where both are None."""

    role: Role
    name: str
    first: date
    last: date
    low: Value = None
    high: Value = None

    def __post_init__(self) -> None:
        _finite(self.low, self.high)


@dataclass(frozen=True)
class Marks:
    """Events on days, drawn in a lane of their own below the values, with plain words for the hover."""

    role: Role
    name: str
    days: tuple[date, ...]
    details: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _same_length(self.days, self.details)


@dataclass(frozen=True)
class Bars:
    """A strip of bars below the values, with a scale of its own from 0 to `high`."""

    role: Role
    name: str
    days: tuple[date, ...]
    values: tuple[Value, ...]
    high: float
    unit: str

    def __post_init__(self) -> None:
        _same_length(self.days, self.values)
        _finite(*self.values)


Series = Dots | Line | Changes


@dataclass(frozen=True)
class Table:
    """What the chart shows, as columns and rows of plain values (None where nothing was given)."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError("every row of a table has a cell for each column")
            _finite(*(cell for cell in row if isinstance(cell, float)))


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One question and its answer: `title` asks, `sentence` answers, the rest is what to draw.

    `note` says what the eye cannot know (that weeks were put together, how the line is made).
    """

    chart_id: str
    title: str
    sentence: str
    x_axis: Period
    y_axis: YAxis
    alternative_text: str
    series: tuple[Series, ...] = ()
    bands: tuple[Band, ...] = ()
    levels: tuple[Level, ...] = ()
    marks: tuple[Marks, ...] = ()
    bars: Bars | None = None
    table: Table = Table()
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is no value to draw; a renderer then shows the sentence instead."""
        return not self.series


def _same_length(days: tuple[date, ...], *columns: tuple[object, ...]) -> None:
    if any(column and len(column) != len(days) for column in columns):
        raise ValueError("every column of a series has one item per day")


def _finite(*values: Value) -> None:
    if not all(value is None or isfinite(value) for value in values):
        raise ValueError("a chart holds finite numbers, and None where there is no value")
