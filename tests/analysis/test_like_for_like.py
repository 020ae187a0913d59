"""Like for like: only the last two tests of one variant and side, and only what both said."""

from collections.abc import Mapping

from tests.invented_records import day, reach_tests
from tracker.analysis.flexibility_trend import flexibility_trend, unlike_before


def unlike(*rows: Mapping[str, object], until: int = 60) -> tuple[str, ...]:
    given = [
        {
            "variant": "chair",
            "side": "left",
            "sit_and_reach_cm": 1.0,
            "on_date": day(7 * number).isoformat(),
            **row,
        }
        for number, row in enumerate(rows)
    ]
    tests = reach_tests(*given)
    return unlike_before(tests, flexibility_trend(tests, day(until)).series[0])


def test_the_last_two_tests_are_held_side_by_side() -> None:
    said = unlike(
        {"warm_up": 0, "foot_line_cm": 1.0},
        {"warm_up": 1, "at_time": "07:00", "foot_line_cm": 0.0},
        {"warm_up": 0, "at_time": "18:30", "foot_line_cm": 0.0},
    )
    assert said[0] == "You warmed up last time, not now."
    assert said[1].startswith("Last time was at 07:00, this is at 18:30;")
    assert len(said) == 2


def test_what_one_did_not_say_is_not_different() -> None:
    assert unlike({"warm_up": 1, "at_time": "07:00"}, {}) == ()


def test_other_sides_and_skipped_tests_and_later_ones_are_not_looked_at() -> None:
    left, right = {"warm_up": 1}, {"warm_up": 0, "side": "right"}
    skipped = {"sit_and_reach_cm": None, "skipped_reason": "pain", "warm_up": 0}
    assert unlike(left, right, skipped, left) == ()
    assert unlike(left, left, {"warm_up": 0}, until=8) == ()


def test_a_first_test_has_none_before_it_and_both_legs_are_one_series() -> None:
    assert unlike({"warm_up": 1}) == ()
    both = {"variant": "csep_acsm", "side": None}
    assert unlike({**both, "foot_line_cm": 23.0}, {**both, "foot_line_cm": 26.0}) == (
        "The foot line was at 23 cm last time and is at 26 cm now.",
    )
