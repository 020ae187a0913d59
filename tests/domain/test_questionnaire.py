"""Answers to a questionnaire: they read by themselves, their score follows from them, and nothing else is taken for them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.invented_questionnaires import FOUR, ONE, answers_to
from tracker.domain.description import describe
from tracker.domain.questionnaire import QuestionnaireAnswers, read_answers
from tracker.errors import InvalidEntry

GOOD = json.loads(answers_to(FOUR, bed="a1", tub="a2", shoes="a0").answers or "")


def kept(answers: Any) -> QuestionnaireAnswers:
    text = answers if isinstance(answers, str) else json.dumps(answers)
    return QuestionnaireAnswers(questionnaire="urn:x|1", title="Walking", answers=text)


def test_they_say_what_they_are_in_one_line() -> None:
    assert describe(answers_to(ONE, far=7)) == "Invented: one: score 7 (0 to 10, higher is better)"
    assert describe(answers_to(FOUR, bed="a1")) == "Invented: four: too many left out to say"
    assert answers_to(ONE, far=7).copyright == "Invented for tests; free for all."
    assert [(one["text"], one["words"]) for one in answers_to(FOUR, bed="a1").items][-1] == (
        "And the bed?",
        "hard",
    )


def test_a_score_is_worked_out_and_cannot_be_given() -> None:
    with pytest.raises(TypeError):
        QuestionnaireAnswers(questionnaire="urn:x|1", title="x", answers="{}", score=3)  # type: ignore[call-arg]
    assert kept(GOOD).score == 1


def without(*path: Any, value: Any = None) -> Any:
    whole = json.loads(json.dumps(GOOD))
    place = whole
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return whole


@pytest.mark.parametrize(
    "answers",
    [
        "{", "[]", "null", "7", '"x"', "{}", "[" * 9_000, '{"scoring":{},"items":[],"copyright":""}',
        {**GOOD, "more": 1}, {**GOOD, "items": []}, {**GOOD, "items": GOOD["items"] * 2}, {**GOOD, "copyright": 5},
        {**GOOD, "items": [5]}, {**GOOD, "items": {"a": 1}}, without("scoring", "method", value="median"),
        without("scoring", "better", value="up"), without("scoring", "lowest", value=9),
        without("scoring", "sizes", 0, "source"), without("scoring", "may_be_left_out", value=True),
        without("items", 1, "points", value="2"), without("items", 1, "points", value=1e9),
        without("items", 1, "value", value=2), without("items", 1, "type", value=["choice"]), without("items", 1, "text"),
        without("items", 1, "within", value="a"), without("items", 1, "within", value=["a"] * 1_000),
        without("items", 1, "script", value="x"), without("items", 0, "points", value=1),
        json.dumps(GOOD).replace('"lowest": 0', '"lowest": NaN'), json.dumps(GOOD).replace('"lowest": 0', '"lowest": 1e999'),
    ],
)  # fmt: skip
def test_what_no_form_wrote_is_refused(answers: Any) -> None:
    text = answers if isinstance(answers, str) else json.dumps(answers)
    with pytest.raises(InvalidEntry, match="as this app wrote them"):
        kept(text)


@pytest.mark.parametrize("letter", ["\ud800", "\x00", "\x1b", "\n"])
@pytest.mark.parametrize(
    "path", [("copyright",), ("items", 1, "text"), ("items", 1, "words"), ("items", 1, "value"), ("items", 1, "within"), ("scoring", "sizes", 0, "words")]
)  # fmt: skip
def test_what_json_spells_and_no_cell_can_hold_is_refused(path: Any, letter: str) -> None:
    """One such letter, and the whole history could be shown no more, nor any file be written."""
    value: Any = [f"a{letter}b"] if path[-1] == "within" else f"a{letter}b"
    with pytest.raises(InvalidEntry, match="as this app wrote them"):
        kept(without(*path, value=value))


def test_a_number_beyond_any_files_bounds_is_refused() -> None:
    far = json.loads(answers_to(ONE, far=7).answers or "")
    far["items"][0]["value"] = 10**400
    with pytest.raises(InvalidEntry, match="as this app wrote them"):
        kept(far)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["scoring", "items", "copyright", "sizes", "id"]), inner, max_size=5)))  # fmt: skip
def test_any_json_is_refused_in_a_sentence_and_never_breaks(content: Any) -> None:
    with pytest.raises(InvalidEntry):
        read_answers(json.dumps(content))


def test_texts_that_are_too_long_are_refused() -> None:
    with pytest.raises(InvalidEntry, match="up to 9,900 characters"):
        kept(without("copyright", value="x" * 9_900))
