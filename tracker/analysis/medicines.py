"""Medicines: how often one was taken as needed, which are taken regularly, and whether any of it changed meanwhile.

Only what was noted counts: before the first medicine noted as needed nobody knows whether one was taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from tracker.analysis.booking import AFTER_DAYS, days_after_each
from tracker.analysis.thresholds import threshold
from tracker.analysis.windows import Days, inside
from tracker.analysis.wording import counted, listed
from tracker.domain.medicine import AS_NEEDED, REGULAR
from tracker.domain.period import Period
from tracker.locales import day_words

MOST_NAMED = 3
CHANGED = "Medicines were not the same on all these days."


@dataclass(frozen=True)
class MedicinesTaken:
    """The medicines of a period: as needed on `as_needed_days` of its `logged_days`, counted from `first` on.

    `first` is the period's first day, or the day of the first one noted as needed where that is later; None without
    any. `regular` names those that are taken at the period's end, each with the day since when.
    """

    period: Period
    first: date | None
    as_needed_days: int
    logged_days: int
    regular: tuple[tuple[str, date], ...]


def medicines_taken(medicines: pd.DataFrame, logged: Days, period: Period) -> MedicinesTaken:
    """Return the medicines of a period (input: a medicine frame; the days with an entry of any kind, each once)."""
    taken_on = _days_of(medicines, AS_NEEDED)
    noted = _noted_period(taken_on, period)
    first = None if noted is None else noted.first
    return MedicinesTaken(
        period=period,
        first=first,
        as_needed_days=0 if noted is None else int(inside(taken_on, noted).sum()),
        logged_days=0 if noted is None else int(inside(np.union1d(logged, taken_on), noted).sum()),
        regular=tuple(
            (name, began)
            for name, began, ended in _regular(medicines)
            if began <= period.last and (ended is None or ended >= period.last)
        ),
    )


def medicine_change(
    medicines: pd.DataFrame, logged: Days, period: Period, massages: pd.DataFrame | None = None
) -> str:
    """Return in short sentences that medicines changed within a period, and which; empty where none did.

    That is a regular one that began or ended, or one taken as needed on clearly more days after massages than on the
    others (with a massage session frame), or in one half of the period than in the other.
    """
    changes = [*_began_and_ended(medicines, period), *_as_needed(medicines, logged, period, massages)]
    return " ".join([CHANGED, *changes]) if changes else ""


def _began_and_ended(medicines: pd.DataFrame, period: Period) -> Iterator[str]:
    changed = []
    for name, began, ended in _regular(medicines):
        days = {"began": began if began > period.first else None, "ended": ended}
        changes = {how: day for how, day in days.items() if day is not None and day in period}
        if changes:
            words = listed([f"{how} on {day_words(day)}" for how, day in changes.items()])
            changed.append((max(changes.values()), f"{name} {words}."))
    # The latest say most of how it is now.
    changed.sort(key=lambda change: change[0])
    yield from (words for _, words in changed[-MOST_NAMED:])
    if len(changed) > MOST_NAMED:
        yield f"By then {len(changed) - MOST_NAMED} more had begun or ended."


def _as_needed(
    medicines: pd.DataFrame, logged: Days, period: Period, massages: pd.DataFrame | None
) -> Iterator[str]:
    taken_on = _days_of(medicines, AS_NEEDED)
    if (noted := _noted_period(taken_on, period)) is None:
        return
    days = np.union1d(logged, taken_on)
    days = days[inside(days, noted)]
    is_taken = np.isin(days, taken_on)
    if massages is None:
        half = noted.first + timedelta(days=noted.days // 2)
        is_some, some, others = days < np.datetime64(half), f"before {day_words(half)}", "since"
    else:
        is_some = _after_massages(days, massages, noted)
        some, others = f"just after a massage (up to {AFTER_DAYS} days)", "others"
    if _is_clear(is_taken[is_some], is_taken[~is_some]):
        taken_some, taken_others = int(is_taken[is_some].sum()), int(is_taken[~is_some].sum())
        yield (
            f"You took one as needed on {taken_some} of {counted(int(is_some.sum()), 'day')} {some}, and on {taken_others} of "
            f"{int((~is_some).sum())} {others}."
        )


def _after_massages(days: Days, massages: pd.DataFrame, noted: Period) -> np.ndarray:
    first = np.datetime64(noted.first)
    sessions = np.unique((massages["on_date"].to_numpy().astype("datetime64[D]") - first).astype(np.int64))
    after = days_after_each(sessions[sessions >= 0], noted.days)
    mask: np.ndarray = after[(days - first).astype(np.int64)]
    return mask


def _is_clear(some: np.ndarray, others: np.ndarray) -> bool:
    if min(len(some), len(others)) < threshold("medicine_days").value:
        return False
    return bool(abs(some.mean() - others.mean()) * 100 >= threshold("medicine_percent").value)


def _noted_period(taken_on: Days, period: Period) -> Period | None:
    """Return the days of a period from the first medicine noted as needed on, None before any."""
    if not len(taken_on) or taken_on[0] > np.datetime64(period.last):
        return None
    return Period(max(period.first, taken_on[0].item()), period.last)


def _days_of(medicines: pd.DataFrame, use: str) -> Days:
    days: Days = np.unique(medicines["on_date"].to_numpy()[(medicines["use"] == use).to_numpy()])
    return days.astype("datetime64[D]")


def _regular(medicines: pd.DataFrame) -> list[tuple[str, date, date | None]]:
    regular = medicines[medicines["use"] == REGULAR]
    days = (
        regular[column].to_numpy().astype("datetime64[D]").tolist() for column in ("on_date", "until_date")
    )
    return list(zip(regular["name"].tolist(), *days, strict=True))
