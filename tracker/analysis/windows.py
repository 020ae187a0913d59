"""Windows: the first fortnight and the latest of one series, and what is missing to compare them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Window:
    """A stretch of calendar days, the days in it that have a value, and the mean of those (NRS 0-10 for pain)."""

    first: date
    last: date
    days: int
    mean: float | None
