"""Scales: days have equal slots, ticks are round, dated evenly and have room."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tracker.charts.scale import ALONE_SLOTS, Frame, apart, closest, day_ticks, text_width, value_ticks
from tracker.domain.period import Period

FRAME = Frame(Period(date(2026, 1, 1), date(2026, 1, 10)), 0, 10, left=100, top=20, right=300, bottom=120)


def test_days_stand_in_the_middle_of_equal_slots() -> None:
    assert FRAME.slot == 20
    assert FRAME.x(date(2026, 1, 1)) == 110
    assert FRAME.x(date(2026, 1, 10)) == 290
    assert FRAME.edge(date(2025, 1, 1)) == 100
    assert FRAME.edge(date(2027, 1, 1)) == 300


def test_values_go_up() -> None:
    assert (FRAME.y(0), FRAME.y(10), FRAME.y(5)) == (120, 20, 70)


@pytest.mark.parametrize(
    ("low", "high"), [(0, 60), (-12.3, 4), (-0.4, 0.3), (3, 3.0001), (-100, 200), (0, 0)]
)
def test_value_ticks_are_few_even_and_reach_around(low, high) -> None:
    ticks = value_ticks(low, high)
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert len(ticks) <= 7
    assert len({round(later - tick, 6) for tick, later in pairwise(ticks)}) <= 1


@pytest.mark.parametrize("days", [1, 2, 5, 14, 31, 60, 92, 200, 366, 800, 2000, 3650, 20000])
@pytest.mark.parametrize("width", [290, 650, 1130])
@pytest.mark.parametrize("last", [date(2026, 3, 31), date(2024, 2, 29), date(2025, 12, 31)])
def test_day_ticks_are_in_the_period_have_room_and_name_their_year(days, width, last) -> None:
    period = Period(last - timedelta(days=days - 1), last)
    ticks = day_ticks(period, width, 12)
    assert all(tick.day in period for tick in ticks)
    for tick, later in pairwise(ticks):
        px = (later.day - tick.day).days / period.days * width
        assert px >= text_width(tick.label, 12)
    if days > 31:
        assert len(ticks) >= 2
    years = [tick.year or tick.label for tick in ticks[:1]]
    assert all(str(ticks[0].day.year) in year for year in years)


def test_the_fewest_days_between_items_leave_those_of_one_day_aside() -> None:
    first = date(2026, 1, 1)
    assert closest((first, first, first + timedelta(days=7), first + timedelta(days=10))) == 3
    assert closest((first,)) == ALONE_SLOTS


def test_labels_are_moved_apart_and_stay_within() -> None:
    assert apart([50, 52], 14, 0, 100) == [44, 58]
    assert apart([98, 99], 14, 0, 100) == [86, 100]
    assert apart([0, 1, 2], 14, 0, 100) == pytest.approx([0, 14, 28], abs=0.1)
    assert apart([10, 90], 14, 0, 100) == [10, 90]
    assert apart([], 14, 0, 100) == []
