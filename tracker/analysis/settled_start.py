"""Settled start: where the first fortnight begins when the diary was begun in a flare, or in days unusually bad."""

from datetime import date, timedelta

import numpy as np

from tracker.analysis.autoregression import step_sizes
from tracker.analysis.lasting_change import EARLY_DAYS
from tracker.analysis.windows import Days, Values

# A level that holds longer than this from the first day on is where someone started, not a flare.
LONGEST_DAYS, LATER_DAYS = 10, 28
STANDS_OUT, FURTHER = 3.0, 0.5  # standard errors
FEWEST_VALUES = 14


def settled_start(days: Days, values: Values, less_is_better: bool = True) -> date:
    """Return the day from which the first fortnight counts: the first day, or the day after an early flare.

    An early flare: the first 2 to 10 days are worse than those after them, stand out from them, and further than a step
    in the weeks after does. A level that holds longer is where someone started, and so is one that got worse.
    """
    early = days < days[0] + EARLY_DAYS
    days, values = days[early], values[early]
    first: date = days[0].item()
    if len(values) < FEWEST_VALUES:
        return first
    number = (days - days[0]).astype(np.int64)
    sizes = step_sizes(values, np.ones((len(values), 1)), np.diff(days).astype(np.float64))
    sizes[:2] = sizes[-3:] = 0.0
    better = -sizes if less_is_better else sizes
    begins = number <= LONGEST_DAYS
    place = int(np.argmax(np.where(begins, better, 0.0)))
    later = float(np.max(np.where(begins | (number > LATER_DAYS), 0.0, np.abs(sizes))))
    start = 0
    if better[place] > STANDS_OUT and better[place] > later + FURTHER:
        start = int(number[place])
    return first + timedelta(days=start)
