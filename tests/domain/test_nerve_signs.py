"""Nerve signs: a hamstring stretch and a sign on one day of the last week, and nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest

from tracker.domain.check_in import CheckIn
from tracker.domain.exercise import EXERCISES
from tracker.domain.guidance import HAMSTRING_STRETCHES, NERVE_SLIDER, careful_since, has_nerve_sign

TODAY = date(2026, 3, 30)
STRETCH = ("hamstring_stretch_seated",)


def check_in(days_ago: int, **values: Any) -> CheckIn:
    return CheckIn(on_date=TODAY - timedelta(days=days_ago), leg_pain_nrs=3, **values)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, False), ({"tingling": 0}, False), ({"tingling": 1}, True), ({"pain_extent": "thigh"}, False),
        ({"pain_extent": "calf"}, True), ({"pain_extent": "foot"}, True), ({"numbness": 2}, False),
        ({"pain_places": ("left_knee", "left_hamstring burning")}, False), ({"pain_places": ("left_shin",)}, True),
        ({"pain_places": ("left_buttock tingling",)}, True),
    ],
)  # fmt: skip
def test_a_sign_is_tingling_or_symptoms_below_the_knee(values: dict[str, object], expected: bool) -> None:
    assert has_nerve_sign(check_in(0, **values)) is expected


def test_both_on_one_day_call_for_care_for_a_week() -> None:
    both = check_in(6, tingling=2, exercises_done=STRETCH)
    assert careful_since([both], TODAY) == both.on_date
    assert careful_since([check_in(7, tingling=2, exercises_done=STRETCH)], TODAY) is None
    assert careful_since([both, check_in(1, tingling=1, exercises_done=STRETCH)], TODAY) == TODAY - timedelta(
        days=1
    )


def test_two_check_ins_of_one_day_count_together_and_of_two_days_do_not() -> None:
    stretch, sign = check_in(2, exercises_done=STRETCH), check_in(2, pain_extent="calf")
    assert careful_since([stretch, sign], TODAY) == stretch.on_date
    assert careful_since([stretch, check_in(3, pain_extent="calf")], TODAY) is None
    assert careful_since([check_in(2, tingling=3, exercises_done=("bridge",))], TODAY) is None
    assert careful_since([], TODAY) is None


def test_the_exercises_named_are_of_the_home_plan() -> None:
    assert {*HAMSTRING_STRETCHES, NERVE_SLIDER} <= {known.exercise_id for known in EXERCISES}
