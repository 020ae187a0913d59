"""How much massage was there? Sessions, minutes, and pain before and after, counted and not explained."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from tracker.analysis.wording import counted, tenths
from tracker.domain.period import Period
from tracker.frames import within


@dataclass(frozen=True)
class MassageDose:
    """The massage sessions of a period: how many, minutes together, and mean pain before and after (NRS 0-10).

    The means rest on the `pairs` sessions that have both numbers, and are None without any.
    """

    period: Period
    sessions: int
    minutes: int
    pairs: int
    pain_before_mean: float | None
    pain_after_mean: float | None
    sentence: str


def massage_dose(massages: pd.DataFrame, period: Period) -> MassageDose:
    """Count the massage sessions of a period (input: a massage session frame)."""
    inside = within(massages, period)
    pain = inside[["pain_before_nrs", "pain_after_nrs"]].to_numpy()
    paired = pain[~np.isnan(pain).any(axis=1)]
    before, after = paired.mean(axis=0).tolist() if len(paired) else (None, None)
    minutes = int(inside["minutes"].sum())
    sentence = _sentence(len(inside), minutes, len(paired), before, after)
    return MassageDose(
        period=period,
        sessions=len(inside),
        minutes=minutes,
        pairs=len(paired),
        pain_before_mean=before,
        pain_after_mean=after,
        sentence=sentence,
    )


def _sentence(sessions: int, minutes: int, pairs: int, before: float | None, after: float | None) -> str:
    if not sessions:
        return "No massage session is logged in this period."
    together = f"{counted(sessions, 'massage session')}, {counted(minutes, 'minute')} together."
    if before is None or after is None:
        return f"{together} None has pain noted both before and after."
    which = (
        "In it"
        if pairs == sessions == 1
        else f"In the {pairs} with both numbers"
        if pairs > 1
        else "In the one with both numbers"
    )
    averaged = "averaged" if pairs > 1 else "was"
    return (
        f"{together} {which}, pain {averaged} {tenths(before)} before and {tenths(after)} after. Pain goes up and "
        "down by itself, so this does not show what the massage did."
    )
