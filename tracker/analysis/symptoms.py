"""How are tingling, numbness, weakness and sleep? How often each level was noted, week by week."""

from dataclasses import dataclass
from datetime import date

import pandas as pd


@dataclass(frozen=True)
class SymptomWeek:
    """Seven days from `first`: on how many days each level was noted (same order as the symptom's levels)."""

    first: date
    counts: tuple[int, ...]

    @property
    def days(self) -> int:
        """Days of the week that have a value."""
        return sum(self.counts)


@dataclass(frozen=True)
class SymptomTrend:
    """One symptom (or sleep): its levels in words from the lowest number up, and the weeks, oldest first.

    A day with several check-ins counts once, with its worst level.
    """

    symptom: str
    levels: tuple[str, ...]
    weeks: tuple[SymptomWeek, ...]
    days: int
    baseline_mean: float | None
    recent_mean: float | None
    verdict: str
    sentence: str


def symptom_trends(check_ins: pd.DataFrame, as_of: date) -> tuple[SymptomTrend, ...]:
    """Return tingling, numbness, weakness and sleep quality by week."""
    return ()
