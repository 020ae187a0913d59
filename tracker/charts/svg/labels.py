"""The words on an SVG chart: legend, band and level labels, placed so that none covers another."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from tracker.charts.chart import Band, Bundle, Cells, Changes, Chart, Dots, Level, Line, Ribbon
from tracker.charts.scale import Frame, apart, text_width
from tracker.charts.svg import shapes as draw
from tracker.charts.svg.series import are_strokes
from tracker.charts.theme import Look, Theme
from tracker.locales import decimals

LABEL_APART = 13.0


def legend(
    chart: Chart, colours: Theme, width: int, size: int, frame: Frame | None = None
) -> tuple[str, int]:
    """Return the legend as SVG and how many rows it takes; entries wrap to a new row when one is full.

    With `frame` a key looks as its events are drawn there: as symbols, or as strokes where they are crowded.
    """
    out, x, row = [], 2.0, 1
    for words, key in _entries(chart, colours, frame):
        length = 28 + text_width(words, size)
        if x > 2 and x + length > width:
            x, row = 2.0, row + 1
        y = row * 19 - 8
        out.append(_drawn(key, x, y, colours))
        out.append(draw.text((x + 24, y + size * 0.36), words, colours.ink, size))
        x += length + 14
    return "".join(out), row if out else 0


def band_labels(bands: tuple[Band, ...], frame: Frame, colours: Theme) -> Iterator[str]:
    """Yield the names of whole-height bands above them, from the left; one without room is left out."""
    free_from = frame.left
    for band in sorted(bands, key=lambda band: band.first):
        left, right = frame.edge(band.first), frame.edge(band.last, 1)
        length = text_width(band.name, 11)
        begin = max(frame.left, min((left + right - length) / 2, frame.right - length))
        if begin >= free_from:
            yield draw.text((begin + length / 2, frame.top - 9), band.name, colours.muted, 11, "middle")
            free_from = begin + length + 8


def level_labels(levels: tuple[Level, ...], frame: Frame, colours: Theme, size: int) -> Iterator[str]:
    """Yield the value of each level, moved apart where close; one with a label is named in the legend.

    A value stands in the margin where its line reaches the end, else where the line begins.
    """
    inside: list[Level] = []
    margin: list[Level] = []
    for level in sorted(levels, key=lambda level: -level.value):
        if level.role != "zero" and not level.label:  # the toes are named on the axis
            at_end = frame.edge(level.last, 1) >= frame.right
            (margin if at_end else inside).append(level)
    for column, lift, low in ((inside, -4.0, frame.bottom - 4), (margin, size * 0.36, frame.bottom + 3)):
        wished = [frame.y(level.value) + lift for level in column]
        for level, y in zip(column, apart(wished, LABEL_APART, frame.top + 8, low), strict=True):
            x = frame.right + 5 if column is margin else frame.edge(level.first) + 2
            halo = "" if column is margin else colours.shade
            colour = colours.look(level.role, level.rank).colour
            yield draw.text((x, y), decimals(level.value), colour, size, halo=halo, bold=True)


@dataclass(frozen=True)
class Key:
    """How a legend entry looks: its look, the shape of the key, and whether the symbol is filled."""

    look: Look
    shape: Literal["symbol", "line and symbol", "line", "level", "area", "tiles", "strokes", "upright"]
    filled: bool = True


def _entries(chart: Chart, colours: Theme, frame: Frame | None) -> Iterator[tuple[str, Key]]:
    lined = {(item.role, item.rank) for item in chart.series if isinstance(item, Line)}
    for item in chart.series:
        if isinstance(item, Dots):
            shape: Literal["symbol", "line and symbol"] = (
                "line and symbol" if (item.role, item.rank) in lined else "symbol"
            )
            yield item.name, Key(colours.look(item.role, item.rank), shape)
        elif isinstance(item, Changes):
            look = replace(colours.look(item.role), symbol="circle")
            yield item.ends[0], Key(look, "symbol", filled=False)
            yield item.ends[1], Key(look, "symbol")
        elif isinstance(item, Bundle):
            yield item.name, Key(colours.look(item.role), "line")
        elif isinstance(item, Ribbon):
            yield item.name, Key(colours.look(item.role), "area")
        elif isinstance(item, Cells):
            yield item.name, Key(colours.look(item.role), "tiles")
    yield from _round_series(chart, colours, frame)


def _round_series(chart: Chart, colours: Theme, frame: Frame | None) -> Iterator[tuple[str, Key]]:
    for band in chart.bands:
        if band.low is not None and band.name:
            yield band.name, Key(colours.look(band.role), "area")
    for level in chart.levels:
        if level.label:
            yield level.label, Key(colours.look(level.role, level.rank), "level")
    for mark in chart.marks:
        look = colours.look(mark.role)
        if mark.is_labelled:
            yield mark.name, Key(look, "upright")
            continue
        crowded = frame is not None and are_strokes(mark, frame)
        yield mark.name, Key(look, "strokes" if crowded else "symbol", filled=not look.hollow)


def _drawn(key: Key, x: float, y: float, colours: Theme) -> str:
    colour = key.look.colour
    if key.shape == "tiles":
        parts = ((0, 0.3), (7, 0.6), (14, 0.9))
        return "".join(
            draw.rectangle(x + left, y - 5, x + left + 6, y + 5, colour, f' fill-opacity="{share:g}"')
            for left, share in parts
        )
    if key.shape == "strokes":
        data = "".join(f"M{draw.number(x + right)},{draw.number(y - 5)}v10" for right in (5, 10, 15))
        return f'<path d="{data}" stroke="{colour}" stroke-width="2" stroke-opacity=".7"/>'
    if key.shape == "upright":
        return draw.straight((x + 10, y - 7), (x + 10, y + 7), colour, 1)
    if key.shape == "area":
        return draw.rectangle(x, y - 5, x + 20, y + 5, colour, ' fill-opacity=".2"')
    if key.shape == "level":
        return draw.straight((x, y), (x + 20, y), colour, 1.6, draw.dash(key.look))
    if key.shape == "line":
        return draw.straight((x, y), (x + 20, y), colour, 1.4, ' stroke-opacity=".5"')
    fill = colour if key.filled else colours.surface
    shape = draw.symbols(key.look.symbol, [(x + 10, y)], 4)
    through = (
        draw.straight((x, y), (x + 20, y), colour, 2, draw.dash(key.look))
        if key.shape == "line and symbol"
        else ""
    )
    return f'{through}<path d="{shape}" fill="{fill}" stroke="{colour}" stroke-width="1.5"/>'
