"""A chart as a Plotly figure: the same numbers as the SVG, to point at on a screen."""

from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go

from tracker.charts.axes import Categories, DayOffsets, Numbered, XAxis, slots
from tracker.charts.chart import Cells, Chart, Level
from tracker.charts.plotly.grid import see_through
from tracker.charts.plotly.places import DAY_MS, begin, end
from tracker.charts.plotly.traces import LANE_OF_ROWS, lane_y, plain, traces
from tracker.charts.plotly.turned import turned_layout, turned_traces
from tracker.charts.scale import apart, text_width
from tracker.charts.theme import FONT, THEMES, Theme, ThemeName
from tracker.domain.period import Period
from tracker.locales import D3, day_pattern, decimals, number_marks, short_pattern

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
MOST_NUMBERS = 13


class ReadyFigure(go.Figure):  # type: ignore[misc]  # Plotly comes without types
    """A figure of plain content, for showing only; our tests put the same content through Plotly's check.

    That check and its copies cost more at every rerun than working the chart out, and nobody changes the figure.
    """

    def __init__(self, data: list[dict[str, Any]], layout: dict[str, Any]) -> None:
        # On purpose not Plotly's own: it would check and copy everything, and add its template of 4 kB.
        self._content = {"data": data, "layout": layout}

    def to_dict(self) -> dict[str, Any]:
        """Return the content itself."""
        return self._content


def figure(chart: Chart, theme: ThemeName = "light") -> ReadyFigure:
    """Return the chart as a figure; show it with PLOTLY_CONFIG and without a page's own Plotly theme.

    An empty chart is a figure with its sentence. Dragging and zooming are off, so that a phone can scroll.
    """
    colours = THEMES[theme]
    if chart.is_empty:
        return ReadyFigure([], _empty_layout(chart, colours))
    if chart.is_turned:
        layout = {**_page(colours), **_hover_label(colours), **turned_layout(chart, colours)}
        return ReadyFigure(list(turned_traces(chart, colours)), layout)
    return ReadyFigure(list(traces(chart, colours)), _layout(chart, colours))


def _layout(chart: Chart, colours: Theme) -> dict[str, Any]:
    axis = {"fixedrange": True, "zeroline": False, "gridcolor": colours.line, "color": colours.muted}
    values = chart.value_axis
    strip, floor = (0.18, 0.31) if chart.bars else (0.0, 0.0)
    least = lane_y(chart, len(chart.marks)) if chart.marks else _below_lowest(chart)
    names = _band_names(chart, colours)
    above = 30 + ROW * bool(names)
    below = 56 if isinstance(chart.x_axis, DayOffsets) else 40
    height = _height(chart, above)
    inner = height - above - 30 - below
    plot = inner * (1 - floor) * (values.high - values.low) / (values.high - least)
    left = max([78.0 if chart.is_grid else 44.0, *(text_width(word, 12) + 14 for word in values.words)])
    label: dict[str, Any] = {"x": 0, "xshift": 4 - left, "xanchor": "left"}
    layout: dict[str, Any] = {
        **_page(colours),
        **_hover_label(colours),
        "separators": number_marks(),
        "height": height,
        "margin": {"l": left, "r": 12 if chart.is_grid else 34, "t": above + 30, "b": below},
        "hovermode": "closest" if chart.is_grid else "x",
        "hoversubplots": "axis",
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
        "xaxis": _x_axis(chart, colours, axis),
        "yaxis": {**axis, **_rows_or_values(chart, least), "ticklabelstandoff": 4, "domain": [floor, 1]},
        "shapes": _bands(chart, colours),
        "annotations": [
            _note(values.label, colours.muted, y=1, yshift=9 + ROW * bool(names), **label),
            *names,
            *_level_labels(chart, colours, plot),
            *_tile_words(chart, colours),
        ],
    }
    if chart.bars:
        layout["yaxis2"] = {
            **axis, "range": [0, chart.bars.high], "domain": [0, strip], "tickvals": [0, chart.bars.high]
        }  # fmt: skip
        layout["annotations"].append(_note(chart.bars.name, colours.muted, y=strip, yshift=4, **label))
    return layout


def _height(chart: Chart, above: int) -> int:
    if isinstance(chart.y_axis, Categories):
        row = 44 if isinstance(chart.x_axis, Categories) else 26
        return above + 70 + round(row * (len(chart.y_axis.names) + LANE_OF_ROWS * len(chart.marks)))
    return 360 + (80 if chart.bars else 0)


def _rows_or_values(chart: Chart, least: float) -> dict[str, Any]:
    axis = chart.value_axis
    zero = {level.value: plain(level.name) for level in chart.levels if level.role == "zero"}
    words = [zero.get(tick, plain(axis.tick_words(tick))) for tick in axis.ticks]
    ticks = {"tickvals": list(axis.ticks), "ticktext": words}
    if chart.is_grid:
        return {**ticks, "range": [max(axis.high, least), axis.low], "showgrid": False}
    return {**ticks, "range": [least, axis.high]}


