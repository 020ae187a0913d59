"""A chart as SVG: light, exact, readable on a phone and in print, without a script."""

from collections.abc import Iterator
from html import escape

from tracker.charts.axes import Categories
from tracker.charts.chart import Band, Chart, Dots
from tracker.charts.scale import Frame, text_width, wrapped
from tracker.charts.svg import shapes as draw
from tracker.charts.svg.axes import above, axis_label, below, foot_axis, gutter, margin, value_axis
from tracker.charts.svg.labels import band_labels, legend, level_labels
from tracker.charts.svg.series import bars, marks, series
from tracker.charts.svg.turned import turned, turned_height
from tracker.charts.theme import FONT, PAGE, THEMES, DrawingTheme, Theme
from tracker.domain.period import Period

LANE, STRIP, CLEAR = 17, 46, 6.0
# A drawing at least this wide has room for larger letters.
ROOMY = 480
# Coordinates have a tenth of a px: of narrower days nobody can tell which one a dot stands for.
LEAST_DAY_PX = 0.25
# A row of tiles; and of a calendar, whose tiles hold a day's number and its signs.
ROW, CALENDAR_ROW = 24, 42


def render_svg(chart: Chart, theme: DrawingTheme = "light", width: int = 720, height: int = 300) -> str:
    """Return the chart as an SVG of `width` x `height` px with its own background; no text is under 11 px.

    The chart's title and alternative text are its accessible name and description. For a `page` it is only the
    drawing: the page gives font, size, colours and name. All text is escaped.
    """
    colours, size = PAGE if theme == "page" else THEMES[theme], text_size(width)
    if chart.is_empty:
        body = "".join(_empty(chart, colours, width, height))
    elif chart.is_turned:
        body = "".join(turned(chart, colours, width, size))
    else:
        body = "".join(_full(chart, colours, width, height, size))
    if theme == "page":
        return f'<svg viewBox="0 0 {width} {height}"{_days(chart, width, height)} aria-hidden="true">{body}</svg>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'style="max-width:100%;height:auto" role="img" aria-label="{draw.attribute(chart.title)}" '
        f'data-chart="{draw.attribute(chart.chart_id)}" font-family="{FONT}" '
        f'font-variant-numeric="tabular-nums" fill="none"><title>{escape(chart.title)}</title>'
        f"<desc>{escape(chart.alternative_text)}</desc>"
        f'<rect width="{width}" height="{height}" fill="{colours.surface}"/>{body}</svg>'
    )


def _days(chart: Chart, width: int, height: int) -> str:
    """Return where the days of a drawing lie, for the page's script: the first, how many, and from where to where."""
    if not chart.is_by_day or chart.is_empty or not isinstance(chart.x_axis, Period):
        return ""
    frame, days = frame_of(chart, width, height), chart.x_axis
    if frame.slot < LEAST_DAY_PX:
        return ""
    ends = f"{draw.number(frame.left)} {draw.number(frame.right)}"
    return f' data-days="{days.first.isoformat()} {days.days} {ends}"'


def text_size(width: int) -> int:
    """Return the size in px of the letters in a drawing of that width."""
    return 12 if width >= ROOMY else 11


def frame_of(chart: Chart, width: int, height: int) -> Frame:
    """Return where the values lie in an SVG of that size: the plot's rectangle with its scales."""
    size = text_size(width)
    _, legend_rows = legend(chart, PAGE, width, size)
    axis = chart.value_axis
    ends = (axis.high, axis.low) if chart.is_grid else (axis.low, axis.high)
    top = legend_rows * 19 + above(chart, width, size) + (13 if _whole_height(chart) else 0)
    bottom = height - below(chart, width, size) - _lanes(chart)
    return Frame(chart.x_axis, *ends, gutter(chart, size), top, width - margin(chart), bottom)


