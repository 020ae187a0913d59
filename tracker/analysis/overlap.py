"""Overlap of two phases of one person's series: NAP with its interval, Tau, and Tau corrected for a moving baseline."""

from dataclasses import dataclass

import numpy as np
import scipy

BASELINE_MOVES_BELOW = 0.05
HAIR = 1e-9


@dataclass(frozen=True)
class Nap:
    """Non-overlap of all pairs, 0-1, and its 95 % interval."""

    value: float
    low: float
    high: float


def nap(baseline: np.ndarray, later: np.ndarray, less_is_better: bool) -> Nap:
    """Return the share of pairs in which the later value is the better one, ties counting half.

    Parker & Vannest 2009, Behav Ther 40:357-367, doi 10.1016/j.beth.2008.10.006. Interval: Newcombe
    2006, Stat Med 25:559-573, method 5, which takes the days as independent. Input: at least one value each.
    """
    pairs = _pairs(baseline, later, less_is_better)
    value = float(pairs.mean())
    return Nap(value, *_interval(value, *pairs.shape))


def tau(baseline: np.ndarray, later: np.ndarray, less_is_better: bool) -> float:
    """Return Tau of two phases, -1 to 1: 2 NAP - 1 (Parker, Vannest & Davis 2011, Behav Ther 42:284-299)."""
    return 2 * float(_pairs(baseline, later, less_is_better).mean()) - 1


def baseline_is_moving(when: np.ndarray, baseline: np.ndarray) -> bool:
    """Return whether Kendall's rank correlation with time says that the baseline rises or falls (p < 0.05)."""
    if len(baseline) < 3 or np.ptp(baseline) == 0:
        return False
    return float(scipy.stats.kendalltau(when, baseline).pvalue) < BASELINE_MOVES_BELOW


def corrected_tau(
    when_baseline: np.ndarray, baseline: np.ndarray, when_later: np.ndarray, later: np.ndarray
) -> float:
    """Return baseline-corrected Tau, above 0 when the later values lie above the baseline's own line.

    The Theil-Sen line of the baseline is taken out of both phases, then Kendall's tau-b with the phase is taken
    (Tarlow 2017, Behav Modif 41:427-467, doi 10.1177/0145445516676750). Times in days; 0 when all is level.
    """
    slope, intercept, _, _ = scipy.stats.theilslopes(baseline, when_baseline)
    values, when = np.concatenate([baseline, later]), np.concatenate([when_baseline, when_later])
    # Rounding keeps ties that the line makes from being broken by binary fractions.
    rest = np.round(values - (intercept + slope * when), 9)
    if np.ptp(rest) == 0:
        return 0.0
    phase = np.repeat([0, 1], [len(baseline), len(later)])
    return float(scipy.stats.kendalltau(rest, phase).statistic)


def _pairs(baseline: np.ndarray, later: np.ndarray, less_is_better: bool) -> np.ndarray:
    gain = np.subtract.outer(baseline, later) if less_is_better else -np.subtract.outer(baseline, later)
    # Rounding keeps equal days equal: a day's mean of thirds is not exact.
    shares: np.ndarray = 0.5 + 0.5 * np.sign(np.round(gain, 9))
    return shares


def _interval(value: float, m: int, n: int) -> tuple[float, float]:
    square, half = float(scipy.stats.norm.ppf(0.975)) ** 2, (m + n) / 2 - 1

    def excess(x: float) -> float:
        inflation = 2 + half + (1 + 2 * half) * x * (1 - x)
        return m * n * (value - x) ** 2 * (2 - x) * (1 + x) - square * x * (1 - x) * inflation

    # The estimate itself is a root at 0 and 1, so the search stops a hair short of it.
    low = 0.0 if value <= 0 else float(scipy.optimize.brentq(excess, 0.0, value - HAIR))
    high = 1.0 if value >= 1 else float(scipy.optimize.brentq(excess, value + HAIR, 1.0))
    return low, high
