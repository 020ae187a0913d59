"""Days after: is the level on the days after massage sessions another one than on the client's usual days?

Generalised least squares with a first-order autoregression (Prais & Winsten 1954, Cowles Commission 383), its
carry-over by restricted likelihood (Patterson & Thompson 1971, Biometrika 58:545-554); one, two and three days weighed together as Andrews & Ploberger 1994 (Econometrica
62:1383-1414, doi 10.2307/2951753); moved dates with the effect taken out as ter Braak 1992.
"""

from dataclasses import dataclass

import numpy as np

from tracker.analysis.autoregression import whitened
from tracker.analysis.windows import Values

STRETCHES = 3  # the first day after, the first two, the first three
BEFORE, SAME = 0, 1  # among the columns; the stretches follow
CARRIES = np.linspace(0.0, 0.85, 18)
# From this t on the day before, and the day itself, are no usual days: people book when it is bad.
OUT_OF_LINE = np.array([1.5, 2.0])
PINNED_TO_ZERO = 1e9  # on the diagonal it keeps a column's size at 0
FEWEST_VALUES, FEWEST_DEGREES = 3, 8
SMALLEST_VARIANCE = 1e-6
# Chosen by simulation for at most 5 false calls in 100, see docs/method.md.
LOG_WEIGHTS = np.log(np.array([3.0, 1.0, 1.5]) / 5.5)
SHARPNESS = 0.4
LIMIT, LIMIT_BY_CARRY_OVER = 1.69, 1.05
MOVES, MOVED_SHARE = 199, 0.9


@dataclass(frozen=True)
class DaysAfter:
    """The shift (points or cm) over the first `days` days after, those that stand out most; how far, and the limit.

    `evidence` and `limit` are in standard errors: the three stretches together, and what they come to by chance.
    """

    shift: float
    days: int
    evidence: float
    limit: float


def days_after(
    values: Values, sessions: np.ndarray, drawn: np.ndarray, knot_days: int, with_weekdays: bool = False
) -> DaysAfter | None:
    """Return the shift after sessions; None where too few values are left to tell.

    Input: one value per calendar day (NaN without), sessions as positions in it, D x S drawn other positions, and
    the days between the knots of the line that is usual; `with_weekdays` lets each weekday have a level of its own. Moved dates can raise the limit, never lower it.
    """
    there = np.flatnonzero(~np.isnan(values))
    level = _level(there, knot_days)
    if with_weekdays:
        level = np.column_stack([level, (there[:, np.newaxis] % 7 == np.arange(6)) - 1 / 7])
    if len(there) - level.shape[1] - 2 - STRETCHES < FEWEST_DEGREES:
        return None
    pain = values[there] - values[there].mean()
    actual, gaps = _columns(sessions[np.newaxis], there, len(values)), np.diff(there)
    carry_over = _carry_over(pain, np.column_stack([level, actual[0].T]), gaps)
    shifts, stands_out = _fit(pain, level, actual, carry_over, gaps)
    # The longest of equals: a level that holds for three days is told as three.
    most = int(np.flatnonzero(stands_out[0] >= stands_out[0].max() * (1 - 1e-9))[-1])
    rest = pain - shifts[0, most] * actual[0, SAME + 1 + most]
    moved = _together(_fit(rest, level, _columns(drawn[:MOVES], there, len(values)), carry_over, gaps)[1])
    limit = max(LIMIT + LIMIT_BY_CARRY_OVER * carry_over, float(np.quantile(moved, MOVED_SHARE)))
    return DaysAfter(float(shifts[0, most]), most + 1, float(_together(stands_out)[0]), limit)


def _together(stands_out: np.ndarray) -> np.ndarray:
    """Return one size for the three stretches (D x 3), on the scale of one."""
    together = np.logaddexp.reduce(SHARPNESS * stands_out**2 + LOG_WEIGHTS, axis=1)
    distances: np.ndarray = np.sqrt(np.maximum(together, 0.0) / SHARPNESS)
    return distances


def _level(there: np.ndarray, knot_days: int) -> np.ndarray:
    """Return an orthonormal basis (values x knots at most) of lines bent at every knot."""
    length = int(there[-1] - there[0])
    knots = np.linspace(0, length, max(2, round(length / knot_days) + 1))
    hats = np.stack(
        [np.interp(there - there[0], knots, unit_vector) for unit_vector in np.eye(len(knots))], axis=1
    )
    basis, sizes, _ = np.linalg.svd(hats, full_matrices=False)
    # A knot amid a long gap has no value of its own to go by.
    basis_kept: np.ndarray = basis[:, sizes > 1e-3 * sizes.max()]
    return basis_kept


