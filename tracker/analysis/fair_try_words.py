"""The words of a fair try's answer: one sentence, how often coins alone give as much, and what it cannot say.

Here alone "made the difference" is said, and only where the coin earned it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from tracker.analysis.fair_try import (
    DIFFERENCE,
    KEPT_TOO_SELDOM,
    MOST_AS_EXTREME,
    NO_DIFFERENCE,
    CoinAnswer,
    Randomisation,
)
from tracker.analysis.flexibility_trend import UNIT_WORDS
from tracker.analysis.thresholds import threshold
from tracker.analysis.wording import is_nothing, tenths
from tracker.domain import coin
from tracker.domain.own_words import quoted
from tracker.domain.sit_and_reach import cm_to
from tracker.locales import decimals, shortest, whole

NO_PEEKING = (
    "While a try runs, nothing is told of how it stands: who knows the score stops when it looks good, and then coins "
    "alone win too often."
)
RUNNING = "A fair try is running: this chart shows your days as ever, and says nothing about the try."
OF_100 = 100


@dataclass(frozen=True)
class TryQuestion:
    """What a try was about: its kind, its name ("massage", or own words), and its outcome in words with its unit.

    `outcome` is "leg pain", "back pain" or "reach"; `unit`, cm or in, is for reach alone.
    """

    kind: str
    what: str
    outcome: str
    unit: str = "cm"

    @property
    def is_reach(self) -> bool:
        """Whether more of the outcome is better, and it is a length."""
        return self.outcome == "reach"

    @property
    def thing(self) -> str:
        """What was tried, as it stands in a sentence."""
        return "the massage" if self.kind == coin.MASSAGE else quoted(self.what)

    @property
    def days_with(self) -> str:
        """The days that are compared, and what with."""
        if self.kind == coin.MASSAGE:
            return "on your days after a massage than on the same days without one"
        return f"on your days with {self.thing} than on those without"

    @property
    def unit_words(self) -> str:
        """The unit of its outcome, of more than one."""
        return UNIT_WORDS[self.unit] if self.is_reach else "points"

    def shown(self, difference: float) -> float:
        """Return a difference in the unit that it is told in."""
        return cm_to(difference, self.unit) if self.is_reach else difference

    def size(self, difference: float) -> str:
        """Return a size with its unit, without its sign: 1.8 points."""
        return f"{tenths(self.shown(difference))} {self.unit_words}"

    def matters(self, size: float) -> str:
        """Return the smallest size that matters, with its unit."""
        unit = "point" if size == 1 and not self.is_reach else self.unit_words
        return f"{shortest(round(self.shown(size), 1))} {unit}"

    def way(self, difference: float) -> str:
        """Return the direction of a difference: lower or higher; further or less far for a reach."""
        if self.is_reach:
            return "further" if difference > 0 else "less far"
        return "higher" if difference > 0 else "lower"


def answer(result: CoinAnswer, question: TryQuestion) -> str:
    """Return the answer of a try that has ended, in a sentence or two."""
    if result.tested is None:
        return f"This try cannot tell: too few {_many(question)} have {question.outcome} noted on both sides."
    apart = _apart(result.tested.difference, question, is_told=result.verdict == DIFFERENCE)
    seen = f"your {question.outcome} was {apart} {question.days_with}"
    if result.verdict == DIFFERENCE:
        return f"The coin says that {question.thing} made the difference: {seen}."
    if result.verdict == NO_DIFFERENCE:
        return f"No difference seen: {seen}. One of {question.matters(result.matters)} or more would most likely have shown."
    if result.verdict == KEPT_TOO_SELDOM:
        return (
            f"This try cannot tell: you kept to the coin in {_of(result.pairs_kept, result.pairs_answered, question)}, and what was not done"
            " cannot show."
        )
    return f"This try cannot tell: {seen}, and coins alone can give as much."


def orders_in_words(tested: Randomisation, is_sampled: bool = False) -> str:
    """Return how many coin orders would have given as much by chance, of 100."""
    drawn = f"{whole(tested.orders)} of the orders" if is_sampled else f"all {whole(tested.orders)} orders"
    return f"We tried {drawn} that the coin could have given. {of_100(tested)} would have shown as much by chance."


def of_100(tested: Randomisation) -> str:
    """Return the share of orders at least as extreme as words: "3 of 100 coin orders"."""
    share = OF_100 * tested.as_extreme / tested.orders
    if share < 1:
        return f"Fewer than 1 of {OF_100} coin orders"
    # Rounded up where no difference is told, so that 5.2 is never the 5 of 100 that would tell one.
    number = round(share) if tested.is_rare else ceil(share)
    return f"{number} of {OF_100} coin orders"


def interval_in_words(tested: Randomisation, question: TryQuestion) -> str:
    """Return how small and how large the difference may be."""
    low, high = tested.low, tested.high
    if low is None or high is None:
        return "How large the difference may be cannot be told from so few."
    if is_nothing(question.shown(low)) and is_nothing(question.shown(high)):
        return "If there is a difference at all, it is under a tenth."
    if low < 0 < high and not is_nothing(question.shown(low)) and not is_nothing(question.shown(high)):
        return (
            f"What fits these days: anything from {question.size(low)} {question.way(low)} to {question.size(high)}"
            f" {question.way(high)} with {_it(question)}."
        )
    near, far = sorted((low, high), key=abs)
    return f"What fits these days: from {question.size(near)} to {question.size(far)} {question.way(far)} with {_it(question)}."


def kept_in_words(result: CoinAnswer, question: TryQuestion) -> str:
    """Return how often the coin was kept to, and how many pairs had to be left out."""
    parts = []
    if result.pairs_answered:
        is_all = result.pairs_kept == result.pairs_answered
        how_many = (
            f"all {_counted(result.pairs_answered, question)}"
            if is_all
            else _of(result.pairs_kept, result.pairs_answered, question)
        )
        parts.append(f"You kept to the coin in {how_many}.")
        if result.pairs_kept < result.pairs_answered:
            parts.append(
                "The others count as the coin had them: leaving them out could make a difference by itself."
            )
    left_out = len(result.pairs) - result.pairs_used
    if left_out:
        is_are = "is" if left_out == 1 else "are"
        parts.append(
            f"{whole(left_out)} of {_counted(len(result.pairs), question)} {is_are} left out, as one side has no"
            f" {question.outcome} noted. Nothing is filled in."
        )
    return " ".join(parts)


def as_done_in_words(result: CoinAnswer, question: TryQuestion) -> str:
    """Return the second, weaker answer: of the kept pairs alone; empty where all were kept or none."""
    if result.difference_as_done is None or result.pairs_kept == result.pairs_answered:
        return ""
    return (
        f"In the {_counted(result.pairs_as_done, question)} that you kept to, your {question.outcome} was {_apart(result.difference_as_done, question)} {question.days_with}. This is the"
        f" weaker answer: what kept you from the others may have changed your {question.outcome} too."
    )


def cannot_say(result: CoinAnswer, question: TryQuestion) -> tuple[str, ...]:
    """Return what the answer of a try cannot say."""
    limit = [
        "It is about you and these weeks. It says nothing about other people, or about later on.",
        f"You knew which days were with {_it(question)}. Hope and care can ease pain, and they are part of the answer.",
    ]
    if result.verdict == DIFFERENCE:
        wrong = ceil(1 / MOST_AS_EXTREME)
        limit.append(
            f"Where there is no difference at all, a try like this still tells one in about 1 of {wrong}."
        )
        limit.extend(_how_small(result, question))
    elif result.verdict == NO_DIFFERENCE:
        limit.append(f"A difference under {question.matters(result.matters)} may still be there.")
    else:
        limit.append(
            "It does not say that there is no difference. Not to know is an honest result, and no fault of yours."
        )
    if question.kind == coin.MASSAGE:
        limit.append(
            "It looks at the first three days only. What a massage does later, or over months, it cannot see."
        )
    else:
        limit.append("It looks at short blocks only. What builds up over weeks, it cannot see.")
    return tuple(limit)


def _apart(difference: float, question: TryQuestion, is_told: bool = False) -> str:
    if is_told and is_nothing(question.shown(difference)):
        # However small, what the coin earned is never told as nothing.
        return f"under {decimals(0.1)} {question.unit_words} {question.way(difference)}"
    if is_nothing(question.shown(difference)):
        return "no " + ("further" if question.is_reach else "higher or lower")
    return f"{question.size(difference)} {question.way(difference)}"


def _how_small(result: CoinAnswer, question: TryQuestion) -> Iterator[str]:
    if result.tested is None:
        return
    size = abs(result.tested.difference)
    if question.is_reach and size < result.matters:
        yield f"It is under {question.matters(result.matters)}, which a single test can be off by."
    slight = threshold("nrs_slight_points").value
    if not question.is_reach and size < slight:
        yield f"It is under {question.matters(slight)}, which most people would hardly call better or worse."


def _it(question: TryQuestion) -> str:
    return "a massage" if question.kind == coin.MASSAGE else question.thing


def _many(question: TryQuestion) -> str:
    return "weeks" if question.kind == coin.MASSAGE else "pairs of blocks"


def _counted(number: int, question: TryQuestion) -> str:
    single = "week" if question.kind == coin.MASSAGE else "pair of blocks"
    return f"{whole(number)} {single if number == 1 else _many(question)}"


def _of(number: int, total: int, question: TryQuestion) -> str:
    return f"{whole(number)} of {_counted(total, question)}"
