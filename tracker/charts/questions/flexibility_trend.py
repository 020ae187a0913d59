"""Am I more flexible? Reach of each test variant and side, with the toes as zero."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial

import numpy as np
import pandas as pd

from tracker.analysis.flexibility_trend import (
    FlexibilityTrend,
    by_series,
    length,
    reach_words,
    series_name,
    zero_of,
)
from tracker.analysis.norm_table import NormBand
from tracker.analysis.wording import counted, signed
from tracker.charts import frame_values
from tracker.charts.axes import YAxis
from tracker.charts.chart import Band, Cell, Chart, Dots, Level, Line, Marks, Series, Table, Value
from tracker.charts.scale import value_ticks
from tracker.domain.goal import Goal
from tracker.domain.period import Period
from tracker.domain.sit_and_reach import cm_to
from tracker.frames import binned_reach, within
from tracker.locales import day_words

TITLE = "Am I more flexible?"
# Tests are weekly at most; a line over eight weeks without one would be invented.
GAP_DAYS = 56
# Where 6 in 10 people of the same sex and age reach.
NORM_PERCENTILES = (20, 80)
# More tests than this in one series cannot be told apart; four weeks are then put together.
MOST_TESTS, BIN_DAYS = 120, 28
# Where the tests of each variant and side are in a frame.
Places = Mapping[tuple[str, str | None], list[int]]


def flexibility_chart(
    tests: pd.DataFrame,
    result: FlexibilityTrend,
    massages: pd.DataFrame,
    period: Period,
    unit: str = "cm",
    norm: NormBand | None = None,
    goal: Goal | None = None,
) -> Chart:
    """Return the reach chart of a period, a series per variant and side, in `unit` (cm or in).

    Input: sit-and-reach tests and massage sessions of any dates. 0 is at the toes, + past them. Skipped tests
    are hollow marks below; lines stop where eight weeks have no test. `norm` shades where most people
    of the same sex and age reach; the best of the test done last, and the `goal` for a test that is drawn, are lines.
    """
    inside = within(tests, period)
    done = by_series(inside)
    marks = (*frame_values.massage_marks(massages, period), *_skipped(result, period))
    if not done:
        nothing = result.sentence if not result.series else "No sit-and-reach test in these days."
        return Chart(
            chart_id="flexibility_trend", title=TITLE, sentence=nothing, x_axis=period,
            y_axis=_y_axis([0.0], "toes", unit), alternative_text=f"Empty flexibility chart. {nothing}", marks=marks,
        )  # fmt: skip
    series = tuple(_series(inside, done, result, period, unit))
    bands, levels = (
        _norm(norm, period, unit),
        (*_best(result, period, unit), *_goal(goal, done, period, unit)),
    )
    tested = inside["sit_and_reach_cm"]
    reach = [cm_to(value, unit) for value in (tested.min(), tested.max())]
    reach += [value for band in bands for value in (band.low, band.high) if value is not None]
    reach += [level.value for level in levels]
    zero = _zero(done)
    return Chart(
        chart_id="flexibility_trend",
        title=TITLE,
        sentence=result.sentence,
        x_axis=period,
        y_axis=_y_axis(reach, zero, unit),
        series=series,
        bands=bands,
        levels=(Level("zero", zero, 0.0, period.first, period.last), *levels),
        marks=marks,
        make_table=partial(_table, inside, unit),
        alternative_text=_alternative_text(inside, done, marks, period, unit),
        note=_note(series),
        is_by_day=not _has_together(series),
    )


def _series(
    inside: pd.DataFrame, done: Places, result: FlexibilityTrend, period: Period, unit: str
) -> Iterator[Series]:
    for rank, (variant, side) in enumerate(_ranks(result)):
        if (variant, side) not in done:
            continue
        name = series_name(variant, side, unit)
        days, dots = _dots(inside, done[variant, side], name, rank, period, unit)
        if len(days) > 1:
            yield _joining(days, dots)
        yield dots


def _norm(norm: NormBand | None, period: Period, unit: str) -> tuple[Band, ...]:
    if norm is None:
        return ()
    low, high = (norm.reach_cm[norm.percentiles.index(at)] for at in NORM_PERCENTILES)
    group = "women" if norm.sex == "female" else "men"
    name = f"6 in 10 {group} of {norm.first_age} to {norm.last_age}"
    ends = (round(cm_to(reach, unit), 2) for reach in (low, high))
    return (Band("norm", name, period.first, period.last, *ends),)


def _best(result: FlexibilityTrend, period: Period, unit: str) -> tuple[Level, ...]:
    latest = result.series[0]
    if len(latest.days) < 2:
        return ()
    best = round(cm_to(latest.best_cm, unit), 2) + 0.0
    words = f"Best {signed(best)}"
    rank = _ranks(result).index((latest.variant, latest.side))
    name = f"{series_name(latest.variant, latest.side, unit)}, best so far"
    return (
        Level(
            role="reach", name=name, value=best, first=period.first, last=period.last, label=words, rank=rank
        ),
    )


def _goal(goal: Goal | None, done: Places, period: Period, unit: str) -> tuple[Level, ...]:
    # Another test has another zero, and another leg another goal.
    if goal is None or goal.variant is None or (goal.variant, goal.side) not in done:
        return ()
    target = round(cm_to(goal.target, unit), 2) + 0.0
    words = f"Goal {signed(target)}"
    return (
        Level(
            role="goal",
            name=f"{series_name(goal.variant, goal.side, unit)}, goal",
            value=target,
            first=period.first,
            last=period.last,
            label=words,
        ),
    )


def _zero(done: Places) -> str:
    zeros = {zero_of(variant) for variant, _ in done}
    return zeros.pop() if len(zeros) == 1 else "zero"


def _ranks(result: FlexibilityTrend) -> list[tuple[str, str | None]]:
    # Ranks come from the whole record, so that a series keeps its look when the period changes.
    keys = ((series.variant, series.side) for series in result.series)
    return sorted(keys, key=lambda key: (key[0], key[1] or ""))


def _note(series: tuple[Series, ...]) -> str:
    apart = "Tests of another variant or side are never joined or compared."
    if _has_together(series):
        return f"With this many tests a dot may stand for four weeks: their mean, with the lowest to the highest. {apart}"
    return f"Each dot is one test, its best trial. {apart}"


def _has_together(series: tuple[Series, ...]) -> bool:
    return any(isinstance(item, Dots) and bool(item.lows) for item in series)


def _dots(
    inside: pd.DataFrame, places: list[int], name: str, rank: int, period: Period, unit: str
) -> tuple[tuple[date, ...], Dots]:
    if len(places) <= MOST_TESTS:
        days = frame_values.days(inside, places)
        reach = _in_unit(inside["sit_and_reach_cm"].to_numpy()[places], unit)
        return days, Dots("reach", name, days, reach, details=_conditions(inside, places, unit), rank=rank)
    binned = binned_reach(inside.iloc[places], BIN_DAYS, period.first)
    details = tuple(
        f"4 weeks from this day, {counted(number, 'test')}" for number in binned["tests"].tolist()
    )
    several = binned["tests"] > 1
    lows, highs = (_in_unit(binned[end].where(several).to_numpy(), unit) for end in ("min", "max"))
    days = frame_values.days(binned)
    reach = _in_unit(binned["mean"].to_numpy(), unit)
    return days, Dots(
        role="reach", name=name, places=days, values=reach, lows=lows, highs=highs, details=details, rank=rank
    )


def _joining(tested: tuple[date, ...], dots: Dots) -> Line:
    days, values = list(tested[:1]), list(dots.values[:1])
    for day, value in zip(tested[1:], dots.values[1:], strict=True):
        if (day - days[-1]).days > GAP_DAYS:
            days.append(days[-1] + timedelta(days=1))
            values.append(None)
        days.append(day)
        values.append(value)
    return Line("reach", dots.name, tuple(days), tuple(values), dots.rank, thin=True)


def _in_unit(reach_cm: np.ndarray, unit: str) -> tuple[Value, ...]:
    return frame_values.values(np.array([cm_to(value, unit) for value in reach_cm.tolist()]))


def _conditions(inside: pd.DataFrame, places: list[int], unit: str) -> tuple[str, ...]:
    series_found = []
    how = ("foot_line_cm", "warm_up", "at_time")
    tests = list(zip(*(inside[name].tolist() for name in how), strict=True))
    for foot_line, warm_up, at_time in (tests[place] for place in places):
        words = [f"foot line {length(foot_line, unit)}"]
        if warm_up is not pd.NA:
            words.append("warmed up" if warm_up else "no warm-up")
        if isinstance(at_time, str):
            words.append(f"at {at_time}")
        series_found.append(", ".join(words))
    return tuple(series_found)


def _skipped(result: FlexibilityTrend, period: Period) -> tuple[Marks, ...]:
    reasons: dict[date, list[str]] = {}
    for test in result.skipped:
        if test.on_date in period:
            words = f"{test.reason} ({test.side} leg)" if test.side else test.reason
            reasons.setdefault(test.on_date, []).append(words)
    if not reasons:
        return ()
    return (
        Marks(
            "skipped", "Test left out", tuple(reasons), tuple(", ".join(words) for words in reasons.values())
        ),
    )


def _y_axis(reach: list[float], zero: str, unit: str) -> YAxis:
    room = 2.0 if unit == "cm" else 1.0
    ticks = value_ticks(min(0.0, *reach) - room, max(0.0, *reach) + room)
    name = "cm" if unit == "cm" else "inches"
    where = "each test\u2019s zero" if zero == "zero" else f"the {zero}" if zero == "toes" else f"your {zero}"
    return YAxis(f"Reach in {name}, 0 at {where}", ticks[0], ticks[-1], ticks, name)


def _alternative_text(
    inside: pd.DataFrame, done: Places, marks: tuple[Marks, ...], period: Period, unit: str
) -> str:
    parts = [f"Sit-and-reach, {day_words(period.first)} to {day_words(period.last)}."]
    reach = inside["sit_and_reach_cm"].to_numpy()
    for (variant, side), places in done.items():
        first, last = (reach_words(float(reach[place]), unit, variant) for place in (places[0], places[-1]))
        name = series_name(variant, side, unit)
        parts.append(f"{name}: {counted(len(places), 'test')}, first {first}, last {last}.")
    return " ".join(filter(None, (*parts, frame_values.marked_words(marks))))


def _table(inside: pd.DataFrame, unit: str) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            day,
            _word(at_time),
            series_name(variant, _word(side), unit),
            reach,
            foot_line,
            None if warm_up is pd.NA else "yes" if warm_up else "no",
            f"left out: {skipped}" if _word(skipped) else "",
        )
        for day, at_time, variant, side, reach, foot_line, warm_up, skipped in zip(
            frame_values.days(inside),
            inside["at_time"].tolist(),
            inside["variant"].tolist(),
            inside["side"].tolist(),
            _in_unit(inside["sit_and_reach_cm"].to_numpy(), unit),
            _in_unit(inside["foot_line_cm"].to_numpy(), unit),
            inside["warm_up"].tolist(),
            inside["skipped_reason"].tolist(),
            strict=True,
        )
    ]
    heads = ("Day", "Time", "Test", f"Reach ({unit})", f"Foot line ({unit})", "Warm-up", "Remark")
    return Table(heads, tuple(rows))


def _word(value: object) -> str | None:
    return value if isinstance(value, str) else None
