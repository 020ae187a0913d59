"""Pain places: where it hurts on a map of the back and the legs, each with a kind of pain and a number if known."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tracker.domain import limits
from tracker.domain.measure import Choices
from tracker.errors import InvalidEntry

FROM_BEHIND, IN_FRONT, BETWEEN = "from behind", "in front", "between"
VIEWS = (FROM_BEHIND, IN_FRONT)
PLACE_KINDS = ("aching", "sharp", "burning", "electric", "tingling", "numb")
WORST_NRS = 10
_NUMBERS = {str(number): number for number in range(WORST_NRS + 1)}


@dataclass(frozen=True)
class BodyPlace:
    """One place of the map: its words, the view it lies in, its side, and the pain extent it stands for.

    A place that is not on the way down the leg stands for none.
    """

    name: str
    words: str
    view: str
    extent: str | None = None
    side: str | None = None


def _both_sides(name: str, words: str, view: str, extent: str | None) -> Iterator[BodyPlace]:
    for side in ("left", "right"):
        yield BodyPlace(f"{side}_{name}", words.format(side), view, extent, side)


BODY_PLACES = (
    BodyPlace("upper_back", "upper back", FROM_BEHIND, "back"),
    BodyPlace("lower_back", "lower back", FROM_BEHIND, "back"),
    *_both_sides("buttock", "{} buttock", FROM_BEHIND, "buttock"),
    *_both_sides("hamstring", "back of the {} thigh", FROM_BEHIND, "thigh"),
    *_both_sides("calf", "{} calf", FROM_BEHIND, "calf"),
    *_both_sides("heel", "{} heel or sole", FROM_BEHIND, "foot"),
    *_both_sides("groin", "{} groin", IN_FRONT, None),
    *_both_sides("front_thigh", "front of the {} thigh", IN_FRONT, "thigh"),
    *_both_sides("knee", "{} knee", IN_FRONT, "thigh"),
    *_both_sides("shin", "{} shin", IN_FRONT, "calf"),
    *_both_sides("foot_top", "top of the {} foot", IN_FRONT, "foot"),
    BodyPlace("saddle", "between the legs", BETWEEN),
)
PLACES_BY_NAME = {place.name: place for place in BODY_PLACES}
SADDLE = "saddle"
# Below the hip: what is felt there on both sides is felt in both legs.
LEG_EXTENTS = ("thigh", "calf", "foot")


@dataclass(frozen=True)
class PainPlace:
    """A place that was marked, with its kind (of PLACE_KINDS) and its number (NRS 0-10), None where not said."""

    place: BodyPlace
    kind: str | None = None
    pain_nrs: int | None = None

    @property
    def text(self) -> str:
        """Return it as it is kept and written to files: left_calf burning 6."""
        return " ".join(str(part) for part in (self.place.name, self.kind, self.pain_nrs) if part is not None)

    @property
    def words(self) -> str:
        """Return it as people read it: left calf (burning, 6)."""
        more = ", ".join(str(part) for part in (self.kind, self.pain_nrs) if part is not None)
        return f"{self.place.words} ({more})" if more else self.place.words


def pain_place(text: str) -> PainPlace:
    """Return the place that a text such as "left_calf burning 6" marks; raises ValueError for any other text."""
    name, *more = text.split()
    kind = more.pop(0) if more and more[0] in PLACE_KINDS else None
    number = more.pop(0) if more and more[0] in _NUMBERS else None
    if name not in PLACES_BY_NAME or more:
        raise ValueError(text)
    return PainPlace(PLACES_BY_NAME[name], kind, None if number is None else _NUMBERS[number])


def pain_places_of(texts: tuple[str, ...]) -> tuple[PainPlace, ...]:
    """Return the places that a check-in's texts mark, in the order of the map."""
    return tuple(map(pain_place, texts))


@dataclass(frozen=True, kw_only=True)
class MarkedPlaces(Choices):
    """Some places of the map, once each, in its order; each is a text as `pain_place` reads it."""

    allowed: tuple[str, ...] = tuple(PLACES_BY_NAME)

    def check(self, name: str, value: Any) -> Any:
        marked: dict[str, str] = {}
        for text in limits.several(name, value):
            try:
                place = pain_place(text) if isinstance(text, str) else None
            except ValueError:
                place = None
            if place is None:
                raise InvalidEntry(
                    name,
                    f"{limits.words(name)} must each be a place of the map, such as left_calf, then a kind "
                    f"({', '.join(PLACE_KINDS)}) and a number from 0 to {WORST_NRS} if you like, such as "
                    f"left_calf burning 6; the places are: {', '.join(self.allowed)}.",
                )
            if marked.setdefault(place.place.name, place.text) != place.text:
                raise InvalidEntry(
                    name,
                    f"{limits.words(name)} must have each place once; {place.place.words} is there twice.",
                )
        return tuple(marked[place] for place in self.allowed if place in marked)

    def word(self, value: Any) -> str:
        return ", ".join(place.words for place in pain_places_of(value))
