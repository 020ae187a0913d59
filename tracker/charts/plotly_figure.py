"""A chart as a Plotly figure: the same numbers as the SVG, to point at on a screen."""

from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go

from tracker.charts.chart import Chart, Level
from tracker.charts.plotly_traces import DAY_MS, day_begin, day_end, lane_y, plain, see_through, traces
from tracker.charts.scale import apart
from tracker.charts.theme import FONT, THEMES, Theme, ThemeName

# showSendToCloud is never left out: the script's own default offers to upload the chart.
PLOTLY_CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "showSendToCloud": False,
    "responsive": True,
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
}
ROW = 17


def figure(chart: Chart, theme: ThemeName = "light") -> go.Figure:
    """Return the chart as a figure; show it with PLOTLY_CONFIG and without a page's own Plotly theme.

    An empty chart is a figure with its sentence. Dragging and zooming are off, so that a phone can scroll.
    """
    colours = THEMES[theme]
    if chart.is_empty:
        return go.Figure(layout=_empty_layout(chart, colours))
    return go.Figure(data=list(traces(chart, colours)), layout=_layout(chart, colours))


def _layout(chart: Chart, colours: Theme) -> dict[str, Any]:
    axis = {"fixedrange": True, "zeroline": False, "gridcolor": colours.line, "color": colours.muted}
    y_axis, period = chart.y_axis, chart.x_axis
    strip, floor = (0.18, 0.31) if chart.bars else (0.0, 0.0)
    least = lane_y(chart, len(chart.marks)) if chart.marks else _below_lowest(chart)
    height = 360 + (80 if chart.bars else 0)
    names = _band_names(chart, colours)
    above = 24 + ROW * bool(names)
    inner = height - above - 70
    plot = inner * (1 - floor) * (y_axis.high - y_axis.low) / (y_axis.high - least)
    zero = {level.value: plain(level.name) for level in chart.levels if level.role == "zero"}
    layout: dict[str, Any] = {
        **_page(colours),
        "height": height,
        "margin": {"l": 44, "r": 34, "t": above + 30, "b": 40},
        "hovermode": "x",
        "hoversubplots": "axis",
        "hoverlabel": {
            "bgcolor": colours.surface,
            "bordercolor": colours.line,
            "font": {"color": colours.ink, "family": FONT, "size": 12},
        },
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1 + above / inner,
            "yanchor": "bottom",
            "itemsizing": "constant",
            "itemclick": False,
            "itemdoubleclick": False,
        },
        "barmode": "overlay",
        "xaxis": {
            **axis,
            "type": "date",
            "anchor": "y2" if chart.bars else "y",
            "range": [day_begin(period.first), day_end(period.last)],
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
            "spikesnap": "hovered data",
            "spikethickness": 1,
            "spikedash": "dot",
            "spikecolor": colours.muted,
        },
        "yaxis": {
            **axis,
            "range": [least, y_axis.high],
            "ticklabelstandoff": 4,
            "domain": [floor, 1],
            "tickvals": list(y_axis.ticks),
            "ticktext": [zero.get(tick, f"{tick:g}".replace("-", "\u2212")) for tick in y_axis.ticks],
        },
        "shapes": _bands(chart, colours),
        "annotations": [
            _note(
                y_axis.label,
                colours.muted,
                x=0,
                xshift=-40,
                y=1,
                yshift=3 + ROW * bool(names),
                xanchor="left",
            ),
            *names,
            *_level_labels(chart, colours, plot),
        ],
    }
    if chart.bars:
        layout["yaxis2"] = {
            **axis, "range": [0, chart.bars.high], "domain": [0, strip], "tickvals": [0, chart.bars.high]
        }  # fmt: skip
        name = _note(chart.bars.name, colours.muted, x=0, xshift=-40, y=strip, yshift=4, xanchor="left")
        layout["annotations"].append(name)
    return layout


def _below_lowest(chart: Chart) -> float:
    # A hair more room, so that the lowest grid line and dots on it are drawn whole.
    return chart.y_axis.low - 0.02 * (chart.y_axis.high - chart.y_axis.low)


def _bands(chart: Chart, colours: Theme) -> list[dict[str, Any]]:
    shapes: list[dict[str, Any]] = []
    for band in chart.bands:
        shape = {
            "type": "rect", "layer": "below", "line": {"width": 0}, "x0": day_begin(band.first), "x1": day_end(band.last)
        }  # fmt: skip
        if band.low is None or band.high is None:
            shapes.append(
                {**shape, "y0": chart.y_axis.low, "y1": chart.y_axis.high, "fillcolor": colours.shade}
            )
        else:
            colour = colours.look(band.role).colour
            shapes.append({**shape, "y0": band.low, "y1": band.high, "fillcolor": colour, "opacity": 0.12})
    return shapes


def _empty_layout(chart: Chart, colours: Theme) -> dict[str, Any]:
    note = {
        "text": plain(chart.sentence), "showarrow": False, "xref": "paper", "yref": "paper", "x": 0.5, "y": 0.5,
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


def _band_names(chart: Chart, colours: Theme) -> list[dict[str, Any]]:
    found = []
    for band in chart.bands:
        if band.low is None or band.high is None:
            at_end = band.last == chart.x_axis.last and band.first > chart.x_axis.first
            day, side = (day_end(band.last), "right") if at_end else (day_begin(band.first), "left")
            found.append(
                _note(band.name, colours.muted, xref="x", x=day, xanchor=side, y=1, yshift=3, size=11)
            )
    return found


def _level_labels(chart: Chart, colours: Theme, plot: float) -> Iterator[dict[str, Any]]:
    columns: dict[bool, list[Level]] = {}
    for level in sorted(chart.levels, key=lambda level: -level.value):
        if level.role != "zero":
            columns.setdefault(level.last == chart.x_axis.last, []).append(level)
    axis = chart.y_axis
    for in_margin, column in columns.items():
        wished = [(axis.high - level.value) / (axis.high - axis.low) * plot for level in column]
        placed = apart(wished, 14, 6, plot - 6)
        for level, wish, height in zip(column, wished, placed, strict=True):
            colour = colours.look(level.role).colour
            words, lift = f"<b>{level.value:.1f}</b>", wish - height
            if in_margin:
                yield _note(
                    words,
                    colour,
                    x=1,
                    xshift=3,
                    xanchor="left",
                    yref="y",
                    y=level.value,
                    yanchor="middle",
                    yshift=lift,
                )
            else:
                day = day_begin(level.first)
                yield _note(
                    words,
                    colour,
                    xref="x",
                    x=day,
                    xanchor="left",
                    yref="y",
                    y=level.value,
                    yshift=lift,
                    bgcolor=see_through(colours.surface, 0.7),
                )


def _note(words: str, colour: str, size: int = 12, **place: Any) -> dict[str, Any]:
    paper = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "showarrow": False}
    text = words if words.startswith("<b>") else plain(words)
    return {**paper, "text": text, "font": {"color": colour, "size": size}, **place}
