"""The days of a fair try: what was logged as it went counts, what came later or from a file does not, nothing is filled in."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tests.fair_tries import MONDAY, habit_try, massage_try
from tracker.analysis.fair_try_answer import try_answer, try_days
from tracker.domain.check_in import CheckIn
from tracker.domain.fair_try import FairTry, TryEnd
from tracker.domain.fair_try_protocol import TryProtocol
from tracker.domain.sit_and_reach import SitAndReachTest

ORDER = (True, False, True, True, False, True)


def over(protocol: TryProtocol, **more: Any) -> FairTry:
    return FairTry(protocol=protocol, proposed_by="ana", coins=ORDER, end=TryEnd.COMPLETE, **more)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def logged(protocol: TryProtocol, pain_with: int = 3, pain_without: int = 5) -> list[CheckIn]:
    """A check-in on each day that counts, made on that day."""
    entries = []
    for period in protocol.periods:
        is_with = ORDER[period.pair] == (period.number == 0)
        for ago in range((period.last - period.first).days + 1):
            day = period.first + timedelta(days=ago)
            pain = pain_with if is_with else pain_without
            entries.append(CheckIn(on_date=day, leg_pain_nrs=pain, created_at=noon(day), version=1))
    return entries


@pytest.mark.parametrize("protocol", [massage_try(MONDAY, pairs=6), habit_try(MONDAY, pairs=6)])
def test_each_period_has_the_mean_of_its_days(protocol: TryProtocol) -> None:
    days = try_days(over(protocol), logged(protocol))
    assert [pair.with_and_without for pair in days.pairs] == [(3.0, 5.0)] * 6
    assert [pair.is_with_first for pair in days.pairs] == list(ORDER)
    assert (days.days, days.missed, days.left_out) == (36, 0, 0)


def test_a_day_has_the_mean_of_its_check_ins() -> None:
    protocol = habit_try(MONDAY, pairs=6)
    first, *rest = logged(protocol)
    twice = [first, CheckIn(on_date=first.on_date, leg_pain_nrs=9, created_at=first.created_at), *rest]
    assert try_days(over(protocol), twice).pairs[0].first == pytest.approx((6 + 3 + 3) / 3)


def test_missed_days_are_counted_and_never_filled_in() -> None:
    protocol = habit_try(MONDAY, pairs=6)
    first_period, whole = protocol.periods[0], logged(protocol)
    some = [entry for entry in whole if entry.on_date != first_period.first]
    days = try_days(over(protocol), some)
    assert (days.pairs[0].first, days.missed) == (3.0, 1)
    none = [entry for entry in whole if entry.on_date > first_period.last]
    days = try_days(over(protocol), none)
    assert (days.pairs[0].first, days.missed, days.pairs[0].is_used) == (None, 3, False)


@pytest.mark.parametrize(
    "late",
    [
        {"source": "csv"},
        {"source": "sample"},
        {"created_at": noon(MONDAY + timedelta(days=60))},
    ],
)
def test_what_came_from_a_file_or_was_written_days_later_does_not_count_and_is_told(
    late: dict[str, Any],
) -> None:
    protocol = habit_try(MONDAY, pairs=6)
    entries = logged(protocol)
    brought = replace(entries[0], entry_id="0bb43bf9-2871-44aa-b47f-e9ef9b57fc99", leg_pain_nrs=10, **late)
    answer = try_answer(over(protocol), [*entries, brought])
    assert answer.days.pairs[0].first == 3.0
    assert (
        "1 entry of these days does not count: written more than a day late, or brought in from a file."
        in answer.further
    )


def test_a_value_that_a_file_filled_in_does_not_count() -> None:
    protocol = habit_try(MONDAY, pairs=6)
    entries = logged(protocol)
    days = try_days(over(protocol), entries, {(entries[0].entry_id, "leg_pain_nrs")})
    assert (days.missed, days.left_out) == (1, 1)
    assert try_days(over(protocol), entries, {(entries[0].entry_id, "note")}).left_out == 0


def test_a_pair_is_kept_only_where_all_its_parts_were() -> None:
    blocks, weeks = habit_try(MONDAY, pairs=6), massage_try(MONDAY, pairs=6)
    assert [pair.is_kept for pair in try_days(over(blocks, not_kept=frozenset({3})), []).pairs] == [
        True, False, True, True, True, True,
    ]  # fmt: skip
    assert [pair.is_kept for pair in try_days(over(weeks, not_kept=frozenset({3})), []).pairs] == [
        True, True, True, False, True, True,
    ]  # fmt: skip


def test_a_reach_is_compared_with_tests_like_it_alone() -> None:
    protocol = habit_try(MONDAY, pairs=6, outcome="reach")
    tests = [
        SitAndReachTest(
            on_date=period.first, foot_line_cm=26, trials_cm=(30,), created_at=noon(period.first), version=1
        )
        for period in protocol.periods
    ]
    other = SitAndReachTest(
        on_date=protocol.periods[0].first, variant="back_saver", side="left", foot_line_cm=26, trials_cm=(10,),
        created_at=noon(protocol.periods[0].first), version=1,
    )  # fmt: skip
    days = try_days(over(protocol), [*tests, other])
    assert [pair.first for pair in days.pairs] == [4.0] * 6


def test_nothing_logged_is_an_answer_too() -> None:
    protocol = massage_try(MONDAY, pairs=6)
    answer = try_answer(over(protocol), [])
    assert answer.sentence == "This try cannot tell: too few weeks have leg pain noted on both sides."
    assert (answer.by_chance, answer.days.missed) == ((), 36)
