"""The summary: all answers as one plain dict for JSON, and as text; docs/method.md fixes the keys."""

from datetime import date
from math import isfinite
from typing import Any

from tracker.analysis.answers import SITES, Answers, PainAnswer
from tracker.analysis.flexibility_norms import ReachPercentile
from tracker.analysis.flexibility_trend import ReachSeries, series_name
from tracker.analysis.goal import GoalProgress
from tracker.analysis.massage_response import MassageResponse
from tracker.analysis.symptoms import SymptomTrend
from tracker.analysis.windows import Window

SCHEMA_VERSION = 1
HEADINGS = {
    "pain": "Am I getting better?",
    "change": "Is the change real?",
    "sit_and_reach": "Am I more flexible?",
    "massage_response": "What does a massage do?",
    "pain_extent": "Is it leaving the leg?",
    "goes_with": "What goes with good and bad days?",
    "flares": "When were the bad spells?",
    "adherence": "Am I keeping at it?",
    "symptoms": "How are tingling, numbness, weakness and sleep?",
    "goals": "Am I near my goal?",
}

Json = dict[str, Any]


def summary(answers: Answers) -> Json:
    """Return all answers under fixed keys; what is missing is None, days are ISO texts, never NaN.

    Pain in points of the 0-10 scale, reach in cm with 0 at the soles, trends per week.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": answers.as_of.isoformat(),
        "pain": {site: _pain(answers.pain[site]) for site in SITES},
        "sit_and_reach": [
            _reach(series, percentile)
            for series, percentile in zip(answers.reach.series, answers.percentiles, strict=True)
        ],
        "massage_response": _response(answers.massage) | {"reach": _response(answers.massage_reach)},
        "pain_extent": {
            "days": answers.extent.days,
            "baseline": _window(answers.extent.baseline),
            "recent": _window(answers.extent.recent),
            "change": _number(answers.extent.change),
            "direction": answers.extent.direction,
            "verdict": answers.extent.verdict,
            "sentence": answers.extent.sentence,
        },
        "goes_with": _goes_with(answers),
        "flares": _flares(answers),
        "adherence": {
            "from": answers.adherence.period.first.isoformat(),
            "to": answers.adherence.period.last.isoformat(),
            "days_logged": answers.adherence.days_logged,
            "exercise_days": answers.adherence.exercise_days,
            "frozen_days": answers.adherence.frozen_days,
            "expected_days": answers.adherence.expected_days,
            "sentence": answers.adherence.sentence,
        },
        "symptoms": {symptom.symptom: _symptom(symptom) for symptom in answers.symptoms},
        "goals": [_goal(progress) for progress in answers.goals],
    }


def summary_text(answers: Answers) -> str:
    """Return all answers as sentences under their questions, one line each."""
    pain = [answers.pain[site] for site in SITES]
    reach = [
        f"{series.sentence} {percentile.sentence}"
        for series, percentile in zip(answers.reach.series, answers.percentiles, strict=True)
    ]
    lines = {
        "pain": [line for one in pain for line in (one.trend.sentence, one.per_week.sentence)],
        "change": [one.change.sentence for one in pain if one.change.change is not None],
        "sit_and_reach": reach or [answers.reach.sentence],
        "massage_response": [answers.massage.sentence, answers.massage_reach.sentence],
        "pain_extent": [answers.extent.sentence],
        "goes_with": [answers.goes_with.sentence],
        "flares": [answers.flares.sentence, *(one.sentence for one in answers.flares.found)],
        "adherence": [answers.adherence.sentence],
        "symptoms": [one.sentence for one in answers.symptoms],
        "goals": [one.sentence for one in answers.goals],
    }
    return "\n\n".join("\n".join([HEADINGS[key], *said]) for key, said in lines.items() if said)


def _pain(answer: PainAnswer) -> Json:
    trend, change, per_week = answer.trend, answer.change, answer.per_week
    return {
        "baseline": _window(trend.baseline),
        "recent": _window(trend.recent),
        "change": _number(trend.change),
        "change_percent": _number(trend.change_percent),
        "own_swing": _number(trend.swing_points),
        "mdc": change.mdc_points,
        "mcid": change.mcid_points,
        "nap": _number(change.nap),
        "nap_low": _number(change.nap_low),
        "nap_high": _number(change.nap_high),
        "reliable_change": _number(change.reliable_change),
        "baseline_moving": change.baseline_moving,
        "tau": _number(change.tau),
        "real_change": change.is_real,
        "trend_per_week": {
            "slope": _number(per_week.slope),
            "low": _number(per_week.low),
            "high": _number(per_week.high),
            "wide_low": _number(per_week.wide_low),
            "wide_high": _number(per_week.wide_high),
            "direction": per_week.direction,
            "days": per_week.days,
            "sentence": per_week.sentence,
        },
        "verdict": trend.verdict,
        "sentence": trend.sentence,
    }


def _window(window: Window | None) -> Json:
    if window is None:
        return {"mean": None, "days": 0, "first": None, "last": None}
    return {
        "mean": _number(window.mean),
        "days": window.days,
        "first": window.first.isoformat(),
        "last": window.last.isoformat(),
    }


def _reach(series: ReachSeries, percentile: ReachPercentile) -> Json:
    return {
        "variant": series.variant,
        "side": series.side,
        "name": series_name(series.variant, series.side),
        "tests": len(series.days),
        "first": series.days[0].isoformat(),
        "last": series.days[-1].isoformat(),
        "latest_cm": _number(series.latest_cm),
        "best_cm": _number(series.best_cm),
        "change_cm": _number(series.change_cm),
        "real_change": series.is_real,
        "percentile": _number(percentile.percentile),
        "percentile_place": percentile.place,
        "percentile_sentence": percentile.sentence,
        "sentence": series.sentence,
    }


def _response(response: MassageResponse) -> Json:
    return {
        "measure": response.measure,
        "logged": response.logged,
        "sessions": response.sessions,
        "booked_in_flare": response.booked_in_flare,
        "weekday": response.weekday,
        "on_weekday": response.on_weekday,
        "days": [
            {"day": day.day, "n": day.n}
            | {name: _number(getattr(day, name)) for name in ("mean_change", "low", "high")}
            for day in response.days
        ],
        "change": _number(response.change),
        "change_days": response.change_days,
        "wears_off_after_days": response.wears_off_after_days,
        "verdict": response.verdict,
        "sentence": response.sentence,
    }


def _goes_with(answers: Answers) -> Json:
    return {
        "site": answers.goes_with.site,
        "found": [
            {
                "factor": one.factor,
                "days": one.days,
                "rank_correlation": _number(one.rank_correlation),
                "low": _number(one.low),
                "high": _number(one.high),
                "clear": one.is_clear,
                "sentence": one.sentence,
            }
            for one in answers.goes_with.found
        ],
        "sentence": answers.goes_with.sentence,
    }


def _flares(answers: Answers) -> Json:
    return {
        "site": answers.flares.site,
        "now": answers.flares.is_flare_now,
        "found": [
            {
                "first": one.first.isoformat(),
                "last": one.last.isoformat(),
                "days": one.days,
                "peak": _number(one.peak),
                "peak_day": _day(one.peak_day),
                "usual": _number(one.usual),
                "marked": one.is_marked,
                "ended": _day(one.ended),
                "logged_before_end": list(one.logged_before_end),
                "sentence": one.sentence,
            }
            for one in answers.flares.found
        ],
        "sentence": answers.flares.sentence,
    }


def _symptom(symptom: SymptomTrend) -> Json:
    return {
        "days": symptom.days,
        "baseline_mean": _number(symptom.baseline_mean),
        "recent_mean": _number(symptom.recent_mean),
        "verdict": symptom.verdict,
        "sentence": symptom.sentence,
    }


def _goal(progress: GoalProgress) -> Json:
    goal = progress.goal
    return {
        "kind": goal.kind,
        "site": goal.site,
        "variant": goal.variant,
        "side": goal.side,
        "target": goal.target,
        "by_date": goal.by_date.isoformat(),
        "current": _number(progress.current),
        "days": progress.days,
        "verdict": progress.verdict,
        "sentence": progress.sentence,
    }


def _number(value: float | None) -> float | None:
    # Six decimals keep worked examples exact and binary fractions out of the file.
    return None if value is None or not isfinite(value) else round(value, 6) + 0.0


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
