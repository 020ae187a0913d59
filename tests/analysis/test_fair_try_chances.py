"""The chances of a fair try: the table is the simulation's, is read between its numbers, and a damaged one is refused."""

import re
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.test_reading_age import SENTENCE_GRADE, grade, parted
from tracker.analysis import fair_try_chances
from tracker.analysis.fair_try_chances import PAIRS, SIZES, SPREADS, Design, chances, own_spread, read_chances
from tracker.analysis.thresholds import MalformedTable
from tracker.domain import coin
from tracker.settings import PROJECT

sys.path.insert(0, str(PROJECT / "docs"))
import fair_try_worlds as worlds

TABLE = Path(fair_try_chances.__file__).parent / "data" / "fair_try_chances.toml"
FEW = 500


@pytest.mark.parametrize("design", worlds.IN_CHANCES, ids=str)
@pytest.mark.parametrize(("pairs", "spread", "size"), [(8, 1.0, 2.0), (12, 1.5, 1.0), (20, 2.5, 2.0)])
def test_the_table_is_what_the_simulation_finds(design, pairs, spread, size) -> None:
    row = read_chances(TABLE)[*design.in_table, pairs, size]
    found = 100 * worlds.chance(design, pairs, spread, size, FEW, seed=5)
    # Four standard errors of 500 and of 2,000 records, at most.
    assert row[SPREADS.index(spread)] == pytest.approx(found, abs=10)


def test_every_design_that_a_try_may_have_is_in_the_table() -> None:
    designs = [
        (coin.MASSAGE, 0, 0),
        ("blocks", 2, 0),
        ("blocks", 2, 1),
        ("blocks", 3, 0),
        ("blocks", 3, 1),
        ("blocks", 3, 2),
    ]
    assert set(read_chances(TABLE)) == {
        (*one, pairs, size) for one in designs for pairs in PAIRS for size in SIZES
    }
    assert (min(PAIRS), max(PAIRS)) == (coin.FEWEST_PAIRS, coin.MOST_PAIRS)


def test_more_pairs_steadier_days_and_larger_differences_are_found_more_often() -> None:
    table = read_chances(TABLE)
    for (*design, pairs, size), percent in table.items():
        # Give or take what 2,000 records leave open.
        assert all(later <= earlier + 3 for earlier, later in pairwise(percent))
        if size == 2:
            assert all(two >= one for two, one in zip(percent, table[*design, pairs, 1.0], strict=True))
        if pairs != PAIRS[-1]:
            more = table[*design, PAIRS[PAIRS.index(pairs) + 1], size]
            assert all(after >= before - 3 for before, after in zip(percent, more, strict=True))


def test_between_two_numbers_the_chance_lies_between() -> None:
    design = Design(coin.HABIT, 3, 1)
    table = read_chances(TABLE)
    ends = [table["blocks", 3, 1, pairs, 2.0][place] for pairs in (8, 10) for place in (1, 2)]
    found = chances(design, 9, 1.25)
    assert min(ends) <= found.two_points <= max(ends)
    assert found.two_points == int(sum(ends) / 4)
    assert chances(design, 8, 1.0).two_points == table["blocks", 3, 1, 8, 2.0][1]


def test_beyond_the_table_its_edge_is_read() -> None:
    massage = Design(coin.MASSAGE)
    assert chances(massage, 8, 9.0).two_points == chances(massage, 8, SPREADS[-1]).two_points
    assert chances(massage, 8, 0.0).two_points == chances(massage, 8, SPREADS[0]).two_points


def test_an_exercise_and_a_habit_have_the_same_chances() -> None:
    one, other = (chances(Design(kind, 2), 10, 1.3) for kind in (coin.EXERCISE, coin.HABIT))
    assert (one.two_points, one.one_point) == (other.two_points, other.one_point)


def test_an_unknown_design_has_no_chance() -> None:
    with pytest.raises(KeyError):
        chances(Design(coin.HABIT, 5), 10, 1.0)


@pytest.mark.parametrize("spread", [0.4, 1.0, 1.5, 2.2, 3.5])
@pytest.mark.parametrize("design", worlds.IN_CHANCES, ids=str)
def test_the_chances_are_told_in_words_for_twelve(design, spread) -> None:
    sentence = chances(design, 10, spread).sentence
    assert all(grade(part) <= SENTENCE_GRADE for part in parted(sentence))
    assert re.search(
        r"(nearly all|in 10) tries like this would find 2 points\. .* would find 1 point\.$", sentence
    )


def test_the_own_spread_needs_fourteen_days() -> None:
    assert own_spread([4.0] * 13) is None
    assert own_spread([4.0, 6.0] * 7) == pytest.approx(1.0377, abs=1e-4)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("spreads = [0.5,", "spreads = [0.6,", "spreads"),
        ("pairs = 6\n", "pairs = 7\n", "missing"),
        ("points = 2\n", "points = 1\n", "twice"),
        ("block_days = 0\n", "", "keys"),
        ("percent = [", "percent = [101, ", "percent"),
        ("percent = [", "percent = [nan, ", "percent"),
        ("[[chance]]", "[[chance]", "TOML"),
    ],
)
def test_a_damaged_table_is_refused(tmp_path, old, new, words) -> None:
    damaged = tmp_path / "chances.toml"
    damaged.write_text(TABLE.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(MalformedTable, match=words):
        read_chances(damaged)
