"""The words of a fair try: every verdict, kind and outcome, read at twelve, and "made the difference" only where earned."""

import re
from dataclasses import replace
from itertools import product

import pytest

from tests.test_reading_age import JARGON, SENTENCE_GRADE, TEXT_GRADE, grade, parted
from tracker.analysis.fair_try import (
    DIFFERENCE,
    KEPT_TOO_SELDOM,
    NO_DIFFERENCE,
    TOO_LITTLE,
    CoinAnswer,
    PairOfPeriods,
    Randomisation,
    fair_try,
)
from tracker.analysis.fair_try_words import (
    NO_PEEKING,
    RUNNING,
    TryQuestion,
    answer,
    as_done_in_words,
    cannot_say,
    interval_in_words,
    kept_in_words,
    of_100,
    orders_in_words,
)
from tracker.domain import coin

ORDER = (True, False, False, True, True, False, False, True)
# First and second periods by what is with and what is without, of eight pairs.
VALUES = {
    DIFFERENCE: ((2, 3, 2, 3, 2, 2, 3, 2), (5, 5, 4, 5, 4, 5, 5, 4)),
    NO_DIFFERENCE: ((4, 5, 4, 4, 5, 4, 5, 4), (4, 4, 5, 4, 4, 5, 5, 4)),
    TOO_LITTLE: ((1, 9, 3, 8, 2, 9, 4, 2), (9, 1, 5, 4, 9, 2, 8, 5)),
}
ASKED = [
    TryQuestion(kind, what, outcome)
    for (kind, what), outcome in product(
        [(coin.MASSAGE, "massage"), (coin.EXERCISE, "Bridge"), (coin.HABIT, "a walk at lunch")],
        ["leg pain", "back pain", "reach"],
    )
]


def result_of(verdict: str, kind: str, kept: int = 8, missing: int = 0) -> CoinAnswer:
    values = VALUES.get(verdict, VALUES[TOO_LITTLE])
    kept = 3 if verdict == KEPT_TOO_SELDOM else kept
    pairs = [
        PairOfPeriods(
            None if number < missing else float(one if is_first else other),
            float(other if is_first else one),
            is_first,
            number < kept,
        )
        for number, (one, other, is_first) in enumerate(zip(*values, ORDER, strict=True))
    ]
    result = fair_try(kind, pairs)
    assert result.verdict == verdict
    return result


def all_words(result: CoinAnswer, asked: TryQuestion) -> list[str]:
    assert result.tested is not None
    return [
        answer(result, asked),
        orders_in_words(result.tested),
        interval_in_words(result.tested, asked),
        kept_in_words(result, asked),
        as_done_in_words(result, asked),
        *cannot_say(result, asked),
    ]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: f"{asked.kind}, {asked.outcome}")
@pytest.mark.parametrize("verdict", [DIFFERENCE, NO_DIFFERENCE, TOO_LITTLE, KEPT_TOO_SELDOM])
@pytest.mark.parametrize(("kept", "missing"), [(8, 0), (6, 1)])
def test_every_answer_is_read_at_twelve_and_earns_its_words(asked, verdict, kept, missing) -> None:
    words = [
        *filter(None, all_words(result_of(verdict, asked.kind, kept, missing), asked)),
        NO_PEEKING,
        RUNNING,
    ]
    parts = [part for one in words for part in parted(one)]
    assert {part: grade(part) for part in parts if grade(part) > SENTENCE_GRADE} == {}
    assert grade(" ".join(parts)) <= TEXT_GRADE
    text = " ".join(words)
    assert not JARGON.search(text)
    assert not re.search(r"\bnan\b|caus|because|thanks to|proves?\b|p ?[<=]|None|  ", text)
    assert ("made the difference" in text) == (verdict == DIFFERENCE)
    assert "%" not in text


def test_what_cannot_be_told_is_told_without_blame() -> None:
    for verdict in (TOO_LITTLE, KEPT_TOO_SELDOM):
        for asked in ASKED:
            text = " ".join(all_words(result_of(verdict, asked.kind), asked))
            assert "honest result, and no fault of yours" in text
            assert not re.search(
                r"fail|should|only|just|sadly|unfortunately", answer(result_of(verdict, asked.kind), asked)
            )


