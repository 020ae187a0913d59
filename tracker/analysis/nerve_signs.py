"""Is less pain good news? Not where a leg gets weak or numb meanwhile, or the symptoms reach further down."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import numpy as np
import pandas as pd

from tracker.analysis.extent import SOMEWHAT_STEPS, extent_change, mean_extent
from tracker.analysis.pain_trend import PainTrend, Site
from tracker.analysis.thresholds import threshold
from tracker.analysis.windows import WEEK_DAYS, Window, days_with_value, early_and_late
from tracker.analysis.wording import counted, latest, listed
from tracker.domain.check_in import SEVERITIES
from tracker.domain.period import Period
from tracker.frames import within

SIGNS = ("weakness", "numbness")
WORTH_A_LOOK = SEVERITIES.index("moderate")
HAVE_IT_SEEN = (
    "If this is new or gets worse, have it looked at; a leg that gets weaker needs a doctor the same day."
)
Ends = tuple[Window, Window]


def beside_less_pain(
    check_ins: pd.DataFrame, daily: pd.DataFrame, trends: Mapping[Site, PainTrend]
) -> Iterator[str]:
    """Yield one sentence where pain is lower than at first by a point or more, and a nerve may be worse off.

    Input: a check-in frame and its daily pain. That is weakness or numbness noted as moderate or severe in the latest
    fortnight, and less or not at all in the first week; or symptoms that reach a step further down. It waits for no change
    to last, nor for two fortnights to compare: a nerve that no longer hurts may be one that no longer works, and a leg that
    gets weaker is a warning sign. The sizes are conventions.
    """
    compared = {site: _ends(trend, daily) for site, trend in trends.items()}
    lower = {site: ends for site, ends in compared.items() if ends and _is_lower(*ends)}
    if lower:
        ends = min(lower.values(), key=lambda pair: pair[0].first)
        less = "pain" if len(lower) > 1 else f"{next(iter(lower))} pain"
        yield from _no_good_news(check_ins, daily, ends, less)


def beside_little_pain(check_ins: pd.DataFrame, daily: pd.DataFrame, trend: PainTrend) -> Iterator[str]:
    """Yield the same sentence of one site whose pain is little enough for a goal, however much it was at first."""
    if ends := _ends(trend, daily):
        yield from _no_good_news(check_ins, daily, ends, f"{trend.site} pain")


def _ends(trend: PainTrend, daily: pd.DataFrame) -> Ends | None:
    """Return the two fortnights of a trend, or the first and the latest days where they cannot be compared yet."""
    if trend.change is not None and trend.baseline and trend.recent:
        return trend.baseline, trend.recent
    return early_and_late(*days_with_value(daily, f"{trend.site}_mean", trend.as_of), trend.as_of)


def _is_lower(first: Window, recent: Window) -> bool:
    if first.mean is None or recent.mean is None:
        return False
    return round(first.mean - recent.mean, 9) >= threshold("nrs_slight_points").value


def _no_good_news(check_ins: pd.DataFrame, daily: pd.DataFrame, ends: Ends, less: str) -> Iterator[str]:
    first, recent = ends
    # Who got weaker within the first fortnight was not so at first.
    week = Period(first.first, min(first.last, first.first + timedelta(days=WEEK_DAYS - 1)))
    worse = [
        f"{sign} was up to {SEVERITIES[now]}"
        for sign in SIGNS
        if (now := _worst(check_ins, sign, Period(recent.first, recent.last))) >= WORTH_A_LOOK
        and now > _worst(check_ins, sign, week)
    ]
    if _reaches_further(daily, ends):
        worse.append("symptoms on average reached further down than at first")
    if worse:
        days = counted((recent.last - recent.first).days + 1, "day")
        yield f"Over {latest(days, recent.last)} {listed(worse)}. So less {less} is not good news by itself. {HAVE_IT_SEEN}"


def _reaches_further(daily: pd.DataFrame, ends: Ends) -> bool:
    change = extent_change(daily, ends[1].last)
    if change is None:
        first, now = (mean_extent(daily, window) for window in ends)
        change = None if first is None or now is None else now - first
    return change is not None and round(change, 9) >= SOMEWHAT_STEPS


def _worst(check_ins: pd.DataFrame, sign: str, period: Period) -> int:
    """Return the worst level of a sign in a period, -1 where it is not noted."""
    levels = within(check_ins, period)[sign].to_numpy()
    levels = levels[~np.isnan(levels)]
    return int(levels.max()) if len(levels) else -1
