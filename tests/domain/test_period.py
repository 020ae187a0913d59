"""Periods: both ends belong to them."""

from datetime import date, timedelta

import pytest

from tests.domain.refusals import refused
from tracker.domain.period import RANGES, Period, latest_days, named_range, usual_range

TODAY = date(2024, 3, 1)


def test_both_ends_count() -> None:
    period = Period(date(2024, 2, 28), TODAY)
    assert period.days == 3, "29 February is between"
    assert [period.day(number) for number in range(3)] == [date(2024, 2, 28), date(2024, 2, 29), TODAY]
    assert date(2024, 2, 29) in period
    assert period.first in period
    assert period.last in period
    assert date(2024, 2, 27) not in period
    assert date(2024, 3, 2) not in period
    assert Period(TODAY, TODAY).days == 1


def test_the_wrong_way_round_is_refused() -> None:
    with refused("first", "first day", "2024-03-01", "2024-02-29"):
        Period(TODAY, date(2024, 2, 29))


@pytest.mark.parametrize(("days", "first"), [(1, TODAY), (2, date(2024, 2, 29)), (366, date(2023, 3, 2))])
def test_latest_days_end_today(days: int, first: date) -> None:
    assert latest_days(days, TODAY) == Period(first, TODAY)
    assert latest_days(days, TODAY).days == days


@pytest.mark.parametrize(
    ("name", "days"),
    [("2w", 14), ("3m", 92), ("1y", 366), ("own", 92), ("", 92), ("<script>", 92), ("all", 791)],
)
def test_named_ranges_and_a_wrong_name_is_three_months(name: str, days: int) -> None:
    assert named_range(name, TODAY, first_entry=date(2022, 1, 1)).days == days


@pytest.mark.parametrize("name", ["3m", "1y"])
@pytest.mark.parametrize(("days_old", "days"), [(0, 14), (5, 14), (13, 14), (14, 15), (60, 61)])
def test_a_range_begins_no_earlier_than_the_record_but_spans_two_weeks(
    name: str, days_old: int, days: int
) -> None:
    period = named_range(name, TODAY, first_entry=TODAY - timedelta(days=days_old))
    assert (period.days, period.last) == (days, TODAY)


def test_all_of_nothing_is_today() -> None:
    assert named_range("all", TODAY, None) == Period(TODAY, TODAY)


def test_all_with_entries_ahead_of_a_clock_set_back_is_today() -> None:
    assert named_range("all", TODAY, date(2025, 1, 1)) == Period(TODAY, TODAY)


def test_every_range_of_the_picker_has_a_period() -> None:
    assert all(named_range(name, TODAY, TODAY).last == TODAY for name in RANGES)


@pytest.mark.parametrize(("days_old", "name"), [(0, "2w"), (13, "2w"), (14, "3m"), (4000, "3m")])
def test_a_record_of_days_is_not_drawn_into_the_corner_of_three_months(days_old: int, name: str) -> None:
    assert usual_range(TODAY, TODAY - timedelta(days=days_old)) == name


def test_an_empty_record_has_a_range_too() -> None:
    assert usual_range(TODAY, None) == "3m"
