"""The answer of a fair try: the difference that the coin shows, held against every order that it could have drawn.

A randomisation test (Edgington & Onghena 2007, Randomization Tests, 4th ed.): it rests on the draw alone, so spells,
weekends, recovery and what a day keeps of the day before cannot make a difference more often than the coin can.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite

import numpy as np

from tracker.analysis.thresholds import threshold
from tracker.domain import coin

DIFFERENCE = "difference"
NO_DIFFERENCE = "no difference seen"
TOO_LITTLE = "too little to tell"
KEPT_TOO_SELDOM = "kept too seldom to tell"
VERDICTS = (DIFFERENCE, NO_DIFFERENCE, TOO_LITTLE, KEPT_TOO_SELDOM)
# As many as 1 in 20 orders may be at least as extreme where a difference is told; the interval leaves out as many.
MOST_AS_EXTREME = 1 / 20
# Where what the coin said was done in fewer pairs than this, its labels tell little of what was done. Convention.
LEAST_KEPT = 1 / 2
# More orders than this are sampled, from a fixed seed: the same try gives the same answer.
MOST_ORDERS, SEED = 100_000, 19
# What the means of two neighbouring periods share; chosen by simulation (docs/method.md).
NEIGHBOURS_SHARE = 0.3
# Means of thirds are not exact: orders that tie must not be told apart.
HAIR = 1e-9


@dataclass(frozen=True)
class PairOfPeriods:
    """The mean outcome over each period's counted days (None without any), which period is the one with, and if kept.

    `is_kept` says whether the person did as the coin said in both periods; None where they did not say.
    """

    first: float | None
    second: float | None
    is_with_first: bool
    is_kept: bool | None = None

    @property
    def is_used(self) -> bool:
        """Whether both periods have a value, so that they can be compared."""
        return self.first is not None and self.second is not None

    @property
    def with_and_without(self) -> tuple[float | None, float | None]:
        """The value of the period with and of the one without."""
        return (self.first, self.second) if self.is_with_first else (self.second, self.first)


@dataclass(frozen=True)
class Randomisation:
    """A difference (with minus without), its 95 % interval, and how many orders were at least as far from 0.

    The ends of the interval are None where so few orders cannot bound it on that side.
    """

    difference: float
    low: float | None
    high: float | None
    as_extreme: int
    orders: int

    @property
    def is_rare(self) -> bool:
        """Whether at most 1 in 20 orders give a difference at least as far from 0."""
        return self.as_extreme <= MOST_AS_EXTREME * self.orders


@dataclass(frozen=True)
class CoinAnswer:
    """What a fair try answers, in the units of its outcome; `matters` is the smallest size that matters in them.

    `pairs_answered` are those for which the person said whether they were kept, `pairs_kept` those that were. The
    difference as done rests on kept pairs alone: what else kept a person from it may have made it, so it is the weaker answer.
    """

    kind: str
    pairs: tuple[PairOfPeriods, ...]
    matters: float
    tested: Randomisation | None
    is_sampled: bool
    pairs_answered: int
    pairs_kept: int
    difference_as_done: float | None
    pairs_as_done: int
    verdict: str

    @property
    def pairs_used(self) -> int:
        """How many pairs have a value in both periods."""
        return sum(pair.is_used for pair in self.pairs)


def matters_of(outcome: str) -> float:
    """Return the smallest difference of an outcome that matters: 4 cm of "reach", 2 points of leg or back pain."""
    return threshold("reach_mdc_cm" if outcome == "reach" else "nrs_mcid_points").value


def fair_try(kind: str, pairs: Sequence[PairOfPeriods], matters: float | None = None) -> CoinAnswer:
    """Return the answer of a whole try: all its pairs, in order, with those that have no value.

    `matters` is in the units of the outcome; 2 points of pain where it is not given (Ostelo 2008). Raises InvalidEntry
    for a kind or number of pairs that no try has, ValueError for an order that its coin could not have drawn.
    """
    drawn = tuple(pair.is_with_first for pair in pairs)
    if not coin.is_admissible(kind, drawn):
        raise ValueError("the order is not one that the coin of this try may draw")
    size = threshold("nrs_mcid_points").value if matters is None else matters
    orders = every_order(kind, drawn)
    answers = [pair.is_kept for pair in pairs if pair.is_kept is not None]
    tested = _tested(kind, pairs, orders)
    done = [pair if pair.is_kept else replace(pair, first=None) for pair in pairs]
    return CoinAnswer(
        kind=kind,
        pairs=tuple(pairs),
        matters=size,
        tested=tested,
        is_sampled=coin.number_of_orders(kind, len(drawn)) > MOST_ORDERS,
        pairs_answered=len(answers),
        pairs_kept=sum(answers),
        difference_as_done=_difference(kind, done),
        pairs_as_done=sum(pair.is_used for pair in done),
        verdict=_verdict(tested, size, sum(answers) / len(answers) if answers else 1.0),
    )


def randomisation(
    values: np.ndarray, orders: np.ndarray, drawn: np.ndarray, is_with: np.ndarray
) -> Randomisation:
    """Return a difference with its interval by test inversion and its place among all orders.

    Input: a value for each period; a row of weights for each order that could have been drawn, the drawn one among
    them; the drawn order's row; and which periods were with. The drawn row makes 1 of a difference of 1; no row makes
    more than 1 of it.

    The interval holds each size that, taken off the periods with, leaves more than 1 in 20 orders at least as extreme
    (Garthwaite 1996, Biometrics 52:1387-1393). An order is at least as extreme for the sizes of one stretch round the
    difference, so the ends are order statistics of those stretches' ends (as Nguyen 2009, thesis 5927, Portland State
    University, for two samples).
    """
    difference, differences = float(drawn @ values), orders @ values
    as_extreme = int((np.abs(differences) >= abs(difference) - HAIR).sum())
    shares = orders @ is_with.astype(float)
    is_boundless = np.abs(shares) > 1 - HAIR
    with np.errstate(divide="ignore", invalid="ignore"):
        one_end, other_end = (
            (difference - differences) / (1 - shares),
            (difference + differences) / (1 + shares),
        )
    lows = np.where(is_boundless, -inf, np.minimum(one_end, other_end))
    highs = np.where(is_boundless, inf, np.maximum(one_end, other_end))
    needed = int(MOST_AS_EXTREME * len(orders) + HAIR) + 1
    low, high = float(np.sort(lows)[needed - 1]), float(np.sort(highs)[-needed])
    return Randomisation(difference, _bound(low), _bound(high), as_extreme, len(orders))


def neighbours_held_against(kind: str, used: np.ndarray) -> np.ndarray:
    """Return the matrix M with which periods are compared: x M y is what an order x makes of values y.

    Input: which pairs have values. Generalised least squares (Aitken 1936, Proc R Soc Edinb 55:42-48) of the periods on
    "with", a level, and for a massage a level of each slot, as slots are fixed weekdays; periods share 0.3 with the
    next one, so that a spell is held against the periods on both sides of it. Any such comparison gives an exact test:
    0.3 decides only how often a true difference is found.
    """
    places = np.flatnonzero(np.repeat(used, 2))
    precision = np.linalg.inv(NEIGHBOURS_SHARE ** np.abs(np.subtract.outer(places, places)))
    levels = (
        np.stack([places % 2 == 0, places % 2 == 1]) if kind == coin.MASSAGE else np.ones((1, len(places)))
    )
    of_levels = levels @ precision
    freed: np.ndarray = precision - of_levels.T @ np.linalg.solve(of_levels @ levels.T, of_levels)
    return freed


def with_it(firsts: np.ndarray) -> np.ndarray:
    """Return, for each order of pairs, which periods are with (1, else 0), in the sequence of time."""
    return np.stack([firsts, ~firsts], axis=2).reshape(len(firsts), -1).astype(float)


def information(periods: np.ndarray, comparison: np.ndarray) -> np.ndarray:
    """Return how much each order can show, x M x; 0 where it has no period to hold another against."""
    squares: np.ndarray = np.einsum("ij,ij->i", periods @ comparison, periods)
    return np.where(squares > HAIR, squares, 0.0)


def every_order(kind: str, drawn: coin.Draw) -> np.ndarray:
    """Return every admissible order, or MOST_ORDERS sampled ones, the drawn one among them."""
    number = len(drawn)
    fewest = coin.fewest_on_a_slot(kind, number)
    is_whole = coin.number_of_orders(kind, number) <= MOST_ORDERS
    if is_whole:
        # As coin.admissible yields them, without making 65,000 tuples of a long try.
        thrown = (np.arange(2**number)[:, np.newaxis] >> np.arange(number)[::-1]) & 1 == 0
    else:
        thrown = np.random.default_rng(SEED).random((2 * MOST_ORDERS, number)) < 0.5
    times = thrown.sum(axis=1)
    usual = thrown[(times >= fewest) & (times <= number - fewest)]
    return usual if is_whole else np.vstack([usual[: MOST_ORDERS - 1], drawn])


def _tested(kind: str, pairs: Sequence[PairOfPeriods], orders: np.ndarray) -> Randomisation | None:
    # A pair without a value leaves the list, its coin does not: the orders stay those of the whole draw, since that is
    # what was drawn. Where there is no effect, no order would have changed which values are there.
    used, values, drawn = _laid_out(pairs)
    if not used.any():
        return None
    comparison = neighbours_held_against(kind, used)
    own = information(drawn, comparison)[0]
    if not own:
        return None
    periods = with_it(orders[:, used])
    size = np.sqrt(information(periods, comparison) * own)[:, np.newaxis]
    # Orders are compared by what they show for how much they can show, so none is extreme for being lopsided.
    rows = np.divide(periods @ comparison, size, out=np.zeros_like(periods), where=size > 0)
    return randomisation(values, rows, drawn[0] @ comparison / own, drawn[0] > 0)


def _difference(kind: str, pairs: Sequence[PairOfPeriods]) -> float | None:
    used, values, drawn = _laid_out(pairs)
    if not used.any():
        return None
    comparison = neighbours_held_against(kind, used)
    own = information(drawn, comparison)[0]
    return float(drawn[0] @ comparison @ values / own) if own else None


def _laid_out(pairs: Sequence[PairOfPeriods]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which pairs are used, and of these all values in the sequence of time and which are with."""
    used = [pair for pair in pairs if pair.is_used]
    values = np.array([value for pair in used for value in (pair.first, pair.second)], dtype=float)
    firsts = np.array([[pair.is_with_first for pair in used]], dtype=bool)
    return np.array([pair.is_used for pair in pairs]), values, with_it(firsts)


def _bound(end: float) -> float | None:
    return end if isfinite(end) else None


def _verdict(tested: Randomisation | None, matters: float, kept_share: float) -> str:
    if tested is None:
        return TOO_LITTLE
    if kept_share < LEAST_KEPT:
        return KEPT_TOO_SELDOM
    if tested.is_rare:
        return DIFFERENCE
    if tested.low is None or tested.high is None:
        return TOO_LITTLE
    # What was done in part can show in part only, so a try kept in part must leave room for less.
    return NO_DIFFERENCE if max(-tested.low, tested.high) < matters * kept_share else TOO_LITTLE