def test_the_sentences_as_they_are_read() -> None:
    massage = TryQuestion(coin.MASSAGE, "massage", "leg pain")
    found = result_of(DIFFERENCE, coin.MASSAGE)
    assert answer(found, massage) == (
        "The coin says that the massage made the difference: your leg pain was 2.3 points lower on your days after a"
        " massage than on the same days without one."
    )
    assert orders_in_words(found.tested) == (
        "We tried all 238 orders that the coin could have given. Fewer than 1 of 100 coin orders would have shown as much"
        " by chance."
    )
    assert interval_in_words(found.tested, massage).startswith("What fits these days: from ")
    assert kept_in_words(found, massage) == "You kept to the coin in all 8 weeks."
    assert as_done_in_words(found, massage) == ""
    walk = TryQuestion(coin.HABIT, "a walk at lunch", "back pain")
    seldom = result_of(KEPT_TOO_SELDOM, coin.HABIT)
    assert answer(seldom, walk) == (
        "This try cannot tell: you kept to the coin in 3 of 8 pairs of blocks, and what was not done cannot show."
    )
    none = result_of(NO_DIFFERENCE, coin.HABIT)
    assert answer(none, walk) == (
        "No difference seen: your back pain was no higher or lower on your days with \u201ca walk at lunch\u201d than on"
        " those without. One of 2 points or more would most likely have shown."
    )


@pytest.mark.parametrize(
    ("as_extreme", "orders", "words"),
    [
        (2, 912, "Fewer than 1 of 100 coin orders"),
        (32, 1024, "3 of 100 coin orders"),
        (50, 1000, "5 of 100 coin orders"),
        (51, 1000, "6 of 100 coin orders"),
        (912, 912, "100 of 100 coin orders"),
        (10, 1000, "1 of 100 coin orders"),
    ],
)
def test_orders_of_100_never_contradict_the_verdict(as_extreme, orders, words) -> None:
    assert of_100(Randomisation(-1.0, None, None, as_extreme, orders)) == words


def test_reach_is_told_in_the_persons_unit() -> None:
    result = result_of(DIFFERENCE, coin.EXERCISE)
    assert "2.3 cm less far" in answer(result, TryQuestion(coin.EXERCISE, "Bridge", "reach"))
    assert "0.9 inches less far" in answer(result, TryQuestion(coin.EXERCISE, "Bridge", "reach", "in"))


def test_a_try_without_values_is_told() -> None:
    empty = fair_try(coin.HABIT, [PairOfPeriods(None, 3.0, is_first, True) for is_first in ORDER])
    asked = TryQuestion(coin.HABIT, "a walk", "leg pain")
    assert (
        answer(empty, asked)
        == "This try cannot tell: too few pairs of blocks have leg pain noted on both sides."
    )
    assert "8 of 8 pairs of blocks are left out" in kept_in_words(empty, asked)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (None, None, "cannot be told from so few"),
        (-1.0, None, "cannot be told from so few"),
        (-0.02, 0.01, "under a tenth"),
        (-1.04, 0.62, "anything from 1.0 points lower to 0.6 points higher with a massage"),
        (-2.6, -0.9, "from 0.9 points to 2.6 points lower with a massage"),
        (0.9, 2.6, "from 0.9 points to 2.6 points higher with a massage"),
        (-1.3, 0.0, "from 0.0 points to 1.3 points lower with a massage"),
    ],
)
def test_the_interval_in_words(low, high, words) -> None:
    asked = TryQuestion(coin.MASSAGE, "massage", "leg pain")
    assert words in interval_in_words(Randomisation(-1.0, low, high, 2, 100), asked)


def test_own_words_cannot_turn_a_sentence_round() -> None:
    words = answer(
        result_of(DIFFERENCE, coin.HABIT),
        TryQuestion(coin.HABIT, "\u05d4\u05dc\u05d9\u05db\u05d4", "leg pain"),
    )
    assert "\u2068\u201c\u05d4\u05dc\u05d9\u05db\u05d4\u201d\u2069" in words


def small_difference(size: float) -> CoinAnswer:
    pairs = [
        PairOfPeriods(5 - size * is_first, 5 - size * (not is_first), is_first, True) for is_first in ORDER
    ]
    result = fair_try(coin.HABIT, pairs)
    assert result.verdict == DIFFERENCE
    return result


@pytest.mark.parametrize(
    ("size", "outcome", "told", "limit"),
    [
        (0.02, "leg pain", "was under 0.1 points lower on", "It is under 1 point, which"),
        (0.6, "leg pain", "was 0.6 points lower on", "It is under 1 point, which"),
        (1.2, "leg pain", "was 1.2 points lower on", None),
        (
            0.1,
            "reach",
            "was under 0.1 inches less far on",
            "It is under 1.6 inches, which a single test can be off by",
        ),
    ],
)
def test_a_small_difference_is_never_told_as_nothing_and_is_called_small(size, outcome, told, limit) -> None:
    asked = TryQuestion(coin.HABIT, "a walk", outcome, "in")
    result = small_difference(size)
    if outcome == "reach":
        result = replace(result, matters=4.0)
    assert told in answer(result, asked)
    assert [part for part in cannot_say(result, asked) if part.startswith("It is under")] == (
        [] if limit is None else [part for part in cannot_say(result, asked) if part.startswith(limit)]
    )
    assert limit is None or any(part.startswith(limit) for part in cannot_say(result, asked))
