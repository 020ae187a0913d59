"""Autoregression: how much a series differs by itself, when each day keeps something of the day before.

First-order, over the real gaps between days; the carry-over by restricted likelihood (Patterson & Thompson 1971,
Biometrika 58:545-554), each value by Prais & Winsten 1954 (Cowles Commission 383).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tracker.analysis.windows import Days, Values

CARRIES = np.linspace(0.0, 0.9, 19)
# What daily pain keeps of the day before, before one's own days are seen: a convention, see docs/method.md.
USUAL_CARRY_OVER, CARRY_OVER_SPREAD = 0.45, 0.2
SCAN_CARRY_OVER = 0.4
SMALLEST_VARIANCE = 1e-6


@dataclass(frozen=True)
class OwnSwing:
    """Weight (sums to 1) and variance of a day (points squared) for each of CARRIES."""

    weights: np.ndarray
    variances: np.ndarray

    def variance_of_mean(self, days: Days) -> np.ndarray:
        """Return the variance of the mean over some days, rising, for each of CARRIES."""
        number = (days - days[0]).astype(np.int64)
        variances: np.ndarray = self.variances * _share_of_variance(tuple(number.tolist()))
        return variances

    def error(self, variance: np.ndarray) -> float:
        """Return the standard error of a variance that was worked out for each of CARRIES."""
        return float(np.sqrt(self.weights @ variance))


def own_swing(days: Days, values: Values) -> OwnSwing:
    """Return the swing of a series round its level, one lasting step of the level left free.

    The step lies where it fits best; without it a real change would count as swing. Input: rising days with a value
    each, at least 8.
    """
    gaps = np.diff(days).astype(np.float64)
    design = np.ones((len(values), 1))
    steps = np.abs(step_sizes(values, gaps))
    steps[:4] = steps[-3:] = 0.0
    design = np.column_stack([design, np.arange(len(values)) >= np.argmax(steps)])
    return _restricted(values, design, gaps)


def step_sizes(values: Values, gaps: np.ndarray) -> np.ndarray:
    """Return, for each place, how many standard errors a lasting step from there stands out; above 0 is up."""
    keeps = SCAN_CARRY_OVER**gaps
    scale = 1 / np.sqrt(1 - keeps**2)
    level = whitened(np.ones(len(values)), keeps)
    level /= np.sqrt(level @ level)
    rest = whitened(values, keeps)
    rest -= level * (level @ rest)
    later, first = np.concatenate([[1.0], (1 - keeps) * scale]), np.concatenate([[1.0], scale])

    def towards(row: np.ndarray) -> np.ndarray:
        after = np.concatenate([np.cumsum((later * row)[::-1])[::-1], [0.0]])[1:]
        found: np.ndarray = first * row + after
        return found

    size = first**2 + np.concatenate([np.cumsum((later**2)[::-1])[::-1], [0.0]])[1:]
    free = size - towards(level) ** 2
    size_of = towards(rest)
    there = free > 1e-6 * size
    gain = np.where(there, size_of**2 / np.where(there, free, 1.0), 0.0)
    variance = np.maximum(float(rest @ rest) - gain, SMALLEST_VARIANCE) / max(1, len(values) - 2)
    sizes: np.ndarray = np.sign(size_of) * np.sqrt(gain / variance)
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


def _restricted(values: Values, design: np.ndarray, gaps: np.ndarray) -> OwnSwing:
    rows = np.vstack([design.T, values])
    white = np.stack([whitened(rows, carry**gaps) for carry in CARRIES])
    gram = white @ white.transpose(0, 2, 1)
    inner = gram[:, :-1, :-1] + 1e-9 * np.eye(design.shape[1])
    towards = gram[:, :-1, -1:]
    left = gram[:, -1, -1] - (towards * np.linalg.solve(inner, towards)).sum(axis=(1, 2))
    degrees = len(values) - design.shape[1]
    left = np.maximum(left, degrees * SMALLEST_VARIANCE)
    spread_out = np.log(1 - CARRIES[:, np.newaxis] ** (2 * gaps)).sum(axis=1)
    likelihood = -0.5 * (spread_out + np.linalg.slogdet(inner)[1] + degrees * np.log(left))
    likelihood -= 0.5 * ((CARRIES - USUAL_CARRY_OVER) / CARRY_OVER_SPREAD) ** 2
    weights = np.exp(likelihood - likelihood.max())
    return OwnSwing(weights / weights.sum(), left / degrees)


@lru_cache(maxsize=512)
def _share_of_variance(number: tuple[int, ...]) -> np.ndarray:
    there = np.zeros(number[-1] + 1)
    there[list(number)] = 1.0
    pairs = np.correlate(there, there, "full")[number[-1] :]
    pairs[1:] *= 2
    shares: np.ndarray = CARRIES[:, np.newaxis] ** np.arange(len(pairs)) @ pairs / len(number) ** 2
    return shares
