"""Lasting change: whether a difference from the first fortnight has held, at two looks, beyond the own swing."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from tracker.analysis.autoregression import Fit, fit, step_sizes
from tracker.analysis.spells import daily_level, spell_ends
from tracker.analysis.windows import Days, Values, Window, stretch

LOOK_DAYS, LOOKS = 7, 2
# A change this rare by chance, at both looks: so many weekly looks over half a year keep false calls at 1 in 20.
MOST_CHANCE = 0.006
RECENT_DAYS = 56  # what a look compares with the first fortnight: the latest days, at most these
FEWEST_DAYS = 7
# Only these days say what a change is held against: early ones, and the latest.
EARLY_DAYS, LATEST_DAYS = 42, 112
STEP_FROM, STEP_BEFORE = 4, 3  # values to each side of a step amid the days between
LONGEST_SPELL_DAYS = 14  # what lasts longer is a level
LONGEST_GAP_DAYS = 60
CALM_DAYS = 3
RECENT = 1  # among the columns


BEYOND = "more than your fortnights differ by themselves"


@dataclass(frozen=True)
class WhyNot:
    """Why a change that is large enough is not called one: as a sentence, and beside a number."""

    sentence: str
    in_brief: str


WITHIN_SWING = WhyNot(
    "Your fortnights may differ by as much by themselves", "fortnights may differ by as much"
)
TOO_YOUNG = WhyNot("That has not held for long enough yet", "not held for long enough yet")
UNSURE = WhyNot(f"That is {BEYOND}, but not by enough to be sure", "not by enough to be sure")


@dataclass(frozen=True)
class Comparison:
    """Two fortnights: latest minus first, how far two such differ by themselves 19 times in 20 (both in points).

    `has_lasted` when it is more than that and stood out week after week; `is_young` when it lasts for less than the days that a
    look uses; `without_spells` is the change with the days of short spells left out, None where a window then has under
    7 days.
    """

    change: float
    swing: float
    has_lasted: bool
    is_young: bool
    without_spells: float | None

    @property
    def why_not(self) -> WhyNot:
        """Why it is not called a change, where it is large enough for one."""
        if abs(self.change) <= self.swing:
            return WITHIN_SWING
        return TOO_YOUNG if self.is_young else UNSURE


def compare(
    days: Days, values: Values, baseline: Window, recent: Window, less_is_better: bool = True
) -> Comparison:
    """Compare two windows that do not overlap and have days enough (input: rising days, one value each)."""
    is_near = near(days, np.datetime64(recent.last))
    days, values = days[is_near], values[is_near]
    looks = [
        _look(days, values, baseline, recent.last - timedelta(LOOK_DAYS * look)) for look in range(LOOKS)
    ]
    latest = looks[0]
    swing = two_fortnights(days, baseline, recent, latest) if latest else 0.0
    change = _mean(days, values, recent) - _mean(days, values, baseline)
    usual = ~_in_spells(days, values if less_is_better else -values, baseline)
    without: float | None = change
    if not usual.all():
        fewest = min(_count(days[usual], window) for window in (baseline, recent))
        without = None
        if fewest >= FEWEST_DAYS:
            without = _mean(days[usual], values[usual], recent) - _mean(days[usual], values[usual], baseline)
    is_young = _is_young(days, values, baseline, recent, change)
    # The weeks of a look may stand out where pain has come back in the fortnight that is spoken of.
    has_lasted = abs(change) > swing and _stands_out(looks)
    return Comparison(change, swing, has_lasted, is_young, without)


def _is_young(days: Days, values: Values, baseline: Window, recent: Window, change: float) -> bool:
    """Return whether a week of those that a look uses is nearer to the first fortnight, or lies in it."""
    weeks = [
        values[stretch(days, last - timedelta(days=LOOK_DAYS - 1), last)]
        for last in (recent.last - timedelta(days=back) for back in range(0, RECENT_DAYS, LOOK_DAYS))
    ]
    halfway = _mean(days, values, baseline) + change / 2
    is_near = any(len(week) and (week.mean() - halfway) * change <= 0 for week in weeks)
    return is_near or recent.last - baseline.last < timedelta(days=RECENT_DAYS)


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
    in_spell: np.ndarray = mask[number]
    return in_spell


def _count(days: Days, window: Window) -> int:
    places = stretch(days, window.first, window.last)
    return int(places.stop - places.start)


def _mean(days: Days, values: Values, window: Window) -> float:
    return float(values[stretch(days, window.first, window.last)].mean())


def near(days: Days, as_of_day: np.datetime64) -> np.ndarray:
    """Return which days a comparison rests on, as a mask: the first 42 calendar days, and the latest 112."""
    mask: np.ndarray = (days < days[0] + EARLY_DAYS) | (days > as_of_day - LATEST_DAYS)
    return mask


def two_fortnights(days: Days, baseline: Window, recent: Window, latest: Fit) -> float:
    """Return how far the means of two windows differ by themselves, 19 times in 20 (points)."""
    variance = sum(
        latest.variance_of_mean(days[stretch(days, window.first, window.last)])
        for window in (baseline, recent)
    )
    return 1.96 * latest.error(np.asarray(variance))


def _stands_out(looks: list[Fit | None]) -> bool:
    """Return whether a change is rarer than chance at every look there is, the latest of them included, one way."""
    there = [look for look in looks if look]
    sizes = [look.size(RECENT) for look in there]
    one_way = all(size * sizes[0] > 0 for size in sizes)
    return looks[0] is not None and one_way and all(look.chance(RECENT) < MOST_CHANCE for look in there)


def _look(days: Days, values: Values, baseline: Window, last: date) -> Fit | None:
    """Return levels fitted to the days up to a look, None where it cannot compare yet.

    The first fortnight's level, the latest weeks' above it (whole weeks, at most 56 days, none before the fortnight's
    end), and that of the days between, with a step of its own where it fits best: a change among them is no swing.
    """
    weeks = min(RECENT_DAYS, (last - baseline.last).days) // LOOK_DAYS
    begin = stretch(days, baseline.first, baseline.last)
    end = stretch(days, last - timedelta(days=LOOK_DAYS * weeks - 1), last)
    if weeks < (baseline.last - baseline.first).days // LOOK_DAYS + 1 or end.stop - end.start < FEWEST_DAYS:
        return None
    days, values = days[begin.start : end.stop], values[begin.start : end.stop]
    place = np.arange(len(days))
    is_recent = place >= end.start - begin.start
    between = (place >= begin.stop - begin.start) & ~is_recent
    gaps = np.diff(days).astype(np.float64)
    columns = [np.ones(len(days)), is_recent]
    if between.any():
        columns.append(between)
    may_step = np.flatnonzero(between)[STEP_FROM:-STEP_BEFORE]
    if len(may_step):
        sizes = np.abs(step_sizes(values, np.column_stack(columns).astype(np.float64), gaps))
        columns.append(between & (place >= may_step[np.argmax(sizes[may_step])]))
    return fit(values, np.column_stack(columns).astype(np.float64), gaps)
