"""SVG pieces: numbers, text, symbols and paths as short strings."""

from collections.abc import Iterable
from html import escape

from tracker.charts.theme import Look, Symbol

Point = tuple[float, float]


def number(value: float) -> str:
    """Return a coordinate with a tenth of a px and no more characters than that needs."""
    return f"{value:.1f}".removesuffix(".0")


def attribute(text: str) -> str:
    """Return text that is safe inside a quoted attribute."""
    return escape(text, quote=True)


def text(
    at: Point, words: str, colour: str, size: float, anchor: str = "start", halo: str = "", bold: bool = False
) -> str:
    """Return a line of text; `halo` is a colour drawn round the letters so that lines behind stay apart."""
    style = f' text-anchor="{anchor}"' if anchor != "start" else ""
    style += ' font-weight="600"' if bold else ""
    style += f' stroke="{halo}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    position = f'x="{number(at[0])}" y="{number(at[1])}"'
    return f'<text {position} font-size="{number(size)}" fill="{colour}"{style}>{escape(words)}</text>'


def straight(start: Point, end: Point, colour: str, width: float = 1, more: str = "") -> str:
    """Return a straight line."""
    return (
        f'<path d="M{number(start[0])},{number(start[1])}L{number(end[0])},{number(end[1])}" '
        f'stroke="{colour}" stroke-width="{number(width)}"{more}/>'
    )


def lines(ends: Iterable[tuple[Point, Point]], colour: str) -> str:
    """Return thin straight lines of one colour as one path, nothing without any."""
    data = "".join(pen(pair) for pair in ends)
    return f'<path d="{data}" stroke="{colour}" stroke-width="1"/>' if data else ""


def rectangle(left: float, top: float, right: float, bottom: float, colour: str, more: str = "") -> str:
    """Return a filled rectangle."""
    size = f'width="{number(max(0, right - left))}" height="{number(max(0, bottom - top))}"'
    return f'<rect x="{number(left)}" y="{number(top)}" {size} fill="{colour}"{more}/>'


def pen(points: Iterable[Point | None]) -> str:
    """Return the path data through points; None lifts the pen."""
    data, down = [], False
    for point in points:
        if point is not None:
            data.append(f"{'L' if down else 'M'}{number(point[0])},{number(point[1])}")
        down = point is not None
    return "".join(data)


def dash(look: Look) -> str:
    """Return the dash attribute of a look, or nothing for a whole line."""
    return f' stroke-dasharray="{" ".join(map(str, look.dash))}"' if look.dash else ' stroke-linecap="round"'


def spots(symbol: Symbol, points: Iterable[Point], radius: float, colour: str, more: str = "") -> str:
    """Return symbols without an outline as one path; round and square ones are the ends of strokes without a length.

    They take a sixth of the characters of drawn ones; every piece starts at its centre.
    """
    if symbol not in ("circle", "square"):
        return f'<path d="{symbols(symbol, points, radius)}" fill="{colour}"{more}/>'
    data = "".join(f"M{number(x)},{number(y)}h0" for x, y in points)
    cap, wide = ("round", radius * 2) if symbol == "circle" else ("square", radius * 1.76)
    more = more.replace("fill-opacity", "stroke-opacity")
    return f'<path d="{data}" stroke="{colour}" stroke-width="{number(wide)}" stroke-linecap="{cap}"{more}/>'


def symbols(symbol: Symbol, points: Iterable[Point], radius: float) -> str:
    """Return path data that draws one symbol round each point; every piece starts at its centre."""
    outline = _outline(symbol, radius)
    return "".join(f"M{number(x)},{number(y)}{outline}" for x, y in points)


def _outline(symbol: Symbol, radius: float) -> str:
    # About equal areas, so that no series looks heavier than another.
    half, tip, arm = number(radius * 0.88), number(radius * 1.25), radius * 0.4
    r, twice = number(radius), number(radius * 2)
    if symbol == "square":
        side = number(radius * 1.76)
        return f"m-{half},-{half}h{side}v{side}h-{side}z"
    if symbol == "diamond":
        return f"m0,-{tip}l{tip},{tip}l-{tip},{tip}l-{tip},-{tip}z"
    if symbol == "triangle":
        return f"m0,-{tip}l{tip},{number(radius * 2.1)}h-{number(radius * 2.5)}z"
    if symbol == "cross":
        thin, long = number(arm * 2), number(radius * 1.15 - arm)
        return (
            f"m-{number(arm)},-{number(radius * 1.15)}h{thin}v{long}h{long}v{thin}h-{long}v{long}h-{thin}v-{long}"
            f"h-{long}v-{thin}h{long}z"
        )
    return f"m-{r},0a{r},{r} 0 1 0 {twice},0a{r},{r} 0 1 0 -{twice},0z"
