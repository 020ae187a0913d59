"""What happened on days, on every chart over time: drawn, named, in the table, and never over one another."""

import re
from collections.abc import Callable
from datetime import timedelta

import pandas as pd
import pytest

from tests import invented_answers as invented
from tests.analysis.test_medicines import as_needed
from tests.analysis.test_medicines import frame as medicine_rows
from tests.invented_records import daily, day, massage_chart, massages, pain_chart, reach_chart, reach_tests
from tracker.charts.chart import Chart
from tracker.charts.hover_words import words_by_place
from tracker.charts.marked_days import with_events, with_medicines
from tracker.charts.plotly.figure import figure
from tracker.charts.scale import labels_beside, text_width
from tracker.charts.svg.every_width import WIDTHS
from tracker.charts.svg.picture import fitting_height, frame_of, render_svg
from tracker.domain.event import Event
from tracker.domain.period import Period
from tracker.frames import dtypes_of, entry_frame

LABEL = re.compile(r'<text x="([\d.]+)" y="([\d.]+)" font-size="([\d.]+)" fill="#56656B">([^<]+)</text>')


def events(*told: tuple[int, str]) -> pd.DataFrame:
    blank = dict.fromkeys(dtypes_of(Event)) | {"created_at": "2026-01-01T08:00:00Z", "source": "form"}
    rows = [blank | {"on_date": day(number).isoformat(), "words": words} for number, words in told]
    return entry_frame(Event, list(dtypes_of(Event)), [tuple(row.values()) for row in rows])


def pain(days: int = 90) -> Chart:
    return pain_chart(daily({n: n % 8 for n in range(0, days, 2)}), Period(day(0), day(days - 1)))


def reach() -> Chart:
    rows = [
        {"on_date": day(n).isoformat(), "variant": "ymca", "foot_line_cm": 38.1, "sit_and_reach_cm": n / 9.0}
        for n in (3, 40)
    ]
    return reach_chart(reach_tests(*rows), Period(day(0), day(89)))


def sessions() -> Chart:
    rows = [
        {"on_date": day(n).isoformat(), "minutes": 60, "pain_before_nrs": 5, "pain_after_nrs": 3}
        for n in (3, 40)
    ]
    return massage_chart(massages(*rows), Period(day(0), day(89)))


def labels(chart: Chart, width: int) -> list[tuple[float, str, float]]:
    """The x, the words and the width of each label in the lane of the events."""
    height = fitting_height(chart, width)
    svg, frame = render_svg(chart, "light", width, height), frame_of(chart, width, height)
    low = frame.bottom + 6 + 17 * (len(chart.marks) - 0.5)
    return [
        (float(x), words, text_width(words, float(size)))
        for x, y, size, words in LABEL.findall(svg)
        if abs(float(y) - low - float(size) * 0.36) < 1
    ]


@pytest.mark.parametrize("chart", [pain, reach, sessions, invented.extent], ids=lambda make: make.__name__)
def test_events_are_on_every_chart_over_time_in_both_drawings(chart: Callable[[], Chart]) -> None:
    plain = chart()
    assert isinstance(plain.x_axis, Period)
    first = plain.x_axis.first
    number = (first - day(0)).days + 5
    marked = with_events(
        plain, events((number, "Injection"), (number + 9, "New job"), (number - 99, "Long before"))
    )
    when = first + timedelta(days=5)
    assert marked.marks[-1].places == (when, when + timedelta(days=9))
    assert "Injection" in marked.note
    assert "2 New job" in marked.alternative_text
    assert [row[-1] for row in marked.table.rows if row[-1]] == ["Injection", "New job"]
    assert marked.table.columns[-1] == "Event"
    assert "Event: Injection" in words_by_place(marked)[when]
    for width in WIDTHS:
        assert 'data-marks="Event"' in render_svg(marked, "light", width, fitting_height(marked, width))
    drawn = figure(marked).to_dict()["data"]
    (lines,) = (trace for trace in drawn if trace.get("mode") == "lines+text")
    assert [text for text in lines["text"] if text] == ["1", "2"]


def test_a_chart_without_days_or_without_values_stays_as_it_is() -> None:
    for chart in (invented.goes_with("sleep"), pain_chart(daily({}), Period(day(0), day(9)))):
        assert with_events(chart, events((3, "Injection"))) is chart
    assert with_events(pain(), events()) == pain()


def test_words_stand_where_they_have_room_and_numbers_elsewhere() -> None:
    chart = with_events(
        pain(), events((5, "Injection"), (40, "New job"), (41, "Moved house"), (70, "Back at work"))
    )
    assert [words for _, words, _ in labels(chart, 264)] == ["1", "2–3", "4"]
    apart = with_events(pain(), events((5, "Injection"), (45, "New job")))
    assert [words for _, words, _ in labels(apart, 700)] == ["Injection", "New job"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "told",
    [
        [(n, f"Event number {n}") for n in range(0, 90, 9)],
        [(n % 90, "x" * 60) for n in range(200)],
        [(0, "תאונה " * 9), (88, "😀" * 30), (89, "日本語" * 20)],
        [(89, "At the very end, with many words")],
    ],
)
def test_no_label_lies_over_another_or_leaves_the_drawing(width: int, told: list[tuple[int, str]]) -> None:
    chart = with_events(pain(), events(*sorted(told)))
    ends = 0.0
    for x, _, wide in labels(chart, width):
        assert x >= ends
        ends = x + wide
    assert ends <= width


def test_two_hundred_events_leave_the_values_to_be_seen() -> None:
    chart = with_events(pain(200), events(*((n, f"Event {n}") for n in range(200))))
    svg, frame = render_svg(chart), frame_of(chart, 720, 300)
    (path,) = re.findall(r'<path d="([^"]+)" data-marks="Event"', svg)
    assert all(float(y) >= frame.bottom for y in re.findall(r"M[\d.]+,([\d.]+)", path))
    assert "200 days with an event are marked; the table names them." in chart.note
    assert len([row for row in chart.table.rows if row[-1]]) == 200


def test_words_are_never_markup() -> None:
    chart = with_events(pain(), events((5, '<script>alert("x")</script>')))
    assert "<script" not in render_svg(chart)
    assert not any("<script" in str(trace) for trace in figure(chart).to_dict()["data"])


def test_two_events_of_a_day_share_a_line() -> None:
    chart = with_events(pain(), events((5, "Injection"), (5, "New job")))
    assert chart.marks[-1].details == ("Injection, New job",)


def test_as_needed_days_are_marks_with_their_names_and_a_column() -> None:
    chart = with_medicines(pain(), medicine_rows(*as_needed([4, 5, 5, 200])))
    assert chart.marks[-1].places == (day(4), day(5))
    assert "as-needed medicine on 2 days" in chart.alternative_text
    assert chart.table.columns[-1] == "As-needed medicine"
    told = {row[0]: row[-1] for row in chart.table.rows}
    assert (told[day(4)], told[day(5)], told[day(6)]) == ("Ibuprofen", "Ibuprofen", "")


def test_over_many_years_a_mark_is_a_week() -> None:
    chart = with_medicines(pain(1200), medicine_rows(*as_needed(range(1000))))
    assert len(chart.marks[-1].places) == 143
    assert chart.marks[-1].details[0] == "7 days in the week from this day"


def test_a_line_at_the_right_end_keeps_its_words_inside() -> None:
    assert labels_beside([10.0, 95.0], ["one", "two"], 100.0, 10) == ((14.0, "1"),)
    assert labels_beside([], [], 100.0, 10) == ()
