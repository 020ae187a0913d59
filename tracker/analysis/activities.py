"""What can I do again? The first rating of each own activity against the latest."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracker.analysis.wording import counted, listed
from tracker.domain.own_activity import MOST_ACTIVITIES, alike
from tracker.domain.own_words import quoted
from tracker.frames import until
from tracker.locales import day_words, shortest

# Fewer say nothing of a course; a convention of this tracker.
FEWEST_DAYS = 3
LATELY_DAYS = 28
NOTHING = "No activity is rated yet. Name what you would like to do again; a number a week shows how it goes."


@dataclass(frozen=True)
class ActivityCourse:
    """One activity: the days it was rated on and the mean rating of each, 0 (cannot) to 10 (as before)."""

    words: str
    days: tuple[date, ...]
    ratings: tuple[float, ...]

    @property
    def is_enough(self) -> bool:
        """Whether there are ratings enough to compare the first with the latest."""
        return len(self.days) >= FEWEST_DAYS

    @property
    def change(self) -> float:
        """The latest rating minus the first, in points; above 0 more can be done."""
        return self.ratings[-1] - self.ratings[0]

    @property
    def from_to(self) -> str:
        """The first rating and the latest, in words."""
        return f"{rating_in_words(self.ratings[0])} at first, {rating_in_words(self.ratings[-1])} at last"


@dataclass(frozen=True)
class Activities:
    """The activities rated last, up to three, the one rated first leading; `sentence` answers, `items` tell of each."""

    courses: tuple[ActivityCourse, ...]
    sentence: str
    items: tuple[str, ...] = ()


def activities(ratings: pd.DataFrame, as_of: date) -> Activities:
    """Compare the first rating day of each activity with its latest up to `as_of`; each needs 3 days with a rating.

    Input: a frame of ratings. Words that differ in capitals only are one activity. A day's value is the mean of its
    ratings. No size counts as a change: how much such a rating goes up and down by itself is not known.
    """
    courses = _courses(until(ratings, as_of))
    if not courses:
        return Activities((), NOTHING)
    return Activities(courses, _sentence(courses), _items(courses, as_of))


def _courses(ratings: pd.DataFrame) -> tuple[ActivityCourse, ...]:
    rated: dict[str, tuple[str, dict[date, list[float]]]] = {}
    rows = zip(
        ratings["activity"].tolist(), ratings["on_date"].tolist(), ratings["ability"].tolist(), strict=True
    )
    for words, when, ability in rows:
        _, by_day = rated.get(alike(words), ("", {}))
        by_day.setdefault(when.date(), []).append(ability)
        rated[alike(words)] = words, by_day
    courses = [
        ActivityCourse(words, tuple(by_day), tuple(sum(each) / len(each) for each in by_day.values()))
        for words, by_day in rated.values()
    ]
    latest = sorted(courses, key=lambda course: course.days[-1], reverse=True)[:MOST_ACTIVITIES]
    return tuple(course for course in courses if course in latest)


def _sentence(courses: tuple[ActivityCourse, ...]) -> str:
    rated_enough = [course for course in courses if course.is_enough]
    if not rated_enough:
        return f"Too little to say yet: it takes ratings of an activity on {FEWEST_DAYS} days, about a week apart."
    groups = (
        ("You rate higher than at first", [course for course in rated_enough if course.change > 0]),
        ("You rate the same as at first", [course for course in rated_enough if course.change == 0]),
        ("You rate lower than at first", [course for course in rated_enough if course.change < 0]),
    )
    return " ".join(
        f"{start}: {listed([f'{quoted(course.words)} ({course.from_to}, on {len(course.days)} days)' for course in group])}."
        for start, group in groups
        if group
    )


def _items(courses: tuple[ActivityCourse, ...], as_of: date) -> tuple[str, ...]:
    """Return what the sentence leaves out: what has too few ratings yet, and what was not rated lately."""
    items = []
    for course in courses:
        last = f"last on {day_words(course.days[-1])} ({rating_in_words(course.ratings[-1])})"
        if not course.is_enough:
            items.append(
                f"{quoted(course.words)}: rated on {counted(len(course.days), 'day')} so far, {last}."
            )
        elif (as_of - course.days[-1]).days > LATELY_DAYS:
            items.append(f"{quoted(course.words)}: {last}.")
    return tuple(items)


def rating_in_words(rating: float) -> str:
    """Return a mean rating to one decimal, without one where it is whole."""
    return shortest(round(rating, 1) + 0.0)
