"""Would other dates have shown the same? Days after massage sessions against sessions placed by chance.

Each massage session is moved to a day of its own block (the days nearer to it than to another session), so that
the series keeps its ups and downs, its trend and its gaps, and only the dates are left to chance.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from tracker.analysis.daily_swing import BLOCK_DAYS, daily_swing

LAGS = np.arange(-1, 8)  # the day before, the day itself, and a week after
AFTER = slice(2, 5)  # +1 to +3 among the lags
NEAR_DAYS = 3  # the day itself and this many after are not usual days
MOST_MOVED_DAYS = 10
FEWEST_BLOCK_DAYS = 3  # with less room to move, other dates are the same dates
DRAWS, SEED = 299, 20
FEWEST_DRAWS = 150
EDGE = 50


@dataclass(frozen=True)
class Usual:
    """What counts as usual round a session: other days within `reach_days` to each side, at least `fewest` of them."""

    reach_days: int
    fewest: int


@dataclass(frozen=True)
class Response:
    """Change from usual by session and lag (array S x 9, NaN without a value), pooled with chance's spread.

    `usual` per session; `mean`, `spread` and `count` per lag; `stretch` the change over the days +1, +1..2 and
    +1..3, `stretch_middle` and `stretch_spread` what chance gives there, `factor` how many spreads chance's
    largest of the three stays within 19 times in 20. Spreads and factor are NaN where too few sessions count.
    """

    changes: np.ndarray
    usual: np.ndarray
    mean: np.ndarray
    spread: np.ndarray
    count: np.ndarray
    stretch: np.ndarray
    stretch_middle: np.ndarray
    stretch_spread: np.ndarray
    factor: float


def session_response(
    values: np.ndarray, sessions: np.ndarray, usual: Usual, fewest_sessions: int
) -> Response:
    """Return the response of a daily series to sessions, against sessions placed by chance.

    Input: one value per calendar day (NaN without), sessions as rising positions in it, each once. What a day
    keeps of the day before (autocorrelation) is taken out: after a bad day some better days are expected anyway.
    The chance series has the pooled pattern of the days 0 to +3 taken out first, and its spread is widened by
    the root of n / (n - 2) for having fitted it. 299 draws from a fixed seed: the same record gives the same answer.
    """
    padded = np.concatenate([np.full(EDGE, np.nan), values, np.full(EDGE, np.nan)])
    places = sessions[np.newaxis] + EDGE
    raw, _ = _changes(padded, places, usual, 0.0)
    carry_over = _carry_over(_without(padded, places[0], _mean(raw, 1)[0])[EDGE:-EDGE])
    changes, local = _changes(padded, places, usual, carry_over)
    mean, stretch = _mean(changes, 1)[0], _stretches(changes)[0]
    enough = int((~np.isnan(changes[0, :, AFTER]).all(axis=1)).sum())
    unsaid = np.full(len(LAGS), np.nan), np.full(3, np.nan), np.full(3, np.nan), float("nan")
    spread, middle, stretch_spread, factor = unsaid
    low, high = _blocks(sessions, len(values))
    if enough >= fewest_sessions and np.median(high - low) + 1 >= FEWEST_BLOCK_DAYS:
        rest = _without(padded, places[0], mean)
        drawn, _ = _changes(rest, _drawn(low, high) + EDGE, usual, carry_over)
        spread, middle, stretch_spread, factor = _chance(drawn, enough) or unsaid
    count = (~np.isnan(changes[0])).sum(axis=0)
    return Response(
        changes[0],
        local[0],
        mean,
        spread,
        count,
        stretch,
        middle,
        stretch_spread,
        factor,
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
    found = padded[places[:, :, np.newaxis] + LAGS] - local[:, :, np.newaxis]
    begun = np.nan_to_num(found[:, :, 0])[:, :, np.newaxis]
    found[:, :, 1:] -= begun * carry_over ** (LAGS[1:] - LAGS[0])
    return found, local


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


def _chance(drawn: np.ndarray, sessions: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, float] | None:
    stretches = _stretches(drawn)
    stretches = stretches[~np.isnan(stretches).any(axis=1)]
    if len(stretches) < FEWEST_DRAWS:
        return None
    middle, spread = stretches.mean(axis=0), stretches.std(axis=0)
    largest = np.max(np.abs(stretches - middle) / np.maximum(spread, 1e-9), axis=1)
    factor = float(np.quantile(largest, 0.95)) * sqrt(sessions / (sessions - 2))
    by_lag = _mean(drawn, 1)
    counted = np.maximum((~np.isnan(by_lag)).sum(axis=0), 1)
    centred = np.nan_to_num(by_lag - np.nansum(by_lag, axis=0) / counted)
    return np.sqrt((centred**2).sum(axis=0) / counted), middle, spread, factor


def _stretches(changes: np.ndarray) -> np.ndarray:
    # Per session the mean of what is there of the first one, two and three days after, then over sessions.
    after = changes[:, :, AFTER]
    number = np.cumsum(~np.isnan(after), axis=2)
    total = np.cumsum(np.nan_to_num(after), axis=2)
    return _mean(np.where(number > 0, total / np.maximum(number, 1), np.nan), 1)


def _mean(values: np.ndarray, axis: int) -> np.ndarray:
    there = ~np.isnan(values)
    number = there.sum(axis=axis)
    total = np.where(there, values, 0.0).sum(axis=axis)
    return np.where(number > 0, total / np.maximum(number, 1), np.nan)
