"""Lasting change: whether a difference from the first fortnight has held, week after week, beyond the own swing."""

from dataclasses import dataclass
from datetime import timedelta
from math import log

import numpy as np

from tracker.analysis.autoregression import OwnSwing, own_swing
from tracker.analysis.spells import daily_level, spell_ends
from tracker.analysis.windows import Days, Values, Window, stretch

LOOK_DAYS, MOST_LOOKS, SHORT_LOOKS = 7, 8, 2
EVIDENCE_DAYS = 42  # what a look compares with the first fortnight: the latest days, at most these
FEWEST_DAYS = 7
# In standard errors, chosen by simulation so that a year of weekly looks keeps false calls rare, see docs/method.md.
FIRST_LIMIT, LESS_EACH_LOOK, SHORT_LIMIT = 2.8, 0.1, 3.6
MORE_WITH_TIME, UNHURRIED_DAYS = 1.0, 90
# Only these days tell how far the series goes up and down: early ones, and the latest.
EARLY_DAYS, LATEST_DAYS = 42, 112
LONGEST_SPELL_DAYS = 14  # what lasts longer is a level
LONGEST_GAP_DAYS = 60
CALM_DAYS = 3


@dataclass(frozen=True)
class Comparison:
    """Two fortnights: latest minus first, how far two such differ by themselves 19 times in 20 (both in points).

    `has_lasted` when the difference stood out week after week; `without_spells` is the change with the days
    of short spells left out, None where a window then has under 7 days.
    """

    change: float
    swing: float
    has_lasted: bool
    without_spells: float | None


def compare(
    days: Days, values: Values, baseline: Window, recent: Window, less_is_better: bool = True
) -> Comparison:
    """Compare two windows that do not overlap and have days enough (input: rising days, one value each)."""
    kept = near(days, np.datetime64(recent.last))
    days, values = days[kept], values[kept]
    swing = own_swing(days, values)
    change = _mean(days, values, recent) - _mean(days, values, baseline)
    lasted = has_lasted(days, values, baseline, recent, swing)
    usual = ~_in_spells(days, values if less_is_better else -values, baseline)
    without: float | None = change
    if not usual.all():
        fewest = min(_count(days[usual], one) for one in (baseline, recent))
        without = None
        if fewest >= FEWEST_DAYS:
            without = _mean(days[usual], values[usual], recent) - _mean(days[usual], values[usual], baseline)
    return Comparison(change, two_fortnights(days, baseline, recent, swing), lasted, without)


def _in_spells(days: Days, values: Values, baseline: Window) -> np.ndarray:
    """Return which days lie in a spell of two weeks at most, but for what the very first days hold."""
    # A long pause says nothing: cut short, it costs nothing either.
    gaps = np.minimum(np.diff(days).astype(np.int64), LONGEST_GAP_DAYS)
    number = np.concatenate([[0], np.cumsum(gaps)])
    filled = np.full(number[-1] + 1, np.nan)
    filled[number] = values
    mask = np.zeros(len(filled), dtype=bool)
    fortnight = stretch(days, baseline.first, baseline.last)
    begun, end = int(number[fortnight.start]), int(number[fortnight.stop - 1])
    for first, last in spell_ends(daily_level(filled).in_spell):
        # High from the start to the end of the first fortnight is where someone started.
        starts_there = first <= end
        is_level = starts_there and (first <= begun + 1 or last > end - CALM_DAYS)
        if last - first < LONGEST_SPELL_DAYS and not is_level:
            mask[first : last + 1] = True
    found: np.ndarray = mask[number]
    return found


def _count(days: Days, window: Window) -> int:
    places = stretch(days, window.first, window.last)
    return int(places.stop - places.start)


def _mean(days: Days, values: Values, window: Window) -> float:
    return float(values[stretch(days, window.first, window.last)].mean())


def near(days: Days, as_of_day: np.datetime64) -> np.ndarray:
    """Return which days a comparison rests on, as a mask: the first 42 calendar days, and the latest 112."""
    mask: np.ndarray = (days < days[0] + EARLY_DAYS) | (days > as_of_day - LATEST_DAYS)
    return mask


def two_fortnights(days: Days, baseline: Window, recent: Window, swing: OwnSwing) -> float:
    """Return how far the means of two windows differ by themselves, 19 times in 20 (points)."""
    variance = sum(
        swing.variance_of_mean(days[stretch(days, one.first, one.last)]) for one in (baseline, recent)
    )
    return 1.96 * swing.error(np.asarray(variance))


def has_lasted(days: Days, values: Values, baseline: Window, recent: Window, swing: OwnSwing) -> bool:
    """Return whether the difference from the baseline stood out at enough weekly looks, the latest included.

    A look compares the latest days, up to 42 and none before the baseline's end, with the baseline. The two latest
    looks must both be beyond 3.6 standard errors, or all of the last eight (fewer, where there are not more yet) beyond
    2.8 less 0.1 for each look after the first; both limits rise by the natural logarithm of the record's length
    over 90 days. Looks with too few days are left out. All from this one record as it is.
    """
    sizes = _looks(days, values, baseline, recent, swing)
    if not sizes:
        return False
    sizes = [size * np.sign(sizes[0]) for size in sizes]
    # The longer someone has looked, the more often chance has had its turn.
    more = MORE_WITH_TIME * log(max(1.0, (recent.last - baseline.first).days / UNHURRIED_DAYS))
    limit = FIRST_LIMIT - LESS_EACH_LOOK * (len(sizes) - 1) + more
    short = len(sizes) >= SHORT_LOOKS and min(sizes[:SHORT_LOOKS]) > SHORT_LIMIT + more
    return short or min(sizes) > limit


def _looks(days: Days, values: Values, baseline: Window, recent: Window, swing: OwnSwing) -> list[float]:
    """Return the difference in standard errors at the latest looks, latest first."""
    first = values[stretch(days, baseline.first, baseline.last)].mean()
    of_first = swing.variance_of_mean(days[stretch(days, baseline.first, baseline.last)])
    fortnight = recent.last - recent.first
    sizes: list[float] = []
    for look in range(MOST_LOOKS):
        last = recent.last - timedelta(days=LOOK_DAYS * look)
        if last - fortnight <= baseline.last:
            break
        weeks = min(EVIDENCE_DAYS, (last - baseline.last).days) // LOOK_DAYS
        places = stretch(days, last - timedelta(days=LOOK_DAYS * weeks - 1), last)
        if places.stop - places.start < FEWEST_DAYS:
            continue
        error = swing.error(of_first + swing.variance_of_mean(days[places]))
        sizes.append(float(values[places].mean() - first) / error)
    return sizes
