"""What a report rests on: silences, entries from memory, and what a share link leaves out."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from tracker.analysis.wording import counted
from tracker.domain.measure import Part
from tracker.domain.period import Period
from tracker.domain.share_link import FIELD_WORDS, Scope
from tracker.locales import day_words
from tracker.reports.entry_notes import Logged
from tracker.reports.rows import short_day

# Shorter silences are the rule, not news.
SHORTEST_GAP_DAYS = 5
MOST_GAPS = 3


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


def gaps(check_ins: Sequence[Logged], period: Period) -> Iterator[str]:
    """Yield the longest silences of a period, in their order; a silence is no day without pain."""
    days = sorted({check_in.on_date for check_in in check_ins})
    edges = [*days, period.last + timedelta(days=1)]
    before = [period.first - timedelta(days=1), *days]
    silences = [
        Period(first + timedelta(days=1), last - timedelta(days=1))
        for first, last in zip(before, edges, strict=True)
        if (last - first).days > SHORTEST_GAP_DAYS
    ]
    for gap in sorted(
        sorted(silences, key=lambda silence: silence.days)[-MOST_GAPS:], key=lambda silence: silence.first
    ):
        yield f"{short_day(gap.first)} to {short_day(gap.last)} ({counted(gap.days, 'day')})"


def back_filled(check_ins: Sequence[Logged]) -> str:
    """Return which days were filled in from memory, empty when none was."""
    late = sorted({check_in.on_date for check_in in check_ins if check_in.is_back_filled}, reverse=True)
    if not late:
        return ""
    latest = ", ".join(short_day(day) for day in late[:4])
    return f"{counted(len(late), 'day')} filled in later from memory: {latest}{' and earlier' if len(late) > 4 else ''}."
