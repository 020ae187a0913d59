"""The SVG: well-formed, escaped, accessible, nothing under 11 px, no label over another or cut off."""

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from math import floor
from xml.etree import ElementTree

import pytest

from tests import invented_answers as invented
from tests.invented_records import (
    ability_chart,
    check_ins,
    daily,
    day,
    massage_chart,
    massages,
    pain_chart,
    rated,
    reach_chart,
    reach_tests,
)
from tracker.charts.axes import DayOffsets, YAxis
from tracker.charts.chart import Cells, Chart, Dots, Marks
from tracker.charts.scale import text_width
from tracker.charts.svg.every_width import WIDTHS, at_every_width
from tracker.charts.svg.lean import LeanSvg
from tracker.charts.svg.picture import fitting_height, frame_of, render_svg
from tracker.charts.theme import DARK, LIGHT, THEMES
from tracker.domain.period import Period
from tracker.frames import daily_pain

SIZES = ((720, 300), (360, 300), (1200, 360))
SPANS = (1, 2, 14, 28, 45, 92, 366, 1200, 3650)


@cache
def busy(days: int) -> Chart:
    rows = [
        {
            "on_date": day(n).isoformat(),
            "at_time": at,
            "leg_pain_nrs": (n + k) % 11,
            "back_pain_nrs": (n + 2 * k) % 9,
            "is_flare": n % 9 == 0,
        }
        for n in range(days)
        for k, at in enumerate(("08:00", "20:00"))
    ]
    sessions = massages(*({"on_date": day(n).isoformat(), "minutes": 60} for n in range(0, days, 7)))
    return pain_chart(daily_pain(check_ins(*rows)), Period(day(0), day(days - 1)), sessions)


@cache
def reach(days: int) -> Chart:
    rows = [
        {"on_date": day(n).isoformat(), "variant": variant, "side": side, "sit_and_reach_cm": n % 7 - 6.0}
        for n in range(0, days, 7)
        for variant, side in (("back_saver", "left"), ("back_saver", "right"), ("csep_acsm", None))
    ]
    skip = {"on_date": day(0).isoformat(), "variant": "chair", "side": "left", "skipped_reason": "pain"}
    return reach_chart(reach_tests(*rows, skip), Period(day(0), day(days - 1)))


def abilities() -> Chart:
    words = ("Put on my left shoe before the sun rises over the hill again", "לרוץ", "Sit")
    rows = [
        row
        for number, name in enumerate(words)
        for row in rated(name, {number: 2, number + 9: 5, number + 50: 9})
    ]
    return ability_chart(sorted(rows, key=lambda row: str(row["on_date"])), Period(day(0), day(60)))


@cache
def sessions(days: int) -> Chart:
    rows = [
        {"on_date": day(n).isoformat(), "minutes": 60, "pain_before_nrs": n % 11, "pain_after_nrs": n % 5}
        for n in range(0, days, 5)
    ]
    return massage_chart(massages(*rows), Period(day(0), day(days - 1)))


ANSWERS = {
    "abilities": abilities,
    "card": invented.card,
    "card of one": lambda: invented.card((10, 0), (None, None)),
    "card of small": lambda: invented.card((3, 2.9), (9, 1)),
    "response": invented.response,
    "reach response": lambda: invented.response("reach", "in"),
    "extent": invented.extent,
    "extent of ten years": lambda: invented.extent(520, Period(day(0), day(3640))),
    "extent of a fortnight": lambda: invented.extent(period=Period(day(10), day(23))),
    "sleep": invented.symptom,
    "tingling": lambda: invented.symptom("tingling"),
    "goes with": lambda: invented.goes_with("hours of sitting", "sleep quality", "minutes of activity"),
    "one long name": lambda: invented.goes_with("gentle nerve slider, seated, and a few more words of it"),
    "calendar": invented.calendar,
    "flares": lambda: invented.flares((2, 6), (30, 33)),
    "pain goal": invented.pain_goal,
    "reach goal": lambda: invented.reach_goal("in"),
}


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("width", [*WIDTHS, 360, 480, 720])
def test_no_label_of_an_answer_covers_another_at_the_height_that_fits(name: str, width: int) -> None:
    chart = ANSWERS[name]()
    height = fitting_height(chart, width)
    svg = render_svg(chart, "light", width, height)
    assert min(float(found) for found in re.findall(r'font-size="([\d.]+)"', svg)) >= 11
    placed = texts(svg)
    for words, left, right, top, bottom in placed:
        assert left >= 0, words
        assert right <= width, words
        assert top >= 0, words
        assert bottom <= height, words
    for one, other in combinations(placed, 2):
        assert one[2] <= other[1] or other[2] <= one[1] or one[4] <= other[3] or other[4] <= one[3], (
            one,
            other,
        )


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_stays_light(name: str) -> None:
    assert len(render_svg(ANSWERS[name](), "light", 720, 360)) < 30_000


def test_an_empty_answer_takes_little_room() -> None:
    for chart in (
        invented.goes_with(),
        invented.response(verdict="too little data"),
        invented.extent(weeks=0),
    ):
        assert fitting_height(chart, 360) <= 150
        assert "data-" not in render_svg(chart, "light", 360, 150).replace("data-chart", "")


