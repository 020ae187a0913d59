"""Row: one measured thing beside its floor and its budget; and how medians are taken."""

import gc
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, in `unit`, beside its floor from the same run.

    `most` and `least` bound the ratio ours/floor, `most_ours` the figure itself; without any, the line only informs.
    """

    what: str
    ours: float
    floor: float | None = None
    unit: str = "ms"
    most: float | None = None
    least: float | None = None
    most_ours: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the floor it is."""
        return self.ours / self.floor if self.floor else None

    @property
    def budget(self) -> str:
        """The budget in words, empty without one."""
        bounds = (("at most {:g}x", self.most), ("at least {:g}x", self.least))
        said = [words.format(bound) for words, bound in bounds if bound is not None]
        if self.most_ours is not None:
            said.append(f"at most {self.most_ours:g} {self.unit}")
        return ", ".join(said)

    @property
    def met(self) -> bool | None:
        """Whether the budget is kept; None without one."""
        if not self.budget:
            return None
        ratio = self.ratio
        return not (
            (self.most is not None and (ratio is None or ratio > self.most))
            or (self.least is not None and (ratio is None or ratio < self.least))
            or (self.most_ours is not None and self.ours > self.most_ours)
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the row as it is written to bench/results."""
        return {**asdict(self), "ratio": self.ratio, "budget": self.budget, "met": self.met}


Clock = Callable[[], float]
# Work that waits for nothing is measured by the processor's time: other programs then hardly count.
WAITS, COMPUTES = time.perf_counter, time.thread_time


def rounds_of(usual: int) -> int:
    """Return how many rounds to take: the usual ones, or BENCH_ROUNDS to see quickly that a benchmark still runs."""
    return int(os.environ.get("BENCH_ROUNDS") or usual)


def took_ms(work: Callable[[], object], clock: Clock) -> float:
    """Return how long one call takes, in milliseconds."""
    start = clock()
    work()
    return (clock() - start) * 1000


def medians(rounds: int, clock: Clock = WAITS, **works: Callable[[], object]) -> dict[str, float]:
    """Return each work's median in milliseconds; they take turns, so that a busy moment hits all alike.

    Each is called once before, unmeasured. Garbage is collected between calls, not during them.
    """
    for work in works.values():
        work()
    took: dict[str, list[float]] = {name: [] for name in works}
    was_on = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds_of(rounds)):
            for name, work in works.items():
                took[name].append(took_ms(work, clock))
            gc.collect(0)
    finally:
        if was_on:
            gc.enable()
    return {name: statistics.median(each) for name, each in took.items()}


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Return the least-squares slope of y over x."""
    return statistics.linear_regression(*zip(*points, strict=True)).slope
