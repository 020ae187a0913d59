"""The chart builders: what they ask, say, draw, leave open, put together and tabulate."""

from dataclasses import replace
from datetime import date

import pytest

from tests.invented_records import (
    check_ins,
    daily,
    day,
    massage_chart,
    massages,
    pain_chart,
    reach_chart,
    reach_tests,
)
from tracker.charts.axes import YAxis
from tracker.charts.chart import MOST_POINTS, Bars, Chart, Dots, Line, Table
from tracker.charts.hover_words import words_by_place
from tracker.charts.plotly.figure import figure
from tracker.charts.svg.picture import render_svg
from tracker.domain.period import Period
from tracker.frames import daily_pain

MONTH = Period(day(0), day(29))


def dots(chart: Chart) -> list[Dots]:
    return [item for item in chart.series if isinstance(item, Dots)]


def lines(chart: Chart) -> list[Line]:
    return [item for item in chart.series if isinstance(item, Line)]


def test_every_chart_asks_a_question_and_describes_itself() -> None:
    for chart in (
        pain_chart(daily({0: 3, 1: 4}), MONTH),
        reach_chart(
            reach_tests({"on_date": "2026-01-02", "variant": "ymca", "sit_and_reach_cm": -3.0}), MONTH
        ),
        massage_chart(massages({"on_date": "2026-01-02", "minutes": 30, "pain_before_nrs": 3}), MONTH),
    ):
        assert chart.title.endswith("?")
        assert chart.sentence.endswith(".")
        assert "1 January 2026 to 30 January 2026" in chart.alternative_text
        assert chart.table.rows
        assert not chart.is_empty


def test_charts_without_data_say_so_and_draw_nothing() -> None:
    for chart in (
        pain_chart(daily({}), MONTH),
        pain_chart(daily({100: 3}), MONTH),
        reach_chart(reach_tests(), MONTH),
        reach_chart(
            reach_tests({"on_date": "2026-01-02", "variant": "chair", "skipped_reason": "pain"}), MONTH
        ),
        massage_chart(massages(), MONTH),
    ):
        assert chart.is_empty
        assert chart.sentence
        assert chart.alternative_text.startswith("Empty")
        assert not chart.table.rows


def test_only_days_of_the_period_are_drawn_but_the_line_knows_the_days_before() -> None:
    chart = pain_chart(daily({0: 0, 9: 0, 10: 6, 11: 6}), Period(day(10), day(20)))
    assert dots(chart)[0].places == (day(10), day(11))
    assert lines(chart)[0].values == (4, 4)  # the 0 of day 9 counts, that of day 0 is out of reach


def test_a_site_that_was_never_given_has_no_series() -> None:
    chart = pain_chart(daily({0: 3}), MONTH)
    assert {item.role for item in chart.series} == {"leg"}
    assert "back" not in chart.sentence.lower()


def test_windows_and_means_are_shown_only_where_both_exist() -> None:
    whole = pain_chart(daily(dict.fromkeys(range(30), 6)), MONTH)
    assert [(band.name, band.first, band.last) for band in whole.bands] == [
        ("Start, 14 days", day(0), day(13)),
        ("Latest 14 days", day(16), day(29)),
        ("Your usual", day(0), day(29)),
    ]
    assert [level.value for level in whole.levels] == [6, 6]
    young = pain_chart(daily(dict.fromkeys(range(20), 6)), Period(day(0), day(19)))
    assert [band.name for band in young.bands] == ["Your usual"]
    assert young.levels == ()
    late = pain_chart(daily(dict.fromkeys(range(60), 6)), Period(day(50), day(59)))
    assert [(band.name, band.first) for band in late.bands] == [
        ("Latest 14 days", day(50)),
        ("Your usual", day(50)),
    ]


def test_flares_and_massage_sessions_are_marked_once_a_day() -> None:
    pain = daily_pain(
        check_ins(
            {"on_date": "2026-01-03", "leg_pain_nrs": 8, "is_flare": 1},
            {"on_date": "2026-01-03", "leg_pain_nrs": 9, "is_flare": 1},
        )
    )
    twice = massages(
        {"on_date": "2026-01-01", "minutes": 30},
        {"on_date": "2026-01-01", "minutes": 60},
        {"on_date": "2025-12-31", "minutes": 60},
    )
    massage, flare = pain_chart(pain, MONTH, twice).marks
    assert (massage.places, massage.details) == ((day(0),), ("30 minutes and 60 minutes",))
    assert flare.places == (day(2),)


