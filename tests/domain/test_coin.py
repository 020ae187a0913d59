"""The coin: which orders it may draw, that each is as likely as another, and that a draw can be checked at the end."""

import hashlib
from collections import Counter
from itertools import product
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.refusals import refused
from tracker.domain import coin

ORDERS = st.integers(coin.FEWEST_PAIRS, coin.MOST_PAIRS).flatmap(
    lambda pairs: st.tuples(*[st.booleans()] * pairs)
)


@pytest.mark.parametrize(("weeks", "fewest"), [(6, 2), (8, 2), (10, 3), (12, 3), (13, 4), (16, 4)])
def test_a_massage_stands_on_each_slot_in_a_quarter_of_the_weeks(weeks, fewest) -> None:
    orders = list(coin.admissible(coin.MASSAGE, weeks))
    assert len(orders) == sum(comb(weeks, times) for times in range(fewest, weeks - fewest + 1))
    assert {min(sum(order), weeks - sum(order)) for order in orders} == set(range(fewest, weeks // 2 + 1))
    assert len(orders) == len(set(orders)) == coin.number_of_orders(coin.MASSAGE, weeks)


@pytest.mark.parametrize("kind", [coin.EXERCISE, coin.HABIT])
@pytest.mark.parametrize("pairs", [6, 10])
def test_each_pair_of_blocks_has_its_own_coin(kind, pairs) -> None:
    assert list(coin.admissible(kind, pairs)) == list(product((True, False), repeat=pairs))


@pytest.mark.parametrize("kind", coin.KINDS)
def test_with_an_order_its_mirror_is_admissible(kind) -> None:
    orders = set(coin.admissible(kind, 9))
    assert {tuple(not is_first for is_first in order) for order in orders} == orders


@given(ORDERS, st.sampled_from(coin.KINDS))
def test_is_admissible_says_what_is_among_the_orders(order, kind) -> None:
    fewest = coin.fewest_on_a_slot(kind, len(order))
    assert coin.is_admissible(kind, order) == (fewest <= sum(order) <= len(order) - fewest)


def test_every_admissible_order_is_drawn_and_none_much_more_often() -> None:
    draws = Counter(coin.draw(coin.MASSAGE, 6) for _ in range(10_000))
    orders = set(coin.admissible(coin.MASSAGE, 6))
    assert set(draws) == orders
    # 200 expected of each of 50 orders; nine standard deviations are 127.
    assert all(73 < times < 327 for times in draws.values())


@given(ORDERS, st.sampled_from(coin.KINDS))
def test_an_order_survives_its_text(order, kind) -> None:
    assert coin.from_text(kind, coin.in_text(kind, order)) == order


def test_the_texts_are_as_people_read_them() -> None:
    order = (True, False, False, True)
    assert coin.in_text(coin.MASSAGE, order) == "A B B A"
    assert coin.in_text(coin.HABIT, order) == "with-without without-with without-with with-without"


@pytest.mark.parametrize(
    "text", ["", " ", "A B C", "a b", "ABBA", "with-without", "A\N{CYRILLIC CAPITAL LETTER VE}"]
)
def test_any_other_text_is_refused(text) -> None:
    with refused("order", "words A and B"):
        coin.from_text(coin.MASSAGE, text)


def test_a_commitment_is_checked_with_nothing_but_the_two_that_are_told() -> None:
    told = coin.commitment((True, False, False, True, True, False), "5f")
    assert told == hashlib.sha256(b"100110 5f").hexdigest()


@given(ORDERS, ORDERS)
def test_another_order_has_another_commitment(order, other) -> None:
    nonce = coin.nonce()
    assert (coin.commitment(order, nonce) == coin.commitment(other, nonce)) == (order == other)


def test_the_same_order_is_hidden_by_another_nonce_each_time() -> None:
    order = (True,) * 8
    nonces = {coin.nonce() for _ in range(100)}
    assert len({coin.commitment(order, nonce) for nonce in nonces}) == 100
    assert all(len(nonce) == 64 for nonce in nonces)


@pytest.mark.parametrize("kind", ["", "Massage", "stretch"])
def test_an_unknown_kind_is_refused(kind) -> None:
    with refused("kind", "massage, exercise, habit"):
        coin.draw(kind, 8)


@pytest.mark.parametrize("pairs", [-1, 0, 5, 21, 10_000])
def test_too_few_and_too_many_pairs_are_refused(pairs) -> None:
    for ask in (coin.draw, coin.admissible):
        with refused("pairs", "6 to 20"):
            ask(coin.EXERCISE, pairs)
