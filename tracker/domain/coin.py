"""The coin of a fair try: which of two periods of each pair is the one with, drawn all at once and checkable at the end."""

import hashlib
import secrets
from collections.abc import Iterator
from itertools import product
from math import ceil, comb

from tracker.errors import InvalidEntry

# True: the first period of the pair is the one with the massage, the exercise or the habit.
Draw = tuple[bool, ...]

MASSAGE, EXERCISE, HABIT = KINDS = ("massage", "exercise", "habit")
# Under 6 pairs no order of coins is rare enough to say anything; over 20 a try asks too much of anybody.
FEWEST_PAIRS, MOST_PAIRS = 6, 20
# Slots are fixed weekdays: a run that is nearly always on one of them could not be told from the weekday.
LEAST_SHARE_OF_A_SLOT = 1 / 4
_BLOCKS = ("with-without", "without-with")
# A pair whose first period is the one with, and one whose second period is.
TEXTS = {MASSAGE: ("A", "B"), EXERCISE: _BLOCKS, HABIT: _BLOCKS}


def fewest_on_a_slot(kind: str, pairs: int) -> int:
    """Return how often each of the two periods must be the one with, at the least, for an order to be admissible.

    A massage stands on each slot in a quarter of the weeks, rounded up. Blocks of days have no such bound: each pair
    has its own coin, and their weekdays move.
    """
    _check(kind, pairs)
    return ceil(pairs * LEAST_SHARE_OF_A_SLOT) if kind == MASSAGE else 0


def admissible(kind: str, pairs: int) -> Iterator[Draw]:
    """Yield every order that the coin may draw, each as likely as another, always in the same sequence.

    Raises InvalidEntry for an unknown kind or a number of pairs outside FEWEST_PAIRS to MOST_PAIRS.
    """
    fewest = fewest_on_a_slot(kind, pairs)
    return (order for order in product((True, False), repeat=pairs) if _has_both(order, fewest))


def number_of_orders(kind: str, pairs: int) -> int:
    """Return how many orders the coin may draw; raises InvalidEntry as `admissible` does."""
    fewest = fewest_on_a_slot(kind, pairs)
    return sum(comb(pairs, times) for times in range(fewest, pairs - fewest + 1))


def is_admissible(kind: str, order: Draw) -> bool:
    """Return whether the coin may draw this order; raises InvalidEntry as `admissible` does."""
    return _has_both(order, fewest_on_a_slot(kind, len(order)))


def draw(kind: str, pairs: int) -> Draw:
    """Return one admissible order, each as likely as another; raises InvalidEntry as `admissible` does."""
    fewest = fewest_on_a_slot(kind, pairs)
    while True:
        # Coins thrown anew until the order is admissible leave all admissible ones equally likely.
        order = tuple(bool(secrets.randbits(1)) for _ in range(pairs))
        if _has_both(order, fewest):
            return order


def nonce() -> str:
    """Return 32 random bytes as hex, kept with the draw so that its commitment cannot be guessed."""
    return secrets.token_hex(32)


def commitment(order: Draw, nonce: str) -> str:
    """Return the SHA-256 (hex) of "1001 <nonce>", 1 where the first period is the one with.

    Told when a try starts; when order and nonce are told at its end, anybody can see that nothing was changed since.
    """
    return hashlib.sha256(sealed_text(order, nonce).encode("ascii")).hexdigest()


def sealed_text(order: Draw, nonce: str) -> str:
    """Return the text whose SHA-256 is the commitment."""
    return f"{in_digits(order)} {nonce}"


def in_digits(order: Draw) -> str:
    """Return an order as "1001", 1 where the first period is the one with."""
    return "".join("1" if is_first else "0" for is_first in order)


def in_text(kind: str, order: Draw) -> str:
    """Return an order as text: "A B B A" for the slots of a massage, "with-without without-with" for pairs of blocks."""
    first, second = TEXTS[kind]
    return " ".join(first if is_first else second for is_first in order)


def from_text(kind: str, text: str) -> Draw:
    """Return the order that a text of `in_text` stands for; raises InvalidEntry for any other word."""
    first, second = TEXTS[kind]
    words = text.split()
    if not words or set(words) - {first, second}:
        raise InvalidEntry(
            "order", f"The order of the coins is written with the words {first} and {second} alone."
        )
    return tuple(word == first for word in words)


def _has_both(order: Draw, fewest: int) -> bool:
    return fewest <= sum(order) <= len(order) - fewest


def _check(kind: str, pairs: int) -> None:
    if kind not in KINDS:
        raise InvalidEntry("kind", f"The kind of a fair try is one of {', '.join(KINDS)}.")
    if not FEWEST_PAIRS <= pairs <= MOST_PAIRS:
        raise InvalidEntry("pairs", f"The pairs of a fair try are {FEWEST_PAIRS} to {MOST_PAIRS}.")
