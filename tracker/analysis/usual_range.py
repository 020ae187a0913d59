"""Your usual: what a client's days have been like in the last eight weeks, and where one day stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from tracker import clock

if TYPE_CHECKING:
    # The form that is there at once asks for one word only, and does not wait for pandas.
    import pandas as pd

    from tracker.analysis.pain_trend import Site

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
    days = daily["on_date"].to_numpy().astype("datetime64[D]")
    values = daily[f"{site}_mean"].to_numpy()
    latest = (days > np.datetime64(as_of) - LATEST_DAYS) & (days <= np.datetime64(as_of)) & ~np.isnan(values)
    return _range_of(site, days[latest].tolist(), values[latest].tolist(), as_of)


def _range_of(site: Site, days: Sequence[date], values: Sequence[float], as_of: date) -> UsualRange | None:
    if len(days) < FEWEST_DAYS:
        return None
    low, median, high = np.quantile(np.array(values), (LOW_SHARE, 0.5, HIGH_SHARE)).tolist()
    return UsualRange(site=site, first=days[0], last=as_of, days=len(days), low=low, median=median, high=high)


def usual_sentence(daily: Sequence[tuple[Any, ...]], pains: dict[Site, int | None], on_date: date) -> str:
    """Return one sentence for each site that sets a day's pain beside the eight weeks before it; empty with too few days.

    Input: days as ISO text, oldest first, each followed by its mean leg and back pain (NRS 0-10) and what else is known of
    it, which may hold the day itself and others; and that day's pain at each site, None where not given.
    """
    before = on_date - timedelta(days=1)
    eight_weeks = "the last eight weeks" if on_date == clock.today() else "the eight weeks before"
    sentences = []
    for place, (site, pain) in enumerate(pains.items(), start=1):
        rows = [(date.fromisoformat(row[0]), row[place]) for row in daily if row[place] is not None]
        rows = [(day, mean) for day, mean in rows if before - timedelta(days=LATEST_DAYS) < day <= before]
        usual = _range_of(site, [day for day, _ in rows], [float(mean or 0) for _, mean in rows], before)
        if usual and pain is not None:
            sentences.append(
                f"{site.capitalize()} pain {pain}: {usual.place_of(pain)} (from {usual.days} days of {eight_weeks})."
            )
    return " ".join(sentences)
