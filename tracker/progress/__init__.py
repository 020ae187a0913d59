"""Progress: a record's answers and their charts for a period, put together for a page or a report."""

from dataclasses import dataclass

from tracker.analysis.flexibility_trend import FlexibilityTrend
from tracker.analysis.massage_dose import MassageDose, massage_dose
from tracker.analysis.pain_trend import SITES, PainTrend, SoFar, pain_sentences, so_far
from tracker.charts.chart import Chart
from tracker.domain.period import Period
from tracker.progress.evidence_of_record import Evidence, evidence
from tracker.progress.questions import (
    BY_ID,
    CHARTS,
    FIRST,
    MORE,
    QUESTIONS,
    Answer,
    Question,
    question_of_chart,
)
from tracker.record import ClientRecord

__all__ = [
    "BY_ID",
    "CHARTS",
    "FIRST",
    "MORE",
    "QUESTIONS",
    "Answer",
    "Evidence",
    "Progress",
    "Question",
    "evidence",
    "is_offered",
    "progress",
    "question_of_chart",
]


@dataclass(frozen=True)
class Progress:
    """The answers that matter most, as far as the reader is offered them; any other question is answered when asked.

    `sentences` are the answer about pain in words, none where pain is not shared.
    """

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

    def offers(self, question: str) -> bool:
        """Whether the reader is offered a question."""
        return BY_ID[question].is_offered(self.evidence.scope)

    def shares(self, question: str) -> bool:
        """Whether the reader sees everything that the answer to a question rests on."""
        return BY_ID[question].is_shared(self.evidence.scope)

    def answer(self, question: str) -> Answer:
        """Return the answer to a question, which says so where something it rests on is not shared."""
        return BY_ID[question].answer(self.evidence)

    def all_answers(self) -> tuple[Answer, ...]:
        """Return the answers to all questions that the reader is offered."""
        return (*self.answers, *(self.answer(question) for question in MORE if self.offers(question)))


def progress(record: ClientRecord, period: Period, unit: str) -> Progress:
    """Return a record's progress: answers over the whole record as of the period's end, charts of the period.

    Lengths are drawn in `unit` (cm or in). An empty record gives charts that say what would fill them.
    """
    basis = evidence(record, period, unit)
    trends = (basis.trends[site] for site in SITES)
    return Progress(
        sentences=(*pain_sentences(*trends), *basis.beside_pain)
        if BY_ID["pain"].is_shared(basis.scope)
        else (),
        answers=tuple(
            question.answer(basis) for question in FIRST.values() if question.is_offered(basis.scope)
        ),
        has_entries=not (basis.check_ins.empty and basis.tests.empty and basis.massages.empty),
        evidence=basis,
    )


def is_offered(record: ClientRecord, question: str) -> bool:
    """Whether who reads a record is offered a question; not one that there is not."""
    return question in BY_ID and BY_ID[question].is_offered(record.scope)
