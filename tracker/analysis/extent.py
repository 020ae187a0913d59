"""Is it leaving the leg? How far down the symptoms reach, over time."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.analysis.verdict import TOO_LITTLE
from tracker.analysis.windows import Window


@dataclass(frozen=True)
class ExtentWeek:
    """Seven days from `first`: how many days reached each of PAIN_EXTENTS, and the mean step (0 none .. 5 foot)."""

    first: date
    counts: tuple[int, ...]
    mean_step: float | None


@dataclass(frozen=True)
class ExtentTrend:
    """How the extent moved: `direction` is "centralising" (up the leg), "peripheralising" (down) or None.

    Windows hold mean steps (0 none, 1 back, 2 buttock, 3 thigh, 4 calf, 5 foot); change in steps, below 0 better.
    """

    as_of: date
    baseline: Window | None
    recent: Window | None
    change: float | None
    direction: str | None
    weeks: tuple[ExtentWeek, ...]
    verdict: str
    sentence: str


def extent_trend(daily: pd.DataFrame, as_of: date) -> ExtentTrend:
    """Compare the extent of the first fortnight that has one with the latest."""
    return ExtentTrend(as_of, None, None, None, None, (), TOO_LITTLE, "Too little data.")
