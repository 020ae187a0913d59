"""How far does a series go up and down by itself? Its day-to-day spread, and how much a day keeps of the day before."""

from dataclasses import dataclass
from functools import cache
from math import sqrt

import numpy as np
import scipy

from tracker.analysis.windows import Days, Values

BLOCK_DAYS = 14
FEWEST_A_BLOCK = 7
FEWEST_PAIRS = 6
USUAL_CARRY_OVER = 0.3  # taken where too few days follow each other to tell
MOST_CARRY_OVER = 0.7  # more than this from a few fortnights is a trend or chance
MOST_DEGREES = 7


@dataclass(frozen=True)
class Swing:
    """A day's standard deviation round its own fortnight, the lag-1 autocorrelation (0-0.7), and blocks used."""

    spread: float
    carry_over: float
    blocks: int


def daily_swing(days: Days, values: Values) -> Swing:
    """Return the day-to-day swing of a series, trend and level shifts taken out fortnight by fortnight.

    Each block of 14 calendar days from the first is held against its own mean, blocks with under 7 values left
    out; the pooled variance and lag-1 product are corrected for that mean by their exact expectation under a
    first-order autoregression (the small-sample bias of Marriott & Pope 1954, Biometrika 41:390-402).
    """
    if not len(days):
        return Swing(0.0, USUAL_CARRY_OVER, 0)
    number = (days - days[0]).astype(np.int64)
    block = number // BLOCK_DAYS
    counts = np.bincount(block)
    off = values - (np.bincount(block, values) / np.maximum(counts, 1))[block]
    is_full = counts[block] >= FEWEST_A_BLOCK
    if not is_full.all():
        off, number, block = off[is_full], number[is_full], block[is_full]
    if not len(off):
        return Swing(0.0, USUAL_CARRY_OVER, 0)
    variance = _mean(off * off)
    follows = (number[1:] - number[:-1] == 1) & (block[1:] == block[:-1])
    products = (off[1:] * off[:-1])[follows]
    product = _mean(products) if len(products) >= FEWEST_PAIRS else None
    return _unbiased(variance, product, int((counts >= FEWEST_A_BLOCK).sum()))


def student_quantile(swing: Swing) -> float:
    """Return how many standard errors hold 19 in 20, for a swing estimated from so many blocks."""
    return _student_quantile(min(swing.blocks + 2, MOST_DEGREES))


def _mean(values: np.ndarray) -> float:
    # The same as numpy's own, which takes three times as long over a fortnight.
    return float(np.add.reduce(values, axis=None) / values.size)


def _unbiased(variance: float, product: float | None, blocks: int) -> Swing:
    carries, of_variance, ratio = _expected()
    if product is None or not variance:
        carry_over = USUAL_CARRY_OVER
    else:
        carry_over = float(min(MOST_CARRY_OVER, np.interp(product / variance, ratio, carries)))
    spread = sqrt(variance / float(np.interp(carry_over, carries, of_variance)))
    return Swing(spread, carry_over, blocks)


@cache
def _student_quantile(degrees: int) -> float:
    return float(scipy.stats.t.ppf(0.975, degrees))


@cache
def _expected() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    # What a block's variance and lag-1 product round its own mean come to, per unit of true variance.
    carries = np.linspace(0.0, 0.95, 96)
    gaps = np.abs(np.subtract.outer(np.arange(BLOCK_DAYS), np.arange(BLOCK_DAYS)))
    of_variance, ratio = np.empty(96), np.empty(96)
    for place, carry in enumerate(carries):
        correlation = carry**gaps
        with_mean, of_mean = correlation.mean(axis=1), correlation.mean()
        of_variance[place] = 1 - of_mean
        product = (carry - with_mean[:-1] - with_mean[1:] + of_mean).mean()
        ratio[place] = product / of_variance[place]
    return carries, of_variance, ratio
