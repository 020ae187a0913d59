"""All answers of one record: every analysis run once, as of one day."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.analysis.adherence import Adherence, adherence
from tracker.analysis.associations import Associations, associations
from tracker.analysis.change import PainChange, pain_change
from tracker.analysis.episodes import Episodes, flare_episodes
from tracker.analysis.extent import ExtentTrend, extent_trend
from tracker.analysis.flexibility_norms import ReachPercentile, reach_percentile
from tracker.analysis.flexibility_trend import FlexibilityTrend, flexibility_trend
from tracker.analysis.goal import GoalProgress, goal_progress
from tracker.analysis.massage_response import MassageResponse, massage_response, reach_response
from tracker.analysis.pain_trend import PainTrend, Site, pain_trend
from tracker.analysis.symptoms import SymptomTrend, symptom_trends
from tracker.analysis.weekly_trend import WeeklyTrend, weekly_trend
from tracker.domain.client import Client
from tracker.domain.goal import Goal
from tracker.frames import daily_pain, until

SITES: tuple[Site, ...] = ("leg", "back")


@dataclass(frozen=True)
class PainAnswer:
    """One site's answers: the two windows, how real their difference is, and the trend per week."""

    trend: PainTrend
    change: PainChange
    per_week: WeeklyTrend


@dataclass(frozen=True)
class Answers:
    """What the record says as of a day; `percentiles` go with the series of `reach`, one each, in the same order."""

    as_of: date
    pain: dict[Site, PainAnswer]
    reach: FlexibilityTrend
    percentiles: tuple[ReachPercentile, ...]
    massage: MassageResponse
    massage_reach: MassageResponse
    extent: ExtentTrend
    goes_with: Associations
    flares: Episodes
    adherence: Adherence
    symptoms: tuple[SymptomTrend, ...]
    goals: tuple[GoalProgress, ...]


def answers(
    check_ins: pd.DataFrame,
    tests: pd.DataFrame,
    massages: pd.DataFrame,
    client: Client,
    as_of: date,
    goals: tuple[Goal, ...] = (),
) -> Answers:
    """Return all answers; entries after `as_of` are left out, lengths in sentences are in the client's unit.

    Input: check-in, sit-and-reach and massage session frames. Age is the one reached in the year of a series'
    latest test, as the profile holds no birthday.
    """
    check_ins, tests, massages = (until(frame, as_of) for frame in (check_ins, tests, massages))
    daily = daily_pain(check_ins)
    reach = flexibility_trend(tests, as_of, client.unit)
    flares = flare_episodes(daily, check_ins, massages, as_of)
    return Answers(
        as_of=as_of,
        pain={site: _pain(daily, site, as_of) for site in SITES},
        reach=reach,
        percentiles=tuple(
            reach_percentile(
                series.latest_cm, series.variant, client.sex, age_in(client, series.days[-1].year)
            )
            for series in reach.series
        ),
        massage=massage_response(daily, massages, as_of),
        massage_reach=reach_response(tests, massages, as_of, client.unit),
        extent=extent_trend(daily, as_of),
        goes_with=associations(check_ins, daily, as_of),
        flares=flares,
        adherence=adherence(check_ins, flares, as_of),
        symptoms=symptom_trends(check_ins, as_of),
        goals=tuple(goal_progress(goal, daily, tests, as_of, client.unit) for goal in goals),
    )


def age_in(client: Client, year: int) -> int | None:
    """Return the age a client reaches in a year, None without a birth year."""
    return None if client.birth_year is None else year - client.birth_year


def _pain(daily: pd.DataFrame, site: Site, as_of: date) -> PainAnswer:
    trend = pain_trend(daily, site, as_of)
    return PainAnswer(trend, pain_change(daily, site, as_of, trend), weekly_trend(daily, site, as_of))
