"""Records as people make them: a small, fixed sample of each world, and what is said about it."""

import re
import sys

import numpy as np
import pytest

from tracker.settings import PROJECT

sys.path.insert(0, str(PROJECT / "docs"))
import hostile_worlds
from simulated_records import pain_course

RECORDS, SEED = 12, 11
# Of 12 records with a true rate of 5 %, more than 3 would come once in 300 times.
MOST_CALLED = 3 / RECORDS
CAUSAL = r"caus|because|thanks to|helped|worked|cure|should have"
# Kept for the tables: every look of half a year takes too long here.
WORLDS = [world for world in hostile_worlds.worlds() if "until day" not in world.name]


@pytest.mark.parametrize(
    "world", WORLDS, ids=lambda world: f"{world.name}, {world.days} days, {world.spread:g}"
)
def test_no_change_is_called_where_there_is_none(world) -> None:
    called, _ = hostile_worlds.shares(world, 0.3, RECORDS, SEED)
    assert called <= MOST_CALLED


@pytest.mark.parametrize("how", ["day 2", "last day", "upper quarter"])
def test_massages_booked_for_a_flare_say_that_they_cannot_be_told_from_it(how) -> None:
    world = next(
        one
        for one in WORLDS
        if one.name.startswith("massage")
        and {"day 2": "on day 2 of each", "last day": "on the last day", "upper quarter": "upper quarter"}[
            how
        ]
        in one.name
    )
    assert hostile_worlds.shares(world, 0.3, RECORDS, SEED)[1] >= 0.75


def test_the_weekday_is_named_first_and_is_the_reason() -> None:
    world = next(one for one in WORLDS if "always on Friday" in one.name)
    chance = np.random.default_rng(SEED)
    course = pain_course(1, world.days, 0.3, 1.0, SEED)[0]
    (answer,) = world.answers(course, chance)
    assert answer.verdict == "cannot be told from the weekday"
    assert re.match(r"Of your 2\d massage days, .*2\d fell on a Friday\.", answer.sentence)


def test_no_sentence_names_a_cause() -> None:
    for world in WORLDS[::4]:
        chance = np.random.default_rng(SEED)
        for course in pain_course(2, world.days, 0.3, world.spread, SEED):
            for answer in world.answers(course, chance):
                assert not re.search(CAUSAL, answer.sentence.lower()), answer.sentence
