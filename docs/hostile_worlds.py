"""Records as people make them: flares that massages are booked for, weekends, diaries begun in a flare, weekly looks.

Nothing has any effect in them unless its line says so; what they must not be told is a change, and "cannot be told from a
flare" or "from the weekday" is an answer. Printed and written by docs/simulation.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import numpy as np
from simulated_records import FIRST, LEVEL, daily_frame, pain_course, sessions_frame

from tracker.analysis.extent import extent_trend
from tracker.analysis.massage_response import massage_response
from tracker.analysis.pain_trend import pain_trend
from tracker.analysis.verdict import CALLED, CANNOT_TELL
from tracker.domain.check_in import PAIN_EXTENTS

FLARE_POINTS, SHORTEST, LONGEST, APART = 3.0, 3, 9, 25
CALM_LEVEL = 4.5
WEEKEND_POINTS = 1.4
Flares = list[tuple[int, int]]


class Answer(Protocol):
    """What an analysis answers: a verdict word and its sentence."""

    @property
    def verdict(self) -> str: ...
    @property
    def sentence(self) -> str: ...


Make = Callable[[np.ndarray, np.random.Generator], list[Answer]]


@dataclass(frozen=True)
class World:
    """One line: how its records are made and asked (an answer for each look), and how long they are."""

    name: str
    days: int
    answers: Make
    spread: float = 1.0


def flare_days(days: int, chance: np.random.Generator, first: int | None = None, **kind: float) -> Flares:
    """Return first day and length of each flare, about every 25 days; `first` is the day of the first one."""
    shortest, longest = int(kind.get("shortest", SHORTEST)), int(kind.get("longest", LONGEST))
    at = int(chance.integers(3, APART)) if first is None else first
    flares = []
    while at < days:
        length = int(chance.integers(shortest, longest + 1))
        flares.append((at, length))
        at += max(length + 3, APART + int(chance.integers(-10, 11)))
    return flares


def with_flares(course: np.ndarray, flares: Flares, points: float = FLARE_POINTS) -> np.ndarray:
    """Return a course with its level lowered to CALM_LEVEL and the flares put on it."""
    changed = course - LEVEL + CALM_LEVEL
    for first, length in flares:
        changed[first : first + length] += points
    return changed


def weekday_numbers(days: int) -> np.ndarray:
    """Return the weekday (0 Monday) of each day of a record."""
    return (np.arange(days) + FIRST.weekday()) % 7


def massage_answer(course: np.ndarray, places: np.ndarray) -> Answer:
    """Return the massage response of a course on its last day."""
    day = FIRST + timedelta(days=len(course) - 1)
    inside = np.unique(places[(places >= 0) & (places < len(course))])
    return massage_response(daily_frame(course), sessions_frame(inside), day, "leg")


def pain_answers(course: np.ndarray, looks: range) -> list[Answer]:
    """Return the pain trend at each look (days into the record)."""
    daily = daily_frame(course)
    return [pain_trend(daily.iloc[:look], "leg", FIRST + timedelta(days=look - 1)) for look in looks]


def extent_answer(course: np.ndarray) -> Answer:
    """Return how far the pain reaches; a step for every 1.5 points of a course."""
    steps = np.clip(np.rint((course - 1) / 1.5), 0, len(PAIN_EXTENTS) - 1).astype(int)
    daily = daily_frame(course).assign(extent=[PAIN_EXTENTS[step] for step in steps])
    return extent_trend(daily, FIRST + timedelta(days=len(course) - 1))


def booked(flares: Flares, how: str, course: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Return the massage days that a way of booking gives."""
    if how == "day 2":
        places = [first + 1 for first, _ in flares]
    elif how == "last day":
        places = [first + length - 1 for first, length in flares]
    elif how == "first day":
        places = [first for first, _ in flares]
    elif how == "day after":
        places = [first + length for first, length in flares]
    elif how == "every second":
        calm = chance.choice(len(course) - 4, 4, replace=False).tolist()
        places = [first + 1 for first, _ in flares[::2]] + calm
    elif how == "random":
        places = chance.choice(len(course) - 4, 10, replace=False).tolist()
    else:
        places = _after_bad_days(course, how)
    return np.unique(np.array([place for place in places if place < len(course)]))


def _after_bad_days(course: np.ndarray, how: str) -> list[int]:
    pain = np.rint(course)
    places: list[int] = []
    if how == "worst":
        order = np.argsort(-pain[7:-5]) + 8
        for place in order.tolist():
            if len(places) < 8 and all(abs(place - other) > 9 for other in places):
                places.append(place)
        return places
    of_three = np.convolve(pain, np.full(3, 1 / 3), "full")[: len(pain)]
    limit = np.quantile(of_three[3:], 0.75)
    for place in range(3, len(pain) - 4):
        if of_three[place] > limit and (not places or place - places[-1] > 10):
            places.append(place)
    return places


def _massage_in_flares(how: str, **kind: Any) -> Make:
    def answers(course: np.ndarray, chance: np.random.Generator) -> list[Answer]:
        flares = flare_days(len(course), chance, None, **kind)
        changed = with_flares(course, flares, kind.get("points", FLARE_POINTS))
        return [massage_answer(changed, booked(flares, how, changed, chance))]

    return answers


