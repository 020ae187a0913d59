"""Daily swing: spread and carry-over come out as put in."""

import sys

import numpy as np
import pytest

from tracker.analysis.daily_swing import USUAL_CARRY_OVER, daily_swing, student_quantile
from tracker.settings import PROJECT

sys.path.insert(0, str(PROJECT / "docs"))
from simulated_records import pain_course


def dates(count: int) -> np.ndarray:
    return np.datetime64("2026-01-01") + np.arange(count)


@pytest.mark.parametrize("carry_over", [0.0, 0.3, 0.6])
def test_both_are_found_without_bias(carry_over) -> None:
    found = [daily_swing(dates(364), course) for course in pain_course(60, 364, carry_over, 1.5, 3)]
    assert np.mean([one.spread for one in found]) == pytest.approx(1.5, rel=0.06)
    assert np.mean([one.carry_over for one in found]) == pytest.approx(carry_over, abs=0.07)
    assert found[0].blocks == 26


def test_a_trend_is_not_taken_for_swing() -> None:
    falling = daily_swing(dates(140), 9 - np.arange(140) / 20)
    assert falling.spread < 0.8


def test_a_flat_or_sparse_series_has_a_usual_carry_over() -> None:
    flat = daily_swing(dates(28), np.full(28, 5.0))
    assert (flat.spread, flat.carry_over) == (0, USUAL_CARRY_OVER)
    every_other = daily_swing(dates(56)[::2], np.arange(28.0) % 3)
    assert every_other.carry_over == USUAL_CARRY_OVER
    assert every_other.spread > 0
    for few in (0, 1, 6):
        assert daily_swing(dates(few), np.arange(float(few))).blocks == 0


def test_two_fortnights_alone_are_known_less_surely() -> None:
    swing = daily_swing(dates(28), np.tile([4.0, 6.0, 5.0, 5.0], 7))
    assert swing.carry_over == 0
    assert student_quantile(swing) == pytest.approx(2.776445)  # Student, 4 degrees of freedom
