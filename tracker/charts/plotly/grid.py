"""The traces of a Plotly figure that are areas: tiles, ribbons, and bundles of faint lines."""

from typing import Any

from tracker.charts.axes import Place, place_words
from tracker.charts.chart import Bundle, Cells, Chart, Ribbon, outlines
from tracker.charts.plotly.places import DAY_MS, at, begin
from tracker.charts.theme import Theme
from tracker.domain.period import Period
from tracker.locales import shortest

Trace = dict[str, Any]


def tiles(item: Cells, chart: Chart, colours: Theme) -> Trace:
    """Return the tiles as bars that stand on their rows (the small Plotly script has no heat map), each with its hover."""
    cells = [
        (place, row, value)
        for place, column in zip(item.places, item.columns, strict=True)
        for row, value in enumerate(column)
        if value is not None
    ]
    return {
        "type": "bar",
        "name": item.name,
        "showlegend": False,
        "x": [begin(place) for place, _, _ in cells],
        "offset": 0,
        "width": item.span * (DAY_MS if isinstance(chart.x_axis, Period) else 1),
        "base": [row - 0.46 for _, row, _ in cells],
        "y": [0.92] * len(cells),
        "marker": {
            "color": [colours.tile(item.role, value / item.high, item.darkest) for _, _, value in cells],
            # Between narrow tiles a gap would eat the colour.
            "line": {"color": colours.surface, "width": 2 if len(item.places) < 60 else 0},
        },
        "hovertext": [_hover_words(item, chart, *tile) for tile in cells],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def ribbon(item: Ribbon, colours: Theme) -> Trace:
    """Return the outline of a ribbon, filled; pieces are parted where there is no range."""
    pieces = list(outlines(item))
    return {
        "type": "scatter",
        "mode": "none",
        "name": item.name,
        "showlegend": True,
        "fill": "toself",
        "fillcolor": see_through(colours.look(item.role).colour, 0.2),
        "x": [x for piece in pieces for x in (*(at(place) for place, _ in piece), None)],
        "y": [y for piece in pieces for y in (*(value for _, value in piece), None)],
    }


def bundle(item: Bundle, colours: Theme) -> Trace:
    """Return all lines of a bundle as one faint trace."""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": item.name,
        "showlegend": True,
        "connectgaps": False,
        "line": {"color": see_through(colours.look(item.role).colour, 0.34), "width": 1},
        "x": [x for _ in item.lines for x in (*(at(place) for place in item.places), None)],
        "y": [y for line in item.lines for y in (*line, None)],
    }


def see_through(colour: str, share: float) -> str:
    """Return a #rrggbb colour that lets `share` (0-1) of itself be seen."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def _hover_words(item: Cells, chart: Chart, place: Place, row: int, value: float) -> str:
    stretch = "" if item.span == 1 else f"{item.span} days from "
    return f"{stretch}{place_words(chart.x_axis, place)}<br>{chart.value_axis.words[row]}: {shortest(value)} {item.unit}"
