"""Published numbers: what papers print for the formulas that are computed here."""

from datetime import timedelta

import numpy as np
import pytest
from scipy.stats import kendalltau, spearmanr, theilslopes

from tests.invented_records import day
from tracker.analysis import overlap
from tracker.analysis.autoregression import CARRIES, fit, whitened
from tracker.analysis.change import reliable_change
from tracker.analysis.weekly_trend import recent_slope

SEN_DAYS, SEN_VALUES = (1, 2, 3, 4, 10, 12, 18), (9, 15, 19, 20, 45, 55, 78)


def numbers(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def test_sen_1968_slope_and_its_93_percent_interval() -> None:
    days = np.array([day(number) for number in SEN_DAYS], dtype="datetime64[D]")
    found = recent_slope(days, numbers(*SEN_VALUES), day(0) + timedelta(days=18))
    assert found is not None
    assert found.per_week / 7 == pytest.approx(4.0)
    _, _, low, high = theilslopes(SEN_VALUES, SEN_DAYS, 0.93)
    assert (low, high) == (pytest.approx(3.71, abs=0.005), pytest.approx(4.38, abs=0.005))


def test_parker_2011_tau_is_twice_nap_less_one() -> None:
    phases = numbers(20, 20, 26, 25, 22, 23), numbers(28, 25, 24, 27, 30, 30, 29)
    assert overlap.tau(*phases, less_is_better=False) == pytest.approx(35 / 42)
    assert 2 * overlap.nap(*phases, less_is_better=False).value - 1 == pytest.approx(35 / 42)


def test_tarlow_2017_corrected_tau_of_a_baseline_that_only_goes_on() -> None:
    when = np.arange(10.0)
    assert overlap.corrected_tau(when[:5], numbers(1, 2, 3, 4, 5), when[5:], numbers(6, 7, 8, 9, 10)) == 0


def test_jacobson_truax_1991_a_change_of_the_smallest_detectable_size_is_196_errors() -> None:
    assert reliable_change(-1.77) == pytest.approx(-1.96)


def test_prais_winsten_1954_keeps_the_first_value() -> None:
    white = whitened(numbers(3, 5, 4), np.full(2, 0.6))
    assert white == pytest.approx([3, (5 - 1.8) / 0.8, (4 - 3) / 0.8])


def test_kendall_1970_perfect_and_reversed_orders() -> None:
    assert kendalltau(range(10), range(10)).statistic == pytest.approx(1)
    assert spearmanr(range(10), range(10, 0, -1)).statistic == pytest.approx(-1)


@pytest.mark.parametrize("carry_over", [0.3, 0.6])
def test_the_variance_of_a_mean_is_the_textbook_sum_over_lags(carry_over) -> None:
    days = np.arange("2026-01-01", "2026-01-15", dtype="datetime64[D]")
    swing = fit(np.random.default_rng(3).standard_normal(14), np.ones((14, 1)), np.ones(13))
    place = int(np.argmin(np.abs(CARRIES - carry_over)))
    lags = np.arange(1, 14)
    textbook = (1 + 2 * ((1 - lags / 14) * carry_over**lags).sum()) / 14
    assert swing.variance_of_mean(days)[place] / swing.variances[place] == pytest.approx(textbook)
