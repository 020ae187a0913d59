"""Invented records for frame, analysis and chart tests, small enough to read."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from tracker.analysis.activities import activities
from tracker.analysis.flexibility_trend import flexibility_trend
from tracker.analysis.massage_dose import massage_dose
from tracker.analysis.pain_trend import pain_trend
from tracker.charts.chart import Chart
from tracker.charts.questions.activities import activities_chart
from tracker.charts.questions.flexibility_trend import flexibility_chart
from tracker.charts.questions.massage_sessions import massage_sessions_chart
from tracker.charts.questions.pain_trend import pain_trend_chart
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.event import Event
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import MedicineTaken
from tracker.domain.overall_change import OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.period import Period
from tracker.domain.red_flags import RedFlagState
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.frames import (
    daily_pain,
    dtypes_of,
    entry_frame,
)
from tracker.progress.evidence_of_record import Evidence, evidence_of

FIRST = date(2026, 1, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def _framed(entry_class: type[Entry], rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    dtypes = dtypes_of(entry_class)
    return entry_frame(entry_class, list(dtypes), [_row(dtypes, row) for row in rows])


def check_ins(*rows: Mapping[str, object]) -> pd.DataFrame:
    return _framed(CheckIn, rows)


def reach_tests(*rows: Mapping[str, object]) -> pd.DataFrame:
    return _framed(SitAndReachTest, rows)


def massages(*rows: Mapping[str, object]) -> pd.DataFrame:
    return _framed(MassageSession, rows)


def ratings(*rows: Mapping[str, object]) -> pd.DataFrame:
    return _framed(ActivityRating, rows)


def rated(words: str, abilities: Mapping[int, int]) -> list[dict[str, object]]:
    """Ratings of one activity on the days given by their numbers."""
    return [
        {"on_date": day(number).isoformat(), "activity": words, "ability": ability}
        for number, ability in abilities.items()
    ]


def overall_changes(answers: Mapping[int, str]) -> pd.DataFrame:
    rows = [{"on_date": day(number).isoformat(), "overall": answer} for number, answer in answers.items()]
    return _framed(OverallChange, rows)


def evidence_from(
    check_ins: pd.DataFrame, tests: pd.DataFrame, massages: pd.DataFrame, **given: Any
) -> Evidence:
    """What answers are worked out from, with nothing but what is given."""
    frames: dict[str, Any] = {
        name: _framed(entry_class, ())
        for name, entry_class in (
            ("ratings", ActivityRating), ("overall", OverallChange), ("events", Event), ("medicines", MedicineTaken)
        )
    }  # fmt: skip
    nothing: dict[str, Any] = {
        "goal": None, "scope": None, "unit": "cm", "fair_tries": (), "try_answers": tuple, "warning_signs": RedFlagState
    }  # fmt: skip
    return evidence_of(check_ins, tests, massages, **frames | nothing | given)


def daily(leg: Mapping[int, float], back: Mapping[int, float] | None = None) -> pd.DataFrame:
    """Daily pain with one check-in on each day given by its number."""
    back = back or {}
    return daily_pain(
        check_ins(
            *(
                {
                    "on_date": day(number).isoformat(),
                    "leg_pain_nrs": leg.get(number),
                    "back_pain_nrs": back.get(number),
                }
                for number in sorted({*leg, *back})
            )
        )
    )


def pain_chart(pain: pd.DataFrame, period: Period, sessions: pd.DataFrame | None = None) -> Chart:
    leg, back = (pain_trend(pain, site, period.last) for site in ("leg", "back"))
    return pain_trend_chart(pain, leg, back, massages() if sessions is None else sessions, period)


def reach_chart(tests: pd.DataFrame, period: Period, unit: str = "cm") -> Chart:
    return flexibility_chart(tests, flexibility_trend(tests, period.last, unit), massages(), period, unit)


def ability_chart(rows: Iterable[Mapping[str, object]], period: Period) -> Chart:
    return activities_chart(activities(ratings(*rows), period.last), period)


def massage_chart(sessions: pd.DataFrame, period: Period) -> Chart:
    return massage_sessions_chart(sessions, massage_dose(sessions, period), period)


def _row(dtypes: Mapping[str, object], given: Mapping[str, object]) -> tuple[object, ...]:
    usual: dict[str, object] = {"is_flare": 0, "created_at": "2026-01-01T08:00:00+00:00", "source": "form"}
    row = {**dict.fromkeys(dtypes), **{name: usual[name] for name in usual if name in dtypes}, **given}
    return tuple(row.values())
