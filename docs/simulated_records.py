"""Simulated records: daily pain that keeps something of the day before, as the frames that the analyses read."""

from datetime import date

import numpy as np
import pandas as pd

FIRST = date(2025, 1, 1)
LEVEL = 5.5


def pain_course(records: int, days: int, carry_over: float, spread: float, seed: int) -> np.ndarray:
    """Return simulated pain before rounding, an array of records x days round LEVEL."""
    chance = np.random.default_rng(seed)
    steps = chance.standard_normal((records, days))
    course = np.empty_like(steps)
    course[:, 0] = steps[:, 0]
    for day in range(1, days):
        course[:, day] = carry_over * course[:, day - 1] + np.sqrt(1 - carry_over**2) * steps[:, day]
    return LEVEL + spread * course


def daily_frame(course: np.ndarray) -> pd.DataFrame:
    """Return a course as daily pain, rounded and kept within the scale."""
    days = np.datetime64(FIRST) + np.arange(len(course))
    leg = np.clip(np.rint(course), 0, 10)
    return pd.DataFrame(
        {"on_date": days.astype("datetime64[s]"), "leg_mean": leg, "back_mean": np.full(len(course), np.nan)}
    )


def sessions_frame(places: np.ndarray) -> pd.DataFrame:
    """Return massage sessions on the given days of a course, with the columns the analysis reads."""
    days = (np.datetime64(FIRST) + places).astype("datetime64[s]")
    return pd.DataFrame({"on_date": days, "minutes": 45.0, "pressure": None, "areas": None})
