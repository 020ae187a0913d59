"""The tiles of an SVG grid: a column per place, a row per name, stronger for more."""

from collections.abc import Iterator

from tracker.charts.chart import Cells
from tracker.charts.scale import Frame
from tracker.charts.svg import shapes as draw
from tracker.charts.theme import Theme, strength


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
        yield f'<path d="{"".join(paths)}" {named} {_fill(item, value, colours)}/>'
    yield from _words(item, frame, colours, tall)


def _fill(item: Cells, value: float, colours: Theme) -> str:
    # See-through rather than blended, so that it follows the page between light and dark.
    if not value:
        return f'fill="{colours.shade}"'
    share = strength(value / item.high, item.darkest)
    return f'fill="{colours.look(item.role).colour}" fill-opacity="{share:.3g}"'


def _words(item: Cells, frame: Frame, colours: Theme, tall: float) -> Iterator[str]:
    for place, column in zip(item.places, item.words, strict=bool(item.words)):
        for row, words in enumerate(column):
            if words:
                at = (frame.edge(place) + 6, frame.y(row) - tall / 2 + 15)
                yield draw.text(at, words, colours.ink, 11)
