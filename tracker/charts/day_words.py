"""What a chart says of one day, in plain words: the values, ranges and events of that day and no other."""

from collections.abc import Iterator
from datetime import date
from itertools import zip_longest

from tracker.charts.chart import Changes, Chart, Dots, Line, Marks


def words_by_day(chart: Chart) -> dict[date, list[str]]:
    """Return, for each day that has something, its lines of words in the order of the chart; days ascending."""
    found: dict[date, list[str]] = {}
    for item in (*(item for item in chart.series if not isinstance(item, Line)), *chart.marks):
        for day, words in _told(item, chart.y_axis.unit):
            found.setdefault(day, []).append(words)
    return dict(sorted(found.items()))


def _told(item: Dots | Changes | Marks, unit: str) -> Iterator[tuple[date, str]]:
    if isinstance(item, Dots):
        rows = zip_longest(item.days, item.values, item.lows, item.highs, item.details)
        for day, value, low, high, more in rows:
            if value is not None:
                spread = (
                    f", {_number(low)} to {_number(high)}" if low is not None and high is not None else ""
                )
                yield day, f"{item.name} {_number(value)}{unit and f' {unit}'}{spread}{_added(more)}"
    elif isinstance(item, Changes):
        for day, before, after, more in zip_longest(item.days, item.befores, item.afters, item.details):
            pain = [
                f"{when} {_number(value)}"
                for when, value in (("before", before), ("after", after))
                if value is not None
            ]
            told = f"Pain {', '.join(pain)}" if pain else "No pain numbers"
            yield day, told + _added(more)
    else:
        for day, more in zip_longest(item.days, item.details):
            yield day, f"{item.name}: {more}" if more else item.name


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", "\u2212")


def _added(more: str | None) -> str:
    return f", {more}" if more else ""
