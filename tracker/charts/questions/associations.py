"""What goes with good and bad days? Each habit's rank association with the next day's pain, with its range."""

from functools import partial

from tracker.analysis.associations import Association, Associations
from tracker.analysis.wording import counted
from tracker.charts.axes import Categories, YAxis
from tracker.charts.chart import Cell, Chart, Dots, Level, Table
from tracker.locales import decimals

TITLE = "What goes with good and bad days?"
NOTE = "A bar that crosses the middle line is not clear either way."
CAVEAT = "What goes together need not bring the other about: on a bad day people also sit, move and sleep differently."


def associations_chart(result: Associations) -> Chart:
    """Return a row per habit: rank association with next-day pain (-1 to 1), a dot with its range."""
    site = f"{result.site} pain"
    axis = YAxis(
        label=f"The more of it, the \u2026 {site} the next day",
        low=-1,
        high=1,
        ticks=(-1, 0, 1),
        unit="",
        words=("less", "no link", "more"),
    )
    if not result.associations:
        return Chart(
            chart_id="associations",
            title=TITLE,
            sentence=result.sentence,
            x_axis=Categories(("Habits",)),
            y_axis=axis,
            alternative_text=f"Empty chart. {result.sentence}",
        )
    rows = tuple(range(len(result.associations)))
    dots = Dots(
        role=result.site,
        name="Rank association",
        places=rows,
        values=tuple(_rounded(association.rank_correlation) for association in result.associations),
        lows=tuple(_rounded(association.low) for association in result.associations),
        highs=tuple(_rounded(association.high) for association in result.associations),
        details=tuple(f"from {counted(association.days, 'day')}" for association in result.associations),
    )
    return Chart(
        chart_id="associations",
        title=TITLE,
        sentence=result.sentence,
        x_axis=Categories(tuple(association.name.capitalize() for association in result.associations)),
        y_axis=axis,
        series=(dots,),
        levels=(Level("zero", "no link", 0.0, rows[0], rows[-1]),),
        make_table=partial(_table, result),
        alternative_text=f"{TITLE} {' '.join(_words(association) for association in result.associations)}",
        note=NOTE,
        caveat=CAVEAT,
    )


def _words(association: Association) -> str:
    return (
        f"{association.name.capitalize()}: rank association {decimals(association.rank_correlation, 2)}, may lie from {decimals(association.low, 2)} to "
        f"{decimals(association.high, 2)}, from {counted(association.days, 'day')}."
    )


def _table(result: Associations) -> Table:
    heads = ("Habit", "Days", "Rank association (\u22121 to 1)", "May lie from", "Up to", "In words")
    rows: list[tuple[Cell, ...]] = [
        (
            association.name.capitalize(),
            association.days,
            _rounded(association.rank_correlation),
            _rounded(association.low),
            _rounded(association.high),
            association.sentence,
        )
        for association in result.associations
    ]
    return Table(heads, tuple(rows))


def _rounded(value: float) -> float:
    return round(value, 2) + 0.0