def test_a_year_without_check_ins_is_a_gap_in_the_line() -> None:
    chart = pain_chart(
        daily({**dict.fromkeys(range(5), 6), **dict.fromkeys(range(370, 375), 2)}), Period(day(0), day(374))
    )
    assert lines(chart)[0].values.count(None) == 1


def test_ten_years_stay_under_a_point_per_pixel_and_say_how() -> None:
    pain = daily({number: number % 11 for number in range(3650)}, dict.fromkeys(range(3650), 2))
    chart = pain_chart(pain, Period(day(0), day(3649)))
    assert all(len(item.places) <= MOST_POINTS for item in chart.series)
    assert "each dot is a week:" in chart.note
    assert chart.note.endswith("it stops where a week has no dot.")
    week = dots(chart)[0]
    assert (week.places[1], week.values[1]) == (
        day(7),
        pytest.approx((7 + 8 + 9 + 10 + 0 + 1 + 2) / 7, abs=0.005),
    )
    assert (week.lows[1], week.highs[1]) == (0, 10)
    assert week.details[1] == "7 check-ins in the week from this day"
    assert chart.table.rows[1][:4] == (day(7), week.values[1], 0, 10)
    fifty_years = pain_chart(daily({0: 3, 18000: 4}), Period(day(0), day(18250)))
    assert "each dot is of 5 weeks:" in fifty_years.note
    assert fifty_years.note.endswith("it stops where 5 weeks have no dot.")
    assert dots(fifty_years)[0].details[0] == "1 check-in in the 5 weeks from this day"


def test_two_years_are_still_single_days() -> None:
    chart = pain_chart(daily({0: 3, 730: 4}), Period(day(0), day(730)))
    assert dots(chart)[0].places == (day(0), day(730))


def test_the_pain_table_counts_each_massage_session_in_its_row() -> None:
    sessions = massages(
        {"on_date": "2026-01-01", "minutes": 30},
        {"on_date": "2026-01-01", "minutes": 30},
        {"on_date": "2026-01-02", "minutes": 30},
    )
    table = pain_chart(daily({0: 3, 3: 0}), MONTH, sessions).table
    assert table.columns[-1] == "Massage sessions"
    assert [row[-1] for row in table.rows] == [2, 0]
    assert table.rows[1][:5] == (day(3), 0, 0, 0, None)


def test_reach_keeps_variants_and_sides_apart_and_their_look_in_every_period() -> None:
    rows = [
        {
            "on_date": day(number).isoformat(),
            "variant": variant,
            "side": side,
            "sit_and_reach_cm": -5.0,
            "foot_line_cm": 26.0,
        }
        for number in (0, 7)
        for variant, side in (("back_saver", "left"), ("back_saver", "right"), ("csep_acsm", None))
        if (number, variant, side) != (7, "back_saver", "left")
    ]
    whole = {item.name: item.rank for item in dots(reach_chart(reach_tests(*rows), MONTH))}
    assert len(set(whole.values())) == 3
    later = {item.name: item.rank for item in dots(reach_chart(reach_tests(*rows), Period(day(5), day(29))))}
    assert len(later) == 2
    assert all(whole[name] == rank for name, rank in later.items())


def test_reach_is_drawn_in_the_persons_unit_from_the_toes() -> None:
    tests = reach_tests(
        {"on_date": "2026-01-02", "variant": "ymca", "sit_and_reach_cm": 5.08, "foot_line_cm": 38.1}
    )
    chart = reach_chart(tests, MONTH, "in")
    assert dots(chart)[0].values == (2.0,)
    assert chart.y_axis.unit == "inches"
    assert 0.0 in chart.y_axis.ticks
    assert [(level.name, level.value) for level in chart.levels] == [("toes", 0.0)]
    assert chart.table.rows[0][3] == 2.0


def test_skipped_tests_are_marked_with_their_reason() -> None:
    skipped = {"on_date": "2026-01-05", "variant": "chair", "skipped_reason": "pain"}
    chart = reach_chart(
        reach_tests(
            {"on_date": "2026-01-02", "variant": "chair", "side": "left", "sit_and_reach_cm": 1.0},
            {**skipped, "side": "left"},
            {**skipped, "side": "right"},
        ),
        MONTH,
    )
    assert [(mark.places, mark.details) for mark in chart.marks] == [
        ((day(4),), ("pain (left leg), pain (right leg)",))
    ]
    assert chart.table.rows[-1][-1] == "left out: pain"


