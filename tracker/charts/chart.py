"""The chart: a small declarative value that both renderers draw without computing anything."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from math import isfinite
from typing import Literal

from tracker.charts.axes import Categories, Place, XAxis, YAxis
from tracker.domain.period import Period

# What a thing on a chart stands for; the theme gives each role its colour and symbol.
Role = Literal[
    "leg",
    "back",
    "reach",
    "activity",
    "massage",
    "flare",
    "skipped",
    "norm",
    "baseline",
    "recent",
    "goal",
    "zero",
    "usual",
    "error",
    "better",
    "worse",
    "exercise",
    "days",
    "event",
    "medicine",
]
Value = float | None
Cell = date | str | float | int | None

# About one point per pixel of a wide chart: more cannot be seen, only waited for.
MOST_POINTS = 600
# Over two years single days are closer together than the eye can part them.
DAILY_UP_TO_DAYS = 731


def days_of_a_point(period: Period) -> int:
    """Return how many days stand together in a point of a line over a period: 1 up to two years, then whole weeks."""
    return 1 if period.days <= DAILY_UP_TO_DAYS else 7 * -(-period.days // (7 * MOST_POINTS))


@dataclass(frozen=True)
class Dots:
    """Dots at places, optionally with a range as a whisker; `rank` tells apart series of one role.

    On a grid the value is the number of the row. `details` are plain words added to a dot's hover. Lows and
    highs are None where there is no range.
    """

    role: Role
    name: str
    places: tuple[Place, ...]
    values: tuple[Value, ...]
    lows: tuple[Value, ...] = ()
    highs: tuple[Value, ...] = ()
    details: tuple[str, ...] = ()
    rank: int = 0

    def __post_init__(self) -> None:
        _same_length(self.places, self.values, self.lows, self.highs, self.details)
        _finite(*self.values, *self.lows, *self.highs)


@dataclass(frozen=True)
class Line:
    """A line through places; None lifts the pen, so that missing days stay a gap.

    A thin line only joins dots of the same role and rank; it has no name of its own to a reader.
    """

    role: Role
    name: str
    places: tuple[Place, ...]
    values: tuple[Value, ...]
    rank: int = 0
    thin: bool = False

    def __post_init__(self) -> None:
        _same_length(self.places, self.values)
        _finite(*self.values)


@dataclass(frozen=True)
class Bundle:
    """Many faint lines of one meaning through the same places (one line per massage session)."""

    role: Role
    name: str
    places: tuple[Place, ...]
    lines: tuple[tuple[Value, ...], ...]

    def __post_init__(self) -> None:
        for line in self.lines:
            _same_length(self.places, line)
            _finite(*line)


@dataclass(frozen=True)
class Ribbon:
    """A shaded range through places, from low to high; None on either end leaves a gap."""

    role: Role
    name: str
    places: tuple[Place, ...]
    lows: tuple[Value, ...]
    highs: tuple[Value, ...]

    def __post_init__(self) -> None:
        _same_length(self.places, self.lows, self.highs)
        _finite(*self.lows, *self.highs)


def outlines(item: Ribbon) -> Iterator[list[tuple[Place, float]]]:
    """Yield the outline of each unbroken piece of a ribbon: along its lower edge and back along the upper one."""
    lower: list[tuple[Place, float]] = []
    upper: list[tuple[Place, float]] = []
    for place, low, high in (*zip(item.places, item.lows, item.highs, strict=True), (0, None, None)):
        if low is not None and high is not None:
            lower.append((place, low))
            upper.append((place, high))
        elif lower:
            yield lower + upper[::-1]
            lower, upper = [], []


@dataclass(frozen=True)
class Cells:
    """A grid of tiles, stronger in colour for more: a column per place, `span` slots wide, and a value per row of the y axis.

    0 is an empty tile, `high` the strongest; None (nothing was noted) draws no tile. `words`, where given, are written
    in the tiles. Places lie `span` apart.
    """

    role: Role
    name: str
    places: tuple[Place, ...]
    columns: tuple[tuple[Value, ...], ...]
    high: float
    span: int = 1
    unit: str = ""
    words: tuple[tuple[str, ...], ...] = ()

    @property
    def darkest(self) -> float:
        """How much of the role's colour the darkest tile takes (0-1); words must stay readable on it."""
        return 0.46 if self.words else 0.92

    def __post_init__(self) -> None:
        _same_length(self.places, self.columns, self.words)
        for column in self.columns:
            _finite(*column)


@dataclass(frozen=True)
class Changes:
    """From one value to another at the same place, drawn as a line from hollow to filled (a dot where both are equal).

    `ends` are the words for the two, `measure` for what is measured.
    """

    role: Role
    name: str
    places: tuple[Place, ...]
    befores: tuple[Value, ...]
    afters: tuple[Value, ...]
    details: tuple[str, ...] = ()
    ends: tuple[str, str] = ("before", "after")
    measure: str = "Pain"

    def __post_init__(self) -> None:
        _same_length(self.places, self.befores, self.afters, self.details)
        _finite(*self.befores, *self.afters)


