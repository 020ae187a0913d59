"""Weeks: how often each level of something was noted, in seven-day stretches from the first day."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from tracker.analysis.windows import Days, Values


def week_counts(
    days: Days, levels: Values, number_of_levels: int, lowest: int
) -> Iterator[tuple[date, tuple[int, ...]]]:
    """Yield each stretch of seven days with the number of days at each level from `lowest` up.

    Weeks without a value come too, with zeros, so that a gap stays a gap.
    """
    if not len(days):
        return
    week = (days - days[0]).astype(np.int64) // 7
    place = week * number_of_levels + levels.astype(np.int64) - lowest
    counts = np.bincount(place, minlength=(int(week[-1]) + 1) * number_of_levels)
    firsts = (days[0] + 7 * np.arange(int(week[-1]) + 1)).tolist()
    yield from zip(firsts, map(tuple, counts.reshape(-1, number_of_levels).tolist()), strict=True)
