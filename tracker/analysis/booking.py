"""Booking: on what kind of days the massages fell, and whether that alone could look like a change after them."""

from dataclasses import dataclass

import numpy as np

from tracker.analysis.spells import DailyLevel, daily_level, spell_ends
from tracker.analysis.thresholds import threshold
from tracker.analysis.windows import Values

AFTER_DAYS = 3
# The days before that a booking may go by: the day itself and the day before, each alone, and the three days before.
BEFORE = ((-1, 0), (-1, -1), (0, 0), (-3, -1))
FEWEST = 3
SMALLEST_SPREAD = 0.5
RESPONSE_DAYS = 5  # a spell that begins after a massage and is over by then may be its answer
FOLLOWING_DAYS = 14
# Standard errors, chosen by simulation, see docs/method.md. With spells in the record less is needed for doubt.
UNUSUAL, UNUSUAL_WITH_SPELLS = 3.2, 2.0
DOUBT, DOUBT_WITH_SPELLS = 1.8, 0.5
WORSE_DOUBT = 1.2
FALL_LIMIT, FALL_LIMIT_WITH_SPELLS = 1.4, 2.5
SEVERAL_SPELLS = 2  # one may be chance
QUIETER = 0.4  # spreads below usual: 1 day in 3 is quieter
RISE_LIMIT, RISE_LIMIT_IN_DOUBT = 1.0, 2.0
WEEKDAY_SHARE, TWO_WEEKDAYS_SHARE = 0.8, 0.9
WEEKDAY_DAYS, SATURDAY = 60, 5  # with less, weekdays have too few days each to be told apart


@dataclass(frozen=True)
class Booking:
    """How the sessions of a series were booked.

    `in_pain` says of each session whether it or the day before was clearly more painful than usual (2 points), or a
    marked flare, which is what people are told; `in_spell` whether it or the day before lies in a higher-pain spell or a marked flare; `values` is the series without spells and without what follows such a session; `before` how many standard errors
    the days before stand out, above 0 when pain was high; `calm` the level of the quieter days, day by day.
    """

    in_spell: np.ndarray
    in_pain: np.ndarray
    values: Values
    before: float
    has_spells: bool
    calm: Values

    @property
    def is_unusual(self) -> bool:
        """Whether the massages were booked on days that stand out, so that the days after would too."""
        return abs(self.before) > (UNUSUAL_WITH_SPELLS if self.has_spells else UNUSUAL)


def booking(values: Values, sessions: np.ndarray, marked: np.ndarray) -> Booking:
    """Return how sessions (rising positions in one value a day, NaN without) were booked.

    `marked` is a mask of the days the client marked as a flare.
    """
    if not np.isfinite(values).any():
        none = np.zeros(len(sessions), dtype=bool)
        return Booking(none, none, values, 0.0, False, values)
    after = _days_after(sessions, len(values))
    level = daily_level(values, after)
    spells = _spells(level, sessions) | marked
    in_spell = spells[sessions] | spells[np.maximum(sessions - 1, 0)]
    usual_days = np.where(spells, np.nan, values)
    for place in sessions[in_spell].tolist():
        usual_days[place : place + AFTER_DAYS + 1] = np.nan
    before = _before(np.where(after, np.nan, values), sessions, level)
    high = marked | (np.nan_to_num(values - level.usual) >= threshold("nrs_mcid_points").value)
    in_pain = in_spell | high[sessions] | high[np.maximum(sessions - 1, 0)]
    calm = level.usual - QUIETER * level.spread
    return Booking(in_spell, in_pain, usual_days, before, len(spell_ends(spells)) >= SEVERAL_SPELLS, calm)


def fall_may_be_a_flare(found: Booking, sessions: np.ndarray, stretch: int) -> bool:
    """Return whether a fall over `stretch` days after does not stand out from calm days, and from those that follow."""
    if found.before <= (DOUBT_WITH_SPELLS if found.has_spells else DOUBT):
        return False
    after = _means(found.values, sessions + 1, sessions + 1 + stretch)
    following = np.append(sessions[1:], len(found.values)) - 1
    calm = _means(
        found.values, sessions + AFTER_DAYS + 1, np.minimum(sessions + FOLLOWING_DAYS + 1, following)
    )
    limit = FALL_LIMIT_WITH_SPELLS if found.has_spells else FALL_LIMIT
    return min(_student(found.calm[sessions] - after), _student(calm - after)) < limit


