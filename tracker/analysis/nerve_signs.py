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
    "So less pain is not good news by itself. If this is new or gets worse, have it looked at; a leg that gets weaker "
    "needs a doctor the same day."
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
    if not lower or lower[0].baseline is None or lower[0].recent is None:
        return
    baseline, recent = lower[0].baseline, lower[0].recent
    worse = [
        f"{sign} was up to {SEVERITIES[now]}"
        for sign in SIGNS
        if (now := _worst(check_ins, sign, recent)) >= WORTH_A_LOOK
        and now > _worst(check_ins, sign, baseline)
    ]
    if extent.change is not None and round(extent.change, 9) >= SOMEWHAT_STEPS:
        worse.append("symptoms reached further down the leg than at first")
    if worse:
        end = latest(f"{int(threshold('window_days').value)} days", recent.last)
        yield f"Over {end} {listed(worse)}. {HAVE_IT_SEEN}"


def _worst(check_ins: pd.DataFrame, sign: str, window: Window) -> int:
    """Return the worst level of a sign in a window, -1 where it is not noted."""
    levels = within(check_ins, Period(window.first, window.last))[sign].to_numpy()
    levels = levels[~np.isnan(levels)]
    return int(levels.max()) if len(levels) else -1
