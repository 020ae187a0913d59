"""The values on an SVG chart: dots with whiskers, lines, arrows, marks, bars and tiles."""

from collections.abc import Iterator

from tracker.charts.axes import Place
from tracker.charts.chart import (
    Bars,
    Bundle,
    Cells,
    Changes,
    Chart,
    Dots,
    Line,
    Marks,
    Ribbon,
    Series,
    outlines,
)
from tracker.charts.scale import Frame, closest, labels_beside
from tracker.charts.svg import shapes as draw
from tracker.charts.theme import Theme, strength
from tracker.locales import shortest

# Closer than this, in px, symbols would run into each other and become short strokes.
SMALLEST_SYMBOL_ROOM = 7.0
# More lines than this through a plot would hide its values.
MOST_UPRIGHTS = 24
# What is free beside the plot at the height of its marks, in px.
RIGHT_OF_PLOT = 8


def spacing(places: tuple[Place, ...], frame: Frame) -> float:
    """Return the px from one item of a series to the next, where they are closest."""
    return closest(places) * frame.slot


def are_strokes(mark: Marks, frame: Frame) -> bool:
    """Return whether marks of a kind lie so close that they are drawn as short strokes."""
    return spacing(mark.places, frame) < SMALLEST_SYMBOL_ROOM


def series(chart: Chart, frame: Frame, colours: Theme) -> Iterator[str]:
    """Yield all series: areas and ranges first, then dots, then lines, so that the trend lies on top of the days."""
    thick = {(item.role, item.rank) for item in chart.series if isinstance(item, Line) and not item.thin}
    dots = [item for item in chart.series if isinstance(item, Dots)]
    for item in chart.series:
        yield from _area(item, frame, colours)
    for dotted in dots:
        yield from _whiskers(dotted, frame, colours)
    for item in chart.series:
        if isinstance(item, Line) and item.thin:
            yield _line(item, frame, colours)
    for dotted in dots:
        yield from _dots(dotted, frame, colours, (dotted.role, dotted.rank) in thick)
    for item in chart.series:
        if isinstance(item, Line) and not item.thin:
            yield _line(item, frame, colours)
        elif isinstance(item, Changes):
            yield from _changes(item, frame, colours)


def _area(item: Series, frame: Frame, colours: Theme) -> Iterator[str]:
    if isinstance(item, Cells):
        yield from tiles(item, frame, colours)
    elif isinstance(item, Ribbon):
        yield _ribbon(item, frame, colours)
    elif isinstance(item, Bundle):
        yield _bundle(item, frame, colours)


def marks(chart: Chart, frame: Frame, colours: Theme, lane: float, size: int) -> Iterator[str]:
    """Yield each kind of mark in its own lane below the plot; labelled ones and massage sessions also reach up as hairlines."""
    for number, mark in enumerate(chart.marks):
        look, y = colours.look(mark.role), frame.bottom + 6 + lane * (number + 0.5)
        room = spacing(mark.places, frame)
        if mark.is_labelled:
            yield from _labelled(mark, frame, colours, y, size)
            continue
        named = f' data-marks="{draw.attribute(mark.name)}"'
        points = [(frame.x(day), y) for day in mark.places]
        if are_strokes(mark, frame):
            strokes = "".join(f"M{draw.number(x)},{draw.number(y - 5)}v10" for x, _ in points)
            wide = max(1.0, min(2.0, room * 0.5))
            width = f'stroke-width="{draw.number(wide)}" stroke-opacity=".7"'
            yield f'<path d="{strokes}"{named} stroke="{look.colour}" {width}/>'
            continue
        yield from _hairlines(mark, frame, look.colour)
        fill = colours.surface if look.hollow else look.colour
        shape = draw.symbols(look.symbol, points, min(4, room * 0.4))
        yield f'<path d="{shape}"{named} fill="{fill}" stroke="{look.colour}" stroke-width="1.4"/>'


