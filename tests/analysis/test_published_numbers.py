"""Published numbers: what papers print for the formulas that are computed here."""

from datetime import timedelta

import numpy as np
import pytest
from scipy.stats import kendalltau, spearmanr, theilslopes

from tests.invented_records import day
from tracker.analysis import associations, overlap
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


def test_kendall_1970_rank_correlation_of_ten_pupils_in_mathematics_and_music() -> None:
    mathematics, music = numbers(7, 4, 3, 10, 6, 2, 9, 8, 1, 5), numbers(5, 7, 3, 10, 1, 9, 6, 2, 8, 4)
    assert associations._ranks(mathematics) @ associations._ranks(music) == pytest.approx(-0.103, abs=0.0005)


def test_hollander_wolfe_1973_tuna_lightness_does_not_move_with_quality() -> None:
    lightness = numbers(44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1)
    quality = numbers(2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8)
    assert kendalltau(lightness, quality).pvalue == pytest.approx(0.1194, abs=0.00005)
    assert not overlap.baseline_is_moving(lightness, quality)


def test_hollander_wolfe_1973_permeability_has_35_of_50_pairs() -> None:
    at_term = numbers(0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46)
    earlier = numbers(1.15, 0.88, 0.90, 0.74, 1.21)
    assert overlap.nap(at_term, earlier, less_is_better=True).value == pytest.approx(35 / 50)


# So far apart that nothing is kept of the value before: what is left is Student's own test.
FAR = 1e4
SLEEP = numbers(
    0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0, 1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4
)


def test_student_1908_hours_of_sleep_gained_by_the_same_ten() -> None:
    gained = SLEEP[10:] - SLEEP[:10]
    found = fit(gained, np.ones((10, 1)), np.full(9, FAR))
    assert found.size(0) == pytest.approx(1.58)
    assert found.chance(0) == pytest.approx(0.002833, abs=5e-7)


def test_student_1908_as_two_groups_with_one_variance() -> None:
    second = np.arange(20) >= 10
    found = fit(SLEEP, np.column_stack([np.ones(20), second]), np.full(19, FAR))
    assert found.sizes[0, 1] / found.errors[0, 1] == pytest.approx(1.8608, abs=0.00005)
    assert found.chance(1) == pytest.approx(0.07919, abs=0.000005)


def test_nist_norris_line_to_its_certified_digits() -> None:
    x = numbers(
        0.2, 337.4, 118.2, 884.6, 10.1, 226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4, 0.6, 775.5, 666.9, 338.0, 447.5,
        11.6, 556.0, 228.1, 995.8, 887.6, 120.2, 0.3, 0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1, 118.3, 229.2, 669.1,
        448.9, 0.5,
    )  # fmt: skip
    y = numbers(
        0.1, 338.8, 118.1, 888.0, 9.2, 228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3, 0.1, 778.1, 668.8, 339.3, 448.9,
        10.8, 557.7, 228.3, 998.0, 888.8, 119.6, 0.3, 0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2, 117.6, 228.9, 668.4,
        449.2, 0.2,
    )  # fmt: skip
    found = fit(y, np.column_stack([np.ones(36), x]), np.full(35, FAR))
    assert found.size(0) == pytest.approx(-0.262323073774029, rel=1e-6)
    assert found.size(1) == pytest.approx(1.00211681802045, rel=1e-8)
    assert found.errors[0, 1] == pytest.approx(0.000429796848199937, rel=1e-6)
    assert np.sqrt(found.variances[0]) == pytest.approx(0.884796396144373, rel=1e-8)


@pytest.mark.parametrize("carry_over", [0.3, 0.6])
def test_the_variance_of_a_mean_is_the_textbook_sum_over_lags(carry_over) -> None:
    days = np.arange("2026-01-01", "2026-01-15", dtype="datetime64[D]")
    swing = fit(np.random.default_rng(3).standard_normal(14), np.ones((14, 1)), np.ones(13))
    place = int(np.argmin(np.abs(CARRIES - carry_over)))
    lags = np.arange(1, 14)
    textbook = (1 + 2 * ((1 - lags / 14) * carry_over**lags).sum()) / 14
    assert swing.variance_of_mean(days)[place] / swing.variances[place] == pytest.approx(textbook)
