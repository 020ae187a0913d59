"""Progress: a record's answers and their charts for a period, put together for a page or a report."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from tracker import frames
from tracker.analysis.adherence import adherence, calendar_days
from tracker.analysis.answers import age_in
from tracker.analysis.associations import associations
from tracker.analysis.change import PainChange, pain_change
from tracker.analysis.episodes import Episodes, flare_episodes
from tracker.analysis.extent import extent_trend
from tracker.analysis.flexibility_norms import COMPARABLE_VARIANTS, norm_band, reach_percentile
from tracker.analysis.flexibility_trend import FlexibilityTrend, flexibility_trend
from tracker.analysis.goal import goal_progress
from tracker.analysis.like_for_like import unlike_before
from tracker.analysis.massage_dose import MassageDose, massage_dose
from tracker.analysis.massage_response import massage_response, reach_response
from tracker.analysis.pain_trend import PainTrend, Site, pain_sentences, pain_trend
from tracker.analysis.so_far import SoFar, so_far
from tracker.analysis.symptoms import symptom_trends
from tracker.charts.adherence import adherence_chart
from tracker.charts.associations import associations_chart
from tracker.charts.change_card import change_card
from tracker.charts.chart import Chart
from tracker.charts.flares import flares_chart
from tracker.charts.flexibility_trend import flexibility_chart
from tracker.charts.goal import TITLE as GOAL_TITLE
from tracker.charts.goal import goal_chart
from tracker.charts.massage_response import massage_response_chart
from tracker.charts.massage_sessions import massage_sessions_chart
from tracker.charts.pain_extent import pain_extent_chart
from tracker.charts.pain_trend import pain_trend_chart
from tracker.charts.symptoms import TITLE as SYMPTOMS_TITLE
from tracker.charts.symptoms import symptom_chart
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Client
from tracker.domain.goal import Goal
from tracker.domain.massage_session import MassageSession
from tracker.domain.period import Period
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.record import ClientRecord

SITES: tuple[Site, ...] = ("leg", "back")
LATEST_FLARES = 5


@dataclass(frozen=True)
class Answer:
    """One question with its answer in words and its charts; `items` are further sentences, one a line.

    A chart of the answer that has nothing to draw is empty: its sentence is all there is to show.
    """

    question: str
    title: str
    sentence: str
    charts: tuple[Chart, ...]
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What answers are worked out from: a record's frames, and the period to draw. Analyses end with its last day."""

    check_ins: pd.DataFrame
    tests: pd.DataFrame
    massages: pd.DataFrame
    client: Client
    goal: Goal | None
    period: Period
    unit: str

    @cached_property
    def daily(self) -> pd.DataFrame:
        return frames.daily_pain(self.check_ins)

    @cached_property
    def trends(self) -> Mapping[Site, PainTrend]:
        return {site: pain_trend(self.daily, site, self.period.last) for site in SITES}

    @cached_property
    def changes(self) -> Mapping[Site, PainChange]:
        return {site: pain_change(self.daily, site, self.period.last, self.trends[site]) for site in SITES}

    @cached_property
    def reach(self) -> FlexibilityTrend:
        return flexibility_trend(self.tests, self.period.last, self.unit)

    @cached_property
    def flares(self) -> Episodes:
        return flare_episodes(self.daily, self.check_ins, self.massages, self.period.last)


