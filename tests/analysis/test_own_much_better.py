"""Own "much better": the mean change of pain at such answers, from three answers on."""

import pytest

from tests.invented_records import daily, day, overall_changes
from tracker.analysis.own_much_better import own_much_better

# Two weeks at 6, then 4, then 3.
PAIN = {**dict.fromkeys(range(14), 6), **dict.fromkeys(range(14, 60), 4), **dict.fromkeys(range(60, 120), 3)}
THREE = {30: "a little better", 58: "much better", 90: "very much better"}


def test_the_worked_example_of_the_method() -> None:
    result = own_much_better(overall_changes(THREE), daily(PAIN), day(100))
    assert (result.answers, result.days) == (3, (day(58), day(90)))
    assert result.change == pytest.approx((-2 - 3) / 2)
    assert result.sentence == (
        "When you said much better, your leg pain was 2.5 points lower than at the start (from 2 answers)."
        " People with lasting pain call a fall of about 2 points much better (Salaffi 2004)."
    )
    assert result.latest_sentence == "Overall since the start, you said on 1 April 2026: very much better."


@pytest.mark.parametrize("number", [0, 1, 2])
def test_under_three_answers_there_is_no_size(number: int) -> None:
    result = own_much_better(
        overall_changes(dict(list(THREE.items())[-number:] if number else [])), daily(PAIN), day(100)
    )
    assert (result.change, result.sentence) == (None, "")
    assert bool(result.latest_sentence) is bool(number)


def test_who_never_said_much_better_has_no_size() -> None:
    answers = dict.fromkeys((30, 60, 90), "a little better")
    result = own_much_better(overall_changes(answers), daily(PAIN), day(100))
    assert (result.change, result.sentence) == (None, "")


def test_too_little_pain_near_the_answers_is_said() -> None:
    thin = {number: pain for number, pain in PAIN.items() if number < 20}
    result = own_much_better(overall_changes(THREE), daily(thin), day(100))
    assert result.change is None
    assert result.sentence.startswith("Too little leg pain is noted near your answers")
    assert own_much_better(overall_changes(THREE), daily({}), day(100)).change is None


def test_more_pain_at_much_better_is_told_as_it_is() -> None:
    risen = {**dict.fromkeys(range(14), 2), **dict.fromkeys(range(14, 120), 3)}
    sentence = own_much_better(overall_changes(THREE), daily(risen), day(100)).sentence
    assert "1.0 points higher than at the start" in sentence


def test_the_site_that_hurts_more_counts_and_later_answers_do_not() -> None:
    back = own_much_better(overall_changes(THREE), daily({}, PAIN), day(100))
    assert back.site == "back"
    assert own_much_better(overall_changes(THREE), daily(PAIN), day(70)).answers == 2


def test_two_answers_of_a_day_are_the_last_of_them() -> None:
    frame = overall_changes({10: "much worse", 20: "much better"})
    frame["on_date"] = frame["on_date"].max()
    assert own_much_better(frame, daily(PAIN), day(100)).answers == 1
    assert "much better" in own_much_better(frame, daily(PAIN), day(100)).latest_sentence
