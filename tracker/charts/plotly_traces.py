"""The traces of a Plotly figure: the values of a chart, with what the hover says of each."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import escape
from typing import Any, TypeVar

from tracker.charts.chart import Bars, Changes, Chart, Dots, Level, Line, Marks, Value
from tracker.charts.day_words import words_by_day
from tracker.charts.scale import closest_days
from tracker.charts.theme import Look, Theme

DAY_MS = 86_400_000
SYMBOLS = {
    "circle": "circle",
    "square": "square",
    "diamond": "diamond",
    "triangle": "triangle-up",
    "cross": "cross",
}
# A day's width is known on the page only; sizes are made for this many px.
USUAL_WIDTH = 660
Trace = dict[str, Any]
T = TypeVar("T")


def traces(chart: Chart, colours: Theme) -> Iterator[Trace]:
    """Yield everything that is drawn at days and values: levels, series, marks, bars, and last the hover."""
    drawn = [_level(level, colours) for level in chart.levels]
    drawn.extend(_series(chart, colours))
    drawn.extend(_marks(mark, lane, chart, colours) for lane, mark in enumerate(chart.marks))
    if chart.bars:
        drawn.append(_bars(chart.bars, chart, colours))
    yield from ({**trace, "hoverinfo": "skip"} for trace in drawn)
    yield _hover(chart)


def _series(chart: Chart, colours: Theme) -> Iterator[Trace]:
    thick = {(item.role, item.rank) for item in chart.series if isinstance(item, Line) and not item.thin}
    for item in sorted(chart.series, key=lambda item: isinstance(item, Line) and not item.thin):
        if isinstance(item, Dots):
            quiet = (item.role, item.rank) in thick
            yield _dots(item, chart, colours.look(item.role, item.rank), colours, quiet=quiet)
        elif isinstance(item, Line):
            yield _line(item, colours.look(item.role, item.rank))
        else:
            yield from _changes(item, chart, colours)


def _dots(item: Dots, chart: Chart, look: Look, colours: Theme, *, quiet: bool) -> Trace:
    even = _evenly(item)
    across: Trace = {"x": [day.isoformat() for day in item.days]}
    if even:
        across = {"x0": item.days[0].isoformat(), "dx": closest_days(item.days) * DAY_MS}
    size = _size(item.days, chart, 7 if quiet else 9)
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
        "x": [day.isoformat() for day in item.days],
        "y": list(item.values),
    }


def _changes(item: Changes, chart: Chart, colours: Theme) -> Iterator[Trace]:
    look, size = colours.look(item.role), _size(item.days, chart, 9)
    days = [day.isoformat() for day in item.days]
    both = zip(days, item.befores, item.afters, strict=True)
    pairs = [(day, before, after) for day, before, after in both if before is not None and after is not None]
    yield {
        "type": "scatter",
        "mode": "lines",
        "name": "change",
        "showlegend": False,
        "line": {"color": look.colour, "width": 2},
        "opacity": 0.5,
        "x": [x for day, _, _ in pairs for x in (day, day, None)],
        "y": [y for _, before, after in pairs for y in (before, after, None)],
    }
    for name, values, filled in (("before", item.befores, False), ("after", item.afters, True)):
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
            "x": days,
            "y": list(values),
        }


def _marks(mark: Marks, lane: int, chart: Chart, colours: Theme) -> Trace:
    look = colours.look(mark.role)
    room = closest_days(mark.days) * USUAL_WIDTH / chart.x_axis.days
    symbol = SYMBOLS[look.symbol] + ("-open" if look.hollow else "")
    return {
        "type": "scatter",
        "mode": "markers",
        "name": plain(mark.name),
        "showlegend": True,
        "cliponaxis": False,
        "marker": {"symbol": symbol, "color": look.colour, "size": max(3, min(9, room * 0.8))},
        "x": [day.isoformat() for day in mark.days],
        "y": [round(lane_y(chart, lane + 0.5), 3)] * len(mark.days),
    }


def _bars(item: Bars, chart: Chart, colours: Theme) -> Trace:
    return {
        "type": "bar",
        "name": plain(item.name),
        "showlegend": False,
        "yaxis": "y2",
        "width": min(closest_days(item.days) * 0.6, chart.x_axis.days * 0.018) * DAY_MS,
        "marker": {"color": colours.look(item.role).colour, "opacity": 0.75},
        "x": [day.isoformat() for day in item.days],
        "y": list(item.values),
    }


def _level(level: Level, colours: Theme) -> Trace:
    look = colours.look(level.role)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plain(level.name),
        "showlegend": False,
        "line": {"color": look.colour, "width": 1.2, "dash": _dash(look)},
        "x": [day_begin(level.first), day_end(level.last)],
        "y": [level.value, level.value],
    }


def lane_y(chart: Chart, lane: float) -> float:
    """Return the height of a lane of marks, counted downwards, in units of the value axis."""
    # Lanes lie on the same axis below its lowest tick: only then does the hover keep to one day.
    span = chart.y_axis.high - chart.y_axis.low
    return chart.y_axis.low - span * (0.04 + 0.085 * lane)


def day_begin(day: date) -> str:
    """Return the instant from which a day is drawn."""
    # Half a day on each side, so that a day is covered whole and its dot stands in the middle.
    return f"{day - timedelta(days=1)}T12:00"


def day_end(day: date) -> str:
    """Return the instant up to which a day is drawn."""
    return f"{day}T12:00"


def see_through(colour: str, share: float) -> str:
    """Return a #rrggbb colour that lets `share` (0-1) of itself be seen."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def _hover(chart: Chart) -> Trace:
    # One unseen trace speaks for all: left to themselves, traces lend a day the nearest value of another day.
    words = words_by_day(chart)
    heights: dict[date, float] = {}
    for item in chart.series:
        for day, value in zip(
            item.days, item.afters if isinstance(item, Changes) else item.values, strict=True
        ):
            if value is not None:
                heights.setdefault(day, value)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "hover",
        "showlegend": False,
        "marker": {"opacity": 0, "size": 1},
        "x": [day.isoformat() for day in words],
        "y": [heights.get(day, chart.y_axis.low) for day in words],
        "text": ["<br>".join(plain(line) for line in lines) for lines in words.values()],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _evenly(item: Dots) -> Dots | None:
    # First day and step instead of a date for every dot is a third of the bytes; missing days become None.
    step, span = closest_days(item.days), (item.days[-1] - item.days[0]).days
    places = {(day - item.days[0]).days: place for place, day in enumerate(item.days)}
    if len(places) < len(item.days) or any(slot % step for slot in places) or span // step > 3 * len(places):
        return None
    slots = [places.get(slot) for slot in range(0, span + 1, step)]

    def spread(column: tuple[T, ...], blank: T) -> tuple[T, ...]:
        return tuple(blank if place is None else column[place] for place in slots) if column else ()

    return replace(
        item,
        days=tuple(item.days[0] + timedelta(days=slot) for slot in range(0, span + 1, step)),
        values=spread(item.values, None),
        lows=spread(item.lows, None),
        highs=spread(item.highs, None),
        details=spread(item.details, ""),
    )


def _differences(upper: tuple[Value, ...], lower: tuple[Value, ...]) -> list[Value]:
    both = zip(upper, lower, strict=True)
    return [None if high is None or low is None else round(high - low, 2) for high, low in both]


def _size(days: tuple[date, ...], chart: Chart, largest: float) -> float:
    return round(max(3.0, min(largest, closest_days(days) * USUAL_WIDTH / chart.x_axis.days * 0.72)), 1)


def _dash(look: Look) -> str:
    return ",".join(f"{length}px" for length in look.dash) if look.dash else "solid"


def plain(text: str) -> str:
    """Return text that the script shows as it is."""
    # Plotly reads a little HTML in its texts; what people typed is never markup.
    return escape(text, quote=False)
