"""Questions: what a person asks of their record. Each is declared once, in QUESTIONS; everything else reads it there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tracker.charts.chart import Chart
from tracker.charts.marked_days import with_events
from tracker.charts.questions.activities import TITLE as ACTIVITIES_TITLE
from tracker.charts.questions.adherence import TITLE as ADHERENCE_TITLE
from tracker.charts.questions.associations import TITLE as ASSOCIATIONS_TITLE
from tracker.charts.questions.change_card import TITLE as CHANGE_TITLE
from tracker.charts.questions.fair_try import TITLE as FAIR_TRY_TITLE
from tracker.charts.questions.flares import TITLE as FLARES_TITLE
from tracker.charts.questions.flexibility_trend import TITLE as FLEXIBILITY_TITLE
from tracker.charts.questions.goal import TITLE as GOAL_TITLE
from tracker.charts.questions.massage_response import TITLE as MASSAGE_TITLE
from tracker.charts.questions.massage_sessions import TITLE as SESSIONS_TITLE
from tracker.charts.questions.pain_extent import TITLE as EXTENT_TITLE
from tracker.charts.questions.pain_trend import TITLE as PAIN_TITLE
from tracker.charts.questions.symptoms import TITLE as SYMPTOMS_TITLE
from tracker.domain.check_in import SYMPTOMS, CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.domain.measure import Part
from tracker.domain.own_activity import ActivityRating
from tracker.domain.share_link import OWNER_ONLY, Scope, not_shared, parts_of
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.progress import findings
from tracker.progress.evidence_of_record import Evidence
from tracker.progress.findings import Finding

PAIN = parts_of(CheckIn, "leg_pain_nrs", "back_pain_nrs")
TRENDS = (*SYMPTOMS, "sleep_quality")
HABITS = ("sleep_quality", "hours_sitting", "minutes_active", "exercises_done")


@dataclass(frozen=True)
class Answer:
    """One question with its answer in words and its charts; `items` are further sentences, one a line, `below` those after the charts."""

    question: str
    title: str
    sentence: str
    charts: tuple[Chart, ...]
    items: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    def chart(self, chart_id: str) -> Chart | None:
        """Return one of its charts, None for an id that none has."""
        return next((chart for chart in self.charts if chart.chart_id == chart_id), None)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question, what must be shared to answer it, and what answers it.

    `needs` are the parts of a record (share_link.FIELDS) that the measures it rests on are shared as; the first is
    what it asks about. Who does not see that part is not offered the question; who sees it without the others reads
    that they are not shared. `short_name` is what it is called where people choose it; the progress page opens with
    those that have none. `charts` are the charts it may have; an article that names one of them explains it.
    """

    question_id: str
    title: str
    needs: tuple[str, ...]
    charts: tuple[str, ...]
    finding: Callable[[Evidence], Finding]
    short_name: str = ""

    def is_offered(self, scope: Scope | None) -> bool:
        """Whether a reader sees what the question asks about; without a scope all is seen."""
        return scope is None or scope.allows(self.needs[0])

    def is_shared(self, scope: Scope | None) -> bool:
        """Whether a reader sees everything that the answer rests on."""
        return scope is None or all(scope.allows(part) for part in self.needs)

    def answer(self, evidence: Evidence) -> Answer:
        """Return the answer, or which parts are not shared: too little is shared is not too little data."""
        if self.is_shared(evidence.scope):
            finding = self.finding(evidence)
        else:
            finding = Finding(not_shared(self.needs, evidence.scope), ())
        charts = tuple(with_events(chart, evidence.events) for chart in finding.charts)
        return Answer(self.question_id, self.title, finding.sentence, charts, finding.items, finding.below)


QUESTIONS = (
    Question(
        question_id="pain",
        title=PAIN_TITLE,
        needs=PAIN,
        charts=("pain_trend",),
        finding=findings.pain_finding,
    ),
    Question(
        question_id="change",
        title=CHANGE_TITLE,
        needs=PAIN,
        charts=("change_card",),
        finding=findings.change_finding,
    ),
    Question(
        question_id="massage",
        title=MASSAGE_TITLE,
        needs=(*parts_of(MassageSession), *PAIN),
        charts=("massage_response",),
        finding=findings.massage_finding,
    ),
    Question(
        question_id="flexibility",
        title=FLEXIBILITY_TITLE,
        needs=parts_of(SitAndReachTest, "trials_cm"),
        charts=("flexibility_trend",),
        finding=findings.flexibility_finding,
    ),
    # Further questions: what a person can do, then the most encouraging first.
    Question(
        question_id="activities",
        title=ACTIVITIES_TITLE,
        short_name="Activities",
        needs=parts_of(ActivityRating, "ability"),
        charts=("activities",),
        finding=findings.activities_finding,
    ),
    Question(
        question_id="extent",
        title=EXTENT_TITLE,
        short_name="Is it leaving the leg?",
        needs=parts_of(CheckIn, "pain_extent"),
        charts=("pain_extent",),
        finding=findings.extent_finding,
    ),
    Question(
        question_id="goal",
        title=GOAL_TITLE,
        short_name="My goal",
        # A goal is the client's own: who reads a shared record is not told that there is none.
        needs=(OWNER_ONLY,),
        charts=("goal",),
        finding=findings.goal_finding,
    ),
    Question(
        question_id="goes-with",
        title=ASSOCIATIONS_TITLE,
        short_name="Good and bad days",
        needs=parts_of(CheckIn, *HABITS),
        charts=("associations",),
        finding=findings.goes_with_finding,
    ),
    Question(
        question_id="flares",
        title=FLARES_TITLE,
        short_name="Bad spells",
        needs=parts_of(CheckIn, "is_flare"),
        charts=("flares",),
        finding=findings.flares_finding,
    ),
    Question(
        question_id="symptoms",
        title=SYMPTOMS_TITLE,
        short_name="Symptoms and sleep",
        needs=parts_of(CheckIn, *TRENDS),
        charts=tuple(f"symptom_{symptom}" for symptom in TRENDS),
        finding=findings.symptoms_finding,
    ),
    Question(
        question_id="fair-try",
        title=FAIR_TRY_TITLE,
        short_name="Fair try",
        needs=(Part.FAIR_TRIES,),
        charts=("fair_try",),
        finding=findings.fair_try_finding,
    ),
    Question(
        question_id="keeping-at-it",
        title=ADHERENCE_TITLE,
        short_name="Keeping at it",
        needs=parts_of(CheckIn, "exercises_done"),
        charts=("adherence",),
        finding=findings.keeping_at_it_finding,
    ),
    Question(
        question_id="each-massage",
        title=SESSIONS_TITLE,
        short_name="Each massage",
        needs=parts_of(MassageSession, "minutes"),
        charts=("massage_sessions", "reach_response"),
        finding=findings.each_massage_finding,
    ),
)
BY_ID: Mapping[str, Question] = {question.question_id: question for question in QUESTIONS}
# What the progress page opens with, and what it answers when a person chooses it.
FIRST: Mapping[str, Question] = {
    name: question for name, question in BY_ID.items() if not question.short_name
}
MORE: Mapping[str, Question] = {name: question for name, question in BY_ID.items() if question.short_name}
CHARTS = tuple(chart_id for question in QUESTIONS for chart_id in question.charts)


def question_of_chart(chart_id: str) -> Question | None:
    """Return the question that a chart belongs to, None for an id that no question has."""
    return next((question for question in QUESTIONS if chart_id in question.charts), None)
