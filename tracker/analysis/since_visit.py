"""Since the last visit: what was logged in a stretch of days, told without comparing it with anything."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.analysis.pain_trend import SITES, Site
from tracker.analysis.windows import days_with_value
from tracker.analysis.wording import counted
from tracker.locales import decimals


@dataclass(frozen=True)
class SitePain:
    """One site's daily pain in a stretch (NRS 0-10): its days with a value, their mean, lowest and highest."""

    site: Site
    days: int
    mean: float
    lowest: float
    highest: float

    @property
    def sentence(self) -> str:
        """Return it in words."""
        where = f"{self.site.capitalize()} pain"
        if self.days == 1:
            return f"{where} was {decimals(self.mean)} on the one day it was noted."
        if self.lowest == self.highest:
            return f"{where} was {decimals(self.mean)} on all of {self.days} days."
        return f"{where} averaged {decimals(self.mean)} on {self.days} days, from {decimals(self.lowest)} to {decimals(self.highest)}."


@dataclass(frozen=True)
class SinceVisit:
    """The days from `first` to `last`: how many have a check-in, and the pain of each site that was noted."""

    first: date
    last: date
    days_logged: int
    sites: tuple[SitePain, ...]

    @property
    def sentence(self) -> str:
        """Return how many days there are and how many of them are logged."""
        days = (self.last - self.first).days + 1
        return f"{counted(days, 'day')}, {self.days_logged} with a check-in."


def since_visit(daily: pd.DataFrame, first: date, last: date) -> SinceVisit:
    """Return what daily pain says of the days from `first` to `last`, both included.

    A day's value is the mean of its check-ins; days without a check-in are left out, never counted as 0.
    """
    logged, sites = set(), []
    for site in SITES:
        days, values = days_with_value(daily, f"{site}_mean", last)
        inside = days >= pd.Timestamp(first).to_datetime64()
        logged.update(days[inside].tolist())
        if inside.any():
            within = values[inside]
            sites.append(
                SitePain(site, len(within), float(within.mean()), float(within.min()), float(within.max()))
            )
    return SinceVisit(first, last, len(logged), tuple(sites))
