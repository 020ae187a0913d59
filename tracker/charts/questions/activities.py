"""What can I do again? A line for each own activity, from 0 (cannot) to 10 (as before)."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from tracker.analysis.activities import Activities, ActivityCourse, rating_in_words
from tracker.analysis.wording import counted
from tracker.charts.axes import YAxis
from tracker.charts.chart import Cell, Chart, Dots, Line, Series, Table, Value
from tracker.charts.scale import shortened
from tracker.domain.own_words import isolated, quoted
from tracker.domain.period import Period
from tracker.locales import day_words

TITLE = "What can I do again?"
AXIS = YAxis("0 cannot, 10 as before", 0, 10, (0, 2, 4, 6, 8, 10))
# Ratings come about weekly; a line over four weeks without one would be invented.
GAP_DAYS = 28
# More ratings than this of one activity cannot be told apart; four weeks are then put together.
MOST_RATINGS, BIN_DAYS = 120, 28
# A legend's entry on the narrowest phone.
NAME_PX, NAME_SIZE = 190, 12
CAVEAT = "One rating goes up and down by itself: a point or two more or less can be chance."


def activities_chart(result: Activities, period: Period) -> Chart:
    """Return the ratings of a period, a series for each activity."""
    inside = [(rank, _within(course, period)) for rank, course in enumerate(result.courses)]
    drawn = [(rank, course) for rank, course in inside if course.days]
    if not drawn:
        nothing = "No activity is rated in these days." if result.courses else result.sentence
        return Chart(
            chart_id="activities",
            title=TITLE,
            sentence=nothing,
            x_axis=period,
            y_axis=AXIS,
            alternative_text=f"Empty chart of activities. {nothing}",
        )
    return Chart(
        chart_id="activities",
        title=TITLE,
        sentence=result.sentence,
        x_axis=period,
        y_axis=AXIS,
        series=tuple(series for rank, course in drawn for series in _series(course, rank, period)),
        make_table=partial(_table, [course for _, course in drawn]),
        alternative_text=_alternative_text([course for _, course in drawn], period),
        note=_note([course for _, course in drawn]),
        caveat=CAVEAT,
    )


def _within(course: ActivityCourse, period: Period) -> ActivityCourse:
    inside = [(day, rating) for day, rating in zip(course.days, course.ratings, strict=True) if day in period]
    return ActivityCourse(
        course.words, tuple(day for day, _ in inside), tuple(rating for _, rating in inside)
    )


def _series(course: ActivityCourse, rank: int, period: Period) -> Iterator[Series]:
    rated = _binned(course, period) if len(course.days) > MOST_RATINGS else course
    days, values = rated.days, tuple(round(rating, 2) for rating in rated.ratings)
    name = isolated(shortened(course.words, NAME_PX, NAME_SIZE))
    if len(days) > 1:
        yield _joining(name, days, values, rank)
    yield Dots("activity", name, days, values, rank=rank)


def _binned(course: ActivityCourse, period: Period) -> ActivityCourse:
    """Return a course with the mean of each four weeks, counted from the period's first day."""
    bins: dict[date, list[float]] = {}
    for day, rating in zip(course.days, course.ratings, strict=True):
        first = period.day((day - period.first).days // BIN_DAYS * BIN_DAYS)
        bins.setdefault(first, []).append(rating)
    return ActivityCourse(course.words, tuple(bins), tuple(sum(each) / len(each) for each in bins.values()))


def _joining(name: str, rated: tuple[date, ...], values: tuple[float, ...], rank: int) -> Line:
    days: list[date] = list(rated[:1])
    joined: list[Value] = list(values[:1])
    for day, value in zip(rated[1:], values[1:], strict=True):
        if (day - days[-1]).days > GAP_DAYS:
            days.append(days[-1] + timedelta(days=1))
            joined.append(None)
        days.append(day)
        joined.append(value)
    return Line("activity", name, tuple(days), tuple(joined), rank, thin=True)


def _note(courses: list[ActivityCourse]) -> str:
    if any(len(course.days) > MOST_RATINGS for course in courses):
        return "With this many ratings a dot stands for four weeks: their mean."
    return "Each dot is one day\u2019s rating. A line stops where four weeks have none."


def _alternative_text(courses: list[ActivityCourse], period: Period) -> str:
    parts = [
        f"{quoted(course.words)}: {counted(len(course.days), 'day')}, first {rating_in_words(course.ratings[0])}, last"
        f" {rating_in_words(course.ratings[-1])}."
        for course in courses
    ]
    span = f"{day_words(period.first)} to {day_words(period.last)}"
    return f"Ratings of own activities, 0 cannot to 10 as before, {span}. {' '.join(parts)}"


def _table(courses: list[ActivityCourse]) -> Table:
    rows: list[tuple[Cell, ...]] = sorted(
        (day, course.words, round(rating, 1))
        for course in courses
        for day, rating in zip(course.days, course.ratings, strict=True)
    )
    return Table(("Day", "Activity", "Rating, 0 to 10"), tuple(rows))
