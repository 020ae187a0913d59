"""The limits values keep to; each function returns the value it accepts or raises InvalidEntry."""

import unicodedata
from collections.abc import Collection, Iterable
from datetime import date
from typing import TypeVar

from tracker.errors import ImportRefused, InvalidEntry

T = TypeVar("T")

NOTE_CHARACTERS = 2000
_WORDS = {
    "on_date": "The day",
    "until_date": "The last day",
    "variant": "How you test",
    "trials_cm": "Tries",
}
EARLIEST_DAY = date(1900, 1, 1)
# Of a record, those taken out included; ten years of fifteen entries a day come to 55,000. Pages read all of them at once.
MOST_ENTRIES = 200_000
# Of what else a record has of one kind: goals, answers, remarks, lines of the audit.
MOST_PIECES = 50_000


def words(field: str) -> str:
    """Return a field's name as a person reads it: leg_pain_nrs -> Leg pain, trial_2_cm -> Try 2."""
    if field in _WORDS:
        return _WORDS[field]
    for unit in ("_nrs", "_cm", "_ids"):
        field = field.removesuffix(unit)
    return field.replace("_", " ").replace("trial", "try").capitalize()


def whole_number(field: str, value: int | None, low: int, high: int, unit: str = "") -> int | None:
    """Return a whole number within low..high, or None for blank; 0 is a value, never a blank."""
    if value is None:
        return None
    if type(value) is not int or not low <= value <= high:
        of = f" of {unit}" if unit else ""
        raise InvalidEntry(field, f"{words(field)} must be a whole number{of} from {low} to {high}.")
    return value


def number(
    field: str, value: float | None, low: float, high: float, unit: str, digits: int = 2
) -> float | None:
    """Return a finite number within low..high rounded to `digits` decimals, or None for blank."""
    if value is None:
        return None
    if type(value) not in (int, float) or not low <= value <= high:  # nan is within nothing
        raise InvalidEntry(field, f"{words(field)} must be a number of {unit} from {low:g} to {high:g}.")
    return round(float(value), digits) + 0.0


def one_of(field: str, value: str | None, allowed: Collection[str]) -> str | None:
    """Return a word of the allowed ones, or None for blank."""
    if value is not None and value not in allowed:
        raise InvalidEntry(field, f"{words(field)} must be one of: {', '.join(allowed)}.")
    return value


def several(field: str, values: Iterable[T]) -> tuple[T, ...]:
    """Return the values of a list; one bare word is not a list of its letters."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidEntry(field, f"{words(field)} must be a list.")
    return tuple(values)


def subset_of(field: str, values: Collection[str], allowed: Collection[str]) -> tuple[str, ...]:
    """Return the chosen words once each, in the order of the allowed ones."""
    given_words = several(field, values)
    if not given_words:
        return ()
    if not all(isinstance(word, str) for word in given_words):
        raise InvalidEntry(field, f"{words(field)} must be a list of words.")
    chosen = set(given_words)
    if unknown := sorted(str(value) for value in chosen - set(allowed)):
        raise InvalidEntry(
            field, f"{words(field)} does not know {', '.join(unknown)}; allowed are: {', '.join(allowed)}."
        )
    return tuple(value for value in allowed if value in chosen)


def text(field: str, value: str | None, longest: int = NOTE_CHARACTERS) -> str | None:
    """Return text without control characters (line breaks and tabs stay), trimmed; None when nothing is left."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidEntry(field, f"{words(field)} must be text.")
    cleaned = value
    # Most text is printable throughout; looking at each character would take most of an import's time.
    if not value.isprintable():
        unified = value.replace("\r\n", "\n").replace("\r", "\n")
        cleaned = "".join(c for c in unified if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    cleaned = cleaned.strip()
    if len(cleaned) > longest:
        raise InvalidEntry(
            field, f"{words(field)} may have up to {longest:,} characters; this has {len(cleaned):,}."
        )
    return cleaned or None


def day(field: str, value: date, today: date, latest: date | None = None) -> date:
    """Return a calendar day that is not after `latest`; left out, that is `today`, the person's own day."""
    if type(value) is not date:
        raise InvalidEntry(field, f"{words(field)} must be a calendar date such as 2026-03-09.")
    if value < EARLIEST_DAY:
        raise InvalidEntry(field, f"{words(field)} must not be before {EARLIEST_DAY.isoformat()}.")
    if value > (latest or today):
        raise InvalidEntry(field, f"{words(field)} must not be in the future; today is {today.isoformat()}.")
    return value


def most_brought_back() -> int:
    """Return how many entries an archive may bring back: those that came one by one to a full record, too."""
    return MOST_ENTRIES + MOST_ENTRIES // 10


def room_for(new: int, entries_ever: int, most: int | None = None) -> None:
    """Refuse a file whose new entries a record has no room for; raises ImportRefused. One entry has room always."""
    if new > 1 and entries_ever + new > (most or MOST_ENTRIES):
        raise ImportRefused(
            f"A record holds up to {MOST_ENTRIES:,} entries, those you deleted too. With this file there would be"
            f" {entries_ever + new:,}, so nothing of it was taken."
        )


def given(field: str, value: T | None) -> T:
    """Return a value that may not be blank."""
    if value is None:
        raise InvalidEntry(field, f"{words(field)} is missing.")
    return value
