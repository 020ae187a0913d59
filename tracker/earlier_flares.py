"""In a flare: what the client did and noted on days of earlier flares, from their own record and without advice."""

from datetime import date
from itertools import islice

from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.description import capitalise_first, ended, lower_first
from tracker.domain.exercise import exercise
from tracker.domain.massage_session import MassageSession
from tracker.domain.own_words import quoted
from tracker.domain.period import Period
from tracker.locales import short_day_and_year
from tracker.record import ClientRecord

TITLE = "What you did in earlier flares"
# Of so many days marked as a flare, the latest that say anything.
DAYS_READ, DAYS_SHOWN = 10, 5
# The quick page stays light, and a long note is in the history.
NOTE_CHARACTERS = 120


def earlier_flares(record: ClientRecord) -> tuple[str, ...]:
    """Return a line a day, the latest first: exercises and massage sessions, then own notes; none without any."""
    days = record.entries.flare_days(clock.today(), DAYS_READ)
    lines = (_line(record, day) for day in days)
    return tuple(islice(filter(None, lines), DAYS_SHOWN))


def _line(record: ClientRecord, day: date) -> str:
    entries = record.entries.all((CheckIn.kind, MassageSession.kind), Period(day, day))[::-1]
    ticked = [name for entry in entries if isinstance(entry, CheckIn) for name in entry.exercises_done]
    done = [exercise(exercise_id).name for exercise_id in dict.fromkeys(ticked)]
    done += [f"massage, {entry.minutes} minutes" for entry in entries if isinstance(entry, MassageSession)]
    notes = [quoted(_shortened(entry.note)) for entry in entries if entry.note]
    names = ", ".join(lower_first(name) for name in done)
    sentences = [*([ended(capitalise_first(names))] if names else []), *notes]
    return f"{short_day_and_year(day)}: {' '.join(sentences)}" if sentences else ""


def _shortened(note: str) -> str:
    words = " ".join(note.split())
    return words if len(words) <= NOTE_CHARACTERS else f"{words[:NOTE_CHARACTERS].rstrip()}\u2026"
