"""Your usual: what a client's days have been like in the last eight weeks, and where one day stands in it."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from tracker.analysis.pain_trend import Site
from tracker.analysis.windows import known

LATEST_DAYS, FEWEST_DAYS = 56, 14
LOW_SHARE, HIGH_SHARE = 0.1, 0.9


@dataclass(frozen=True)
class UsualRange:
    """Median and middle 80 % (low to high, NRS 0-10) of one site's daily pain over `days` days from `first` to `last`."""

    site: Site
    first: date
    last: date
    days: int
    low: float
    median: float
    high: float

    def place_of(self, pain: float) -> str:
        """Return where a pain of today stands: usual for you, above or below your usual."""
        if pain > self.high:
            return "above your usual"
        return "below your usual" if pain < self.low else "usual for you"


def usual_range(daily: pd.DataFrame, site: Site, as_of: date) -> UsualRange | None:
    """Return the usual range of the 56 days that end `as_of`, None under 14 days with a value (input: daily pain).

    Eight weeks and 14 days are conventions of this tracker.
    """
    days, values = known(daily, f"{site}_mean", as_of)
    latest = days > np.datetime64(as_of) - LATEST_DAYS
    if latest.sum() < FEWEST_DAYS:
        return None
    low, median, high = np.quantile(values[latest], (LOW_SHARE, 0.5, HIGH_SHARE)).tolist()
    first = days[latest][0].item()
    return UsualRange(site, first, as_of, int(latest.sum()), low, median, high)


def usual_sentence(daily: pd.DataFrame, site: Site, pain: float, on_date: date) -> str:
    """Return one sentence that sets a day's pain beside the eight weeks before it; empty with too few days.

    Input: daily pain, which may hold the day itself, and that day's pain (NRS 0-10).
    """
    found = usual_range(daily, site, date.fromordinal(on_date.toordinal() - 1))
    if found is None:
        return ""
    return f"{site.capitalize()} pain {pain:g} is {found.place_of(pain)} (from {found.days} days of the last eight weeks)."
