"""Would other dates have shown the same? Days after massage sessions against sessions placed by chance.

Each massage session is moved to a day of its own block (the days nearer to it than to another session), so that
the series keeps its ups and downs, its trend and its gaps, and only the dates are left to chance.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from tracker.analysis.daily_swing import BLOCK_DAYS, daily_swing
from tracker.analysis.days_after import DaysAfter, days_after

LAGS = np.arange(-1, 8)  # the day before, the day itself, and a week after
FIRST_AFTER, AFTER = 2, slice(2, 5)  # +1, and +1 to +3, among the lags
NEAR_DAYS = 3  # the day itself and this many after are not usual days
MOST_MOVED_DAYS = 10
FEWEST_BLOCK_DAYS = 3  # with less room to move, other dates are the same dates
DRAWS, SEED = 299, 20
FEWEST_DRAWS = 150
EDGE = 50
NORMAL_95 = 1.96


@dataclass(frozen=True)
class Usual:
    """What counts as usual round a session: other days within `reach_days` to each side, at least `fewest` of them.

    `knot_days` lie between the bends of the line that is usual over the whole record.
    """

    reach_days: int
    fewest: int
    knot_days: int


@dataclass(frozen=True)
class Response:
    """Change from usual by session and lag (array S x 9, NaN without a value), pooled with chance's spread.

    `usual` per session; `mean`, `spread` and `count` per lag; `factor` how many spreads hold a day's mean 19 times in
    20; `after` the days after taken together. Spreads and factor are NaN, after is None where too few sessions count.
    """

    changes: np.ndarray
    usual: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    count: np.ndarray
    factor: float
    after: DaysAfter | None


def session_response(
    values: np.ndarray, sessions: np.ndarray, usual: Usual, fewest_sessions: int, with_weekdays: bool = False
) -> Response:
    """Return the response of a daily series to sessions, against sessions placed by chance.

    Input: one value per calendar day (NaN without), sessions as rising positions in it, each once. What a day
    keeps of the day before (autocorrelation) is taken out: after a bad day some better days are expected anyway.
    The chance series has the pooled pattern of the days 0 to +3 taken out first, and its spread is widened by
    the root of n / (n - 2) for having fitted it. `with_weekdays` gives each weekday a level of its own. 299 draws from a fixed seed: the same record gives the same answer.
    """
    padded = np.concatenate([np.full(EDGE, np.nan), values, np.full(EDGE, np.nan)])
    places = sessions[np.newaxis] + EDGE
    raw, _ = _changes(padded, places, usual, 0.0)
    carry_over = _carry_over(_without(padded, places[0], _mean(raw, 1)[0])[EDGE:-EDGE])
    changes, local = _changes(padded, places, usual, carry_over)
    mean, count = _mean(changes, 1)[0], (~np.isnan(changes[0])).sum(axis=0)
    enough = int((~np.isnan(changes[0, :, AFTER]).all(axis=1)).sum())
    spread, factor, after = np.full(len(LAGS), np.nan), float("nan"), None
    low, high = _blocks(sessions, len(values))
    if enough >= fewest_sessions and np.median(high - low) + 1 >= FEWEST_BLOCK_DAYS:
        drawn = _drawn(low, high)
        moved, _ = _changes(_without(padded, places[0], mean), drawn + EDGE, usual, carry_over)
        if (~np.isnan(moved[:, :, FIRST_AFTER])).any(axis=1).sum() >= FEWEST_DRAWS:
            after = days_after(values, sessions, drawn, usual.knot_days, with_weekdays)
        if after:
            spread, factor = _spread(moved), NORMAL_95 * sqrt(enough / (enough - 2))
    return Response(
        changes=changes[0], usual=local[0], mean=mean, spread=spread, count=count, factor=factor, after=after
    )


def usual_scatter(values: np.ndarray, sessions: np.ndarray, usual: Usual) -> np.ndarray:
    """Return how far the usual days lie from their own local mean (same input as `session_response`)."""
    padded = np.concatenate([np.full(EDGE, np.nan), values, np.full(EDGE, np.nan)])
    places = sessions[np.newaxis] + EDGE
    everywhere = np.arange(EDGE, EDGE + len(values))[np.newaxis]
    away = values - _usual_means(padded, _near(places, len(padded)), everywhere, usual)[0]
    other = ~_near(places, len(padded))[0][EDGE:-EDGE]
    scatter: np.ndarray = away[other & ~np.isnan(away)]
    return scatter


def _changes(
    padded: np.ndarray, places: np.ndarray, usual: Usual, carry_over: float
) -> tuple[np.ndarray, np.ndarray]:
    # The day before's distance from usual is expected to fade by itself, a little each day.
    local = _usual_means(padded, _near(places, len(padded)), places, usual)
    shifts = padded[places[:, :, np.newaxis] + LAGS] - local[:, :, np.newaxis]
    begun = np.nan_to_num(shifts[:, :, 0])[:, :, np.newaxis]
    shifts[:, :, 1:] -= begun * carry_over ** (LAGS[1:] - LAGS[0])
    return shifts, local


def _near(places: np.ndarray, length: int) -> np.ndarray:
    near = np.zeros((len(places), length), dtype=bool)
    rows = np.arange(len(places))[:, np.newaxis]
    for lag in range(NEAR_DAYS + 1):
        near[rows, places + lag] = True
    return near


def _usual_means(padded: np.ndarray, near: np.ndarray, places: np.ndarray, usual: Usual) -> np.ndarray:
    other = ~near & ~np.isnan(padded)
    sums = np.cumsum(other * np.nan_to_num(padded), axis=1)
    counts = np.cumsum(other, axis=1, dtype=np.int32)
    rows = np.arange(len(near))[:, np.newaxis]
    first = places - usual.reach_days - 1
    last = np.minimum(places + usual.reach_days, len(padded) - 1)
    number = counts[rows, last] - counts[rows, first]
    total = sums[rows, last] - sums[rows, first]
    return np.where(number >= usual.fewest, total / np.maximum(number, 1), np.nan)


def _without(padded: np.ndarray, places: np.ndarray, mean: np.ndarray) -> np.ndarray:
    rest = padded.copy()
    for place in range(1, NEAR_DAYS + 2):
        rest[places + LAGS[place]] -= np.nan_to_num(mean[place])
    return rest


def _carry_over(rest: np.ndarray) -> float:
    there = np.flatnonzero(~np.isnan(rest))
    if len(there) < BLOCK_DAYS:
        return 0.0
    return daily_swing(there.astype("datetime64[D]"), rest[there]).carry_over


def _blocks(sessions: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    between = (sessions[1:] + sessions[:-1]) / 2
    low = np.ceil(np.maximum(np.concatenate([[0], between]), sessions - MOST_MOVED_DAYS))
    high = np.concatenate([between, [length]])
    high = np.ceil(np.minimum(high, sessions + MOST_MOVED_DAYS + 1)) - 1
    return low, np.maximum(high, low)


def _drawn(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    chance = np.random.default_rng(SEED).random((DRAWS, len(low)))
    drawn: np.ndarray = (low + np.floor(chance * (high - low + 1))).astype(np.int64)
    return drawn


def _spread(moved: np.ndarray) -> np.ndarray:
    by_lag = _mean(moved, 1)
    counted = np.maximum((~np.isnan(by_lag)).sum(axis=0), 1)
    centred = np.nan_to_num(by_lag - np.nansum(by_lag, axis=0) / counted)
    spread: np.ndarray = np.sqrt((centred**2).sum(axis=0) / counted)
    return spread


def _mean(values: np.ndarray, axis: int) -> np.ndarray:
    there = ~np.isnan(values)
    number = there.sum(axis=axis)
    total = np.where(there, values, 0.0).sum(axis=axis)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)
