"""What the therapist's page says of a shared record: warning signs, the answer, figures, charts, gaps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from tracker import clock
from tracker.charts.chart import Chart
from tracker.charts.svg.body_picture import TITLE as PLACES_TITLE
from tracker.charts.svg.body_picture import places_picture
from tracker.charts.svg.every_width import at_every_width, drawing_style
from tracker.charts.svg.lean import LeanSvg
from tracker.domain.check_in import CheckIn
from tracker.domain.home_plan import item_in_words
from tracker.domain.massage_session import MassageSession
from tracker.domain.period import Period
from tracker.domain.share_link import Scope
from tracker.errors import AccessRefused
from tracker.locales import day_words
from tracker.progress import Progress, progress
from tracker.record import ClientRecord
from tracker.reports.at_a_glance import at_a_glance
from tracker.reports.caveats import NOTHING_COMPARED, about_days, begins_late, field_words
from tracker.reports.entry_notes import logged
from tracker.reports.figures import figures
from tracker.reports.report import Figure, MassageRow
from tracker.reports.rows import massage_row
from tracker.reports.warning_words import warnings, warnings_sentence

# A year is what a chart of this width can show day by day, and keeps the page under 100 kB.
MOST_DAYS = 366
MOST_MASSAGES = 8
MOST_REMARKS = 2
WIDTHS = (264, 420, 700)
# The change of pain stands among the figures already.
DRAWN_QUESTIONS = ("pain", "massage", "flexibility")


@dataclass(frozen=True)
class SharedView:
    """Everything on the page; what is not shared is absent, and said to be."""

    name: str
    period: str
    warnings: tuple[tuple[str, str], ...]
    warnings_sentence: str
    sentences: tuple[str, ...]
    figures: tuple[Figure, ...]
    charts: tuple[tuple[str, str, str], ...]
    drawing_style: str
    massages: tuple[MassageRow, ...]
    more_massages: int
    rests_on: tuple[str, ...]
    shared: str
    not_shared: str
    begins_late: str
    glance: tuple[tuple[str, str], ...]
    plan: tuple[tuple[str, str], ...]
    remarks: tuple[tuple[str, str, tuple[str, ...]], ...]


def shared_view(record: ClientRecord) -> SharedView:
    """Return what the scope of a shared record lets a therapist see at a glance; raises AccessRefused without one."""
    scope = record.scope
    if scope is None:
        raise AccessRefused
    profile, period = record.profile.get(), _period(record, scope)
    answers = progress(record, period, profile.unit)
    massages = record.entries.of(MassageSession, period)
    check_ins = tuple(check_in for check_in in logged(record, period) if check_in.kind == CheckIn.kind)
    flags, lean = record.warning_signs.state(), LeanSvg()
    return SharedView(
        name=profile.label or "A client",
        period=f"{day_words(period.first)} to {day_words(period.last)}",
        warnings=warnings(flags),
        warnings_sentence=warnings_sentence(flags, scope),
        sentences=tuple(_sentences(answers)),
        figures=tuple(figures(answers, check_ins, period)),
        charts=tuple(_drawn(answers, lean)),
        drawing_style=drawing_style(WIDTHS) + lean.styles,
        massages=tuple(massage_row(massage) for massage in massages[:MOST_MASSAGES]),
        more_massages=max(0, len(massages) - MOST_MASSAGES),
        rests_on=tuple(about_days(check_ins, period)) if answers.shares("pain") else (),
        shared=field_words(scope, shared=True),
        not_shared=field_words(scope, shared=False),
        begins_late=begins_late(scope),
        glance=tuple(at_a_glance(record, answers, period)),
        plan=tuple((item_in_words(item), item.note or "") for item in record.home_plan.current()),
        remarks=tuple(_remarks(record)),
    )


def _drawn(answers: Progress, lean: LeanSvg) -> Iterator[tuple[str, str, str]]:
    """Yield title, words and drawing of the first answers; one that is not shared has words and no drawing."""
    for answer in answers.answers:
        if answer.question not in DRAWN_QUESTIONS:
            continue
        if not answer.charts:
            yield answer.title, answer.sentence, ""
        for chart in answer.charts:
            yield chart.title, _below(chart), lean(at_every_width(chart, WIDTHS))
    if answers.evidence.are_places_shown:
        places = answers.evidence.pain_places
        yield PLACES_TITLE, " ".join(places.sentences), places_picture(places)


def _below(chart: Chart) -> str:
    """Return what stands below the drawing: how to read it, or why there is none."""
    return chart.sentence if chart.is_empty else chart.note


def _remarks(record: ClientRecord) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield what the therapist wrote last, with its day and the client's answers to it."""
    replies = record.remarks.replies()
    for remark in record.remarks.all()[:MOST_REMARKS]:
        answers = tuple(reply.words for reply in replies if reply.remark_id == remark.remark_id)
        yield day_words(clock.local_day(remark.written_at)), remark.words, answers


def _period(record: ClientRecord, scope: Scope) -> Period:
    last = min(clock.today(), scope.period.last)
    first = record.entries.first_day() or last
    return Period(min(last, max(scope.period.first, first, last - timedelta(days=MOST_DAYS - 1))), last)


def _sentences(answers: Progress) -> Iterator[str]:
    if not answers.has_entries:
        yield f"{NOTHING_COMPARED} in what is shared."
        return
    yield from (sentence for sentence in answers.sentences if sentence)
    if answers.shares("flexibility"):
        yield answers.reach.sentence
