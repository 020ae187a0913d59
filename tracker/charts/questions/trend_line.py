"""A trend line small enough for a table's cell: one client's daily pain, 0 at the foot and 10 at the top."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from tracker.charts.chart import Role
from tracker.charts.svg import shapes as draw
from tracker.charts.theme import DARK, LIGHT, Theme
from tracker.domain.period import Period

WIDTH, HEIGHT, MARGIN = 120, 28, 3
# Two days further apart than this are not joined: missing is not a straight line.
LONGEST_STEP = timedelta(days=7)
Points = Sequence[tuple[date, float]]


def trend_line_svg(points: Points, period: Period, role: Role) -> str:
    """Return daily values (NRS 0-10, by day) as an SVG of 120 x 28 px, with gaps where days are missing.

    As a picture it is light or dark as the page around it, also when that turns.
    """
    foot = draw.straight((0, HEIGHT - MARGIN), (WIDTH, HEIGHT - MARGIN), "var(--foot)")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" fill="none">'
        f"<style>{_colours(role, LIGHT)}@media (prefers-color-scheme:dark){{{_colours(role, DARK)}}}</style>"
        f"{foot}{''.join(_runs(points, period))}</svg>"
    )


def _colours(role: Role, theme: Theme) -> str:
    return f"svg{{color:{theme.look(role).colour};--foot:{theme.line}}}"


def _runs(points: Points, period: Period) -> Iterator[str]:
    for run in _joined(points):
        placed = [_place(day, value, period) for day, value in run]
        if len(placed) == 1:
            (x, y) = placed[0]
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.6" fill="currentColor"/>'
        else:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
            yield f'<polyline points="{path}" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/>'


def _joined(points: Points) -> Iterable[Points]:
    ends = [
        number
        for number, (earlier, two) in enumerate(pairwise(points), 1)
        if two[0] - earlier[0] > LONGEST_STEP
    ]
    edges = [0, *ends, len(points)]
    return [points[first:last] for first, last in pairwise(edges) if last > first]


def _place(day: date, value: float, period: Period) -> tuple[float, float]:
    x = MARGIN + (WIDTH - 2 * MARGIN) * ((day - period.first).days / max(1, period.days - 1))
    return x, HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * value / 10
