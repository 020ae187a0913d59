"""Exercises of the home plan."""

import pytest

from tests.domain.refusals import refused
from tracker.domain.exercise import EXERCISES, exercise


def test_every_exercise_is_found_by_its_id() -> None:
    assert [exercise(known.exercise_id) for known in EXERCISES] == list(EXERCISES)
    assert len({known.exercise_id for known in EXERCISES}) == len(EXERCISES)


@pytest.mark.parametrize("value", ["juggling", "", "BRIDGE"])
def test_an_unknown_one_is_refused(value: str) -> None:
    with refused("exercises", "exercise", repr(value)):
        exercise(value)
