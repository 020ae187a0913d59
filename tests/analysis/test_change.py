"""Is the change real: every limit, the overlap, the reliable change, and a baseline that was moving already."""

import re

import pytest

from tests.invented_records import daily, day
from tracker.analysis.change import mcid_points, pain_change, reliable_change

BASE = (6, 7, 6, 5, 7, 6, 6, 8, 7, 6, 5, 6, 7, 6)
RECENT = (5, 4, 5, 3, 4, 4, 5, 3, 4, 3, 4, 2, 3, 4)


def windows(base, recent):
    return pain_change(daily(dict(enumerate((*base, *recent)))), "leg", day(27))


def test_the_worked_example() -> None:
    found = windows(BASE, RECENT)
    assert (found.baseline_mean, found.recent_mean) == (
        pytest.approx(6.285714, abs=1e-6),
        pytest.approx(3.785714, abs=1e-6),
    )
    assert (found.change, found.change_percent) == (pytest.approx(-2.5), pytest.approx(-39.7727, abs=1e-4))
    assert found.nap == pytest.approx(0.984694, abs=1e-6)
    assert found.nap_low < found.nap < found.nap_high
    assert (found.mdc_points, found.mcid_points) == (1.77, 2)
    assert found.swing_points < 2.5
    assert (found.is_real, found.verdict, found.baseline_moving, found.tau) == (
        True,
        "much better",
        False,
        None,
    )
    assert "about 9 times in 10 the recent one is the better of the two" in found.sentence


def test_reliable_change_is_beyond_1_96_exactly_where_it_exceeds_measurement_error() -> None:
    assert reliable_change(-1.77) == pytest.approx(-1.96)
    assert reliable_change(3.54) == pytest.approx(3.92)
    assert windows(BASE, RECENT).reliable_change < -1.96


@pytest.mark.parametrize(("baseline", "points"), [(0, 1), (4.9, 1), (5, 2), (7.9, 2), (8, 3), (10, 3)])
def test_what_matters_depends_on_where_you_start(baseline, points) -> None:
    assert mcid_points(baseline) == points


def test_a_difference_within_the_own_swing_is_not_called() -> None:
    wild = (1, 9, 9, 1, 9, 9, 1, 1, 9, 9, 9, 1, 9, 9)
    calmer = (1, 8, 1, 1, 8, 1, 8, 1, 8, 1, 1, 8, 1, 8)
    found = windows(wild, calmer)
    assert found.change < -1.5
    assert found.swing_points > abs(found.change)
    assert (found.verdict, found.is_real) == ("no clear change", False)
    assert "differ by as much by themselves" in found.sentence
    assert re.search(r"about \d times in 10 the recent one is the better of the two", found.sentence)


def test_a_change_for_the_worse_is_real_too() -> None:
    found = windows(RECENT, BASE)
    assert (found.verdict, found.is_real) == ("much worse", True)
    assert found.nap < 0.05
    assert "Every recent day was worse" in windows((2,) * 14, (9,) * 14).sentence
    assert "Every recent day was better" in windows((9,) * 14, (2,) * 14).sentence


def test_tau_only_where_the_baseline_was_moving() -> None:
    falling = tuple(10 - number / 2 for number in range(14))
    onwards = windows(falling, tuple(max(0.0, 3 - number / 2) for number in range(14)))
    assert onwards.baseline_moving
    assert onwards.tau <= 0
    assert "on the move in the days of the start. The latest days are no lower than" in onwards.sentence
    slowly = tuple(9 - number / 14 for number in range(14))
    jumped = windows(slowly, (1,) * 14)
    assert jumped.tau > 0
    assert "The latest days are lower than if it had just gone on like that" in jumped.sentence


@pytest.mark.parametrize("latest", [(7, 8), (4, 3), (2, 2)])
def test_first_days_that_are_left_out_are_not_spoken_of(latest) -> None:
    # The diary begins in a flare at 9: no recent day is worse than each of its first days, nor compared with one.
    pain = [9] * 6 + [3, 4] * 20 + [latest[number % 2] for number in range(60)]
    change = pain_change(daily(dict(enumerate(pain))), "leg", day(len(pain) - 1))
    assert "are left out" in change.sentence
    said = change.sentence.partition("(from 14 days)")[2]
    assert "first days" not in said
    assert "of the start" in said


def test_too_little_is_a_result() -> None:
    nothing = pain_change(daily({}), "back", day(3))
    assert nothing.change is nothing.nap is nothing.swing_points is nothing.reliable_change is None
    assert (nothing.verdict, nothing.is_real) == ("too little data", False)
    assert nothing.sentence


def test_pain_that_rises_is_not_called_lower_than_it_might_be() -> None:
    worse = windows(tuple(number / 2 for number in range(14)), (8,) * 14)
    assert worse.baseline_moving
    assert worse.tau > 0
    assert "It is lower now" not in worse.sentence
    assert "no firm start to compare with" in worse.sentence
