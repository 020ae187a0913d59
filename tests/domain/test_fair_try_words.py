"""The words of a fair try before its answer: read at twelve, and what the coin said as it is said to a person."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.fair_tries import MONDAY, PROTOCOLS, habit_try, massage_try
from tests.test_reading_age import JARGON, SENTENCE_GRADE, TEXT_GRADE, grade, parted
from tracker.domain.coin import KINDS
from tracker.domain.fair_try import Assignment, FairTry, TryEnd
from tracker.domain.fair_try_protocol import OUTCOMES
from tracker.domain.fair_try_words import (
    ASKS,
    KEPT_UNLESS_SAID,
    LOG_EVERY_DAY,
    WHY,
    assignment_words,
    end_words,
    kept_words,
    protocol_items,
    state_words,
    title_of,
    today_words,
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_reader_of_twelve_understands_what_is_agreed_to(kind: str) -> None:
    protocol = PROTOCOLS[kind](MONDAY)
    texts = [WHY, *ASKS[kind], KEPT_UNLESS_SAID, *LOG_EVERY_DAY.values()]
    texts += [sentence for _, sentence in protocol_items(protocol)]
    whole = " ".join(texts)
    assert grade(whole) <= TEXT_GRADE
    for sentence in parted(whole):
        assert grade(sentence) <= SENTENCE_GRADE, sentence
    assert not JARGON.search(whole)


def test_every_end_is_told_in_plain_words() -> None:
    for end in TryEnd:
        told = end_words(FairTry(protocol=massage_try(MONDAY), proposed_by="ana", end=end))
        assert told.endswith(".")
        assert all(grade(sentence) <= SENTENCE_GRADE for sentence in parted(told)), told


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("days_after", [0, 1])
def test_how_it_stands_is_told_in_plain_words(outcome: str, days_after: int) -> None:
    protocol = habit_try(MONDAY, outcome=outcome)
    running = FairTry(protocol=protocol, proposed_by="ana", agreed_at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    today = protocol.last_date + timedelta(days=days_after)
    told = f"{today_words(running, today)} {state_words(running, today)}"
    assert all(grade(sentence) <= SENTENCE_GRADE for sentence in parted(told)), told
    assert not JARGON.search(told)


def test_what_the_coin_said_is_said_with_its_day() -> None:
    massage, habit = massage_try(MONDAY), habit_try(MONDAY)
    slot = massage.first_date
    assert assignment_words(massage, None, MONDAY) == (
        "It has not begun. You learn the first part on Sunday 8 March."
    )
    told = Assignment(0, slot, slot, is_with=True)
    assert [assignment_words(massage, told, slot + timedelta(days=days)) for days in (-1, 0, 1)] == [
        "This week’s massage is on Monday 9 March.",
        "This week’s massage is today.",
        "This week’s massage was on Monday 9 March.",
    ]
    block = Assignment(0, MONDAY, MONDAY + timedelta(days=2), is_with=False)
    assert (
        assignment_words(habit, block, MONDAY)
        == "Without “a walk at lunch”, until Wednesday 4 March included."
    )
    assert (
        assignment_words(habit, block, MONDAY + timedelta(days=2))
        == "Without “a walk at lunch”, until today."
    )


def test_words_of_another_script_turn_no_sentence_round() -> None:
    protocol = habit_try(MONDAY, words="הליכה")
    assert title_of(protocol).startswith("\u200e\u2068“הליכה”\u2069")


def test_how_much_was_kept_counts_from_the_first_part() -> None:
    fair_try = FairTry(protocol=habit_try(MONDAY), proposed_by="ana")
    assert kept_words(fair_try, MONDAY) == ""
