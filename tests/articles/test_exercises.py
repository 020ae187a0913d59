"""The exercise library: agrees with the home plan, and its doses are the sourced ones."""

import pytest

from tracker.articles.drawings import drawing_names
from tracker.articles.evidence import MARKS
from tracker.articles.exercises import ExerciseText, exercise_texts
from tracker.domain.exercise import EXERCISES, exercise
from tracker.errors import InvalidEntry

LIBRARY = exercise_texts()


def test_the_library_and_the_home_plan_agree() -> None:
    assert [(each.exercise_id, each.name, each.kind) for each in LIBRARY] == [
        (known.exercise_id, known.name, known.kind) for known in EXERCISES
    ]


def test_the_plan_has_stretches_strength_a_nerve_friendly_option_and_a_walk() -> None:
    kinds = [known.kind for known in EXERCISES]
    assert kinds.count("stretch") == 5
    assert kinds.count("strength") == 2
    assert kinds.count("nerve-friendly") == 1
    assert kinds.count("walk") == 1


def test_an_exercise_is_found_by_its_id_and_a_stranger_is_refused() -> None:
    assert exercise("bridge").name == "Bridge"
    with pytest.raises(InvalidEntry) as refused:
        exercise("handstand")
    assert refused.value.field == "exercises"
    assert "handstand" in refused.value.sentence


@pytest.mark.parametrize("found", LIBRARY, ids=lambda found: found.exercise_id)
def test_every_exercise_says_how_and_when_to_stop(found: ExerciseText) -> None:
    assert 4 <= len(found.how) <= 6
    assert any("pain" in reason or "weak" in reason for reason in found.stop_if)
    assert any("numb" in reason or "weak" in reason for reason in found.stop_if)
    assert found.mark in MARKS
    assert found.sources
    assert found.body
    assert found.drawing == f"exercise_{found.exercise_id}"
    assert found.drawing in drawing_names()
    assert all(len(step.split()) <= 26 for step in found.how)


@pytest.mark.parametrize(
    "found", [each for each in LIBRARY if each.kind == "stretch"], ids=lambda found: found.exercise_id
)
def test_stretches_are_held_as_long_as_the_sources_advise(found: ExerciseText) -> None:
    # 30 s is the one holding time inside both ranges: 10-30 s for adults, 30-60 s for older ones (ACSM).
    assert found.hold_s == 30
    assert found.each_side
    # Gains levelled off at about 10 minutes a week (Ingram 2025).
    assert found.repetitions is not None
    assert 0 < found.hold_s * found.repetitions * found.days_a_week <= 10 * 60
    text = " ".join((*found.how, *found.stop_if, found.body)).lower()
    assert "not been tested for sciatica" in text


def test_a_dose_without_research_is_called_the_practices_view() -> None:
    named = ("bridge", "bird_dog", "nerve_slider", "short_walk")
    chosen = [found for found in LIBRARY if found.exercise_id in named]
    assert len(chosen) == len(named)
    for found in chosen:
        assert "practice's view" in found.body
        assert "The practice's own view" in [source.label for source in found.sources]


def test_only_the_walk_is_counted_in_minutes() -> None:
    for found in LIBRARY:
        walk = found.kind == "walk"
        assert (found.minutes is not None) == walk
        assert (found.hold_s is None) == (walk or found.kind == "nerve-friendly")
        assert (found.repetitions is None) == walk
