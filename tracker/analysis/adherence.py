"""Am I keeping at it? Days logged and home-plan days in the last four weeks, frozen in a flare."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.analysis.episodes import Episodes
from tracker.domain.period import Period


@dataclass(frozen=True)
class CalendarDay:
    """One day: whether it has a check-in, how many different exercises were ticked, and whether a flare was on."""

    on_date: date
    is_logged: bool
    exercises: int
    is_flare: bool


@dataclass(frozen=True)
class Adherence:
    """The last 28 days (fewer in a young record): days logged, days with an exercise, and days frozen.

    A day without a check-in inside a flare is frozen: it counts neither for nor against. `expected_days` are
    the period's days without the frozen ones.
    """

    period: Period
    days_logged: int
    exercise_days: int
    frozen_days: int
    expected_days: int
    sentence: str


def adherence(check_ins: pd.DataFrame, flares: Episodes, as_of: date) -> Adherence:
    """Return how much was logged and done in the 28 days that end `as_of`."""
    return Adherence(Period(as_of, as_of), 0, 0, 0, 1, "Too little data.")


def calendar_days(check_ins: pd.DataFrame, flares: Episodes, period: Period) -> tuple[CalendarDay, ...]:
    """Return every day of a period, for a calendar."""
    return ()
