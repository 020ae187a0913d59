"""The traces of a Plotly figure that are areas: tiles, ribbons, and bundles of faint lines."""

from typing import Any

from tracker.charts.axes import Place, place_words
from tracker.charts.chart import Bundle, Cells, Chart, Ribbon, outlines
from tracker.charts.plotly_places import at, begin, end
from tracker.charts.theme import Theme
from tracker.locales import shortest

Trace = dict[str, Any]


def tiles(item: Cells, chart: Chart, colours: Theme) -> Trace:
    """Return the tiles as a heat map; a tile's hover says its place, its row and its value."""
    rows = range(len(item.columns[0]))
    # Plotly takes the edges of the columns when there is one more of them than columns.
    edges = [begin(place) for place in item.places] + [end(item.places[-1], item.span)]
    said = [[_said(item, chart, place, row, column[row]) for place, column in _columns(item)] for row in rows]
    return {
        "type": "heatmap",
        "name": item.name,
        "x": edges,
        "y": [row - 0.5 for row in range(len(rows) + 1)],
        "z": [[column[row] for column in item.columns] for row in rows],
        "zmin": 0,
        "zmax": item.high,
        # 0 has a colour of its own: something was noted, and it was not this.
        "colorscale": [
            [0, colours.tile(item.role, 0, item.darkest)],
            [0.001, colours.tile(item.role, 0.001, item.darkest)],
            [1, colours.tile(item.role, 1, item.darkest)],
        ],
        "showscale": False,
        "xgap": 2 if len(item.places) < 60 else 0,
        "ygap": 2,
        "hoverongaps": False,
        "text": said,
        "hovertemplate": "%{text}<extra></extra>",
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


def _columns(item: Cells) -> list[tuple[Place, tuple[float | None, ...]]]:
    return list(zip(item.places, item.columns, strict=True))


def _said(item: Cells, chart: Chart, place: Place, row: int, value: float | None) -> str:
    if value is None:
        return ""
    stretch = "" if item.span == 1 else f"{item.span} days from "
    return f"{stretch}{place_words(chart.x_axis, place)}<br>{chart.value_axis.words[row]}: {shortest(value)} {item.unit}"
