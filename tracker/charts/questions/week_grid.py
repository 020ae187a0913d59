"""Weeks as tiles: how often each level was noted, a column per week and a row per level."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from tracker.charts.axes import Categories
from tracker.charts.chart import Cell, Cells, Chart, Table, Value
from tracker.domain.period import Period
from tracker.locales import day_words

# A tile needs a few px of a phone's width; with more weeks, several are put together.
MOST_COLUMNS = 130
NOTHING = "Nothing of this was noted in these days."
Week = tuple[date, tuple[int, ...]]


def week_grid(
    chart_id: str, title: str, sentence: str, weeks: Sequence[Week], rows: tuple[str, ...], period: Period
) -> Chart:
    """Return the weeks of a period as tiles, stronger for more days; rows and counts in the same order, top first.

    Empty where nothing was noted in the period; the sentence then says so, or why there is nothing at all.
    """
    visible, together = _within(weeks, period)
    noted = any(any(counts) for _, counts in visible)
    if not noted:
        sentence_shown = NOTHING if any(any(counts) for _, counts in weeks) else sentence
        return Chart(
            chart_id=chart_id,
            title=title,
            sentence=sentence_shown,
            x_axis=period,
            y_axis=Categories(rows),
            alternative_text=f"Empty chart. {sentence_shown}",
        )
    return Chart(
        chart_id=chart_id,
        title=title,
        sentence=sentence,
        x_axis=period,
        y_axis=Categories(rows),
        series=(_cells(visible, together),),
        make_table=partial(_table, visible, rows, together),
        alternative_text=_alternative_text(visible, rows, period, sentence),
        note=_note(together),
    )


def _within(weeks: Sequence[Week], period: Period) -> tuple[list[Week], int]:
    # A week that has begun before the period reaches into it.
    inside = [week for week in weeks if week[0] <= period.last and (period.first - week[0]).days < 7]
    together = max(1, -(-len(inside) // MOST_COLUMNS))
    if together == 1:
        return inside, 1
    groups = [inside[start : start + together] for start in range(0, len(inside), together)]
    return [(group[0][0], _added(group)) for group in groups], together


def _added(group: list[Week]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*(counts for _, counts in group), strict=True)))


def _cells(weeks: list[Week], together: int) -> Cells:
    places = tuple(first for first, _ in weeks)
    columns = tuple(_column(counts) for _, counts in weeks)
    return Cells(
        role="days",
        name="stronger is more days",
        places=places,
        columns=columns,
        high=7.0 * together,
        span=7 * together,
        unit="days",
    )


def _column(counts: tuple[int, ...]) -> tuple[Value, ...]:
    # Nothing noted all week is no tile; noted, but never this level, is an empty one.
    return tuple(counts) if any(counts) else (None,) * len(counts)


def _table(weeks: list[Week], rows: tuple[str, ...], together: int) -> Table:
    head = "Week from" if together == 1 else f"{together} weeks from"
    cells: list[tuple[Cell, ...]] = [(first, *_column(counts)) for first, counts in weeks]
    return Table((head, *(row.capitalize() for row in rows)), tuple(cells))


def _note(together: int) -> str:
    stretch = "a week" if together == 1 else f"{together} weeks put together"
    return f"Each column is {stretch}. A gap means that nothing was noted; an empty tile, that it was never this."


def _alternative_text(weeks: list[Week], rows: tuple[str, ...], period: Period, sentence: str) -> str:
    totals = _added(weeks)
    days = ", ".join(f"{row} {total}" for row, total in zip(rows, totals, strict=True) if total)
    return f"Days at each level, {day_words(period.first)} to {day_words(period.last)}: {days}. {sentence}"