def rise_may_be_a_flare(found: Booking, sessions: np.ndarray, stretch: int) -> bool:
    """Return whether a rise over `stretch` days after does not stand out from the day of the massage itself."""
    after = _means(found.values, sessions + 1, sessions + 1 + stretch)
    same_day = _means(found.values, sessions, sessions + 1)
    in_doubt = bool(found.in_spell.any()) or found.before > (WORSE_DOUBT if found.has_spells else 2.0)
    return _student(after - same_day) < (RISE_LIMIT_IN_DOUBT if in_doubt else RISE_LIMIT)


def weekday_of_most(weekdays: np.ndarray) -> tuple[int, int]:
    """Return the weekday (0 Monday) that most sessions fall on, and how many do (input: at least one)."""
    counts = np.bincount(weekdays, minlength=7)
    return int(counts.argmax()), int(counts.max())


def share_weekdays(weekdays: np.ndarray) -> bool:
    """Return whether the sessions keep to a weekday, or to two that follow each other."""
    counts = np.bincount(weekdays, minlength=7)
    return bool(
        counts.max() >= WEEKDAY_SHARE * len(weekdays)
        or (counts + np.roll(counts, 1)).max() >= TWO_WEEKDAYS_SHARE * len(weekdays)
    )


def may_be_the_weekend(weekdays: np.ndarray, stretch: int) -> bool:
    """Return whether the days after most sessions touch a weekend, the commonest rhythm of a week."""
    after = (weekdays[:, np.newaxis] + np.arange(1, stretch + 1)) % 7
    return bool((after >= SATURDAY).any(axis=1).mean() >= WEEKDAY_SHARE)


def _days_after(sessions: np.ndarray, length: int) -> np.ndarray:
    mask = np.zeros(length, dtype=bool)
    after = (sessions[:, np.newaxis] + np.arange(1, AFTER_DAYS + 1)).ravel()
    mask[after[after < length]] = True
    return mask


def _spells(level: DailyLevel, sessions: np.ndarray) -> np.ndarray:
    mask = level.in_spell.copy()
    for first, last in spell_ends(level.in_spell):
        place = int(np.searchsorted(sessions, first)) - 1
        if place >= 0 and first <= sessions[place] + AFTER_DAYS and last <= sessions[place] + RESPONSE_DAYS:
            mask[first : last + 1] = False
    return mask


def _before(values: Values, sessions: np.ndarray, level: DailyLevel) -> float:
    most = 0.0
    # Usual is an estimate, too.
    plain = max(1, int(np.isfinite(values).sum()))
    of_usual = (1 + level.carry_over) / (1 - level.carry_over) / plain
    for first, last in BEFORE:
        off = _means(values, sessions + first, sessions + last + 1) - level.usual[sessions]
        off = off[~np.isnan(off)]
        days = last - first + 1
        apart = np.abs(np.subtract.outer(np.arange(days), np.arange(days)))
        of_days = (level.carry_over**apart).mean() / max(1, len(off))
        error = level.spread * np.sqrt(of_days + of_usual)
        if len(off) >= FEWEST and abs(off.mean() / error) > abs(most):
            most = float(off.mean() / error)
    return most


def _means(values: Values, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the mean of each stretch of days, NaN without a value; the ends are not included."""
    sums = np.concatenate([[0.0], np.cumsum(np.nan_to_num(values))])
    counts = np.concatenate([[0], np.cumsum(~np.isnan(values))])
    begin = np.clip(begin, 0, len(values))
    end = np.clip(np.maximum(begin, end), 0, len(values))
    number = counts[end] - counts[begin]
    return np.where(number > 0, (sums[end] - sums[begin]) / np.maximum(number, 1), np.nan)


def _student(differences: np.ndarray) -> float:
    there = differences[~np.isnan(differences)]
    if len(there) < FEWEST:
        return 0.0
    return float(there.mean() / (max(there.std(ddof=1), SMALLEST_SPREAD) / np.sqrt(len(there))))
