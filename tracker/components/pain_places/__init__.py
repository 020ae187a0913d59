"""The pain places: where it hurts, on a figure from behind and one from in front, each with a kind and a number."""

from typing import Any

from tracker.charts.svg.body import back_lines, figure, shape_of_place
from tracker.components.answer import ask
from tracker.components.body_map import area_box
from tracker.components.widget import widget
from tracker.domain.description import capitalise_first
from tracker.domain.measure import Part
from tracker.domain.pain_place import (
    BODY_PLACES,
    FROM_BEHIND,
    IN_FRONT,
    PLACE_KINDS,
    WORST_NRS,
    MarkedPlaces,
)
from tracker.errors import InvalidEntry

_NUMBERS = range(WORST_NRS + 1)
_PLACES = MarkedPlaces(shared_as=Part.PLACES)


def _boxes(view: str) -> str:
    places = (place for place in BODY_PLACES if place.view == view)
    return "".join(
        area_box(place.name, capitalise_first(place.words), shape_of_place(place)) for place in places
    )


_mount = widget(
    "pain_places",
    {
        "figure": figure(),
        "back": back_lines(),
        "behind": _boxes(FROM_BEHIND),
        "front": _boxes(IN_FRONT),
        "kinds": "".join(f'<option value="{kind}">{capitalise_first(kind)}</option>' for kind in PLACE_KINDS),
        "numbers": "".join(f"<option>{number}</option>" for number in _NUMBERS),
    },
    look_of="body_map",
)


def pain_places(label: str, *, key: str, value: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Ask where it hurts and return the marked places as texts (`domain.pain_place`), in the order of the map.

    `value` holds the places shown at first; a changed `value`, or another `key`, starts afresh.
    """
    return ask(_mount, key=key, initial=_accepted(value), accept=_accepted, data={"label": label})


def _accepted(raw: Any) -> tuple[str, ...]:
    try:
        marked: tuple[str, ...] = _PLACES.check("pain_places", raw)
    except InvalidEntry as refused:
        raise ValueError(refused.sentence) from refused
    return marked
