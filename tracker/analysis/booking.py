"""Booking: on what kind of days the massages fell, and whether that alone could look like a change after them."""

from dataclasses import dataclass

import numpy as np

from tracker.analysis.spells import DailyLevel, daily_level
from tracker.analysis.thresholds import threshold
from tracker.analysis.windows import Values

AFTER_DAYS = 3
# What a booking may go by: the day itself, that with the day before, and the week that ends with it.
BEFORE = ((0, 0), (-1, 0), (-6, 0))
UNUSUAL = 1.7  # standard errors, chosen by simulation, see docs/method.md
FEWEST = 3
WEEKDAY_SHARE, TWO_WEEKDAYS_SHARE = 0.8, 0.9


@dataclass(frozen=True)
class Booking:
    """How the sessions of a series were booked.

    `in_pain` says of each session whether it or the day before was clearly more painful than usual (2 points), or a
    marked flare, which is what people are told, and `is_known` whether either has a value or a mark; `in_spell` whether
    it or the day before lies in a higher-pain spell or a marked flare; `values` is the series without spells and
    without what follows such a session; `before` how many standard errors the days before stand out, above 0 when pain
    was high.
    """

    in_spell: np.ndarray
    in_pain: np.ndarray
    is_known: np.ndarray
    values: Values
    before: float

    @property
    def is_unusual(self) -> bool:
        """Whether the massages were booked when pain was high, so that what comes after would differ by itself."""
        return self.before > UNUSUAL


def booking(values: Values, sessions: np.ndarray, marked: np.ndarray) -> Booking:
    """Return how sessions (rising positions in one value a day, NaN without) were booked.

    `marked` is a mask of the days the client marked as a flare.
    """
    if not np.isfinite(values).any():
        none = np.zeros(len(sessions), dtype=bool)
        return Booking(none, none, none, values, 0.0)
    after = days_after_each(sessions, len(values))
    level = daily_level(values, after)
    spells = level.in_spell | marked
    in_spell = spells[sessions] | spells[np.maximum(sessions - 1, 0)]
    usual_days = np.where(spells, np.nan, values)
    for place in sessions[in_spell].tolist():
        usual_days[place : place + AFTER_DAYS + 1] = np.nan
    before = _before(np.where(after, np.nan, values), sessions, level)
    high = marked | (np.nan_to_num(values - level.usual) >= threshold("nrs_mcid_points").value)
    in_pain = in_spell | high[sessions] | high[np.maximum(sessions - 1, 0)]
    noted = marked | np.isfinite(values)
    is_known = in_pain | noted[sessions] | noted[np.maximum(sessions - 1, 0)]
    return Booking(in_spell, in_pain, is_known, usual_days, before)


def weekday_of_most(weekdays: np.ndarray) -> tuple[int, int]:
    """Return the weekday (0 Monday) that most sessions fall on, and how many do (input: at least one)."""
    counts = np.bincount(weekdays, minlength=7)
    return int(counts.argmax()), int(counts.max())


def share_weekdays(weekdays: np.ndarray) -> bool:
    """Return whether four in five sessions fall on one weekday, or nine in ten on two."""
    counts = np.sort(np.bincount(weekdays, minlength=7))
    return bool(
        counts[-1] >= WEEKDAY_SHARE * len(weekdays) or counts[-2:].sum() >= TWO_WEEKDAYS_SHARE * len(weekdays)
    )


def days_after_each(sessions: np.ndarray, length: int) -> np.ndarray:
    """Return which days lie within three days after a session, as a mask over `length` days."""
    mask = np.zeros(length, dtype=bool)
    after = (sessions[:, np.newaxis] + np.arange(1, AFTER_DAYS + 1)).ravel()
    mask[after[after < length]] = True
    return mask


def _before(values: Values, sessions: np.ndarray, level: DailyLevel) -> float:
    most = float("-inf")
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
        if len(off) >= FEWEST:
            most = max(most, float(off.mean() / error))
    return most


def _means(values: Values, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return the mean of each stretch of days, NaN without a value; the ends are not included."""
    sums = np.concatenate([[0.0], np.cumsum(np.nan_to_num(values))])
    counts = np.concatenate([[0], np.cumsum(~np.isnan(values))])
    begin = np.clip(begin, 0, len(values))
    end = np.clip(np.maximum(begin, end), 0, len(values))
    number = counts[end] - counts[begin]
    return np.where(number > 0, (sums[end] - sums[begin]) / np.maximum(number, 1), np.nan)
