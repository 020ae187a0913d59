"""What is suggested next: a danger first, then what is due, never a scolding."""

from datetime import date, timedelta
from typing import Any

import pytest

from tracker.domain.check_in import CheckIn
from tracker.domain.guidance import days_so_far, next_step, too_soon_for_test
from tracker.domain.red_flags import RED_FLAGS, RedFlagState

TODAY = date(2026, 3, 9)
ASKED = RedFlagState(asked_on=TODAY)
USUAL, FLARE = CheckIn(leg_pain_nrs=3), CheckIn(leg_pain_nrs=9, is_flare=True)
WARNED = RedFlagState(present=RED_FLAGS[:1], asked_on=TODAY)


def days_ago(days: int | None) -> date | None:
    return None if days is None else TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("flags", "check_in", "last_test", "check_in_days", "page"),
    [
        (WARNED, FLARE, None, 14, "warning-signs"),
        (WARNED, USUAL, 0, 0, "warning-signs"),
        (RedFlagState(), FLARE, None, 14, "warning-signs"),
        (RedFlagState(asked_on=TODAY - timedelta(days=7)), USUAL, 0, 1, "warning-signs"),
        (ASKED, FLARE, None, 14, "learn"),
        (ASKED, USUAL, None, 7, "flexibility"),
        (ASKED, USUAL, 7, 7, "flexibility"),
        (ASKED, USUAL, 6, 7, "progress"),
        (ASKED, USUAL, None, 6, "progress"),
        (ASKED, None, None, 7, "flexibility"),
        (ASKED, None, None, 6, "progress"),
    ],
)
def test_the_next_step(
    flags: RedFlagState, check_in: CheckIn | None, last_test: int | None, check_in_days: int, page: str
) -> None:
    step = next_step(flags, check_in, days_ago(last_test), check_in_days, TODAY)
    assert step.page == page
    assert step.sentence.endswith((".", "?"))
    assert step.action


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"side": "both"}, "You marked both sides."),
        ({"side": "both", "is_flare": True}, "You marked both sides."),
        ({"side": "left", "weakness": 3}, "You marked severe weakness."),
        ({"pain_places": ("saddle numb",)}, "You marked a place between your legs. Numbness"),
        ({"pain_places": ("saddle",), "side": "both"}, "You marked a place between your legs. Numbness"),
        ({"pain_places": ("left_calf", "right_knee aching")}, "You marked places in both legs."),
        ({"pain_places": ("left_calf numb", "left_heel", "right_buttock", "right_groin")}, None),
        ({"side": "right", "weakness": 2, "numbness": 3, "tingling": 3}, None),
    ],
)
def test_a_check_in_like_a_warning_sign_leads_to_the_signs(answers: dict[str, Any], said: str | None) -> None:
    check_in = CheckIn(leg_pain_nrs=4, **answers)
    step = next_step(ASKED, check_in, None, 1, TODAY)
    assert (step.page == "warning-signs") is (said is not None)
    assert step.sentence.startswith(said or "It is in your charts now.")
    assert next_step(WARNED, check_in, None, 1, TODAY).sentence.startswith("A warning sign you ticked")


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
    needed = "A comparison needs 7 such days in your first 14 and 7 in your latest 14."
    assert days_so_far(days).endswith(needed) == (days < 7)


@pytest.mark.parametrize(
    ("days", "said"), [(None, None), (0, "today"), (1, "yesterday"), (6, "6 days ago"), (7, None), (-1, None)]
)
def test_a_second_test_in_a_week_is_plenty(days: int | None, said: str | None) -> None:
    hint = too_soon_for_test(days_ago(days), TODAY)
    assert hint is None if said is None else f"Your last test was {said}." in str(hint)
