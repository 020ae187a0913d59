"""Columns: frame columns as the plain days, values and words a chart holds."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from tracker.analysis.wording import counted
from tracker.charts.chart import Marks, Value
from tracker.domain.period import Period
from tracker.frames import within


def days(frame: pd.DataFrame, which: Any = slice(None)) -> tuple[date, ...]:
    """Return a frame's on_date column as calendar days; `which` is a mask of the rows that are wanted."""
    return tuple(frame["on_date"].to_numpy()[which].astype("datetime64[D]").tolist())


def values(column: "pd.Series[Any] | np.ndarray", digits: int = 2) -> tuple[Value, ...]:
    """Return numbers rounded to `digits` decimals, None for NaN; never a negative zero."""
    return tuple([None if value != value else round(value, digits) + 0.0 for value in column.tolist()])


def whole_or_none(column: "pd.Series[Any]") -> tuple[int | None, ...]:
    """Return whole numbers, None for NaN."""
    return tuple([None if value != value else round(value) for value in column.tolist()])


def marked_words(marks: tuple[Marks, ...]) -> str:
    """Return what is marked in a sentence for who does not see it; empty without a mark."""
    texts = [
        f"{mark.name.lower()} on {counted(len(set(mark.places)), 'day')}" for mark in marks if mark.places
    ]
    return f"Marked: {', '.join(texts)}." if texts else ""


def massage_marks(massages: pd.DataFrame, period: Period) -> tuple[Marks, ...]:
    """Return one mark per day of the period with a massage session, or nothing when there is none."""
    minutes: dict[date, list[int]] = {}
    inside = within(massages, period)
    for day, spent in zip(days(inside), inside["minutes"].tolist(), strict=True):
        minutes.setdefault(day, []).append(round(spent))
    if not minutes:
        return ()
    details = tuple(" and ".join(counted(number, "minute") for number in spent) for spent in minutes.values())
    return (Marks("massage", "Massage session", tuple(minutes), details),)
