"""Pain places: each of the map once, with a kind and a number if known; and what they propose or warn of."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.refusals import refused
from tracker.domain.check_in import PAIN_EXTENTS, CheckIn, furthest_extent
from tracker.domain.description import describe
from tracker.domain.pain_place import BODY_PLACES, PLACE_KINDS, PainPlace, pain_place
from tracker.errors import InvalidEntry

MARKED = st.builds(
    PainPlace,
    st.sampled_from(BODY_PLACES),
    st.none() | st.sampled_from(PLACE_KINDS),
    st.none() | st.integers(0, 10),
)


def check_in(*places: Any) -> CheckIn:
    return CheckIn(leg_pain_nrs=3, pain_places=places)


@given(MARKED)
def test_a_place_and_its_text_are_the_same(marked: PainPlace) -> None:
    assert pain_place(marked.text) == marked
    assert check_in(marked.text).marked_places == (marked,)
    assert marked.words in describe(check_in(marked.text))


@given(st.text())
def test_no_other_text_is_a_place(text: str) -> None:
    try:
        marked = pain_place(text)
    except ValueError:
        return
    assert marked.text == " ".join(text.split())


def test_they_stand_in_the_order_of_the_map_and_each_once() -> None:
    entry = check_in("right_foot_top", "left_calf burning 6", "lower_back", "left_calf burning 6")
    assert entry.pain_places == ("lower_back", "left_calf burning 6", "right_foot_top")
    assert "marked lower back, left calf (burning, 6), top of the right foot" in describe(entry)


@pytest.mark.parametrize(
    "wrong",
    [
        "elbow", "", "left_calf stabbing", "left_calf 11", "left_calf -1", "left_calf 6 burning", "left_calf 6 6",
        "left_calf 06", "left_calf ٦", "Left calf", "left_calf;right_calf", 3, None, ["left_calf"],
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused_with_what_is_allowed(wrong: object) -> None:
    with refused("pain_places", "pain places", "left_calf burning 6", "aching", "0 to 10", "saddle"):
        check_in(wrong)


@pytest.mark.parametrize("wrong", ["left_calf", None, 7])
def test_they_are_a_list(wrong: Any) -> None:
    with pytest.raises(InvalidEntry):
        CheckIn(leg_pain_nrs=3, pain_places=wrong)


def test_one_place_has_one_kind_and_one_number() -> None:
    with refused("pain_places", "left calf", "twice"):
        check_in("left_calf burning", "left_calf numb")


@pytest.mark.parametrize(
    ("places", "extent"),
    [
        ((), None), (("left_groin", "saddle"), None), (("upper_back",), "back"), (("left_buttock", "lower_back"), "buttock"),
        (("right_knee", "left_buttock"), "thigh"), (("left_calf", "right_hamstring"), "calf"),
        (("left_shin",), "calf"), (("left_heel", "left_calf"), "foot"), (("left_foot_top",), "foot"),
    ],
)  # fmt: skip
def test_the_furthest_place_stands_for_an_extent(places: tuple[str, ...], extent: str | None) -> None:
    assert furthest_extent(check_in(*places).marked_places) == extent


def test_every_extent_of_the_map_is_one_that_a_check_in_knows() -> None:
    assert {place.extent for place in BODY_PLACES} - {None} == set(PAIN_EXTENTS) - {"none"}


@pytest.mark.parametrize("kind", ["", *PLACE_KINDS])
def test_between_the_legs_is_heard_whatever_its_kind(kind: str) -> None:
    assert check_in(f"saddle {kind}".strip()).is_saddle_marked
    assert not check_in(f"left_groin {kind}".strip()).is_saddle_marked
