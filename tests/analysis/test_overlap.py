"""Overlap: the worked examples of the papers the formulas are from, and phases without any difference."""

import numpy as np
import pytest
from scipy.stats import kendalltau

from tracker.analysis.overlap import baseline_is_moving, corrected_tau, nap, tau


def numbers(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


# Parker, Vannest & Davis 2011; Parker & Vannest 2009; Tarlow 2017 and the scan package's example.
PARKER_2011 = numbers(20, 20, 26, 25, 22, 23), numbers(28, 25, 24, 27, 30, 30, 29)
PARKER_2009 = numbers(4, 3, 4, 3, 4, 7, 5, 2, 3, 2), numbers(5, 9, 7, 9, 7, 5, 9, 11, 11, 10, 9)
TARLOW = numbers(33, 25, 17, 25, 14, 13, 15), numbers(15, 16, 16, 5, 7, 9, 6, 5, 3, 3, 8, 11, 7)
PAIN = numbers(6, 7, 6, 5, 7, 6, 6, 8, 7, 6, 5, 6, 7, 6), numbers(5, 4, 5, 3, 4, 4, 5, 3, 4, 3, 4, 2, 3, 4)


@pytest.mark.parametrize(
    ("phases", "value", "low", "high"),
    [
        (PARKER_2011, 38.5 / 42, 0.597319, 0.985998),
        (PARKER_2009, 106 / 110, 0.749972, 0.995081),
    ],
)
def test_nap_with_its_interval_as_published(phases, value, low, high) -> None:
    found = nap(phases[0], phases[1], less_is_better=False)
    assert found.value == pytest.approx(value)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))


def test_nap_is_one_when_every_later_day_is_better() -> None:
    assert nap(*PAIN, less_is_better=True).value == pytest.approx(193 / 196)
    assert nap(numbers(7, 8), numbers(1, 2), less_is_better=True).value == 1
    assert nap(numbers(7, 8), numbers(9, 9), less_is_better=True).value == 0
    assert nap(numbers(7, 8), numbers(9, 9), less_is_better=False).value == 1


@pytest.mark.parametrize(("later", "value"), [(1, 1.0), (5, 0.5), (9, 0.0)])
def test_flat_phases_have_an_interval_within_bounds(later, value) -> None:
    found = nap(np.full(14, 5.0), np.full(14, float(later)), less_is_better=True)
    assert found.value == value
    assert 0 <= found.low <= value <= found.high <= 1
    assert found.high - found.low > 0.1


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        (PARKER_2011, 35 / 42),
        ((numbers(3, 3, 4, 5), numbers(4, 5, 6, 7, 7)), 0.80),
        ((numbers(1, 2, 3, 4, 5), numbers(6, 7, 8, 9, 10)), 1.0),
    ],
)
def test_tau_as_published(phases, expected) -> None:
    assert tau(phases[0], phases[1], less_is_better=False) == pytest.approx(expected)
    assert tau(phases[0], phases[1], less_is_better=True) == pytest.approx(-expected)


def test_a_baseline_that_goes_on_by_itself_leaves_nothing() -> None:
    first, later = np.arange(5.0), np.arange(5.0, 10.0)
    assert corrected_tau(first, first + 1, later, later + 1) == 0


def test_corrected_tau_of_the_scan_example() -> None:
    baseline, later = TARLOW
    when = np.arange(1.0, 21.0)
    assert kendalltau(when[:7], baseline).statistic == pytest.approx(-0.6831, abs=1e-4)
    assert baseline_is_moving(when[:7], baseline)
    assert corrected_tau(when[:7], baseline, when[7:], later) == pytest.approx(0.6995, abs=1e-4)


def test_a_flat_or_tiny_baseline_is_not_moving() -> None:
    assert not baseline_is_moving(np.arange(14.0), np.full(14, 5.0))
    assert not baseline_is_moving(np.arange(2.0), numbers(5, 4))
    assert not baseline_is_moving(np.arange(14.0), PAIN[0])
