"""Entries and days in words."""

from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar

import pytest

from tracker.domain.check_in import CheckIn
from tracker.domain.description import (
    capitalise_first,
    day_in_words,
    describe,
    ended,
    humanise,
    length_in_words,
    moment_in_words,
    reach_in_words,
)
from tracker.domain.entry import Entry
from tracker.domain.massage_session import MassageSession
from tracker.domain.sit_and_reach import SitAndReachTest

TODAY = date(2024, 3, 1)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2024, 3, 1), "today"),
        (date(2024, 2, 29), "yesterday"),
        (date(2024, 2, 28), "Wednesday 28 February"),
        (date(2023, 12, 31), "Sunday 31 December 2023"),
        (date(2024, 3, 2), "Saturday 2 March"),
    ],
)
def test_days(day: date, said: str) -> None:
    assert day_in_words(day, TODAY) == said
    assert moment_in_words(day, None, TODAY) == said
    assert moment_in_words(day, time(7, 5), TODAY) == f"{said} at 07:05"


def test_no_year_is_named_of_a_day_beside_new_year() -> None:
    assert day_in_words(date(2023, 12, 31), date(2024, 1, 2)) == "Sunday 31 December"
    assert day_in_words(date(2024, 1, 2), date(2023, 12, 31)) == "Tuesday 2 January"
    assert day_in_words(date(2023, 12, 4), date(2024, 1, 2)) == "Monday 4 December 2023"


@pytest.mark.parametrize(
    ("value_cm", "unit", "said"),
    [
        (4.0, "cm", "4.0 cm"),
        (-4.06, "cm", "−4.1 cm"),
        (5.08, "in", "2.0 in"),
        (-0.04, "cm", "0.0 cm"),
        (0, "in", "0.0 in"),
    ],
)
def test_lengths(value_cm: float, unit: str, said: str) -> None:
    assert length_in_words(value_cm, unit) == said


@pytest.mark.parametrize(
    ("reach", "unit", "said"),
    [
        (4.0, "cm", "4.0 cm past the toes"),
        (-4.0, "cm", "4.0 cm short of the toes"),
        (-2.54, "in", "1.0 in short of the toes"),
        (0.0, "cm", "just at the toes"),
        (-0.04, "cm", "just at the toes"),
        (0.1, "in", "just at the toes"),
    ],
)
def test_reaches(reach: float, unit: str, said: str) -> None:
    assert reach_in_words(reach, unit) == said


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (CheckIn(leg_pain_nrs=0), "leg pain 0"),
        (CheckIn(back_pain_nrs=10), "back pain 10"),
        (
            CheckIn(
                leg_pain_nrs=3, back_pain_nrs=0, pain_extent="foot", side="left", tingling=0, weakness=3, sleep_quality=1,
                hours_sitting=7.5, minutes_active=0, exercises_done=("bridge", "short_walk"), is_flare=True,
            ),
            (
                "flare, leg pain 3, back pain 0, felt to the foot, left side, tingling none, weakness severe, "
                "sleep very poor, 7.5 h sitting, 0 min active, did bridge, short walk"
            ),
        ),
        (CheckIn(leg_pain_nrs=1, side="both"), "leg pain 1, both sides"),
        (SitAndReachTest(skipped_reason="pain"), "skipped: pain; box, feet at 26 cm (CSEP / ACSM)"),
        (
            SitAndReachTest(foot_line_cm=26, trials_cm=(30,), warm_up=True),
            "4.0 cm past the toes; box, feet at 26 cm (CSEP / ACSM), warmed up",
        ),
        (
            SitAndReachTest(variant="chair", foot_line_cm=0, trials_cm=(-3,), side="left", warm_up=False),
            "3.0 cm short of the toes; on a chair, one leg out, left leg, not warmed up",
        ),
        (
            SitAndReachTest(variant="modified", foot_line_cm=0, trials_cm=(33,)),
            "reached 33.0 cm from your own zero; back to the wall (modified)",
        ),
        (MassageSession(minutes=30), "30 minutes"),
        (
            MassageSession(
                minutes=45, areas=("lower_back", "left_foot"), pressure="firm", pain_before_nrs=6, pain_after_nrs=0,
                therapist="Ana",
            ),
            "45 minutes, lower back, left foot, firm pressure, pain before 6, pain after 0, with Ana",
        ),
    ],
)  # fmt: skip
def test_an_entry_says_all_it_holds(entry: Entry, said: str) -> None:
    assert describe(entry) == said


def test_inches_where_the_person_reads_inches() -> None:
    assert describe(SitAndReachTest(foot_line_cm=0, trials_cm=(2.54,)), "in").startswith(
        "1.0 in past the toes"
    )


def test_another_kind_is_named() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Walk(Entry):
        kind: ClassVar[str] = "walk"

    assert describe(Walk()) == "walk"


def test_words() -> None:
    assert humanise("left_hamstring") == "left hamstring"
    assert capitalise_first("today at BBC") == "Today at BBC"
    assert capitalise_first("") == ""
    assert ended("with Robin") == "with Robin."
    assert ended("with Robin A.") == "with Robin A."