def _x_axis(chart: Chart, colours: Theme, axis: dict[str, Any]) -> dict[str, Any]:
    along = chart.x_axis
    shared = {**axis, "anchor": "y2" if chart.bars else "y", "showgrid": False, "range": _ends(along)}
    if not isinstance(along, Period):
        first = along.first if isinstance(along, DayOffsets) else 0
        # Names lie flat: many numbered ones are told every fifth time, with the one for all.
        step = 5 if isinstance(along, Numbered) and slots(along) > MOST_NUMBERS else 1
        named = {
            "tickvals": list(range(first, first + slots(along), step)),
            "ticktext": list(along.names)[::step],
            "tickangle": 0,
        }
        return {
            **shared,
            **named,
            "type": "linear",
            "title": {"text": along.label, "standoff": 8, "font": {"size": 12}},
            "side": "top" if isinstance(along, Categories) else "bottom",
        }
    spikes = {
        "showspikes": not chart.is_grid,
        "spikemode": "across",
        "spikesnap": "hovered data",
        "spikethickness": 1,
        "spikedash": "dot",
        "spikecolor": colours.muted,
    }
    return {
        **shared,
        **spikes,
        "type": "date",
        "ticks": "outside",
        "hoverformat": f"%A, {day_pattern(D3)}",
        "tickformatstops": [
            {"dtickrange": [None, 27 * DAY_MS], "value": f"{short_pattern(D3, with_year=False)}\n%Y"},
            {"dtickrange": [27 * DAY_MS, "M11"], "value": "%b\n%Y"},
            {"dtickrange": ["M12", None], "value": "%Y"},
        ],
    }


def _ends(axis: XAxis) -> list[str | float]:
    if isinstance(axis, Period):
        return [begin(axis.first), end(axis.last)]
    first = axis.first if isinstance(axis, DayOffsets) else 0
    return [begin(first), end(first, slots(axis))]


def _tile_words(chart: Chart, colours: Theme) -> Iterator[dict[str, Any]]:
    for item in chart.series:
        if isinstance(item, Cells):
            for place, column in zip(item.places, item.words, strict=bool(item.words)):
                for row, words in enumerate(column):
                    corner = {"xref": "x", "x": begin(place), "xshift": 3, "xanchor": "left", "yref": "y"}
                    if words:
                        yield _note(words, colours.ink, 11, **corner, y=row - 0.5, yanchor="top")


def _hover_label(colours: Theme) -> dict[str, Any]:
    font = {"color": colours.ink, "family": FONT, "size": 12}
    return {"hoverlabel": {"bgcolor": colours.surface, "bordercolor": colours.line, "font": font}}


def _below_lowest(chart: Chart) -> float:
    # A hair more room, so that the lowest grid line and dots on it are drawn whole.
    return chart.value_axis.low - 0.02 * (chart.value_axis.high - chart.value_axis.low)


def _bands(chart: Chart, colours: Theme) -> list[dict[str, Any]]:
    shapes: list[dict[str, Any]] = []
    for band in chart.bands:
        shape = {
            "type": "rect",
            "layer": "below",
            "line": {"width": 0},
            "x0": begin(band.first),
            "x1": end(band.last),
        }
        if band.low is None or band.high is None:
            quiet = band.role in ("baseline", "recent")
            colour = colours.shade if quiet else see_through(colours.look(band.role).colour, 0.16)
            shapes.append(
                {**shape, "y0": chart.value_axis.low, "y1": chart.value_axis.high, "fillcolor": colour}
            )
        else:
            colour = colours.look(band.role).colour
            shapes.append({**shape, "y0": band.low, "y1": band.high, "fillcolor": colour, "opacity": 0.12})
    return shapes


def _empty_layout(chart: Chart, colours: Theme) -> dict[str, Any]:
    note = {
        "text": plain(chart.sentence),
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": 0.5,
        "y": 0.5,
        "font": {"size": 14, "color": colours.ink},
        "width": 300,
    }
    hidden = {"visible": False, "fixedrange": True}
    return {**_page(colours), "height": 260, "annotations": [note], "xaxis": hidden, "yaxis": hidden}


def _page(colours: Theme) -> dict[str, Any]:
    return {
        "dragmode": False,
        "autosize": True,
        "paper_bgcolor": colours.surface,
        "plot_bgcolor": colours.surface,
        "font": {"family": FONT, "size": 12, "color": colours.ink},
    }


def _band_names(chart: Chart, colours: Theme) -> list[dict[str, Any]]:
    shapes, ends = [], _ends(chart.x_axis)
    for band in chart.bands:
        if band.name and (band.low is None or band.high is None):
            at_end = end(band.last) == ends[1] and begin(band.first) != ends[0]
            x, side = (end(band.last), "right") if at_end else (begin(band.first), "left")
            shapes.append(
                _note(band.name, colours.muted, xref="x", x=x, xanchor=side, y=1, yshift=3, size=11)
            )
    return shapes


def _level_labels(chart: Chart, colours: Theme, plot: float) -> Iterator[dict[str, Any]]:
    inside: list[Level] = []
    margin: list[Level] = []
    for level in sorted(chart.levels, key=lambda level: -level.value):
        if level.role != "zero" and not level.label:
            at_end = end(level.last) == _ends(chart.x_axis)[1]
            (margin if at_end else inside).append(level)
    axis = chart.value_axis
    for column in (inside, margin):
        wished = [(axis.high - level.value) / (axis.high - axis.low) * plot for level in column]
        placed = apart(wished, 14, 6, plot - 6)
        for level, wish, height in zip(column, wished, placed, strict=True):
            words = f"<b>{decimals(level.value)}</b>"
            place: dict[str, Any] = {"yref": "y", "y": level.value, "yshift": wish - height}
            if column is margin:
                place |= {"x": 1, "xshift": 3, "xanchor": "left", "yanchor": "middle"}
            else:
                place |= {
                    "xref": "x",
                    "x": begin(level.first),
                    "xanchor": "left",
                    "bgcolor": see_through(colours.surface, 0.7),
                }
            yield _note(words, colours.look(level.role, level.rank).colour, **place)


def _note(words: str, colour: str, size: int = 12, **place: Any) -> dict[str, Any]:
    paper = {"xref": "paper", "yref": "paper", "yanchor": "bottom", "showarrow": False}
    text = words if words.startswith("<b>") else plain(words)
    return {**paper, "text": text, "font": {"color": colour, "size": size}, **place}
