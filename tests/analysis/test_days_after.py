"""Days after: the shift is what textbook least squares gives, gaps and bad days before are allowed for."""

import numpy as np
import pytest

from tracker.analysis import days_after as module
from tracker.analysis.autoregression import whitened
from tracker.analysis.days_after import LIMIT, LIMIT_BY_CARRY_OVER, days_after
from tracker.analysis.massage_response import PAIN_USUAL
from tracker.analysis.session_shift import session_response

WEEKLY = 4 + 7 * np.arange(6)
MOVED = WEEKLY + np.random.default_rng(3).integers(-3, 4, (199, 6))
MOST_LIMIT = LIMIT + 0.85 * LIMIT_BY_CARRY_OVER


def course(days: int = 50, spread: float = 1.0, seed: int = 5) -> np.ndarray:
    return 5 + spread * np.random.default_rng(seed).standard_normal(days)


def with_drop(values: np.ndarray, lasting: int, size: float = -2.0) -> np.ndarray:
    dropped = values.copy()
    dropped[(WEEKLY[:, np.newaxis] + np.arange(1, lasting + 1)).ravel()] += size
    return dropped


@pytest.mark.parametrize("lasting", [1, 2, 3])
def test_a_drop_on_a_rising_line_with_gaps_is_measured_exactly(lasting) -> None:
    values = with_drop(np.linspace(4, 7, 50), lasting)
    values[[0, 9, 13, 22, 23, 24, 30, 44]] = np.nan
    found = days_after(values, WEEKLY, MOVED, 28)
    assert found is not None
    assert (found.shift, found.days) == (pytest.approx(-2, abs=1e-6), lasting)
    assert found.evidence > 5 * found.limit


def test_what_a_value_keeps_of_the_one_before_is_taken_off_over_gaps() -> None:
    there = np.array([0, 1, 2, 5, 6, 20])
    covariance = 0.6 ** np.abs(np.subtract.outer(there, there))
    white = whitened(np.eye(6), 0.6 ** np.diff(there))
    assert white.T @ covariance @ white == pytest.approx(np.eye(6))


def test_shift_and_error_are_those_of_generalised_least_squares() -> None:
    values = with_drop(course(), 2)
    there = np.delete(np.arange(50), [3, 17, 18])
    pain, gaps = values[there], np.diff(there)
    level = module._level(there, 28)
    columns = module._columns(WEEKLY[np.newaxis], there, 50)
    shifts, stands_out = module._fit(pain, level, columns, 0.4, gaps)
    design = np.column_stack([level, columns[0, 3]])
    inverse = np.linalg.inv(0.4 ** np.abs(np.subtract.outer(there, there)))
    of_sizes = np.linalg.inv(design.T @ inverse @ design)
    sizes = of_sizes @ design.T @ inverse @ pain
    left = pain - design @ sizes
    degrees = len(pain) - level.shape[1] - 3
    t = sizes[-1] / np.sqrt(left @ inverse @ left / degrees * of_sizes[-1, -1])
    assert shifts[0, 1] == pytest.approx(sizes[-1])
    assert stands_out[0, 1] == pytest.approx(np.sqrt(degrees * np.log1p(t**2 / degrees)))


@pytest.mark.parametrize("carry_over", [0.0, 0.3, 0.6])
def test_the_carry_over_of_a_long_series_is_found(carry_over) -> None:
    steps, values = np.random.default_rng(2).standard_normal(400), np.zeros(400)
    for day in range(1, 400):
        values[day] = carry_over * values[day - 1] + steps[day]
    found = module._carry_over(values, np.ones((400, 1)), np.ones(399, int))
    assert found == pytest.approx(carry_over, abs=0.1)


def test_a_bad_day_before_is_no_usual_day() -> None:
    values = with_drop(course(spread=0.3), 3, 0.0)
    values[WEEKLY] += 4
    values[WEEKLY - 1] += 4
    found = days_after(values, WEEKLY, MOVED, 28)
    assert found is not None
    assert abs(found.shift) < 0.5


def test_moved_dates_raise_the_limit_where_any_dates_would_stand_out() -> None:
    calm = days_after(course(), WEEKLY, MOVED, 28)
    assert calm is not None
    assert LIMIT <= calm.limit <= MOST_LIMIT
    values = course(spread=0.1)
    values[WEEKLY + 3] += 5
    restless = days_after(values, WEEKLY - 1, MOVED, 28)
    elsewhere = days_after(values, WEEKLY, np.repeat([WEEKLY + 2], 199, axis=0), 28)
    assert restless is not None
    assert elsewhere is not None
    assert elsewhere.limit > MOST_LIMIT


def test_too_few_values_are_not_judged() -> None:
    values = np.full(50, np.nan)
    values[::4] = 5.0
    assert days_after(values, WEEKLY, MOVED, 28) is None


@pytest.mark.parametrize("level", [0.0, 5.0, 10.0])
def test_pain_that_never_changes_has_no_shift(level) -> None:
    found = days_after(np.full(50, level), WEEKLY, MOVED, 28)
    assert found is not None
    assert found.shift == pytest.approx(0, abs=1e-6)
    assert found.evidence < found.limit


def test_the_first_and_the_last_day_may_be_a_session() -> None:
    sessions = np.array([0, 10, 20, 30, 40, 49])
    found = session_response(course(), sessions, PAIN_USUAL, 5)
    assert found.after is not None
    assert np.isfinite([found.after.shift, found.after.evidence, found.after.limit]).all()


def test_a_long_gap_has_no_level_of_its_own() -> None:
    values = course(300)
    values[60:250] = np.nan
    found = days_after(values, WEEKLY, MOVED, 28)
    assert found is not None
    assert np.isfinite([found.shift, found.evidence]).all()
