"""A year in tiles: a tile a day, stronger for worse pain; weeks run across where there is room, else down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.analysis.year_of_days import DayOfYear, YearOfDays
from tracker.charts.chart import Cell, Role, Table
from tracker.charts.scale import text_width
from tracker.charts.svg import shapes as draw
from tracker.charts.svg.every_width import WIDTHS
from tracker.charts.svg.picture import text_size
from tracker.charts.theme import PAGE, strength
from tracker.locales import SHORT_WEEKDAYS, month_word

TITLE = "A year in tiles"
COLUMNS = ("Day", "Worst pain", "Flare")
ROLE: Role = "worse"
# A drawing at least this wide has its weeks side by side; one that is narrower has tiles to tap.
ACROSS_FROM, TALL_PX, TAPPED_PX = 600, 18, 24
WORST_NRS, STRONGEST, GAP = 10, 0.92, 2.0
LEGEND_ROW, LEGEND_KEY = 20, 14


@dataclass(frozen=True)
class Tiles:
    """Where the days of a year lie in a drawing, in px: weeks from Monday, across or down."""

    monday: date
    weeks: int
    is_across: bool
    left: float
    top: float
    wide: float
    tall: float

    def corner(self, day: date) -> tuple[float, float]:
        """Return the upper left corner of a day's tile."""
        week, weekday = divmod((day - self.monday).days, 7)
        column, row = (week, weekday) if self.is_across else (weekday, week)
        return self.left + column * self.wide, self.top + row * self.tall

    @property
    def height(self) -> float:
        """Return how far down the tiles reach."""
        return self.top + (7 if self.is_across else self.weeks) * self.tall


def year_at_every_width(year: YearOfDays) -> str:
    """Return the year as HTML: drawings of all WIDTHS in a frame that names it to who cannot see."""
    drawings = (_drawing(year, number, width) for number, width in enumerate(WIDTHS))
    return (
        f'<div class="plot" role="img" aria-label="{draw.attribute(year.sentence)}">{"".join(drawings)}</div>'
    )


def year_table(year: YearOfDays) -> Table:
    """Return the days that have a number or lie in a flare, the latest first."""
    rows: list[tuple[Cell, ...]] = [
        (day.on_date, day.worst_nrs, "yes" if day.is_flare else "")
        for day in reversed(year.days)
        if day.worst_nrs is not None or day.is_flare
    ]
    return Table(COLUMNS, tuple(rows))


def tiles_of(year: YearOfDays, width: int) -> Tiles:
    """Return where the days lie in a drawing of that width."""
    first, last = year.period.first, year.period.last
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // 7 + 1
    is_across = width >= ACROSS_FROM
    size = text_size(width)
    left = text_width("Mon" if is_across else "May 2026", size) + 6
    wide = (width - left - 2) / (weeks if is_across else 7)
    legend = LEGEND_ROW * (1 if is_across else 2)
    return Tiles(monday, weeks, is_across, left, legend + 22, wide, TALL_PX if is_across else TAPPED_PX)


def _drawing(year: YearOfDays, number: int, width: int) -> str:
    tiles = tiles_of(year, width)
    places = " ".join(map(draw.number, (tiles.left, tiles.top)))
    # As exact as a script needs them to tell the tile that was tapped.
    sizes = f"{tiles.wide:.3f} {tiles.tall} {'across' if tiles.is_across else 'down'}"
    days = f"{tiles.monday.isoformat()} {year.period.first.isoformat()} {year.period.last.isoformat()}"
    body = "".join((*_legend(tiles, width), *_names(tiles, year, width), *_days(tiles, year.days)))
    return (
        f'<svg class="d{number}" viewBox="0 0 {width} {draw.number(tiles.height + 2)}" data-year="{days} {places} {sizes}" '
        f'aria-hidden="true">{body}</svg>'
    )


