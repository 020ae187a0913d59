"""Wording: counts, sizes and stretches of days as a person reads them in a result's sentence."""

from collections.abc import Sequence
from datetime import date

from tracker import clock
from tracker.locales import day_words, decimals, whole


def counted(number: int, noun: str) -> str:
    """Return a count with its noun: 1 day, 2 days."""
    return f"{whole(number)} {noun}" if number == 1 else f"{whole(number)} {noun}s"


def tenths(size: float, below: float | None = None) -> str:
    """Return a size without its sign, to one decimal.

    A size under the threshold `below` that one decimal would lift onto it is cut off instead (1.97 -> 1.9),
    so that the number never contradicts the verdict beside it.
    """
    size = abs(size)
    if below is not None and size < below <= round(size, 1):
        size = int(size * 10) / 10
    return decimals(size)


def listed(names: Sequence[str]) -> str:
    """Return names as a list in words: sitting, sleep and massage."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def signed(size: float, below: float | None = None) -> str:
    """Return a size as `tenths` does with its sign, a true minus, and no sign at nothing: +1.2 or 0.0."""
    sign = "" if is_nothing(size) else "\u2212" if size < 0 else "+"
    return f"{sign}{tenths(size, below)}"


def is_nothing(size: float) -> bool:
    """Return whether a size is nothing to one decimal."""
    return round(abs(size), 1) == 0


def latest(stretch: str, last: date) -> str:
    """Return a stretch of time that ends on a day: the last 14 days, or the 14 days to 5 April 2026.

    "The last" is true only where the stretch ends today.
    """
    return f"the last {stretch}" if last == clock.today() else f"the {stretch} to {day_words(last)}"
