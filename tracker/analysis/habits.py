"""Habits: sitting, activity, sleep and exercises day by day, and which of them come together or with a massage."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from tracker.analysis.overlap import tau

NAMES = {
    "hours_sitting": "sitting",
    "minutes_active": "activity",
    "sleep_quality": "sleep",
    "exercises_done": "home-plan exercises",
}
MORE_AND_LESS = {
    "hours_sitting": ("more sitting", "less sitting"),
    "minutes_active": ("more activity", "less activity"),
    "sleep_quality": ("better sleep", "worse sleep"),
    "exercises_done": ("more of the home plan", "less of the home plan"),
}
LATEST_DAYS = 364
# Nine in ten pairs of a massage day and another differ the same way; two habits share two thirds of their order.
MOST_TAU, MOST_CORRELATION = 0.8, 0.8
FEWEST_DAYS = 5


def daily_habits(check_ins: pd.DataFrame, as_of: date) -> dict[str, np.ndarray]:
    """Return the last 364 days as one value a day for each habit, NaN where not given.

    Sitting and activity count with the day's largest value, sleep with its mean, exercises with how many were ticked.
    """
    place = places(check_ins["on_date"].to_numpy(), as_of)
    recent = (place >= 0) & (place < LATEST_DAYS)
    place, recent_check_ins = place[recent], check_ins[recent]
    habits = {habit: np.full(LATEST_DAYS, np.nan) for habit in NAMES}
    for habit in ("hours_sitting", "minutes_active"):
        np.fmax.at(habits[habit], place, recent_check_ins[habit].to_numpy())
    habits["sleep_quality"] = _day_means(place, recent_check_ins["sleep_quality"].to_numpy())
    habits["exercises_done"] = _exercises(place, recent_check_ins["exercises_done"].tolist())
    return habits


def on_latest_days(days: np.ndarray, values: np.ndarray, as_of: date) -> np.ndarray:
    """Return values of some days as one value for each of the last 364 days, NaN without."""
    place = places(days, as_of)
    recent = (place >= 0) & (place < LATEST_DAYS)
    dense = np.full(LATEST_DAYS, np.nan)
    dense[place[recent]] = values[recent]
    return dense


def places(days: np.ndarray, as_of: date) -> np.ndarray:
    """Return where days are among the last 364; outside them below 0 or from 364 on."""
    begin = np.datetime64(as_of) - LATEST_DAYS + 1
    offsets: np.ndarray = (days.astype("datetime64[D]") - begin).astype(np.int64)
    return offsets


def with_massages(habits: Mapping[str, np.ndarray], massages: np.ndarray, as_of: date) -> dict[str, bool]:
    """Return the habits that massage days, or the days after, nearly always come with; true where there is more of it then."""
    place = places(massages, as_of)
    has_more: dict[str, bool] = {}
    for habit, values in habits.items():
        there = ~np.isnan(values)
        for later in (1, 0):
            after = place + later
            on = np.zeros(LATEST_DAYS, dtype=bool)
            on[after[(after >= 0) & (after < LATEST_DAYS)]] = True
            those, others = values[on & there], values[~on & there]
            if min(len(those), len(others)) < FEWEST_DAYS:
                continue
            more = tau(others, those, less_is_better=False)
            if abs(more) >= MOST_TAU:
                has_more[habit] = more > 0
    return has_more


def _day_means(place: np.ndarray, values: np.ndarray) -> np.ndarray:
    there = ~np.isnan(values)
    number = np.bincount(place[there], minlength=LATEST_DAYS)
    total = np.bincount(place[there], values[there], minlength=LATEST_DAYS)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)


def _exercises(place: np.ndarray, ticked: list[object]) -> np.ndarray:
    done: dict[int, set[str]] = {}
    for day, ids in zip(place.tolist(), ticked, strict=True):
        done.setdefault(day, set()).update(ids.split(";") if isinstance(ids, str) and ids else ())
    number = np.full(LATEST_DAYS, np.nan)
    begun = min((day for day, ids in done.items() if ids), default=LATEST_DAYS)
    for day, ids in done.items():
        # Before the first tick nobody knows whether there was a plan at all.
        if day >= begun:
            number[day] = len(ids)
    return number
