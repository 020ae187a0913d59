"""Associations: a link that is there is told, a shared trend is none, and fewer than 30 pairs say nothing."""

import re

import numpy as np
import pytest

from tests.invented_records import check_ins, day, massages
from tracker.analysis.associations import associations
from tracker.frames import daily_pain


def record(days: int, habit, factor: str = "hours_sitting", pain=lambda habits, n: 3 + habits[n - 1] / 2):
    """Check-ins of `days` days; habit(n) is the day's, pain(habits, n) may rest on the day before's."""
    shifted = {n: habit(n) for n in range(-1, days)}
    return check_ins(
        *(
            {"on_date": day(n).isoformat(), "leg_pain_nrs": pain(shifted, n), factor: shifted[n]}
            for n in range(days)
        )
    )


def found(frame, last):
    return associations(frame, daily_pain(frame), day(last))


def sitting(seed: int = 5):
    chance = np.random.default_rng(seed).integers(0, 13, 2000)
    return lambda n: int(chance[n + 1])


def test_more_sitting_before_more_pain_is_found() -> None:
    result = found(record(90, sitting()), 89)
    (link,) = result.associations
    assert (link.factor, link.days, link.is_clear) == ("hours_sitting", 89, True)
    assert link.rank_correlation > 0.9
    assert 0 < link.low < link.rank_correlation < link.high <= 1
    assert "More sitting goes with more pain the next day (from 89 days)" in result.sentence
    assert "does not say which comes of which" in result.sentence


def test_the_direction_is_the_habits_own() -> None:
    frame = record(90, lambda n: 1 + sitting()(n) % 5, "sleep_quality", lambda habits, n: 9 - habits[n - 1])
    assert "Better sleep goes with less pain" in found(frame, 89).sentence


def test_exercises_count_from_the_first_tick() -> None:
    plan = sitting(6)
    frame = record(
        120,
        lambda n: ";".join(("bridge", "bird_dog")[: plan(n) % 3]) if n >= 40 else None,
        "exercises_done",
        lambda habits, n: 7 - 2 * len((habits[n - 1] or "").split(";")) if habits[n - 1] else 7,
    )
    (link,) = found(frame, 119).associations
    assert link.factor == "exercises_done"
    assert 60 < link.days <= 80
    assert link.rank_correlation < -0.8


def test_a_shared_trend_is_no_link() -> None:
    frame = record(120, lambda n: 12 - n / 10, pain=lambda habits, n: 9 - n / 15)
    assert not any(link.is_clear for link in found(frame, 119).associations)


def test_unrelated_habits_are_told_as_no_clear_link() -> None:
    chance = np.random.default_rng(12).integers(2, 8, 200)
    result = found(record(120, sitting(), pain=lambda habits, n: int(chance[n])), 119)
    assert [link.is_clear for link in result.associations] == [False]
    assert "No clear link between sitting" in result.associations[0].sentence
    assert "Nothing you noted clearly goes with" in result.sentence


@pytest.mark.parametrize(("days", "pairs"), [(0, 0), (1, 0), (2, 1), (30, 29)])
def test_below_thirty_pairs_nothing_is_shown(days, pairs) -> None:
    result = found(record(days, sitting()), max(days, 1))
    assert result.associations == ()
    so_far = f"So far {pairs} day{'' if pairs == 1 else 's'} of 30 can be used to see what goes with good and bad days"
    assert so_far in result.sentence


def test_thirty_pairs_are_enough() -> None:
    assert len(found(record(31, sitting()), 30).associations) == 1


def test_what_never_varies_tells_nothing() -> None:
    result = found(record(60, lambda n: 8), 59)
    assert result.associations == ()
    assert "hardly vary" in result.sentence


def test_at_most_three_are_shown() -> None:
    chance = np.random.default_rng(3)
    frame = check_ins(
        *(
            {
                "on_date": day(n).isoformat(), "leg_pain_nrs": int(chance.integers(0, 11)),
                "hours_sitting": float(chance.integers(0, 12)), "minutes_active": float(chance.integers(0, 90)),
                "sleep_quality": int(chance.integers(1, 6)), "exercises_done": ("bridge", "")[int(chance.integers(2))],
            }
            for n in range(80)
        )
    )  # fmt: skip
    assert len(found(frame, 79).associations) == 3


def test_only_the_last_year_counts_and_the_answer_is_stable() -> None:
    frame = record(800, sitting())
    result = found(frame, 799)
    assert [link.days <= 363 for link in result.associations] == [True]
    assert result == found(frame, 799)


def test_no_cause_is_claimed() -> None:
    for frame in (record(90, sitting()), record(90, lambda n: 8)):
        assert not re.search(r"caus|because|leads to|significan|confiden|p ?[<=]", found(frame, 89).sentence)


def test_habits_that_always_change_together_cannot_be_told_from_one_another() -> None:
    habit = sitting()
    frame = record(90, habit).assign(minutes_active=[float(120 - 5 * habit(n)) for n in range(90)])
    result = found(frame, 89)
    assert {link.factor for link in result.associations if link.is_clear} == {
        "hours_sitting",
        "minutes_active",
    }
    assert (
        "Sitting and activity nearly always come together, so they cannot be told from one another."
        in result.sentence
    )
    assert "from one another" not in found(record(90, habit), 89).sentence


def test_a_habit_of_massage_days_cannot_be_told_from_the_massage() -> None:
    places = [5, 13, 22, 30, 41, 47, 58, 66, 75, 83]
    frame = record(90, lambda n: 9 if n in places else 2)
    given = massages(*({"on_date": day(place).isoformat()} for place in places))
    result = associations(frame, daily_pain(frame), day(89), massages=given)
    assert "Sitting and massage nearly always come together" in result.sentence
    elsewhere = massages(*({"on_date": day(place + 3).isoformat()} for place in places))
    assert "massage" not in associations(frame, daily_pain(frame), day(89), massages=elsewhere).sentence
