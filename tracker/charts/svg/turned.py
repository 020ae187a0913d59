"""The turned SVG chart: names down the side with a track each, values across."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

from tracker.charts.axes import Place, YAxis, slot_number
from tracker.charts.chart import Band, Chart, Dots, Level
from tracker.charts.scale import shortened, text_width
from tracker.charts.svg import shapes as draw
from tracker.charts.svg.axes import axis_label, label_height
from tracker.charts.theme import Theme

SIDE, FOOT, GAP = 30, 26, 14
NAME, ZONE_NAMES, ZONE_SIZE, HALF_TRACK = 20, 17, 11, 9


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


@dataclass(frozen=True)
class ZoneName:
    """Where the name of a row's zone stands, in px; on a line of its own where it would cover another."""

    name: str
    row: int
    left: float
    right: float
    line: int


def turned_height(chart: Chart, width: int, size: int) -> int:
    """Return the height in px that the rows of a turned chart take."""
    track = track_of(chart, width, size)
    return round(track.top + len(_names(chart)) * track.row + FOOT)


def track_of(chart: Chart, width: int, size: int) -> Track:
    """Return where the values of a turned chart lie in an SVG of that width."""
    axis = chart.value_axis
    top = 6 + label_height(chart, width, size)
    track = Track(low=axis.low, high=axis.high, left=SIDE, right=width - SIDE, top=top, row=0, head=0)
    head = NAME + ZONE_NAMES * max((name.line + 1 for name in _zone_names(chart, track)), default=0)
    return replace(track, head=head, row=head + 2 * HALF_TRACK + GAP)


def turned(chart: Chart, colours: Theme, width: int, size: int) -> Iterator[str]:
    """Yield the whole chart: grid, zones, ranges, dots and words, each row under its name."""
    track, axis = track_of(chart, width, size), chart.value_axis
    foot = track.top + len(_names(chart)) * track.row - 4
    yield from axis_label(chart, 0, colours, width, size)
    yield from _ticks(axis, track, foot, colours, width, size)
    for number, name in enumerate(_names(chart)):
        at = (2, track.top + number * track.row + 13)
        yield draw.text(at, shortened(name, width - 4, size + 1), colours.ink, size + 1, bold=True)
        if not chart.bands:
            ends = ((track.left, track.y(number)), (track.right, track.y(number)))
            yield draw.straight(*ends, colours.line, 2)
    for band in chart.bands:
        yield _zone(chart, band, track, colours)
    for level in chart.levels:
        yield _level(chart, level, track, colours)
    for zone in _zone_names(chart, track):
        y = track.y(zone.row) - HALF_TRACK - 5 - ZONE_NAMES * zone.line
        yield draw.text((zone.left, y), zone.name, colours.muted, ZONE_SIZE)
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


def _level(chart: Chart, level: Level, track: Track, colours: Theme) -> str:
    # Row by row, so that no line crosses a name.
    data = "".join(
        f"M{draw.number(track.x(level.value))},{draw.number(track.y(number) - HALF_TRACK - 2)}v{2 * HALF_TRACK + 4}"
        for number in range(_number(chart, level.first), _number(chart, level.last) + 1)
    )
    named = f'data-level="{draw.attribute(level.name)}"'
    return f'<path d="{data}" {named} stroke="{colours.look(level.role).colour}" stroke-width="1.2"/>'


def _zone_names(chart: Chart, track: Track) -> list[ZoneName]:
    axis, placed = chart.value_axis, list[ZoneName]()
    for band in chart.bands:
        if not band.name or band.low is None or band.high is None:
            continue
        wide = text_width(band.name, ZONE_SIZE)
        left = (track.x(band.low) + track.x(band.high) - wide) / 2
        # Outer names stand at the outer edges, where short zones leave them room.
        if band.low <= axis.low:
            left = track.left - SIDE + 2
        elif band.high >= axis.high:
            left = track.right + SIDE - 2 - wide
        row = slot_number(chart.x_axis, band.first)
        rows_taken = {
            label_placed.line
            for label_placed in placed
            if label_placed.row == row
            and label_placed.left < left + wide + 6
            and left < label_placed.right + 6
        }
        line = next(number for number in range(len(placed) + 1) if number not in rows_taken)
        placed.append(ZoneName(band.name, row, left, left + wide, line))
    return placed


def _ticks(axis: YAxis, track: Track, foot: float, colours: Theme, width: int, size: int) -> Iterator[str]:
    widest = max(text_width(axis.tick_words(tick), size) for tick in axis.ticks) + 6
    apart = min((track.x(right) - track.x(left) for left, right in pairwise(axis.ticks)), default=widest)
    step = ceil(widest / apart)
    # Counted so that 0 keeps its label.
    zero = axis.ticks.index(0) if 0 in axis.ticks else 0
    for tick in axis.ticks[zero % step :: step]:
        yield draw.straight((track.x(tick), foot), (track.x(tick), foot + 4), colours.muted)
        half = text_width(axis.tick_words(tick), size) / 2
        middle = min(max(track.x(tick), half + 2), width - half - 2)
        yield draw.text((middle, foot + 17), axis.tick_words(tick), colours.muted, size, "middle")


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
        width_taken = text_width(_names(chart)[number], size + 1.5) + text_width(words, size) + 14
        if width_taken <= width:
            at = (width - 2, track.top + number * track.row + 13)
            yield draw.text(at, words, colours.muted, size, "end")