def _labelled(mark: Marks, frame: Frame, colours: Theme, y: float, size: int) -> Iterator[str]:
    colour, places = colours.look(mark.role).colour, [frame.x(day) for day in mark.places]
    top = frame.top if len(places) <= MOST_UPRIGHTS else frame.bottom
    strokes = "".join(f"M{draw.number(x)},{draw.number(top)}V{draw.number(y + 5)}" for x in places)
    named = f'data-marks="{draw.attribute(mark.name)}"'
    yield f'<path d="{strokes}" {named} stroke="{colour}" stroke-width="1"/>'
    # Beside the plot nothing stands at this height.
    for x, words in labels_beside(places, mark.details, frame.right + RIGHT_OF_PLOT, size):
        yield draw.text((x, y + size * 0.36), words, colour, size)


def bars(item: Bars, frame: Frame, colours: Theme, top: float, height: float, size: int) -> Iterator[str]:
    """Yield a strip of bars with a scale of its own: a base line and its highest value."""
    colour, base = colours.look(item.role).colour, top + height
    wide = max(1.2, min(12.0, spacing(item.places, frame) * 0.6))
    yield draw.text((2, top - 9), item.name, colours.muted, size)
    for value, y in ((item.high, top), (0, base)):
        yield draw.straight((frame.left, y), (frame.right, y), colours.line)
        yield draw.text((frame.left - 7, y + size * 0.36), shortest(value), colours.muted, size, "end")
    data = "".join(
        f"M{draw.number(frame.x(day))},{draw.number(base)}V{draw.number(base - value / item.high * height)}"
        for day, value in zip(item.places, item.values, strict=True)
        if value is not None
    )
    named = f'data-bars="{draw.attribute(item.name)}"'
    yield f'<path d="{data}" {named} stroke="{colour}" stroke-width="{draw.number(wide)}" stroke-opacity=".75"/>'


def _hairlines(mark: Marks, frame: Frame, colour: str) -> Iterator[str]:
    if mark.role == "massage":
        strokes = "".join(
            f"M{draw.number(frame.x(day))},{draw.number(frame.top)}V{draw.number(frame.bottom)}"
            for day in mark.places
        )
        yield f'<path d="{strokes}" stroke="{colour}" stroke-opacity=".28" stroke-dasharray="1 3"/>'


def _radius(item: Dots | Changes, frame: Frame, largest: float) -> float:
    # A handful of dots need no shrinking, however wide the days that they lie in.
    smallest = 2.6 if len(item.places) <= 40 else 1.5
    return max(smallest, min(largest, spacing(item.places, frame) * 0.36))


def _whiskers(item: Dots, frame: Frame, colours: Theme) -> Iterator[str]:
    if not item.lows:
        return
    strokes = "".join(
        f"M{draw.number(frame.x(day))},{draw.number(frame.y(low))}V{draw.number(frame.y(high))}"
        for day, low, high in zip(item.places, item.lows, item.highs, strict=True)
        if low is not None and high is not None
    )
    if strokes:
        colour = colours.look(item.role, item.rank).colour
        wide = draw.number(max(0.7, min(1.8, spacing(item.places, frame) * 0.4)))
        named = f'data-ranges="{draw.attribute(item.name)}"'
        yield f'<path d="{strokes}" {named} stroke="{colour}" stroke-width="{wide}" stroke-opacity=".33"/>'


def _dots(item: Dots, frame: Frame, colours: Theme, quiet: bool) -> Iterator[str]:
    look = colours.look(item.role, item.rank)
    points = [
        (frame.x(day), frame.y(value))
        for day, value in zip(item.places, item.values, strict=True)
        if value is not None
    ]
    radius = _radius(item, frame, 3.4 if quiet else 4.4)
    named = f' data-dots="{draw.attribute(item.name)}"'
    # A ring parts neighbours; small dots it would eat.
    if quiet or radius <= 3:
        half = ' fill-opacity=".5"' if quiet else ""
        yield draw.spots(look.symbol, points, radius, look.colour, half + named)
        return
    ring = f'{named} fill="{look.colour}" stroke="{colours.surface}" stroke-width="1.2"'
    yield f'<path d="{draw.symbols(look.symbol, points, radius)}"{ring}/>'


def _line(item: Line, frame: Frame, colours: Theme) -> str:
    look = colours.look(item.role, item.rank)
    data = draw.pen(
        None if value is None else (frame.x(day), frame.y(value))
        for day, value in zip(item.places, item.values, strict=True)
    )
    wide = 1.4 if item.thin else 2.6
    named = f'data-line="{draw.attribute(item.name)}"'
    return (
        f'<path d="{data}" {named} stroke="{look.colour}" stroke-width="{draw.number(wide)}" '
        f'stroke-linejoin="round"{draw.dash(look)}/>'
    )


