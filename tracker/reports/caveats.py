"""What a report rests on: days without a check-in, days from memory or a file, and what a share link leaves out."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from tracker.analysis.wording import counted
from tracker.domain.measure import Part
from tracker.domain.period import Period
from tracker.domain.share_link import FIELD_WORDS, Scope
from tracker.locales import day_words
from tracker.reports.entry_notes import Logged
from tracker.reports.rows import short_day

# Events, medicines and ratings there may still be.
NOTHING_COMPARED = "No check-in, test or massage session is logged"
# Shorter gaps are the rule, not news.
SHORTEST_GAP_DAYS = 5
MOST_GAPS, MOST_LATE = 3, 4


def field_words(scope: Scope | None, *, shared: bool) -> str:
    """Return the kinds of values that are shared, or that are not, as a list in words."""
    # Where a practice has none, nothing speaks of questionnaires: they are named where they are shared alone.
    unnamed = () if shared and scope is not None else (Part.QUESTIONNAIRES,)
    return ", ".join(
        words
        for name, words in FIELD_WORDS.items()
        if (scope is None or scope.allows(name)) is shared and name not in unnamed
    )


def begins_late(scope: Scope | None) -> str:
    """Return from which day on a record is shared, empty when from its first."""
    if scope is None or scope.period.first == date.min:
        return ""
    from_then = f"Only days from {day_words(scope.period.first)} are shared, and comparisons begin there."
    first = " “The first 14 days” are the first of those, not of the whole record."
    return from_then + (first if scope.allows(Part.PAIN) else "")


def about_days(check_ins: Sequence[Logged], period: Period) -> Iterator[str]:
    """Yield on which days of a period there is no check-in, and which were written down later, or nobody knows when."""
    yield from _gaps(check_ins, period)
    yield from _written_when(check_ins)


def _gaps(check_ins: Sequence[Logged], period: Period) -> Iterator[str]:
    days = sorted({check_in.on_date for check_in in check_ins})
    edges = [*days, period.last + timedelta(days=1)]
    before = [period.first - timedelta(days=1), *days]
    between = [
        Period(first + timedelta(days=1), last - timedelta(days=1))
        for first, last in zip(before, edges, strict=True)
        if (last - first).days > SHORTEST_GAP_DAYS
    ]
    longest = sorted(between, key=lambda gap: gap.days)[-MOST_GAPS:]
    named = [
        f"{short_day(gap.first)} to {short_day(gap.last)} ({counted(gap.days, 'day')})"
        for gap in sorted(longest, key=lambda gap: gap.first)
    ]
    more = [f"and {len(between) - len(named)} more"] if len(between) > len(named) else []
    if between:
        yield f"No check-in: {'; '.join([*named, *more])}. Missing days are unknown, not pain-free."
    elif check_ins:
        yield f"Never more than {SHORTEST_GAP_DAYS - 1} days in a row without a check-in."


def _written_when(check_ins: Sequence[Logged]) -> Iterator[str]:
    late = sorted({check_in.on_date for check_in in check_ins if check_in.is_back_filled}, reverse=True)
    if late:
        latest = ", ".join(short_day(day) for day in late[:MOST_LATE])
        earlier = " and earlier" if len(late) > MOST_LATE else ""
        yield f"{counted(len(late), 'day')} filled in more than a day later, from memory: {latest}{earlier}."
    elif check_ins and not any(check_in.is_from_file for check_in in check_ins):
        yield "No day was filled in more than a day later."
    brought = len({check_in.on_date for check_in in check_ins if check_in.is_from_file and check_in.is_late})
    if brought:
        yield f"It is not known when {counted(brought, 'day')} that came from a file {'was' if brought == 1 else 'were'} written down."
