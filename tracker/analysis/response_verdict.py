"""Response verdict: whether the days after a massage stand out from chance, by how much, and for how long."""

import numpy as np

from tracker.analysis.session_shift import LAGS, Response
from tracker.analysis.thresholds import threshold
from tracker.analysis.verdict import (
    MUCH_BETTER,
    MUCH_WORSE,
    NO_CLEAR,
    SOMEWHAT_BETTER,
    SOMEWHAT_WORSE,
    TOO_LITTLE,
)

SAME_DAY = int(np.flatnonzero(LAGS == 0)[0])


def response_verdict(found: Response, measure: str) -> tuple[str, float | None, int | None]:
    """Return the verdict word, the change (points or cm) that stands out most, and over how many days after.

    Change and days are None with too little data. A change for the worse must also be no less than that of the day
    of the massage: it is often booked on a bad day, and a bad day runs on into the next.
    """
    if np.isnan(found.factor):
        return TOO_LITTLE, None, None
    room = found.factor * found.stretch_spread
    away = np.abs(found.stretch - found.stretch_middle)
    by_room = away / np.maximum(room, 1e-9)
    # The longest of equals: a level that holds for three days is told as three.
    place = int(np.flatnonzero(by_room >= by_room.max() * (1 - 1e-9))[-1])
    change, same_day = float(found.stretch[place]), float(found.mean[SAME_DAY])
    worse = change < 0 if measure == "reach" else change > 0
    stands_out = bool(away[place] > room[place] and abs(change) > room[place])
    if worse and abs(same_day) > abs(change) and same_day * change > 0:
        stands_out = False
    size = _size(change, measure, float(np.nanmean(found.usual))) if stands_out else 0
    if not size:
        return NO_CLEAR, change, place + 1
    words = (SOMEWHAT_WORSE, MUCH_WORSE) if worse else (SOMEWHAT_BETTER, MUCH_BETTER)
    return words[size - 1], change, place + 1


def wears_off_after(mean: np.ndarray, change: float, stretch: int) -> int | None:
    """Return the last day before the mean (one per lag) is less than half of a change, None when it holds to day 7."""
    for place in range(int(np.flatnonzero(stretch + 1 == LAGS)[0]), len(LAGS)):
        if not np.isnan(mean[place]) and mean[place] / change < 0.5:
            return int(LAGS[place]) - 1
    return None


def _size(change: float, measure: str, usual: float) -> int:
    """Return 0 for a change too small to matter, 1 for somewhat, 2 for much."""
    size = round(abs(change), 9)
    if measure == "reach":
        return int(size >= threshold("reach_mdc_cm").value)
    percent = 100 * size / usual if usual > 0 else 0.0
    much = size >= threshold("nrs_mcid_points").value and percent >= threshold("nrs_mcid_percent").value
    if much and (change > 0 or usual >= threshold("nrs_low_baseline_points").value):
        return 2
    return int(
        size >= threshold("nrs_slight_points").value and percent >= threshold("nrs_slight_percent").value
    )
