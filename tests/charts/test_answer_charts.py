"""The charts of the answers: what each draws of its result, leaves open, says, and tabulates."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests import invented_answers as invented
from tests.invented_answers import AS_OF, SEASON, flare_episodes
from tests.invented_records import check_ins, daily, day, massages, reach_tests
from tracker.analysis.episodes import flare_episodes as find_flares
from tracker.analysis.fair_try import PairOfPeriods, fair_try
from tracker.analysis.fair_try_words import TryQuestion
from tracker.analysis.flexibility_trend import flexibility_trend
from tracker.analysis.norm_table import NormBand
from tracker.analysis.pain_trend import pain_trend
from tracker.charts.axes import (
    Categories,
    DayOffsets,
    YAxis,
    place_words,
    slot_number,
    slots,
    slots_apart,
)
from tracker.charts.chart import Bundle, Cells, Changes, Chart, Dots, Line, Ribbon
from tracker.charts.hover_words import words_by_place
from tracker.charts.questions.change_card import change_card, much_from
from tracker.charts.questions.fair_try import fair_try_chart
from tracker.charts.questions.flares import flares_chart
from tracker.charts.questions.flexibility_trend import flexibility_chart
from tracker.charts.questions.goal import goal_words
from tracker.charts.questions.massage_response import massage_response_chart
from tracker.charts.questions.pain_trend import pain_trend_chart
from tracker.charts.questions.week_grid import MOST_COLUMNS, NOTHING
from tracker.domain import coin
from tracker.domain.goal import Goal
from tracker.domain.period import Period
from tracker.frames import daily_pain


def only(chart: Chart, kind: type) -> list[Any]:
    return [item for item in chart.series if isinstance(item, kind)]


class TestChangeCard:
    def test_better_is_to_the_right_in_points_down(self) -> None:
        leg, back = only(invented.card(), Dots)
        assert (leg.role, leg.places, leg.values) == ("leg", (0,), (3.5,))
        assert (back.role, back.places, back.values) == ("back", (1,), (-1.0,))
        assert words_by_place(invented.card())[0] == ["Leg pain down 3.5 points, 6.0 then, 2.5 now"]

    def test_shades_the_own_ups_and_downs_of_what_is_compared(self) -> None:
        wide = change_card(
            invented.pain_change("leg", 6, 2, swing=2.6), invented.pain_change("back", None, None)
        )
        error = next(band for band in wide.bands if band.role == "error")
        assert (error.name, error.low, error.high) == ("your usual ups and downs", -2.6, 2.6)

    @pytest.mark.parametrize(("then", "swing", "limit"), [(5, 0.5, 2.0), (9, 0.5, 2.7), (5, 3.1, 3.1)])
    def test_much_begins_where_every_limit_is_passed(self, then: float, swing: float, limit: float) -> None:
        change = invented.pain_change("leg", then, 1, swing)
        assert much_from(change) == pytest.approx(limit)
        card = change_card(change, invented.pain_change("back", None, None))
        assert next(band.low for band in card.bands if band.name == "much better") == pytest.approx(limit)
        assert next(band.high for band in card.bands if band.name == "much worse") == pytest.approx(-limit)

    def test_a_low_start_is_told_in_words_only(self) -> None:
        chart = invented.card(leg=(2.9, 0.1), back=(4, 1))
        assert [dots.role for dots in only(chart, Dots)] == ["back"]
        assert "About leg pain." in chart.sentence
        assert "2.9" not in str(chart.table.rows) + chart.alternative_text

    def test_without_a_comparison_there_is_nothing_to_draw(self) -> None:
        chart = invented.card(leg=(None, None), back=(None, None))
        assert chart.is_empty
        assert (chart.sentence, chart.table.rows, chart.note) == ("About leg pain.", (), "")

    def test_the_scale_grows_with_the_change(self) -> None:
        axis = invented.card(leg=(10, 0), back=(None, None)).value_axis
        assert (axis.low, axis.high) == (-11, 11)
        assert axis.tick_words(8) == "8 down"
        assert axis.tick_words(-4) == "4 up"

    def test_all_zeros_and_a_swing_beyond_the_scale_are_drawn(self) -> None:
        huge = change_card(
            invented.pain_change("leg", 5, 5, swing=9), invented.pain_change("back", None, None)
        )
        assert only(huge, Dots)[0].values == (0.0,)
        assert [band.role for band in huge.bands] == ["error"]


class TestMassageResponse:
    def test_draws_each_massage_day_their_mean_and_its_range(self) -> None:
        chart = invented.response()
        (bundle,), (mean,), (ribbon,) = only(chart, Bundle), only(chart, Line), only(chart, Ribbon)
        assert len(bundle.lines) == 4
        assert mean.places == tuple(range(-1, 8))
        assert mean.values[6] is None
        assert mean.values[0] == 0.3
        assert (ribbon.lows[0], ribbon.highs[0]) == (-0.7, 1.5)
        assert ribbon.lows[6] is None
        assert ribbon.highs[8] is None
        (usual,) = chart.bands
        assert (usual.low, usual.high) == (-1.25, 1.5)

    def test_says_less_is_better_for_pain_and_more_for_reach(self) -> None:
        assert "less is better" in invented.response().value_axis.label
        assert "more is better" in invented.response("reach").value_axis.label

    def test_reach_is_in_the_persons_unit_and_pain_never_is(self) -> None:
        inches, points = invented.response("reach", "in"), invented.response("leg", "in")
        assert only(inches, Line)[0].values[0] == pytest.approx(0.3 / 2.54, abs=0.005)
        assert only(points, Line)[0].values[0] == 0.3
        assert "inches" in inches.value_axis.label
        assert inches.chart_id != points.chart_id

    def test_a_day_is_told_with_its_range_and_what_it_rests_on(self) -> None:
        words = words_by_place(invented.response())
        assert words[-1] == ["Their mean 0.3 points, may lie from \u22120.7 to +1.5, from 4 massage days"]
        assert words[7] == ["Their mean \u22122.1 points, from 4 massage days"]
        assert 5 not in words

    def test_the_table_sets_doses_side_by_side_latest_first(self) -> None:
        rows = invented.response().table.rows
        assert [row[0] for row in rows[:3]] == ["Mean of all", "may lie from", "up to"]
        assert rows[3][:4] == (date(2026, 1, 22), 60, "firm", "lower back, calf")
        assert rows[-1][2] == ""

    def test_too_little_data_is_its_sentence(self) -> None:
        chart = invented.response(verdict="too little data")
        assert chart.is_empty
        assert chart.sentence == "About massages."

    def test_without_a_usual_range_there_is_no_band(self) -> None:
        result = replace(invented.massage_response(), usual_low=None, usual_high=None)
        assert massage_response_chart(result).bands == ()


class TestWeekGrids:
    def test_a_week_without_notes_has_no_tile_and_one_that_was_never_this_an_empty_one(self) -> None:
        (tiles,) = only(invented.extent(), Cells)
        assert tiles.columns[5] == (None,) * 6
        assert tiles.columns[0] == (0, 1, 0, 3, 0, 0)
        assert invented.extent().table.rows[5][1:] == (None,) * 6

    def test_rows_go_from_back_to_foot_and_from_the_highest_level_down(self) -> None:
        assert invented.extent().value_axis.words == ("nowhere", "back", "buttock", "thigh", "calf", "foot")
        chart = invented.symptom("tingling")
        assert chart.value_axis.words == ("severe", "moderate", "mild", "none")
        assert only(chart, Cells)[0].columns[1] == (0, 0, 1, 1)
        assert chart.title == "Tingling"

    def test_only_weeks_that_share_a_day_with_the_period_are_drawn(self) -> None:
        chart = invented.extent(period=Period(day(13), day(20)))
        assert only(chart, Cells)[0].places == (day(7), day(14))

    def test_ten_years_are_put_together_and_say_so(self) -> None:
        chart = invented.symptom(weeks=520, period=Period(day(0), day(3640)))
        (tiles,) = only(chart, Cells)
        assert len(tiles.places) <= MOST_COLUMNS
        assert (tiles.span, tiles.high) == (28, 28)
        assert sum(tiles.columns[0]) == 0 + 1 + 1 + 1 + 2 + 1 + 0 + 1
        assert "4 weeks put together" in chart.note
        assert chart.table.columns[0] == "4 weeks from"

    def test_an_empty_period_says_so_and_an_empty_record_says_why(self) -> None:
        assert invented.extent(period=Period(day(400), day(420))).sentence == NOTHING
        nothing = invented.extent(weeks=0)
        assert nothing.is_empty
        assert nothing.sentence == "About the extent."

    def test_the_words_count_days(self) -> None:
        assert "back 12" in invented.extent().alternative_text


class TestAssociations:
    def test_a_row_per_habit_with_its_range(self) -> None:
        chart = invented.goes_with("sitting", "sleep")
        (dots,) = only(chart, Dots)
        assert chart.x_axis == Categories(("Sitting", "Sleep"))
        assert (dots.role, dots.values, dots.lows, dots.highs) == (
            "back",
            (-0.2, -0.05),
            (-0.45, -0.3),
            (0.0, 0.15),
        )
        assert dots.details == ("from 42 days",) * 2
        assert chart.table.rows[1][:2] == ("Sleep", 42)

    def test_says_nothing_of_causes(self) -> None:
        chart = invented.goes_with("sitting")
        said = f"{chart.note} {chart.alternative_text} {chart.value_axis.label}".lower()
        assert not any(word in said for word in ("cause", "because", "leads to", "p =", "confidence"))

    def test_nothing_found_is_its_sentence(self) -> None:
        assert invented.goes_with().is_empty


class TestCalendar:
    def test_a_tile_per_day_of_the_four_weeks_and_none_around_them(self) -> None:
        (tiles,) = only(invented.calendar(), Cells)
        values = [value for column in tiles.columns for value in column]
        assert (values.count(1), values.count(0)) == (4, 24)
        assert values.count(None) == len(values) - 28
        assert sum(bool(word) for column in tiles.words for word in column) == 28

    def test_exercises_and_flares_are_signs_in_their_tiles(self) -> None:
        chart = invented.calendar()
        exercises, flares = only(chart, Dots)
        assert (exercises.role, len(exercises.places)) == ("exercise", 3)
        assert (flares.role, len(flares.places)) == ("flare", 2)
        assert list(exercises.places) == sorted(exercises.places)
        first = SEASON.last - timedelta(days=27 - 4)
        assert first.weekday() in exercises.places

    def test_a_row_is_a_week_from_monday(self) -> None:
        chart = invented.calendar()
        monday = date(2026, 3, 2)
        assert monday.weekday() == 0
        assert chart.value_axis.words[0] == "2 Mar"
        assert "frozen" in chart.note
        assert invented.calendar(frozen=0).note == ""
        assert [item.name for item in only(invented.calendar(logged=(3,)), Dots)] == ["flare"]

    def test_a_month_without_check_ins_is_its_sentence(self) -> None:
        assert invented.calendar(logged=()).is_empty


class TestFlares:
    def test_are_shaded_within_the_period_and_listed_latest_first(self) -> None:
        chart = invented.flares((2, 6), (30, 33), period=Period(day(4), day(60)))
        assert [(band.first, band.last) for band in chart.bands] == [(day(4), day(6)), (day(30), day(33))]
        assert [row[0] for row in chart.table.rows] == [day(30), day(2)]
        assert words_by_place(chart)[day(4)][-1] == "Flare: 5 days from 3 January 2026, leg pain at most 8"

    def test_a_period_without_one_says_so(self) -> None:
        assert invented.flares((2, 6), period=Period(day(20), day(60))).sentence == "No flare in these days."
        assert invented.flares(period=SEASON).sentence == "About flares."

    def test_ten_years_are_drawn_in_weeks(self) -> None:
        (line,) = only(invented.flares((2, 6), period=Period(day(0), day(3649))), Line)
        assert len(line.places) <= 600
        assert "week" in line.name

    def test_the_line_is_of_the_site_that_each_was_at(self) -> None:
        of_leg = invented.flare(2, 6)
        both = replace(flare_episodes((2, 6)), site="back", episodes=(of_leg, replace(of_leg, site="back")))
        steady = dict.fromkeys(range(30), 4)
        pain = daily(steady, steady)
        chart = flares_chart(replace(both, episodes=(of_leg,)), pain, SEASON)
        assert [line.role for line in only(chart, Line)] == ["leg"]
        assert [row[3] for row in chart.table.rows] == ["leg"]
        assert chart.alternative_text.startswith("Leg pain with 1 flare")
        two = flares_chart(both, pain, SEASON)
        assert [line.role for line in only(two, Line)] == ["leg", "back"]
        assert two.alternative_text.startswith("Leg and back pain with 2 flares")

    def test_a_flare_without_pain_at_its_site_has_no_line(self) -> None:
        assert flares_chart(flare_episodes((2, 6)), daily({}, {3: 4}), SEASON).is_empty


class TestGoal:
    def test_draws_the_last_weeks_the_goal_and_the_fan(self) -> None:
        chart = invented.pain_goal()
        (level,), (ribbon,) = chart.levels, only(chart, Ribbon)
        assert (level.value, level.label) == (2.5, "Goal 2.5")
        assert (ribbon.lows[0], ribbon.highs[0]) == (3, 5)
        assert chart.x_axis == Period(AS_OF - timedelta(days=83), date(2026, 6, 1))
        assert chart.note

    def test_goes_no_further_ahead_than_twelve_weeks(self) -> None:
        assert invented.pain_goal(date(2099, 1, 1)).x_axis.last == AS_OF + timedelta(days=84)
        assert invented.pain_goal(date(2025, 1, 1)).x_axis.last == AS_OF

    def test_without_a_trend_there_is_no_fan(self) -> None:
        chart = invented.pain_goal(fan=False)
        assert only(chart, Ribbon) == []
        assert chart.note == ""

    def test_without_a_value_it_is_its_sentence(self) -> None:
        assert invented.pain_goal(logged=False).is_empty

    def test_reach_is_of_its_own_variant_and_side_in_the_persons_unit(self) -> None:
        chart = invented.reach_goal("in")
        (dots,) = only(chart, Dots)
        assert dots.values[0] == pytest.approx((-10.16 + 2) / 2.54, abs=0.01)
        assert max(dots.values) < 0
        assert chart.levels[0].value == -1
        assert chart.levels[0].label == "Goal \u22121"
        assert "inches" in chart.value_axis.label
        assert len(only(invented.reach_goal(side=None), Dots)[0].places) == 10

    def test_is_said_as_a_person_says_it(self) -> None:
        by_date = date(2026, 5, 1)
        pain = Goal(kind="pain", target=2, by_date=by_date, site="leg")
        reach = Goal(kind="reach", target=-2.54, by_date=by_date, variant="csep_acsm")
        assert goal_words(pain) == "Leg pain at most 2 by 1 May 2026"
        assert goal_words(reach, "in") == "Reach 1.0 inches short of your toes by 1 May 2026"


class TestOnTheOldCharts:
    @pytest.mark.parametrize("reach", [0.0, -0.04, 0.04])
    def test_a_best_and_a_goal_that_are_nothing_to_one_decimal_have_no_sign(self, reach: float) -> None:
        tests = reach_tests(
            *(
                {"on_date": day(number).isoformat(), "variant": "csep_acsm", "sit_and_reach_cm": at}
                for number, at in ((0, reach), (7, -3.0))
            )
        )
        goal = Goal(kind="reach", target=reach, by_date=day(90), variant="csep_acsm")
        chart = flexibility_chart(
            tests, flexibility_trend(tests, day(20)), massages(), Period(day(0), day(20)), goal=goal
        )
        assert [level.label for level in chart.levels[1:]] == ["Best 0.0", "Goal 0.0"]

    def test_flares_found_in_the_numbers_are_marked_on_the_trend(self) -> None:
        pain = daily(dict.fromkeys(range(60), 5))
        leg, back = (pain_trend(pain, site, day(59)) for site in ("leg", "back"))
        goal = Goal(kind="pain", target=3, by_date=day(80), site="leg")
        chart = pain_trend_chart(
            pain, leg, back, massages(), Period(day(0), day(59)), flare_episodes((58, 62), (2, 3)), goal
        )
        (mark,) = chart.marks
        assert mark.places == (day(58), day(59), day(2), day(3))
        assert mark.details[0] == "5 days from 28 February 2026, leg pain at most 8"
        assert [(level.label, level.value) for level in chart.levels if level.role == "goal"] == [
            ("Goal 3", 3)
        ]
        assert [row[0] for row in chart.table.rows if row[8] == "yes"] == [day(2), day(3), day(58), day(59)]
        none = pain_trend_chart(pain, leg, back, massages(), Period(day(0), day(59)), flare_episodes())
        assert none.marks == ()

    @pytest.mark.parametrize("days", [60, 900])
    def test_the_table_names_the_flares_that_the_picture_marks(self, days: int) -> None:
        # High for five days that nobody marked, and ticked on two others; over two years a row is a week.
        levels = dict.fromkeys(range(days), 3) | dict.fromkeys(range(30, 35), 8) | {50: 3, 51: 3}
        rows = (
            {"on_date": day(n).isoformat(), "leg_pain_nrs": level, "is_flare": int(n in (50, 51))}
            for n, level in levels.items()
        )
        frame = check_ins(*rows)
        pain, last = daily_pain(frame), day(days - 1)
        leg, back = (pain_trend(pain, site, last) for site in ("leg", "back"))
        found = find_flares(pain, frame, massages(), last)
        for flares in (found, None):
            chart = pain_trend_chart(pain, leg, back, massages(), Period(day(0), last), flares)
            in_table = {row[0] for row in chart.table.rows if row[8] == "yes"}
            (mark,) = chart.marks
            assert set(mark.places) == in_table != set()

    def test_the_norm_the_best_and_the_goal_are_on_the_reach_chart(self) -> None:
        tests = reach_tests(
            *(
                {"on_date": day(number).isoformat(), "variant": "csep_acsm", "sit_and_reach_cm": reach}
                for number, reach in ((0, -5.08), (7, 5.08), (14, 2.54))
            )
        )
        norm = NormBand("female", 40, 44, (5, 20, 50, 80, 95), (-10, -2.54, 5, 10.16, 15))
        goal = Goal(kind="reach", target=12.7, by_date=day(90), variant="csep_acsm")
        chart = flexibility_chart(
            tests, flexibility_trend(tests, day(20)), massages(), Period(day(0), day(20)), "in", norm, goal
        )
        (band,) = chart.bands
        assert (band.name, band.low, band.high) == ("6 in 10 women of 40 to 44", -1, 4)
        assert [(level.label, level.value) for level in chart.levels[1:]] == [
            ("Best +2.0", 2),
            ("Goal +5.0", 5),
        ]
        assert chart.value_axis.high >= 5

    @pytest.mark.parametrize(
        ("variant", "side", "name"),
        [
            ("csep_acsm", None, "Box, feet at 26 cm, goal"),
            ("modified", None, None),
            ("presidents", None, None),
            ("back_saver", "left", "One leg at a time, left leg, goal"),
            ("back_saver", "right", None),
        ],
    )
    def test_a_goal_for_another_test_or_leg_is_not_drawn_on_this_zero(self, variant, side, name) -> None:
        tests = reach_tests(
            *(
                {"on_date": day(number).isoformat(), "variant": done, "side": of, "sit_and_reach_cm": -4}
                for number, done, of in (
                    (0, "csep_acsm", None),
                    (7, "csep_acsm", None),
                    (9, "back_saver", "left"),
                )
            )
        )
        goal = Goal(kind="reach", target=35, by_date=day(90), variant=variant, side=side)
        trend, period = flexibility_trend(tests, day(20)), Period(day(0), day(20))
        chart = flexibility_chart(tests, trend, massages(), period, goal=goal)
        assert [level.name for level in chart.levels if level.role == "goal"] == ([name] if name else [])
        # Nor may it stretch the axis.
        assert (chart.value_axis.high > 30) is (name is not None)

    def test_a_goal_for_the_other_site_is_not_drawn_among_this_ones_days(self) -> None:
        pain = daily({}, dict.fromkeys(range(60), 5))
        leg, back = (pain_trend(pain, site, day(59)) for site in ("leg", "back"))
        for site, drawn in (("leg", 0), ("back", 1)):
            goal = Goal(kind="pain", target=3, by_date=day(80), site=site)
            chart = pain_trend_chart(pain, leg, back, massages(), Period(day(0), day(59)), goal=goal)
            assert sum(level.role == "goal" for level in chart.levels) == drawn


class TestAxes:
    def test_places_lie_on_their_own_kind_of_axis(self) -> None:
        offsets, period = DayOffsets(-1, 7, "x"), Period(day(0), day(9))
        assert (slots(offsets), slot_number(offsets, 0), slots(period), slot_number(period, day(2))) == (
            9,
            1,
            10,
            2,
        )
        assert offsets.names == ("\u22121", "0", "+1", "+2", "+3", "+4", "+5", "+6", "+7")
        assert slots_apart(-1, 2) == 3
        assert (place_words(period, day(0)), place_words(offsets, 1)) == ("1 January 2026", "+1")
        for axis, place in ((offsets, day(0)), (period, 3)):
            with pytest.raises(TypeError):
                slot_number(axis, place)
        with pytest.raises(TypeError):
            slots_apart(day(0), 3)

    def test_refuse_what_could_not_be_drawn(self) -> None:
        with pytest.raises(ValueError, match="earlier to a later"):
            DayOffsets(3, 2, "x")
        with pytest.raises(ValueError, match="at least one"):
            Categories(())
        with pytest.raises(ValueError, match="every tick"):
            YAxis("x", 0, 1, (0, 1), words=("a",))


class TestFairTry:
    def test_each_pair_goes_from_without_to_with_and_all_together_stand_first(self) -> None:
        chart = invented.fair_try_of_massage()
        (pairs,) = only(chart, Changes)
        assert pairs.places == tuple(range(9))
        assert (pairs.befores[1:3], pairs.afters[1:3]) == ((5.0, 4.0), (3.0, 2.0))
        assert pairs.befores[0] == 4.5
        result = invented.finished_try(coin.MASSAGE, (-2, -3, -1, -2, -3, -2, -1, -2))
        assert result.tested is not None
        assert pairs.afters[0] == pytest.approx(4.5 + result.tested.difference, abs=0.01)
        assert pairs.details == ("all together", "", "", "not kept", "", "", "", "", "")
        assert chart.x_axis.names == ("all", "1", "2", "3", "4", "5", "6", "7", "8")
        assert words_by_place(chart)[3] == ["Leg pain without 5, with 4, not kept"]

    def test_what_fits_is_the_interval_laid_onto_the_days_without(self) -> None:
        result = invented.finished_try(coin.MASSAGE, (-2, -3, -1, -2, -3, -2, -1, -2))
        assert result.tested is not None
        (band,) = invented.fair_try_of_massage().bands
        assert (band.first, band.last) == (0, 0)
        assert band.low == pytest.approx(4.5 + result.tested.low, abs=0.01)
        assert band.high == pytest.approx(4.5 + result.tested.high, abs=0.01)

    def test_a_pair_without_a_value_is_left_out_and_shown_as_it_is(self) -> None:
        chart = invented.fair_try_of_habit("back pain")
        (pairs,) = only(chart, Changes)
        assert (pairs.befores[5], pairs.afters[5], pairs.details[5]) == (None, 8.0, "left out")
        assert chart.table.rows[4] == (5, "with-without", None, 8.0, None, "yes")
        assert "7 pairs of blocks" in chart.alternative_text

    def test_the_table_holds_the_coins_and_the_difference(self) -> None:
        table = invented.fair_try_of_massage().table
        assert table.columns == ("Week", "The coin said", "Without", "With", "Difference", "Kept")
        assert table.rows[2] == (3, "B", 5.0, 4.0, -1.0, "no")
        assert len(table.rows) == 9
        assert table.rows[8][0] == "all"

    def test_a_reach_is_drawn_in_the_persons_unit(self) -> None:
        chart = invented.fair_try_of_habit("reach", "in")
        (pairs,) = only(chart, Changes)
        assert pairs.befores[1] == pytest.approx(5 / 2.54, abs=0.01)
        assert chart.value_axis.label == "Reach, in, more is better"
        drawn = [value for value in (*pairs.befores, *pairs.afters) if value is not None]
        assert chart.value_axis.low <= min(drawn) <= max(drawn) <= chart.value_axis.high

    def test_nothing_to_compare_is_an_empty_chart_with_its_sentence(self) -> None:
        result = fair_try(coin.HABIT, [PairOfPeriods(None, 3.0, True, True)] * 6)
        chart = fair_try_chart(result, TryQuestion(coin.HABIT, "a walk", "leg pain"))
        assert chart.is_empty
        assert "too few pairs of blocks" in chart.sentence
        assert chart.sentence in chart.alternative_text

    def test_too_few_pairs_have_nothing_that_fits(self) -> None:
        result = fair_try(
            coin.HABIT, [PairOfPeriods(5.0, 3.0, True, True)] * 5 + [PairOfPeriods(None, 3.0, True)]
        )
        chart = fair_try_chart(result, TryQuestion(coin.HABIT, "a walk", "leg pain"))
        assert chart.bands == ()
        assert "what fits" not in chart.note
        assert "the stretch that fits" not in chart.note
