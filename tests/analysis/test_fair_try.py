"""The answer of a fair try: published worked examples, orders counted by hand, missing pairs, intervals, verdicts."""

from collections.abc import Sequence
from itertools import combinations_with_replacement, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.analysis import fair_try as analysis
from tracker.analysis.fair_try import (
    DIFFERENCE,
    KEPT_TOO_SELDOM,
    NO_DIFFERENCE,
    TOO_LITTLE,
    VERDICTS,
    CoinAnswer,
    PairOfPeriods,
    fair_try,
    information,
    neighbours_held_against,
    randomisation,
    with_it,
)
from tracker.domain import coin

# Onghena 1992, Behavioral Assessment 14:153-171: invented scores in four phases, at least four long (as the R package
# SCRT 1.3.1 holds them; Bulté & Onghena 2008, doi 10.3758/BRM.40.2.467).
ABAB = np.array([6, 2, 5, 3, 4, 4, 1, 2, 3, 1, 3, 2, 2, 3, 4, 2, 4, 3, 0, 1, 2, 0, 2, 1], dtype=float)
# Darwin 1876, in eighths of an inch, crossed less self-fertilised plant of each pair; Fisher 1935, The Design of
# Experiments, section 21: of 32,768 ways in which the coins could have fallen, 1,726 give a sum as far from 0 as 314.
DARWIN = np.array([49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48], dtype=float)


def mean_of_phases(ends: tuple[int, ...]) -> np.ndarray:
    """Weights of 24 times in phases A, B, A, B that end so: mean of the A phases' means less that of the B phases'."""
    lengths = np.diff([0, *ends, 24])
    return np.repeat([1, -1, 1, -1] / (2 * lengths), lengths)


def test_onghena_1992_four_phases() -> None:
    # Twenty-four times, each phase at least four long: the other eight may lie in any of them.
    orders = np.array(
        [
            mean_of_phases((4 + first, 8 + second, 12 + third))
            for first, second, third in combinations_with_replacement(range(9), 3)
        ]
    )
    drawn = mean_of_phases((6, 12, 18))
    result = randomisation(ABAB, orders, drawn, drawn > 0)
    assert (result.orders, result.difference) == (165, pytest.approx(2.0))
    assert result.as_extreme / result.orders == pytest.approx(0.02424, abs=5e-6)
    assert result.low is not None
    assert 0 < result.low < 2


def test_fisher_1935_fifteen_pairs_each_with_its_own_coin() -> None:
    # The mean of the pairs' differences; the first of each pair is the crossed one.
    orders = np.array(list(product((1, -1), repeat=15))) / 15
    drawn = np.full(15, 1 / 15)
    result = randomisation(DARWIN, orders, drawn, np.ones(15, bool))
    assert (result.as_extreme, result.orders) == (1726, 32_768)
    assert result.difference * 15 == pytest.approx(314)
    assert result.low is not None
    assert result.low < 0 < result.difference < (result.high or 0)


def tries(
    kind: str, firsts: str, values: Sequence[tuple[float | None, float | None]], kept=None
) -> CoinAnswer:
    done = kept or [None] * len(values)
    return fair_try(
        kind,
        [
            PairOfPeriods(first, second, letter == "A", was_kept)
            for letter, (first, second), was_kept in zip(firsts, values, done, strict=True)
        ],
    )


def test_orders_counted_by_hand_for_a_massage() -> None:
    # Slot A is 3 lower with (2) than without (5), slot B 1 lower (4, 5): 2 on average.
    result = tries(coin.MASSAGE, "AABBAB", [(2, 5), (2, 5), (5, 4), (5, 4), (2, 5), (5, 4)])
    assert result.tested is not None
    assert result.tested.difference == pytest.approx(-2.0)
    # 2 of 6, 3 of 6 and 4 of 6 weeks on a slot: 15 + 20 + 15 orders; only the drawn one and its mirror reach 2.
    assert (result.tested.as_extreme, result.tested.orders) == (2, 50)
    assert result.verdict == DIFFERENCE


def test_a_difference_of_the_slots_alone_is_none() -> None:
    result = tries(coin.MASSAGE, "AABBABAB", [(2, 5)] * 8)
    assert result.tested is not None
    assert result.tested.difference == pytest.approx(0)
    assert result.tested.as_extreme == result.tested.orders
    assert result.verdict == NO_DIFFERENCE


