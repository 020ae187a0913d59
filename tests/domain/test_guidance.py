"""What is suggested next: a danger first, then what is due, never a scolding."""

from datetime import date, timedelta

import pytest

from tracker.domain.guidance import days_so_far, next_step, too_soon_for_test
from tracker.domain.red_flags import RED_FLAGS, RedFlagState

TODAY = date(2026, 3, 9)
ASKED = RedFlagState(asked_on=TODAY)
WARNED = RedFlagState(present=RED_FLAGS[:1], since=TODAY, asked_on=TODAY)


def days_ago(days: int | None) -> date | None:
    return None if days is None else TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("flags", "last_test", "check_in_days", "is_flare", "page"),
    [
        (WARNED, None, 14, True, "warning-signs"),
        (WARNED, 0, 0, False, "warning-signs"),
        (RedFlagState(), None, 14, True, "warning-signs"),
        (RedFlagState(asked_on=TODAY - timedelta(days=7)), 0, 1, False, "warning-signs"),
        (ASKED, None, 14, True, "learn"),
        (ASKED, None, 7, False, "flexibility"),
        (ASKED, 7, 7, False, "flexibility"),
        (ASKED, 6, 7, False, "progress"),
        (ASKED, None, 6, False, "progress"),
    ],
)
def test_the_next_step(
    flags: RedFlagState, last_test: int | None, check_in_days: int, is_flare: bool, page: str
) -> None:
    step = next_step(flags, days_ago(last_test), check_in_days, is_flare, TODAY)
    assert step.page == page
    assert step.sentence.endswith(".")
    assert step.action


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "0 of the last 14 days have"),
        (1, "1 of the last 14 days has"),
        (14, "14 of the last 14 days have"),
    ],
)
def test_days_so_far(days: int, said: str) -> None:
    assert days_so_far(days).startswith(said)
    assert ("From 7 on" in days_so_far(days)) == (days < 7)


@pytest.mark.parametrize(
    ("days", "said"), [(None, None), (0, "today"), (1, "yesterday"), (6, "6 days ago"), (7, None), (-1, None)]
)
def test_a_second_test_in_a_week_is_plenty(days: int | None, said: str | None) -> None:
    hint = too_soon_for_test(days_ago(days), TODAY)
    assert hint is None if said is None else f"Your last test was {said}." in str(hint)
