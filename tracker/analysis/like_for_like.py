"""Like for like: whether two fortnights were noted on about as many days, at the same hours, and of the same leg."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tracker.analysis.flexibility_trend import HOURS_APART
from tracker.analysis.pain_trend import PainTrend
from tracker.analysis.thresholds import threshold
from tracker.analysis.windows import Window
from tracker.analysis.wording import latest
from tracker.domain.check_in import SIDE_WORDS
from tracker.domain.guidance import BOTH_LEGS
from tracker.domain.period import Period
from tracker.frames import within

FEWEST_CHECK_INS = 7
# Noted on so much less of the days: who logs bad days alone must not read that they are worse.
FEWER_DAYS = 0.6
# Of one fortnight's check-ins near its own hour at least, and of the other's at most, where the hours are other ones.
MOST_SHARE, FEW_SHARE = 0.5, 0.25
MINUTES_A_DAY = 24 * 60
# Who checks in soon after midnight does so late, not early.
DAY_BEGINS = 4 * 60


def unlike_fortnights(check_ins: pd.DataFrame, trend: PainTrend) -> Iterator[str]:
    """Yield a sentence for what makes the two fortnights of a pain trend unlike: fewer days, other hours, the other leg.

    Input: a check-in frame. Nothing is said of a change under 1 point (Salaffi 2004), nor of hours and legs where fewer than
    7 check-ins of a fortnight tell. Days are fewer from 60 % of the other's. Hours are other ones when their medians lie
    more than 3 hours apart, and half of one fortnight's check-ins lie within 3 hours of its own, but no more than a quarter
    of the other's. A leg is the other one when most check-ins of one fortnight say left, and most of the other right, or
    of the latest both with leg pain. All but the point are conventions.
    """
    if trend.change is None or trend.baseline is None or trend.recent is None:
        return
    if round(abs(trend.change), 9) < threshold("nrs_slight_points").value:
        return
    of_site = check_ins[check_ins[f"{trend.site}_pain_nrs"].notna().to_numpy()]
    first, later = (
        within(of_site, Period(window.first, window.last)) for window in (trend.baseline, trend.recent)
    )
    end = latest(f"{int(threshold('window_days').value)} days", trend.recent.last)
    noted = trend.baseline.days, trend.recent.days
    if min(noted) <= FEWER_DAYS * max(noted):
        yield (
            f"{trend.site.capitalize()} pain is noted on {noted[0]} of {trend.start}, and on {noted[1]} of "
            f"{end}. Days that are not noted cannot be seen here."
        )
    if hours := _other_hours(_minutes(first), _minutes(later)):
        was, now = hours
        yield (
            f"You checked in at other times of day: around {was} in {trend.start}, around {now} in {end}. "
            "Part of the difference may be the time of day."
        )
    if trend.site == "leg":
        # Both sides beside no leg pain are those of a back.
        of_leg = of_site[(of_site["leg_pain_nrs"] > 0) | (of_site["side"] != "both")]
        yield from other_leg(of_leg, trend.baseline, trend.recent, trend.start)


def other_leg(check_ins: pd.DataFrame, baseline: Window, recent: Window, start: str) -> Iterator[str]:
    """Yield a sentence where most check-ins of one fortnight say left or right, and most of the latest the other or both."""
    first, now = (
        _side(within(check_ins, Period(window.first, window.last))) for window in (baseline, recent)
    )
    if first is None or now is None or first in ("both", now):
        return
    end = latest(f"{int(threshold('window_days').value)} days", recent.last)
    of_now = f"{'' if now == 'both' else 'your '}{SIDE_WORDS[now]}"
    means = BOTH_LEGS if now == "both" else "These are not numbers of one leg."
    yield f"You mostly noted your {SIDE_WORDS[first]} in {start}, and {of_now} in {end}. {means}"


def _minutes(check_ins: pd.DataFrame) -> np.ndarray:
    """Return the times of check-ins in minutes from the hour at which a day begins; those without a time are left out."""
    times = [time.split(":") for time in check_ins["at_time"].tolist() if isinstance(time, str)]
    since_midnight = np.array([60 * int(hours) + int(minutes) for hours, minutes in times], dtype=np.int64)
    minutes: np.ndarray = (since_midnight - DAY_BEGINS) % MINUTES_A_DAY
    return minutes


def _other_hours(first: np.ndarray, later: np.ndarray) -> tuple[str, str] | None:
    """Return the usual hour of both in words, None where they are not clearly other ones."""
    if min(len(first), len(later)) < FEWEST_CHECK_INS:
        return None
    was, now = float(np.median(first)), float(np.median(later))
    is_apart = _near(np.array([was]), now) == 0
    is_clear = any(
        _near(own, hour) >= MOST_SHARE and _near(other, hour) <= FEW_SHARE
        for own, other, hour in ((first, later, was), (later, first, now))
    )
    return (_hour(was), _hour(now)) if is_apart and is_clear else None


def _near(minutes: np.ndarray, hour: float) -> float:
    """Return the share of times within 3 hours of one, round the clock."""
    apart = np.abs(minutes - hour)
    return float((np.minimum(apart, MINUTES_A_DAY - apart) <= 60 * HOURS_APART).mean())


def _hour(minutes: float) -> str:
    return f"{round((minutes + DAY_BEGINS) / 60) % 24:02d}:00"


def _side(check_ins: pd.DataFrame) -> str | None:
    """Return the side that most check-ins with one name, None where too few do or none prevails."""
    sides = [side for side in check_ins["side"].tolist() if isinstance(side, str)]
    if len(sides) < FEWEST_CHECK_INS:
        return None
    return next((side for side in SIDE_WORDS if 2 * sides.count(side) > len(sides)), None)
