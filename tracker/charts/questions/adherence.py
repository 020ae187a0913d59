"""Am I keeping at it? A calendar of the last four weeks: days logged, days with an exercise, flares."""

from datetime import date, timedelta
from functools import partial

from tracker.analysis.adherence import Adherence, CalendarDay
from tracker.analysis.wording import counted
from tracker.charts.axes import Categories
from tracker.charts.chart import Cell, Cells, Chart, Dots, Role, Table, Value
from tracker.locales import SHORT_WEEKDAYS, day_words, short_day

TITLE = "Am I keeping at it?"


def adherence_chart(result: Adherence, days: tuple[CalendarDay, ...]) -> Chart:
    """Return the calendar of the result's period: a row per week from Monday, a tile per day.

    An empty tile has no check-in, a coloured one has; a dot marks a day with an exercise, a triangle a flare.
    """
    monday = result.period.first - timedelta(days=result.period.first.weekday())
    weeks = ((result.period.last - monday).days // 7) + 1
    if not any(day.is_logged for day in days):
        return Chart(
            chart_id="adherence",
            title=TITLE,
            sentence=result.sentence,
            x_axis=Categories(SHORT_WEEKDAYS),
            y_axis=Categories(_names(monday, weeks)),
            alternative_text=f"Empty calendar. {result.sentence}",
        )
    return Chart(
        chart_id="adherence",
        title=TITLE,
        sentence=result.sentence,
        x_axis=Categories(SHORT_WEEKDAYS),
        y_axis=Categories(_names(monday, weeks)),
        series=(
            _tiles(days, monday, weeks),
            *_signs("exercise", "exercises", [day for day in days if day.exercises], monday, 0.32),
            *_signs("flare", "flare", [day for day in days if day.is_flare], monday, 0.06),
        ),
        make_table=partial(_table, days),
        alternative_text=(
            f"Calendar, {day_words(result.period.first)} to {day_words(result.period.last)}: "
            f"{counted(result.days_logged, 'day')} with a check-in, {counted(result.exercise_days, 'day')} with an exercise. "
            f"{result.sentence}"
        ),
        note="A day without a check-in in a flare is frozen: it counts neither for nor against."
        if result.frozen_days
        else "",
    )


def _names(monday: date, weeks: int) -> tuple[str, ...]:
    starts = (monday + timedelta(days=7 * week) for week in range(weeks))
    return tuple(short_day(start) for start in starts)


def _tiles(days: tuple[CalendarDay, ...], monday: date, weeks: int) -> Cells:
    values: list[list[Value]] = [[None] * weeks for _ in SHORT_WEEKDAYS]
    words = [[""] * weeks for _ in SHORT_WEEKDAYS]
    for day in days:
        week = (day.on_date - monday).days // 7
        values[day.on_date.weekday()][week] = 1.0 if day.is_logged else 0.0
        words[day.on_date.weekday()][week] = str(day.on_date.day)
    places = tuple(range(len(SHORT_WEEKDAYS)))
    return Cells(
        "days",
        "check-in",
        places,
        tuple(map(tuple, values)),
        1.0,
        unit="check-in",
        words=tuple(map(tuple, words)),
    )


def _signs(role: Role, name: str, days: list[CalendarDay], monday: date, lower: float) -> tuple[Dots, ...]:
    if not days:
        return ()
    ordered = sorted(days, key=lambda day: (day.on_date.weekday(), day.on_date))
    places = tuple(day.on_date.weekday() for day in ordered)
    rows = tuple((day.on_date - monday).days // 7 + lower for day in ordered)
    return (Dots(role, name, places, rows),)


def _table(days: tuple[CalendarDay, ...]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (day.on_date, "yes" if day.is_logged else "no", day.exercises, "yes" if day.is_flare else "")
        for day in days
    ]
    return Table(("Day", "Check-in", "Exercises", "Flare"), tuple(rows))