@dataclass(frozen=True)
class Progress:
    """The answers that matter most, in words and charts; any other question is answered when asked."""

    sentences: tuple[str, ...]
    answers: tuple[Answer, ...]
    has_entries: bool
    evidence: Evidence

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The charts of the first answers."""
        return tuple(chart for answer in self.answers for chart in answer.charts)

    @property
    def leg(self) -> PainTrend:
        """How leg pain changed."""
        return self.evidence.trends["leg"]

    @property
    def back(self) -> PainTrend:
        """How back pain changed."""
        return self.evidence.trends["back"]

    @property
    def reach(self) -> FlexibilityTrend:
        """How the reach changed."""
        return self.evidence.reach

    @property
    def so_far(self) -> SoFar | None:
        """How much of the first comparison is there, while there is none."""
        return so_far(self.evidence.daily, self.evidence.trends.values())

    @property
    def dose(self) -> MassageDose:
        """How much massage there was in the period."""
        return massage_dose(self.evidence.massages, self.evidence.period)

    def answer(self, question: str) -> Answer:
        """Return the answer to one of the MORE questions."""
        return MORE[question](self.evidence)


def progress(record: ClientRecord, period: Period, unit: str) -> Progress:
    """Return a record's progress: answers over the whole record as of the period's end, charts of the period.

    Lengths are drawn in `unit` (cm or in). An empty record gives charts that say what would fill them.
    """
    held = evidence(record, period, unit)
    return Progress(
        sentences=pain_sentences(*(held.trends[site] for site in SITES)),
        answers=tuple(answer(held) for answer in FIRST.values()),
        has_entries=not (held.check_ins.empty and held.tests.empty and held.massages.empty),
        evidence=held,
    )


def evidence(record: ClientRecord, period: Period, unit: str) -> Evidence:
    """Return what a record's answers are worked out from."""
    return Evidence(
        check_ins=frames.check_in_frame(*record.rows(CheckIn.kind), frames.PROVENANCE),
        tests=frames.sit_and_reach_frame(*record.rows(SitAndReachTest.kind), frames.PROVENANCE),
        massages=frames.massage_session_frame(*record.rows(MassageSession.kind), frames.PROVENANCE),
        client=record.profile(),
        goal=record.goal().goal,
        period=period,
        unit=unit,
    )


def chart_of(held: Evidence, chart_id: str) -> Chart | None:
    """Return one chart by its id, None for an id that no answer has."""
    question = QUESTION_OF.get(chart_id, "")
    answer = FIRST.get(question) or MORE.get(question)
    charts = answer(held).charts if answer else ()
    return next((chart for chart in charts if chart.chart_id == chart_id), None)


def is_shared(record: ClientRecord, question: str) -> bool:
    """Whether a record's scope has what a question rests on."""
    if record.scope is None:
        return True
    # A goal is the client's own: who reads a shared record is not told that there is none.
    return question != "goal" and record.scope.allows(FIELD_OF_QUESTION.get(question, "pain"))


def _change(held: Evidence) -> Answer:
    leg, back = (held.changes[site] for site in SITES)
    card = change_card(leg, back)
    # What the trends say is said already, above everything.
    further = (
        (change.site, change.sentence.removeprefix(held.trends[change.site].sentence).strip())
        for change in (leg, back)
    )
    said = " ".join(
        f"{site.capitalize()} pain: {words[0].lower()}{words[1:]}" for site, words in further if words
    )
    return Answer("change", card.title, said, (card,))


def _pain(held: Evidence) -> Answer:
    leg, back = (held.trends[site] for site in SITES)
    chart = pain_trend_chart(held.daily, leg, back, held.massages, held.period, held.flares, held.goal)
    return Answer("pain", chart.title, chart.sentence, (chart,))


def _massage(held: Evidence) -> Answer:
    chart = massage_response_chart(massage_response(held.daily, held.massages, held.period.last))
    return Answer("massage", chart.title, chart.sentence, (chart,))


def _flexibility(held: Evidence) -> Answer:
    result = held.reach
    norm, compared = None, ""
    if result.series and (latest := result.series[0]).variant in COMPARABLE_VARIANTS:
        age = age_in(held.client, latest.days[-1].year)
        norm = norm_band(latest.variant, held.client.sex, age)
        compared = reach_percentile(latest.latest_cm, latest.variant, held.client.sex, age).sentence
    unlike = unlike_before(held.tests, result.series[0], held.unit) if result.series else ()
    chart = flexibility_chart(held.tests, result, held.massages, held.period, held.unit, norm, held.goal)
    return Answer("flexibility", chart.title, f"{chart.sentence} {compared}".strip(), (chart,), unlike)


