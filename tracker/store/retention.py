"""Which of many backups to keep: fewer the older they are."""

from collections.abc import Callable, Iterable
from datetime import datetime

DAYS, WEEKS, MONTHS = 7, 4, 12

_PERIODS: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
    (DAYS, lambda at: (at.year, at.month, at.day)),
    (WEEKS, lambda at: at.isocalendar()[:2]),
    (MONTHS, lambda at: (at.year, at.month)),
)


def backups_to_keep(made_at: Iterable[datetime]) -> frozenset[datetime]:
    """Return the backups to keep: the last one of each of the latest 7 days, 4 ISO weeks and 12 months.

    Only days, weeks and months that have a backup count, so a machine that was off loses none by it.
    """
    latest_first = sorted(set(made_at), reverse=True)
    wanted: set[datetime] = set()
    for most, period_of in _PERIODS:
        last_of_each: dict[tuple[int, ...], datetime] = {}
        for at in latest_first:
            last_of_each.setdefault(period_of(at), at)
        wanted.update(list(last_of_each.values())[:most])
    return frozenset(wanted)
