"""Which column of a table holds its days, and in which order; where that cannot be told, what is to be asked or refused."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, time

from tracker import clock
from tracker.domain.limits import EARLIEST_DAY
from tracker.errors import ImportRefused
from tracker.exchange.importers.days import (
    DAY_ORDERS,
    Moment,
    Reading,
    is_of_several_days,
    may_be_of_iran,
    moment_in,
    readings,
    words_of,
)
from tracker.exchange.importers.numerals import rating_in
from tracker.exchange.importers.scale import NO_SCALE
from tracker.exchange.importers.text_table import TextTable

# Each column that holds days alone, with the ways to read it.
DayColumns = Mapping[str, list[Reading]]
_DAY = re.compile(
    r"(?:day|date|datum|tag|fecha|d\u00eda|data|dia|jour|giorno|dag|\u65e5\u671f)",
    re.IGNORECASE,
)
# Days since 1900, seconds or milliseconds since 1970, or a day without its signs.
_COUNTED_DAY = re.compile(
    r"[2-5][0-9]{4}(?:[.,][0-9]+)?|1[0-9]{9}(?:[0-9]{3})?(?:\.[0-9]+)?|(?:19|20)[0-9]{6}"
)
# A day's letters and a year's, as English, German, French and Italian spell them.
_SPELLED = (("dd", "yy"), ("tt", "jj"), ("jj", "aa"), ("gg", "aa"))
_ORDERS_SPELLED = {
    order: re.compile(
        "|".join(rf"\b{form.format(day=day, year=f'(?:{year}){{1,2}}')}\b" for day, year in _SPELLED),
        re.IGNORECASE,
    )
    for order, form in (
        ("ymd", r"{year}\W?mm\W?{day}"),
        ("dmy", r"{day}\W?mm\W?{year}"),
        ("mdy", r"mm\W?{day}\W?{year}"),
    )
}
_FIRST_ROWS = 200
# What is 2026 here is 1404 or 1405 in Iran, 1447 in Arabia and 2569 in Thailand.
_YEARS_OF_OTHER_CALENDARS = (range(1300, 1500), range(2400, 2700))
# Nothing, or a number from 0 on, where a day is wanted: days count from these on inside spreadsheets and programs.
_YEARS_OF_NOTHING = (1899, 1900, 1904)
# LimeSurvey writes 1980-01-01 in place of the days of an anonymous form.
_DAYS_OF_NOTHING = (date(1, 1, 1), date(1970, 1, 1), date(1980, 1, 1))


def day_columns(table: TextTable) -> DayColumns:
    """Return the columns that hold days alone, with the ways to read each."""
    ways_of_column = {
        name: readings(table.column(name), clock.latest_day())
        for name in table.header
        # "7 out of 10" is a day of October in Portuguese.
        if any(rating_in(cell) is None for cell in table.column(name)[:_FIRST_ROWS])
    }
    return {name: ways for name, ways in ways_of_column.items() if ways}


def is_almost_days(cells: list[str]) -> bool:
    """Whether most of the first cells are days, in one order: it may be the day, with a slip in it."""
    first = cells[:_FIRST_ROWS]
    return any(2 * len(_not_days(first, order)) < len(first) for order in DAY_ORDERS)


def _not_days(cells: list[str], order: str) -> list[int]:
    words = words_of(cells)
    return [
        index for index, cell in enumerate(cells) if moment_in(cell, order, words) is None or rating_in(cell)
    ]


def the_day(days: DayColumns, *, has_times: bool) -> str | None:
    """Return the column of days, where there is one, or where all say the same; else which one it is must be asked.

    Of those that say the same, the one with a time counts, unless the times are in a column of their own.
    """
    if len(days) == 1:
        return next(iter(days))
    if any(len(ways) > 1 for ways in days.values()):
        return None
    readings_of_days = {tuple(moment.on_date for moment in ways[0].moments) for ways in days.values()}
    if len(readings_of_days) > 1:
        return None
    return (min if has_times else max)(days, key=lambda name: times_in(days[name]))


def is_of_one_day(days: DayColumns) -> bool:
    """Whether the only days are the same in every row, as a birthday is, and are not simply called the day."""
    name, ways = next(iter(days.items()))
    moments = ways[0].moments
    is_the_same = len(moments) > 2 and len(set(moments)) == 1 and moments[0].at_time in (None, time())
    return len(days) == 1 and is_the_same and not _DAY.fullmatch(name.strip())


def order_in(name: str, days: DayColumns) -> str:
    """Return the only order of a column's days, or the one that its name spells: "Date MM/DD/YYYY"."""
    orders = [way.order for way in days[name]]
    spelled = [order for order in orders if _ORDERS_SPELLED[order].search(name)]
    return orders[0] if len(orders) == 1 else spelled[0] if len(spelled) == 1 else NO_SCALE