def by_trying_sizes(kind: str, pairs: list[PairOfPeriods], sizes: np.ndarray) -> np.ndarray:
    """Which sizes leave more than 1 in 20 orders at least as extreme when taken off the periods with."""
    inside = []
    for size in sizes.tolist():
        less = [
            PairOfPeriods(
                None if pair.first is None else pair.first - size * pair.is_with_first,
                None if pair.second is None else pair.second - size * (not pair.is_with_first),
                pair.is_with_first,
            )
            for pair in pairs
        ]
        tested = fair_try(kind, less).tested
        assert tested is not None
        inside.append(not tested.is_rare)
    return np.array(inside)


def cannot_be_compared(kind: str, pairs: list[PairOfPeriods]) -> bool:
    """Whether no pair has both values, or all such weeks had the massage on the same slot."""
    used = {pair.is_with_first for pair in pairs if pair.is_used}
    return not used or (kind == coin.MASSAGE and len(used) == 1)


VALUES = st.one_of(st.none(), st.integers(0, 30).map(lambda thirds: thirds / 3))


@st.composite
def whole_tries(draw) -> tuple[str, list[PairOfPeriods]]:
    kind = draw(st.sampled_from(coin.KINDS))
    number = draw(st.integers(6, 8))
    order = draw(st.sampled_from(list(coin.admissible(kind, number))))
    return kind, [PairOfPeriods(draw(VALUES), draw(VALUES), is_first) for is_first in order]


@given(whole_tries())
@settings(max_examples=60)
def test_the_interval_is_the_sizes_that_the_test_does_not_reject(asked) -> None:
    kind, pairs = asked
    tested = fair_try(kind, pairs).tested
    if tested is None:
        assert cannot_be_compared(kind, pairs)
        return
    low = -1e6 if tested.low is None else tested.low
    high = 1e6 if tested.high is None else tested.high
    ends = [one for one in (tested.low, tested.high) if one is not None]
    sizes = np.array([*np.linspace(-11, 11, 12), *(one + step for one in ends for step in (-1e-3, 1e-3))])
    inside = (sizes >= low) & (sizes <= high)
    assert (by_trying_sizes(kind, pairs, sizes) == inside).all()


@given(whole_tries())
def test_every_result_is_of_these_verdicts_and_holds_together(asked) -> None:
    kind, pairs = asked
    result = fair_try(kind, pairs)
    assert result.verdict in VERDICTS
    assert result.pairs_used == sum(None not in (pair.first, pair.second) for pair in pairs)
    if result.tested is None:
        assert result.verdict == TOO_LITTLE
        return
    assert result.tested.orders == coin.number_of_orders(kind, len(pairs))
    assert 2 <= result.tested.as_extreme <= result.tested.orders
    low, high = result.tested.low, result.tested.high
    leaves_out_nothing = (low is not None and low > 1e-9) or (high is not None and high < -1e-9)
    assert (result.verdict == DIFFERENCE) == result.tested.is_rare
    if leaves_out_nothing:
        assert result.tested.is_rare


@given(whole_tries(), st.integers(-5, 5))
def test_with_and_without_exchanged_turns_the_sign(asked, shift) -> None:
    kind, pairs = asked
    other = [PairOfPeriods(pair.first, pair.second, not pair.is_with_first, pair.is_kept) for pair in pairs]
    one, mirror = fair_try(kind, pairs).tested, fair_try(kind, other).tested
    if one is None or mirror is None:
        assert one is mirror is None
        return
    assert mirror.difference == pytest.approx(-one.difference)
    assert mirror.as_extreme == one.as_extreme
    moved = [
        PairOfPeriods(
            None if pair.first is None else pair.first + shift,
            None if pair.second is None else pair.second + shift,
            pair.is_with_first,
        )
        for pair in pairs
    ]
    assert (again := fair_try(kind, moved).tested) is not None
    assert again.difference == pytest.approx(one.difference)


