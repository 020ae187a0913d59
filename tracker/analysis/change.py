"""Is the change real? Points and percent against measurement error, what matters, and the client's own ups and downs."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.analysis.pain_trend import Site
from tracker.analysis.thresholds import Threshold
from tracker.analysis.verdict import TOO_LITTLE


@dataclass(frozen=True)
class PainChange:
    """The change of one site's pain between the two windows, and what it is held against.

    `change` in points (below 0 is better), `change_percent` of the baseline mean (None from 0); `mdc_points` is
    measurement error, `mcid_points` the size that matters for this baseline, `swing_points` how far two
    fortnights of this client differ by themselves; `nap` 0-1, 1 when every recent day is better than every
    baseline day; `reliable_change` in standard errors (beyond 1.96 it is more than measurement error);
    `tau` only when the baseline was already moving (`baseline_moving`), above 0 when better.
    """

    site: Site
    as_of: date
    baseline_mean: float | None
    recent_mean: float | None
    change: float | None
    change_percent: float | None
    mdc_points: float
    mcid_points: float | None
    swing_points: float | None
    nap: float | None
    nap_low: float | None
    nap_high: float | None
    reliable_change: float | None
    baseline_moving: bool
    tau: float | None
    is_real: bool
    verdict: str
    sentence: str
    thresholds: tuple[Threshold, ...]


def pain_change(daily: pd.DataFrame, site: Site, as_of: date) -> PainChange:
    """Return how real the change of pain between baseline and recent window is."""
    nothing = (None,) * 4
    return PainChange(
        site,
        as_of,
        *nothing,
        1.77,
        *nothing,
        None,
        None,
        False,
        None,
        False,
        TOO_LITTLE,
        "Too little data.",
        (),
    )
