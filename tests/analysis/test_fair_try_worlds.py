"""Fair tries on simulated records: a small version of the tables in docs/method.md, and of the table of chances."""

import sys

import numpy as np
import pytest

from tracker.analysis.fair_try import DIFFERENCE, PairOfPeriods, fair_try
from tracker.settings import PROJECT

sys.path.insert(0, str(PROJECT / "docs"))
import fair_try_worlds as worlds
import simulation
from fair_try_worlds import ALL_OF_2, BLOCKS_OF_3, DESIGNS, MASSAGE, NOT_LOGGED_BY_HOPE, PLAIN, WORLDS

FEW = 400
# 5 % of 400, and three standard errors more.
MOST_FALSE = 0.05 + 3 * (0.05 * 0.95 / FEW) ** 0.5


def number_or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
@pytest.mark.parametrize("design", DESIGNS, ids=worlds.NAMES.get)
def test_many_at_once_are_told_as_each_by_itself(design, world) -> None:
    many = worlds.tries(design, 8, world, 0.3, 1.0, 1.5, 12, seed=4)
    told = worlds.is_told(design, many, seed=4)
    for number, is_told in enumerate(told.tolist()):
        pairs = [
            PairOfPeriods(number_or_none(first), number_or_none(second), bool(is_first), bool(kept))
            for first, second, is_first, kept in zip(
                many.first[number],
                many.second[number],
                many.is_with_first[number],
                many.kept[number],
                strict=True,
            )
        ]
        assert (fair_try(design.kind, pairs).verdict == DIFFERENCE) == is_told


@pytest.mark.parametrize(
    "world", [world for world in WORLDS if world != NOT_LOGGED_BY_HOPE], ids=lambda world: world.name
)
@pytest.mark.parametrize("design", DESIGNS, ids=worlds.NAMES.get)
def test_a_coin_alone_is_rarely_told_as_a_difference(design, world) -> None:
    assert worlds.share(design, 10, world, 0.6, 1.0, 0.0, FEW, seed=7) <= MOST_FALSE


@pytest.mark.parametrize(("design", "pairs"), [(MASSAGE, 10), (BLOCKS_OF_3, 12), (ALL_OF_2, 12)])
def test_two_points_are_found_in_most_tries(design, pairs) -> None:
    found = worlds.share(design, pairs, worlds.FLARES_AND_WEEKENDS, 0.3, 1.0, 2.0, FEW, seed=7)
    assert found >= 0.85


def test_a_massage_is_found_in_records_as_they_say() -> None:
    many = worlds.tries(MASSAGE, 6, PLAIN, 0.0, 0.01, 2.0, 50, seed=3)
    # Level 5.5 is rounded to 5 or 6, so what is measured of 2 points is 2 give or take the rounding.
    with_it = np.where(many.is_with_first, many.first, many.second)
    without = np.where(many.is_with_first, many.second, many.first)
    assert with_it.mean() == pytest.approx(without.mean() - 2, abs=0.1)
    times = many.is_with_first.sum(axis=1)
    assert set(times.tolist()) == {2, 3, 4}


def test_the_days_of_a_pair_are_those_of_the_protocol() -> None:
    massage, length = worlds.layout(MASSAGE, 2)
    assert massage.tolist() == [[[1, 2, 3], [4, 5, 6]], [[8, 9, 10], [11, 12, 13]]]
    assert length == 14
    blocks, length = worlds.layout(BLOCKS_OF_3, 2)
    assert blocks.tolist() == [[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]]
    assert length == 12


def rows_between(begin: str, end: str) -> list[list[str]]:
    table = simulation.METHOD.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0]
    lines = table.strip().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def shares(row: list[str]) -> list[float]:
    return [float(cell.removesuffix(" %")) for cell in row[-3:]]


def test_the_false_calls_on_the_page_are_of_these_worlds_and_keep_what_is_promised() -> None:
    rows = rows_between(simulation.COIN_BEGIN, simulation.COIN_END)
    assert [row[0] for row in rows] == [world.name for world in WORLDS for _ in DESIGNS for _ in (1.0, 1.5)]
    for row in rows:
        if row[0] != NOT_LOGGED_BY_HOPE.name:
            assert max(shares(row)) <= 6.0, row


def test_the_found_rates_on_the_page_meet_those_that_were_asked_for() -> None:
    rows = rows_between(simulation.FOUND_BEGIN, simulation.FOUND_END)
    massage = {
        int(row[1]): min(shares(row)) for row in rows if row[:1] + row[2:4] == ["massage", "2", "100 %"]
    }
    assert massage[8] >= 78
    assert massage[10] >= 90
    assert massage[12] >= 97
    assert {row[3] for row in rows} == {"100 %", "85 %", "70 %"}