def test_a_missing_pair_leaves_the_orders_as_they_were_drawn() -> None:
    whole = [(2.0, 5.0), (5.0, 2.0), (2.0, 5.0), (5.0, 2.0), (2.0, 5.0), (5.0, 2.0), (2.0, 5.0), (5.0, 2.0)]
    gap = [*whole[:7], (5.0, None)]
    complete, missing = (tries(coin.HABIT, "ABABABAB", values).tested for values in (whole, gap))
    assert complete is not None
    assert missing is not None
    assert (complete.as_extreme, complete.orders) == (2, 256)
    # The coin of the missing pair could have fallen either way: each of the two orders counts twice.
    assert (missing.as_extreme, missing.orders) == (4, 256)


def test_five_pairs_with_a_value_are_too_few_for_any_answer() -> None:
    result = tries(coin.HABIT, "ABABAB", [(2, 5), (5, 2), (2, 5), (5, 2), (2, 5), (None, 2)])
    assert result.tested is not None
    assert (result.tested.low, result.tested.high) == (None, None)
    assert result.verdict == TOO_LITTLE


def test_a_try_without_any_value_has_no_difference() -> None:
    result = tries(coin.MASSAGE, "ABABAB", [(None, 3)] * 6)
    assert (result.tested, result.verdict, result.pairs_used) == (None, TOO_LITTLE, 0)


def test_weeks_with_values_on_one_slot_only_cannot_tell_it_from_the_weekday() -> None:
    values = [(2, 5), (3, 5), (2, 5), (None, 2), (5, None), (None, None)]
    result = tries(coin.MASSAGE, "AAABBB", values)
    assert (result.tested, result.verdict, result.pairs_used) == (None, TOO_LITTLE, 3)


def test_the_difference_is_that_of_generalised_least_squares() -> None:
    values = [(3, 5), (6, 3.5), (None, 4), (4, 4.5), (3, 6), (5, 4), (2, 5), (6, 4)]
    tested = tries(coin.MASSAGE, "ABBABBAA", values).tested
    assert tested is not None
    flat = np.array([value for pair in values if None not in pair for value in pair])
    days = np.array([0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15])
    with_it_by_hand = np.array([1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0])
    model = np.column_stack([with_it_by_hand, days % 2 == 0, days % 2 == 1]).astype(float)
    # Whitened by the root of the inverse covariance, then ordinary least squares.
    root = np.linalg.cholesky(np.linalg.inv(0.3 ** np.abs(np.subtract.outer(days, days)))).T
    assert tested.difference == pytest.approx(np.linalg.lstsq(root @ model, root @ flat)[0][0])


EVEN = [(4.0, 4.1), (4.1, 4.0), (4.0, 4.0), (4.1, 4.1), (4.0, 4.1), (4.0, 4.1), (4.1, 4.0), (4.0, 4.0)]


@pytest.mark.parametrize(
    ("kept", "verdict"),
    [
        (None, NO_DIFFERENCE),
        ([True] * 8, NO_DIFFERENCE),
        ([True] * 4 + [False] * 4, NO_DIFFERENCE),
        ([True] * 3 + [False] * 5, KEPT_TOO_SELDOM),
        ([True] * 3 + [False] * 4 + [None], KEPT_TOO_SELDOM),
        ([False] * 8, KEPT_TOO_SELDOM),
    ],
)
def test_under_half_kept_is_too_seldom(kept, verdict) -> None:
    assert tries(coin.EXERCISE, "ABBABABA", EVEN, kept).verdict == verdict


def test_a_clear_difference_that_was_kept_too_seldom_is_not_told() -> None:
    values = [(2, 5), (5, 2), (2, 5), (5, 2), (2, 5), (5, 2)]
    assert tries(coin.HABIT, "ABABAB", values, [True] * 3 + [False] * 3).verdict == DIFFERENCE
    assert tries(coin.HABIT, "ABABAB", values, [True] * 2 + [False] * 4).verdict == KEPT_TOO_SELDOM


def test_what_was_kept_in_part_needs_a_narrower_interval_to_be_no_difference() -> None:
    values = [(3, 5), (5, 3.5), (5, 4), (3, 5), (3.5, 5), (4, 5.5), (3.5, 4), (5, 6.5), (5, 3), (4.5, 6)]
    full, half = (
        tries(coin.HABIT, "ABBABAABAB", values, [True] * done + [False] * (10 - done)) for done in (10, 5)
    )
    assert full.tested == half.tested
    assert full.tested is not None
    assert 1 < max(-(full.tested.low or 0), full.tested.high or 0) < 2
    assert (full.verdict, half.verdict) == (NO_DIFFERENCE, TOO_LITTLE)


