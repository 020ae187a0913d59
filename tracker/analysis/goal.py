"""Am I near my goal? Reached, on the way, or not on this path, never further ahead than the data reach back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tracker.analysis.flexibility_trend import furthest_of_series, reach_words
from tracker.analysis.thresholds import threshold
from tracker.analysis.verdict import TOO_LITTLE
from tracker.analysis.weekly_trend import Slope, recent_slope
from tracker.analysis.windows import Days, Values, days_with_value
from tracker.analysis.wording import latest, tenths
from tracker.domain.goal import Goal
from tracker.locales import day_words, shortest

REACHED, ON_THE_WAY, NOT_ON_THIS_PATH = "reached", "on the way", "not on this path"
GOOD_NEWS = (REACHED, ON_THE_WAY)
FEWEST_TESTS = 4
FAN_STEP_DAYS = 7
LATELY_DAYS = 28


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

    `days` is what it rests on: check-in days of the fortnight, or days with a test. `fan` runs from the last value towards the
    goal's day, no further ahead than the trend reaches back; empty without a trend. `verdict`: reached, on the way,
    not on this path, or too little data.
    """

    goal: Goal
    as_of: date
    current: float | None
    days: int
    fan: tuple[FanDay, ...]
    verdict: str
    sentence: str


def goal_progress(
    goal: Goal,
    daily: pd.DataFrame,
    tests: pd.DataFrame,
    as_of: date,
    unit: str = "cm",
    beside: Iterable[str] = (),
) -> GoalProgress:
    """Return where a goal stands; `beside` are the sentences without which good news of it would mislead.

    Reached: the latest fortnight's mean (7 check-in days) or the latest test day's furthest is at the target. On the way: the
    trend of the last 12 weeks clearly goes there and its interval, widened for what a day keeps of the day before,
    holds the target by the goal's day. Not on this path: even the interval's near end stays short of it. In
    between there is too little data.
    """
    days, values = _series(goal, daily, tests, as_of)
    current, number = _current(goal, days, values, as_of)
    if current is None:
        return GoalProgress(
            goal=goal,
            as_of=as_of,
            current=None,
            days=number,
            fan=(),
            verdict=TOO_LITTLE,
            sentence=_nothing(goal),
        )
    fewest = FEWEST_TESTS if goal.kind == "reach" else None
    slope = recent_slope(days, values, as_of, fewest) if fewest else recent_slope(days, values, as_of)
    fan = _fan(goal, slope, days) if slope else ()
    sign = -1.0 if goal.kind == "pain" else 1.0
    last = days[-1].item()
    verdict = _verdict(goal, sign, current, slope, last, as_of)
    return GoalProgress(
        goal=goal,
        as_of=as_of,
        current=current,
        days=number,
        fan=fan,
        verdict=verdict,
        sentence=" ".join(
            (_sentence(goal, current, verdict, last, as_of, unit), *(beside if verdict in GOOD_NEWS else ()))
        ),
    )


def _series(goal: Goal, daily: pd.DataFrame, tests: pd.DataFrame, as_of: date) -> tuple[Days, Values]:
    if goal.kind == "pain":
        return days_with_value(daily, f"{goal.site}_mean", as_of)
    mine = tests.iloc[furthest_of_series(tests, goal.variant, goal.side)]
    return days_with_value(mine, "sit_and_reach_cm", as_of)


def _current(goal: Goal, days: Days, values: Values, as_of: date) -> tuple[float | None, int]:
    if goal.kind == "reach":
        return (float(values[-1]), len(values)) if len(values) else (None, 0)
    recent = values[days > np.datetime64(as_of) - int(threshold("window_days").value)]
    enough = len(recent) >= threshold("window_check_in_days").value
    return (float(recent.mean()) if enough else None), len(recent)


def _verdict(goal: Goal, sign: float, current: float, slope: Slope | None, last: date, as_of: date) -> str:
    if sign * (current - goal.target) >= -1e-9:
        return REACHED
    if goal.by_date <= as_of:
        return NOT_ON_THIS_PATH
    if slope is None:
        return TOO_LITTLE
    weeks = (goal.by_date - last).days / 7
    near = max(sign * slope.wide_low, sign * slope.wide_high)
    if near * weeks < sign * (goal.target - slope.level):
        return NOT_ON_THIS_PATH
    return ON_THE_WAY if slope.direction == ("down" if goal.kind == "pain" else "up") else TOO_LITTLE


def _fan(goal: Goal, slope: Slope, days: Days) -> tuple[FanDay, ...]:
    last = days[-1].item()
    horizon = min(goal.by_date, last + timedelta(days=slope.span_days))
    if horizon <= last:
        return ()
    steps = [*range(0, (horizon - last).days, FAN_STEP_DAYS), (horizon - last).days]
    return tuple(
        FanDay(
            last + timedelta(days=step),
            *(
                _on_scale(goal, slope.level + step / 7 * rise)
                for rise in (slope.wide_low, slope.per_week, slope.wide_high)
            ),
        )
        for step in steps
    )


def _on_scale(goal: Goal, value: float) -> float:
    return min(10.0, max(0.0, value)) if goal.kind == "pain" else value


def _nothing(goal: Goal) -> str:
    if goal.kind == "pain":
        return f"How near your goal is shows here once two weeks have 7 days with {goal.site} pain noted."
    return "How near your goal is shows here from the first test of this kind on."


def _sentence(goal: Goal, current: float, verdict: str, last: date, as_of: date, unit: str) -> str:
    by = day_words(goal.by_date)
    # Rounded alike, the two would read as reached.
    is_hair = verdict != REACHED and abs(current - goal.target) < 0.05 * (2.54 if unit == "in" else 1) + 0.05
    if goal.kind == "pain":
        now = "a hair above it" if is_hair else tenths(current)
        start = f"Your goal is {goal.site} pain of {shortest(goal.target)} or less by {by}; you average {now} over {latest('14 days', as_of)}"
    else:
        # What was reached long ago may not be reached now.
        when = f", {day_words(last)}," if (as_of - last).days > LATELY_DAYS else ""
        now = "a hair short of it" if is_hair else reach_words(current, unit, goal.variant)
        start = f"Your goal is to reach {reach_words(goal.target, unit, goal.variant)} by {by}; on your latest test day{when} you were {now}"
    if verdict == REACHED:
        return f"{start}. Reached."
    if verdict == ON_THE_WAY:
        return f"{start}. The last weeks point there: on the way. Whether it comes about by then cannot be foretold."
    if verdict == TOO_LITTLE:
        return f"{start}. Where the last weeks point cannot be said yet; that may well come."
    if goal.by_date <= as_of:
        return f"{start}. The day has come without it; a new day or another goal can be set."
    return f"{start}. The last weeks do not point there: not on this path for now. Another day or a nearer goal can be set."