@pytest.mark.parametrize("width", [360, 720])
def test_signs_of_a_calendar_stand_below_the_number_of_their_day_and_apart(width: int) -> None:
    chart = invented.calendar(logged=(3, 9, 10, 20))
    height = fitting_height(chart, width)
    svg, frame = render_svg(chart, "light", width, height), frame_of(chart, width, height)
    numbers = [bottom for words, _, _, _, bottom in texts(svg) if words.isdigit()]
    symbols = [
        (place, frame.y(value))
        for item in chart.series
        if isinstance(item, Dots)
        for place, value in zip(item.places, item.values, strict=True)
        if value is not None
    ]
    row = frame.y(1) - frame.y(0)
    top = {round((y - frame.top) // row): y for _, y in symbols}
    for week in top:
        low = min(bottom for bottom in numbers if (bottom - frame.top) // row == week)
        assert all(y - 5.6 >= low for _, y in symbols if (y - frame.top) // row == week)
    for one, other in combinations(symbols, 2):
        assert one[0] != other[0] or abs(one[1] - other[1]) >= 9


def test_words_in_the_darkest_tile_stay_readable() -> None:
    (tiles,) = [item for item in invented.calendar().series if isinstance(item, Cells)]
    for theme in (LIGHT, DARK):
        assert contrast(theme.ink, theme.tile(tiles.role, 1, tiles.darkest)) >= 4.5
        assert contrast(theme.surface, theme.tile("days", 1, 0.92)) >= 3


def texts(svg: str) -> list[tuple[str, float, float, float, float]]:
    """Return each text with its left, right, top and bottom in px, by the same estimate of letter widths."""
    found = []
    for node in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        size, x, y = (float(node.get(name) or 0) for name in ("font-size", "x", "y"))
        width = text_width(node.text or "", size)
        left = {"start": x, "middle": x - width / 2, "end": x - width}[node.get("text-anchor") or "start"]
        found.append((node.text or "", left, left + width, y - size * 0.75, y + size * 0.1))
    return found


@pytest.mark.parametrize("build", [busy, reach, sessions])
@pytest.mark.parametrize("size", SIZES)
def test_no_label_covers_another_or_leaves_the_picture(build, size) -> None:
    for days in SPANS:
        placed = texts(render_svg(build(days), "light", *size))
        for words, left, right, top, bottom in placed:
            assert left >= 0, (days, words)
            assert right <= size[0], (days, words)
            assert top >= 0, (days, words)
            assert bottom <= size[1], (days, words)
        for one, other in combinations(placed, 2):
            apart = one[2] <= other[1] or other[2] <= one[1] or one[4] <= other[3] or other[4] <= one[3]
            assert apart, (days, one, other)


@pytest.mark.parametrize("build", [busy, reach, sessions])
@pytest.mark.parametrize("size", SIZES)
def test_text_is_never_under_eleven_px_and_the_plot_keeps_room(build, size) -> None:
    for days in SPANS:
        chart = build(days)
        svg = render_svg(chart, "dark", *size)
        assert min(float(found) for found in re.findall(r'font-size="([\d.]+)"', svg)) >= 11
        frame = frame_of(chart, *size)
        assert frame.bottom - frame.top >= 60


def test_stacked_charts_have_each_day_at_the_same_place() -> None:
    for width, height in SIZES:
        frames = [frame_of(build(92), width, height) for build in (busy, reach, sessions)]
        assert len({(frame.x(day(0)), frame.x(day(91))) for frame in frames}) == 1


def test_name_description_and_question_are_in_the_picture() -> None:
    chart = busy(30)
    root = ElementTree.fromstring(render_svg(chart))
    assert root.get("role") == "img"
    assert root.get("aria-label") == chart.title
    assert root.findtext("{http://www.w3.org/2000/svg}title") == chart.title
    assert root.findtext("{http://www.w3.org/2000/svg}desc") == chart.alternative_text


def test_every_text_is_escaped() -> None:
    evil = '"><script>alert(1)</script>&'
    period = Period(day(0), day(9))
    chart = Chart(
        chart_id=evil, title=evil, sentence=evil, x_axis=period, y_axis=YAxis(evil, 0, 10, (0, 10)), alternative_text=evil,
        series=(Dots("leg", evil, (day(1),), (3,)),), marks=(Marks("flare", evil, (day(2),)),),
    )  # fmt: skip
    empty = Chart(
        chart_id="x", title="t", sentence=evil, x_axis=period, y_axis=chart.y_axis, alternative_text="a"
    )
    for svg in (render_svg(chart), render_svg(empty)):
        assert "<script" not in svg
        ElementTree.fromstring(svg)


def test_an_empty_chart_shows_its_sentence_and_no_axis() -> None:
    chart = pain_chart(daily({}), Period(day(0), day(13)))
    for width, height in SIZES:
        svg = render_svg(chart, "light", width, height)
        placed = texts(svg)
        assert " ".join(words for words, *_ in placed) == chart.sentence
        assert all(left >= 0 and right <= width for _, left, right, *_ in placed)


def test_leg_and_back_differ_by_colour_symbol_and_dash() -> None:
    for theme in THEMES.values():
        leg, back = theme.look("leg"), theme.look("back")
        assert leg.colour != back.colour
        assert leg.symbol != back.symbol
        assert leg.dash != back.dash
        looks = [(look.symbol, look.dash) for look in theme.reach_looks]
        assert len(set(looks)) == len(looks)


def test_series_colours_and_words_stand_out_from_their_surface() -> None:
    for theme in (LIGHT, DARK):
        colours = {look.colour for look in (*theme.looks.values(), *theme.reach_looks)} | {
            theme.ink,
            theme.muted,
        }
        for colour in colours:
            assert contrast(colour, theme.surface) >= 4.5, (theme.name, colour)
            assert contrast(colour, theme.shade) >= 4.5, (theme.name, colour)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_means_of_ten_and_of_zero_have_room_for_their_labels() -> None:
    for value in (0, 10):
        both = dict.fromkeys(range(40), value)
        for width, height in SIZES:
            svg = render_svg(pain_chart(daily(both, both), Period(day(0), day(39))), "light", width, height)
            placed = texts(svg)
            assert len([words for words, *_ in placed if words == f"{value}.0"]) == 4
            for words, left, right, _, bottom in placed:
                assert left >= 0, words
                assert right <= width, words
                assert bottom <= height, words
            for one, other in combinations(placed, 2):
                apart = one[2] <= other[1] or other[2] <= one[1] or one[4] <= other[3] or other[4] <= one[3]
                assert apart, (one, other)


def test_names_of_days_from_an_event_are_thinned_where_they_would_touch() -> None:
    season = DayOffsets(-30, 60, "Days from the massage")
    chart = Chart(
        chart_id="x", title="x", sentence="x", x_axis=season, y_axis=YAxis("x", 0, 10, (0, 10)), alternative_text="x",
        series=(Dots("leg", "x", (-30, 0, 60), (1, 2, 3)),),
    )  # fmt: skip
    placed = texts(render_svg(chart, "light", 720, 300))
    assert "0" in [words for words, *_ in placed]
    for one, other in combinations(placed, 2):
        assert one[2] <= other[1] or other[2] <= one[1] or one[4] <= other[3] or other[4] <= one[3], (
            one,
            other,
        )


@pytest.mark.parametrize(("flares", "shape"), [((40,), "polygon"), ((40, 41, 42), "strokes")])
def test_the_key_of_a_kind_of_event_looks_as_its_events_do(flares: tuple[int, ...], shape: str) -> None:
    marked = tuple(day(number) for number in flares)
    chart = replace(busy(92), marks=(Marks("flare", "Flare", marked),))
    root = ElementTree.fromstring(render_svg(chart, "light", 360, 330))
    (drawn,) = [node for node in root.iter() if node.get("data-marks") == "Flare"]
    strokes = [node for node in root.iter() if (node.get("d") or "").count("v10") == 3]
    assert ("v10" in (drawn.get("d") or "")) is (shape == "strokes")
    # The events, and the key in the legend.
    assert len(strokes) == (2 if shape == "strokes" else 0)


def test_a_dot_that_stands_alone_is_large_enough_to_see() -> None:
    alone = Chart(**{**vars(busy(92)), "series": (Dots("leg", "Leg pain", (day(91),), (4.0,)),), "marks": ()})
    root = ElementTree.fromstring(render_svg(alone, "light", 360, 330))
    (dot,) = [node for node in root.iter() if node.get("data-dots")]
    assert re.search(r"a4\.4[ ,]", dot.get("d") or "")


@pytest.mark.parametrize("days", [14, 92, 366, 731, 1200, 3650])
def test_the_day_of_each_dot_can_be_told_from_a_drawing_of_days(days: int) -> None:
    """As answers.js tells it: by where a dot lies between the ends of the axis."""
    for chart in (busy(days), reach(days), sessions(days)):
        drawn = {place for item in (*chart.series, *chart.marks) for place in item.places}
        for width in WIDTHS:
            svg = render_svg(chart, "page", width, fitting_height(chart, width))
            if (found := re.search(r' data-days="(\S+) (\d+) (\S+) (\S+)"', svg)) is None:
                assert days > 366
                continue
            first, count, left, right = date.fromisoformat(found[1]), *map(float, found.groups()[1:])
            dots = r'<path d="([^"]*)"[^>]* data-(?:dots|marks|befores|afters)='
            xs = [float(x) for path in re.findall(dots, svg) for x in re.findall(r"M([\d.]+),", path)]
            told = {first + timedelta(days=floor((x - left) / (right - left) * count)) for x in xs}
            assert told
            assert told <= drawn


def test_only_a_page_is_told_where_days_lie_and_not_where_a_dot_stands_for_several() -> None:
    assert " data-days=" not in render_svg(busy(28), "light")
    assert " data-days=" not in LeanSvg()(at_every_width(busy(28)))
    assert not busy(1200).is_by_day
    assert not sessions(3650).is_by_day
