"""Sit-and-reach tests: best trial minus foot line, in cm, and never a bare number."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.refusals import refused
from tracker.domain.sit_and_reach import (
    SKIP_REASONS,
    VARIANT_NAMES,
    VARIANTS,
    SitAndReachTest,
    cm_from,
    cm_to,
    variant_named,
)


def measured(**values: object) -> SitAndReachTest:
    return SitAndReachTest(**{"foot_line_cm": 26.0, "trials_cm": (20.0,), **values})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("foot_line", "trials", "reach"),
    [
        (26, (26,), 0.0),
        (26, (20, 24.5, 22), -1.5),
        (26, (30.25, 29), 4.25),
        (38.1, (43.18,), 5.08),
        (23, (22.99,), -0.01),
        (0, (-12.5, -14), -12.5),
        (15, (-3,), -18.0),
        (0.1, (0.3,), 0.2),  # 0.19999999999999998 unless rounded
    ],
)
def test_the_reach_is_the_best_trial_minus_the_foot_line(
    foot_line: float, trials: tuple[float, ...], reach: float
) -> None:
    test = measured(foot_line_cm=foot_line, trials_cm=trials)
    assert test.sit_and_reach_cm == reach
    assert math.copysign(1, test.sit_and_reach_cm) == (1 if reach >= 0 else -1)
    assert test.trials_cm == trials, "trials stay in the order they were done"


def test_seventeen_inches_on_a_tape_with_the_heels_at_fifteen() -> None:
    trial, foot_line = cm_from(17, "in"), cm_from(15, "in")
    assert (trial, foot_line) == (43.18, 38.1)
    assert measured(variant="ymca", foot_line_cm=foot_line, trials_cm=(trial,)).sit_and_reach_cm == 5.08
    assert variant_named("ymca").foot_line_cm == foot_line


@given(st.integers(-1000, 2000))
def test_inches_come_back_as_they_were_typed(tenths: int) -> None:
    typed = tenths / 10
    assert round(cm_to(cm_from(typed, "in"), "in"), 1) == typed
    assert cm_to(cm_from(typed, "cm"), "cm") == typed


@pytest.mark.parametrize("unit", [None, "", "mm", "inch", "CM"])
def test_a_length_needs_a_known_unit(unit: str | None) -> None:
    with refused("unit", "unit"):
        cm_from(17, unit)  # type: ignore[arg-type]


@pytest.mark.parametrize("trial", [math.nan, math.inf, -math.inf, True, "20", None, 200.01, -100.01, 10**400])
def test_a_trial_is_a_number_on_the_scale(trial: object) -> None:
    with refused("trial_2_cm", "try 2"):
        measured(trials_cm=(20.0, trial))


@pytest.mark.parametrize("trials", [(), (1.0, 2.0, 3.0, 4.0), None, 20.0, "20"])
def test_one_to_three_trials(trials: object) -> None:
    with refused("trials_cm", "tries"):
        measured(trials_cm=trials)


@pytest.mark.parametrize("foot_line", [None, -0.01, 100.01, math.nan, math.inf, True, "26"])
def test_the_foot_line_must_be_on_the_scale(foot_line: object) -> None:
    with refused("foot_line_cm", "foot line"):
        measured(foot_line_cm=foot_line)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_side_belongs_to_the_variants_that_test_one_leg(variant) -> None:  # type: ignore[no-untyped-def]
    if variant.by_side:
        for side in ("left", "right"):
            assert measured(variant=variant.name, side=side).side == side
        with refused("side", "which leg", "left or right"):
            measured(variant=variant.name)
    else:
        assert measured(variant=variant.name).side is None
        with refused("side", "which leg"):
            measured(variant=variant.name, side="left")
    with refused("side", "side"):
        measured(variant=variant.name, side="both")


@pytest.mark.parametrize("variant", [None, "", "v_sit", "YMCA", 3])
def test_unknown_variants_are_refused(variant: object) -> None:
    with refused("variant", "how you test"):
        measured(variant=variant)


def test_every_variant_has_its_name_once() -> None:
    assert len(set(VARIANT_NAMES)) == len(VARIANTS)
    assert all(variant_named(name).name == name for name in VARIANT_NAMES)


@pytest.mark.parametrize("reason", SKIP_REASONS)
def test_a_skipped_test_keeps_its_reason_and_has_no_reach(reason: str) -> None:
    skipped = SitAndReachTest(skipped_reason=reason)
    assert skipped.skipped_reason == reason
    assert skipped.sit_and_reach_cm is None
    assert SitAndReachTest(skipped_reason=reason, foot_line_cm=26).sit_and_reach_cm is None


def test_a_skipped_test_has_no_trials() -> None:
    with refused("trials_cm", "tries"):
        measured(skipped_reason="pain")


@pytest.mark.parametrize("reason", ["", "lazy", True])
def test_unknown_reasons_are_refused(reason: object) -> None:
    with refused("skipped_reason", "skipped reason"):
        SitAndReachTest(skipped_reason=reason)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [0, 1, "yes", 1.0])
def test_warm_up_is_yes_no_or_blank(value: object) -> None:
    assert [measured(warm_up=known).warm_up for known in (None, True, False)] == [None, True, False]
    with refused("warm_up", "warm up"):
        measured(warm_up=value)
