"""What goes with good and bad days? Rank association of a day's habits with the next day's pain."""

from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
import pandas as pd
import scipy

from tracker.analysis.habits import (
    MORE_AND_LESS,
    MOST_CORRELATION,
    NAMES,
    daily_habits,
    on_latest_days,
    with_massages,
)
from tracker.analysis.pain_trend import Site, main_site
from tracker.analysis.thresholds import threshold
from tracker.analysis.verdict import LIKE_EACH_OTHER
from tracker.analysis.windows import days_with_value
from tracker.analysis.wording import counted, listed

LOCAL_DAYS = 14
WEEKDAY_DAYS = 60
SHORTEST_BLOCK, MOST_BLOCKS = 14, 10
DRAWS, SEED = 299, 20
MOST_SHOWN = 3


@dataclass(frozen=True)
class Association:
    """One habit and the next day's pain: rank correlation (-1 to 1) with a 95 % interval, from `days` pairs.

    Above 0: more of it goes with more pain the next day. `is_clear` when the interval leaves out 0.
    """

    factor: str
    name: str
    days: int
    rank_correlation: float
    low: float
    high: float
    is_clear: bool
    sentence: str


@dataclass(frozen=True)
class Associations:
    """At most three associations, clearest first; empty when no habit has 30 paired days."""

    site: Site
    associations: tuple[Association, ...]
    sentence: str


def associations(
    check_ins: pd.DataFrame,
    daily: pd.DataFrame,
    as_of: date,
    site: Site | None = None,
    massages: pd.DataFrame | None = None,
) -> Associations:
    """Return what goes with the next day's pain over the last 364 days.

    Input: check-in frame and daily pain. Habit and pain are held against their own mean of the days around (up to
    two weeks to each side), so that a shared trend is no association; Spearman's correlation of the rest is compared
    with 299 orders of its fortnights (longer stretches beyond half a year) drawn by chance from a fixed seed, which
    keep each stretch's own run. The interval is wide enough for all habits together, and widened by the root of
    n / (n - 2) for n stretches. A habit needs 30 pairs and must vary. A clear habit that nearly always comes with
    another, or with a massage, is told with the words that they cannot be told from one another.
    """
    site = site or main_site(daily, as_of)
    habits, pain = daily_habits(check_ins, as_of), _next_days_pain(daily, site, as_of)
    needed = int(threshold("association_days").value)
    pairs = {factor: _pairs(habit, pain) for factor, habit in habits.items()}
    most = max(len(habit) for habit, _ in pairs.values())
    ranked = {
        factor: (_ranks(habit), _ranks(pain))
        for factor, (habit, pain) in pairs.items()
        if len(habit) >= needed and np.ptp(habit) > 0 and np.ptp(pain) > 0
    }
    clearest = sorted(_associations(ranked), key=_clearest)[:MOST_SHOWN]
    clear = [association.factor for association in clearest if association.is_clear]
    sentence = _overall(clearest, _not_told_apart(clear, habits, massages, as_of), most, needed)
    return Associations(site, tuple(clearest), sentence)


def _next_days_pain(daily: pd.DataFrame, site: Site, as_of: date) -> np.ndarray:
    days, pain = days_with_value(daily, f"{site}_mean", as_of)
    return on_latest_days(days, pain, as_of)


