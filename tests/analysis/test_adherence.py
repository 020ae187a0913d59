"""Adherence: four weeks, days counted once, a flare freezes, and nobody is scolded."""

import re

from tests.invented_records import check_ins, day, massages
from tracker.analysis.adherence import adherence, calendar_days
from tracker.analysis.episodes import flare_episodes
from tracker.domain.period import Period
from tracker.frames import daily_pain


def record(days, exercises=(), marked=()):
    return check_ins(
        *(
            {
                "on_date": day(n).isoformat(),
                "leg_pain_nrs": 8 if n in marked else 3,
                "is_flare": int(n in marked),
                "exercises_done": "bridge;bird_dog" if n in exercises else None,
            }
            for n in days
        )
    )


def kept(frame, last):
    flares = flare_episodes(daily_pain(frame), frame, massages(), day(last))
    return adherence(frame, flares, day(last)), flares


def test_the_last_four_weeks_count() -> None:
    found, _ = kept(record([*range(10, 60, 2), 59, 59], exercises=(40, 59)), 59)
    assert (found.period, found.days_logged, found.exercise_days) == (Period(day(32), day(59)), 15, 2)
    assert (found.frozen_days, found.expected_days) == (0, 28)
    assert (
        found.sentence
        == "15 of the 28 days to 1 March 2026 have a check-in, 2 with an exercise of the home plan."
    )


def test_a_young_record_is_not_held_to_four_weeks() -> None:
    found, _ = kept(record([3]), 5)
    assert (found.period.first, found.expected_days) == (day(3), 3)
    assert found.sentence.startswith(
        "1 of the 3 days to 6 January 2026 has a check-in, none with an exercise"
    )


def test_days_without_a_check_in_in_a_flare_are_frozen() -> None:
    logged = [*range(40), 42, 45, 46, 47, 48, 49]
    found, flares = kept(record(logged, marked=(39, 42, 45)), 49)
    assert (flares.episodes[0].first, flares.episodes[0].last) == (day(39), day(45))
    assert (found.frozen_days, found.expected_days, found.days_logged) == (4, 24, 24)
    assert "Of the 4 without one, 4 in a flare do not count" in found.sentence
    calendar = calendar_days(record(logged, marked=(39, 42, 45)), flares, Period(day(38), day(41)))
    assert [(one.is_logged, one.is_flare, one.exercises) for one in calendar] == [
        (True, False, 0),
        (True, True, 0),
        (False, True, 0),
        (False, True, 0),
    ]


def test_exercises_of_a_day_are_counted_once_each() -> None:
    frame = record([0, 0, 1], exercises=(0,))
    _, flares = kept(frame, 1)
    assert [one.exercises for one in calendar_days(frame, flares, Period(day(0), day(1)))] == [2, 0]


def test_nothing_logged_is_kind() -> None:
    found, _ = kept(record([]), 9)
    assert found.days_logged == 0
    assert found.sentence
    for days in ([], [0], range(28)):
        assert not re.search(r"only|missed|fail|should|must", kept(record(days), 30)[0].sentence)
