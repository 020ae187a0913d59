"""Am I getting better? The first fortnight's pain against the latest, and the smooth line between."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd

from tracker.analysis.lasting_change import BEYOND, Comparison, WhyNot, compare
from tracker.analysis.settled_start import settled_start
from tracker.analysis.thresholds import threshold
from tracker.analysis.verdict import (
    CALLED,
    LIKE_A_FLARE,
    MUCH_BETTER,
    MUCH_WORSE,
    NO_CLEAR,
    SOMEWHAT_BETTER,
    SOMEWHAT_WORSE,
    TOO_LITTLE,
)
from tracker.analysis.windows import (
    Window,
    Windows,
    days_with_value,
    is_too_thin,
    stretch,
    weeks_so_far,
    windows,
)
from tracker.analysis.wording import counted, is_nothing, tenths

Site = Literal["leg", "back"]
SITES: tuple[Site, ...] = ("leg", "back")
SMOOTH_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class PainTrend:
    """How pain at one site changed: change in points (recent minus baseline; below 0 is better).

    `start` is the baseline in words. `change_percent` is None where the baseline mean is 0; both are None where there is too little data, and so
    is `swing_points`: how far two such fortnights of this client differ by themselves, 19 times in 20. `why_not` says why
    a change that is large enough is not called one.
    """

    site: Site
    as_of: date
    start: str = ""
    baseline: Window | None = None
    recent: Window | None = None
    change: float | None = None
    change_percent: float | None = None
    swing_points: float | None = None
    why_not: WhyNot | None = None
    verdict: str
    sentence: str


def pain_trend(daily: pd.DataFrame, site: Site, as_of: date) -> PainTrend:
    """Compare the site's first 14 calendar days, after a flare it began in, with the latest 14 that end `as_of`.

    Input: daily pain; days after `as_of` are left out. Each window needs 7 check-in days and the two may not
    overlap. "Much" needs both 2 points and 30 % (Ostelo 2008, doi 10.1097/BRS.0b013e31815e3a10), "somewhat"
    both 1 point and 15 % (Salaffi 2004, doi 10.1016/j.ejpain.2003.09.004), and either must be more than two
    fortnights of this client differ by themselves. From a baseline of 0 any rise passes the percentage. A
    baseline mean under 3 is told in words only and never "much better".
    """
    days, values = days_with_value(daily, f"{site}_mean", as_of)
    if not len(days):
        sentence = f"No {site} pain is noted yet. Two fortnights with {site} pain noted on 7 days each make a comparison."
        return PainTrend(site=site, as_of=as_of, verdict=TOO_LITTLE, sentence=sentence)
    settled = settled_start(days, values)
    begun = daily["on_date"].iloc[0].date()
    compared = windows(days, values, as_of, f"{site} pain noted", begun, settled)
    baseline, recent, means = compared.baseline, compared.recent, compared.means
    if means is None:
        weeks = weeks_so_far(days, values, as_of)
        there = f"{site.capitalize()} pain: {weeks}. " if weeks else ""
        sentence = f"{there}{compared.left_out}{compared.missing}"
        return PainTrend(
            site=site,
            as_of=as_of,
            start=compared.start,
            baseline=baseline,
            recent=recent,
            verdict=TOO_LITTLE,
            sentence=sentence,
        )
    comparison = compare(days, values, baseline, recent)
    change = comparison.change
    percent = 100 * change / means[0] if means[0] else None
    verdict = _verdict(means[0], comparison)
    sentence = compared.left_out + _sentence(site, compared, change, percent, verdict, comparison.why_not)
    return PainTrend(
        site=site,
        as_of=as_of,
        start=compared.start,
        baseline=baseline,
        recent=recent,
        change=change,
        change_percent=percent,
        swing_points=comparison.swing,
        why_not=comparison.why_not,
        verdict=verdict,
        sentence=sentence,
    )


def pain_sentences(leg: PainTrend, back: PainTrend) -> tuple[str, ...]:
    """Return what is to be said of both sites: nothing twice, and nothing of a site that was never noted."""
    given = [trend for trend in (leg, back) if trend.baseline is not None]
    if len(given) == 2 and {trend.verdict for trend in given} == {TOO_LITTLE}:
        return _once(*(trend.sentence for trend in given))
    return tuple(trend.sentence for trend in given) or (leg.sentence,)


def _once(leg: str, back: str) -> tuple[str, ...]:
    """Return what is there of each site, then once what is missing, if that is the same for both."""
    of_leg, _, missing = leg.partition(". ")
    of_back, _, also_missing = back.partition(". ")
    # What is left out of each site stands first, and is of that site alone.
    if leg.startswith("Leg pain") and missing and missing.replace("leg pain", "back pain") == also_missing:
        return (f"{of_leg}. {of_back}.", missing.replace("leg pain", "leg and back pain"))
    if leg.replace("leg pain", "back pain") == back:
        return (leg.replace("leg pain", "leg and back pain"),)
    return leg, back


def main_site(daily: pd.DataFrame, as_of: date) -> Site:
    """Return the site that hurts more on average: leg, unless back is at least a point above it or alone."""
    leg, back = (days_with_value(daily, f"{site}_mean", as_of)[1] for site in SITES)
    if not len(leg) or not len(back):
        return "back" if len(back) else "leg"
    return "back" if back.mean() >= leg.mean() + 1 else "leg"


def smooth_line(
    daily: pd.DataFrame, site: Site, days: int = SMOOTH_DAYS, gap_days: int = SMOOTH_DAYS
) -> pd.DataFrame:
    """Return the centred moving mean of one site's daily values, with columns on_date and mean (NRS 0-10).

    One row per day that has a value: the mean of the values within days // 2 calendar days before and after
    it, so the line does not lag behind the dots; the first and last days rest on one side only. Where more
    than `gap_days` (7) lie from one value to the next a row with NaN (the day after the earlier one) breaks the line.
    """
    means = daily[f"{site}_mean"].to_numpy()
    there = ~np.isnan(means)
    when = daily["on_date"].to_numpy().astype("datetime64[D]")[there]
    sums = np.concatenate([[0.0], means[there].cumsum()])
    begin = np.searchsorted(when, when - days // 2, side="left")
    end = np.searchsorted(when, when + days // 2, side="right")
    mean = (sums[end] - sums[begin]) / (end - begin)
    breaks = np.flatnonzero(np.diff(when) > np.timedelta64(gap_days, "D")) + 1
    return pd.DataFrame(
        {
            "on_date": np.insert(when, breaks, when[breaks - 1] + 1).astype("datetime64[s]"),
            "mean": np.insert(mean, breaks, np.nan),
        }
    )


def _passes(change: float, percent: float | None, size: str) -> bool:
    # Rounding keeps a change of exactly 2 points or 30 % from being lost to binary fractions.
    points = round(abs(change), 9) >= threshold(f"nrs_{size}_points").value
    return points and (percent is None or round(abs(percent), 9) >= threshold(f"nrs_{size}_percent").value)


def _verdict(baseline_mean: float, comparison: Comparison) -> str:
    verdict = _size(baseline_mean, comparison.change) if comparison.has_lasted else NO_CLEAR
    if verdict not in CALLED:
        return verdict
    usual_days = comparison.without_spells
    holds = usual_days is not None and usual_days * comparison.change > 0
    return verdict if holds and _size(baseline_mean, usual_days or 0.0) in CALLED else LIKE_A_FLARE


def _size(baseline_mean: float, change: float) -> str:
    percent = 100 * change / baseline_mean if baseline_mean else None
    low_already = baseline_mean < threshold("nrs_low_baseline_points").value
    if _passes(change, percent, "mcid") and not (low_already and change < 0):
        return MUCH_BETTER if change < 0 else MUCH_WORSE
    if _passes(change, percent, "slight"):
        return SOMEWHAT_BETTER if change < 0 else SOMEWHAT_WORSE
    return NO_CLEAR


def _sentence(
    site: Site, compared: Windows, change: float, percent: float | None, verdict: str, why_not: WhyNot
) -> str:
    baseline_mean, recent_mean = compared.means or (0.0, 0.0)
    name = f"{site.capitalize()} pain"
    rests_on = f"over {compared.end} (from {counted(compared.recent.days, 'day')})"
    if baseline_mean < threshold("nrs_low_baseline_points").value:
        why = why_not.sentence if _passes(change, percent, "slight") else ""
        return _low_already(name, compared.start, rests_on, verdict, change, why)
    mcid = threshold("nrs_mcid_points").value
    size = tenths(change, below=mcid)
    moved = "the same as in" if is_nothing(change) else f"{'down' if change < 0 else 'up'} {size} from"
    answer = f"{name} averages {tenths(recent_mean)} {rests_on}, {moved} {compared.start}."
    if verdict == MUCH_BETTER:
        return (
            f"{answer} That is {BEYOND}, and about the size people call {verdict}.{_recovered(site, change)}"
        )
    if verdict == MUCH_WORSE:
        # What people call "much" was asked of those who got better only.
        return f"{answer} That is {BEYOND}: {verdict}."
    if verdict == LIKE_A_FLARE:
        return f"{answer} One of the two holds a spell of higher pain, and without it little is left: this {verdict}."
    if verdict == NO_CLEAR and _passes(change, percent, "slight"):
        return f"{answer} {why_not.sentence}: no clear change."
    if verdict == NO_CLEAR:
        return f"{answer} A difference this small says nothing either way: no clear change."
    if abs(change) < mcid:
        return f"{answer} That is {BEYOND}, but under {mcid:g} points: {verdict}."
    return f"{answer} That is {BEYOND}, but under {threshold('nrs_mcid_percent').value:g} % of where you started: {verdict}."


def _recovered(site: Site, change: float) -> str:
    """Return what is known of sciatica alone: how far leg pain fell in people who called themselves recovered."""
    size = threshold("leg_recovered_points").value
    if site == "back" or abs(change) >= size:
        return ""
    return f" People with sciatica who felt recovered had mostly come down by {size:g} points or more."


def _low_already(name: str, start: str, rests_on: str, verdict: str, change: float, why: str) -> str:
    """Return the sentence of a low first fortnight; `why` says why a large enough change is not called, else empty."""
    if verdict == LIKE_A_FLARE:
        return f"{name} was low in {start}. One of the two fortnights holds a spell of higher pain: a change {verdict}."
    if verdict == MUCH_WORSE:
        return f"{name} was low in {start} and is higher {rests_on}. That is {BEYOND}: {verdict}."
    if verdict == SOMEWHAT_WORSE:
        return f"{name} was low in {start} and is somewhat higher {rests_on}, {BEYOND}."
    if verdict == SOMEWHAT_BETTER:
        return f"{name} was low already in {start} and is somewhat lower still {rests_on}, {BEYOND}."
    if why:
        # Not called is not the same as not there.
        return f"{name} was low in {start} and is {'lower still' if change < 0 else 'higher'} {rests_on}. {why}: {NO_CLEAR}."
    return f"{name} was low already in {start} and is much the same {rests_on}: {NO_CLEAR}."


@dataclass(frozen=True)
class SoFar:
    """Days with pain noted that count towards the first comparison, and how many it takes."""

    days: int
    needed: int

    @property
    def sentence(self) -> str:
        """How much of the way is done."""
        return f"{self.days} of the {self.needed} days with pain noted that a comparison takes"


def so_far(daily: pd.DataFrame, trends: Iterable[PainTrend]) -> SoFar | None:
    """Return how far the site that is furthest has come; None once one can be compared, or where its first days are too few.

    A comparison takes 7 days in each of its two fortnights; more days in one do not stand in for the other.
    """
    each = int(threshold("window_check_in_days").value)
    counts = []
    for trend in trends:
        if trend.verdict != TOO_LITTLE:
            return None
        if trend.baseline is None or trend.recent is None or is_too_thin(trend.baseline, trend.as_of):
            continue
        days, _ = days_with_value(daily, f"{trend.site}_mean", trend.as_of)
        later = stretch(days, max(trend.baseline.last + timedelta(days=1), trend.recent.first), trend.as_of)
        counts.append(min(each, trend.baseline.days) + min(each, max(0, later.stop - later.start)))
    return SoFar(max(counts), 2 * each) if counts else None
