"""What a chart says of one place, in plain words: the values, ranges and events of that place and no other."""

from collections.abc import Iterator
from itertools import zip_longest

from tracker.charts.axes import Place
from tracker.charts.chart import Changes, Chart, Dots, Marks
from tracker.locales import shortest


def words_by_place(chart: Chart) -> dict[Place, list[str]]:
    """Return, for each place that has something, its lines of words in the order of the chart; places ascending.

    Tiles of a grid speak for themselves and are not among them.
    """
    words_by_place: dict[Place, list[str]] = {}
    hovered = [item for item in chart.series if isinstance(item, Dots | Changes)]
    for item in (*hovered, *chart.marks):
        for place, words in _words_by_place(item, chart.value_axis.unit):
            words_by_place.setdefault(place, []).append(words)
    return {place: words_by_place[place] for place in sorted(words_by_place, key=_order)}


def _order(place: Place) -> int:
    return place if isinstance(place, int) else place.toordinal()


def _words_by_place(item: Dots | Changes | Marks, unit: str) -> Iterator[tuple[Place, str]]:
    if isinstance(item, Dots):
        rows = zip_longest(item.places, item.values, item.lows, item.highs, item.details)
        for place, value, low, high, more in rows:
            if value is not None:
                spread = (
                    f", {_number(low)} to {_number(high)}" if low is not None and high is not None else ""
                )
                yield place, f"{item.name} {_number(value)}{unit and f' {unit}'}{spread}{_added(more)}"
    elif isinstance(item, Changes):
        for place, before, after, more in zip_longest(item.places, item.befores, item.afters, item.details):
            both = zip(item.ends, (before, after), strict=True)
            ends = [f"{end} {_number(value)}" for end, value in both if value is not None]
            measured = f"{item.measure} {', '.join(ends)}" if ends else f"No {item.measure.lower()} numbers"
            yield place, measured + _added(more)
    else:
        for place, more in zip_longest(item.places, item.details):
            yield place, f"{item.name}: {more}" if more else item.name


def _number(value: float) -> str:
    return shortest(value, 3).replace("-", "\u2212")


def _added(more: str | None) -> str:
    return f", {more}" if more else ""
