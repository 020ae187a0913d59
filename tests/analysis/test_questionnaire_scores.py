"""What a questionnaire's score says beside the first one and beside the sizes its file names: worked out by hand."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.invented_questionnaires import (
    EXTENSION,
    FOUR,
    ONE,
    TWENTY_FOUR,
    answers_to,
    choice,
    file_of,
    integer,
    scored,
)
from tracker.analysis.questionnaire_scores import score_now
from tracker.domain.questionnaire import QuestionnaireAnswers, of_one_questionnaire

DAY = date(2026, 3, 9)


def on(day: date, content: Any, **given: Any) -> QuestionnaireAnswers:
    return replace(answers_to(content, **given), on_date=day)


def yes(count: int) -> dict[str, bool]:
    return {f"s{n}": n <= count for n in range(1, 25)}


def said(*answers: QuestionnaireAnswers) -> tuple[str, ...]:
    now = score_now(answers)
    return now.sentences if now else ()


def test_a_first_score_stands_by_itself() -> None:
    assert said() == ()
    assert said(on(DAY, ONE, far=7)) == ("Score 7 (0 to 10, higher is better).",)


@pytest.mark.parametrize(
    ("first", "latest", "sentences"),
    [
        (12, 7, ("Score 7 (0 to 24, lower is better), 12 on 9 March 2026: 5 points better.",
                 "That is at least 5 points: a change that matters (Invented 2008).",
                 "That is at least 30 % of the first score: a change that matters too (Invented 2009).")),
        (20, 16, ("Score 16 (0 to 24, lower is better), 20 on 9 March 2026: 4 points better.",
                  "That is less than 5 points: a change that matters (Invented 2008).",
                  "That is less than 30 % of the first score: a change that matters too (Invented 2009).")),
        # A source's words are of getting better: 10 points more are none of it.
        (10, 20, ("Score 20 (0 to 24, lower is better), 10 on 9 March 2026: 10 points worse.",)),
        (0, 1, ("Score 1 (0 to 24, lower is better), 0 on 9 March 2026: 1 point worse.",)),
        (6, 6, ("Score 6 (0 to 24, lower is better), the same as on 9 March 2026.",)),
    ],
)  # fmt: skip
def test_a_change_stands_beside_each_size(first: int, latest: int, sentences: tuple[str, ...]) -> None:
    later = DAY + timedelta(days=30)
    assert said(on(DAY, TWENTY_FOUR, **yes(first)), on(later, TWENTY_FOUR, **yes(latest))) == sentences


def test_a_size_that_is_reached_to_the_hundredth_is_reached() -> None:
    """Worked out by hand: 30 percent of 1.9 is 0.57, as much as from 1.9 to 1.33."""
    item = choice("x", "How?", "bad", "better")
    for option, points in zip(item["answerOption"], (1.9, 1.33), strict=True):
        option["valueCoding"]["extension"][0]["valueDecimal"] = points
    size = {"percent": 30, "words": "a third easier", "source": "Invented 2021"}
    content = file_of("hundredths", [item], scored("sum", 0, 2, "lower", size))
    sentences = said(on(DAY, content, x="a0"), on(DAY + timedelta(days=30), content, x="a1"))
    assert sentences[1] == "That is at least 30 % of the first score: a third easier (Invented 2021)."


@pytest.mark.parametrize(
    "changed",
    [
        {"extension": [scored("sum", 0, 10, "lower")]},
        {"extension": [scored("sum", 0, 20, "higher")]},
        {"item": [*ONE["item"], integer("more", "And how far then?", 0, 5)], "extension": [scored("sum", 0, 15, "higher", left_out=1)]},
    ],
)  # fmt: skip
def test_what_a_file_changed_under_its_version_scores_otherwise_is_no_change_of_the_person(
    changed: Any,
) -> None:
    assert len(said(on(DAY, ONE, far=3), on(DAY + timedelta(days=30), {**ONE, **changed}, far=5))) == 1
    named_otherwise = {"extension": [scored("sum", 0, 10, "higher")]}
    assert (
        "2 points better"
        in said(on(DAY, ONE, far=3), on(DAY + timedelta(days=30), {**ONE, **named_otherwise}, far=5))[0]
    )


def test_higher_may_be_better() -> None:
    sentences = said(on(DAY, ONE, far=3), on(DAY + timedelta(days=30), ONE, far=5))
    assert "2 points better" in sentences[0]
    assert sentences[1] == "That is at least 2 points: a change worth a walk (Invented 2020)."


def test_too_many_left_out_says_so_and_a_first_one_without_a_score_is_passed_over() -> None:
    blank, whole = (
        on(DAY, FOUR, bed="a0"),
        on(DAY + timedelta(days=30), FOUR, bed="a0", tub="a0", shoes="a1", stairs="a2"),
    )
    assert said(blank) == said(whole, blank) == ("Too many left out to say.",)
    assert said(blank, whole) == ("Score 0.75 (0 to 2, lower is better).",)


SUM = file_of(
    "sum",
    [*(integer(f"q{n}", f"Trouble number {n}?", 0, 10) for n in range(4)),
     integer("aside", "And the weather?", 0, 10, extension=[
         *integer("", "", 0, 10)["extension"],
         {"url": f"{EXTENSION}:not-scored", "valueBoolean": True}])],
    scored("sum", 0, 40, "lower", {"points": 5, "words": "a change that matters", "source": "Invented 2022"}, left_out=1),
)  # fmt: skip
COUNT = {**TWENTY_FOUR, "extension": [scored("count", 0, 24, "lower", left_out=23)]}
LATER = DAY + timedelta(days=30)
NOT_COMPARED = "Not all of the same questions were answered, so the two scores are not compared."


def test_an_item_left_blank_is_no_change_of_the_person() -> None:
    whole, blank = dict.fromkeys(("q0", "q1", "q2", "q3"), 10), dict.fromkeys(("q0", "q1", "q2"), 10)
    assert said(on(DAY, SUM, **whole), on(LATER, SUM, **blank)) == (
        "Score 30 (0 to 40, lower is better), 40 on 9 March 2026.",
        NOT_COMPARED,
    )
    # Nor is one that was blank at first and is answered now.
    assert said(on(DAY, SUM, **blank), on(LATER, SUM, **whole))[1] == NOT_COMPARED
    ticked, fewer = {f"s{n}": True for n in range(1, 15)}, {"s1": True, "s2": True}
    assert said(on(DAY, COUNT, **ticked), on(LATER, COUNT, **fewer))[1] == NOT_COMPARED


def test_the_first_score_of_the_same_answered_items_is_the_one_to_compare_with() -> None:
    whole, blank = {"q0": 10, "q1": 10, "q2": 10, "q3": 10}, {"q0": 9, "q1": 9, "q2": 10}
    middle = DAY + timedelta(days=15)
    sentences = said(on(DAY, SUM, **whole), on(middle, SUM, **blank), on(LATER, SUM, q0=5, q1=5, q2=10))
    assert sentences[0] == "Score 20 (0 to 40, lower is better), 28 on 24 March 2026: 8 points better."
    # What is not scored may be left out.
    assert "8 points better" in said(on(DAY, SUM, **blank, aside=3), on(LATER, SUM, q0=5, q1=5, q2=10))[0]


def test_no_change_is_made_out_of_one_day() -> None:
    assert said(on(DAY, ONE, far=3), on(DAY, ONE, far=7)) == ("Score 7 (0 to 10, higher is better).",)
    later = said(on(DAY, ONE, far=3), on(LATER, ONE, far=9), on(LATER, ONE, far=5))
    assert later[0] == "Score 5 (0 to 10, higher is better), 3 on 9 March 2026: 2 points better."


def test_a_mean_makes_up_for_an_item_left_out() -> None:
    whole = on(DAY, FOUR, bed="a2", tub="a2", shoes="a2", stairs="a2")
    assert "1 point better" in said(whole, on(LATER, FOUR, bed="a1", tub="a1", shoes="a1"))[0]


def test_other_versions_are_other_questionnaires() -> None:
    second = {**ONE, "version": "2"}
    entries = [
        on(DAY, ONE, far=3),
        on(DAY + timedelta(days=1), second, far=4),
        on(DAY + timedelta(days=2), ONE, far=5),
    ]
    groups = [[entry.score for entry in of_one] for of_one in of_one_questionnaire(entries)]
    assert groups == [[3, 5], [4]]
