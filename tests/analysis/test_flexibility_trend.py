"""Flexibility: variants and sides never mix, a change counts from 4 cm, conditions are held side by side."""

from datetime import time
from typing import Any

import pytest

from tests.invented_records import daily, day, reach_tests
from tracker.analysis.flexibility_trend import (
    conditions_differ,
    flexibility_trend,
    reach_words,
    series_name,
    unlike_at_first,
    unlike_before,
)
from tracker.analysis.goal import goal_progress
from tracker.domain.goal import Goal
from tracker.domain.sit_and_reach import VARIANT_NAMES, SitAndReachTest, variant_named


def reading(
    number: int, reach: float | None, variant: str = "csep_acsm", **more: object
) -> dict[str, object]:
    return {"on_date": day(number).isoformat(), "variant": variant, "sit_and_reach_cm": reach, **more}


@pytest.mark.parametrize(
    ("first", "last", "is_real"),
    [(-8.0, -4.0, True), (-8.0, -4.1, False), (-4.0, -8.0, True), (2.3, 6.3, True)],
)
def test_a_change_counts_from_four_cm_in_either_direction(first, last, is_real) -> None:
    series = flexibility_trend(reach_tests(reading(0, first), reading(7, last))).series[0]
    assert series.change_cm == pytest.approx(last - first)
    assert series.is_real is is_real
    assert ("more than measurement error" in series.sentence) is is_real
    assert ("may be measurement error" in series.sentence) is not is_real


def test_latest_and_best_are_of_the_series() -> None:
    series = flexibility_trend(reach_tests(reading(0, -8.0), reading(7, -1.0), reading(14, -3.0))).series[0]
    assert (series.latest_cm, series.best_cm, series.change_cm) == (-3, -1, 5)
    assert series.sentence == (
        "Box, feet at 26 cm: 3.0 cm short of your toes, 5.0 cm further than on 1 January 2026. That is more than "
        "measurement error (4 cm)."
    )


def test_variants_and_sides_are_never_mixed() -> None:
    result = flexibility_trend(
        reach_tests(
            reading(0, -8.0),
            reading(1, 3.0, "chair", side="left"),
            reading(2, 9.0, "chair", side="right"),
            reading(3, -7.0),
        )
    )
    assert {(s.variant, s.side, s.reach_cm) for s in result.series} == {
        ("csep_acsm", None, (-8.0, -7.0)),
        ("chair", "left", (3.0,)),
        ("chair", "right", (9.0,)),
    }
    assert result.series[0].variant == "csep_acsm"
    assert "2 other tests or legs" in result.sentence


def test_one_test_has_no_change_and_none_has_a_sentence() -> None:
    one = flexibility_trend(reach_tests(reading(0, 0.0))).series[0]
    assert (one.change_cm, one.is_real) == (None, False)
    assert "level with your toes" in one.sentence
    nothing = flexibility_trend(reach_tests())
    assert nothing.series == ()
    assert nothing.sentence


def test_skipped_tests_keep_their_reason() -> None:
    result = flexibility_trend(reach_tests(reading(0, None, skipped_reason="pain"), reading(1, 2.0)))
    assert [(s.on_date, s.reason) for s in result.skipped] == [(day(0), "pain")]
    only = flexibility_trend(reach_tests(reading(0, None, skipped_reason="pain")))
    assert "1 test left out" in only.sentence


def test_later_tests_are_left_out_and_inches_are_in_the_words_only() -> None:
    tests = reach_tests(reading(0, -10.16), reading(7, -5.08), reading(9, 9.0))
    result = flexibility_trend(tests, day(7), "in")
    assert result.series[0].latest_cm == -5.08
    assert "2.0 inches short of your toes, 2.0 inches further" in result.sentence
    assert "1.6 inches" in result.sentence


def test_words_for_where_the_fingers_are() -> None:
    assert reach_words(4.0, "cm", "csep_acsm") == "4.0 cm past your toes"
    assert reach_words(-2.54, "in", "chair") == "1.0 inches short of your toes"
    assert reach_words(0.0, "cm", None) == "level with your toes"


def test_the_modified_test_is_told_from_its_own_zero() -> None:
    result = flexibility_trend(reach_tests(reading(0, 25.4, variant="modified")), day(0), "in")
    assert "10.0 inches past your own zero" in result.sentence
    assert "toes" not in result.sentence
    assert reach_words(0.0, "cm", "modified") == "level with your own zero"


@pytest.mark.parametrize("variant", VARIANT_NAMES)
def test_who_measures_in_inches_reads_no_centimetres(variant) -> None:
    name = series_name(variant, None, "in")
    assert " cm" not in name
    assert "cm" not in variant_named(variant).title("in").replace("acsm", "")
    before = domain_test(variant="csep_acsm", foot_line_cm=23.0)
    said = " ".join(conditions_differ(before, domain_test(), "in"))
    assert "9.1 in last time and is at 10.2 in now" in said


