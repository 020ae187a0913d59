"""What is in a report: a record's answers, figures and rows, as far as its reader may see them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker import clock
from tracker.analysis.since_visit import since_visit
from tracker.charts.chart import Chart
from tracker.domain.check_in import CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.domain.period import Period
from tracker.locales import day_words
from tracker.progress import Answer, Progress, progress
from tracker.record import ClientRecord
from tracker.reports.at_a_glance import at_a_glance
from tracker.reports.caveats import NOTHING_COMPARED, about_days, begins_late, field_words
from tracker.reports.entry_notes import Logged, logged
from tracker.reports.figures import figures
from tracker.reports.report import Drawn, Figure, MassageRow, Passage, Report
from tracker.reports.report_request import ReportOrder
from tracker.reports.rows import massage_row, note_row, table_of
from tracker.reports.warning_words import warnings, warnings_sentence

# Without a massage session to count from; and the least that a chart shows, so that a course can be seen.
USUAL_DAYS, LEAST_CHART_DAYS = 28, 56
MOST_FIGURES, MOST_MASSAGES = 3, 2
SHEET_NOTE_CHARACTERS = 110
# Listed in full, session by session, at the end.
LISTED = ("massage_sessions",)
SELF_REPORTED = (
    "Self-reported, 0 (no pain) to 10 (worst imaginable); a day’s value is the mean of its check-ins. "
    "Nothing here is a diagnosis, and nothing says what caused what."
)


@dataclass(frozen=True)
class _Basis:
    """What a report is made from: the record read once, the days it is about, and the answers."""

    record: ClientRecord
    order: ReportOrder
    period: Period
    since_words: str
    logged: tuple[Logged, ...]
    massages: tuple[MassageSession, ...]
    shown: Progress

    @property
    def check_ins(self) -> tuple[Logged, ...]:
        return tuple(check_in for check_in in self.logged if check_in.kind == CheckIn.kind)


def report_of(record: ClientRecord, order: ReportOrder) -> Report:
    """Return a record as a report: one sheet about the days since the last massage session, or everything.

    It holds what the record's reader may see and nothing else; raises what the record raises.
    """
    basis = _basis_of(record, order)
    flags = record.warning_signs.state()
    return Report(
        title="Full report" if order.is_full else "Visit summary",
        name=record.profile.get().label or "",
        made_on=clock.today(),
        days=basis.since_words,
        paper=order.paper,
        is_full=order.is_full,
        warnings_sentence=warnings_sentence(flags, record.scope),
        warnings=warnings(flags),
        glance=tuple(_glance(basis)),
        sentences=tuple(_sentences(basis)),
        since=tuple(_since(basis)),
        figures=_figures(basis),
        chart=None if order.is_full else _chart(basis),
        after_massage="" if order.is_full else _after_massage(basis),
        questions=order.asked,
        passages=tuple(_passages(basis)) if order.is_full else (),
        places=basis.shown.evidence.pain_places
        if order.is_full and basis.shown.evidence.are_places_shown
        else None,
        massages=_massages(basis),
        notes=tuple(note_row(check_in) for check_in in basis.logged if check_in.note)
        if order.is_full
        else (),
        rests_on=tuple(_rests_on(basis)),
    )


def _basis_of(record: ClientRecord, order: ReportOrder) -> _Basis:
    last = order.until or clock.today()
    if record.scope is not None:
        last = max(min(last, record.scope.period.last), record.scope.period.first)
    since, words = _begin(record, order, last)
    period = Period(since, last)
    drawn = period if order.is_full else Period(_chart_from(record, period), last)
    return _Basis(
        record=record,
        order=order,
        period=period,
        since_words=f"{words} {day_words(since)}{f' to {day_words(last)}' if last > since else ''}".strip(),
        logged=logged(record, period),
        massages=record.entries.of(MassageSession, period),
        shown=progress(record, drawn, record.profile.get().unit),
    )


def _begin(record: ClientRecord, order: ReportOrder, last: date) -> tuple[date, str]:
    earliest = min(record.entries.first_day() or last, last)
    if order.since or order.is_full:
        return min(max(order.since or earliest, earliest), last), ""
    before = Period(earliest, max(earliest, last - timedelta(days=1)))
    massage = next(iter(record.entries.of(MassageSession, before)), None) if earliest < last else None
    if massage is not None:
        return massage.on_date, "Since the last massage session:"
    return max(earliest, last - timedelta(days=USUAL_DAYS - 1)), ""


def _chart_from(record: ClientRecord, period: Period) -> date:
    wished = min(period.first, period.last - timedelta(days=LEAST_CHART_DAYS - 1))
    return min(max(wished, record.entries.first_day() or period.first), period.first)


def _glance(basis: _Basis) -> Iterator[tuple[str, str]]:
    # A report that ends in the past cannot say how it is now.
    if basis.order.until is None or basis.order.until >= clock.today():
        yield from at_a_glance(basis.record, basis.shown, basis.period)


def _sentences(basis: _Basis) -> Iterator[str]:
    if not basis.shown.has_entries:
        shared = "" if basis.record.scope is None else "what is shared of "
        yield f"{NOTHING_COMPARED} in {shared}these days."
        return
    yield from (sentence for sentence in basis.shown.sentences if sentence)
    if basis.shown.shares("flexibility"):
        yield basis.shown.reach.sentence


def _since(basis: _Basis) -> Iterator[str]:
    if basis.shown.shares("pain"):
        since = since_visit(basis.shown.evidence.daily, basis.period.first, basis.period.last)
        yield since.sentence
        yield from (site.sentence for site in since.sites)


def _figures(basis: _Basis) -> tuple[Figure, ...]:
    figures_shown = tuple(figures(basis.shown, basis.check_ins, basis.period))
    # Those with a threshold first: a number without one says less.
    ranked = sorted(figures_shown, key=lambda figure: not figure.counts_from)
    return figures_shown if basis.order.is_full else tuple(ranked[:MOST_FIGURES])


def _massages(basis: _Basis) -> tuple[MassageRow, ...]:
    rows = tuple(massage_row(massage) for massage in basis.massages)
    return rows if basis.order.is_full else tuple(_shortened(row) for row in rows[:MOST_MASSAGES])


def _shortened(row: MassageRow) -> MassageRow:
    # One sheet stays one sheet; nothing is lost, and it says where the rest is.
    if len(row.note) <= SHEET_NOTE_CHARACTERS:
        return row
    return replace(row, note=f"{row.note[:SHEET_NOTE_CHARACTERS].rstrip()} … (whole in the full report)")


def _chart(basis: _Basis) -> Chart | None:
    wanted = "pain" if basis.shown.shares("pain") else "flexibility"
    charts = (chart for answer in basis.shown.answers if answer.question == wanted for chart in answer.charts)
    return next((chart for chart in charts if not chart.is_empty), None)


def _after_massage(basis: _Basis) -> str:
    return basis.shown.answer("massage").sentence if basis.shown.offers("massage") else ""


def _passages(basis: _Basis) -> Iterator[Passage]:
    yield from map(_passage, basis.shown.all_answers())


def _passage(answer: Answer) -> Passage:
    # One chart says again what its answer says; several each say their own.
    of_charts = (chart.sentence for chart in answer.charts) if len(answer.charts) > 1 else ()
    sentences = dict.fromkeys([answer.sentence, *of_charts])
    return Passage(
        answer.question,
        answer.title,
        tuple(sentence for sentence in sentences if sentence),
        (*answer.items, *answer.below),
        tuple(
            Drawn(chart, None if chart.chart_id in LISTED else table_of(chart))
            for chart in answer.charts
            if not chart.is_empty
        ),
    )


def _rests_on(basis: _Basis) -> Iterator[str]:
    scope = basis.record.scope
    if basis.shown.shares("pain"):
        yield from about_days(basis.check_ins, basis.period)
    if begun_late := begins_late(scope):
        yield begun_late
    if scope is not None:
        left_out = field_words(scope, shared=False)
        yield f"Shared: {field_words(scope, shared=True)}." + (
            f" Not shared: {left_out}." if left_out else ""
        )
    yield SELF_REPORTED
