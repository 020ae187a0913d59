"""Higher-pain spells: stretches of days clearly above the client's own usual, marked as a flare or not.

Cumulative sums of the log likelihood ratio of "2 points above usual" against "usual" (Page 1954, Biometrika
41:100-115), slowed down by what a day keeps of the day before.
"""

from dataclasses import dataclass

import numpy as np

from tracker.analysis.daily_swing import MOST_CARRY_OVER, USUAL_CARRY_OVER
from tracker.analysis.thresholds import threshold
from tracker.analysis.windows import Values

AROUND_DAYS = 28
CLEAR_FROM = 5.0  # log likelihood ratio: 150 to 1
FEWEST_DAYS = 2
FEWEST_PAIRS = 10
SMALLEST_SPREAD = 0.6


@dataclass(frozen=True)
class DailyLevel:
    """One value a day: its usual (mean of the middle half of the values within four weeks), spread, carry-over and spells.

    `in_spell` is a mask over the same days; spread (points) is that of the days below usual, which no flare widens.
    """

    usual: np.ndarray
    spread: float
    carry_over: float
    in_spell: np.ndarray


def daily_level(values: Values, set_apart: np.ndarray | None = None) -> DailyLevel:
    """Return what is usual day by day, and the spells above it.

    Input: one value per calendar day (NaN without), and a mask of days that may not say what is usual, nor what a spell is.
    """
    plain = values if set_apart is None else np.where(set_apart, np.nan, values)
    if np.isfinite(plain).sum() < 0.3 * np.isfinite(values).sum():
        plain = values
    usual = _running_midmean(plain)
    off = (plain - usual)[~np.isnan(plain)]
    below = np.minimum(off, 0.0)
    weight = (off < 0).sum() + 0.5 * (off == 0).sum()
    spread = max(SMALLEST_SPREAD, float(np.sqrt((below**2).sum() / max(1.0, weight))))
    carry_over = _carry_over(np.clip(plain - usual, -2 * spread, 2 * spread))
    step = threshold("nrs_mcid_points").value
    score = step * (plain - usual - step / 2) / spread**2 * (1 - carry_over) / (1 + carry_over)
    return DailyLevel(usual, spread, carry_over, _spells(np.nan_to_num(score)))


def spell_ends(in_spell: np.ndarray) -> list[tuple[int, int]]:
    """Return first and last place of each spell of a mask."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], in_spell, [False]]).astype(np.int8)))
    return [(int(first), int(end) - 1) for first, end in zip(edges[::2], edges[1::2], strict=True)]


def _running_midmean(values: Values) -> np.ndarray:
    around = np.concatenate([np.full(AROUND_DAYS, np.nan), values, np.full(AROUND_DAYS, np.nan)])
    seen = np.sort(np.lib.stride_tricks.sliding_window_view(around, 2 * AROUND_DAYS + 1), axis=1)
    count = np.isfinite(seen).sum(axis=1)
    rows, cut = np.arange(len(values)), count // 4
    sums = np.concatenate([np.zeros((len(values), 1)), np.cumsum(np.nan_to_num(seen), axis=1)], axis=1)
    number = count - 2 * cut
    middle: np.ndarray = np.where(
        number > 0, (sums[rows, count - cut] - sums[rows, cut]) / np.maximum(number, 1), np.nan
    )
    return middle


def _carry_over(off: np.ndarray) -> float:
    today, before = off[1:], off[:-1]
    both = ~np.isnan(today) & ~np.isnan(before)
    variance = float(np.nanmean(off**2)) if np.isfinite(off).any() else 0.0
    if both.sum() < FEWEST_PAIRS or not variance:
        return USUAL_CARRY_OVER
    return float(np.clip((today[both] * before[both]).mean() / variance, 0.0, MOST_CARRY_OVER))


def _spells(score: np.ndarray) -> np.ndarray:
    mask = np.zeros(len(score), dtype=bool)
    total, start, most, most_at = 0.0, 0, 0.0, 0
    for place, points in enumerate([*score.tolist(), float("-inf")]):
        total += points
        if total > most:
            most, most_at = total, place
        if total <= 0 or (most >= CLEAR_FROM and total < most - CLEAR_FROM):
            if most >= CLEAR_FROM and most_at - start + 1 >= FEWEST_DAYS:
                mask[start : most_at + 1] = True
            total, start, most = 0.0, place + 1, 0.0
    return mask
