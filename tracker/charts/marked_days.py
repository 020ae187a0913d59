"""What happened on days, put on any chart over time: in its lanes, its table, its note and its alternative text."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pandas as pd

from tracker.analysis.wording import counted
from tracker.charts import frame_values
from tracker.charts.axes import Place, place_words
from tracker.charts.chart import DAILY_UP_TO_DAYS, Cell, Chart, Marks, Table
from tracker.domain.medicine import AS_NEEDED
from tracker.domain.period import Period
from tracker.frames import within

# More events than this are named in the table alone.
MOST_NAMED = 8
WEEK = 7


def with_events(chart: Chart, events: pd.DataFrame) -> Chart:
    """Return a chart over time with the events of its period as labelled lines (input: an event frame)."""
    if not isinstance(chart.x_axis, Period):
        return chart
    words: dict[date, list[str]] = {}
    inside = within(events, chart.x_axis)
    for day, what in zip(frame_values.days(inside), inside["words"].tolist(), strict=True):
        words.setdefault(day, []).append(what)
    details = tuple(", ".join(of_day) for of_day in words.values())
    return _marked(chart, Marks("event", "Event", tuple(words), details, is_labelled=True))


def with_medicines(chart: Chart, medicines: pd.DataFrame) -> Chart:
    """Return a chart over time with the days on which a medicine was taken as needed (input: a medicine frame).

    Over two years a mark stands for a week, and says on how many of its days.
    """
    if not isinstance(chart.x_axis, Period):
        return chart
    period = chart.x_axis
    inside = within(medicines[medicines["use"] == AS_NEEDED], period)
    names: dict[date, dict[str, None]] = {}
    for day, name in zip(frame_values.days(inside), inside["name"].tolist(), strict=True):
        names.setdefault(day, {})[name] = None
    if period.days <= DAILY_UP_TO_DAYS:
        details = tuple(", ".join(of_day) for of_day in names.values())
        return _marked(chart, Marks("medicine", "As-needed medicine", tuple(names), details))
    days: dict[date, int] = {}
    for day in names:
        begins = period.first + timedelta(days=(day - period.first).days // WEEK * WEEK)
        days[begins] = days.get(begins, 0) + 1
    details = tuple(f"{counted(number, 'day')} in the week from this day" for number in days.values())
    return _marked(chart, Marks("medicine", "As-needed medicine", tuple(days), details))


def _marked(chart: Chart, marks: Marks) -> Chart:
    if chart.is_empty or not marks.places:
        return chart
    words = _named(chart, marks) if marks.is_labelled else frame_values.marked_words((marks,))
    return replace(
        chart,
        marks=(*chart.marks, marks),
        note=f"{chart.note} {words}".strip() if marks.is_labelled else chart.note,
        alternative_text=f"{chart.alternative_text} {words}",
        make_table=partial(_with_column, chart, marks),
    )


def _named(chart: Chart, marks: Marks) -> str:
    if len(marks.places) > MOST_NAMED:
        return f"{counted(len(marks.places), 'day')} with an event are marked; the table names them."
    both = enumerate(zip(marks.places, marks.details, strict=True), start=1)
    named = (f"{number} {words} ({place_words(chart.x_axis, place)})" for number, (place, words) in both)
    return f"Events: {'; '.join(named)}."


def _with_column(chart: Chart, marks: Marks) -> Table:
    """Return a chart's table with a column for the marks; a day that has no row of its own gets one."""
    table = chart.make_table()
    words_of: dict[Place, str] = dict(zip(marks.places, marks.details, strict=True))
    blank = (None,) * (len(table.columns) - 1)
    if not all(isinstance(row[0], date) for row in table.rows):
        further = (
            (f"{marks.name}, {place_words(chart.x_axis, place)}", *blank, words)
            for place, words in words_of.items()
        )
        return Table((*table.columns, marks.name), (*((*row, "") for row in table.rows), *further))
    rows: list[tuple[Cell, ...]] = [
        (*row, words_of.pop(row[0], "") if isinstance(row[0], date) else "") for row in table.rows
    ]
    rows += [(day, *blank, words) for day, words in words_of.items()]
    is_newest_first = len(table.rows) > 1 and _day(table.rows[0]) > _day(table.rows[-1])
    return Table((*table.columns, marks.name), tuple(sorted(rows, key=_day, reverse=is_newest_first)))


def _day(row: tuple[Cell, ...]) -> date:
    return row[0] if isinstance(row[0], date) else date.max