def _bundle(item: Bundle, frame: Frame, colours: Theme) -> str:
    data = "".join(
        draw.pen(
            None if value is None else (frame.x(place), frame.y(value))
            for place, value in zip(item.places, line, strict=True)
        )
        for line in item.lines
    )
    named = f'data-bundle="{draw.attribute(item.name)}"'
    return (
        f'<path d="{data}" {named} stroke="{colours.look(item.role).colour}" stroke-opacity=".34" '
        f'stroke-linejoin="round" stroke-linecap="round"/>'
    )


def _ribbon(item: Ribbon, frame: Frame, colours: Theme) -> str:
    data = "".join(
        draw.pen([(frame.x(place), frame.y(value)) for place, value in edge]) + "z" for edge in outlines(item)
    )
    named = f'data-ribbon="{draw.attribute(item.name)}"'
    return f'<path d="{data}" {named} fill="{colours.look(item.role).colour}" fill-opacity=".2"/>'


def _changes(item: Changes, frame: Frame, colours: Theme) -> Iterator[str]:
    look, radius = colours.look(item.role), _radius(item, frame, 4.4)
    named = draw.attribute(item.name)
    befores, afters, between = [], [], ""
    for day, before, after in zip(item.places, item.befores, item.afters, strict=True):
        x = frame.x(day)
        if before is not None:
            befores.append((x, frame.y(before)))
        if after is not None:
            afters.append((x, frame.y(after)))
        if before is not None and after is not None:
            between += f"M{draw.number(x)},{draw.number(frame.y(before))}V{draw.number(frame.y(after))}"
    wide = draw.number(max(1.0, radius * 0.55))
    yield f'<path d="{between}" stroke="{look.colour}" stroke-width="{wide}" stroke-opacity=".45"/>'
    # The hollow ring is the larger, so that it still shows where nothing changed.
    hollow = f'fill="{colours.surface}" stroke="{look.colour}" stroke-width="1.6"'
    yield f'<path d="{draw.symbols("circle", befores, radius + 1)}" data-befores="{named}" {hollow}/>'
    yield draw.spots("circle", afters, max(1.5, radius - 0.8), look.colour, f' data-afters="{named}"')


def tiles(item: Cells, frame: Frame, colours: Theme) -> Iterator[str]:
    """Yield one path for all tiles of one value, then the words in them; where nothing was noted there is none."""
    tall = frame.y(1) - frame.y(0)
    wide = frame.edge(item.places[0], item.span) - frame.edge(item.places[0])
    # Between narrow tiles a gap would eat the colour.
    gap = 2.0 if wide > 9 else 0.6 if wide > 3 else 0.0
    by_value: dict[float, list[str]] = {}
    for place, column in zip(item.places, item.columns, strict=True):
        left, right = frame.edge(place), frame.edge(place, item.span)
        across = draw.number(right - left - gap)
        for row, value in enumerate(column):
            if value is not None:
                corner = f"M{draw.number(left + gap / 2)},{draw.number(frame.y(row) - tall / 2 + 1)}"
                path = f"{corner}h{across}v{draw.number(tall - 2)}h-{across}z"
                by_value.setdefault(value, []).append(path)
    for value, paths in sorted(by_value.items()):
        named = f'data-cells="{draw.attribute(item.name)}" data-value="{value:g}"'
        yield f'<path d="{"".join(paths)}" {named} {_tile_fill(item, value, colours)}/>'
    yield from _tile_words(item, frame, colours, tall)


def _tile_fill(item: Cells, value: float, colours: Theme) -> str:
    # See-through rather than blended, so that it follows the page between light and dark.
    if not value:
        return f'fill="{colours.shade}"'
    share = strength(value / item.high, item.darkest)
    return f'fill="{colours.look(item.role).colour}" fill-opacity="{share:.3g}"'


def _tile_words(item: Cells, frame: Frame, colours: Theme, tall: float) -> Iterator[str]:
    for place, column in zip(item.places, item.words, strict=bool(item.words)):
        for row, words in enumerate(column):
            if words:
                at = (frame.edge(place) + 6, frame.y(row) - tall / 2 + 15)
                yield draw.text(at, words, colours.ink, 11)