def _massage_on_weekday(
    weekdays: tuple[int, ...], low_days: tuple[int, ...], every: int = 1, fall: float = 0.0
) -> Make:
    def answers(course: np.ndarray, _chance: np.random.Generator) -> list[Answer]:
        numbers = weekday_numbers(len(course))
        changed = course - WEEKEND_POINTS * np.isin(numbers, low_days)
        places = np.flatnonzero(np.isin(numbers, weekdays))[::every]
        if fall:
            after = places + 1
            changed[after[after < len(changed)]] -= fall
        return [massage_answer(changed, places)]

    return answers


def _pain(looks: range, first: int | None = None, flares: bool = True, **kind: float) -> Make:
    def answers(course: np.ndarray, chance: np.random.Generator) -> list[Answer]:
        if flares:
            course = with_flares(
                course, flare_days(len(course), chance, first, **kind), kind.get("points", FLARE_POINTS)
            )
        return pain_answers(course, looks)

    return answers


def _extent(first: int | None = None) -> Make:
    def answers(course: np.ndarray, chance: np.random.Generator) -> list[Answer]:
        return [extent_answer(with_flares(course, flare_days(len(course), chance, first)))]

    return answers


def _recovering(course: np.ndarray, chance: np.random.Generator) -> list[Answer]:
    falling = course + 1 - 4 * np.arange(len(course)) / len(course)
    return [massage_answer(falling, booked([], "random", course, chance))]


def _bad_days_unlogged(course: np.ndarray, chance: np.random.Generator) -> list[Answer]:
    places = booked([], "random", course, chance)
    logged = chance.random(len(course)) > np.where(course > LEVEL + 1, 0.6, 0.1)
    daily = daily_frame(course)[logged]
    day = FIRST + timedelta(days=len(course) - 1)
    return [massage_response(daily, sessions_frame(places), day, "leg")]


def worlds() -> Iterator[World]:
    """Yield the lines of the hostile table."""
    in_flares = {
        "on the first day of each flare": "first day", "on day 2 of each flare": "day 2",
        "on the last day of each flare": "last day", "the day after each flare": "day after",
        "on day 2 of every second flare, 4 on other days": "every second",
        "the day after the worst days": "worst", "when 3 days' mean is in the own upper quarter": "upper quarter",
        "on random days of a record with flares": "random",
    }  # fmt: skip
    for name, how in in_flares.items():
        for spread in (1.0, 1.5):
            yield World(f"massage {name}", 180, _massage_in_flares(how), spread)
    long = {"points": 2.0, "shortest": 2, "longest": 14}
    for how in ("day 2", "last day"):
        yield World(
            f"massage on {how}, flares of 2 points, 2 to 14 days", 180, _massage_in_flares(how, **long)
        )
    yield World("massage always on Friday, weekends 1.4 lower", 180, _massage_on_weekday((4,), (5, 6)))
    yield World("massage always on Friday, weekends 1.4 lower", 46, _massage_on_weekday((4,), (5, 6)))
    yield World("massage always on Tuesday, Wednesdays 1.4 lower", 180, _massage_on_weekday((1,), (2,)))
    yield World("massage every other Friday, weekends 1.4 lower", 180, _massage_on_weekday((4,), (5, 6), 2))
    yield World("massage on random days, straight recovery", 180, _recovering)
    yield World("massage on random days, bad days logged less", 180, _bad_days_unlogged)
    for look in (28, 90):
        yield World(f"diary begun in a flare, pain asked on day {look}", 90, _pain(range(look, look + 1), 0))
    yield World(
        "diary begun in a flare of 4 points, pain asked on day 90", 90, _pain(range(90, 91), 0, points=4.0)
    )
    for days in (90, 180):
        yield World(
            f"no change, pain asked weekly until day {days}",
            days,
            _pain(range(28, days + 1, 7), flares=False),
        )
        yield World(
            f"no change, pain asked weekly until day {days}", days, _pain(range(28, days + 1, 7), flares=False), 1.5
        )  # fmt: skip
        yield World(f"flares, pain asked weekly until day {days}", days, _pain(range(28, days + 1, 7)))
    yield World("diary begun in a flare, extent asked on day 90", 90, _extent(0))
    yield World("flares, extent asked on day 90", 90, _extent())
    yield World("massage always on Tuesday, Wednesdays 1.4 lower", 46, _massage_on_weekday((1,), (2,)))
    yield World(
        "massage on Tuesday or Friday by turns, Wednesdays and Saturdays 1.4 lower", 180,
        _massage_on_weekday((1, 4), (2, 5), 3),
    )  # fmt: skip


def shares(world: World, carry_over: float, records: int, seed: int) -> tuple[float, float]:
    """Return how often a change is called at any look, and how often it is said that it cannot be told."""
    chance = np.random.default_rng(seed + 1)
    courses = pain_course(records, world.days, carry_over, world.spread, seed)
    found = [[one.verdict for one in world.answers(course, chance)] for course in courses]
    called, cannot_tell = (
        sum(any(word in words for word in one) for one in found) / records for words in (CALLED, CANNOT_TELL)
    )
    return called, cannot_tell


def sentences(seed: int) -> Iterator[str]:
    """Yield each world's name, with the different sentences that 12 of its records are told at the last look."""
    for world in worlds():
        chance = np.random.default_rng(seed + 1)
        courses = pain_course(12, world.days, 0.3, world.spread, seed)
        yield f"## {world.name}, spread {world.spread:g}"
        told = {
            answer.verdict: answer.sentence
            for course in courses
            for answer in world.answers(course, chance)[-1:]
        }
        yield from (f"- {sentence}" for sentence in told.values())