def test_as_done_rests_on_the_kept_pairs_alone() -> None:
    values = [(2, 5), (5, 2), (2, 5), (4, 4), (4, 4), (4, 4), (None, 4)]
    result = tries(coin.HABIT, "ABABABA", values, [True, True, True, False, False, True, True])
    assert result.tested is not None
    assert -2 < result.tested.difference < -1
    assert result.difference_as_done == pytest.approx(-2.18432, abs=1e-5)
    assert (result.pairs_as_done, result.pairs_kept, result.pairs_answered) == (4, 5, 7)


def test_nothing_told_of_keeping_is_not_kept_and_not_unkept() -> None:
    result = tries(coin.HABIT, "ABABAB", [(2, 5), (5, 2)] * 3)
    assert (result.pairs_answered, result.difference_as_done, result.verdict) == (0, None, DIFFERENCE)


def test_more_than_100_000_orders_are_sampled_the_same_way_each_time() -> None:
    values = [(3, 4), (4, 3), (5, 3.5), (4, 4.5)] * 5
    result = tries(coin.HABIT, "ABAB" * 5, values)
    assert result.is_sampled
    assert result.tested is not None
    assert result.tested.orders == analysis.MOST_ORDERS
    assert tries(coin.HABIT, "ABAB" * 5, values) == result
    exact = tries(coin.HABIT, "ABAB" * 4, values[:16])
    assert not exact.is_sampled


def test_sampled_orders_stand_for_all() -> None:
    chance = np.random.default_rng(3)
    drawn = chance.random(17) < 0.5
    values = chance.normal(4, 1.5, 34)
    pairs = [PairOfPeriods(values[2 * n], values[2 * n + 1], bool(drawn[n])) for n in range(17)]
    sampled = fair_try(coin.HABIT, pairs).tested
    firsts = np.array(list(product((True, False), repeat=17)))
    comparison = neighbours_held_against(coin.HABIT, np.ones(17, bool))
    rows, own_row = with_it(firsts), with_it(drawn[np.newaxis])
    own = information(own_row, comparison)[0]
    sizes = np.sqrt(information(rows, comparison) * own)[:, np.newaxis]
    exact = randomisation(values, rows @ comparison / sizes, own_row[0] @ comparison / own, own_row[0] > 0)
    assert sampled is not None
    assert sampled.as_extreme / sampled.orders == pytest.approx(exact.as_extreme / exact.orders, abs=0.006)
    assert sampled.low == pytest.approx(exact.low, abs=0.03)
    assert sampled.high == pytest.approx(exact.high, abs=0.03)


def test_an_order_that_the_coin_could_not_draw_is_no_try() -> None:
    with pytest.raises(ValueError, match="order"):
        tries(coin.MASSAGE, "AAAAAAAB", [(3, 4)] * 8)


@pytest.mark.parametrize("kind", [coin.MASSAGE, coin.HABIT])
@pytest.mark.parametrize("pairs", [6, 7, 11])
def test_the_orders_are_all_that_the_coin_may_draw(kind, pairs) -> None:
    orders = list(coin.admissible(kind, pairs))
    assert [tuple(order) for order in analysis.every_order(kind, orders[3]).tolist()] == orders


@pytest.mark.parametrize("kind", [coin.MASSAGE, coin.HABIT])
@pytest.mark.parametrize("missing", [(), (1, 6)])
def test_of_all_draws_at_most_1_in_20_tell_a_difference_that_is_none(kind, missing) -> None:
    # Exact, whatever the days are: these rise, hold a flare and repeat a weekday.
    days = np.array([3, 3, 4, 2, 8, 7, 4, 5, 3, 6, 4, 4, 5, 6, 6, 7], dtype=float).reshape(8, 2)
    values = [
        (None if number in missing else first, second) for number, (first, second) in enumerate(days.tolist())
    ]
    told = [
        fair_try(
            kind, [PairOfPeriods(*both, is_first) for both, is_first in zip(values, order, strict=True)]
        ).verdict
        for order in coin.admissible(kind, 8)
    ]
    assert 0 < told.count(DIFFERENCE) / len(told) <= 1 / 20
