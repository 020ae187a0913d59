"""The days of a fair try: each period's mean over the days that count, from what was logged on those days by hand."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from tracker.analysis.fair_try import PairOfPeriods
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.fair_try import FairTry
from tracker.domain.fair_try_protocol import TryPeriod
from tracker.domain.period import Period
from tracker.domain.sit_and_reach import SitAndReachTest

# Doors through which a day is logged as it goes; a file may bring days that are remembered, or another's.
LOGGED_LIVE = ("form", "quick", "command line", "api")
FIELDS = {"leg-pain": "leg_pain_nrs", "back-pain": "back_pain_nrs", "reach": "sit_and_reach_cm"}


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
    field, protocol = FIELDS[fair_try.protocol.outcome], fair_try.protocol
    with_value = [entry for entry in entries if getattr(entry, field) is not None]
    usable = [entry for entry in with_value if _counts(entry, field, from_files)]
    by_day = _by_day(_alike(usable), field)
    is_kept_by_pair = {
        pair: all(
            number not in fair_try.not_kept
            for number in range(protocol.assignments)
            if protocol.pair_of(number) == pair
        )
        for pair in range(protocol.pairs)
    }
    periods = protocol.periods
    means = [_mean(period, by_day) for period in periods]
    days = [day for period in periods for day in _days(period)]
    return TryDays(
        pairs=tuple(
            PairOfPeriods(means[2 * pair], means[2 * pair + 1], is_first, is_kept_by_pair[pair])
            for pair, is_first in enumerate(fair_try.known)
        ),
        days=len(days),
        missed=sum(day not in by_day for day in days),
        left_out=len(with_value) - len(usable),
    )


def _counts(entry: Entry, field: str, from_files: Collection[tuple[str, str]]) -> bool:
    is_live = entry.source in LOGGED_LIVE and not entry.is_back_filled
    return is_live and (entry.entry_id, field) not in from_files


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
