"""Massage sessions: the dose is minutes, areas and pressure, with pain before and after."""

import pytest

from tests.domain.refusals import refused
from tracker.domain.massage_session import AREAS, PRESSURES, MassageSession


@pytest.mark.parametrize("minutes", [1, 30, 240])
def test_minutes_from_1_to_240(minutes: int) -> None:
    assert MassageSession(minutes=minutes).minutes == minutes


@pytest.mark.parametrize("minutes", [None, 0, -5, 241, 30.0, True, "30"])
def test_other_minutes_are_refused(minutes: object) -> None:
    with refused("minutes", "minutes", "1 to 240"):
        MassageSession(minutes=minutes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("pressure", [None, *PRESSURES], ["", "hard", "Firm", 2]),
        ("pain_before_nrs", [None, 0, 10], [-1, 11, True, 3.0, "3"]),
        ("pain_after_nrs", [None, 0, 10], [-1, 11, True, 3.0, "3"]),
        ("therapist", [None, "Ana", "x" * 100], ["x" * 101, 3, b"Ana"]),
        ("areas", [(), AREAS], [("knee",), "lower_back", None, ("lower_back", 3)]),
    ],
)
def test_each_field_keeps_to_its_table(field: str, good: list[object], bad: list[object]) -> None:
    for value in good:
        assert getattr(MassageSession(minutes=30, **{field: value}), field) == value  # type: ignore[arg-type]
    for value in bad:
        with refused(field, field.removesuffix("_nrs").replace("_", " ")):
            MassageSession(minutes=30, **{field: value})  # type: ignore[arg-type]


def test_areas_are_kept_once_in_the_maps_order() -> None:
    assert MassageSession(minutes=30, areas=("left_foot", "upper_back", "left_foot")).areas == (
        "upper_back",
        "left_foot",
    )


def test_a_blank_therapist_is_none() -> None:
    assert MassageSession(minutes=30, therapist="  \x00").therapist is None
