"""The traces of a Plotly figure: the values of a chart, with what the hover says of each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import escape
from typing import Any, TypeVar

from tracker.charts.axes import Place, slot_number, slots, slots_apart
from tracker.charts.chart import Bars, Bundle, Cells, Changes, Chart, Dots, Level, Line, Marks, Ribbon, Value
from tracker.charts.hover_words import words_by_place
from tracker.charts.plotly.grid import bundle, ribbon, see_through, tiles
from tracker.charts.plotly.places import DAY_MS, at, begin, end
from tracker.charts.scale import BESIDE, closest, labels_beside
from tracker.charts.svg.series import MOST_UPRIGHTS
from tracker.charts.theme import Look, Theme

SYMBOLS = {
    "circle": "circle",
    "square": "square",
    "diamond": "diamond",
    "triangle": "triangle-up",
    "cross": "cross",
}
# A day's width is known on the page only; sizes are made for this many px.
USUAL_WIDTH = 660
# What stands beside a line must have room on a phone too; and beside the plot.
NARROW_WIDTH, RIGHT_OF_PLOT = 260, 24
LETTER = 12
# A lane of marks under a grid, as a share of its rows.
LANE_OF_ROWS = 0.8
Trace = dict[str, Any]
T = TypeVar("T")


def traces(chart: Chart, colours: Theme) -> Iterator[Trace]:
    """Yield everything that is drawn at days and values: levels, series, marks, bars, and last the hover."""
    drawn = [_level(level, colours) for level in chart.levels]
    drawn.extend(_series(chart, colours))
    for lane, mark in enumerate(chart.marks):
        drawn.append(_marks(mark, lane, chart, colours))
        drawn.extend([_uprights(mark, lane, chart, colours)] if mark.is_labelled else [])
    if chart.bars:
        drawn.append(_bars(chart.bars, chart, colours))
    yield from ({**trace, "hoverinfo": "skip"} for trace in drawn)
    for item in chart.series:
        if isinstance(item, Cells):
            yield tiles(item, chart, colours)
    yield from _keys(chart, colours)
    if not chart.is_grid:
        yield _hover(chart)


def _keys(chart: Chart, colours: Theme) -> Iterator[Trace]:
    # Shapes and tiles have no place in the legend of their own.
    areas = [(band.name, band.role) for band in chart.bands if band.low is not None and band.name]
    areas += [(item.name, item.role) for item in chart.series if isinstance(item, Cells)]
    for name, role in areas:
        marker = {"symbol": "square", "size": 12, "color": see_through(colours.look(role).colour, 0.4)}
        yield {
            "type": "scatter",
            "mode": "markers",
            "name": plain(name),
            "showlegend": True,
            "hoverinfo": "skip",
            "marker": marker,
            "x": [None],
            "y": [None],
        }


def _series(chart: Chart, colours: Theme) -> Iterator[Trace]:
    for item in chart.series:
        if isinstance(item, Ribbon):
            yield ribbon(item, colours)
        elif isinstance(item, Bundle):
            yield bundle(item, colours)
    thick = {(item.role, item.rank) for item in chart.series if isinstance(item, Line) and not item.thin}
    for item in sorted(chart.series, key=lambda item: isinstance(item, Line) and not item.thin):
        if isinstance(item, Dots):
            quiet = (item.role, item.rank) in thick
            yield _dots(item, chart, colours.look(item.role, item.rank), colours, quiet=quiet)
        elif isinstance(item, Line):
            yield _line(item, colours.look(item.role, item.rank))
        elif isinstance(item, Changes):
            yield from _changes(item, chart, colours)


def _dots(item: Dots, chart: Chart, look: Look, colours: Theme, *, quiet: bool) -> Trace:
    even = _evenly(item)
    across: Trace = {"x": [at(place) for place in item.places]}
    if even:
        across = {"x0": at(item.places[0]), "dx": closest(item.places) * DAY_MS}
    size = _size(item.places, chart, 7 if quiet else 9)
    item = even or item
    marker = {
        "symbol": SYMBOLS[look.symbol],
        "color": look.colour,
        "size": size,
        "opacity": 0.55 if quiet else 1,
    }
    if not quiet:
        marker["line"] = {"color": colours.surface, "width": 1}
    trace: Trace = {
        "type": "scatter",
        "mode": "markers",
        "name": plain(item.name),
        "showlegend": True,
        "cliponaxis": False,
        "marker": marker,
        "y": list(item.values),
        **across,
    }
    if any(low is not None for low in item.lows):
        trace["error_y"] = {
            "type": "data",
            "symmetric": False,
            "array": _differences(item.highs, item.values),
            "arrayminus": _differences(item.values, item.lows),
            "color": see_through(look.colour, 0.35),
            "thickness": 1,
            "width": 0,
        }
    return trace


def _line(item: Line, look: Look) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plain(item.name),
        "showlegend": False,
        "connectgaps": False,
        "line": {"color": look.colour, "width": 1.4 if item.thin else 2.6, "dash": _dash(look)},
        "x": [at(place) for place in item.places],
        "y": list(item.values),
    }


def _changes(item: Changes, chart: Chart, colours: Theme) -> Iterator[Trace]:
    look, size = colours.look(item.role), _size(item.places, chart, 9)
    places = [at(place) for place in item.places]
    both = zip(places, item.befores, item.afters, strict=True)
    pairs = [
        (place, before, after) for place, before, after in both if before is not None and after is not None
    ]
    yield {
        "type": "scatter",
        "mode": "lines",
        "name": "change",
        "showlegend": False,
        "line": {"color": look.colour, "width": 2},
        "opacity": 0.5,
        "x": [x for place, _, _ in pairs for x in (place, place, None)],
        "y": [y for _, before, after in pairs for y in (before, after, None)],
    }
    for name, values, filled in ((item.ends[0], item.befores, False), (item.ends[1], item.afters, True)):
        line = {"color": look.colour, "width": 0 if filled else 1.6}
        yield {
            "type": "scatter",
            "mode": "markers",
            "name": name,
            "showlegend": True,
            "cliponaxis": False,
            "marker": {
                "symbol": "circle",
                "size": size - 2 if filled else size + 2,
                "color": look.colour if filled else colours.surface,
                "line": line,
            },
            "x": places,
            "y": list(values),
        }


def _marks(mark: Marks, lane: int, chart: Chart, colours: Theme) -> Trace:
    look = colours.look(mark.role)
    room = closest(mark.places) * USUAL_WIDTH / slots(chart.x_axis)
    symbol = "line-ns-open" if mark.is_labelled else SYMBOLS[look.symbol] + ("-open" if look.hollow else "")
    return {
        "type": "scatter",
        "mode": "markers",
        "name": plain(mark.name),
        "showlegend": True,
        "cliponaxis": False,
        "marker": {"symbol": symbol, "color": look.colour, "size": max(3, min(9, room * 0.8))},
        "x": [at(place) for place in mark.places],
        "y": [round(lane_y(chart, lane + 0.5), 3)] * len(mark.places),
    }


def _uprights(mark: Marks, lane: int, chart: Chart, colours: Theme) -> Trace:
    """Return thin lines through the plot with the words at them, or the numbers, as far as they have room."""
    look, axis = colours.look(mark.role), chart.value_axis
    slot = NARROW_WIDTH / slots(chart.x_axis)
    across = [(slot_number(chart.x_axis, place) + 0.5) * slot for place in mark.places]
    labels = dict(labels_beside(across, mark.details, NARROW_WIDTH + RIGHT_OF_PLOT, LETTER))
    foot = lane_y(chart, lane + 0.5)
    top = (axis.low if chart.is_grid else axis.high) if len(across) <= MOST_UPRIGHTS else foot
    texts = [labels.get(x + BESIDE, "") for x in across]
    places = [at(place) for place in mark.places]
    return {
        "type": "scatter",
        "mode": "lines+text",
        "name": plain(mark.name),
        "showlegend": False,
        "cliponaxis": False,
        "line": {"color": look.colour, "width": 1},
        "x": [x for place in places for x in (place, place, None)],
        "y": [y for _ in places for y in (top, foot, None)],
        "text": [text for words in texts for text in ("", plain(words), "")],
        "textposition": "middle right",
        "textfont": {"color": look.colour, "size": LETTER},
    }


def _bars(item: Bars, chart: Chart, colours: Theme) -> Trace:
    return {
        "type": "bar",
        "name": plain(item.name),
        "showlegend": False,
        "yaxis": "y2",
        "width": min(closest(item.places) * 0.6, slots(chart.x_axis) * 0.018) * DAY_MS,
        "marker": {"color": colours.look(item.role).colour, "opacity": 0.75},
        "x": [at(place) for place in item.places],
        "y": list(item.values),
    }


def _level(level: Level, colours: Theme) -> Trace:
    look = colours.look(level.role, level.rank)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plain(level.label or level.name),
        "showlegend": bool(level.label),
        "line": {"color": look.colour, "width": 1.2, "dash": _dash(look)},
        "x": [begin(level.first), end(level.last)],
        "y": [level.value, level.value],
    }


def lane_y(chart: Chart, lane: float) -> float:
    """Return the height of a lane of marks, counted downwards, in units of the value axis."""
    # Lanes lie on the same axis below its lowest tick: only then does the hover keep to one day.
    axis = chart.value_axis
    if chart.is_grid:
        return axis.high + 0.3 + LANE_OF_ROWS * lane
    return axis.low - (axis.high - axis.low) * (0.04 + 0.085 * lane)


def _hover(chart: Chart) -> Trace:
    # One unseen trace speaks for all: left to themselves, traces lend a day the nearest value of another day.
    words = words_by_place(chart)
    heights: dict[Place, float] = {}
    for item in chart.series:
        if isinstance(item, Dots | Changes):
            values = item.afters if isinstance(item, Changes) else item.values
            for place, value in zip(item.places, values, strict=True):
                if value is not None:
                    heights.setdefault(place, value)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "hover",
        "showlegend": False,
        "marker": {"opacity": 0, "size": 1},
        "x": [at(place) for place in words],
        "y": [heights.get(place, chart.value_axis.low) for place in words],
        "text": ["<br>".join(plain(line) for line in lines) for lines in words.values()],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _evenly(item: Dots) -> Dots | None:
    # First day and step instead of a date for every dot is a third of the bytes; missing days become None.
    first = item.places[0]
    if not isinstance(first, date):
        return None
    step, span = closest(item.places), slots_apart(first, item.places[-1])
    number_by_slot = {slots_apart(first, place): number for number, place in enumerate(item.places)}
    has_two_of_a_place = len(number_by_slot) < len(item.places)
    if (
        has_two_of_a_place
        or any(slot % step for slot in number_by_slot)
        or span // step > 3 * len(number_by_slot)
    ):
        return None
    numbers = [number_by_slot.get(slot) for slot in range(0, span + 1, step)]

    def spread(column: tuple[T, ...], blank: T) -> tuple[T, ...]:
        return tuple(blank if number is None else column[number] for number in numbers) if column else ()

    return replace(
        item,
        places=tuple(first + timedelta(days=slot) for slot in range(0, span + 1, step)),
        values=spread(item.values, None),
        lows=spread(item.lows, None),
        highs=spread(item.highs, None),
        details=spread(item.details, ""),
    )


def _differences(upper: tuple[Value, ...], lower: tuple[Value, ...]) -> list[Value]:
    both = zip(upper, lower, strict=True)
    return [None if high is None or low is None else round(high - low, 2) for high, low in both]


def _size(places: tuple[Place, ...], chart: Chart, largest: float) -> float:
    return round(max(3.0, min(largest, closest(places) * USUAL_WIDTH / slots(chart.x_axis) * 0.72)), 1)


def _dash(look: Look) -> str:
    return ",".join(f"{length}px" for length in look.dash) if look.dash else "solid"


def plain(text: str) -> str:
    """Return text that the script shows as it is."""
    # Plotly reads a little HTML in its texts; what people typed is never markup.
    return escape(text, quote=False)
