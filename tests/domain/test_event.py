"""Events: a few words and a day that has begun."""

from datetime import timedelta

import pytest

from tests.domain.refusals import refused
from tracker import clock
from tracker.domain.description import describe
from tracker.domain.event import Event
from tracker.domain.own_words import isolated


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" New \n job\t ", "New job"),
        ("a \0 b", "a b"),
        ("x" * 60, "x" * 60),
        ("<b>&</b>", "<b>&</b>"),
        ("תאונה 😀", "תאונה 😀"),
        ("new\u202e job", "new job"),
    ],
)
def test_words_are_one_line_as_typed(typed: str, kept: str) -> None:
    event = Event(words=typed)
    assert event.words == kept
    assert Event(words=kept).words == kept, "what is kept is read back as it is"
    assert describe(event) == isolated(kept)


@pytest.mark.parametrize("words", [None, "", " \n", "\0", "x" * 61, 3, "\u202e"])
def test_other_words_are_refused(words: object) -> None:
    with refused("words", "words"):
        Event(words=words)  # type: ignore[arg-type]


def test_one_that_is_still_to_come_is_refused() -> None:
    with refused("on_date", "the day", "future"):
        Event(words="Operation", on_date=clock.latest_day() + timedelta(days=1))
