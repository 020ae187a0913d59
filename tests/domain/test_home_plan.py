"""The home plan and remarks: what they may be, and the words for them."""

from typing import Any

import pytest

from tests.domain.refusals import refused
from tracker.domain.exercise import EXERCISES
from tracker.domain.home_plan import PlanItem, Remark, also_planned, item_in_words


def item(**values: Any) -> PlanItem:
    return PlanItem(**{"exercise_id": "bridge", "written_by": "robin", **values})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"exercise_id": "push_up"}, "exercises"), ({"exercise_id": ""}, "exercises"), ({"hold_s": 0}, "hold_s"),
        ({"hold_s": 301}, "hold_s"), ({"repetitions": 0}, "repetitions"), ({"repetitions": 101}, "repetitions"),
        ({"days_a_week": 0}, "days_a_week"), ({"days_a_week": 8}, "days_a_week"), ({"days_a_week": None}, "days_a_week"),
        ({"note": "x" * 501}, "note"), ({"hold_s": 2.5}, "hold_s"),
    ],
)  # fmt: skip
def test_an_item_that_may_not_be(values: dict[str, Any], field: str) -> None:
    with refused(field):
        item(**values)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_exercise_can_be_planned_and_said(exercise: Any) -> None:
    assert item_in_words(item(exercise_id=exercise.exercise_id)) == f"{exercise.name}, every day"


def test_an_item_says_all_it_holds() -> None:
    assert (
        item_in_words(item(hold_s=30, repetitions=8, days_a_week=3))
        == "Bridge, hold 30 seconds, 8 times, 3 days a week"
    )
    assert item(note=" slowly\r\n").note == "slowly"


def test_a_remark_is_neither_empty_nor_endless() -> None:
    assert Remark(words=" Well\ndone. ", written_by="robin").words == "Well\ndone."
    for words in ("", "  \n", None):
        with refused("words", "missing"):
            Remark(words=words, written_by="robin")  # type: ignore[arg-type]
    with refused("words", "2,000"):
        Remark(words="x" * 2001, written_by="robin")


def test_what_no_check_in_ticks_off_is_said_in_a_sentence() -> None:
    own = item(exercise_id=None, own_words="A swim", days_a_week=2)
    assert also_planned((item(), own)) == "Also on your home plan: A swim, 2 days a week."
    assert also_planned((item(),)) == ""
