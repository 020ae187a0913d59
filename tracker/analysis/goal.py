"""Am I near my goal? Reached, on the way, or not on this path, never further ahead than the data reach back."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.domain.goal import Goal

REACHED, ON_THE_WAY, NOT_ON_THIS_PATH = "reached", "on the way", "not on this path"


@dataclass(frozen=True)
class FanDay:
    """One day of the fan: where the trend's line and the ends of its interval are (NRS or cm)."""

    on_date: date
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class GoalProgress:
    """Where a goal stands: `current` is the latest fortnight's mean pain or the latest reach (None without).

    `fan` runs from the last value to the goal's day, and no further ahead than the trend reaches back; empty
    without a trend. `verdict`: reached, on the way, not on this path, or too little data.
    """

    goal: Goal
    as_of: date
    current: float | None
    days: int
    fan: tuple[FanDay, ...]
    verdict: str
    sentence: str


def goal_progress(goal: Goal, daily: pd.DataFrame, tests: pd.DataFrame, as_of: date) -> GoalProgress:
    """Return where a goal stands."""
    return GoalProgress(goal, as_of, None, 0, (), "too little data", "Too little data.")
