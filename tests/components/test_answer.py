"""The newest tap is the answer, unless the caller has since passed another value."""

from typing import Any

import pytest

from tracker.components.answer import Answer, settle, tapped


def whole(raw: Any) -> int | None:
    if raw is not None and type(raw) is not int:
        raise ValueError
    return raw


def run(last: Answer[int | None] | None, given: int | None, state: object = None) -> Answer[int | None]:
    return settle(last, given, state, whole)


def test_the_given_value_is_the_answer_until_a_tap() -> None:
    assert run(None, 3).value == 3
    assert run(run(None, 3), 3, tapped(0)).value == 0


def test_a_cleared_answer_is_blank_though_a_value_is_given() -> None:
    assert run(run(None, 3), 3, tapped(None)).value is None


def test_a_new_value_overrules_the_taps_seen_so_far_and_stays() -> None:
    answer = run(run(None, 3), 3, tapped(7))
    for _ in range(3):
        answer = run(answer, None, tapped(7))
        assert answer.value is None


def test_a_tap_made_while_the_caller_changed_the_value_is_kept() -> None:
    answer = run(run(None, 5), 5, tapped(6, tap=1))
    answer = run(answer, None, tapped(6, tap=1))
    assert run(answer, None, tapped(8, tap=2)).value == 8


def test_a_tap_that_arrives_together_with_a_new_value_is_kept() -> None:
    answer = run(run(None, 5), 5, tapped(6, tap=1))
    assert run(answer, None, tapped(8, tap=2)).value == 8


def test_a_caller_who_hands_back_the_last_answer_does_not_overrule_a_newer_tap() -> None:
    answer = run(run(None, None), None, tapped(5, tap=1))
    assert run(answer, 5, tapped(6, tap=2)).value == 6


def test_a_deleted_state_starts_afresh_and_its_old_tap_does_not_come_back() -> None:
    answer = run(run(None, None), None, tapped(5, tap=4))
    answer = run(answer, None, None)
    assert (answer.value, answer.seen) == (None, 4)
    assert run(answer, None, tapped(5, tap=4)).value is None
    assert run(answer, None, tapped(2, tap=5)).value == 2


@pytest.mark.parametrize(
    "state", [{}, {"choice": 3}, {"choice": {"value": "7", "tap": 1}}, {"choice": {"value": 7, "tap": True}}]
)
def test_a_state_that_makes_no_sense_is_no_tap(state: object) -> None:
    assert run(None, 2, state) == Answer(2, 2)
