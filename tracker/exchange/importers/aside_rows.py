"""Rows of a table that are no entries: totals below it, and what only a first cell is filled of."""

from dataclasses import replace

from tracker.domain.numerals import number_in
from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import LeftOut
from tracker.exchange.importers.choosing import pain_field
from tracker.exchange.importers.text_table import TextTable

_TOTALS = frozenset(
    ("total", "totals", "sum", "average", "avg", "mean", "median", "min", "max", "minimum", "maximum",
     "count", "summe", "gesamt", "mittelwert", "durchschnitt", "anzahl", "somme", "moyenne", "suma",
     "promedio", "media", "totale", "somma", "gemiddelde", "totaal", "medel", "średnia", "razem", "итого",
     "среднее")
)  # fmt: skip
_A_TOTAL = "a line of totals, not of a day"
_AN_ASIDE = "nothing beside its first cell"


def _without_totals(table: TextTable) -> tuple[TextTable, tuple[LeftOut, ...]]:
    """Take away the lines at the end that a spreadsheet adds up in."""
    rows = list(table.rows)
    totals: list[LeftOut] = []
    while rows and next((cell.strip(" :").casefold() for cell in rows[-1][1] if cell.strip()), "") in _TOTALS:
        totals.append(LeftOut(f"Line {rows.pop()[0]}", _A_TOTAL))
    if not totals:
        return table, ()
    return replace(table, rows=tuple(rows)), tuple(totals[::-1])


def without_asides(table: TextTable) -> tuple[TextTable, tuple[LeftOut, ...]]:
    """Take away totals, and rows that only their first cell is filled of: months between the days, footnotes, days to be filled in."""
    table, totals = _without_totals(table)
    asides = {
        line
        for line, row in table.rows
        if row[0].strip() and not any(cell.strip() for cell in row[1:]) and number_in(row[0]) is None
    }
    if len(table.header) == 1 or len(asides) == len(table.rows):
        return table, totals
    rows = tuple(row for row in table.rows if row[0] not in asides)
    for line, row in table.rows:
        if line in asides and line < rows[-1][0] and pain_field(row[0]):
            raise ImportRefused(
                f"{row[0][:40]!r} stands above the rows that follow, as over a table of its own: put each table in a file of"
                " its own.",
                line,
            )
    left_out = tuple(LeftOut(f"Line {line}", _AN_ASIDE) for line in sorted(asides))
    return replace(table, rows=rows), (*left_out, *totals)
