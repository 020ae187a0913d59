"""A question is declared once: what else knows of questions agrees with it, and a new one is then everywhere."""

from pathlib import Path

import pytest

from tests.changed_copy import run_in_changed_copy
from tracker import clock
from tracker.domain.goal import Goal
from tracker.domain.period import latest_days
from tracker.domain.share_link import FIELD_WORDS, FIELDS, OWNER_ONLY, Scope, not_shared
from tracker.exchange.sample import SAMPLE_SEED, fill
from tracker.progress import BY_ID, CHARTS, FIRST, MORE, QUESTIONS, evidence, question_of_chart
from tracker.progress.questions import Question
from tracker.record import personal_record
from tracker.settings import PROJECT
from tracker.store.store import Store

EACH = pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.question_id)


def test_no_two_questions_share_an_id_a_name_or_a_chart() -> None:
    assert len(BY_ID) == len({question.title for question in QUESTIONS}) == len(QUESTIONS)
    assert len({question.short_name for question in MORE.values()}) == len(MORE)
    assert len(set(CHARTS)) == len(CHARTS)
    assert [*FIRST, *MORE] == [question.question_id for question in QUESTIONS]


@EACH
def test_it_rests_on_parts_that_can_be_shared_or_is_the_owners(question: Question) -> None:
    assert question.needs
    assert set(question.needs) <= set(FIELDS) or question.needs == (OWNER_ONLY,)


@EACH
def test_its_finding_has_the_charts_and_the_title_it_declares(store: Store, question: Question) -> None:
    fill(store, 1, 3, SAMPLE_SEED)
    record = personal_record(store)
    record.goals.set(
        Goal(kind="pain", site="leg", target=1, by_date=clock.today()), record.goals.current().version
    )
    answer = question.answer(evidence(record, latest_days(92, clock.today()), "cm"))
    assert {chart.chart_id for chart in answer.charts} == set(question.charts)
    assert len(answer.charts) > 2 or answer.charts[0].title == question.title
    assert all(question_of_chart(chart.chart_id) is question for chart in answer.charts)


def test_what_is_not_shared_is_named_in_a_sentence() -> None:
    assert set(FIELD_WORDS) == set(FIELDS)
    period = latest_days(1, clock.today())
    massage = Scope(frozenset({"massage"}), period)
    assert not_shared(("massage", "pain"), massage) == "Pain is not shared."
    assert not_shared(("pain", "symptoms"), massage) == "Pain and symptoms are not shared."
    assert not_shared(("symptoms",), massage) == "Symptoms are not shared."
    assert not_shared(("massage",), massage) == ""
    assert not_shared(("pain",), None) == ""


# A question that nobody asks, added as CONTRIBUTING's recipe says: file, the text before, what is put after it.
NEW_FILES = {
    "tracker/analysis/sleep_nights.py": '''"""How many nights have an answer about sleep?"""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class SleepNights:
    """How many check-ins say how sleep was."""

    nights: int
    sentence: str


def sleep_nights(check_ins: pd.DataFrame) -> SleepNights:
    """Return how many check-ins say how sleep was."""
    nights = int(check_ins["sleep_quality"].notna().sum())
    return SleepNights(nights, f"You noted your sleep {nights} times.")
''',
    "tracker/charts/questions/sleep_nights.py": '''"""The chart of noted nights."""

from tracker.analysis.sleep_nights import SleepNights
from tracker.charts.chart import Chart
from tracker.charts.questions.week_grid import week_grid
from tracker.domain.period import Period

TITLE = "Do I note my sleep?"


def sleep_nights_chart(result: SleepNights, period: Period) -> Chart:
    """Return one row with the nights of the period's first week."""
    return week_grid(
        "sleep_nights", TITLE, result.sentence, [(period.first, (result.nights,))], ("nights",), period
    )
''',
}
CHANGED_FILES = {
    "tracker/progress/findings.py": (
        "LATEST_FLARES = 5\n",
        '''LATEST_FLARES = 5


def sleep_nights_finding(evidence: Evidence) -> "Finding":
    """Return how many nights are noted."""
    from tracker.analysis.sleep_nights import sleep_nights
    from tracker.charts.questions.sleep_nights import sleep_nights_chart

    chart = sleep_nights_chart(sleep_nights(evidence.check_ins), evidence.period)
    return Finding(chart.sentence, (chart,))
''',
    ),
    "tracker/progress/questions.py": (
        "QUESTIONS = (\n",
        """from tracker.charts.questions.sleep_nights import TITLE as SLEEP_NIGHTS_TITLE

QUESTIONS = (
    Question(
        question_id="sleep-nights",
        title=SLEEP_NIGHTS_TITLE,
        short_name="Noted nights",
        needs=parts_of(CheckIn, "sleep_quality"),
        charts=("sleep_nights",),
        finding=findings.sleep_nights_finding,
    ),
""",
    ),
    "tracker/articles/texts/where-is-the-sciatic-nerve.md": (
        "chart: pain_extent,",
        "chart: sleep_nights, pain_extent,",
    ),
}