def fitting_height(chart: Chart, width: int) -> int:
    """Return the height in px that suits a chart of that width: room for its rows or values, and for what is round them."""
    size = text_size(width)
    if chart.is_empty:
        return 150
    if chart.is_turned:
        return turned_height(chart, width, size)
    return _around(chart, width) + _inside(chart, width)


def _around(chart: Chart, width: int) -> int:
    size = text_size(width)
    _, legend_rows = legend(chart, PAGE, width, size)
    names = 13 if _whole_height(chart) else 0
    return legend_rows * 19 + above(chart, width, size) + names + below(chart, width, size) + _lanes(chart)


def _inside(chart: Chart, width: int) -> int:
    if not isinstance(chart.y_axis, Categories):
        return 60 + width // 4
    row = CALENDAR_ROW if isinstance(chart.x_axis, Categories) else ROW
    return row * len(chart.y_axis.names)


def _lanes(chart: Chart) -> int:
    return (len(chart.marks) * LANE + 6 if chart.marks else 0) + (STRIP + 40 if chart.bars else 0)


def _full(chart: Chart, colours: Theme, width: int, height: int, size: int) -> Iterator[str]:
    frame = frame_of(chart, width, height)
    words, rows = legend(chart, colours, width, size, frame)
    yield words
    yield from axis_label(chart, rows * 19, colours, width, size)
    yield from _bands(chart, frame, colours)
    yield from band_labels(_whole_height(chart), frame, colours)
    yield from value_axis(chart, frame, colours, size)
    yield from foot_axis(chart, frame, colours, width, height, size)
    # Tiles would hide what passes through the plot.
    marked = tuple(marks(chart, frame, colours, LANE, size))
    yield from () if chart.is_grid else marked
    if chart.bars:
        yield from bars(chart.bars, frame, colours, frame.bottom + 34 + len(chart.marks) * LANE, STRIP, size)
    for level in chart.levels:
        look = colours.look(level.role, level.rank)
        ends = (
            (frame.edge(level.first), frame.y(level.value)),
            (frame.edge(level.last, 1), frame.y(level.value)),
        )
        named = f' data-level="{draw.attribute(level.name)}"'
        yield draw.straight(*ends, look.colour, 1.2, named + draw.dash(look))
    yield from _clearings(chart, frame, colours)
    yield from series(chart, frame, colours)
    yield from marked if chart.is_grid else ()
    yield from level_labels(chart.levels, frame, colours, size)


def _clearings(chart: Chart, frame: Frame, colours: Theme) -> Iterator[str]:
    # A goal's line stops short of a mark that lies on it, so that nobody takes it for the course of the marks.
    goals = [frame.y(level.value) for level in chart.levels if level.role == "goal"]
    points = [
        (frame.x(place), frame.y(value))
        for item in chart.series
        if goals and isinstance(item, Dots)
        for place, value in zip(item.places, item.values, strict=True)
        if value is not None and any(abs(frame.y(value) - goal) < CLEAR for goal in goals)
    ]
    if points:
        yield draw.spots("circle", points, CLEAR, colours.surface)


def _whole_height(chart: Chart) -> tuple[Band, ...]:
    return tuple(band for band in chart.bands if band.name and (band.low is None or band.high is None))


def _bands(chart: Chart, frame: Frame, colours: Theme) -> Iterator[str]:
    for band in chart.bands:
        left, right = frame.edge(band.first), frame.edge(band.last, 1)
        if band.low is None or band.high is None:
            if frame.edge(band.first) > frame.left or frame.edge(band.last, 1) < frame.right:
                quiet = band.role in ("baseline", "recent")
                colour, more = (
                    (colours.shade, "") if quiet else (colours.look(band.role).colour, ' fill-opacity=".16"')
                )
                yield draw.rectangle(left, frame.top - 4, right, frame.bottom, colour, more)
        else:
            colour = colours.look(band.role).colour
            yield draw.rectangle(
                left, frame.y(band.high), right, frame.y(band.low), colour, ' fill-opacity=".12"'
            )


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