def _days(tiles: Tiles, days: tuple[DayOfYear, ...]) -> Iterator[str]:
    by_worst: dict[int, list[str]] = {}
    flared = []
    for day in days:
        path = _tile(*tiles.corner(day.on_date), tiles.wide, tiles.tall)
        if day.worst_nrs is not None:
            by_worst.setdefault(day.worst_nrs, []).append(path)
        if day.is_flare:
            flared.append(path)
    for worst_nrs, paths in sorted(by_worst.items()):
        yield f'<path d="{"".join(paths)}" data-worst="{worst_nrs}" {_look(worst_nrs)}/>'
    if flared:
        yield f'<path d="{"".join(flared)}" data-flare="yes" {_outline()}/>'


def _tile(left: float, top: float, wide: float, tall: float) -> str:
    across, down = draw.number(wide - GAP), draw.number(tall - GAP)
    return f"M{draw.number(left + GAP / 2)},{draw.number(top + GAP / 2)}h{across}v{down}h-{across}z"


def _look(worst_nrs: int) -> str:
    # No pain is a tile of its own, with an edge: nothing noted is none.
    if not worst_nrs:
        return f'fill="{PAGE.shade}" stroke="{PAGE.muted}" stroke-width=".75" stroke-opacity=".6"'
    share = strength(worst_nrs / WORST_NRS, STRONGEST)
    return f'fill="{PAGE.look(ROLE).colour}" fill-opacity="{share:.3g}"'


def _outline() -> str:
    return f'stroke="{PAGE.look("flare").colour}" stroke-width="1.8"'


def _legend(tiles: Tiles, width: int) -> Iterator[str]:
    size, middle = text_size(width), LEGEND_ROW / 2
    words = "Worst pain"
    yield draw.text((2, middle + size * 0.36), words, PAGE.ink, size)
    x = 2 + text_width(words, size) + 8
    for worst_nrs in range(0, WORST_NRS + 1, 2):
        yield f'<path d="{_tile(x, middle - LEGEND_KEY / 2, LEGEND_KEY, LEGEND_KEY)}" {_look(worst_nrs)}/>'
        yield draw.text((x + LEGEND_KEY + 2, middle + size * 0.36), str(worst_nrs), PAGE.ink, size)
        x += LEGEND_KEY + 4 + text_width(str(worst_nrs), size) + 4
    if not tiles.is_across:
        x, middle = 2, middle + LEGEND_ROW
    yield f'<path d="{_tile(x, middle - LEGEND_KEY / 2, LEGEND_KEY, LEGEND_KEY)}" {_outline()}/>'
    yield draw.text(
        (x + LEGEND_KEY + 4, middle + size * 0.36), "in a flare; no tile, nothing noted", PAGE.ink, size
    )


def _names(tiles: Tiles, year: YearOfDays, width: int) -> Iterator[str]:
    """Yield the weekdays, and each month at the week that holds its first day."""
    size = text_size(width)
    for number, name in enumerate(SHORT_WEEKDAYS):
        if tiles.is_across and not number % 2:
            yield draw.text(
                (2, tiles.top + (number + 0.5) * tiles.tall + size * 0.36), name, PAGE.muted, size
            )
        elif not tiles.is_across:
            middle = tiles.left + (number + 0.5) * tiles.wide
            yield draw.text((middle, tiles.top - 7), name, PAGE.muted, size, "middle")
    for day in (day.on_date for day in year.days if day.on_date.day == 1):
        left, top = tiles.corner(day)
        named = month_word(day)
        if day.month == 1:
            # Four weeks abreast have no room for both words.
            named = str(day.year) if tiles.is_across else f"{named} {day.year}"
        if not tiles.is_across:
            yield draw.text((2, top + tiles.tall / 2 + size * 0.36), named, PAGE.muted, size)
        elif left + text_width(named, size) <= width:
            yield draw.text((left, tiles.top - 7), named, PAGE.muted, size)
