"""The exercises a home plan can hold and a check-in can tick off."""

from dataclasses import dataclass
from typing import Literal

from tracker.errors import InvalidEntry

ExerciseKind = Literal["stretch", "strength", "nerve-friendly", "walk"]


@dataclass(frozen=True)
class Exercise:
    """One item of the home plan; how to do it and its dose are in the exercise library."""

    exercise_id: str
    name: str
    kind: ExerciseKind


EXERCISES: tuple[Exercise, ...] = (
    Exercise("hamstring_stretch_strap", "Hamstring stretch, lying with a strap", "stretch"),
    Exercise("hamstring_stretch_seated", "Hamstring stretch, seated", "stretch"),
    Exercise("calf_stretch", "Calf stretch", "stretch"),
    Exercise("hip_flexor_stretch", "Hip flexor stretch", "stretch"),
    Exercise("figure_four_stretch", "Figure-four stretch", "stretch"),
    Exercise("bridge", "Bridge", "strength"),
    Exercise("bird_dog", "Bird-dog", "strength"),
    Exercise("nerve_slider", "Gentle nerve slider, seated", "nerve-friendly"),
    Exercise("short_walk", "Short walk", "walk"),
)

_BY_ID = {exercise.exercise_id: exercise for exercise in EXERCISES}


def exercise(exercise_id: str) -> Exercise:
    """Return the exercise with this id; raises InvalidEntry for an id that is not in the list."""
    exercise = _BY_ID.get(exercise_id)
    if exercise is None:
        raise InvalidEntry("exercises", f"There is no exercise called {exercise_id!r} in the home plan.")
    return exercise
