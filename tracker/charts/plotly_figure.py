"""A chart as a Plotly figure: the same numbers as the SVG, to point at on a screen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import escape
from itertools import repeat
from typing import Any, TypeVar

import plotly.graph_objects as go

from tracker.charts.chart import Bars, Changes, Chart, Dots, Level, Line, Marks, Value
from tracker.charts.scale import closest_days
from tracker.charts.theme import FONT, THEMES, Look, Theme, ThemeName

# showSendToCloud is never left out: the script's own default offers to upload the chart.
PLOTLY_CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
}
DAY_MS = 86_400_000
SYMBOLS = {"circle": "circle", "square": "square", "diamond": "diamond", "triangle": "triangle-up", "cross": "cross"}
# A day's width is known on the page only; sizes are made for this many px.
USUAL_WIDTH = 660
Trace = dict[str, Any]
T = TypeVar("T")


def figure(chart: Chart, theme: ThemeName = "light") -> go.Figure:
    """Return the chart as a figure; show it with PLOTLY_CONFIG and without a page's own Plotly theme.

    An empty chart is a figure with its sentence. Dragging and zooming are off, so that a phone can scroll.
    """
    colours = THEMES[theme]
    if chart.is_empty:
        return go.Figure(layout=_empty_layout(chart, colours))
    traces = [
        *(_level(level, colours) for level in chart.levels),
        *_series(chart, colours),
        *(_marks(mark, lane, chart, colours) for lane, mark in enumerate(chart.marks)),
        *([_bars(chart.bars, colours)] if chart.bars else []),
    ]
    return go.Figure(data=traces, layout=_layout(chart, colours))


def _series(chart: Chart, colours: Theme) -> Iterator[Trace]:
    thick = {(item.role, item.rank) for item in chart.series if isinstance(item, Line) and not item.thin}
    for item in chart.series:
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
    marker = {"symbol": SYMBOLS[look.symbol], "color": look.colour, "size": size, "opacity": 0.55 if quiet else 1}
    if not quiet:
        marker["line"] = {"color": colours.surface, "width": 1}
    trace: Trace = {
        "type": "scatter",
        "mode": "markers",
        "name": _words(item.name),
        "legendgroup": f"{item.role}{item.rank}",
        "showlegend": True,
        "marker": marker,
        "hovertemplate": f"{_words(item.name)} %{{y}}%{{text}}<extra></extra>",
        "text": _remarks(item),
        "y": list(item.values),
        **across,
    }
    if any(low is not None for low in item.lows):
        trace["error_y"] = {
            "type": "data",
            "symmetric": False,
            "array": _differences(item.highs, item.values),
            "arrayminus": _differences(item.values, item.lows),
            "color": look.colour,
            "thickness": 1,
            "width": 0,
        }
    return trace


def _line(item: Line, look: Look) -> Trace:
    hover = {"hoverinfo": "skip"} if item.thin else {"hovertemplate": f"{_words(item.name)} %{{y:.1f}}<extra></extra>"}
    return {
        "type": "scatter",
        "mode": "lines",
        "name": _words(item.name),
        "legendgroup": f"{item.role}{item.rank}",
        "showlegend": False,
        "connectgaps": False,
        "line": {"color": look.colour, "width": 1.4 if item.thin else 2.6, "dash": _dash(look)},
        "x": [day.isoformat() for day in item.days],
        "y": list(item.values),
        **hover,
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
        "hoverinfo": "skip",
        "line": {"color": look.colour, "width": 2},
        "opacity": 0.5,
        "x": [x for day, _, _ in pairs for x in (day, day, None)],
        "y": [y for _, before, after in pairs for y in (before, after, None)],
    }
    details = [f", {_words(words)}" if words else "" for words in item.details] or [""] * len(days)
    for name, values, filled in (("before", item.befores, False), ("after", item.afters, True)):
        line = {"color": look.colour, "width": 0 if filled else 1.6}
        yield {
            "type": "scatter",
            "mode": "markers",
            "name": name,
            "showlegend": True,
            "marker": {
                "symbol": "circle",
                "size": size - 2 if filled else size + 2,
                "color": look.colour if filled else colours.surface,
                "line": line,
            },
            "x": days,
            "y": list(values),
            "text": details if filled else "",
            "hovertemplate": f"Pain {name} %{{y}}%{{text}}<extra></extra>",
        }


def _marks(mark: Marks, lane: int, chart: Chart, colours: Theme) -> Trace:
    look = colours.look(mark.role)
    room = closest_days(mark.days) * USUAL_WIDTH / chart.x_axis.days
    symbol = SYMBOLS[look.symbol] + ("-open" if look.hollow else "")
    return {
        "type": "scatter",
        "mode": "markers",
        "name": _words(mark.name),
        "showlegend": True,
        "yaxis": "y2",
        "marker": {"symbol": symbol, "color": look.colour, "size": max(3, min(9, room * 0.8))},
        "x": [day.isoformat() for day in mark.days],
        "y": [-lane] * len(mark.days),
        "text": [f": {_words(words)}" for words in mark.details] if mark.details else "",
        "hovertemplate": f"{_words(mark.name)}%{{text}}<extra></extra>",
    }


def _bars(item: Bars, colours: Theme) -> Trace:
    return {
        "type": "bar",
        "name": _words(item.name),
        "showlegend": False,
        "yaxis": "y3",
        "width": closest_days(item.days) * DAY_MS * 0.6,
        "marker": {"color": colours.look(item.role).colour, "opacity": 0.75},
        "x": [day.isoformat() for day in item.days],
        "y": list(item.values),
        "hovertemplate": f"%{{y}} {_words(item.unit)}<extra></extra>",
    }


def _level(level: Level, colours: Theme) -> Trace:
    look, is_zero = colours.look(level.role), level.role == "zero"
    return {
        "type": "scatter",
        "mode": "lines" if is_zero else "lines+text",
        "name": _words(level.name),
        "showlegend": False,
        "hoverinfo": "skip",
        "cliponaxis": False,
        "line": {"color": look.colour, "width": 1.2, "dash": _dash(look)},
        # Half a day on each side, so that the line covers its days whole, like the band behind it.
        "x": [f"{level.first - timedelta(days=1)}T12:00", f"{level.last}T12:00"],
        "y": [level.value, level.value],
        "text": "" if is_zero else ["", f"{level.value:.1f}"],
        "textposition": "middle right",
        "textfont": {"color": look.colour, "size": 12},
    }


def _layout(chart: Chart, colours: Theme) -> dict[str, Any]:
    lanes, strip = len(chart.marks) * 0.06, 0.2 if chart.bars else 0.0
    axis = {"fixedrange": True, "zeroline": False, "gridcolor": colours.line, "color": colours.muted}
    y_axis, period = chart.y_axis, chart.x_axis
    zero = {level.value: _words(level.name) for level in chart.levels if level.role == "zero"}
    layout: dict[str, Any] = {
        **_page(colours),
        "height": 360 + (70 if chart.bars else 0),
        "margin": {"l": 44, "r": 34, "t": 54, "b": 40},
        "hovermode": "x unified",
        "hoversubplots": "axis",
        "hoverlabel": {"bgcolor": colours.surface, "bordercolor": colours.line, "font": {"color": colours.ink}},
        "legend": {"orientation": "h", "x": 0, "y": 1.04, "yanchor": "bottom", "itemclick": False, "itemdoubleclick": False},
        "barmode": "overlay",
        "xaxis": {
            **axis,
            "type": "date",
            "anchor": "y3" if chart.bars else "y2" if chart.marks else "y",
            "range": [f"{period.first - timedelta(days=1)}T12:00", f"{period.last}T12:00"],
            "showgrid": False,
            "ticks": "outside",
            "hoverformat": "%A, %-d %B %Y",
            "tickformatstops": [
                {"dtickrange": [None, 27 * DAY_MS], "value": "%-d %b\n%Y"},
                {"dtickrange": [27 * DAY_MS, "M11"], "value": "%b\n%Y"},
                {"dtickrange": ["M12", None], "value": "%Y"},
            ],
            "showspikes": True,
            "spikemode": "across",
            "spikesnap": "data",
            "spikethickness": 1,
            "spikedash": "dot",
            "spikecolor": colours.muted,
        },
        "yaxis": {
            **axis,
            "range": [y_axis.low, y_axis.high],
            "domain": [lanes + strip + (0.1 if strip else 0.02 if lanes else 0), 1],
            "tickvals": list(y_axis.ticks),
            "ticktext": [zero.get(tick, f"{tick:g}".replace("-", "\u2212")) for tick in y_axis.ticks],
        },
        "shapes": _bands(chart, colours),
        "annotations": [_axis_label(y_axis.label, colours, 1.0)],
    }
    if chart.marks:
        lane_axis = {"range": [0.5 - len(chart.marks), 0.5], "domain": [strip, strip + lanes], "visible": False}
        layout["yaxis2"] = {**lane_axis, "fixedrange": True}
    if chart.bars:
        layout["yaxis3"] = {
            **axis, "range": [0, chart.bars.high], "domain": [0, strip], "tickvals": [0, chart.bars.high]
        }  # fmt: skip
        layout["annotations"].append(_axis_label(chart.bars.name, colours, strip))
    return layout


def _bands(chart: Chart, colours: Theme) -> list[dict[str, Any]]:
    shapes: list[dict[str, Any]] = []
    for band in chart.bands:
        x0, x1 = f"{band.first - timedelta(days=1)}T12:00", f"{band.last}T12:00"
        shape = {"type": "rect", "layer": "below", "line": {"width": 0}, "x0": x0, "x1": x1}
        if band.low is None or band.high is None:
            label = {"text": _words(band.name), "textposition": "top center", "font": {"color": colours.muted, "size": 11}}
            shapes.append(
                {**shape, "yref": "y domain", "y0": 0, "y1": 1, "fillcolor": colours.shade, "label": label}
            )
        else:
            colour = colours.look(band.role).colour
            shapes.append({**shape, "y0": band.low, "y1": band.high, "fillcolor": colour, "opacity": 0.12})
    return shapes


def _empty_layout(chart: Chart, colours: Theme) -> dict[str, Any]:
    note = {
        "text": _words(chart.sentence), "showarrow": False, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5,
        "font": {"size": 14, "color": colours.ink}, "width": 300,
    }  # fmt: skip
    hidden = {"visible": False, "fixedrange": True}
    return {**_page(colours), "height": 260, "annotations": [note], "xaxis": hidden, "yaxis": hidden}


def _page(colours: Theme) -> dict[str, Any]:
    return {
        "template": None,
        "dragmode": False,
        "autosize": True,
        "paper_bgcolor": colours.surface,
        "plot_bgcolor": colours.surface,
        "font": {"family": FONT, "size": 12, "color": colours.ink},
    }


def _axis_label(words: str, colours: Theme, height: float) -> dict[str, Any]:
    return {
        "text": _words(words), "showarrow": False, "xref": "paper", "yref": "paper", "x": 0, "xshift": -40,
        "xanchor": "left", "y": height, "yanchor": "bottom", "yshift": 4, "font": {"color": colours.muted, "size": 12},
    }  # fmt: skip


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


def _remarks(item: Dots) -> list[str] | str:
    ranges = zip(item.lows, item.highs, strict=True) if item.lows else repeat((None, None))
    words = [
        (f", from {low:g} to {high:g}" if low is not None and high is not None else "") + (f", {_words(more)}" if more else "")
        for (low, high), more in zip(ranges, item.details or [""] * len(item.days), strict=False)
    ]
    return words if any(words) else ""


def _differences(upper: tuple[Value, ...], lower: tuple[Value, ...]) -> list[Value]:
    both = zip(upper, lower, strict=True)
    return [None if high is None or low is None else round(high - low, 2) for high, low in both]


def _size(days: tuple[date, ...], chart: Chart, largest: float) -> float:
    return round(max(3.0, min(largest, closest_days(days) * USUAL_WIDTH / chart.x_axis.days * 0.72)), 1)


def _dash(look: Look) -> str:
    return ",".join(f"{length}px" for length in look.dash) if look.dash else "solid"


def _words(text: str) -> str:
    # Plotly reads a little HTML in its texts; what people typed is never markup.
    return escape(text, quote=False)
