"""The whole answer of a complete fair try: its days, what the coin says of them, and the sentences about it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import fmean

from tracker.analysis.fair_try import CoinAnswer, PairOfPeriods, matters_of
from tracker.analysis.fair_try import fair_try as answer_of
from tracker.analysis.fair_try_words import (
    TryQuestion,
    answer,
    as_done_in_words,
    cannot_say,
    interval_in_words,
    kept_in_words,
    orders_in_words,
)
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.fair_try import OUTCOME_FIELDS, FairTry, counts
from tracker.domain.fair_try_protocol import OUTCOMES, TryPeriod
from tracker.domain.period import Period
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.locales import whole


@dataclass(frozen=True)
class TryDays:
    """A whole try's pairs of means, how many of its days count and were missed, and how many entries do not count.

    Means are in the outcome's units: NRS points (0-10), or cm of reach.
    """

    pairs: tuple[PairOfPeriods, ...]
    days: int
    missed: int
    left_out: int


def try_days(
    fair_try: FairTry, entries: Sequence[Entry], from_files: Collection[tuple[str, str]] = ()
) -> TryDays:
    """Return the pairs of a complete try from the entries of its days.

    A day's value is the mean of its entries. What was written down more than a day late, or came from a file
    (`from_files`: entry id and field), does not count; nor does a reach by another protocol than most were.
    """
    field, protocol = OUTCOME_FIELDS[fair_try.protocol.outcome], fair_try.protocol
    with_value = [entry for entry in entries if getattr(entry, field) is not None]
    usable = [entry for entry in with_value if counts(entry, field, from_files)]
    by_day = _by_day(_alike(usable), field)
    not_kept_pairs = {protocol.pair_of(number) for number in fair_try.not_kept}
    periods = protocol.periods
    means = [_mean(period, by_day) for period in periods]
    days = [day for period in periods for day in _days(period)]
    return TryDays(
        pairs=tuple(
            PairOfPeriods(means[2 * pair], means[2 * pair + 1], is_first, pair not in not_kept_pairs)
            for pair, is_first in enumerate(fair_try.coins)
        ),
        days=len(days),
        missed=sum(day not in by_day for day in days),
        left_out=len(with_value) - len(usable),
    )


def _alike(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return the tests of the protocol and leg that most were of; check-ins are all alike."""
    tests = [entry for entry in entries if isinstance(entry, SitAndReachTest)]
    if not tests:
        return [entry for entry in entries if isinstance(entry, CheckIn)]
    usual = Counter((test.variant, test.side) for test in tests).most_common(1)[0][0]
    return [test for test in tests if (test.variant, test.side) == usual]


def _by_day(entries: Sequence[Entry], field: str) -> dict[date, float]:
    values: defaultdict[date, list[float]] = defaultdict(list)
    for entry in entries:
        values[entry.on_date].append(float(getattr(entry, field)))
    return {day: fmean(of_day) for day, of_day in values.items()}


def _days(period: TryPeriod) -> list[date]:
    span = Period(period.first, period.last)
    return [span.day(number) for number in range(span.days)]


def _mean(period: TryPeriod, by_day: dict[date, float]) -> float | None:
    values = [by_day[day] for day in _days(period) if day in by_day]
    return fmean(values) if values else None


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
    def question(self) -> TryQuestion:
        """What it was about."""
        protocol = self.fair_try.protocol
        return TryQuestion(protocol.kind, protocol.what, OUTCOMES[protocol.outcome], self.unit)

    @property
    def sentence(self) -> str:
        """The answer in a sentence or two."""
        return answer(self.result, self.question)

    @property
    def by_chance(self) -> tuple[str, ...]:
        """How many coin orders would have given as much, and what sizes fit; none where nothing can be compared."""
        tested = self.result.tested
        if tested is None:
            return ()
        return orders_in_words(tested, self.result.is_sampled), interval_in_words(tested, self.question)

    @property
    def rests_on(self) -> tuple[str, ...]:
        """What was kept and missed, and the answer as done."""
        sentences = (
            kept_in_words(self.result, self.question),
            as_done_in_words(self.result, self.question),
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
        return cannot_say(self.result, self.question)

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
