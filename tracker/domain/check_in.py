"""The check-in: how the pain is now, and what went with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from tracker.domain.entry import Entry
from tracker.domain.exercise import EXERCISES
from tracker.domain.measure import Choice, Choices, Decimal, Part, WholeNumber, YesNo, measured
from tracker.domain.pain_place import (
    LEG_EXTENTS,
    PLACE_KINDS,
    SADDLE,
    MarkedPlaces,
    PainPlace,
    pain_places_of,
)
from tracker.errors import InvalidEntry

PAIN = ("leg_pain_nrs", "back_pain_nrs")
# From the middle outwards: moving up this list over time is "centralising".
PAIN_EXTENTS = ("none", "back", "buttock", "thigh", "calf", "foot")
SIDES = ("left", "right", "both")
SEVERITIES = ("none", "mild", "moderate", "severe")
SLEEP_QUALITIES = ("very poor", "poor", "fair", "good", "very good")
SYMPTOMS = ("tingling", "numbness", "weakness")
EXTENT_WORDS = {
    "none": "nowhere",
    "back": "in the back",
    "buttock": "to the buttock",
    "thigh": "to the thigh",
    "calf": "to the calf",
    "foot": "to the foot",
}
SIDE_WORDS = {"left": "left side", "right": "right side", "both": "both sides"}
EXERCISE_NAMES = {exercise.exercise_id: exercise.name.lower() for exercise in EXERCISES}


def _severity(symptom: str, help_text: str) -> WholeNumber:
    return WholeNumber(
        low=0,
        high=3,
        levels=SEVERITIES,
        shared_as=Part.SYMPTOMS,
        in_words=f"{symptom} {{}}",
        option=f"--{symptom}",
        import_words=f"{symptom.capitalize()}, none to severe",
        import_scale="own",
        help=help_text,
    )


@dataclass(frozen=True, kw_only=True)
class CheckIn(Entry):
    """One record of symptoms at a moment; several a day are allowed.

    Leg and back pain are on the 0-10 numeric rating scale (0 no pain, 10 worst pain imaginable; Farrar
    2001, Pain 94:149-158), at least one is given. Symptoms are 0 none to 3 severe, sleep quality 1 very
    poor to 5 very good, sitting in hours of the day so far, activity in minutes. Raises InvalidEntry.
    """

    kind: ClassVar[str] = "check-in"
    shared_as: ClassVar[Part] = Part.PAIN

    leg_pain_nrs: int | None = measured(
        WholeNumber(
            low=0,
            high=10,
            shared_as=Part.PAIN,
            in_words="leg pain {}",
            option="--leg-pain",
            import_words="Leg pain, 0-10",
            import_scale="range",
            help="Leg pain, 0 (none) to 10 (worst imaginable).",
        )
    )
    back_pain_nrs: int | None = measured(
        WholeNumber(
            low=0,
            high=10,
            shared_as=Part.PAIN,
            in_words="back pain {}",
            option="--back-pain",
            import_words="Back pain, 0-10",
            import_scale="range",
            help="Back pain, 0 to 10.",
        )
    )
    pain_extent: str | None = measured(
        Choice(
            allowed=PAIN_EXTENTS,
            words_of=EXTENT_WORDS,
            shared_as=Part.SYMPTOMS,
            in_words="felt {}",
            option="--extent",
            import_words="How far down it reaches",
            help=f"How far down symptoms reach: {', '.join(PAIN_EXTENTS)}.",
            metavar="E",
        )
    )
    pain_places: tuple[str, ...] = measured(
        MarkedPlaces(
            shared_as=Part.PLACES,
            in_words="marked {}",
            option="--place",
            help=(
                'A place that hurts, with a kind and a number if you like: "left_calf burning 6"; may be repeated. '
                f"Kinds: {', '.join(PLACE_KINDS)}."
            ),
            metavar="P",
            since=3,
        ),
        default=(),
    )
    side: str | None = measured(
        Choice(
            allowed=SIDES,
            words_of=SIDE_WORDS,
            shared_as=Part.SYMPTOMS,
            in_words="{}",
            option="--side",
            import_words="Side",
            help=f"Which side: {', '.join(SIDES)}.",
            metavar="S",
        )
    )
    tingling: int | None = measured(_severity("tingling", "Tingling, 0 (none) to 3 (severe)."))
    numbness: int | None = measured(_severity("numbness", "Numbness, 0 to 3."))
    weakness: int | None = measured(_severity("weakness", "Weakness, 0 to 3."))
    sleep_quality: int | None = measured(
        WholeNumber(
            low=1,
            high=5,
            levels=SLEEP_QUALITIES,
            shared_as=Part.SYMPTOMS,
            in_words="sleep {}",
            option="--sleep-quality",
            import_words="Sleep quality, 1-5",
            import_scale="own",
            help="Last night's sleep, 1 (very poor) to 5 (very good).",
        )
    )
    hours_sitting: float | None = measured(
        Decimal(
            low=0,
            high=24,
            unit="hours",
            shared_as=Part.SYMPTOMS,
            in_words="{} h sitting",
            option="--hours-sitting",
            import_words="Hours sitting",
            import_scale="amount",
            help="Hours sitting today, 0 to 24.",
            metavar="H",
        )
    )
    minutes_active: int | None = measured(
        WholeNumber(
            low=0,
            high=1440,
            unit="minutes",
            shared_as=Part.SYMPTOMS,
            in_words="{} min active",
            option="--minutes-active",
            import_words="Minutes active",
            import_scale="amount",
            help="Minutes active today, 0 to 1440.",
        )
    )
    exercises_done: tuple[str, ...] = measured(
        Choices(
            allowed=tuple(EXERCISE_NAMES),
            words_of=EXERCISE_NAMES,
            shared_as=Part.SYMPTOMS,
            in_words="did {}",
            option="--exercise",
            import_words="An exercise done",
            import_scale="exercise",
            help=f"An exercise done; may be repeated: {', '.join(EXERCISE_NAMES)}.",
            metavar="X",
        ),
        default=(),
    )
    is_flare: bool = measured(
        YesNo(
            is_required=True,
            shared_as=Part.PAIN,
            option="--flare",
            import_words="A flare",
            help="Mark a flare.",
        ),
        default=False,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.leg_pain_nrs is None and self.back_pain_nrs is None:
            raise InvalidEntry(
                "leg_pain_nrs", "Choose a number from 0 to 10 for leg pain or for back pain; 0 means no pain."
            )

    @property
    def marked_places(self) -> tuple[PainPlace, ...]:
        """The places that were marked on the map."""
        return pain_places_of(self.pain_places)

    @property
    def is_saddle_marked(self) -> bool:
        """Whether a place between the legs is marked, of whatever kind."""
        return any(marked.place.name == SADDLE for marked in self.marked_places)

    @property
    def are_both_legs_marked(self) -> bool:
        """Whether places are marked in both legs, from the thigh down."""
        legs = {marked.place.side for marked in self.marked_places if marked.place.extent in LEG_EXTENTS}
        return legs >= {"left", "right"}


def furthest_extent(places: Iterable[PainPlace]) -> str | None:
    """Return the pain extent of the place that is furthest down the leg; None where none is on the way down it."""
    extents = [marked.place.extent for marked in places if marked.place.extent]
    return max(extents, key=PAIN_EXTENTS.index, default=None)
