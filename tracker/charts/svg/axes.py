"""The axes of an SVG chart: values up the side, days or names along the foot."""

from collections.abc import Iterator
from math import ceil

from tracker.charts.axes import Categories, DayOffsets, slots
from tracker.charts.chart import Chart
from tracker.charts.scale import DayTick, Frame, day_ticks, text_width, wrapped
from tracker.charts.svg import shapes as draw
from tracker.charts.svg.series import SMALLEST_SYMBOL_ROOM
from tracker.charts.theme import Theme
from tracker.domain.period import Period

# The same for every chart over time, so that stacked charts have each day at the same place.
GUTTER, MARGIN = 38, 38
LABEL_LINE = 16
# Room for the longest name of a row, so that small multiples share their days too.
GRID_GUTTER, GRID_MARGIN = 74, 10


def gutter(chart: Chart, size: int) -> float:
    """Return the px left of the plot: the names of a grid's rows, else the same for every chart."""
    if not isinstance(chart.y_axis, Categories):
        return GUTTER
    return max([GRID_GUTTER, *(text_width(name, size) + 10 for name in chart.y_axis.names)])


def margin(chart: Chart) -> float:
    """Return the px right of the plot."""
    return GRID_MARGIN if chart.is_grid else MARGIN


def above(chart: Chart, width: int, size: int) -> int:
    """Return the px between legend and plot: the axis label, and the names of a calendar's columns."""
    return 10 + label_height(chart, width, size) + (18 if isinstance(chart.x_axis, Categories) else 0)


def label_height(chart: Chart, width: int, size: int) -> int:
    """Return the px that the label of the value axis takes, 0 without one."""
    return LABEL_LINE * len(_label_lines(chart, width, size))


def axis_label(chart: Chart, top: float, colours: Theme, width: int, size: int) -> Iterator[str]:
    """Yield the label of the value axis, broken into lines where it would be wider than the drawing."""
    for number, line in enumerate(_label_lines(chart, width, size)):
        yield draw.text((2, top + 13 + number * LABEL_LINE), line, colours.muted, size)


def _label_lines(chart: Chart, width: int, size: int) -> list[str]:
    label = chart.value_axis.label
    return wrapped(label, width - 4, size) if label else []


def below(chart: Chart, width: int, size: int) -> int:
    """Return the px under the plot that the foot axis takes."""
    if isinstance(chart.x_axis, Categories):
        return 6
    if isinstance(chart.x_axis, DayOffsets):
        return 38
    return 20 + (15 if any(tick.year for tick in _ticks(chart, chart.x_axis, width, size)) else 0)


def value_axis(chart: Chart, frame: Frame, colours: Theme, size: int) -> Iterator[str]:
    """Yield the ticks up the side, with grid lines except between the rows of tiles."""
    named = {level.value: level.name for level in chart.levels if level.role == "zero"}
    axis = chart.value_axis
    heights = [frame.y(tick) for tick in axis.ticks]
    if not chart.is_grid:
        yield draw.lines((((frame.left, y), (frame.right, y)) for y in heights), colours.line)
    for tick, y in zip(axis.ticks, heights, strict=True):
        words = named.get(tick) or axis.tick_words(tick)
        yield draw.text((frame.left - 7, y + size * 0.36), words, colours.muted, size, "end")


def foot_axis(
    chart: Chart, frame: Frame, colours: Theme, width: int, height: int, size: int
) -> Iterator[str]:
    """Yield the ticks along the foot: days, days from an event with their label, or the names of columns on top."""
    if isinstance(chart.x_axis, Period):
        yield from _days(_ticks(chart, chart.x_axis, width, size), frame, colours, width, height, size)
        return
    on_top = isinstance(chart.x_axis, Categories)
    y = frame.top - 7 if on_top else height - 24
    first = chart.x_axis.first if isinstance(chart.x_axis, DayOffsets) else 0
    step = ceil((max(text_width(name, size) for name in chart.x_axis.names) + 3) / frame.slot)
    # Counted so that day 0 keeps its name.
    for number in range(-first % step, slots(chart.x_axis), step):
        middle = frame.left + (number + 0.5) * frame.slot
        yield draw.text((middle, y), chart.x_axis.names[number], colours.muted, size, "middle")
    if not on_top:
        middle = (frame.left + frame.right) / 2
        yield draw.text((middle, height - 6), chart.x_axis.label, colours.muted, size, "middle")


def _ticks(chart: Chart, period: Period, width: int, size: int) -> tuple[DayTick, ...]:
    return day_ticks(period, width - gutter(chart, size) - margin(chart), size)


def _days(
    ticks_shown: tuple[DayTick, ...], frame: Frame, colours: Theme, width: int, height: int, size: int
) -> Iterator[str]:
    base = height - (21 if any(tick.year for tick in ticks_shown) else 6)
    foot = base - size - 4
    # A tick stands in the middle of its day where days are wide, where it begins where they are not.
    place = frame.x if frame.slot > SMALLEST_SYMBOL_ROOM else frame.edge
    places = [place(tick.day) for tick in ticks_shown]
    yield draw.lines((((x, foot), (x, foot + 4)) for x in places), colours.muted)
    for tick, x in zip(ticks_shown, places, strict=True):
        for words, y in ((tick.label, base), (tick.year, base + 15)):
            half = text_width(words, size) / 2
            middle = min(max(x, half + 2), width - half - 2)
            if words:
                yield draw.text((middle, y), words, colours.muted, size, "middle")
    yield draw.straight((frame.left, foot), (frame.right, foot), colours.line)
