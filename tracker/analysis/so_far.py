"""So far: how many days of the first comparison are there, while there is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from tracker.analysis.pain_trend import PainTrend
from tracker.analysis.thresholds import threshold
from tracker.analysis.verdict import TOO_LITTLE
from tracker.analysis.windows import days_with_value, stretch


@dataclass(frozen=True)
class SoFar:
    """Days with pain noted that count towards the first comparison, and how many it takes."""

    days: int
    needed: int

    @property
    def sentence(self) -> str:
        """How much of the way is done."""
        return f"{self.days} of the {self.needed} days with pain noted that a comparison takes"


def so_far(daily: pd.DataFrame, trends: Iterable[PainTrend]) -> SoFar | None:
    """Return how far the site that is furthest has come; None once one can be compared, and before any is noted.

    A comparison takes 7 days in each of its two fortnights; more days in one do not stand in for the other.
    """
    each = int(threshold("window_check_in_days").value)
    counts = []
    for trend in trends:
        if trend.verdict != TOO_LITTLE:
            return None
        if trend.baseline is None or trend.recent is None:
            continue
        days, _ = days_with_value(daily, f"{trend.site}_mean", trend.as_of)
        later = stretch(days, max(trend.baseline.last + timedelta(days=1), trend.recent.first), trend.as_of)
        counts.append(min(each, trend.baseline.days) + min(each, max(0, later.stop - later.start)))
    return SoFar(max(counts), 2 * each) if counts else None
