"""The exercise library: how to do each exercise of the home plan, how much, and when to stop."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tracker.articles.drawings import drawing_names
from tracker.articles.evidence import MARKS, Source, sources_in
from tracker.articles.front_matter import read_file
from tracker.domain.exercise import EXERCISES

_FOLDER = Path(__file__).parent / "exercises"
_KINDS = ("stretch", "strength", "nerve-friendly", "walk")


@dataclass(frozen=True)
class ExerciseText:
    """One exercise in words.

    `hold_s` (seconds per repetition) is None where nothing is held, `repetitions` (per side when `each_side`)
    where nothing is counted, and `minutes` for everything but a walk. `mark` is one of MARKS and is about the dose and the
    use of the exercise; `body` is Markdown: what it is for and what its dose rests on.
    """

    exercise_id: str
    name: str
    kind: str
    hold_s: int | None
    repetitions: int | None
    each_side: bool
    minutes: int | None
    days_a_week: int
    how: tuple[str, ...]
    stop_if: tuple[str, ...]
    mark: str
    sources: tuple[Source, ...]
    drawing: str
    body: str


@cache
def exercise_texts() -> tuple[ExerciseText, ...]:
    """Return the whole library, in the order of the home plan."""
    return tuple(_read(_FOLDER / f"{exercise.exercise_id}.md") for exercise in EXERCISES)


def _read(path: Path) -> ExerciseText:
    front, body = read_file(path)
    return ExerciseText(
        exercise_id=path.stem,
        name=front.text("name"),
        kind=front.choice("kind", _KINDS),
        hold_s=front.optional_count("hold_s", 60),
        repetitions=front.optional_count("repetitions", 30),
        each_side=front.flag("each_side"),
        minutes=front.optional_count("minutes", 120),
        days_a_week=front.count("days_a_week", 1, 7),
        how=front.lines("how"),
        stop_if=front.lines("stop_if"),
        mark=front.choice("mark", MARKS),
        sources=sources_in(front),
        drawing=front.choice("drawing", drawing_names()),
        body=body,
    )
