"""Check-ins: pain from 0 to 10 where blank is never 0, and what goes with it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.refusals import refused
from tracker.domain.check_in import PAIN_EXTENTS, SIDES, CheckIn
from tracker.domain.exercise import EXERCISES
from tracker.errors import InvalidEntry

NO_NRS = [-1, 11, 100, True, False, 3.0, 3.5, math.nan, math.inf, "3", "", "no pain", [3]]


@pytest.mark.parametrize(("leg", "back"), [(0, None), (None, 0), (0, 0), (10, 10), (3, None), (None, 7)])
def test_zero_is_no_pain_and_blank_is_not_asked(leg: int | None, back: int | None) -> None:
    check_in = CheckIn(leg_pain_nrs=leg, back_pain_nrs=back)
    assert check_in.leg_pain_nrs is leg
    assert check_in.back_pain_nrs is back


def test_one_of_both_pains_must_be_given() -> None:
    with refused("leg_pain_nrs", "leg pain", "back pain", "0 to 10"):
        CheckIn(note="only words")


@pytest.mark.parametrize("value", NO_NRS)
@pytest.mark.parametrize("field", ["leg_pain_nrs", "back_pain_nrs"])
def test_pain_is_a_whole_number_from_0_to_10(field: str, value: object) -> None:
    with refused(field, field.removesuffix("_nrs").replace("_", " ")):
        CheckIn(**{"leg_pain_nrs": 1, "back_pain_nrs": 1, field: value})  # type: ignore[arg-type]


@given(st.one_of(st.integers(), st.floats(), st.text(), st.booleans(), st.none(), st.binary()))
def test_nothing_but_0_to_10_or_blank_is_ever_kept(value: object) -> None:
    try:
        kept = CheckIn(leg_pain_nrs=5, back_pain_nrs=value).back_pain_nrs  # type: ignore[arg-type]
    except InvalidEntry:
        return
    assert kept is None or (type(kept) is int and 0 <= kept <= 10)


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("pain_extent", [None, *PAIN_EXTENTS], ["", "toe", "Foot", 3, ["foot"]]),
        ("side", [None, *SIDES], ["", "middle", "LEFT", 1]),
        ("tingling", [None, 0, 3], [-1, 4, True, 1.0, "1"]),
        ("numbness", [None, 0, 3], [-1, 4, True, 1.0, "1"]),
        ("weakness", [None, 0, 3], [-1, 4, True, 1.0, "1"]),
        ("sleep_quality", [None, 1, 5], [0, 6, True, 2.5, "good"]),
        ("hours_sitting", [None, 0.0, 7.5, 24.0], [-0.01, 24.01, math.nan, math.inf, True, "7"]),
        ("minutes_active", [None, 0, 1440], [-1, 1441, 30.0, True, "30"]),
        ("is_flare", [True, False], [None, 0, 1, "yes"]),
    ],
)
def test_each_field_keeps_to_its_table(field: str, good: list[object], bad: list[object]) -> None:
    for value in good:
        assert getattr(CheckIn(leg_pain_nrs=0, **{field: value}), field) == value  # type: ignore[arg-type]
    for value in bad:
        with refused(field, field.replace("_", " ")):
            CheckIn(leg_pain_nrs=0, **{field: value})  # type: ignore[arg-type]


def test_hours_take_a_whole_number_and_keep_two_decimals() -> None:
    assert CheckIn(leg_pain_nrs=0, hours_sitting=8).hours_sitting == 8.0
    assert type(CheckIn(leg_pain_nrs=0, hours_sitting=8).hours_sitting) is float
    assert CheckIn(leg_pain_nrs=0, hours_sitting=1 / 3).hours_sitting == 0.33


def test_exercises_are_kept_once_in_the_plans_order() -> None:
    ids = [exercise.exercise_id for exercise in EXERCISES]
    assert CheckIn(leg_pain_nrs=0, exercises_done=(*reversed(ids), ids[0])).exercises_done == tuple(ids)


@pytest.mark.parametrize("value", [("juggling",), "bridge", None, 3, ("bridge", None)])
def test_unknown_exercises_are_refused(value: object) -> None:
    with refused("exercises_done", "exercises done"):
        CheckIn(leg_pain_nrs=0, exercises_done=value)  # type: ignore[arg-type]


def test_symptoms_run_from_the_middle_outwards() -> None:
    assert PAIN_EXTENTS == ("none", "back", "buttock", "thigh", "calf", "foot")
