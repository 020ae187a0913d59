"""Autoregression: how much a series differs by itself, when each day keeps something of the day before.

Regression with first-order autocorrelated errors as in Zellner 1971 (An Introduction to Bayesian Inference in
Econometrics, chapter 4): the answer for each carry-over, weighed by how likely that is. Over the real gaps between days,
each value by Prais & Winsten 1954 (Cowles Commission 383), the likelihood by Patterson & Thompson 1971 (Biometrika
58:545-554).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import stdtr

from tracker.analysis.windows import Days, Values

CARRIES = np.linspace(0.0, 0.9, 19)
# What daily pain keeps of the day before, before one's own days are seen: a convention, see docs/method.md.
PRIOR_CARRY_OVER, CARRY_OVER_SPREAD = 0.45, 0.2
SCAN_CARRY_OVER = 0.4
SMALLEST_VARIANCE = 1e-6


@dataclass(frozen=True)
class Fit:
    """Levels fitted to a series: weight (sums to 1) and variance of a day (squared units) for each of CARRIES.

    `sizes` and `errors` (CARRIES x columns) are those of the columns fitted.
    """

    weights: np.ndarray
    variances: np.ndarray
    sizes: np.ndarray
    errors: np.ndarray
    degrees: int

    def chance(self, column: int) -> float:
        """Return how probable a size this far from 0 is where there is none: Student's, weighed over CARRIES."""
        tails = 2 * stdtr(self.degrees, -np.abs(self.sizes[:, column] / self.errors[:, column]))
        return float(self.weights @ tails)

    def size(self, column: int) -> float:
        """Return the size of a column, weighed over CARRIES."""
        return float(self.weights @ self.sizes[:, column])

    def variance_of_mean(self, days: Days) -> np.ndarray:
        """Return the variance of the mean over some days, rising, for each of CARRIES."""
        number = (days - days[0]).astype(np.int64)
        variances: np.ndarray = self.variances * _share_of_variance(tuple(number.tolist()))
        return variances

    def error(self, variance: np.ndarray) -> float:
        """Return the standard error of a variance that was worked out for each of CARRIES."""
        return float(np.sqrt(self.weights @ variance))


def fit(values: Values, design: np.ndarray, gaps: np.ndarray) -> Fit:
    """Fit the columns of a design (values x columns) to a series with `gaps` days from each value to the next."""
    rows = np.vstack([design.T, values])
    white = np.stack([whitened(rows, carry**gaps) for carry in CARRIES])
    gram = white @ white.transpose(0, 2, 1)
    inner, towards = gram[:, :-1, :-1] + 1e-9 * np.eye(design.shape[1]), gram[:, :-1, -1:]
    inverse = np.linalg.inv(inner)
    sizes = inverse @ towards
    degrees = len(values) - design.shape[1]
    left = np.maximum(gram[:, -1, -1] - (towards * sizes).sum(axis=(1, 2)), degrees * SMALLEST_VARIANCE)
    spread_out = np.log(1 - CARRIES[:, np.newaxis] ** (2 * gaps)).sum(axis=1)
    likelihood = -0.5 * (spread_out + np.linalg.slogdet(inner)[1] + degrees * np.log(left))
    likelihood -= 0.5 * ((CARRIES - PRIOR_CARRY_OVER) / CARRY_OVER_SPREAD) ** 2
    weights = np.exp(likelihood - likelihood.max())
    variances = left / degrees
    errors = np.sqrt(variances[:, np.newaxis] * np.diagonal(inverse, axis1=1, axis2=2))
    return Fit(weights / weights.sum(), variances, sizes[:, :, 0], errors, degrees)


def step_sizes(values: Values, design: np.ndarray, gaps: np.ndarray) -> np.ndarray:
    """Return, for each place, how many standard errors a lasting step up from there stands out beside a design.

    A step down is below 0.
    """
    keeps = SCAN_CARRY_OVER**gaps
    basis = np.linalg.qr(whitened(design.T, keeps).T)[0]
    steps = whitened(np.triu(np.ones((len(values), len(values)))), keeps)
    size = (steps**2).sum(axis=1)
    steps -= (steps @ basis) @ basis.T
    free = (steps**2).sum(axis=1)
    rest = whitened(values, keeps)
    rest -= basis @ (basis.T @ rest)
    towards = steps @ rest
    gain = np.where(free > 1e-6 * size, towards**2 / np.maximum(free, 1e-6 * size), 0.0)
    degrees = max(1, len(values) - design.shape[1] - 1)
    variance = np.maximum(float(rest @ rest) - gain, SMALLEST_VARIANCE) / degrees
    sizes: np.ndarray = np.copysign(np.sqrt(gain / variance), towards)
    return sizes


def whitened(rows: np.ndarray, keeps: np.ndarray) -> np.ndarray:
    """Return rows (... x values) with what a value keeps of the one before taken off."""
    white = np.empty(rows.shape)
    white[..., 0] = rows[..., 0]
    later = white[..., 1:]
    np.multiply(keeps, rows[..., :-1], out=later)
    np.subtract(rows[..., 1:], later, out=later)
    np.divide(later, np.sqrt(1 - keeps**2), out=later)
    return white


@lru_cache(maxsize=512)
def _share_of_variance(number: tuple[int, ...]) -> np.ndarray:
    there = np.zeros(number[-1] + 1)
    there[list(number)] = 1.0
    pairs = np.correlate(there, there, "full")[number[-1] :]
    pairs[1:] *= 2
    shares: np.ndarray = CARRIES[:, np.newaxis] ** np.arange(len(pairs)) @ pairs / len(number) ** 2
    return shares
