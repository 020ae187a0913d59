"""The words on an SVG chart: legend, band and level labels, placed so that none covers another."""

from collections.abc import Iterator
from dataclasses import replace

from tracker.charts import svg_shapes as draw
from tracker.charts.chart import Band, Changes, Chart, Dots, Level, Line
from tracker.charts.scale import Frame, apart, text_width
from tracker.charts.theme import Look, Theme

LABEL_APART = 13.0


def legend(chart: Chart, colours: Theme, width: int, size: int) -> tuple[str, int]:
    """Return the legend as SVG and how many rows it takes; entries wrap to a new row when one is full."""
    out, x, row = [], 2.0, 1
    for words, keys in _entries(chart, colours):
        length = 28 + text_width(words, size)
        if x > 2 and x + length > width:
            x, row = 2.0, row + 1
        y = row * 19 - 8
        out.append("".join(_key(look, line, filled, x, y, colours) for look, line, filled in keys))
        out.append(draw.text((x + 24, y + size * 0.36), words, colours.ink, size))
        x += length + 14
    return "".join(out), row if out else 0


def band_labels(bands: tuple[Band, ...], frame: Frame, colours: Theme) -> Iterator[str]:
    """Yield the names of whole-height bands above them, from the left; one without room is left out."""
    free_from = frame.left
    for band in sorted(bands, key=lambda band: band.first):
        left, right = frame.edge(band.first), frame.x(band.last) + frame.slot / 2
        length = text_width(band.name, 11)
        begin = max(frame.left, min((left + right - length) / 2, frame.right - length))
        if begin >= free_from:
            yield draw.text((begin + length / 2, frame.top - 9), band.name, colours.muted, 11, "middle")
            free_from = begin + length + 8


def level_labels(levels: tuple[Level, ...], frame: Frame, colours: Theme, size: int) -> Iterator[str]:
    """Yield the value of each mean beside its line (in the margin for the latest), moved apart where close."""
    columns: dict[float, list[Level]] = {}
    for level in levels:
        if level.role != "zero":  # the toes are named on the axis
            in_margin = level.last == frame.period.last
            columns.setdefault(frame.right + 5 if in_margin else frame.edge(level.first) + 2, []).append(
                level
            )
    for x, column in columns.items():
        in_margin = x > frame.right
        column.sort(key=lambda level: -level.value)
        lift = size * 0.36 if in_margin else -4
        wished = [frame.y(level.value) + lift for level in column]
        heights = apart(wished, LABEL_APART, frame.top + 8, frame.bottom + (3 if in_margin else -4))
        for level, y in zip(column, heights, strict=True):
            halo = "" if in_margin else colours.shade
            yield draw.text(
                (x, y), f"{level.value:.1f}", colours.look(level.role).colour, size, halo=halo, bold=True
            )


def wrapped(words: str, width: float, size: float) -> list[str]:
    """Return text broken into lines that fit `width` px."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


Keys = list[tuple[Look, bool, bool]]


def _entries(chart: Chart, colours: Theme) -> Iterator[tuple[str, Keys]]:
    lined = {(item.role, item.rank) for item in chart.series if isinstance(item, Line)}
    for item in chart.series:
        if isinstance(item, Dots):
            yield item.name, [(colours.look(item.role, item.rank), (item.role, item.rank) in lined, True)]
        elif isinstance(item, Changes):
            look = replace(colours.look(item.role), symbol="circle")
            yield "before", [(look, False, False)]
            yield "after", [(look, False, True)]
    for mark in chart.marks:
        look = colours.look(mark.role)
        yield mark.name, [(look, False, not look.hollow)]


def _key(look: Look, line: bool, filled: bool, x: float, y: float, colours: Theme) -> str:
    fill = look.colour if filled else colours.surface
    shape = draw.symbols(look.symbol, [(x + 10, y)], 4)
    through = draw.straight((x, y), (x + 20, y), look.colour, 2, draw.dash(look)) if line else ""
    return f'{through}<path d="{shape}" fill="{fill}" stroke="{look.colour}" stroke-width="1.5"/>'
