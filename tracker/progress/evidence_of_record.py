"""Evidence: what the answers to all questions are worked out from."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

import numpy as np
import pandas as pd

from tracker import frames
from tracker.analysis.activities import Activities, activities
from tracker.analysis.adherence import Adherence, adherence
from tracker.analysis.associations import Associations, associations
from tracker.analysis.change import PainChange, pain_change
from tracker.analysis.episodes import Episodes, flare_episodes
from tracker.analysis.extent import ExtentTrend, extent_trend
from tracker.analysis.fair_try_answer import TryAnswer
from tracker.analysis.flexibility_norms import ReachPercentile, reach_percentile
from tracker.analysis.flexibility_trend import FlexibilityTrend, flexibility_trend, unlike_at_first
from tracker.analysis.goal import GoalProgress, goal_progress
from tracker.analysis.habits import LATEST_DAYS
from tracker.analysis.like_for_like import unlike_fortnights
from tracker.analysis.massage_response import MassageResponse, massage_response, reach_response
from tracker.analysis.medicines import MedicinesTaken, medicine_change, medicines_taken
from tracker.analysis.nerve_signs import beside_less_pain, beside_little_pain
from tracker.analysis.own_much_better import OwnMuchBetter, own_much_better
from tracker.analysis.pain_places import PlacesThenAndNow, places_then_and_now
from tracker.analysis.pain_trend import SITES, PainTrend, Site, pain_trend
from tracker.analysis.symptoms import SymptomTrend, symptom_trends
from tracker.analysis.verdict import TOO_LITTLE
from tracker.analysis.weekly_trend import WeeklyTrend, weekly_trend
from tracker.analysis.windows import Days
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Client
from tracker.domain.entry import Entry
from tracker.domain.event import Event
from tracker.domain.fair_try import FairTry
from tracker.domain.goal import Goal
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import MedicineTaken
from tracker.domain.overall_change import OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.period import Period, latest_days
from tracker.domain.red_flags import RedFlagState
from tracker.domain.safety_words import SIGN_STANDS
from tracker.domain.share_link import Scope, parts_of
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.record import ClientRecord

PLACES = parts_of(CheckIn, "pain_places")


@dataclass(frozen=True)
class Evidence:
    """What answers are worked out from: a record's frames, what its reader may see of it, and the period to draw.

    Analyses end with the period's last day; without a scope the reader sees everything.
    """

    check_ins: pd.DataFrame
    tests: pd.DataFrame
    massages: pd.DataFrame
    ratings: pd.DataFrame
    overall: pd.DataFrame
    events: pd.DataFrame
    medicines: pd.DataFrame
    client: Client
    goal: Goal | None
    scope: Scope | None
    period: Period
    unit: str
    fair_tries: tuple[FairTry, ...]
    # Asked for by its question alone: reading the days of a try is not for every answer.
    try_answers: Callable[[], tuple[TryAnswer, ...]]
    # Asked for beside good news of a goal alone.
    warning_signs: Callable[[], RedFlagState]

    @cached_property
    def daily(self) -> pd.DataFrame:
        return frames.daily_pain(self.check_ins)

    @cached_property
    def trends(self) -> Mapping[Site, PainTrend]:
        return {site: pain_trend(self.daily, site, self.period.last) for site in SITES}

    @cached_property
    def beside_pain(self) -> tuple[str, ...]:
        """What must be known beside how pain changed, each in one sentence; a worse nerve before all else."""
        unlike = (unlike_fortnights(self.check_ins, trend) for trend in self.trends.values())
        signs = beside_less_pain(self.check_ins, self.daily, self.trends)
        return tuple(dict.fromkeys((*signs, *chain.from_iterable(unlike))))

    @cached_property
    def changes(self) -> Mapping[Site, PainChange]:
        return {site: pain_change(self.daily, site, self.period.last, self.trends[site]) for site in SITES}

    @cached_property
    def reach(self) -> FlexibilityTrend:
        return flexibility_trend(self.tests, self.period.last, self.unit, self.massages)

    @cached_property
    def flares(self) -> Episodes:
        return flare_episodes(self.daily, self.check_ins, self.massages, self.period.last)

    @cached_property
    def per_week(self) -> Mapping[Site, WeeklyTrend]:
        return {site: weekly_trend(self.daily, site, self.period.last) for site in SITES}

    @cached_property
    def percentiles(self) -> tuple[ReachPercentile, ...]:
        """The percentile of each reach series, in their order."""
        return tuple(
            reach_percentile(
                series.latest_cm, series.variant, self.client.sex, self.client.age_in(series.days[-1].year)
            )
            for series in self.reach.series
        )

    @cached_property
    def massage(self) -> MassageResponse:
        return massage_response(self.daily, self.massages, self.period.last, check_ins=self.check_ins)

    @cached_property
    def massage_reach(self) -> MassageResponse:
        return reach_response(self.tests, self.massages, self.period.last, self.unit)

    @cached_property
    def extent(self) -> ExtentTrend:
        return extent_trend(self.daily, self.period.last, self.check_ins)

    @cached_property
    def goes_with(self) -> Associations:
        return associations(self.check_ins, self.daily, self.period.last, massages=self.massages)

    @cached_property
    def adherence(self) -> Adherence:
        return adherence(self.check_ins, self.flares, self.period.last)

    @cached_property
    def symptoms(self) -> tuple[SymptomTrend, ...]:
        return symptom_trends(self.check_ins, self.period.last)

    @cached_property
    def activities(self) -> Activities:
        return activities(self.ratings, self.period.last)

    @cached_property
    def pain_places(self) -> PlacesThenAndNow:
        return places_then_and_now(self.check_ins, self.period.last)

    @property
    def are_places_shown(self) -> bool:
        """Whether the reader may see the marked places, and any is marked in either window."""
        is_shared = self.scope is None or all(map(self.scope.allows, PLACES))
        return is_shared and bool(self.pain_places.places)

    @cached_property
    def own_much_better(self) -> OwnMuchBetter:
        return own_much_better(self.overall, self.daily, self.period.last)

    @cached_property
    def logged(self) -> Days:
        """The days with a check-in, a test or a massage session, each once."""
        days = [frame["on_date"].to_numpy() for frame in (self.check_ins, self.tests, self.massages)]
        return np.unique(np.concatenate(days)).astype("datetime64[D]")

    @cached_property
    def medicines_round_massages(self) -> str:
        """What changed in medicines while massages were compared, in one sentence; empty where nothing did."""
        if self.massage.verdict == TOO_LITTLE:
            return ""
        return medicine_change(self.medicines, self.logged, self._latest_year, self.massages)

    @cached_property
    def medicines_meanwhile(self) -> str:
        """What changed in medicines while habits were compared, in one sentence; empty where nothing did."""
        if not self.goes_with.associations:
            return ""
        return medicine_change(self.medicines, self.logged, self._latest_year)

    def medicines_taken(self, days: int) -> MedicinesTaken:
        """Return the medicines of the latest days."""
        return medicines_taken(self.medicines, self.logged, latest_days(days, self.period.last))

    @property
    def _latest_year(self) -> Period:
        """The days that massages and habits are compared over, from the first with an entry on."""
        year = latest_days(LATEST_DAYS, self.period.last)
        first = self.logged[0].item() if len(self.logged) else year.first
        return Period(max(year.first, first), year.last)

    @cached_property
    def to_goal(self) -> GoalProgress | None:
        """How near the goal is, None without one."""
        goal = self.goal
        if goal is None:
            return None
        return goal_progress(
            goal, self.daily, self.tests, self.period.last, self.unit, self._beside_goal(goal)
        )

    def _beside_goal(self, goal: Goal) -> Iterator[str]:
        """Yield what must be known beside a goal that is reached or on the way: a danger, and that its start was unlike."""
        if self.warning_signs().present:
            yield SIGN_STANDS
        if goal.kind == "reach":
            yield from unlike_at_first(self.tests, goal.variant, goal.side, self.unit, self.massages)
        else:
            trend = self.trends["back" if goal.site == "back" else "leg"]
            yield from beside_little_pain(self.check_ins, self.daily, trend)


def evidence(record: ClientRecord, period: Period, unit: str) -> Evidence:
    """Return what a record's answers are worked out from."""

    def frame_of(entry_class: type[Entry]) -> pd.DataFrame:
        return frames.entry_frame(entry_class, *record.entries.rows(entry_class.kind), frames.PROVENANCE)

    return evidence_of(
        frame_of(CheckIn),
        frame_of(SitAndReachTest),
        frame_of(MassageSession),
        ratings=frame_of(ActivityRating),
        overall=frame_of(OverallChange),
        events=frame_of(Event),
        medicines=frame_of(MedicineTaken),
        client=record.profile.get(),
        goal=record.goals.current().goal,
        scope=record.scope,
        period=period,
        unit=unit,
        fair_tries=record.fair_tries.all(),
        try_answers=lambda: record.fair_tries.answers(unit, period=Period(date.min, period.last), at_most=1),
        warning_signs=record.warning_signs.state,
    )


def evidence_of(
    check_ins: pd.DataFrame,
    tests: pd.DataFrame,
    massages: pd.DataFrame,
    *,
    ratings: pd.DataFrame,
    overall: pd.DataFrame,
    events: pd.DataFrame,
    medicines: pd.DataFrame,
    client: Client,
    goal: Goal | None,
    scope: Scope | None,
    period: Period,
    unit: str,
    fair_tries: tuple[FairTry, ...],
    try_answers: Callable[[], tuple[TryAnswer, ...]],
    warning_signs: Callable[[], RedFlagState],
) -> Evidence:
    """Return what answers are worked out from, of a frame for each kind of entry.

    Entries after the period's last day are left out.
    """
    last = period.last
    return Evidence(
        frames.until(check_ins, last),
        frames.until(tests, last),
        frames.until(massages, last),
        ratings=frames.until(ratings, last),
        overall=frames.until(overall, last),
        events=frames.until(events, last),
        medicines=frames.until(medicines, last),
        client=client,
        goal=goal,
        scope=scope,
        period=period,
        unit=unit,
        fair_tries=fair_tries,
        try_answers=try_answers,
        warning_signs=warning_signs,
    )
