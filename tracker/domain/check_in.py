"""The check-in: how the pain is now, and what went with it."""

from dataclasses import dataclass
from typing import ClassVar

from tracker.domain import limits
from tracker.domain.entry import Entry
from tracker.domain.exercise import EXERCISES
from tracker.errors import InvalidEntry

# From the middle outwards: moving up this list over time is "centralising".
PAIN_EXTENTS = ("none", "back", "buttock", "thigh", "calf", "foot")
SIDES = ("left", "right", "both")
SEVERITIES = ("none", "mild", "moderate", "severe")
SLEEP_QUALITIES = ("very poor", "poor", "fair", "good", "very good")
SYMPTOMS = ("tingling", "numbness", "weakness")
_EXERCISE_IDS = tuple(exercise.exercise_id for exercise in EXERCISES)


@dataclass(frozen=True, kw_only=True)
class CheckIn(Entry):
    """One record of symptoms at a moment; several a day are allowed.

    Leg and back pain are on the 0-10 numeric rating scale (0 no pain, 10 worst pain imaginable; Farrar
    2001, Pain 94:149-158), at least one is given. Symptoms are 0 none to 3 severe, sleep quality 1 very
    poor to 5 very good, sitting in hours of the day so far, activity in minutes. Raises InvalidEntry.
    """

    kind: ClassVar[str] = "check-in"

    leg_pain_nrs: int | None = None
    back_pain_nrs: int | None = None
    pain_extent: str | None = None
    side: str | None = None
    tingling: int | None = None
    numbness: int | None = None
    weakness: int | None = None
    sleep_quality: int | None = None
    hours_sitting: float | None = None
    minutes_active: int | None = None
    exercises_done: tuple[str, ...] = ()
    is_flare: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        limits.whole_number("leg_pain_nrs", self.leg_pain_nrs, 0, 10)
        limits.whole_number("back_pain_nrs", self.back_pain_nrs, 0, 10)
        if self.leg_pain_nrs is None and self.back_pain_nrs is None:
            raise InvalidEntry(
                "leg_pain_nrs", "Choose a number from 0 to 10 for leg pain or for back pain; 0 means no pain."
            )
        limits.one_of("pain_extent", self.pain_extent, PAIN_EXTENTS)
        limits.one_of("side", self.side, SIDES)
        for symptom in SYMPTOMS:
            limits.whole_number(symptom, getattr(self, symptom), 0, 3)
        limits.whole_number("sleep_quality", self.sleep_quality, 1, 5)
        self._set("hours_sitting", limits.number("hours_sitting", self.hours_sitting, 0, 24, "hours"))
        limits.whole_number("minutes_active", self.minutes_active, 0, 1440, "minutes")
        self._set("exercises_done", limits.some_of("exercises_done", self.exercises_done, _EXERCISE_IDS))
        if type(self.is_flare) is not bool:
            raise InvalidEntry("is_flare", "Is flare must be true or false.")
