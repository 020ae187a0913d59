"""Which way is it going? The Theil-Sen slope per week of one site's pain over the last twelve weeks."""

from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
import pandas as pd
import scipy

from tracker.analysis.daily_swing import daily_swing, student_quantile
from tracker.analysis.pain_trend import Site
from tracker.analysis.windows import Days, Values, days_with_value
from tracker.analysis.wording import counted, is_nothing, latest, signed, tenths

TREND_DAYS = 84
FEWEST_DAYS = 7
FEWEST_SPAN_DAYS = 14


@dataclass(frozen=True)
class Slope:
    """A line through dated values: rise per week with its 95 % interval, and its height on the last day.

    `low` and `high` are Sen's interval, which takes days as independent; `wide_low` and `wide_high` are widened for
    what a day keeps of the day before. `direction` is "down" or "up" when the wide interval says so, else None.
    `span_days` from the first day to the last.
    """

    per_week: float
    low: float
    high: float
    wide_low: float
    wide_high: float
    level: float
    direction: str | None
    days: int
    span_days: int


@dataclass(frozen=True)
class WeeklyTrend:
    """Points of the 0-10 scale per week (below 0 is better) with its 95 % interval.

    Rests on `days` days with a value from `first` to `last`. Slope, interval (Sen's low to high; wide_low to
    wide_high allows for what a day keeps of the day before) and level (the line's height on the last day, NRS) are
    None with too little data. `direction` is "down", "up", or None when it is not clear.
    """

    days: int
    first: date | None
    last: date | None
    slope: float | None
    low: float | None
    high: float | None
    wide_low: float | None
    wide_high: float | None
    level: float | None
    direction: str | None
    sentence: str


def weekly_trend(daily: pd.DataFrame, site: Site, as_of: date) -> WeeklyTrend:
    """Return the trend of daily pain over the 84 days that end `as_of`, or all days if fewer.

    Needs 7 days with a value that span 14. Real dates are used, so gaps do not bend it.
    """
    days, values = _recent(*days_with_value(daily, f"{site}_mean", as_of), as_of)
    first, last = (days[0].item(), days[-1].item()) if len(days) else (None, None)
    slope = recent_slope(days, values, as_of)
    if slope is None:
        sentence = (
            f"A trend of {site} pain takes {FEWEST_DAYS} days with it noted, two weeks or more "
            f"from first to last, within {latest('twelve weeks', as_of)}; there {'is' if len(days) == 1 else 'are'} "
            f"{_days_and_span(days)}."
        )
        return WeeklyTrend(len(days), first, last, *(None,) * 7, sentence)
    return WeeklyTrend(
        days=len(days),
        first=first,
        last=last,
        slope=slope.per_week,
        low=slope.low,
        high=slope.high,
        wide_low=slope.wide_low,
        wide_high=slope.wide_high,
        level=slope.level,
        direction=slope.direction,
        sentence=_sentence(site, slope, days[-1].item(), as_of),
    )


def recent_slope(days: Days, values: Values, as_of: date, fewest: int = FEWEST_DAYS) -> Slope | None:
    """Return the line through the 84 days that end `as_of`, None with too few values or under two weeks.

    Theil-Sen (median of the slopes of all pairs) with Sen's interval: Sen 1968, J Am Stat Assoc 63:1379-1389, doi
    10.1080/01621459.1968.10480934. The wide interval is the slope give or take Student's quantile times the standard
    error that a straight line has with the swing of the days round it, stretched by the root of (1 + r) / (1 - r) for
    the r that a day keeps of the day before; unlike Sen's it does not shrink to nothing where whole numbers tie.
    """
    days, values = _recent(days, values, as_of)
    span = int((days[-1] - days[0]).astype(np.int64)) + 1 if len(days) else 0
    if len(days) < fewest or span < FEWEST_SPAN_DAYS:
        return None
    number = (days - days[0]).astype(np.float64)
    slope, intercept, low, high = (
        7 * float(slope_per_day) for slope_per_day in scipy.stats.theilslopes(values, number, 0.95)
    )
    low, high = (slope if np.isnan(end) else end for end in (low, high))
    room = 7 * _room(days, values - slope / 7 * number)
    direction = None if abs(slope) <= room else "down" if slope < 0 else "up"
    return Slope(
        per_week=slope + 0.0,
        low=low + 0.0,
        high=high + 0.0,
        wide_low=slope - room,
        wide_high=slope + room,
        level=intercept / 7 + slope / 7 * float(number[-1]),
        direction=direction,
        days=len(days),
        span_days=span,
    )


def _recent(days: Days, values: Values, as_of: date) -> tuple[Days, Values]:
    recent = days > np.datetime64(as_of) - TREND_DAYS
    return days[recent], values[recent]


def _days_and_span(days: Days) -> str:
    if len(days) < 2:
        return str(len(days))
    span = int((days[-1] - days[0]).astype(np.int64)) + 1
    return f"{len(days)}, over {counted(span, 'day')}"


def _room(days: Days, rest: Values) -> float:
    swing = daily_swing(days, rest)
    # Values far apart keep little of each other: the carry-over fades with the usual gap.
    carried_over = swing.carry_over ** float(np.median(np.diff(days).astype(np.float64)))
    spread = swing.spread if swing.blocks else float(np.std(rest, ddof=2))
    number = (days - days[0]).astype(np.float64)
    standard_error = (
        spread
        * sqrt((1 + carried_over) / (1 - carried_over))
        / sqrt(float(((number - number.mean()) ** 2).sum()))
    )
    quantile = student_quantile(swing) if swing.blocks else float(scipy.stats.t.ppf(0.975, len(days) - 2))
    return quantile * standard_error


def _sentence(site: Site, slope: Slope, last: date, as_of: date) -> str:
    over = (
        latest("twelve weeks", as_of)
        if slope.span_days > TREND_DAYS - 7
        else latest(counted(slope.span_days, "day"), last)
    )
    rests_on = f"over {over} (from {counted(slope.days, 'day')})"
    between = f"between {signed(slope.wide_low)} and {signed(slope.wide_high)} points a week"
    if slope.direction is None and is_nothing(slope.wide_low) and is_nothing(slope.wide_high):
        return f"{site.capitalize()} pain holds its level {rests_on}."
    if slope.direction is None:
        return f"{site.capitalize()} pain shows no clear direction {rests_on}: {between}."
    way = "falls" if slope.direction == "down" else "rises"
    size = tenths(slope.per_week)
    about = "slowly" if is_nothing(slope.per_week) else f"by about {size} points a week"
    return f"{site.capitalize()} pain {way} {about} {rests_on}: {between}."
