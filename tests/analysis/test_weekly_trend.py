"""Trend per week: published slopes, real dates with gaps, twelve weeks only, and words that claim no more."""

import numpy as np
import pytest

from tests.invented_records import daily, day
from tracker.analysis.weekly_trend import recent_slope, weekly_trend

BASE = (6, 7, 6, 5, 7, 6, 6, 8, 7, 6, 5, 6, 7, 6)
RECENT = (5, 4, 5, 3, 4, 4, 5, 3, 4, 3, 4, 2, 3, 4)


def test_the_worked_example() -> None:
    trend = weekly_trend(daily(dict(enumerate((*BASE, *RECENT)))), "leg", day(27))
    assert trend.slope == pytest.approx(-1.0)  # -0.142857 a day
    assert (trend.low, trend.high) == (pytest.approx(-1.4), pytest.approx(-0.7))
    assert trend.level == pytest.approx(6.928571 - 27 / 7, abs=1e-6)
    assert trend.wide_low <= trend.low <= trend.slope <= trend.high <= trend.wide_high
    assert (trend.days, trend.first, trend.last, trend.direction) == (28, day(0), day(27), "down")
    assert (
        "falls by about 1.0 points a week over the 28 days to 28 January 2026 (from 28 days)"
        in trend.sentence
    )


def test_the_slope_of_the_scan_example() -> None:
    values = np.array([33, 25, 17, 25, 14, 13, 15], dtype=float)
    days = np.datetime64("2026-01-01") + 3 * np.arange(7)
    slope = recent_slope(days, values, days[-1].item())
    assert slope.per_week == pytest.approx(7 * -3.0 / 3)
    assert (slope.low, slope.high) == (pytest.approx(7 * -8.0 / 3), pytest.approx(0.0))


def test_gaps_do_not_bend_the_slope() -> None:
    fall = {number: 9 - number / 14 for number in range(84)}
    whole = weekly_trend(daily(fall), "leg", day(83))
    sparse = weekly_trend(daily({n: v for n, v in fall.items() if n % 11 in (0, 3, 4)}), "leg", day(83))
    assert whole.slope == pytest.approx(-0.5)
    assert sparse.slope == pytest.approx(-0.5)


def test_only_the_last_twelve_weeks_count() -> None:
    pain = daily({**dict.fromkeys(range(100), 9), **dict.fromkeys(range(100, 184), 4)})
    trend = weekly_trend(pain, "leg", day(183))
    assert (trend.days, trend.first, trend.slope) == (84, day(100), 0)
    assert "holds its level over the twelve weeks to 3 July 2026" in trend.sentence


@pytest.mark.parametrize("values", [{}, {0: 5}, dict.fromkeys(range(6), 5), dict.fromkeys(range(13), 5)])
def test_too_little_is_said(values) -> None:
    trend = weekly_trend(daily(values), "leg", day(40))
    assert trend.slope is trend.low is trend.wide_high is trend.level is trend.direction is None
    assert trend.sentence.startswith("A trend of leg pain takes 7 days")


def test_ties_do_not_hide_a_slow_fall_and_a_rise_is_said() -> None:
    steps = {number: 5 if number < 42 else 4 for number in range(84)}
    slow = weekly_trend(daily(steps), "leg", day(83))
    assert slow.direction == "down"
    assert " falls " in slow.sentence
    rise = weekly_trend(daily({number: 3 + number / 25 for number in range(84)}), "leg", day(83))
    assert "rises by about 0.3 points a week" in rise.sentence
    assert "between +0.3 and +0.3" in rise.sentence


def test_a_very_slow_fall_is_said_without_a_number() -> None:
    values = {number: 5 - (number >= 78) for number in range(84)}
    trend = weekly_trend(daily(values), "leg", day(83))
    assert trend.slope == 0
    assert trend.direction is None or "slowly" in trend.sentence


def test_ups_and_downs_have_no_direction() -> None:
    swinging = {number: 4 + 2 * (number % 4 in (0, 1)) for number in range(84)}
    trend = weekly_trend(daily(swinging), "leg", day(83))
    assert trend.direction is None
    assert "no clear direction" in trend.sentence or "holds its level" in trend.sentence