def _pairs(habit: np.ndarray, pain: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    today, tomorrow = _from_local(habit)[:-1], _from_local(pain)[1:]
    both = ~np.isnan(today) & ~np.isnan(tomorrow)
    return today[both], tomorrow[both]


def _from_local(values: np.ndarray) -> np.ndarray:
    """Return each value's distance from the mean of the days around it, as many before as after."""
    there = np.flatnonzero(~np.isnan(values))
    if not len(there):
        return values
    day = np.arange(len(values))
    # Even-sided to the very ends, so that a trend leaves nothing behind there.
    half = np.clip(np.minimum(day - there[0], there[-1] - day), 0, LOCAL_DAYS)
    sums = np.concatenate([[0.0], np.cumsum(np.nan_to_num(values))])
    counts = np.concatenate([[0], np.cumsum(~np.isnan(values))])
    first, last = day - half, day + half + 1
    local = (sums[last] - sums[first]) / np.maximum(counts[last] - counts[first], 1)
    # Rounding keeps equal days equal after the division.
    away: np.ndarray = np.round(_without_weekdays(values - local), 9)
    return away


def _without_weekdays(away: np.ndarray) -> np.ndarray:
    """Return values less the mean of their weekday, from 60 values on: what follows the week is no link."""
    there = ~np.isnan(away)
    if there.sum() < WEEKDAY_DAYS:
        return away
    weekday = np.arange(len(away)) % 7
    total = np.bincount(weekday[there], away[there], minlength=7)
    means = total / np.maximum(np.bincount(weekday[there], minlength=7), 1)
    rest: np.ndarray = away - means[weekday]
    return rest


def _ranks(values: np.ndarray) -> np.ndarray:
    ranks = scipy.stats.rankdata(values)
    centred: np.ndarray = (ranks - ranks.mean()) / (ranks.std() * np.sqrt(len(ranks)))
    return centred


def _associations(ranked: dict[str, tuple[np.ndarray, np.ndarray]]) -> list[Association]:
    if not ranked:
        return []
    chance = np.random.default_rng(SEED)
    drawn = {factor: habit[_orders(len(habit), chance)] @ pain for factor, (habit, pain) in ranked.items()}
    spread = {factor: float(values.std()) for factor, values in drawn.items()}
    largest = np.max([np.abs(values) / spread[factor] for factor, values in drawn.items()], axis=0)
    room = float(np.quantile(largest, 0.95))
    return [
        _association(factor, len(habit), float(habit @ pain), room * spread[factor] * _widening(len(habit)))
        for factor, (habit, pain) in ranked.items()
    ]


def _orders(pairs: int, chance: np.random.Generator) -> np.ndarray:
    """Return DRAWS orders of the pairs: cut into stretches, these put in chance order, begun at a chance place."""
    length = _block_length(pairs)
    order = np.argsort(chance.random((DRAWS, -(-pairs // length))), axis=1)
    places = (order[:, :, np.newaxis] * length + np.arange(length)).reshape(DRAWS, -1)
    chosen = places[places < pairs].reshape(DRAWS, pairs)
    chosen += chance.integers(0, pairs, (DRAWS, 1))
    # Less than two rounds: taking one off is quicker than a remainder.
    shifted: np.ndarray = np.where(chosen < pairs, chosen, chosen - pairs)
    return shifted


def _block_length(pairs: int) -> int:
    return max(SHORTEST_BLOCK, pairs // MOST_BLOCKS)


def _widening(pairs: int) -> float:
    stretches = pairs / _block_length(pairs)
    return sqrt(stretches / max(stretches - 2, 0.5))


def _association(factor: str, days: int, correlation: float, room: float) -> Association:
    low, high = max(-1.0, correlation - room), min(1.0, correlation + room)
    is_clear = abs(correlation) > room
    name = NAMES[factor]
    if is_clear:
        less_or_more = "more" if correlation > 0 else "less"
        sentence = f"{MORE_AND_LESS[factor][0].capitalize()} goes with {less_or_more} pain the next day (from {counted(days, 'day')})."
    else:
        sentence = f"No clear link between {name} and the next day's pain (from {counted(days, 'day')})."
    return Association(
        factor=factor,
        name=name,
        days=days,
        rank_correlation=correlation,
        low=low,
        high=high,
        is_clear=is_clear,
        sentence=sentence,
    )


def _clearest(association: Association) -> tuple[bool, float]:
    return not association.is_clear, -abs(association.rank_correlation)


def _not_told_apart(
    clear: list[str], habits: dict[str, np.ndarray], massages: pd.DataFrame | None, as_of: date
) -> list[str]:
    """Return a sentence for each clear habit that comes with other habits, or with massages."""
    massage_days = (
        massages["on_date"].to_numpy() if massages is not None and clear else np.empty(0, "datetime64[D]")
    )
    with_massage = with_massages(habits, massage_days, as_of)
    groups = {
        frozenset(
            [factor, *(other for other in NAMES if other != factor and _come_together(habits, factor, other))]
        )
        for factor in clear
    }
    names = [
        [NAMES[factor] for factor in NAMES if factor in group]
        + ["massage"] * any(f in with_massage for f in group)
        for group in sorted(groups, key=sorted)
    ]
    return [
        f"{listed(name).capitalize()} nearly always come together, so they {LIKE_EACH_OTHER}."
        for name in names
        if len(name) > 1
    ]


def _come_together(habits: dict[str, np.ndarray], factor: str, other: str) -> bool:
    both = np.column_stack([_from_local(habits[factor]), _from_local(habits[other])])
    both = both[~np.isnan(both).any(axis=1)]
    if len(both) < int(threshold("association_days").value) or not np.ptp(both, axis=0).all():
        return False
    return abs(float(_ranks(both[:, 0]) @ _ranks(both[:, 1]))) >= MOST_CORRELATION


def _overall(association: list[Association], not_told_apart: list[str], most: int, needed: int) -> str:
    if not association:
        return (
            f"So far {counted(most, 'day')} of {needed} can be used to see what goes with good and bad days. Such a day "
            "has sitting, activity, sleep or exercises noted, and pain the day after."
            if most < needed
            else "Your notes hardly vary from day to day, so nothing can be told apart yet."
        )
    clear = [item.sentence for item in association if item.is_clear]
    if clear:
        return f"{' '.join([*clear, *not_told_apart])} Going together does not say which comes of which."
    return "Nothing you noted clearly goes with better or worse days so far."
