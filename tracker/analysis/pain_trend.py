"""Am I getting better? The first fortnight's pain against the latest, and the smooth line between."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd

from tracker.analysis.thresholds import Threshold, threshold
from tracker.analysis.verdict import (
    MUCH_BETTER,
    MUCH_WORSE,
    NO_CLEAR,
    SOMEWHAT_BETTER,
    SOMEWHAT_WORSE,
    TOO_LITTLE,
)
from tracker.analysis.windows import Window
from tracker.analysis.wording import counted, day_words, tenths

Site = Literal["leg", "back"]
THRESHOLD_IDS = (
    "nrs_mcid_points", "nrs_mcid_percent", "nrs_slight_points", "nrs_slight_percent",
    "nrs_mdc_points", "nrs_low_baseline_points", "window_days", "window_check_in_days",
)  # fmt: skip
SMOOTH_DAYS = 7


@dataclass(frozen=True)
class PainTrend:
    """How pain at one site changed: change in points (recent minus baseline; below 0 is better).

    `change_percent` is None where the baseline mean is 0; both are None where there is too little data.
    """

    site: Site
    as_of: date
    baseline: Window | None
    recent: Window | None
    change: float | None
    change_percent: float | None
    verdict: str
    sentence: str
    thresholds: tuple[Threshold, ...]


def pain_trend(daily: pd.DataFrame, site: Site, as_of: date) -> PainTrend:
    """Compare the 14 calendar days from the site's first check-in with the latest 14 that end `as_of`.

    Input: daily pain; days after `as_of` are left out. Each window needs 7 check-in days and the two may not
    overlap. "Much" needs both 2 points and 30 % (Ostelo 2008, doi 10.1097/BRS.0b013e31815e3a10), "somewhat"
    both 1 point and 15 % (Salaffi 2004, doi 10.1016/j.ejpain.2003.09.004). From a baseline of 0 any rise
    passes the percentage. A baseline mean under 3 is told in words only and never "much better".
    """
    days, values = _known(daily, site, as_of)
    thresholds = tuple(threshold(threshold_id) for threshold_id in THRESHOLD_IDS)
    if not len(days):
        sentence = (
            f"No {site} pain is logged yet. Two fortnights with 7 check-in days each make a comparison."
        )
        return PainTrend(site, as_of, None, None, None, None, TOO_LITTLE, sentence, thresholds)
    length = timedelta(days=_limit("window_days") - 1)
    first = days[0].item()
    baseline = _window(days, values, first, first + length)
    recent = _window(days, values, as_of - length, as_of)
    missing = _what_is_missing(baseline, recent, as_of)
    if missing or baseline.mean is None or recent.mean is None:
        sentence = f"Too little data to say how {site} pain changed. {missing}"
        return PainTrend(site, as_of, baseline, recent, None, None, TOO_LITTLE, sentence, thresholds)
    change = recent.mean - baseline.mean
    percent = 100 * change / baseline.mean if baseline.mean else None
    verdict = _verdict(baseline.mean, change, percent)
    sentence = _sentence(site, baseline.mean, recent, change, verdict)
    return PainTrend(site, as_of, baseline, recent, change, percent, verdict, sentence, thresholds)


def smooth_line(
    daily: pd.DataFrame, site: Site, days: int = SMOOTH_DAYS, gap_days: int = SMOOTH_DAYS
) -> pd.DataFrame:
    """Return the centred moving mean of one site's daily values, with columns on_date and mean (NRS 0-10).

    One row per day that has a value: the mean of the values within days // 2 calendar days before and after
    it, so the line does not lag behind the dots; the first and last days rest on one side only. Where more
    than `gap_days` (7) lie from one value to the next a row with NaN (the day after the earlier one) breaks the line.
    """
    known = daily.loc[daily[f"{site}_mean"].notna(), ["on_date", f"{site}_mean"]]
    when = known["on_date"].to_numpy().astype("datetime64[D]")
    sums = np.concatenate([[0.0], known[f"{site}_mean"].to_numpy().cumsum()])
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


def _known(daily: pd.DataFrame, site: Site, as_of: date) -> tuple[np.ndarray, np.ndarray]:
    days = daily["on_date"].to_numpy().astype("datetime64[D]")
    values = daily[f"{site}_mean"].to_numpy()
    kept = ~np.isnan(values) & (days <= np.datetime64(as_of))
    return days[kept], values[kept]


def _window(days: np.ndarray, values: np.ndarray, first: date, last: date) -> Window:
    inside = values[(days >= np.datetime64(first)) & (days <= np.datetime64(last))]
    return Window(first, last, len(inside), float(inside.mean()) if len(inside) else None)


def _limit(threshold_id: str) -> int:
    return int(threshold(threshold_id).value)


def _what_is_missing(baseline: Window, recent: Window, as_of: date) -> str:
    needed = _limit("window_check_in_days")
    if baseline.last >= as_of:
        short = max(0, needed - baseline.days)
        still = f"{counted(short, 'more day')} with a check-in will complete it, then " if short else ""
        return (
            f"Your first 14 days run until {day_words(baseline.last)}; {still}a comparison can start on "
            f"{day_words(baseline.last + timedelta(days=14))}."
        )
    if baseline.days < needed:
        return (
            f"Your first 14 days have {counted(baseline.days, 'day')} with a check-in and a starting point needs "
            f"{needed}. The chart still shows every day you logged."
        )
    if recent.first <= baseline.last:
        start = day_words(baseline.last + timedelta(days=14))
        return f"Your first 14 days and the latest 14 still overlap; a comparison can start on {start}."
    if recent.days < needed:
        more = counted(needed - recent.days, "more day")
        return f"{more} with a check-in within 14 days and there is something to compare."
    return ""


def _passes(change: float, percent: float | None, size: str) -> bool:
    # Rounding keeps a change of exactly 2 points or 30 % from being lost to binary fractions.
    points = round(abs(change), 9) >= threshold(f"nrs_{size}_points").value
    return points and (percent is None or round(abs(percent), 9) >= threshold(f"nrs_{size}_percent").value)


def _verdict(baseline_mean: float, change: float, percent: float | None) -> str:
    low_already = baseline_mean < threshold("nrs_low_baseline_points").value
    if _passes(change, percent, "mcid") and not (low_already and change < 0):
        return MUCH_BETTER if change < 0 else MUCH_WORSE
    if _passes(change, percent, "slight"):
        return SOMEWHAT_BETTER if change < 0 else SOMEWHAT_WORSE
    return NO_CLEAR


def _sentence(site: Site, baseline_mean: float, recent: Window, change: float, verdict: str) -> str:
    if baseline_mean < threshold("nrs_low_baseline_points").value:
        return _low_already(site, recent, verdict)
    mcid = threshold("nrs_mcid_points").value
    size = tenths(change, below=mcid)
    moved = "the same as" if size == "0.0" else f"{'down' if change < 0 else 'up'} {size} from"
    rests_on = f"over the last 14 days (from {counted(recent.days, 'day')})"
    answer = (
        f"{site.capitalize()} pain averages {tenths(recent.mean or 0)} {rests_on}, {moved} your first 14."
    )
    if verdict in (MUCH_BETTER, MUCH_WORSE):
        return f"{answer} That is more than measurement error, and about the size people call {verdict}."
    if verdict == NO_CLEAR:
        return f"{answer} A difference this small says nothing either way: no clear change."
    if abs(change) < mcid:
        return f"{answer} That is {verdict}, but a difference under {mcid:g} points may be measurement error."
    return (
        f"{answer} That is {verdict}; it is under {threshold('nrs_mcid_percent').value:g} % of where you started "
        "and may be measurement error."
    )


def _low_already(site: Site, recent: Window, verdict: str) -> str:
    rests_on = f"over the last 14 days (from {counted(recent.days, 'day')})"
    if verdict == MUCH_WORSE:
        return (
            f"{site.capitalize()} pain was low in your first 14 days and is higher {rests_on}. That is more than "
            "measurement error, and about the size people call much worse."
        )
    if verdict == SOMEWHAT_WORSE:
        return (
            f"{site.capitalize()} pain was low in your first 14 days and is somewhat higher {rests_on}; that may be "
            "measurement error."
        )
    now = "somewhat lower still" if verdict == SOMEWHAT_BETTER else "much the same"
    unsure = "; that may be measurement error" if verdict == SOMEWHAT_BETTER else ""
    return f"{site.capitalize()} pain was low already in your first 14 days and is {now} {rests_on}{unsure}."
