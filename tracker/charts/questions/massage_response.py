"""What does a massage do? The days around each massage session against the client's own usual days."""

from functools import partial

from tracker.analysis.massage_response import DAYS_AROUND, MassageResponse, ResponseDay
from tracker.analysis.verdict import CANNOT_TELL, TOO_LITTLE
from tracker.analysis.wording import counted, signed
from tracker.charts.axes import DayOffsets, YAxis
from tracker.charts.chart import Band, Bundle, Cell, Chart, Dots, Level, Line, Ribbon, Series, Table, Value
from tracker.charts.scale import value_ticks
from tracker.domain.sit_and_reach import cm_to
from tracker.locales import shortest

AXIS = DayOffsets(DAYS_AROUND[0], DAYS_AROUND[-1], "Days from the massage (0 is the same day)")
TITLES = {"reach": "Does a massage change my reach?"}
TITLE = "What does a massage do?"
CAVEAT = "People often book a massage when it is bad, and bad days tend to ease by themselves."


def massage_response_chart(result: MassageResponse, unit: str = "cm") -> Chart:
    """Return the response curve: a thin line per massage day, their mean with its range, the usual range shaded.

    Pain in points (below 0 is better), reach in `unit` (cm or in; above 0 is better); 0 is the client's usual.
    Empty with too little data.
    """
    reach = result.measure == "reach"
    name = ("inches" if unit == "in" else "cm") if reach else "points"
    lines = tuple(tuple(_size(value, result, unit) for value in line.changes) for line in result.lines)
    chart_id = "reach_response" if reach else "massage_response"
    title = TITLES.get(result.measure, TITLE)
    drawn = _values(result, lines, unit)
    if result.verdict in (TOO_LITTLE, *CANNOT_TELL) or not drawn:
        return Chart(
            chart_id=chart_id,
            title=title,
            sentence=result.sentence,
            x_axis=AXIS,
            y_axis=_y_axis([0.0], reach, name),
            alternative_text=f"Empty massage response chart. {result.sentence}",
        )
    low, high = _size(result.usual_low, result, unit), _size(result.usual_high, result, unit)
    has_usual = low is not None and high is not None
    return Chart(
        chart_id=chart_id,
        title=title,
        sentence=result.sentence,
        x_axis=AXIS,
        y_axis=_y_axis(drawn, reach, name),
        series=_series(result, lines, unit),
        bands=(
            Band(role="usual", name="Your usual range", first=AXIS.first, last=AXIS.last, low=low, high=high),
        )
        if has_usual
        else (),
        levels=(Level("zero", "0", 0.0, AXIS.first, AXIS.last),),
        make_table=partial(_table, result, unit),
        alternative_text=_alternative_text(result, unit, name),
        note=_note(reach),
        caveat=CAVEAT,
    )


def _size(value: Value, result: MassageResponse, unit: str) -> Value:
    if value is None:
        return None
    return round(cm_to(value, unit) if result.measure == "reach" else value, 2) + 0.0


def _values(result: MassageResponse, lines: tuple[tuple[Value, ...], ...], unit: str) -> list[float]:
    pooled = [value for day in result.days for value in (day.mean_change, day.low, day.high)]
    sizes = [_size(value, result, unit) for value in (*pooled, result.usual_low, result.usual_high)]
    return [value for value in (*sizes, *(value for line in lines for value in line)) if value is not None]


def _y_axis(drawn: list[float], reach: bool, name: str) -> YAxis:
    ticks = value_ticks(min(0.0, *drawn) - 0.2, max(0.0, *drawn) + 0.2)
    words = tuple(_tick(tick) for tick in ticks)
    better = "more is better" if reach else "less is better"
    label = f"{'Reach' if reach else 'Pain'} against your usual, {name}, {better}"
    return YAxis(label=label, low=ticks[0], high=ticks[-1], ticks=ticks, unit=name, words=words)


def _series(result: MassageResponse, lines: tuple[tuple[Value, ...], ...], unit: str) -> tuple[Series, ...]:
    means = tuple(_size(day.mean_change, result, unit) for day in result.days)
    # An end is drawn only with the other.
    has_interval = [day.low is not None and day.high is not None for day in result.days]
    lows, highs = (
        tuple(
            _size(getattr(day, end), result, unit) if both else None
            for day, both in zip(result.days, has_interval, strict=True)
        )
        for end in ("low", "high")
    )
    details = tuple(_detail(day, low, high) for day, low, high in zip(result.days, lows, highs, strict=True))
    return (
        Bundle("massage", "Each massage day", DAYS_AROUND, lines),
        Ribbon("massage", "Where their mean may lie", DAYS_AROUND, lows, highs),
        Dots("massage", "Their mean", DAYS_AROUND, means, details=details),
        Line("massage", "Mean, line", DAYS_AROUND, means),
    )


def _detail(day: ResponseDay, low: Value, high: Value) -> str:
    between = "" if low is None or high is None else f"may lie from {signed(low)} to {signed(high)}, "
    return f"{between}from {counted(day.n, 'massage day')}"


def _tick(value: float) -> str:
    return f"{'+' if value > 0 else ''}{shortest(value)}".replace("-", "\u2212")


def _note(reach: bool) -> str:
    usual = "six weeks" if reach else "three weeks"
    return (
        f"0 is your own usual: the mean of your other days within {usual} of each massage. The shaded range holds 8 in 10 "
        "of those days."
    )


def _alternative_text(result: MassageResponse, unit: str, name: str) -> str:
    words = []
    for day in result.days:
        size = _size(day.mean_change, result, unit)
        if size is not None:
            when = {-1: "the day before", 0: "the same day"}.get(day.day, f"day {day.day}")
            words.append(f"{when} {signed(size)}")
    return (
        f"Mean change from the usual around {counted(result.sessions, 'massage day')}, in {name}: {', '.join(words)}. "
        f"{result.sentence}"
    )


def _table(result: MassageResponse, unit: str) -> Table:
    heads = ("Massage", "Minutes", "Pressure", "Areas", *(_day_head(day) for day in DAYS_AROUND))
    rows: list[tuple[Cell, ...]] = []
    for name, end in (("Mean of all", "mean_change"), ("may lie from", "low"), ("up to", "high")):
        rows.append((name, None, "", "", *(_size(getattr(day, end), result, unit) for day in result.days)))
    for line in reversed(result.lines):
        areas = ", ".join(area.replace("_", " ") for area in line.areas)
        sizes = (_size(value, result, unit) for value in line.changes)
        rows.append((line.on_date, line.minutes, line.pressure or "", areas, *sizes))
    return Table(heads, tuple(rows))


def _day_head(day: int) -> str:
    return {-1: "Day before", 0: "Same day"}.get(day, f"+{day}")
