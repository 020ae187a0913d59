"""A chart as SVG: light, exact, readable on a phone and in print, without a script."""

from collections.abc import Iterator
from html import escape

from tracker.charts import svg_shapes as draw
from tracker.charts.chart import Band, Chart
from tracker.charts.scale import DayTick, Frame, day_ticks, text_width
from tracker.charts.svg_labels import band_labels, legend, level_labels, wrapped
from tracker.charts.svg_series import SMALLEST_SYMBOL_ROOM, bars, marks, series
from tracker.charts.theme import FONT, THEMES, Theme, ThemeName

LANE, STRIP = 17, 46
# The same for every chart, so that stacked charts have each day at the same place.
GUTTER, MARGIN = 38, 38


def render_svg(chart: Chart, theme: ThemeName = "light", width: int = 720, height: int = 300) -> str:
    """Return the chart as an SVG of `width` x `height` px with its own background; no text is under 11 px.

    The chart's title and alternative text are its accessible name and description. All text is escaped.
    """
    colours, size = THEMES[theme], 12 if width >= 480 else 11
    if chart.is_empty:
        body = "".join(_empty(chart, colours, width, height))
    else:
        body = "".join(_full(chart, colours, width, height, size))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'style="max-width:100%;height:auto" role="img" aria-label="{draw.attribute(chart.title)}" '
        f'data-chart="{draw.attribute(chart.chart_id)}" font-family="{FONT}" '
        f'font-variant-numeric="tabular-nums" fill="none"><title>{escape(chart.title)}</title>'
        f"<desc>{escape(chart.alternative_text)}</desc>"
        f'<rect width="{width}" height="{height}" fill="{colours.surface}"/>{body}</svg>'
    )


def frame_of(chart: Chart, width: int, height: int) -> Frame:
    """Return where the values lie in an SVG of that size: the plot's rectangle with its scales."""
    size = 12 if width >= 480 else 11
    _, legend_rows = legend(chart, THEMES["light"], width, size)
    axis = chart.y_axis
    top = legend_rows * 19 + 26 + (13 if _whole_height(chart) else 0)
    below = 20 + (15 if any(tick.year for tick in _ticks(chart, width, size)) else 0)
    lanes = (len(chart.marks) * LANE + 6 if chart.marks else 0) + (STRIP + 40 if chart.bars else 0)
    return Frame(chart.x_axis, axis.low, axis.high, GUTTER, top, width - MARGIN, height - below - lanes)


def _full(chart: Chart, colours: Theme, width: int, height: int, size: int) -> Iterator[str]:
    frame = frame_of(chart, width, height)
    words, rows = legend(chart, colours, width, size)
    yield words
    yield draw.text((2, rows * 19 + 13), chart.y_axis.label, colours.muted, size)
    yield from _bands(chart, frame, colours)
    yield from band_labels(_whole_height(chart), frame, colours)
    yield from _value_axis(chart, frame, colours, size)
    yield from _day_axis(chart, frame, colours, width, height, size)
    yield from marks(chart, frame, colours, LANE)
    if chart.bars:
        yield from bars(chart.bars, frame, colours, frame.bottom + 34 + len(chart.marks) * LANE, STRIP, size)
    for level in chart.levels:
        look = colours.look(level.role)
        ends = (
            (frame.edge(level.first), frame.y(level.value)),
            (frame.x(level.last) + frame.slot / 2, frame.y(level.value)),
        )
        named = f' data-level="{draw.attribute(level.name)}"'
        yield draw.straight(*ends, look.colour, 1.2, named + draw.dash(look))
    yield from series(chart, frame, colours)
    yield from level_labels(chart.levels, frame, colours, size)


def _whole_height(chart: Chart) -> tuple[Band, ...]:
    return tuple(band for band in chart.bands if band.low is None or band.high is None)


def _bands(chart: Chart, frame: Frame, colours: Theme) -> Iterator[str]:
    for band in chart.bands:
        left, right = frame.edge(band.first), frame.x(band.last) + frame.slot / 2
        if band.low is None or band.high is None:
            if band.first > frame.period.first or band.last < frame.period.last:
                yield draw.rectangle(left, frame.top - 4, right, frame.bottom, colours.shade)
        else:
            colour = colours.look(band.role).colour
            yield draw.rectangle(
                left, frame.y(band.high), right, frame.y(band.low), colour, ' fill-opacity=".12"'
            )


def _value_axis(chart: Chart, frame: Frame, colours: Theme, size: int) -> Iterator[str]:
    named = {level.value: level.name for level in chart.levels if level.role == "zero"}
    for tick in chart.y_axis.ticks:
        y = frame.y(tick)
        yield draw.straight((frame.left, y), (frame.right, y), colours.line)
        yield draw.text(
            (frame.left - 7, y + size * 0.36),
            named.get(tick) or _tick_words(tick),
            colours.muted,
            size,
            "end",
        )


def _day_axis(
    chart: Chart, frame: Frame, colours: Theme, width: int, height: int, size: int
) -> Iterator[str]:
    ticks = _ticks(chart, width, size)
    base = height - (21 if any(tick.year for tick in ticks) else 6)
    foot = base - size - 4
    # A tick stands in the middle of its day where days are wide, where it begins where they are not.
    for tick in ticks:
        x = frame.x(tick.day) if frame.slot > SMALLEST_SYMBOL_ROOM else frame.edge(tick.day)
        yield draw.straight((x, foot), (x, foot + 4), colours.muted)
        for words, y in ((tick.label, base), (tick.year, base + 15)):
            half = text_width(words, size) / 2
            middle = min(max(x, half + 2), width - half - 2)
            if words:
                yield draw.text((middle, y), words, colours.muted, size, "middle")
    yield draw.straight((frame.left, foot), (frame.right, foot), colours.line)


def _ticks(chart: Chart, width: int, size: int) -> tuple[DayTick, ...]:
    return day_ticks(chart.x_axis, width - GUTTER - MARGIN, size)


def _tick_words(tick: float) -> str:
    return f"{tick:g}".replace("-", "\u2212")


def _empty(chart: Chart, colours: Theme, width: int, height: int) -> Iterator[str]:
    # The idea of a chart, faint and without numbers, so that nobody reads values out of it.
    size, middle = 14, width / 2
    lines = wrapped(chart.sentence, min(width - 48, 440), size)
    top = height / 2 - (len(lines) - 1) * 11
    for part in (0.25, 0.5, 0.75):
        yield draw.straight(
            (16, height * part), (width - 16, height * part), colours.line, 1, ' stroke-dasharray="2 6"'
        )
    half = max(text_width(line, size) for line in lines) / 2 + 18
    yield draw.rectangle(middle - half, top - 34, middle + half, top + len(lines) * 22, colours.surface)
    for number, line in enumerate(lines):
        yield draw.text((middle, top + number * 22), line, colours.ink, size, "middle")