def domain_test(**given: Any) -> SitAndReachTest:
    usual: dict[str, Any] = {
        "variant": "csep_acsm",
        "foot_line_cm": 26.0,
        "trials_cm": (20.0,),
        "on_date": day(0),
    }
    return SitAndReachTest(**{**usual, **given})


@pytest.mark.parametrize(
    ("previous", "current", "word"),
    [
        ({}, {"variant": "modified", "foot_line_cm": 0.0}, "cannot be compared"),
        ({"foot_line_cm": 23.0}, {}, "foot line"),
        ({"warm_up": True}, {"warm_up": False}, "warmed up"),
        ({"warm_up": False}, {"warm_up": True}, "warmed up"),
        ({"at_time": time(8)}, {"at_time": time(11, 1)}, "11:01"),
        ({"at_time": time(23, 0)}, {"at_time": time(19, 0)}, "19:00"),
        (
            {"variant": "chair", "foot_line_cm": 0.0, "side": "left"},
            {"variant": "chair", "foot_line_cm": 0.0, "side": "right"},
            "right",
        ),
    ],
)
def test_a_condition_that_differs_is_told_in_one_sentence(previous, current, word) -> None:
    sentences = conditions_differ(domain_test(**previous), domain_test(**current))
    assert len(sentences) == 1
    assert word in sentences[0]


@pytest.mark.parametrize(
    ("previous", "current"),
    [
        ({}, {}),
        ({"warm_up": True}, {"warm_up": None}),
        ({"at_time": time(8)}, {}),
        ({"at_time": time(8)}, {"at_time": time(11)}),
        ({"at_time": time(23, 30)}, {"at_time": time(1)}),
    ],
)
def test_alike_or_unsaid_conditions_are_not_called_different(previous, current) -> None:
    assert conditions_differ(domain_test(**previous), domain_test(**current)) == ()


@pytest.mark.parametrize("variant", ["chair", "modified"])
def test_a_test_without_a_known_error_is_told_and_never_counts(variant) -> None:
    tests = reach_tests(reading(0, 0.0, variant=variant), reading(30, 12.0, variant=variant))
    (series,) = flexibility_trend(tests, day(30)).series
    assert (series.change_cm, series.is_real) == (12.0, False)
    assert "by chance is not known" in series.sentence


def of_one_day(number: int, *reach: float) -> list[dict[str, object]]:
    """Tests of one day, three hours apart from 9:00."""
    return [
        reading(number, reach_cm, at_time=f"{9 + 3 * place:02}:00", warm_up=place % 2)
        for place, reach_cm in enumerate(reach)
    ]


@pytest.mark.parametrize("reach", [(2.0, -1.0), (-1.0, 2.0), (-1.0, 2.0, 0.0)])
def test_the_furthest_of_a_day_counts_in_every_answer(reach) -> None:
    tests = reach_tests(reading(0, -4.0), *of_one_day(7, *reach))
    (series,) = flexibility_trend(tests, day(7)).series
    assert (series.reach_cm, series.tests, series.change_cm) == ((-4, 2), 1 + len(reach), 6)
    assert "2.0 cm past your toes, 6.0 cm further than on 1 January 2026" in series.sentence
    goal = Goal(kind="reach", variant="csep_acsm", target=1, by_date=day(90))
    progress = goal_progress(goal, daily({}), tests, day(7))
    assert (progress.current, progress.verdict, progress.days) == (series.latest_cm, "reached", 2)
    assert "2.0 cm past your toes. Reached." in progress.sentence


def test_no_change_is_made_out_of_two_tests_of_one_day() -> None:
    (series,) = flexibility_trend(reach_tests(*of_one_day(0, -4.0, 1.0)), day(0)).series
    assert (series.change_cm, series.is_real, series.days) == (None, False, (day(0),))
    assert series.sentence.endswith(
        ": 1.0 cm past your toes, the furthest of 2 tests on 1 January 2026. One on another day makes a comparison."
    )
    (single,) = flexibility_trend(reach_tests(reading(0, -4.0)), day(0)).series
    assert "from one test so far. One on another day makes" in single.sentence


def test_the_first_day_counts_with_its_furthest_too_and_with_how_that_was_done() -> None:
    tests = reach_tests(*of_one_day(0, -4.0, -2.0), reading(7, 1.0, at_time="09:00", warm_up=0))
    (series,) = flexibility_trend(tests, day(7)).series
    assert (series.reach_cm, series.change_cm) == ((-2, 1), 3)
    assert "You warmed up the first time, not now." in series.sentence
    assert unlike_before(tests, series) != ()
    assert unlike_at_first(tests, "csep_acsm", None)[0] == "You warmed up the first time, not now."


def test_sides_have_days_of_their_own() -> None:
    left, right = (
        reading(0, reach, "back_saver", side=side) for reach, side in ((1.0, "left"), (3.0, "right"))
    )
    series = flexibility_trend(reach_tests(left, right), day(0)).series
    assert sorted((one.side, one.latest_cm, one.tests) for one in series) == [("left", 1, 1), ("right", 3, 1)]
