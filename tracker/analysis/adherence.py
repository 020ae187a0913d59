"""Am I keeping at it? Days logged and home-plan days in the last four weeks, frozen in a flare."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from tracker.analysis.episodes import Episodes
from tracker.analysis.wording import counted, latest
from tracker.domain.period import Period, latest_days
from tracker.frames import until, within

LATEST_DAYS = 28


@dataclass(frozen=True)
class CalendarDay:
    """One day: whether it has a check-in, how many different exercises were ticked, and whether a flare was on."""

    on_date: date
    is_logged: bool
    exercises: int
    is_flare: bool


@dataclass(frozen=True)
class Adherence:
    """The last 28 days (fewer in a young record): days logged, days with an exercise, and days frozen.

    A day without a check-in inside a flare is frozen: it counts neither for nor against. `expected_days` are
    the period's days without the frozen ones.
    """

    period: Period
    days_logged: int
    exercise_days: int
    frozen_days: int
    expected_days: int
    sentence: str


def adherence(check_ins: pd.DataFrame, flares: Episodes, as_of: date) -> Adherence:
    """Return how much was logged and done in the 28 days that end `as_of`, or since the first check-in."""
    period = latest_days(LATEST_DAYS, as_of)
    so_far = until(check_ins, as_of)
    if so_far.empty:
        sentence = "No check-in yet. Any day is a good day to begin."
        return Adherence(
            period=period,
            days_logged=0,
            exercise_days=0,
            frozen_days=0,
            expected_days=period.days,
            sentence=sentence,
        )
    first = so_far["on_date"].iloc[0].date()
    period = Period(max(period.first, first), as_of)
    days = calendar_days(check_ins, flares, period)
    logged = sum(day.is_logged for day in days)
    exercised = sum(day.exercises > 0 for day in days)
    frozen = sum(day.is_flare and not day.is_logged for day in days)
    expected = period.days - frozen
    return Adherence(
        period=period,
        days_logged=logged,
        exercise_days=exercised,
        frozen_days=frozen,
        expected_days=expected,
        sentence=_sentence(period, logged, exercised, frozen),
    )


def calendar_days(check_ins: pd.DataFrame, flares: Episodes, period: Period) -> tuple[CalendarDay, ...]:
    """Return every day of a period, for a calendar."""
    inside = within(check_ins, period)
    ticked: dict[date, set[str]] = {}
    for moment, ids in zip(inside["on_date"].tolist(), inside["exercises_done"].tolist(), strict=True):
        done = (
            {exercise_id for exercise_id in ids.split(";") if exercise_id} if isinstance(ids, str) else set()
        )
        ticked.setdefault(moment.date(), set()).update(done)
    flared = {
        episode.first + timedelta(days=number)
        for episode in flares.episodes
        if episode.last >= period.first and episode.first <= period.last
        for number in range(episode.days)
    }
    return tuple(
        CalendarDay(day, day in ticked, len(ticked.get(day, ())), day in flared)
        for day in (period.day(number) for number in range(period.days))
    )


def _sentence(period: Period, logged: int, exercised: int, frozen: int) -> str:
    over = latest(counted(period.days, "day"), period.last)
    words = f"{logged} of {over} {'has' if logged == 1 else 'have'} a check-in"
    if period.days == 1:
        with_what = " and an exercise of the home plan" if exercised else "; no exercise is ticked"
        return f"One day so far, with a check-in{with_what}."
    plan = (
        f", {exercised} with an exercise of the home plan" if exercised else ", none with an exercise ticked"
    )
    missed = period.days - logged
    days_kept = (
        f" Of the {missed} without one, {frozen} in a flare {'does' if frozen == 1 else 'do'} not count."
        if frozen
        else ""
    )
    return f"{words}{plan}.{days_kept}"
