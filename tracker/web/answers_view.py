"""Answers as HTML: sentences, sections with their charts as SVG, and what is fetched when it is opened."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from tracker import clock
from tracker.analysis.year_of_days import year_of_days
from tracker.articles.catalogue import article_for_chart
from tracker.charts.chart import DAY_COLUMNS, Chart, Table
from tracker.charts.svg.body_picture import TITLE as PLACES_TITLE
from tracker.charts.svg.body_picture import places_picture, places_table
from tracker.charts.svg.every_width import at_every_width, drawing_style
from tracker.charts.svg.year import TITLE as YEAR_TITLE
from tracker.charts.svg.year import year_at_every_width, year_table
from tracker.domain.description import day_in_words
from tracker.domain.period import RANGE_DAYS, Period, latest_days
from tracker.installation import installation
from tracker.locales import decimals, short_day_and_year, shortest
from tracker.places import EVENTS, day_address
from tracker.progress import (
    BY_ID,
    Answer,
    Evidence,
    Progress,
    evidence,
    progress,
    question_of_chart,
)
from tracker.record import ClientRecord
from tracker.web.html import STATIC, render


@dataclass(frozen=True)
class Picture:
    """One chart: its drawings (empty without anything to draw, and then without a table), and its words; see `Chart`."""

    chart_id: str
    title: str
    sentence: str
    drawings: str
    caveat: str
    note: str


@dataclass(frozen=True)
class Section:
    """One question: what is said, its pictures (small ones stand two abreast), and the article beside them.

    Where there is room beside its chart, an article is open from the start.
    """

    question: str
    title: str
    sentences: tuple[str, ...]
    below: tuple[str, ...]
    pictures: tuple[Picture, ...]
    is_small: bool
    article: str
    article_of: str
    has_article_beside: bool


@dataclass(frozen=True)
class Answers:
    """What a record answers, as HTML: the words that stand above everything, and the sections."""

    words: str
    sections: str
    has_entries: bool


def first_answers(record: ClientRecord, period: Period, unit: str) -> Answers:
    """Return the answers that the page opens with; what is not shared is not there."""
    answers = progress(record, period, unit)
    today = clock.today()
    words = render(
        "answer_words.html",
        as_of=day_in_words(period.last, today) if period.last != today else "",
        sentences=answers.sentences,
        so_far=answers.so_far if answers.sentences else None,
        is_shared=record.is_read_only,
    )
    sections = _sections(answers.answers, answers)
    if answers.has_entries:
        # The year is the client's own alone: who reads by a link has the flares and the therapist's sheet.
        sections += render(
            "answer_doors.html",
            year="" if record.is_read_only else YEAR_TITLE,
            places=PLACES_TITLE if answers.evidence.are_places_shown else "",
        )
    return Answers(words, sections, answers.has_entries)


def one_answer(record: ClientRecord, period: Period, unit: str, question: str) -> Answers:
    """Return the answer to one of the further questions, for a reader who is offered it."""
    finding = BY_ID[question].answer(evidence(record, period, unit))
    return Answers("", _sections([finding], None), has_entries=True)


def year_html(record: ClientRecord) -> str:
    """Return the last twelve months of one's own record as tiles, with their table."""
    basis = evidence(record, latest_days(RANGE_DAYS["1y"], clock.today()), "cm")
    year = year_of_days(basis.daily, basis.flares, basis.period)
    return render(
        "answer_year.html",
        year=year,
        events=EVENTS.path,
        drawings=year_at_every_width(year),
        table=table_html(YEAR_TITLE, year_table(year), leads_to_days=True),
    )


def places_html(record: ClientRecord, period: Period) -> str:
    """Return where it hurts, in the first days and in the last, as a picture with its table; empty where nothing is shown."""
    basis = evidence(record, period, "cm")
    if not basis.are_places_shown:
        return ""
    return render(
        "answer_places.html",
        sentences=basis.pain_places.sentences,
        drawing=places_picture(basis.pain_places),
        table=table_html(PLACES_TITLE, places_table(basis.pain_places), leads_to_days=False),
    )


@cache
def answers_style() -> str:
    """Return the style of the answers, which stands in the first HTML so that nothing waits for it."""
    return drawing_style() + (STATIC / "answers.css").read_text("utf-8")


def question_of(chart_id: str) -> str:
    """Return the question that a chart belongs to; empty for an id that no answer has."""
    question = question_of_chart(chart_id)
    return question.question_id if question else ""


def charts_of(evidence_read: Evidence, questions: Iterable[str]) -> Iterator[Chart]:
    """Yield the charts of some questions that have anything to draw."""
    for question in questions:
        answer = BY_ID[question].answer(evidence_read)
        yield from (chart for chart in answer.charts if not chart.is_empty)


def table_html(title: str, table: Table, *, leads_to_days: bool) -> str:
    """Return a table, days and numbers written as the person's locale does.

    With `leads_to_days` a day leads to its entries: in one's own record, where they can be mended.
    """
    are_days = [leads_to_days and name in DAY_COLUMNS for name in table.columns]
    rows = [
        [
            (_cell(cell), is_day and isinstance(cell, date) and day_address(cell))
            for cell, is_day in zip(row, are_days, strict=True)
        ]
        for row in table.rows
    ]
    numeric = [any(isinstance(row[at], int | float) for row in table.rows) for at in range(len(are_days))]
    return render("answer_table.html", title=title, columns=table.columns, rows=rows, numeric=numeric)


def _cell(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return short_day_and_year(cell)
    if isinstance(cell, float):
        return shortest(cell) if cell == round(cell, 3) else decimals(cell, 2)
    return str(cell)


def _sections(answers: Iterable[Answer], past_answers: Progress | None) -> str:
    words = " ".join(past_answers.sentences) if past_answers else ""
    sections = [section for answer in answers if (section := _section(answer, words)) is not None]
    return render("answer_sections.html", sections=sections)


def _section(answer: Answer, text: str) -> Section | None:
    sentences = tuple(line for line in (answer.sentence, *answer.items) if line and line != text)
    is_small = len(answer.charts) > 2
    drawn = answer.charts if is_small else tuple(chart for chart in answer.charts if not chart.is_empty)
    if not (drawn or sentences):
        return None
    explained = (
        article_for_chart(answer.charts[0].chart_id, installation().settings.articles_folder)
        if answer.charts
        else None
    )
    return Section(
        question=answer.question,
        title=answer.title,
        sentences=sentences,
        below=answer.below,
        pictures=tuple(map(_picture, drawn)),
        is_small=is_small,
        article=explained.title if explained else "",
        article_of=answer.charts[0].chart_id if answer.charts else "",
        has_article_beside=bool(drawn) and not is_small,
    )


def _picture(chart: Chart) -> Picture:
    return Picture(
        chart_id=chart.chart_id,
        title=chart.title,
        sentence=chart.sentence,
        drawings=at_every_width(chart),
        caveat=chart.caveat,
        note=chart.note,
    )
