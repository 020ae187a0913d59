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
FURTHER_IF_WORSE = 0.5  # standard errors; of 5 false calls in 100, about one is of a change for the worse


def response_verdict(response: Response, measure: str) -> tuple[str, float | None, int | None]:
    """Return the verdict word, the change (points or cm) that stands out most, and over how many days after.

    Change and days are None with too little data. A change for the worse must stand out further, and be no less than
    that of the day of the massage: it is often booked on a bad day, and a bad day runs on into the next.
    """
    after = response.after
    if after is None:
        return TOO_LITTLE, None, None
    change, same_day = after.shift, float(response.mean[SAME_DAY])
    worse = change < 0 if measure == "reach" else change > 0
    stands_out = after.evidence > after.limit + (FURTHER_IF_WORSE if worse else 0.0)
    if worse and abs(same_day) > abs(change) and same_day * change > 0:
        stands_out = False
    size = _size(change, measure, float(np.nanmean(response.usual))) if stands_out else 0
    if not size:
        return NO_CLEAR, change, after.days
    words = (SOMEWHAT_WORSE, MUCH_WORSE) if worse else (SOMEWHAT_BETTER, MUCH_BETTER)
    return words[size - 1], change, after.days


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
