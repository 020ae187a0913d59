"""A turned chart as Plotly traces and layout: names down the side with a track each, values across."""

from collections.abc import Iterator
from html import escape
from typing import Any

from tracker.charts.axes import slot_number, slots
from tracker.charts.chart import Band, Chart, Dots
from tracker.charts.hover_words import words_by_place
from tracker.charts.plotly.grid import see_through
from tracker.charts.theme import Theme

ROW, TOP, FOOT = 72, 26, 34
HALF_TRACK = 0.14
SYMBOLS = {"circle": "circle", "square": "square", "triangle": "triangle-up", "diamond": "diamond"}


def turned_traces(chart: Chart, colours: Theme) -> Iterator[dict[str, Any]]:
    """Yield the dots of a turned chart with their ranges; the hover says what a row holds."""
    words = words_by_place(chart)
    for item in chart.series:
        if isinstance(item, Dots):
            look = colours.look(item.role, item.rank)
            trace: dict[str, Any] = {
                "type": "scatter",
                "mode": "markers",
                "name": escape(item.name, quote=False),
                "showlegend": False,
                "cliponaxis": False,
                "marker": {
                    "symbol": SYMBOLS[look.symbol],
                    "color": look.colour,
                    "size": 14,
                    "line": {"color": colours.surface, "width": 2},
                },
                "x": list(item.values),
                "y": list(item.places),
                "text": [
                    "<br>".join(escape(line, quote=False) for line in words[place]) for place in item.places
                ],
                "hovertemplate": "%{text}<extra></extra>",
            }
            if item.lows:
                rows = list(zip(item.values, item.lows, item.highs, strict=True))
                trace["error_x"] = {
                    "type": "data",
                    "symmetric": False,
                    "thickness": 5,
                    "width": 0,
                    "color": see_through(look.colour, 0.35),
                    "array": [round((high or 0) - (value or 0), 4) for value, _, high in rows],
                    "arrayminus": [round((value or 0) - (low or 0), 4) for value, low, _ in rows],
                }
            yield trace


def turned_layout(chart: Chart, colours: Theme) -> dict[str, Any]:
    """Return the layout of a turned chart: grid, zones with their names, and each row's name over its track."""
    axis, rows = chart.value_axis, slots(chart.x_axis)
    plain_axis = {"fixedrange": True, "zeroline": False, "gridcolor": colours.line, "color": colours.muted}
    return {
        "height": TOP + ROW * rows + FOOT,
        "margin": {"l": 30, "r": 30, "t": TOP, "b": FOOT},
        "hovermode": "closest",
        "showlegend": False,
        "xaxis": {
            **plain_axis,
            "showgrid": False,
            "ticks": "outside",
            "range": [axis.low, axis.high],
            "tickvals": list(axis.ticks),
            "ticktext": [escape(axis.tick_words(tick), quote=False) for tick in axis.ticks],
        },
        "yaxis": {**plain_axis, "range": [rows - 0.65, -0.65], "showgrid": False, "showticklabels": False},
        "shapes": [*(_zone(chart, band, colours) for band in chart.bands), *_levels(chart, colours)],
        "annotations": [
            _words(axis.label, colours.muted, x=0, xshift=-28, y=1, yref="paper", yanchor="bottom", yshift=6),
            *_names(chart, colours),
            *_zone_names(chart, colours),
        ],
    }


def _zone(chart: Chart, band: Band, colours: Theme) -> dict[str, Any]:
    axis = chart.value_axis
    return {
        "type": "rect",
        "layer": "below",
        "line": {"width": 0},
        "name": escape(band.name, quote=False),
        "x0": axis.low if band.low is None else band.low,
        "x1": axis.high if band.high is None else band.high,
        "y0": slot_number(chart.x_axis, band.first) - HALF_TRACK,
        "y1": slot_number(chart.x_axis, band.last) + HALF_TRACK,
        "fillcolor": colours.look(band.role).colour,
        "opacity": 0.22,
    }


def _levels(chart: Chart, colours: Theme) -> Iterator[dict[str, Any]]:
    # Row by row, so that no line crosses a name.
    for level in chart.levels:
        line = {"color": colours.look(level.role).colour, "width": 1.2}
        for row in range(slot_number(chart.x_axis, level.first), slot_number(chart.x_axis, level.last) + 1):
            yield {
                "type": "line",
                "name": escape(level.name, quote=False),
                "x0": level.value,
                "x1": level.value,
                "y0": row - HALF_TRACK,
                "y1": row + HALF_TRACK,
                "line": line,
            }


def _names(chart: Chart, colours: Theme) -> Iterator[dict[str, Any]]:
    above = 32 if any(band.name for band in chart.bands) else 18
    for number, name in enumerate(getattr(chart.x_axis, "names", ())):
        yield _words(
            f"<b>{escape(name, quote=False)}</b>",
            colours.ink,
            x=0,
            xshift=-28,
            y=number,
            yshift=above,
            size=13,
        )
    for item in chart.series:
        if isinstance(item, Dots):
            for place, words in zip(item.places, item.details, strict=bool(item.details)):
                escaped = escape(words, quote=False)
                yield _words(escaped, colours.muted, x=1, xshift=28, xanchor="right", y=place, yshift=above)


def _zone_names(chart: Chart, colours: Theme) -> Iterator[dict[str, Any]]:
    axis = chart.value_axis
    for band in chart.bands:
        if not band.name or band.low is None or band.high is None:
            continue
        # Outer names stand at the outer ends, where short zones leave them room.
        left, right = band.low <= axis.low, band.high >= axis.high
        x = 0 if left else 1 if right else (band.low + band.high) / 2
        yield _words(
            escape(band.name, quote=False),
            colours.muted,
            xref="paper" if left or right else "x",
            x=x,
            xanchor="left" if left else "right" if right else "center",
            xshift=-26 if left else 26 if right else 0,
            y=slot_number(chart.x_axis, band.first),
            yshift=17,
            size=11,
        )


def _words(words: str, colour: str, size: int = 12, **place: Any) -> dict[str, Any]:
    usual = {"xref": "paper", "xanchor": "left", "yref": "y", "yanchor": "middle", "showarrow": False}
    return {**usual, "text": words, "font": {"color": colour, "size": size}, **place}
