"""Rows of a report's tables: days, massage sessions, notes, and a chart's values as text."""

from datetime import date

from tracker.analysis.wording import counted
from tracker.charts.chart import Cell, Chart
from tracker.domain.check_in import CheckIn
from tracker.domain.description import humanise
from tracker.domain.event import Event
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import MedicineTaken
from tracker.domain.overall_change import OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.questionnaire import QuestionnaireAnswers
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.locales import decimals, short_day_and_year
from tracker.reports.entry_notes import Logged
from tracker.reports.report import MassageRow, NoteRow, TableOfChart

# A fortnight of days, a quarter of weeks: more is read from a file, not from a page.
MOST_ROWS = 14
ABOUT = {
    CheckIn.kind: "check-in",
    SitAndReachTest.kind: "reach test",
    MassageSession.kind: "massage session",
    ActivityRating.kind: "activity",
    OverallChange.kind: "overall",
    Event.kind: "event",
    MedicineTaken.kind: "medicine",
    QuestionnaireAnswers.kind: "questionnaire",
}


def massage_row(session: MassageSession) -> MassageRow:
    """Return a massage session as a row."""
    parts = [counted(session.minutes or 0, "minute"), *(humanise(area) for area in session.areas)]
    if session.pressure:
        parts.append(f"{session.pressure} pressure")
    if session.therapist:
        parts.append(f"with {session.therapist}")
    if session.logged_by:
        parts.append(f"logged by {session.logged_by}")
    before, after = (
        "–" if rating is None else str(rating) for rating in (session.pain_before_nrs, session.pain_after_nrs)
    )
    return MassageRow(
        day=short_day(session.on_date),
        dose=", ".join(parts),
        response=f"{before} → {after}",
        note=session.note or "",
        is_back_filled=session.is_back_filled,
    )


def short_day(day: date) -> str:
    """Return a day as it is written in tables: 5 Apr 2026."""
    return short_day_and_year(day)


def note_row(entry: Logged) -> NoteRow:
    """Return an entry's note as a row."""
    return NoteRow(short_day(entry.on_date), ABOUT[entry.kind], entry.note or "", entry.is_back_filled)


def table_of(chart: Chart) -> TableOfChart | None:
    """Return a chart's values as text, None without any; of more than MOST_ROWS the latest, and how many there are."""
    rows = chart.table.rows
    if not rows:
        return None
    is_newest_first = _is_newest_first(rows)
    rows_kept = rows[:MOST_ROWS] if is_newest_first else rows[-MOST_ROWS:]
    left_out = f"The latest {len(rows_kept)} of {len(rows):,} rows; the CSV files hold every entry."
    return TableOfChart(
        chart.table.columns,
        tuple(tuple(_cell_words(cell) for cell in row) for row in rows_kept),
        left_out if len(rows_kept) < len(rows) else "",
    )


def _is_newest_first(rows: tuple[tuple[Cell, ...], ...]) -> bool:
    first, last = rows[0][0], rows[-1][0]
    return not (isinstance(first, date) and isinstance(last, date) and first <= last)


def _cell_words(cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, date):
        return short_day(cell)
    if isinstance(cell, float):
        return decimals(round(cell, 1) + 0.0).replace("-", "\u2212")
    return f"{cell}".replace("-", "\u2212") if isinstance(cell, int) else cell
