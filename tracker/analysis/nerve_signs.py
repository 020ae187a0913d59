"""Is less pain good news? Not where a leg gets weak or numb meanwhile, or the symptoms reach further down."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from tracker.analysis.extent import SOMEWHAT_STEPS, ExtentTrend
from tracker.analysis.pain_trend import PainTrend, Site
from tracker.analysis.thresholds import threshold
from tracker.analysis.windows import Window
from tracker.analysis.wording import latest, listed
from tracker.domain.check_in import SEVERITIES
from tracker.domain.period import Period
from tracker.frames import within

SIGNS = ("weakness", "numbness")
WORTH_A_LOOK = SEVERITIES.index("moderate")
HAVE_IT_SEEN = (
    "If this is new or gets worse, have it looked at; a leg that gets weaker needs a doctor the same day."
)


def beside_less_pain(
    check_ins: pd.DataFrame, trends: Mapping[Site, PainTrend], extent: ExtentTrend
) -> Iterator[str]:
    """Yield one sentence where pain is lower than at first by a point or more, and a nerve may be worse off.

    Input: a check-in frame. That is weakness or numbness noted as moderate or severe in the latest fortnight, and less or
    not at all in the first; or symptoms that reach a step further down. It waits for no change to last: a nerve that no longer
    hurts may be one that no longer works, and a leg that gets weaker is a warning sign. The sizes are conventions.
    """
    lower = [
        trend
        for trend in trends.values()
        if trend.change is not None and round(trend.change, 9) <= -threshold("nrs_slight_points").value
    ]
    windows = [(trend.baseline, trend.recent) for trend in lower if trend.baseline and trend.recent]
    if not windows:
        return
    baseline, recent = min(windows, key=lambda pair: pair[0].first)
    worse = [
        f"{sign} was up to {SEVERITIES[now]}"
        for sign in SIGNS
        if (now := _worst(check_ins, sign, recent)) >= WORTH_A_LOOK
        and now > _worst(check_ins, sign, baseline)
    ]
    if extent.change is not None and round(extent.change, 9) >= SOMEWHAT_STEPS:
        worse.append("symptoms on average reached further down than at first")
    if worse:
        end = latest(f"{int(threshold('window_days').value)} days", recent.last)
        less = "pain" if len(lower) > 1 else f"{lower[0].site} pain"
        yield f"Over {end} {listed(worse)}. So less {less} is not good news by itself. {HAVE_IT_SEEN}"


def _worst(check_ins: pd.DataFrame, sign: str, window: Window) -> int:
    """Return the worst level of a sign in a window, -1 where it is not noted."""
    levels = within(check_ins, Period(window.first, window.last))[sign].to_numpy()
    levels = levels[~np.isnan(levels)]
    return int(levels.max()) if len(levels) else -1
