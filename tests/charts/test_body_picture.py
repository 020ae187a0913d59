"""Where it hurts as a picture: each place by more than its colour, its days beside it, on the right side of each view."""

from xml.etree import ElementTree

import pytest

from tests.analysis.test_pain_places import answer, on
from tracker.analysis.pain_places import PlacesThenAndNow
from tracker.charts.svg.body import WIDTH, shape_of_place
from tracker.charts.svg.body_picture import places_picture, places_svg, places_table
from tracker.charts.theme import LIGHT
from tracker.domain.pain_place import BETWEEN, BODY_PLACES, FROM_BEHIND

BOTH = answer(
    *(on(60 + n, "left_heel", "left_calf") for n in range(8)),
    *(on(n, "left_calf", "saddle numb") for n in range(9)),
)


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


def paths_of(result: PlacesThenAndNow, name: str) -> list[ElementTree.Element]:
    (place,) = (place for place in result.places if place.name == name)
    shape = shape_of_place(place).path
    svg = ElementTree.fromstring(places_svg(result))
    return [one for one in svg.iter("{http://www.w3.org/2000/svg}path") if one.attrib["d"] == shape]


def test_then_is_hatched_now_is_filled_and_both_are_both() -> None:
    looks = {
        name: [one.attrib["fill"] for one in paths_of(BOTH, name)[1:]]
        for name in ("left_heel", "left_calf", "saddle")
    }
    assert looks["left_heel"] == ["url(#then-hatch)"]
    assert looks["saddle"] == ["var(--c-accent)"]
    assert looks["left_calf"] == ["var(--c-accent)", "url(#then-hatch)"]
    assert "stroke-dasharray" in paths_of(BOTH, "left_heel")[-1].attrib


def test_the_days_stand_beside_each_place_and_below() -> None:
    words = texts(places_svg(BOTH))
    assert {"8→9", "8→0", "0→9"} <= set(words)
    assert "first 14 days: 8 with a mark" in words
    assert "last 14 days: 9 with a mark" in words


def test_without_first_days_only_the_last_are_drawn() -> None:
    words = texts(places_svg(answer(on(1, "left_calf"), on(2, "left_calf"))))
    assert "2" in words
    assert not any("→" in one or "first" in one for one in words)


def test_left_is_left_from_behind_and_right_in_front() -> None:
    for place in BODY_PLACES:
        across = shape_of_place(place).centre[0]
        if place.side is None:
            assert across == WIDTH / 2
        else:
            is_left_half = across < WIDTH / 2
            assert is_left_half is ((place.side == "left") is (place.view == FROM_BEHIND))


@pytest.mark.parametrize(
    "place", [place for place in BODY_PLACES if place.view != BETWEEN], ids=lambda place: place.name
)
def test_a_place_is_large_enough_to_be_tapped_on_the_narrowest_phone(place: object) -> None:
    target = shape_of_place(place).target  # type: ignore[arg-type]
    # The figure is 224 wide where a phone of 320 px leaves it 226 px.
    assert target is None or min(target[2:]) * 226 / 224 >= 44


def test_the_words_and_the_table_say_the_same_as_the_picture() -> None:
    html = places_picture(BOTH)
    assert 'role="img"' in html
    for sentence in BOTH.sentences:
        assert sentence in html
    table = places_table(BOTH)
    assert table.columns == ("Place", "First 14 days", "Last 14 days", "Kinds lately")
    assert table.rows == (
        ("Left calf", "8 of 8", "9 of 9", ""),
        ("Left heel or sole", "8 of 8", "0 of 9", ""),
        ("Between the legs", "0 of 8", "9 of 9", "numb"),
    )


def test_nothing_marked_is_nothing_drawn() -> None:
    assert places_picture(answer()) == ""


def test_a_file_names_its_size_and_letters_itself() -> None:
    svg = ElementTree.fromstring(places_svg(BOTH, LIGHT))
    assert {"width", "height", "font-family"} <= set(svg.attrib)
    assert "var(" not in places_svg(BOTH, LIGHT)