@dataclass(frozen=True)
class Level:
    """A line at one value, over its own days: a mean, a goal, the line of the toes.

    Its `label` is written on it; without one the value stands at its end.
    """

    role: Role
    name: str
    value: float
    first: Place
    last: Place
    label: str = ""
    rank: int = 0

    def __post_init__(self) -> None:
        _finite(self.value)


@dataclass(frozen=True)
class Band:
    """A shaded area over places: from low to high, or the whole height where both are None."""

    role: Role
    name: str
    first: Place
    last: Place
    low: Value = None
    high: Value = None

    def __post_init__(self) -> None:
        _finite(self.low, self.high)


@dataclass(frozen=True)
class Marks:
    """What happened on days, drawn in a lane of its own below the values, with plain words for the hover.

    Labelled marks are a thin line through the plot with their words written at it: all of them, or their numbers
    where words have no room, or neither.
    """

    role: Role
    name: str
    places: tuple[Place, ...]
    details: tuple[str, ...] = ()
    is_labelled: bool = False

    def __post_init__(self) -> None:
        _same_length(self.places, self.details)


@dataclass(frozen=True)
class Bars:
    """A strip of bars below the values, with a scale of its own from 0 to `high`."""

    role: Role
    name: str
    places: tuple[Place, ...]
    values: tuple[Value, ...]
    high: float
    unit: str

    def __post_init__(self) -> None:
        _same_length(self.places, self.values)
        _finite(*self.values)


# Columns of a table whose days are days with entries; other columns of days begin a stretch, or name a day to come.
DAY_COLUMNS = ("Day", "First day", "Last day", "Massage")

Series = Dots | Line | Changes | Bundle | Ribbon | Cells


@dataclass(frozen=True)
class Table:
    """What the chart shows, as columns and rows of plain values (None where nothing was given)."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError("every row of a table has a cell for each column")
            _finite(*[cell for cell in row if isinstance(cell, float)])


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One question and its answer: `title` asks, `sentence` answers, the rest is what to draw.

    The axes decide the shape. Days or days from an event with a value axis are drawn over time; categories on the
    y axis make a grid of rows; categories on the x axis with a value axis are turned, so that their names are
    written down the side and values run across. `note` says what the eye cannot know (that weeks were put together,
    how the line is made) and may be folded; `caveat` keeps a reader from a wrong conclusion, and never is.
    `make_table` is called when the table is first looked at, in the locale of who looks. `is_by_day` says that what is
    drawn at a day stands for that day alone: it can lead to the entries of the day.
    """

    chart_id: str
    title: str
    sentence: str
    x_axis: XAxis
    y_axis: YAxis | Categories
    alternative_text: str
    series: tuple[Series, ...] = ()
    bands: tuple[Band, ...] = ()
    levels: tuple[Level, ...] = ()
    marks: tuple[Marks, ...] = ()
    bars: Bars | None = None
    make_table: Callable[[], Table] = field(default=Table, compare=False, repr=False)
    note: str = ""
    caveat: str = ""
    is_by_day: bool = False

    @property
    def caption(self) -> str:
        """All that is said below the drawing where nothing folds."""
        return f"{self.note} {self.caveat}".strip()

    @cached_property
    def table(self) -> Table:
        """What is drawn, as a table; it has rows unless the chart is empty."""
        # Most visits look at no table, and one costs as much as its chart.
        return self.make_table()

    @property
    def is_grid(self) -> bool:
        """Whether rows are named and tiles lie in them."""
        return isinstance(self.y_axis, Categories)

    @property
    def is_turned(self) -> bool:
        """Whether categories run down the side and values across."""
        return isinstance(self.x_axis, Categories) and not self.is_grid

    @property
    def value_axis(self) -> YAxis:
        """The value axis; on a grid the rows, counted downwards, from half a row above the first."""
        if isinstance(self.y_axis, YAxis):
            return self.y_axis
        numbers = tuple(float(number) for number in range(len(self.y_axis.names)))
        return YAxis(self.y_axis.label, -0.5, len(numbers) - 0.5, numbers, words=self.y_axis.names)

    @property
    def is_empty(self) -> bool:
        """Whether there is no value to draw; a renderer then shows the sentence instead."""
        return not self.series


def _same_length(places: tuple[Place, ...], *columns: tuple[object, ...]) -> None:
    if any(column and len(column) != len(places) for column in columns):
        raise ValueError("every column of a series has one item per place")


def _finite(*values: Value) -> None:
    if not all(map(isfinite, [value for value in values if value is not None])):
        raise ValueError("a chart holds finite numbers, and None where there is no value")