def test_tests_more_than_eight_weeks_apart_are_not_joined() -> None:
    test = {"variant": "csep_acsm", "sit_and_reach_cm": 1.0}
    rows = [{**test, "on_date": day(number).isoformat()} for number in (0, 56, 113)]
    assert lines(reach_chart(reach_tests(*rows), Period(day(0), day(120))))[0].values == (1, 1, None, 1)


def test_many_tests_are_put_together_in_four_weeks_with_their_range() -> None:
    rows = [
        {
            "on_date": day(number * 7).isoformat(),
            "variant": "csep_acsm",
            "sit_and_reach_cm": float(number % 4),
        }
        for number in range(160)
    ]
    chart = reach_chart(reach_tests(*rows), Period(day(0), day(1119)))
    assert len(dots(chart)[0].places) == 40
    assert (dots(chart)[0].values[0], dots(chart)[0].lows[0], dots(chart)[0].highs[0]) == (1.5, 0, 3)
    assert "four weeks" in chart.note
    assert len(chart.table.rows) == 160


def test_many_massage_sessions_are_put_together_in_four_weeks() -> None:
    rows = [
        {"on_date": day(number * 3).isoformat(), "minutes": 30, "pain_before_nrs": 6, "pain_after_nrs": 4}
        for number in range(200)
    ]
    chart = massage_chart(massages(*rows), Period(day(0), day(599)))
    assert len(chart.series[0].places) == 22
    assert isinstance(chart.bars, Bars)
    assert chart.bars.values[0] == 300
    assert "four weeks" in chart.note


def test_a_day_is_told_with_its_own_values_only() -> None:
    chart = pain_chart(daily({0: 3, 2: 5}, {1: 4}), MONTH, massages({"on_date": "2026-01-03", "minutes": 45}))
    assert words_by_place(chart) == {
        day(0): ["Leg pain 3"],
        day(1): ["Back pain 4"],
        day(2): ["Leg pain 5", "Massage session: 45 minutes"],
    }


def test_a_chart_refuses_what_could_not_be_drawn() -> None:
    with pytest.raises(ValueError, match="finite"):
        Line("leg", "x", (day(0),), (float("nan"),))
    with pytest.raises(ValueError, match="one item per place"):
        Dots("leg", "x", (day(0),), (1.0, 2.0))
    with pytest.raises(ValueError, match="cell for each column"):
        Table(("a",), ((1, 2),))
    with pytest.raises(ValueError, match="lower to a higher"):
        YAxis("x", 1, 1, ())


def test_a_table_is_made_once_and_only_for_who_looks() -> None:
    made: list[Table] = []

    def make_table() -> Table:
        made.append(Table(("Day",), ((day(0),),)))
        return made[-1]

    chart = replace(pain_chart(daily({0: 3, 1: 4}), MONTH), make_table=make_table)
    render_svg(chart)
    figure(chart)
    assert not made
    assert chart.table.rows == ((day(0),),)
    assert chart.table is chart.table is made[0]


def test_the_first_check_in_alone_and_a_leap_day_make_a_chart() -> None:
    pain = daily_pain(check_ins({"on_date": "2024-02-29", "leg_pain_nrs": 0}))
    chart = pain_chart(pain, Period(date(2024, 2, 29), date(2024, 2, 29)))
    assert dots(chart)[0].values == (0,)
    assert lines(chart) == []
    assert "The first comparison can come on " in chart.sentence


def test_the_conditions_of_a_test_are_told_with_its_dot() -> None:
    test = {"on_date": "2026-01-02", "variant": "csep_acsm", "sit_and_reach_cm": 1.0, "foot_line_cm": 26.0}
    chart = reach_chart(reach_tests({**test, "warm_up": 0, "at_time": "18:30"}), MONTH)
    assert dots(chart)[0].details == ("foot line 26 cm, no warm-up, at 18:30",)
    assert words_by_place(chart)[day(1)] == ["Box, feet at 26 cm 1 cm, foot line 26 cm, no warm-up, at 18:30"]
    assert chart.table.rows[0] == (day(1), "18:30", "Box, feet at 26 cm", 1.0, 26.0, "no", "")


def test_the_usual_of_days_gone_by_is_not_of_the_last_eight_weeks() -> None:
    note = pain_chart(daily({0: 3, 1: 4}), MONTH).note
    assert note.endswith("of your days of the 8 weeks to 30 January 2026.")