TRIAL = """
import json, sys
from pathlib import Path
from tracker import clock
from tracker.articles.catalogue import article_for_chart
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Actor
from tracker.domain.period import latest_days
from tracker.domain.share_link import ShareLink
from tracker.progress import evidence, question_of_chart
from tracker.record import ClientRecord, personal_record
from tracker.reports.contents import report_of
from tracker.reports.report_request import ReportOrder
from tracker.store.store import open_store
from tracker.web.answers_view import one_answer, question_of

store = open_store(Path(sys.argv[1]))
record = personal_record(store)
record.entries.add(CheckIn(leg_pain_nrs=4, sleep_quality=2))
period = latest_days(14, clock.today())

def titles(*fields):
    link = ShareLink(client_id=record.client_id, fields=fields)
    shared = ClientRecord(store, Actor(link.share_id, "holder"), record.client_id, share=link)
    return [passage.title for passage in report_of(shared, ReportOrder(is_full=True)).passages]

own = [passage for passage in report_of(record, ReportOrder(is_full=True)).passages if passage.question == "sleep-nights"]
print(json.dumps({
    "sentence": [passage.sentences for passage in own],
    "page": "You noted your sleep 1 times." in one_answer(record, period, "cm", "sleep-nights").sections,
    "drawn": "<svg" in one_answer(record, period, "cm", "sleep-nights").sections,
    "question of its chart": question_of("sleep_nights"),
    "chart for the article": question_of_chart("sleep_nights").answer(evidence(record, period, "cm")).chart("sleep_nights").title,
    "article": article_for_chart("sleep_nights").slug,
    "with pain alone": "Do I note my sleep?" in titles("pain"),
    "with symptoms": "Do I note my sleep?" in titles("pain", "symptoms"),
}))
"""


def test_a_new_question_is_everywhere(tmp_path: Path) -> None:
    recipe = (PROJECT / "CONTRIBUTING.md").read_text("utf-8").partition("## To add a question")[2]
    recipe = recipe.partition("\n## ")[0]
    for name in NEW_FILES:
        assert f"{Path(name).parent}/<question>.py" in recipe
    for name in CHANGED_FILES:
        assert name in recipe or f"{Path(name).parent}/" in recipe
    changes = CHANGED_FILES | {name: ("", text) for name, text in NEW_FILES.items()}
    assert run_in_changed_copy(tmp_path, changes, TRIAL) == {
        "sentence": [["You noted your sleep 1 times."]],
        "page": True,
        "drawn": True,
        "question of its chart": "sleep-nights",
        "chart for the article": "Do I note my sleep?",
        "article": "where-is-the-sciatic-nerve",
        "with pain alone": False,
        "with symptoms": True,
    }
