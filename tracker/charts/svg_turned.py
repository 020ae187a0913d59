"""The turned SVG chart: names down the side with a track each, values across."""

from collections.abc import Iterator
from dataclasses import dataclass

from tracker.charts import svg_shapes as draw
from tracker.charts.axes import Place, slot_number
from tracker.charts.chart import Band, Chart, Dots
from tracker.charts.scale import text_width
from tracker.charts.theme import Theme

SIDE, FOOT, GAP = 30, 24, 12
NAME, ZONE_NAMES, HALF_TRACK = 20, 17, 9


@dataclass(frozen=True)
class Track:
    """Where the rows and values of a turned chart lie in px."""

    low: float
    high: float
    left: float
    right: float
    top: float
    row: float
    head: float

    def x(self, value: float) -> float:
        """Return where a value lies, kept within the plot."""
        share = (value - self.low) / (self.high - self.low)
        return self.left + min(max(share, 0), 1) * (self.right - self.left)

    def y(self, number: int) -> float:
        """Return the middle of a row's track."""
        return self.top + number * self.row + self.head + HALF_TRACK


def turned_height(chart: Chart, width: int, size: int) -> int:
    """Return the height in px that the rows of a turned chart take."""
    track = track_of(chart, width)
    return round(track.top + len(_names(chart)) * track.row + FOOT)


def track_of(chart: Chart, width: int) -> Track:
    """Return where the values of a turned chart lie in an SVG of that width."""
    axis = chart.value_axis
    head = NAME + (ZONE_NAMES if any(band.name for band in chart.bands) else 0)
    row = head + 2 * HALF_TRACK + GAP
    return Track(axis.low, axis.high, SIDE, width - SIDE, 22 if axis.label else 4, row, head)


def turned(chart: Chart, colours: Theme, width: int, height: int, size: int) -> Iterator[str]:
    """Yield the whole chart: grid, zones, ranges, dots and words, each row under its name."""
    track, axis = track_of(chart, width), chart.value_axis
    foot = track.top + len(_names(chart)) * track.row - 4
    if axis.label:
        yield draw.text((2, 13), axis.label, colours.muted, size)
    for tick in axis.ticks:
        yield draw.straight((track.x(tick), track.top + track.head - 2), (track.x(tick), foot), colours.line)
        yield draw.text((track.x(tick), foot + 16), axis.said(tick), colours.muted, size, "middle")
    for number, name in enumerate(_names(chart)):
        # Its own ground keeps a name readable over the grid lines of the row above.
        top = track.top + number * track.row
        yield draw.rectangle(0, top - GAP / 2, width, top + track.head - 3, colours.surface)
        yield draw.text((2, top + 13), name, colours.ink, size + 1, bold=True)
    for band in chart.bands:
        yield _zone(chart, band, track, colours)
    for level in chart.levels:
        ends = ((track.x(level.value), track.top + track.head - 2), (track.x(level.value), foot))
        named = f' data-level="{draw.attribute(level.name)}"'
        yield draw.straight(*ends, colours.look(level.role).colour, 1.2, named)
    yield from _zone_names(chart, track, colours, size)
    for item in chart.series:
        if isinstance(item, Dots):
            yield from _dots(chart, item, track, colours, width, size)


def _names(chart: Chart) -> tuple[str, ...]:
    return getattr(chart.x_axis, "names", ())


def _number(chart: Chart, place: Place) -> int:
    return slot_number(chart.x_axis, place)


def _zone(chart: Chart, band: Band, track: Track, colours: Theme) -> str:
    axis = chart.value_axis
    left = track.x(axis.low if band.low is None else band.low)
    right = track.x(axis.high if band.high is None else band.high)
    top = track.y(_number(chart, band.first)) - HALF_TRACK
    bottom = track.y(_number(chart, band.last)) + HALF_TRACK
    named = f' fill-opacity=".22" data-zone="{draw.attribute(band.name)}"'
    return draw.rectangle(left, top, right, bottom, colours.look(band.role).colour, named)


def _zone_names(chart: Chart, track: Track, colours: Theme, size: int) -> Iterator[str]:
    free: dict[int, float] = {}
    for band in sorted(chart.bands, key=lambda band: (slot_number(chart.x_axis, band.first), band.low or 0)):
        if not band.name or band.low is None or band.high is None:
            continue
        number, half = _number(chart, band.first), text_width(band.name, 11) / 2
        first, last = track.left - SIDE + 2 + half, track.right + SIDE - 2 - half
        wished = (track.x(band.low) + track.x(band.high)) / 2
        middle = min(max(wished, first, free.get(number, 0) + half), last)
        if middle - half >= free.get(number, 0):
            y = track.y(number) - HALF_TRACK - 5
            yield draw.text((middle, y), band.name, colours.muted, 11, "middle")
            free[number] = middle + half + 6


def _dots(chart: Chart, item: Dots, track: Track, colours: Theme, width: int, size: int) -> Iterator[str]:
    look, named = colours.look(item.role, item.rank), draw.attribute(item.name)
    whiskers = "".join(
        f"M{draw.number(track.x(low))},{draw.number(track.y(_number(chart, place)))}H{draw.number(track.x(high))}"
        for place, low, high in zip(item.places, item.lows, item.highs, strict=bool(item.lows))
        if low is not None and high is not None
    )
    if whiskers:
        yield (
            f'<path d="{whiskers}" data-ranges="{named}" stroke="{look.colour}" stroke-width="5" '
            'stroke-opacity=".35" stroke-linecap="round"/>'
        )
    points = [
        (track.x(value), track.y(_number(chart, place)))
        for place, value in zip(item.places, item.values, strict=True)
        if value is not None
    ]
    ring = f'fill="{look.colour}" stroke="{colours.surface}" stroke-width="2"'
    yield f'<path d="{draw.symbols(look.symbol, points, 7)}" data-dots="{named}" {ring}/>'
    for place, words in zip(item.places, item.details, strict=bool(item.details)):
        number = _number(chart, place)
        taken = text_width(_names(chart)[number], size + 1.5) + text_width(words, size) + 14
        if taken <= width:
            at = (width - 2, track.top + number * track.row + 13)
            yield draw.text(at, words, colours.muted, size, "end")
