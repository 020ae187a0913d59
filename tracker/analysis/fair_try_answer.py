"""The whole answer of a complete fair try: its days, what the coin says of them, and the sentences about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from tracker.analysis.fair_try import CoinAnswer, matters_of
from tracker.analysis.fair_try import fair_try as answer_of
from tracker.analysis.fair_try_days import TryDays, try_days
from tracker.analysis.fair_try_words import (
    Asked,
    answer,
    as_done_in_words,
    cannot_say,
    interval_in_words,
    kept_in_words,
    orders_in_words,
)
from tracker.domain.entry import Entry
from tracker.domain.fair_try import FairTry
from tracker.domain.fair_try_protocol import OUTCOMES
from tracker.locales import whole


@dataclass(frozen=True)
class TryAnswer:
    """A complete try with its days and its result; lengths are told in `unit` (cm or in).

    `ended_early` counts the tries of the same thing before it that have no answer: who throws until it pleases is told so.
    """

    fair_try: FairTry
    days: TryDays
    result: CoinAnswer
    unit: str = "cm"
    ended_early: int = 0

    @cached_property
    def asked(self) -> Asked:
        """What it was about."""
        protocol = self.fair_try.protocol
        return Asked(protocol.kind, protocol.what, OUTCOMES[protocol.outcome], self.unit)

    @property
    def sentence(self) -> str:
        """The answer in a sentence or two."""
        return answer(self.result, self.asked)

    @property
    def by_chance(self) -> tuple[str, ...]:
        """How many coin orders would have given as much, and what sizes fit; none where nothing can be compared."""
        tested = self.result.tested
        if tested is None:
            return ()
        return orders_in_words(tested, self.result.is_sampled), interval_in_words(tested, self.asked)

    @property
    def rests_on(self) -> tuple[str, ...]:
        """What was kept and missed, and the answer as done."""
        sentences = (
            kept_in_words(self.result, self.asked),
            as_done_in_words(self.result, self.asked),
            self._missed,
            self._left_out,
            self._ended_early,
        )
        return tuple(sentence for sentence in sentences if sentence)

    @property
    def further(self) -> tuple[str, ...]:
        """All that is said beside the answer itself and what it cannot say."""
        return (*self.by_chance, *self.rests_on)

    @property
    def cannot_say(self) -> tuple[str, ...]:
        """What the answer cannot say."""
        return cannot_say(self.result, self.asked)

    @property
    def _missed(self) -> str:
        # One test a stretch is asked for, so days without one are none missed.
        if not self.days.missed or self.fair_try.protocol.outcome == "reach":
            return ""
        days = f"{whole(self.days.missed)} of {whole(self.days.days)} days"
        return (
            f"{days} that count {'has' if self.days.missed == 1 else 'have'} no number. Nothing is filled in."
        )

    @property
    def _left_out(self) -> str:
        number = self.days.left_out
        if not number:
            return ""
        entries = "1 entry of these days does" if number == 1 else f"{whole(number)} entries of these days do"
        return f"{entries} not count: written more than a day late, or brought in from a file."

    @property
    def _ended_early(self) -> str:
        if not self.ended_early:
            return ""
        tries = (
            "1 try of the same thing"
            if self.ended_early == 1
            else f"{whole(self.ended_early)} tries of the same thing"
        )
        return f"{tries} before this one ended early. The more often one begins, the sooner chance alone finds something."


def try_answer(
    fair_try: FairTry,
    entries: Sequence[Entry],
    from_files: Collection[tuple[str, str]] = (),
    unit: str = "cm",
    ended_early: int = 0,
) -> TryAnswer:
    """Return the answer of a complete try from the entries of its days (`from_files` as for `try_days`)."""
    days = try_days(fair_try, entries, from_files)
    protocol = fair_try.protocol
    result = answer_of(protocol.kind, days.pairs, matters_of(protocol.outcome))
    return TryAnswer(fair_try, days, result, unit, ended_early)
