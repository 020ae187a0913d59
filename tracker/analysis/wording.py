"""Wording: dates, counts and signed sizes as a person reads them in a result's sentence."""

from datetime import date


def day_words(day: date) -> str:
    """Return a day in words: 5 April 2026."""
    return f"{day.day} {day:%B %Y}"


def counted(number: int, noun: str) -> str:
    """Return a count with its noun: 1 day, 2 days."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def tenths(size: float, below: float | None = None) -> str:
    """Return a size without its sign, to one decimal.

    A size under the threshold `below` that one decimal would lift onto it is cut off instead (1.97 -> 1.9),
    so that the number never contradicts the verdict beside it.
    """
    size = abs(size)
    text = f"{size:.1f}"
    if below is not None and size < below <= float(text):
        return f"{int(size * 10) / 10:.1f}"
    return text
