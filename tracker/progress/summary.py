"""The summary: the answers of a record as one plain dict for JSON, and as text; docs/method.md fixes the keys."""

from collections.abc import Callable, Mapping
from datetime import date
from math import isfinite
from typing import Any

from tracker.analysis.flexibility_norms import ReachPercentile
from tracker.analysis.flexibility_trend import ReachSeries, series_name
from tracker.analysis.goal import GoalProgress
from tracker.analysis.massage_response import MassageResponse
from tracker.analysis.pain_trend import SITES, Site
from tracker.analysis.symptoms import SymptomTrend
from tracker.analysis.windows import Window
from tracker.progress.evidence_of_record import Evidence
from tracker.progress.questions import BY_ID

SCHEMA_VERSION = 1

Json = dict[str, Any]


def summary(evidence: Evidence) -> Json:
    """Return the answers as of the period's end under fixed keys; days are ISO texts, never NaN.

    What is missing is None, and so is every key whose question rests on something that is not shared. Pain in points
    of the 0-10 scale, reach in cm with 0 at the soles, trends per week.
    """
    return {"schema_version": SCHEMA_VERSION, "as_of": evidence.period.last.isoformat()} | {
        key: section(evidence) if BY_ID[question].is_shared(evidence.scope) else None
        for key, (question, section) in _SECTIONS.items()
    }


def summary_text(evidence: Evidence) -> str:
    """Return the answers as sentences under their questions, one line each; what is not shared is said to be."""
    parts = []
    for question, lines in _LINES.items():
        question_id = BY_ID[question]
        if question_id.is_offered(evidence.scope):
            shared = question_id.is_shared(evidence.scope)
            sentences = lines(evidence) if shared else [question_id.answer(evidence).sentence]
            parts += ["\n".join([question_id.title, *sentences])] if sentences else []
    return "\n\n".join(parts)


def _pain_lines(evidence: Evidence) -> list[str]:
    of_sites = (
        line for site in SITES for line in (evidence.trends[site].sentence, evidence.per_week[site].sentence)
    )
    return [*of_sites, *evidence.beside_pain]


def _change_lines(evidence: Evidence) -> list[str]:
    return [change.sentence for change in evidence.changes.values() if change.change is not None]


def _flexibility_lines(evidence: Evidence) -> list[str]:
    pairs = zip(evidence.reach.series, evidence.percentiles, strict=True)
    return [f"{series.sentence} {percentile.sentence}" for series, percentile in pairs] or [
        evidence.reach.sentence
    ]


def _activities(evidence: Evidence) -> Json:
    result, overall = evidence.activities, evidence.own_much_better
    return {
        "rated": [
            {
                "words": course.words,
                "days": len(course.days),
                "first": _number(course.ratings[0]),
                "latest": _number(course.ratings[-1]),
                "latest_day": course.days[-1].isoformat(),
            }
            for course in result.courses
        ],
        "overall": overall.latest[1] if overall.latest else None,
        "overall_day": _day(overall.latest[0]) if overall.latest else None,
        "sentence": result.sentence,
    }


def _activity_lines(evidence: Evidence) -> list[str]:
    # Who named nothing is not told so wherever pain is.
    sentence = evidence.activities.sentence if evidence.activities.courses else ""
    return [line for line in (sentence, evidence.own_much_better.latest_sentence) if line]


def _extent(evidence: Evidence) -> Json:
    extent = evidence.extent
    return {
        "days": extent.days,
        "baseline": _window(extent.baseline),
        "recent": _window(extent.recent),
        "change": _number(extent.change),
        "direction": extent.direction,
        "verdict": extent.verdict,
        "sentence": extent.sentence,
    }


def _adherence(evidence: Evidence) -> Json:
    adherence = evidence.adherence
    return {
        "from": adherence.period.first.isoformat(),
        "to": adherence.period.last.isoformat(),
        "days_logged": adherence.days_logged,
        "exercise_days": adherence.exercise_days,
        "frozen_days": adherence.frozen_days,
        "expected_days": adherence.expected_days,
        "sentence": adherence.sentence,
    }


def _pain(evidence: Evidence, site: Site) -> Json:
    trend, change, per_week = evidence.trends[site], evidence.changes[site], evidence.per_week[site]
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
        "tests": series.tests,
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


def _goes_with(evidence: Evidence) -> Json:
    return {
        "site": evidence.goes_with.site,
        "found": [
            {
                "factor": association.factor,
                "days": association.days,
                "rank_correlation": _number(association.rank_correlation),
                "low": _number(association.low),
                "high": _number(association.high),
                "clear": association.is_clear,
                "sentence": association.sentence,
            }
            for association in evidence.goes_with.associations
        ],
        "sentence": evidence.goes_with.sentence,
    }


def _flares(evidence: Evidence) -> Json:
    return {
        "site": evidence.flares.site,
        "now": evidence.flares.is_flare_now,
        "found": [
            {
                "first": flare.first.isoformat(),
                "last": flare.last.isoformat(),
                "days": flare.days,
                "site": flare.site,
                "peak": _number(flare.peak),
                "peak_day": _day(flare.peak_day),
                "usual": _number(flare.usual),
                "marked": flare.is_marked,
                "ended": _day(flare.ended),
                "logged_before_end": list(flare.logged_before_end),
                "sentence": flare.sentence,
            }
            for flare in evidence.flares.episodes
        ],
        "sentence": evidence.flares.sentence,
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


_Section = Callable[[Evidence], Any]
# What stands under each key, and the question that must be shared for it.
_SECTIONS: Mapping[str, tuple[str, _Section]] = {
    "pain": ("pain", lambda evidence: {site: _pain(evidence, site) for site in SITES}),
    "beside_pain": ("pain", lambda evidence: list(evidence.beside_pain)),
    "sit_and_reach": (
        "flexibility",
        lambda evidence: list(map(_reach, evidence.reach.series, evidence.percentiles)),
    ),
    "massage_response": (
        "massage",
        lambda evidence: _response(evidence.massage) | {"reach": _response(evidence.massage_reach)},
    ),
    "activities": ("activities", _activities),
    "pain_extent": ("extent", _extent),
    "goes_with": ("goes-with", _goes_with),
    "flares": ("flares", _flares),
    "adherence": ("keeping-at-it", _adherence),
    "symptoms": (
        "symptoms",
        lambda evidence: {trend.symptom: _symptom(trend) for trend in evidence.symptoms},
    ),
    "goals": ("goal", lambda evidence: [_goal(evidence.to_goal)] if evidence.to_goal else []),
}
_LINES: Mapping[str, Callable[[Evidence], list[str]]] = {
    "pain": _pain_lines,
    "change": _change_lines,
    "flexibility": _flexibility_lines,
    "massage": lambda evidence: [
        evidence.massage.sentence,
        evidence.massage_reach.sentence,
        *filter(None, [evidence.medicines_round_massages]),
    ],
    "activities": _activity_lines,
    "extent": lambda evidence: [evidence.extent.sentence],
    "goes-with": lambda evidence: [
        evidence.goes_with.sentence,
        *filter(None, [evidence.medicines_meanwhile]),
    ],
    "flares": lambda evidence: [
        evidence.flares.sentence,
        *(flare.sentence for flare in evidence.flares.episodes),
    ],
    "keeping-at-it": lambda evidence: [evidence.adherence.sentence],
    "symptoms": lambda evidence: [trend.sentence for trend in evidence.symptoms],
    "goal": lambda evidence: [evidence.to_goal.sentence] if evidence.to_goal else [],
}
