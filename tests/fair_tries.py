"""Fair tries for tests: a diary to begin with, protocols of every kind, and a whole try lived through."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from tests.set_clock import SetClock
from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.coin import EXERCISE, HABIT, MASSAGE
from tracker.domain.exercise import EXERCISES
from tracker.domain.fair_try import FairTry
from tracker.domain.fair_try_protocol import TryProtocol
from tracker.record import ClientRecord

MONDAY = date(2026, 3, 2)
WORDS = "a walk at lunch"


def massage_try(today: date, **more: Any) -> TryProtocol:
    """Ten weeks on Mondays or Thursdays, from the next Monday that can be begun with."""
    earliest = today + timedelta(days=2)
    first = earliest + timedelta(days=-earliest.weekday() % 7)
    return TryProtocol(
        **{"kind": MASSAGE, "outcome": "leg-pain", "first_date": first, "slots": (0, 3), "pairs": 10, **more}
    )


def habit_try(today: date, **more: Any) -> TryProtocol:
    """Ten pairs of blocks of three days, from tomorrow."""
    first = today + timedelta(days=1)
    return TryProtocol(
        **{
            "kind": HABIT,
            "outcome": "leg-pain",
            "first_date": first,
            "block_days": 3,
            "pairs": 10,
            "words": WORDS,
            **more,
        }
    )


def exercise_try(today: date, **more: Any) -> TryProtocol:
    """The same with an exercise."""
    return habit_try(today, **{"kind": EXERCISE, "words": EXERCISES[0].name, "pairs": 6, **more})


PROTOCOLS: dict[str, Callable[[date], TryProtocol]] = {
    MASSAGE: massage_try,
    EXERCISE: exercise_try,
    HABIT: habit_try,
}


def keep_diary(record: ClientRecord, days: int = 20, pain: int = 5) -> None:
    """Log some days up to today, each on its own day as it were."""
    for ago in range(days):
        day = clock.today() - timedelta(days=ago)
        record.entries.add(CheckIn(on_date=day, leg_pain_nrs=pain, back_pain_nrs=pain))


def begun(record: ClientRecord, protocol: TryProtocol) -> FairTry:
    """Propose and agree to a try."""
    return record.fair_tries.agree(record.fair_tries.propose(protocol).try_id)


def live_through(
    record: ClientRecord,
    clock_set: SetClock,
    fair_try: FairTry,
    better_by: int = 2,
    skip: frozenset[date] = frozenset(),
) -> FairTry:
    """Log every day to the end, lower by some points in the periods with it; return the try as it then is."""
    protocol = fair_try.protocol
    while clock_set.day <= protocol.last_date:
        now = next(one for one in record.fair_tries.all() if one.try_id == fair_try.try_id)
        period = next((p for p in protocol.periods if p.first <= clock_set.day <= p.last), None)
        is_with = period is not None and now.coins[period.pair] == (period.number == 0)
        if clock_set.day not in skip:
            record.entries.add(CheckIn(leg_pain_nrs=5 - (better_by if is_with else 0), back_pain_nrs=5))
        clock_set.go_on()
    # Calm days, so that nothing after it looks like a flare.
    for _ in range(4):
        record.entries.add(CheckIn(leg_pain_nrs=5 - better_by, back_pain_nrs=5))
        clock_set.go_on()
    return next(one for one in record.fair_tries.all() if one.try_id == fair_try.try_id)
