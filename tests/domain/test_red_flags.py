"""Warning signs: a yes stands until somebody has looked at it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.refusals import refused
from tracker.domain.red_flags import (
    ANSWERS,
    EMERGENCY,
    FLAG_IDS,
    LIFTED,
    RED_FLAGS,
    SAME_DAY,
    SOON,
    TIERS,
    RedFlagAnswers,
    RedFlagState,
    red_flag_state,
)

DAY = date(2026, 3, 9)


def on(day: int, lifted: str | None = None, **answers: str) -> RedFlagAnswers:
    return RedFlagAnswers(answers=answers, lifted=lifted, on_date=DAY + timedelta(days=day))


@pytest.mark.parametrize(
    ("told", "present", "tier"),
    [
        ([], [], None),
        ([on(0)], [], None),
        ([on(0, saddle="no", cancer="no")], [], None),
        ([on(0, saddle="yes")], ["saddle"], EMERGENCY),
        ([on(0, saddle="yes"), on(1, saddle="no")], ["saddle"], EMERGENCY),
        ([on(0, saddle="yes"), on(1, **dict.fromkeys(FLAG_IDS, "no"))], ["saddle"], EMERGENCY),
        ([on(0, saddle="yes"), on(1, saddle="unknown")], ["saddle"], EMERGENCY),
        ([on(0, saddle="yes"), on(1, lifted="seen")], [], None),
        ([on(0, saddle="yes"), on(1, lifted="mistake")], [], None),
        ([on(0, saddle="yes"), on(1, lifted="seen"), on(2, saddle="yes")], ["saddle"], EMERGENCY),
        ([on(0, bladder="yes"), on(1, lifted="seen", saddle="yes")], ["saddle"], EMERGENCY),
        ([on(0, foot_drop="yes")], ["foot_drop"], SAME_DAY),
        ([on(0, foot_drop="yes"), on(1, foot_drop="unknown")], ["foot_drop"], SAME_DAY),
        ([on(0, foot_drop="yes"), on(1)], ["foot_drop"], SAME_DAY),
        ([on(0, foot_drop="yes"), on(1, foot_drop="no")], [], None),
        ([on(0, clot="yes")], ["clot"], SAME_DAY),
        ([on(0, clot="yes"), on(0, breathless="yes")], ["breathless", "clot"], EMERGENCY),
        ([on(0, cold_leg="yes"), on(1, cold_leg="no")], ["cold_leg"], EMERGENCY),
        ([on(0, foot_drop="no"), on(1, foot_drop="yes")], ["foot_drop"], SAME_DAY),
        ([on(0, stuck="yes"), on(1, infection="yes")], ["infection", "stuck"], SAME_DAY),
        ([on(0, stuck="yes")], ["stuck"], SOON),
        ([on(0, age="yes", bowel="yes", trauma="yes")], ["bowel", "trauma", "age"], EMERGENCY),
        ([on(0, lifted="seen")], [], None),
        ([on(0, cancer="yes")], ["cancer"], SOON),
        ([on(0, cancer="yes", infection="yes")], ["infection", "cancer"], SAME_DAY),
        ([on(0, cancer="yes", foot_drop="yes")], ["foot_drop", "cancer"], EMERGENCY),
        ([on(0, cancer="yes"), on(9, foot_drop="yes")], ["foot_drop", "cancer"], EMERGENCY),
        (
            [on(0, cancer="yes", foot_drop="yes"), on(1, foot_drop="no", cancer="yes")],
            ["foot_drop", "cancer"],
            EMERGENCY,
        ),
        (
            [on(0, cancer="yes", foot_drop="yes"), on(1, **dict.fromkeys(FLAG_IDS, "no"))],
            ["foot_drop", "cancer"],
            EMERGENCY,
        ),
        ([on(0, foot_drop="yes"), on(1, foot_drop="no", cancer="yes")], ["cancer"], SOON),
        ([on(0, cancer="yes", foot_drop="yes"), on(1, lifted="seen")], [], None),
        ([on(0, cancer="yes", foot_drop="yes"), on(1, lifted="seen", cancer="yes")], ["cancer"], SOON),
    ],
)
def test_which_signs_stand(told: list[RedFlagAnswers], present: list[str], tier: str | None) -> None:
    state = red_flag_state(told)
    assert [flag.flag_id for flag in state.present] == present
    assert state.tier == tier


@pytest.mark.parametrize(
    "flag", [flag for flag in RED_FLAGS if flag.tier == EMERGENCY], ids=lambda flag: flag.flag_id
)
def test_no_later_no_silences_an_emergency(flag) -> None:  # type: ignore[no-untyped-def]
    told = [on(0, **{flag.flag_id: "yes"}), *(on(day, **{flag.flag_id: "no"}) for day in range(1, 30))]
    assert red_flag_state(told).present == (flag,)


@given(st.lists(st.dictionaries(st.sampled_from(FLAG_IDS), st.sampled_from(("no", "unknown"))), max_size=5))
def test_without_a_yes_nothing_stands_and_without_a_lift_no_emergency_ends(
    later: list[dict[str, str]],
) -> None:
    after = [on(day, **answers) for day, answers in enumerate(later, start=1)]
    assert red_flag_state(after).present == ()
    assert "sexual" in [flag.flag_id for flag in red_flag_state([on(0, sexual="yes"), *after]).present]


@pytest.mark.parametrize("flag", RED_FLAGS, ids=lambda flag: flag.flag_id)
def test_stretching_waits_for_what_needs_care_now_or_today(flag) -> None:  # type: ignore[no-untyped-def]
    assert RedFlagState(present=(flag,)).is_urgent is (flag.tier != SOON)
    assert not RedFlagState().is_urgent


def test_lifting_is_not_asking() -> None:
    assert red_flag_state([on(0, saddle="no"), on(5, lifted="seen")]).asked_on == DAY
    assert red_flag_state([on(5, lifted="seen")]).asked_on is None


@pytest.mark.parametrize(
    ("told", "not_sure"),
    [
        ([], 0),
        ([on(0)], len(FLAG_IDS)),
        ([on(0), on(7, **dict.fromkeys(FLAG_IDS, "no"))], 0),
        ([on(0, **dict.fromkeys(FLAG_IDS, "no")), on(7, saddle="no")], len(FLAG_IDS) - 1),
        ([on(0, saddle="yes")], len(FLAG_IDS) - 1),
        ([on(0, saddle="yes"), on(7)], len(FLAG_IDS) - 1),
        ([on(0, **dict.fromkeys(FLAG_IDS, "no")), on(7, lifted="seen")], 0),
    ],
)
def test_how_many_of_those_that_do_not_stand_were_last_answered_not_sure(
    told: list[RedFlagAnswers], not_sure: int
) -> None:
    assert red_flag_state(told).not_sure == not_sure


@pytest.mark.parametrize(("days", "due"), [(0, False), (6, False), (7, True), (8, True), (-1, False)])
def test_asking_again_after_a_week(days: int, due: bool) -> None:
    assert RedFlagState(asked_on=DAY).is_due(DAY + timedelta(days=days)) is due


def test_never_asked_is_due() -> None:
    assert RedFlagState().is_due(DAY)


def test_what_is_left_out_is_unknown_never_no() -> None:
    answered = on(0, saddle="yes")
    assert answered.answers["saddle"] == "yes"
    assert {answered.answers[flag] for flag in FLAG_IDS if flag != "saddle"} == {"unknown"}
    assert tuple(answered.answers) == FLAG_IDS
    assert [flag.flag_id for flag in answered.present] == ["saddle"]


def test_answers_cannot_be_changed_in_place() -> None:
    with pytest.raises(TypeError):
        on(0).answers["saddle"] = "no"  # type: ignore[index]


@pytest.mark.parametrize(
    "answers", [{"saddle": "maybe"}, {"saddle": True}, {"saddle": None}, {"headache": "yes"}]
)
def test_unknown_signs_and_answers_are_refused(answers: dict[str, str]) -> None:
    with refused("answers", "warning sign", *ANSWERS):
        RedFlagAnswers(answers=answers)


@pytest.mark.parametrize("lifted", ["", "better", True])
def test_unknown_reasons_to_lift_are_refused(lifted: str) -> None:
    with refused("lifted", "lifted", *LIFTED):
        RedFlagAnswers(lifted=lifted)


def test_signs_are_listed_most_urgent_first_and_once() -> None:
    tiers = [TIERS.index(flag.tier) for flag in RED_FLAGS]
    assert tiers == sorted(tiers)
    assert len(set(FLAG_IDS)) == len(RED_FLAGS)


def test_signs_that_are_more_urgent_together_are_so_one_by_one() -> None:
    together = red_flag_state([on(0, cancer="yes", foot_drop="yes", stuck="yes", clot="yes")])
    tiers = {flag.flag_id: together.tier_of(flag) for flag in together.present}
    assert tiers == {"cancer": EMERGENCY, "foot_drop": EMERGENCY, "stuck": SOON, "clot": SAME_DAY}
    alone = red_flag_state([on(0, cancer="yes", stuck="yes")])
    assert {alone.tier_of(flag) for flag in alone.present} == {SOON}
