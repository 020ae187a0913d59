"""The trend line of a table's cell: where its days and values lie, and its gaps."""

import xml.etree.ElementTree as ET
from datetime import date, timedelta

from tracker.charts.questions.trend_line import HEIGHT, MARGIN, WIDTH, trend_line_svg
from tracker.charts.theme import DARK, LIGHT
from tracker.domain.period import Period

FIRST = date(2026, 1, 1)
PERIOD = Period(FIRST, FIRST + timedelta(days=83))


def drawn(*points: tuple[int, float]) -> list[ET.Element]:
    svg = trend_line_svg([(FIRST + timedelta(days=n), value) for n, value in points], PERIOD, "leg")
    return [one for one in ET.fromstring(svg) if not one.tag.endswith(("path", "style"))]


def test_its_ends_lie_at_the_ends_of_the_cell() -> None:
    (line,) = drawn(*((n, 10 * n / 83) for n in range(84)))
    placed = [tuple(map(float, pair.split(","))) for pair in line.attrib["points"].split()]
    assert placed[0] == (MARGIN, HEIGHT - MARGIN)
    assert placed[-1] == (WIDTH - MARGIN, MARGIN)


def test_days_far_apart_are_not_joined_and_a_day_alone_is_a_dot() -> None:
    found = drawn((0, 3), (1, 4), (8, 4), (16, 5), (30, 6))
    assert [one.tag.rsplit("}")[-1] for one in found] == ["polyline", "circle", "circle"]
    assert len(found[0].attrib["points"].split()) == 3


def test_nothing_is_a_line_along_the_foot() -> None:
    assert drawn() == []
    assert "path" in trend_line_svg((), PERIOD, "leg")


def test_it_has_the_colour_of_its_site_in_the_light_and_in_the_dark() -> None:
    (line,) = drawn((0, 1), (1, 2))
    assert line.attrib["stroke"] == "currentColor"
    light, dark = trend_line_svg((), PERIOD, "leg").split("@media (prefers-color-scheme:dark)")
    assert f"color:{LIGHT.look('leg').colour}" in light
    assert f"color:{DARK.look('leg').colour}" in dark


def test_a_period_of_one_day_is_drawn() -> None:
    assert "circle" in trend_line_svg([(FIRST, 5.0)], Period(FIRST, FIRST), "back")
