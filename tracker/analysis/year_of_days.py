"""How was each day of the last twelve months? Its worst pain, where one was noted, and whether it lay in a flare."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tracker.analysis.episodes import Episodes
from tracker.analysis.wording import counted
from tracker.domain.period import Period
from tracker.frames import within
from tracker.locales import day_words


@dataclass(frozen=True)
class DayOfYear:
    """One day: its worst pain, leg or back (NRS 0-10, None where none was noted), and whether it lay in a flare."""

    on_date: date
    worst_nrs: int | None
    is_flare: bool


@dataclass(frozen=True)
class YearOfDays:
    """Every day of a period, oldest first, and what they show in a sentence."""

    period: Period
    days: tuple[DayOfYear, ...]
    sentence: str


def year_of_days(daily: pd.DataFrame, flares: Episodes, period: Period) -> YearOfDays:
    """Return every day of a period from daily pain and the flares found up to its end. Missing is None, never 0."""
    inside = within(daily, period)
    worst = np.fmax(inside["leg_max"].to_numpy(), inside["back_max"].to_numpy())
    noted = {
        moment.date(): round(nrs)
        for moment, nrs in zip(inside["on_date"].tolist(), worst.tolist(), strict=True)
        if not np.isnan(nrs)
    }
    in_flare = {
        episode.first + timedelta(days=number)
        for episode in flares.episodes
        for number in range(episode.days)
    }
    days = tuple(
        DayOfYear(day, noted.get(day), day in in_flare)
        for day in (period.day(number) for number in range(period.days))
    )
    return YearOfDays(period, days, _sentence(days, period))


def _sentence(days: tuple[DayOfYear, ...], period: Period) -> str:
    worst = [day.worst_nrs for day in days if day.worst_nrs is not None]
    span = f"From {day_words(period.first)} to {day_words(period.last)},"
    if not worst:
        return f"{span} no day has a number for pain."
    height = f"was {worst[0]}" if min(worst) == max(worst) else f"was between {min(worst)} and {max(worst)}"
    flared = sum(day.is_flare for day in days)
    flares = (
        f"{counted(flared, 'day')} {'was' if flared == 1 else 'were'} in a flare"
        if flared
        else "no flare is marked or stands out"
    )
    return (
        f"{span} {counted(len(worst), 'day')} {'has' if len(worst) == 1 else 'have'} a number for pain. "
        f"The worst of a day {height}, and {flares}."
    )
