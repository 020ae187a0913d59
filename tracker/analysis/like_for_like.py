"""Like for like: how the latest test of a series was done differently from the one before."""

from dataclasses import dataclass
from datetime import time

import pandas as pd

from tracker.analysis.flexibility_trend import ReachSeries, by_series, conditions_differ
from tracker.frames import until


@dataclass(frozen=True)
class _Done:
    """How one test was done, as the frame holds it."""

    variant: str
    foot_line_cm: float | None
    side: str | None
    warm_up: bool | None
    at_time: time | None


def unlike_before(tests: pd.DataFrame, series: ReachSeries, unit: str = "cm") -> tuple[str, ...]:
    """Return one sentence for each condition that differs between the last two tests of a series.

    Input: a sit-and-reach frame; tests after the series' last day, and skipped ones, are left out.
    """
    tests = until(tests, series.days[-1])
    places = by_series(tests).get((series.variant, series.side), [])[-2:]
    if len(places) < 2:
        return ()
    columns = [tests[name].tolist() for name in ("variant", "foot_line_cm", "side", "warm_up", "at_time")]
    before, latest = (_done(*(column[place] for column in columns)) for place in places)
    return conditions_differ(before, latest, unit)


def _done(variant: str, foot_line_cm: float, side: object, warm_up: object, at_time: object) -> _Done:
    return _Done(
        variant,
        None if pd.isna(foot_line_cm) else foot_line_cm,
        side if isinstance(side, str) else None,
        None if warm_up is pd.NA else bool(warm_up),
        time.fromisoformat(at_time) if isinstance(at_time, str) else None,
    )