def _columns(places: np.ndarray, there: np.ndarray, length: int) -> np.ndarray:
    """Return 0 or 1 for D placements x (day before, same day, three stretches) x values."""
    rows = np.arange(len(places))[:, np.newaxis]
    # Days without a value share one place at the end, which is cut off; the day before the first day is one of them.
    place_of = np.full(length + 1 + STRETCHES, len(there))
    place_of[there] = np.arange(len(there))
    marks = np.zeros((len(places), 2 + STRETCHES, len(there) + 1))
    marks[rows, BEFORE, place_of[places - 1]] = 1.0
    marks[rows, SAME, place_of[places]] = 1.0
    for stretch in range(STRETCHES):
        for lag in range(1, stretch + 2):
            marks[rows, SAME + 1 + stretch, place_of[places + lag]] = 1.0
    return marks[:, :, :-1]


def _carry_over(pain: Values, design: np.ndarray, gaps: np.ndarray) -> float:
    """Return the mean of the lag-1 autocorrelation, each value weighed by its restricted likelihood."""
    rows = np.vstack([design.T, pain])
    white = np.stack([whitened(rows, carry**gaps) for carry in CARRIES])
    gram = white @ white.transpose(0, 2, 1)
    inner = gram[:, :-1, :-1] + 1e-9 * np.eye(design.shape[1])
    towards = gram[:, :-1, -1:]
    left = gram[:, -1, -1] - (towards * np.linalg.solve(inner, towards)).sum(axis=(1, 2))
    degrees = len(pain) - design.shape[1]
    spread_out = np.log(1 - CARRIES[:, np.newaxis] ** (2 * gaps)).sum(axis=1)
    likelihood = -0.5 * (spread_out + np.linalg.slogdet(inner)[1])
    likelihood -= 0.5 * degrees * np.log(np.maximum(left, degrees * SMALLEST_VARIANCE))
    weights = np.exp(likelihood - likelihood.max())
    return float((weights * CARRIES).sum() / weights.sum())


def _fit(
    pain: Values, level: np.ndarray, columns: np.ndarray, carry_over: float, gaps: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the shift of each placement and stretch (D x 3), and the root of twice its log likelihood ratio."""
    basis = np.linalg.qr(whitened(level.T, carry_over**gaps).T)[0]
    rest = whitened(pain, carry_over**gaps)
    rest -= basis @ (basis.T @ rest)
    white = whitened(columns, carry_over**gaps)
    projected = white @ basis
    gram = (
        white @ white.transpose(0, 2, 1)
        - projected @ projected.transpose(0, 2, 1)
        + 1e-9 * np.eye(2 + STRETCHES)
    )
    towards = white @ rest
    degrees = len(pain) - level.shape[1]
    total = float(rest @ rest)
    out = np.abs(_student(gram, towards, total, degrees)[1][:, : SAME + 1]) > OUT_OF_LINE
    few = columns[:, SAME + 1 :].sum(axis=2) < FEWEST_VALUES
    shifts, shift_errors = np.empty(few.shape), np.empty(few.shape)
    for stretch in range(STRETCHES):
        lags = [BEFORE, SAME, SAME + 1 + stretch]
        inner = gram[:, lags][:, :, lags]
        for place in (BEFORE, SAME):
            inner[:, place, place] += np.where(out[:, place], 0.0, PINNED_TO_ZERO)
        size, t = _student(inner, towards[:, lags], total, degrees)
        shifts[:, stretch], shift_errors[:, stretch] = size[:, -1], t[:, -1]
    degrees -= 2 + 1
    return shifts, np.where(few, 0.0, np.sqrt(degrees * np.log1p(shift_errors**2 / degrees)))


def _student(
    gram: np.ndarray, towards: np.ndarray, total: float, degrees: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return size and t (D x columns) of columns fitted together."""
    inverse = np.linalg.inv(gram)
    size = (inverse @ towards[:, :, np.newaxis])[:, :, 0]
    variance = (total - (size * towards).sum(axis=1)) / (degrees - gram.shape[1])
    spread = np.sqrt(
        np.maximum(variance, SMALLEST_VARIANCE)[:, np.newaxis] * np.diagonal(inverse, axis1=1, axis2=2)
    )
    return size, size / spread
