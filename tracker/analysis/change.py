"""Is the change real? Against measurement error, against what matters, and against the client's own ups and downs."""

from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
import pandas as pd

from tracker.analysis import overlap
from tracker.analysis.pain_trend import PainTrend, Site, pain_trend
from tracker.analysis.thresholds import threshold
from tracker.analysis.verdict import MUCH_BETTER, MUCH_WORSE, TOO_LITTLE
from tracker.analysis.windows import Days, Values, days_with_value, inside
from tracker.analysis.wording import counted

MODERATE_FROM, SEVERE_FROM = 5, 8


@dataclass(frozen=True)
class PainChange:
    """The change of one site's pain between the two windows, and what it is held against.

    `change` in points (below 0 is better), `change_percent` of the baseline mean (None from 0); `mdc_points` is
    measurement error, `mcid_points` the size that matters for a baseline this high, `swing_points` how far two
    fortnights of this client differ by themselves; `nap` 0-1, 1 when every recent day is better than every
    baseline day; `reliable_change` in standard errors (beyond 1.96 it is more than measurement error);
    `tau` only when the baseline was already moving (`baseline_moving`), above 0 when better. `is_real` when
    every limit is passed, which is what the "much" verdicts say.
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


def pain_change(daily: pd.DataFrame, site: Site, as_of: date, trend: PainTrend | None = None) -> PainChange:
    """Return how real the change of pain between the baseline and the recent window is.

    Input: daily pain, and the site's pain trend where it is at hand. Windows, verdict and limits are those of
    `pain_trend`; the size that matters by baseline (1 point from 1-4, 2 from 5-7, 3 from 8-10) is from doi
    10.1055/a-1304-3677 and shown beside the verdict. Reliable change: Jacobson & Truax 1991, J Consult Clin
    Psychol 59:12-19, with the standard error of one rating.
    """
    trend = trend or pain_trend(daily, site, as_of)
    mdc = threshold("nrs_mdc_points").value
    if trend.change is None or trend.baseline is None or trend.recent is None or trend.baseline.mean is None:
        return PainChange(
            site=site, as_of=as_of, baseline_mean=None, recent_mean=None, change=None, change_percent=None, mdc_points=mdc, mcid_points=None, swing_points=None, nap=None, nap_low=None, nap_high=None, reliable_change=None, baseline_moving=False, tau=None, is_real=False,
            verdict=TOO_LITTLE, sentence=trend.sentence,
        )  # fmt: skip
    days, values = days_with_value(daily, f"{site}_mean", as_of)
    first, later = inside(days, trend.baseline), inside(days, trend.recent)
    shared = overlap.nap(values[first], values[later], less_is_better=True)
    tau = _tau(days, values, first, later)
    is_real = trend.verdict in (MUCH_BETTER, MUCH_WORSE)
    return PainChange(
        site=site, as_of=as_of, baseline_mean=trend.baseline.mean, recent_mean=trend.recent.mean, change=trend.change, change_percent=trend.change_percent, mdc_points=mdc,
        mcid_points=mcid_points(trend.baseline.mean), swing_points=trend.swing_points, nap=shared.value, nap_low=shared.low, nap_high=shared.high,
        reliable_change=reliable_change(trend.change), baseline_moving=tau is not None, tau=tau, is_real=is_real, verdict=trend.verdict,
        sentence=f"{trend.sentence}{_overlap_words(shared.value) if np.ptp(values[first | later]) else ''}{_moving_words(tau, trend.change)}",
    )  # fmt: skip


def mcid_points(baseline_mean: float) -> float:
    """Return the change that matters for a baseline mean (NRS 0-10), in points."""
    level = (
        "severe" if baseline_mean >= SEVERE_FROM else "moderate" if baseline_mean >= MODERATE_FROM else "mild"
    )
    return threshold(f"nrs_mcid_{level}_points").value


def reliable_change(change: float) -> float:
    """Return a change (points) in standard errors of a difference between two ratings.

    The standard error of one rating is the smallest detectable change over 1.96 times the root of 2.
    """
    standard_error = threshold("nrs_mdc_points").value / (1.96 * sqrt(2))
    return change / (sqrt(2) * standard_error)


def _tau(days: Days, values: Values, first: np.ndarray, later: np.ndarray) -> float | None:
    when = (days - days[0]).astype(np.float64)
    if not overlap.baseline_is_moving(when[first], values[first]):
        return None
    return 0.0 - overlap.corrected_tau(when[first], values[first], when[later], values[later])


def _overlap_words(nap: float) -> str:
    if nap in (0.0, 1.0):
        return f" Every recent day was {'better' if nap else 'worse'} than each day of the start."
    times = min(9, max(1, round(10 * nap)))
    return (
        f" Take one recent day and one of the start: about {counted(times, 'time')} in 10 the recent one is "
        "the better of the two. Pairs that are alike are shared out evenly."
    )


def _moving_words(tau: float | None, change: float) -> str:
    if tau is None:
        return ""
    if tau > 0 and change >= 0:
        # That it might have risen further is no comfort that two weeks can give.
        return " Pain was already on the move in the days of the start, so they are no firm start to compare with."
    if tau > 0:
        return " Pain was already on the move in the days of the start. The latest days are lower than if it had just gone on like that."
    return " Pain was already on the move in the days of the start. The latest days are no lower than if it had just gone on like that."
