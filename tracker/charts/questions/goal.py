"""Am I near my goal? The goal's line, what was logged, and where the present path may lead."""

from datetime import date, timedelta
from functools import partial

import pandas as pd

from tracker.analysis.flexibility_trend import reach_words, zero_of
from tracker.analysis.goal import GoalProgress
from tracker.analysis.pain_trend import Site, smooth_line
from tracker.charts import frame_values
from tracker.charts.axes import PAIN_AXIS, YAxis
from tracker.charts.chart import Chart, Dots, Level, Line, Ribbon, Role, Series, Table, Value
from tracker.charts.scale import value_ticks
from tracker.domain.goal import Goal
from tracker.domain.period import Period
from tracker.domain.sit_and_reach import cm_to
from tracker.frames import within
from tracker.locales import day_words, shortest

TITLE = "Am I near my goal?"
HISTORY_DAYS = 84


def goal_chart(result: GoalProgress, daily: pd.DataFrame, tests: pd.DataFrame, unit: str = "cm") -> Chart:
    """Return the last twelve weeks and the goal's line (NRS, or reach in `unit`), with the fan where there is one.

    The picture goes no further ahead than twelve weeks, whenever the goal's day is.
    """
    goal, as_of = result.goal, result.as_of
    ahead = min(max(goal.by_date, as_of), as_of + timedelta(days=HISTORY_DAYS))
    period = Period(as_of - timedelta(days=HISTORY_DAYS - 1), ahead)
    dots = _dots(goal, daily, tests, Period(period.first, as_of), unit)
    if dots is None:
        return Chart(
            chart_id="goal",
            title=TITLE,
            sentence=result.sentence,
            x_axis=period,
            y_axis=PAIN_AXIS,
            alternative_text=f"Empty goal chart. {result.sentence}",
        )
    fan = _fan(result, period, unit)
    target = _size(goal.target, goal, unit)
    return Chart(
        chart_id="goal",
        title=TITLE,
        sentence=result.sentence,
        x_axis=period,
        y_axis=PAIN_AXIS if goal.kind == "pain" else _reach_axis((dots, *fan), goal, target, unit),
        series=(*fan, dots, *_smooth(goal, daily, Period(period.first, as_of))),
        levels=(
            Level(
                role="goal",
                name="Goal",
                value=target,
                first=period.first,
                last=period.last,
                label=f"Goal {_number(target)}",
            ),
        ),
        make_table=partial(_table, result, unit),
        alternative_text=f"{goal_words(goal, unit)}, {result.verdict}. {result.sentence}",
        note=_note(fan),
        is_by_day=True,
    )


def goal_words(goal: Goal, unit: str = "cm") -> str:
    """Return a goal as a person says it: Leg pain at most 3 by 1 May 2026."""
    if goal.kind == "pain":
        return f"{(goal.site or '').capitalize()} pain at most {_number(goal.target)} by {day_words(goal.by_date)}"
    return f"Reach {reach_words(goal.target, unit, goal.variant)} by {day_words(goal.by_date)}"


def _dots(goal: Goal, daily: pd.DataFrame, tests: pd.DataFrame, past: Period, unit: str) -> Dots | None:
    role: Role = "reach"
    if goal.kind == "pain":
        trend, column, name = (
            within(daily, past),
            f"{goal.site}_mean",
            f"{(goal.site or '').capitalize()} pain",
        )
        role = "back" if goal.site == "back" else "leg"
    else:
        trend, column, name = within(tests, past), "sit_and_reach_cm", "Reach"
        sided = trend["side"].isna() if goal.side is None else trend["side"] == goal.side
        trend = trend[(trend["variant"] == goal.variant) & sided]
    trend = trend[trend[column].notna()]
    if trend.empty:
        return None
    values = tuple(_size(value, goal, unit) for value in trend[column].tolist())
    return Dots(role, name, frame_values.days(trend), values)


def _smooth(goal: Goal, daily: pd.DataFrame, past: Period) -> tuple[Line, ...]:
    if goal.kind != "pain":
        return ()
    site: Site = "back" if goal.site == "back" else "leg"
    line = within(smooth_line(daily, site), past)
    return (Line(site, "7-day mean", frame_values.days(line), frame_values.values(line["mean"])),)


def _fan(result: GoalProgress, period: Period, unit: str) -> tuple[Series, ...]:
    fan_days = [day for day in result.fan if day.on_date in period]
    if not fan_days:
        return ()
    days: tuple[date, ...] = tuple(day.on_date for day in fan_days)
    lows, middles, highs = (
        tuple(_size(getattr(day, end), result.goal, unit) for day in fan_days)
        for end in ("low", "middle", "high")
    )
    return (
        Ribbon("goal", "Where this path may lead", days, lows, highs),
        Line("goal", "This path", days, middles),
    )


def _size(value: float, goal: Goal, unit: str) -> float:
    return round(cm_to(value, unit) if goal.kind == "reach" else value, 2) + 0.0


def _reach_axis(series: tuple[Series, ...], goal: Goal, target: float, unit: str) -> YAxis:
    values: list[Value] = [0.0, target]
    for item in series:
        values += [*item.lows, *item.highs] if isinstance(item, Ribbon) else []
        values += item.values if isinstance(item, Dots | Line) else ()
    known_values = [value for value in values if value is not None]
    ticks = value_ticks(min(known_values) - 1, max(known_values) + 1)
    name = "cm" if unit == "cm" else "inches"
    return YAxis(f"Reach in {name}, 0 at your {zero_of(goal.variant)}", ticks[0], ticks[-1], ticks, name)


def _number(value: float) -> str:
    return shortest(round(value, 1) + 0.0).replace("-", "\u2212")


def _note(fan: tuple[Series, ...]) -> str:
    if not fan:
        return ""
    return "The fan is where the path of the last weeks may lead if nothing changes; it is drawn no further than that path reaches back."


def _table(result: GoalProgress, unit: str) -> Table:
    current = None if result.current is None else round(_size(result.current, result.goal, unit), 1)
    target = _size(result.goal.target, result.goal, unit)
    heads = ("Goal", "Target", "Now", "By", "Verdict")
    return Table(
        heads, ((goal_words(result.goal, unit), target, current, result.goal.by_date, result.verdict),)
    )