def _extent(held: Evidence) -> Answer:
    chart = pain_extent_chart(extent_trend(held.daily, held.period.last), held.period)
    return Answer("extent", chart.title, chart.sentence, (chart,))


def _goes_with(held: Evidence) -> Answer:
    result = associations(held.check_ins, held.daily, held.period.last)
    chart = associations_chart(result)
    # What the answer says already is not said again below it.
    further = (found.sentence for found in result.found)
    items = tuple(sentence for sentence in further if sentence not in chart.sentence)
    return Answer("goes-with", chart.title, chart.sentence, (chart,), items)


def _flares(held: Evidence) -> Answer:
    chart = flares_chart(held.flares, held.daily, held.period)
    latest = tuple(found.sentence for found in held.flares.found[: -LATEST_FLARES - 1 : -1])
    return Answer("flares", chart.title, chart.sentence, (chart,), latest)


def _symptoms(held: Evidence) -> Answer:
    charts = tuple(
        symptom_chart(trend, held.period) for trend in symptom_trends(held.check_ins, held.period.last)
    )
    return Answer("symptoms", SYMPTOMS_TITLE, "", charts)


def _keeping_at_it(held: Evidence) -> Answer:
    result = adherence(held.check_ins, held.flares, held.period.last)
    chart = adherence_chart(result, calendar_days(held.check_ins, held.flares, result.period))
    return Answer("keeping-at-it", chart.title, chart.sentence, (chart,))


def _goal(held: Evidence) -> Answer:
    if held.goal is None:
        return Answer(
            "goal",
            GOAL_TITLE,
            "No goal is set. One that you can check, with a day, says when you are there.",
            (),
        )
    result = goal_progress(held.goal, held.daily, held.tests, held.period.last, held.unit)
    chart = goal_chart(result, held.daily, held.tests, held.unit)
    return Answer("goal", GOAL_TITLE, chart.sentence, (chart,))


def _each_massage(held: Evidence) -> Answer:
    chart = massage_sessions_chart(held.massages, massage_dose(held.massages, held.period), held.period)
    response = reach_response(held.tests, held.massages, held.period.last, held.unit)
    reach = massage_response_chart(response, held.unit)
    return Answer("each-massage", chart.title, chart.sentence, (chart,) if reach.is_empty else (chart, reach))


Asked = Callable[[Evidence], Answer]
FIRST: Mapping[str, Asked] = {
    "pain": _pain,
    "change": _change,
    "massage": _massage,
    "flexibility": _flexibility,
}
MORE: Mapping[str, Asked] = {
    "extent": _extent,
    "goes-with": _goes_with,
    "flares": _flares,
    "symptoms": _symptoms,
    "keeping-at-it": _keeping_at_it,
    "goal": _goal,
    "each-massage": _each_massage,
}
# What a further question is called where it is chosen; the most encouraging first.
MORE_NAMES: Mapping[str, str] = {
    "extent": "Is it leaving the leg?",
    "goal": "My goal",
    "goes-with": "Good and bad days",
    "flares": "Bad spells",
    "symptoms": "Symptoms and sleep",
    "keeping-at-it": "Keeping at it",
    "each-massage": "Each massage",
}
# The charts that an article may speak of, and the question each of them answers.
QUESTION_OF: Mapping[str, str] = {
    "change_card": "change",
    "pain_trend": "pain",
    "massage_response": "massage",
    "flexibility_trend": "flexibility",
    "pain_extent": "extent",
    "associations": "goes-with",
    "flares": "flares",
    "adherence": "keeping-at-it",
    "goal": "goal",
    "massage_sessions": "each-massage",
    "reach_response": "each-massage",
}
# What has to be shared for a question to be there; for all others it is pain.
FIELD_OF_QUESTION: Mapping[str, str] = {
    "flexibility": "flexibility", "massage": "massage", "each-massage": "massage", "extent": "symptoms",
    "goes-with": "symptoms", "symptoms": "symptoms", "keeping-at-it": "symptoms",
}  # fmt: skip
