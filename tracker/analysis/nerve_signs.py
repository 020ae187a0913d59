"""Is less pain good news? Not where a leg gets weak or numb meanwhile, or the symptoms reach further down."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tracker.analysis.extent import FIRST_DAYS, SOMEWHAT_STEPS, extent_since_first
from tracker.analysis.pain_trend import PainTrend, Site
from tracker.analysis.thresholds import threshold
from tracker.analysis.windows import (
    Days,
    Values,
    Window,
    days_with_value,
    early_and_late,
    inside,
    since_first,
)
from tracker.analysis.wording import counted, latest, listed
from tracker.domain.check_in import SEVERITIES
from tracker.domain.period import Period

SIGNS = ("weakness", "numbness")
WORTH_A_LOOK = SEVERITIES.index("moderate")
HAVE_IT_SEEN = (
    "If this is new or gets worse, have it looked at; a leg that gets weaker needs a doctor the same day."
)
# A single bad day before these is gone by.
LAST_DAYS = 3
Ends = tuple[Window, Window]


def beside_less_pain(
    check_ins: pd.DataFrame, daily: pd.DataFrame, trends: Mapping[Site, PainTrend]
) -> Iterator[str]:
    """Yield one sentence where pain is lower than at first by a point or more, and a nerve may be worse off.

    Input: a check-in frame and its daily pain. That is weakness or numbness noted as moderate or severe in the latest
    fortnight, and less or not at all in the first three days; or symptoms that reach a step further down. It waits for no
    change to last, nor for two fortnights to compare, and at first is from the first day on, in a flare or not: a nerve
    that no longer hurts may be one that no longer works, and a leg that gets weaker is a warning sign. The sizes are
    conventions.
    """
    lower = {
        site: ends
        for site, trend in trends.items()
        if _is_lower(trend, daily) and (ends := _ends(trend, daily))
    }
    if not lower:
        return
    less = "pain" if len(lower) > 1 else f"{next(iter(lower))} pain"
    further = _reaches_further(daily, next(iter(trends.values())).as_of)
    yield from _no_good_news(check_ins, tuple(lower.values()), further, less)


def beside_little_pain(check_ins: pd.DataFrame, daily: pd.DataFrame, trend: PainTrend) -> Iterator[str]:
    """Yield the same sentence of one site whose pain is little enough for a goal, however much it was at first."""
    if ends := _ends(trend, daily):
        yield from _no_good_news(
            check_ins, (ends,), _reaches_further(daily, trend.as_of), f"{trend.site} pain"
        )


def _ends(trend: PainTrend, daily: pd.DataFrame) -> Ends | None:
    return early_and_late(*days_with_value(daily, f"{trend.site}_mean", trend.as_of), trend.as_of)


def _is_lower(trend: PainTrend, daily: pd.DataFrame) -> bool:
    changes = since_first(*days_with_value(daily, f"{trend.site}_mean", trend.as_of), trend.as_of)
    # Nor may it be missing beside what the trend calls less pain.
    changes += [] if trend.change is None else [trend.change]
    return round(-min(changes, default=0.0), 9) >= threshold("nrs_slight_points").value


def _reaches_further(daily: pd.DataFrame, as_of: date) -> bool:
    return round(max(extent_since_first(daily, as_of), default=0.0), 9) >= SOMEWHAT_STEPS


def _no_good_news(
    check_ins: pd.DataFrame, of_sites: Sequence[Ends], further: bool, less: str
) -> Iterator[str]:
    worse = []
    for sign in SIGNS:
        # What is no good news beside one site's pain is none beside that of both: leg pain may have begun long after back pain.
        now = max(
            worse_than_at_first(*days_with_value(check_ins, sign, late.last), first.first, late)
            for first, late in of_sites
        )
        worse += [f"{sign} was up to {SEVERITIES[now]}"] if now >= 0 else []
    if further:
        worse.append("symptoms on average reached further down than when that was first noted")
    if worse:
        # All end on one day, and the longest holds the others.
        recent = min((late for _, late in of_sites), key=lambda late: late.first)
        days = counted((recent.last - recent.first).days + 1, "day")
        yield f"Over {latest(days, recent.last)} {listed(worse)}. So less {less} is not good news by itself. {HAVE_IT_SEEN}"


def is_worth_a_look(days: Days, levels: Values) -> bool:
    """Return whether a sign was moderate or severe on more than one day, or on one of the last three that note it.

    Input: the days with a level, rising, any number of levels a day.
    """
    bad = np.unique(days[levels >= WORTH_A_LOOK])
    return len(bad) > 1 or (len(bad) == 1 and bool(bad[0] in np.unique(days)[-LAST_DAYS:]))


def worse_than_at_first(days: Days, levels: Values, begun: date, recent: Window) -> int:
    """Return the worst level of a sign lately, -1 where it is not worth a look or was so in the first days from `begun`.

    Input: the days with a level, rising, any number of levels a day.
    """
    # Who got weaker within the first week was not so at first, however many days that week has yet.
    at_first = levels[inside(days, Period(begun, begun + timedelta(days=FIRST_DAYS - 1)))]
    lately = inside(days, recent)
    now = int(levels[lately].max(initial=-1))
    is_worse = now > at_first.max(initial=-1)
    return now if is_worse and is_worth_a_look(days[lately], levels[lately]) else -1
