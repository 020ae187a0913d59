"""Booking: on what kind of days the massages fell, and whether that alone could look like a change after them."""

from dataclasses import dataclass

import numpy as np

from tracker.analysis.spells import DailyLevel, daily_level, spell_ends
from tracker.analysis.windows import Values

AFTER_DAYS = 3
# The days before that a booking may go by: the day itself and the day before, each alone, and the three days before.
BEFORE = ((-1, 0), (-1, -1), (0, 0), (-3, -1))
FEWEST = 3
SMALLEST_SPREAD = 0.5
RESPONSE_DAYS = 5  # a spell that begins after a massage and is over by then may be its answer
FOLLOWING_DAYS = 14
# Standard errors, chosen by simulation, see docs/method.md. With spells in the record less is needed for doubt.
UNUSUAL, UNUSUAL_WITH_SPELLS = 3.2, 2.8
DOUBT, DOUBT_WITH_SPELLS = 1.8, 0.8
WORSE_DOUBT = 1.2
FALL_LIMIT, FALL_LIMIT_IN_DOUBT = 1.3, 2.0
RISE_LIMIT, RISE_LIMIT_IN_DOUBT = 1.0, 2.0
WEEKDAY_SHARE = 0.8


@dataclass(frozen=True)
class Booking:
    """How the sessions of a series were booked.

    `in_spell` says of each session whether it or the day before lies in a higher-pain spell, or the day before was;
    `values` is the series without spells and without what follows such a session; `before` how many standard errors
    the days before stand out, above 0 when pain was high.
    """

    in_spell: np.ndarray
    values: Values
    before: float
    has_spells: bool

    @property
    def is_unusual(self) -> bool:
        """Whether the massages were booked on days that stand out, so that the days after would too."""
        return abs(self.before) > (UNUSUAL_WITH_SPELLS if self.has_spells else UNUSUAL)


def booking(values: Values, sessions: np.ndarray) -> Booking:
    """Return how sessions (rising positions in one value a day, NaN without) were booked."""
    after = _days_after(sessions, len(values))
    level = daily_level(values, after)
    spells = _spells(level, sessions)
    in_spell = spells[sessions] | spells[np.maximum(sessions - 1, 0)]
    usual_days = np.where(spells, np.nan, values)
    for place in sessions[in_spell].tolist():
        usual_days[place : place + AFTER_DAYS + 1] = np.nan
    before = _before(np.where(after, np.nan, values), sessions, level)
    return Booking(in_spell, usual_days, before, bool(spells.any()))


def fall_may_be_a_flare(found: Booking, sessions: np.ndarray, stretch: int) -> bool:
    """Return whether a fall over `stretch` days after does not stand out from the calm days that follow these."""
    if found.before <= (DOUBT_WITH_SPELLS if found.has_spells else DOUBT):
        return False
    after = _means(found.values, sessions + 1, sessions + 1 + stretch)
    following = np.append(sessions[1:], len(found.values)) - 1
    calm = _means(
        found.values, sessions + AFTER_DAYS + 1, np.minimum(sessions + FOLLOWING_DAYS + 1, following)
    )
    in_doubt = found.has_spells and found.before > DOUBT
    return _student(calm - after) < (FALL_LIMIT_IN_DOUBT if in_doubt else FALL_LIMIT)


def rise_may_be_a_flare(found: Booking, sessions: np.ndarray, stretch: int) -> bool:
    """Return whether a rise over `stretch` days after does not stand out from the day of the massage itself."""
    after = _means(found.values, sessions + 1, sessions + 1 + stretch)
    same_day = _means(found.values, sessions, sessions + 1)
    in_doubt = bool(found.in_spell.any()) or found.before > (WORSE_DOUBT if found.has_spells else 2.0)
    return _student(after - same_day) < (RISE_LIMIT_IN_DOUBT if in_doubt else RISE_LIMIT)


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
    for first, last in BEFORE:
        off = _means(values, sessions + first, sessions + last + 1) - level.usual[sessions]
        off = off[~np.isnan(off)]
        days = last - first + 1
        apart = np.abs(np.subtract.outer(np.arange(days), np.arange(days)))
        error = level.spread * np.sqrt((level.carry_over**apart).mean() / max(1, len(off)))
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
