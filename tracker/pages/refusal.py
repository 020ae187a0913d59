"""Refusals on a page: one sentence, and what was typed stays."""

from collections.abc import Callable
from typing import TypeVar

from tracker.components.plain_words import alert
from tracker.errors import TrackerError

T = TypeVar("T")


def attempt(action: Callable[[], T]) -> T | None:
    """Return what the action returns, or show why it was refused and return None."""
    try:
        return action()
    except TrackerError as error:
        refuse(error.sentence)
        return None


def refuse(sentence: str) -> None:
    """Show why something was refused; the sentence may quote somebody else's file."""
    alert("error", sentence)
