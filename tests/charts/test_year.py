"""A year in tiles: a tile for each day with a number, an outline for each of a flare, at every width."""

import re
from datetime import date, timedelta
from html import escape
from math import floor
from xml.etree import ElementTree

import pytest

from tracker.analysis.year_of_days import DayOfYear, YearOfDays
from tracker.charts.scale import text_width
from tracker.charts.svg.every_width import WIDTHS
from tracker.charts.svg.year import tiles_of, year_at_every_width, year_table
from tracker.domain.period import Period

LAST = date(2026, 11, 29)


def invented(days: int = 366, last: date = LAST) -> YearOfDays:
    """Every third day is missing, every seventh a flare, every eleventh without pain."""
    period = Period(last - timedelta(days=days - 1), last)
    return YearOfDays(
        period,
        tuple(
            DayOfYear(period.day(n), None if n % 3 == 0 else n % 11, n % 7 == 0) for n in range(period.days)
        ),
        "A <year> of days.",
    )


def drawings(year: YearOfDays) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(year_at_every_width(year)))


def days_in(svg: ElementTree.Element, named: str) -> dict[str, list[date]]:
    """Which days have a tile, as answers.js tells them of a tap on its middle."""
    monday, _, _, left, top, wide, tall, way = svg.attrib["data-year"].split()
    found: dict[str, list[date]] = {}
    for path in svg.iter("path"):
        for x, y in re.findall(r"M([\d.]+),([\d.]+)", path.attrib["d"] if named in path.attrib else ""):
            column, row = (
                floor((float(at) + float(size) / 2 - float(begin)) / float(size))
                for at, size, begin in ((x, wide, left), (y, tall, top))
            )
            week, weekday = (column, row) if way == "across" else (row, column)
            assert 0 <= weekday < 7
            day = date.fromisoformat(monday) + timedelta(days=7 * week + weekday)
            found.setdefault(path.attrib[named], []).append(day)
    return found


@pytest.mark.parametrize("last", [LAST + timedelta(days=n) for n in range(7)] + [date(2028, 2, 29)])
def test_each_day_lies_where_a_tap_finds_it_at_every_width(last: date) -> None:
    year = invented(last=last)
    for svg in drawings(year):
        tiles = days_in(svg, "data-worst")
        for nrs in range(11):
            assert sorted(tiles[str(nrs)]) == [day.on_date for day in year.days if day.worst_nrs == nrs]
        assert sorted(days_in(svg, "data-flare")["yes"]) == [day.on_date for day in year.days if day.is_flare]


def test_weeks_run_down_where_it_is_narrow_and_tiles_there_can_be_tapped() -> None:
    for width in WIDTHS:
        tiles = tiles_of(invented(), width)
        assert tiles.is_across == (width == 700)
        assert tiles.is_across or min(tiles.wide, tiles.tall) >= 24
        assert tiles.corner(LAST)[0] + tiles.wide <= width


def test_no_word_is_small_cut_off_or_over_another() -> None:
    for width, svg in zip(WIDTHS, drawings(invented()), strict=True):
        words = [
            (float(one.attrib["x"]), float(one.attrib["y"]), one.text or "", float(one.attrib["font-size"]))
            for one in svg.iter("text")
            if "text-anchor" not in one.attrib
        ]
        assert all(size >= 11 for *_, size in words)
        assert all(x + text_width(text, size) <= width + 1 for x, _, text, size in words)
        for x, y, text, size in words:
            beside = [other for other in words if other[1] == y and other[0] > x]
            assert all(x + text_width(text, size) <= other[0] + 1 for other in beside), text


def test_it_is_named_and_no_pain_differs_from_nothing_noted() -> None:
    html = year_at_every_width(invented())
    assert f'role="img" aria-label="{escape("A <year> of days.")}"' in html
    no_pain = next(
        path for path in drawings(invented())[0].iter("path") if path.attrib.get("data-worst") == "0"
    )
    assert "stroke" in no_pain.attrib


def test_the_table_has_what_is_drawn_latest_first() -> None:
    table = year_table(invented(14))
    assert table.columns == ("Day", "Worst pain", "Flare")
    assert table.rows[0] == (LAST, 2, "")
    assert all(worst is not None or flare for _, worst, flare in table.rows)
    assert [row[0] for row in table.rows] == sorted((row[0] for row in table.rows), reverse=True)
