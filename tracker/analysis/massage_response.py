"""What does a massage do? Pain on the days around massage sessions against the client's own usual days."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.analysis.pain_trend import Site
from tracker.analysis.thresholds import Threshold
from tracker.analysis.verdict import TOO_LITTLE

DAYS_AROUND = tuple(range(-1, 8))  # the day before, the day itself, and a week after


@dataclass(frozen=True)
class ResponseDay:
    """One day counted from the massage (-1 before, 0 the same day, to +7): the pooled change from usual.

    mean_change, low and high in points (pain, below 0 is better) or cm (reach, above 0 is better); `n` sessions
    have a value that day. low and high are None where there is too little to say.
    """

    day: int
    mean_change: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class SessionLine:
    """One massage session: its change from the usual on each of DAYS_AROUND (None without a value), and its dose."""

    on_date: date
    changes: tuple[float | None, ...]
    usual: float | None
    minutes: int | None
    pressure: str | None
    areas: tuple[str, ...]


@dataclass(frozen=True)
class MassageResponse:
    """The pooled response, the lines it pools, and the client's usual range (a day's distance from usual, low to high).

    `measure` is "leg", "back" or "reach"; `sessions` counts the session days that could be compared,
    `logged` all session days. `wears_off_after_days` only when the verdict is better: 8 means not within the week.
    """

    measure: str
    as_of: date
    first: date | None
    logged: int
    sessions: int
    days: tuple[ResponseDay, ...]
    lines: tuple[SessionLine, ...]
    usual_low: float | None
    usual_high: float | None
    wears_off_after_days: int | None
    verdict: str
    sentence: str
    thresholds: tuple[Threshold, ...]


def massage_response(
    daily: pd.DataFrame, massages: pd.DataFrame, as_of: date, site: Site | None = None
) -> MassageResponse:
    """Return the pain response to massage sessions; without a site, the one that hurts more (leg unless clear)."""
    return _nothing(site or "leg", as_of)


def reach_response(tests: pd.DataFrame, massages: pd.DataFrame, as_of: date) -> MassageResponse:
    """Return the reach response (cm) of the variant and side with the most tests."""
    return _nothing("reach", as_of)


def _nothing(measure: str, as_of: date) -> MassageResponse:
    days = tuple(ResponseDay(day, None, None, None, 0) for day in DAYS_AROUND)
    return MassageResponse(
        measure, as_of, None, 0, 0, days, (), None, None, None, TOO_LITTLE, "Too little data.", ()
    )
