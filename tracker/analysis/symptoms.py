"""How are tingling, numbness, weakness and sleep? How often each level was noted, week by week."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from tracker.analysis.lasting_change import Comparison, compare
from tracker.analysis.nerve_signs import HAVE_IT_SEEN, SIGNS, is_worth_a_look, worse_than_at_first
from tracker.analysis.settled_start import settled_start
from tracker.analysis.verdict import NO_CLEAR, SOMEWHAT_BETTER, SOMEWHAT_WORSE, TOO_LITTLE
from tracker.analysis.weeks import week_counts
from tracker.analysis.windows import Days, Values, Windows, days_with_value, inside, windows
from tracker.analysis.wording import counted
from tracker.domain.check_in import SEVERITIES, SLEEP_QUALITIES, SYMPTOMS

SLEEP = "sleep_quality"
SOMEWHAT_LEVELS = 0.5


@dataclass(frozen=True)
class SymptomWeek:
    """Seven days from `first`: on how many days each level was noted (same order as the symptom's levels)."""

    first: date
    counts: tuple[int, ...]

    @property
    def days(self) -> int:
        """Days of the week that have a value."""
        return sum(self.counts)


@dataclass(frozen=True)
class SymptomTrend:
    """One symptom (or sleep): its levels in words from the lowest number up, and the weeks, oldest first.

    A day with several check-ins counts once, with its worst level. Means are of the levels' numbers (symptoms 0-3,
    sleep 1-5) in the first 14 days and the latest 14, None with too little data.
    """

    symptom: str
    levels: tuple[str, ...]
    weeks: tuple[SymptomWeek, ...]
    days: int
    baseline_mean: float | None
    recent_mean: float | None
    verdict: str
    sentence: str


def symptom_trends(check_ins: pd.DataFrame, as_of: date) -> tuple[SymptomTrend, ...]:
    """Return tingling, numbness, weakness and sleep quality by week.

    Input: a check-in frame. No published smallest change exists for these short scales, so a verdict goes no
    further than "somewhat": half a level that has held as `lasting_change` asks.
    """
    worst = _worst_of_day(check_ins)
    return tuple(_trend(worst, symptom, as_of) for symptom in (*SYMPTOMS, SLEEP))


def _worst_of_day(check_ins: pd.DataFrame) -> pd.DataFrame:
    days = check_ins["on_date"].to_numpy().astype("datetime64[D]")
    # A check-in frame is in date order, so a day is one stretch of rows.
    starts = np.flatnonzero(np.diff(days, prepend=np.datetime64("NaT")) != np.timedelta64(0, "D"))
    values = {name: check_ins[name].to_numpy() for name in (*SYMPTOMS, SLEEP)}
    worst = {
        name: (np.fmin if name == SLEEP else np.fmax).reduceat(column, starts) if len(days) else column
        for name, column in values.items()
    }
    return pd.DataFrame({"on_date": days[starts]} | worst)


def _trend(worst: pd.DataFrame, symptom: str, as_of: date) -> SymptomTrend:
    levels, lowest = (SLEEP_QUALITIES, 1) if symptom == SLEEP else (SEVERITIES, 0)
    days, values = days_with_value(worst, symptom, as_of)
    weeks = tuple(
        SymptomWeek(first, counts) for first, counts in week_counts(days, values, len(levels), lowest)
    )
    name = "sleep" if symptom == SLEEP else symptom
    if not len(days):
        sentence = f"{name.capitalize()} is not noted yet; it is in the fold of the check-in."
        return SymptomTrend(
            symptom=symptom,
            levels=levels,
            weeks=weeks,
            days=0,
            baseline_mean=None,
            recent_mean=None,
            verdict=TOO_LITTLE,
            sentence=sentence,
        )
    less_is_better = symptom != SLEEP
    settled = settled_start(days, values, less_is_better)
    compared = windows(days, values, as_of, "it noted", worst["on_date"].iloc[0].date(), settled)
    if compared.means is None:
        sentence = (
            f"How {name} changed is said once there is enough to compare. {compared.left_out}{compared.missing}"
            f"{_worse_already(symptom, days, values, compared)}"
        )
        return SymptomTrend(
            symptom=symptom,
            levels=levels,
            weeks=weeks,
            days=len(days),
            baseline_mean=None,
            recent_mean=None,
            verdict=TOO_LITTLE,
            sentence=sentence,
        )
    comparison = compare(days, values, compared.baseline, compared.recent, less_is_better)
    verdict = _verdict(comparison, less_is_better)
    first, latest = (
        values[inside(days, window)].astype(np.int64) - lowest
        for window in (compared.baseline, compared.recent)
    )
    # Not called is not the same as not there.
    is_large = round(abs(comparison.change), 9) >= SOMEWHAT_LEVELS
    is_worse = is_large and (comparison.change > 0) == less_is_better
    way = "worse" if is_worse else "better"
    is_held_back = verdict == NO_CLEAR and is_large
    held_back = f"{way} than in {compared.start}. {comparison.why_not.sentence}" if is_held_back else ""
    worse_days = "" if is_worse else _worse_days(levels, first, latest, compared.start, less_is_better)
    lately = inside(days, compared.recent)
    seen = symptom in SIGNS and (is_worse or worse_days) and is_worth_a_look(days[lately], values[lately])
    sentence = (
        f"{_sentence(name, _usual(levels, latest), compared, verdict, held_back)}{worse_days}"
        f"{f' {HAVE_IT_SEEN}' if seen else ''}"
    )
    return SymptomTrend(symptom, levels, weeks, len(days), *compared.means, verdict, sentence)


def _worse_already(symptom: str, days: Days, values: Values, compared: Windows) -> str:
    """Return that a leg got weak or numb, which no comparison has to wait for."""
    now = worse_than_at_first(days, values, days[0].item(), compared.recent) if symptom in SIGNS else -1
    return "" if now < 0 else f" Over {compared.end} it was up to {SEVERITIES[now]}. {HAVE_IT_SEEN}"


def _verdict(comparison: Comparison, less_is_better: bool) -> str:
    if round(abs(comparison.change), 9) < SOMEWHAT_LEVELS or not comparison.has_lasted:
        return NO_CLEAR
    return SOMEWHAT_BETTER if (comparison.change < 0) == less_is_better else SOMEWHAT_WORSE


def _worse_days(
    levels: tuple[str, ...], first: np.ndarray, latest: np.ndarray, start: str, less_is_better: bool
) -> str:
    """Return on how many days it was worse than ever in the first fortnight, which a mean hides."""
    worst = max if less_is_better else min
    at_first, now = worst(first.tolist()), worst(latest.tolist())
    days = int((latest > at_first if less_is_better else latest < at_first).sum())
    if not days:
        return ""
    return f" On {counted(days, 'day')} it was worse than on any day of {start}: {levels[now]} at the worst."


def _usual(levels: tuple[str, ...], recent: np.ndarray) -> str:
    """Return the level of more than half of the days in words, or else how far the levels went."""
    counts = np.bincount(recent)
    most = int(counts.argmax())
    if 2 * counts[most] > len(recent):
        return f"was mostly {levels[most]}"
    # "From one to the other" would read as a change.
    return f"was between {levels[int(recent.min())]} and {levels[int(recent.max())]}"


def _sentence(name: str, usual: str, compared: Windows, verdict: str, held_back: str) -> str:
    now = f"{compared.left_out}{name.capitalize()} {usual} over {compared.end} (from {counted(compared.recent.days, 'day')})"
    if held_back:
        return f"{now}, on average {held_back}: {verdict}."
    return f"{now}; on average against {compared.start}: {verdict}."
