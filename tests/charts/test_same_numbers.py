"""Both renderers draw the same numbers: read back from the figure's traces and from the SVG's coordinates."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
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
from tracker.charts.chart import Band, Bundle, Cells, Changes, Chart, Dots, Line, Ribbon, Series
from tracker.charts.plotly.figure import figure
from tracker.charts.plotly.places import begin
from tracker.charts.svg.picture import fitting_height, frame_of, render_svg
from tracker.charts.svg.turned import track_of
from tracker.charts.theme import LIGHT
from tracker.domain.period import Period
from tracker.frames import daily_pain

WIDTH, HEIGHT = 720, 300


def several_a_day() -> Chart:
    rows = [
        {
            "on_date": day(number).isoformat(),
            "at_time": at,
            "leg_pain_nrs": value,
            "back_pain_nrs": 4,
            "is_flare": number == 3,
        }
        for number in range(40)
        if not 12 <= number < 24
        for at, value in (("07:00", number % 11), ("21:00", (number * 3) % 11))
    ]
    sessions = massages(
        {"on_date": day(2).isoformat(), "minutes": 60}, {"on_date": day(30).isoformat(), "minutes": 45}
    )
    return pain_chart(daily_pain(check_ins(*rows)), Period(day(0), day(39)), sessions)


def abilities() -> Chart:
    rows = [
        *rated("Tie my shoes", {0: 1, 7: 3, 14: 3, 60: 8}),
        *rated("Walk to the shop and all the way back again", {3: 5}),
    ]
    return ability_chart(sorted(rows, key=lambda row: str(row["on_date"])), Period(day(0), day(70)))


def abilities_every_day() -> Chart:
    return ability_chart(
        rated("Walk", {number: number % 11 for number in range(400)}), Period(day(0), day(399))
    )


def year_gap() -> Chart:
    return pain_chart(
        daily({**dict.fromkeys(range(20), 6), **dict.fromkeys(range(400, 420), 2)}), Period(day(0), day(419))
    )


def ten_years() -> Chart:
    values = {number: (number * 7) % 11 for number in range(3650) if number % 5}
    return pain_chart(daily(values, dict.fromkeys(values, 3)), Period(day(0), day(3649)))


def reach() -> Chart:
    done = {"variant": "back_saver", "foot_line_cm": 26.0}
    rows = [
        {
            **done,
            "on_date": day(number * 7).isoformat(),
            "side": side,
            "sit_and_reach_cm": number - 5.5 + shift,
        }
        for number in range(10)
        for side, shift in (("left", 0), ("right", 1.25))
        if number != 4
    ]
    skipped = {**done, "on_date": day(28).isoformat(), "side": "left", "skipped_reason": "pain"}
    far = {**done, "on_date": day(200).isoformat(), "side": "left", "sit_and_reach_cm": 0.0}
    return reach_chart(reach_tests(*rows, skipped, far), Period(day(0), day(210)))


def sessions() -> Chart:
    given = (
        (0, 60, 6, 3),
        (7, 30, 4, 4),
        (7, 45, 10, 0),
        (20, 60, None, None),
        (30, 90, 2, 5),
        (33, 15, None, 4),
    )
    rows = [
        {
            "on_date": day(number).isoformat(),
            "minutes": minutes,
            "pain_before_nrs": before,
            "pain_after_nrs": after,
        }
        for number, minutes, before, after in given
    ]
    return massage_chart(massages(*rows), Period(day(0), day(40)))


CHARTS = [abilities, abilities_every_day, several_a_day, year_gap, ten_years, reach, sessions]
CHARTS += [
    partial(lambda value: pain_chart(daily(dict.fromkeys(range(30), value)), Period(day(0), day(29))), value)
    for value in (0, 10)
]
CHARTS += [lambda: pain_chart(daily({5: 4}), Period(day(0), day(13)))]


CHARTS += [
    invented.response,
    lambda: invented.response("reach", "in"),
    lambda: invented.flares((2, 6), (30, 33)),
    invented.pain_goal,
    lambda: invented.reach_goal("in"),
    invented.fair_try_of_massage,
    lambda: invented.fair_try_of_habit("reach", "in"),
    lambda: invented.fair_try_of_habit("back pain"),
]
GRIDS = [
    invented.extent,
    invented.symptom,
    lambda: invented.symptom(weeks=520, period=Period(day(0), day(3640))),
    lambda: invented.extent(period=Period(day(10), day(31))),
    invented.calendar,
]
TURNED = [
    invented.card,
    lambda: invented.card((10, 0), (None, None)),
    lambda: invented.goes_with("sitting", "sleep", "activity"),
]


@pytest.fixture(params=CHARTS, ids=range(len(CHARTS)))
def chart(request: pytest.FixtureRequest) -> Chart:
    return request.param()


def plotly_points(chart: Chart, name: str, mode: str) -> list[tuple[date | int, float | None]]:
    content = json.loads(figure(chart).to_json())
    found = [t for t in content["data"] if t["name"] == name and t["mode"] == mode]
    assert len(found) == 1
    trace = found[0]
    if mode == "lines":
        assert trace["connectgaps"] is False
    if "x" in trace:
        days: list[date | int] = [place_of(x) for x in trace["x"]]
    else:
        first, step = date.fromisoformat(trace["x0"]), timedelta(milliseconds=trace["dx"])
        days = [first + step * number for number in range(len(trace["y"]))]
    return list(zip(days, trace["y"], strict=True))


def place_of(x: str | int) -> date | int:
    return date.fromisoformat(x) if isinstance(x, str) else x


def place_at(chart: Chart, number: int) -> date | int:
    """Return the place of a slot number."""
    axis = chart.x_axis
    if isinstance(axis, Period):
        return axis.first + timedelta(days=number)
    return number + (axis.first if isinstance(axis, DayOffsets) else 0)


def svg_points(chart: Chart, attribute: str, name: str) -> list[list[tuple[date | int, float]]]:
    """Return the drawn points of a series as runs; the pen is lifted between two runs."""
    root = ElementTree.fromstring(render_svg(chart, "light", WIDTH, HEIGHT))
    (path,) = [node for node in root.iter() if node.get(attribute) == name]
    frame = frame_of(chart, WIDTH, HEIGHT)
    runs: list[list[tuple[date | int, float]]] = []
    for kind, x, y in re.findall(r"([ML])(-?[\d.]+),(-?[\d.]+)", path.get("d") or ""):
        number = (float(x) - frame.left) / frame.slot - 0.5
        value = frame.low + (frame.bottom - float(y)) / (frame.bottom - frame.top) * (frame.high - frame.low)
        if kind == "M":
            runs.append([])
        runs[-1].append((place_at(chart, round(number)), value))
    return runs


def assert_same(
    drawn: list[tuple[date | int, float]], said: list[tuple[date | int, float]], chart: Chart
) -> None:
    assert len(drawn) == len(said)
    frame = frame_of(chart, WIDTH, HEIGHT)
    tenth_px = 0.06 * abs(frame.high - frame.low) / (frame.bottom - frame.top)
    for (drawn_day, drawn_value), (said_day, said_value) in zip(drawn, said, strict=True):
        assert drawn_day == said_day
        assert drawn_value == pytest.approx(said_value, abs=tenth_px)


def test_dots_are_the_same(chart: Chart) -> None:
    for item in chart.series:
        if isinstance(item, Dots):
            said = [
                (when, value)
                for when, value in plotly_points(chart, item.name, "markers")
                if value is not None
            ]
            given = zip(item.places, item.values, strict=True)
            assert said == [(when, value) for when, value in given if value is not None]
            assert_same([run[0] for run in svg_points(chart, "data-dots", item.name)], said, chart)


def test_lines_are_the_same_and_break_at_the_same_places(chart: Chart) -> None:
    for item in chart.series:
        if isinstance(item, Line):
            runs: list[list[tuple[date | int, float]]] = [[]]
            for when, value in plotly_points(chart, item.name, "lines"):
                if value is None:
                    runs.append([])
                else:
                    runs[-1].append((when, value))
            drawn = svg_points(chart, "data-line", item.name)
            assert [len(run) for run in drawn] == [len(run) for run in runs if run]
            for one, other in zip(drawn, (run for run in runs if run), strict=True):
                assert_same(one, other, chart)


def test_whiskers_reach_from_lowest_to_highest(chart: Chart) -> None:
    for item in chart.series:
        if isinstance(item, Dots) and any(low is not None for low in item.lows):
            content = json.loads(figure(chart).to_json())
            (trace,) = [t for t in content["data"] if t["name"] == item.name and t["mode"] == "markers"]
            up, down = trace["error_y"]["array"], trace["error_y"]["arrayminus"]
            given = [
                (y - low, y + high)
                for y, high, low in zip(trace["y"], up, down, strict=True)
                if high is not None
            ]
            expected = [
                (low, high) for low, high in zip(item.lows, item.highs, strict=True) if low is not None
            ]
            assert [number for pair in given for number in pair] == pytest.approx(
                [number for pair in expected for number in pair], abs=0.011
            )
            root = ElementTree.fromstring(render_svg(chart))
            (path,) = [node for node in root.iter() if node.get("data-ranges") == item.name]
            frame = frame_of(chart, WIDTH, HEIGHT)
            ends = re.findall(r"M[\d.]+,([\d.]+)V([\d.]+)", path.get("d") or "")
            assert len(ends) == len(expected)
            for (low_y, high_y), (low, high) in zip(ends, expected, strict=True):
                assert float(low_y) == pytest.approx(frame.y(low), abs=0.06)
                assert float(high_y) == pytest.approx(frame.y(high), abs=0.06)


def test_befores_and_afters_are_the_same(chart: Chart) -> None:
    for item in chart.series:
        if isinstance(item, Changes):
            for name, attribute, values in (
                (item.ends[0], "data-befores", item.befores),
                (item.ends[1], "data-afters", item.afters),
            ):
                said = [(when, v) for when, v in plotly_points(chart, name, "markers") if v is not None]
                assert said == [
                    (when, v) for when, v in zip(item.places, values, strict=True) if v is not None
                ]
                assert_same([run[0] for run in svg_points(chart, attribute, item.name)], said, chart)


def test_marks_bars_and_levels_are_the_same(chart: Chart) -> None:
    content = json.loads(figure(chart).to_json())
    root = ElementTree.fromstring(render_svg(chart, "light", WIDTH, HEIGHT))
    frame = frame_of(chart, WIDTH, HEIGHT)
    for mark in chart.marks:
        (trace,) = [t for t in content["data"] if t["name"] == mark.name]
        assert [place_of(x) for x in trace["x"]] == list(mark.places)
        (path,) = [node for node in root.iter() if node.get("data-marks") == mark.name]
        drawn = [float(x) for x in re.findall(r"M([\d.]+),", path.get("d") or "")]
        assert drawn == pytest.approx([frame.x(when) for when in mark.places], abs=0.06)
    for level in chart.levels:
        (trace,) = [t for t in content["data"] if t["name"] == (level.label or level.name)]
        assert trace["y"] == [level.value, level.value]
        (path,) = [node for node in root.iter() if node.get("data-level") == level.name]
        (height,) = re.findall(r"L[\d.]+,([\d.]+)", path.get("d") or "")
        assert float(height) == pytest.approx(frame.y(level.value), abs=0.06)
    if chart.bars:
        (trace,) = [t for t in content["data"] if t["type"] == "bar"]
        assert trace["y"] == list(chart.bars.values)
        (path,) = [node for node in root.iter() if node.get("data-bars")]
        ends = [
            (float(base) - float(top))
            for base, top in re.findall(r"M[\d.]+,([\d.]+)V([\d.]+)", path.get("d") or "")
        ]
        tallest = max(ends)
        expected = [
            value / max(v for v in chart.bars.values if v) * tallest for value in chart.bars.values if value
        ]
        assert ends == pytest.approx(expected, abs=0.2)


def values_of(item: Series) -> list[float | None]:
    if isinstance(item, Bundle):
        return [value for line in item.lines for value in line]
    if isinstance(item, Ribbon):
        return [*item.lows, *item.highs]
    if isinstance(item, Cells):
        return []
    return list(item.afters if isinstance(item, Changes) else item.values)


def test_ribbons_and_bundles_are_the_same(chart: Chart) -> None:
    content = json.loads(figure(chart).to_json())
    for item in chart.series:
        if isinstance(item, Ribbon | Bundle):
            (trace,) = [t for t in content["data"] if t["name"] == item.name]
            said: list[list[tuple[date | int, float]]] = [[]]
            for x, y in zip(trace["x"], trace["y"], strict=True):
                if y is None:
                    said.append([])
                else:
                    said[-1].append((place_of(x), y))
            kind = "data-ribbon" if isinstance(item, Ribbon) else "data-bundle"
            drawn = svg_points(chart, kind, item.name)
            pieces = [run for run in said if run]
            assert [len(run) for run in drawn] == [len(run) for run in pieces]
            for one, other in zip(drawn, pieces, strict=True):
                assert_same(one, other, chart)
            ends = [value for value in values_of(item) if value is not None]
            shown = [y for run in pieces for _, y in run]
            assert set(shown) <= set(ends)
            if isinstance(item, Bundle):
                assert len(shown) == len(ends)


def test_bands_of_values_are_the_same(chart: Chart) -> None:
    shapes = [
        (shape["y0"], shape["y1"])
        for shape in json.loads(figure(chart).to_json())["layout"].get("shapes", [])
        if shape.get("opacity") == 0.12
    ]
    given = [(band.low, band.high) for band in chart.bands if band.low is not None]
    assert shapes == given
    frame = frame_of(chart, WIDTH, HEIGHT)
    root = ElementTree.fromstring(render_svg(chart, "light", WIDTH, HEIGHT))
    drawn = [float(node.get("y") or 0) for node in root.iter() if node.get("fill-opacity") == ".12"]
    assert drawn == pytest.approx([frame.y(high) for _, high in given], abs=0.06)


@pytest.mark.parametrize("build", GRIDS)
def test_tiles_are_the_same(build: Callable[[], Chart]) -> None:
    chart = build()
    (item,) = [found for found in chart.series if isinstance(found, Cells)]
    (tiles,) = [trace for trace in json.loads(figure(chart).to_json())["data"] if trace["type"] == "bar"]
    drawn = zip(
        tiles["x"], tiles["base"], tiles["y"], tiles["marker"]["color"], tiles["hovertext"], strict=True
    )
    given = [
        (
            begin(place),
            row,
            LIGHT.tile(item.role, value / item.high, item.darkest),
            f": {value:g} {item.unit}",
        )
        for place, column in zip(item.places, item.columns, strict=True)
        for row, value in enumerate(column)
        if value is not None
    ]
    assert [(x, base + tall / 2, colour) for x, base, tall, colour, _ in drawn] == [
        (x, pytest.approx(row), colour) for x, row, colour, _ in given
    ]
    assert all(said.endswith(words) for said, (*_, words) in zip(tiles["hovertext"], given, strict=True))
    days = isinstance(chart.x_axis, Period)
    assert (tiles["offset"], tiles["width"]) == (0, item.span * (86_400_000 if days else 1))
    frame = frame_of(chart, WIDTH, HEIGHT)
    root = ElementTree.fromstring(render_svg(chart, "light", WIDTH, HEIGHT))
    tall, found = frame.y(1) - frame.y(0), {}
    for node in root.iter():
        if node.get("data-cells") == item.name:
            for x, y in re.findall(r"M([\d.]+),([\d.]+)h", node.get("d") or ""):
                found[round(float(x), 1), round((float(y) - 1 - frame.top) / tall)] = float(
                    node.get("data-value")
                )
    expected = [
        (frame.edge(place), row, value)
        for place, column in zip(item.places, item.columns, strict=True)
        for row, value in enumerate(column)
        if value is not None
    ]
    assert len(found) == len(expected)
    for x, row, value in expected:
        near = [said for (at, in_row), said in found.items() if abs(at - x) <= 1.1 and in_row == row]
        assert near == [value]
    for dots in (found for found in chart.series if isinstance(found, Dots)):
        said = plotly_points(chart, dots.name, "markers")
        assert said == list(zip(dots.places, dots.values, strict=True))
        assert_same([run[0] for run in svg_points(chart, "data-dots", dots.name)], said, chart)


@pytest.mark.parametrize("build", TURNED)
def test_rows_of_a_turned_chart_are_the_same(build: Callable[[], Chart]) -> None:
    chart = build()
    content = json.loads(figure(chart).to_json())
    track = track_of(chart, WIDTH, 12)
    root = ElementTree.fromstring(render_svg(chart, "light", WIDTH, fitting_height(chart, WIDTH)))
    for item in chart.series:
        (trace,) = [found for found in content["data"] if found["name"] == item.name]
        assert (trace["x"], trace["y"]) == (list(item.values), list(item.places))
        (path,) = [node for node in root.iter() if node.get("data-dots") == item.name]
        drawn = [(float(x), float(y)) for x, y in re.findall(r"M([\d.]+),([\d.]+)m", path.get("d") or "")]
        wished = [(track.x(value), track.y(row)) for row, value in zip(item.places, item.values, strict=True)]  # type: ignore[arg-type]
        assert [at for point in drawn for at in point] == pytest.approx(
            [at for point in wished for at in point], abs=0.06
        )
        if item.lows:
            error = trace["error_x"]
            lows = [x - down for x, down in zip(trace["x"], error["arrayminus"], strict=True)]
            highs = [x + up for x, up in zip(trace["x"], error["array"], strict=True)]
            assert lows == pytest.approx(item.lows)
            assert highs == pytest.approx(item.highs)
            (path,) = [node for node in root.iter() if node.get("data-ranges") == item.name]
            ends = [
                float(end)
                for pair in re.findall(r"M([\d.]+),[\d.]+H([\d.]+)", path.get("d") or "")
                for end in pair
            ]
            wide = [track.x(end) for pair in zip(item.lows, item.highs, strict=True) for end in pair]
            assert ends == pytest.approx(wide, abs=0.06)
    zones = [shape for shape in content["layout"]["shapes"] if shape["type"] == "rect"]
    assert [(zone["x0"], zone["x1"]) for zone in zones] == [(band.low, band.high) for band in chart.bands]
    drawn_zones = [float(node.get("x") or 0) for node in root.iter() if node.get("data-zone") is not None]
    assert drawn_zones == pytest.approx([track.x(band.low or 0) for band in chart.bands], abs=0.06)
    for level in chart.levels:
        lines = [shape["x0"] for shape in content["layout"]["shapes"] if shape["type"] == "line"]
        assert set(lines) == {level.value}
        (path,) = [node for node in root.iter() if node.get("data-level") == level.name]
        xs = [float(x) for x in re.findall(r"M([\d.]+),", path.get("d") or "")]
        assert xs == pytest.approx([track.x(level.value)] * len(chart.x_axis.names), abs=0.06)


def test_nothing_says_nan_and_nothing_is_cut_off(chart: Chart) -> None:
    frame = frame_of(chart, WIDTH, HEIGHT)
    assert "nan" not in str(chart.table.rows).lower()
    for theme in ("light", "dark"):
        assert not re.search(
            r"nan|inf\b|none\"", render_svg(chart, theme, WIDTH, HEIGHT).lower().replace('fill="none"', "")
        )
        assert not re.search(r"\bnan\b|infinity", figure(chart, theme).to_json().lower())
    for item in chart.series:
        for value in values_of(item):
            if value is not None:
                assert frame.top <= frame.y(value) <= frame.bottom


def test_a_band_of_values_lies_between_the_same_values_and_the_fourth_series_has_a_symbol() -> None:
    period = Period(day(0), day(9))
    chart = Chart(
        chart_id="x",
        title="x",
        sentence="x",
        x_axis=period,
        y_axis=YAxis("x", -10, 10, (0,)),
        alternative_text="x",
        series=(Dots("reach", "fourth", (day(1),), (3.0,), rank=3),),
        bands=(Band("norm", "usual", day(0), day(9), -2.0, 4.0),),
    )
    (shape,) = json.loads(figure(chart).to_json())["layout"]["shapes"]
    assert (shape["y0"], shape["y1"]) == (-2, 4)
    frame = frame_of(chart, WIDTH, HEIGHT)
    root = ElementTree.fromstring(render_svg(chart, "light", WIDTH, HEIGHT))
    (band,) = [node for node in root.iter() if node.get("fill-opacity") == ".12"]
    assert float(band.get("y") or 0) == pytest.approx(frame.y(4), abs=0.06)
    assert float(band.get("height") or 0) == pytest.approx(frame.y(-2) - frame.y(4), abs=0.06)
    assert_same([run[0] for run in svg_points(chart, "data-dots", "fourth")], [(day(1), 3.0)], chart)