def times_in(ways: list[Reading]) -> int:
    """Return how many days of a column have their time."""
    return sum(1 for moment in ways[0].moments if moment.at_time)


def are_midnights_here(moments: Iterable[Moment]) -> bool:
    """Whether all moments are written in UTC and are midnights in the person's own zone: programs write days so."""
    return all(_is_midnight_here(moment) for moment in moments)


def _is_midnight_here(moment: Moment) -> bool:
    on_date, at_time, instant = moment
    if instant is None or on_date <= EARLIEST_DAY or (instant.date(), instant.time()) != (on_date, at_time):
        return False
    return clock.local(instant).time() == time()


def refuse_unlike_a_table(table: TextTable, days: DayColumns) -> None:
    """Refuse a table without names above its columns, and two side by side."""
    for name, ways in days.items():
        if moment_in(name, ways[0].order) is not None:
            raise ImportRefused(
                f"{name[:40]!r} is a day where the name of a column is wanted: put a line with names above the entries.",
                table.header_line,
            )
        if name in table.repeated and len({ways[0].moments for ways in days.values()}) > 1:
            raise ImportRefused(
                f"column {name[:40]!r} is there twice with other days, as in two tables side by side: put each in a file of"
                " its own.",
                table.header_line,
            )


def refuse_without_days(table: TextTable) -> None:
    """Refuse the first cell that is no day in the column that is almost one, or a table that has none."""
    for name in table.header:
        column = table.column(name)
        for order in DAY_ORDERS:
            wrong = _not_days(column, order)
            if 2 * len(wrong) <= len(table.rows):
                if wrong:
                    raise ImportRefused(no_day(name, column[wrong[0]], order), table.rows[wrong[0]][0])
                _refuse_days_out_of_bounds(table, name, order)
        words = words_of(column)
        for (line, _), cell in zip(table.rows, column, strict=True):
            if is_of_several_days(cell, words):
                raise ImportRefused(no_day(name, cell, ""), line)
        if all(_COUNTED_DAY.fullmatch(cell.strip()) for cell in column):
            raise ImportRefused(
                f"column {name[:40]!r} holds numbers such as {column[0].strip()[:20]}, as spreadsheets count days inside"
                " and programs seconds: give the column a date format there and save the file again.",
                table.rows[0][0],
            )
    raise ImportRefused(
        "no column under this header holds days, such as 2026-03-09 or 09.03.2026.", table.header_line
    )


def _refuse_days_out_of_bounds(table: TextTable, name: str, order: str) -> None:
    column = table.column(name)
    words = words_of(column)
    for (line, _), cell in zip(table.rows, column, strict=True):
        moment = moment_in(cell, order, words)
        if moment is None or EARLIEST_DAY <= moment.on_date <= clock.latest_day():
            continue
        what = "is a day to come" if moment.on_date > EARLIEST_DAY else f"is a day before {EARLIEST_DAY.year}"
        what = why_no_day_of_a_diary(cell, moment.on_date, order) or what
        if any(moment.on_date.year in years for years in _YEARS_OF_OTHER_CALENDARS):
            what = "has a year of another calendar: write the days as 2026-03-09"
        raise ImportRefused(f"column {name[:40]!r}: {cell[:40]!r} {what}.", line)


def why_no_day_of_a_diary(cell: str, on_date: date, order: str) -> str:
    """Return why what reads as a day is rather none, or one of another calendar; empty where it is a day."""
    if on_date.year in _YEARS_OF_NOTHING or on_date in _DAYS_OF_NOTHING:
        return (
            "is what spreadsheets and programs show for an empty cell or a small number: write the row's day"
        )
    if order == "ymd" and may_be_of_iran(cell, on_date, clock.latest_day()):
        return f"may be a day of {on_date.year} or of Iran's calendar: write the days as 2026-03-09"
    return ""


def no_day(column: str, cell: str, order: str) -> str:
    """Return what is wrong with a cell that is no day."""
    if not cell.strip():
        return f"column {column[:40]!r} is blank, so this row has no day: write its day, or take the row out."
    if is_of_several_days(cell):
        return f"column {column[:40]!r}: {cell[:60]!r} is more than one day: write the one day that the row is about."
    wanted = {"ymd": "2026-03-09", "dmy": "09.03.2026 (day first)", "mdy": "03/09/2026 (month first)"}
    return f"column {column[:40]!r}: {cell[:40]!r} is not a day written {wanted.get(order, order)}."
