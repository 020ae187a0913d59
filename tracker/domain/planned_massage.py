"""A massage session that is planned: it becomes a line in the client's calendar, and no entry by itself."""

from dataclasses import dataclass, field
from datetime import date, time

from tracker.domain import limits
from tracker.domain.entry import new_entry_id
from tracker.errors import InvalidEntry

# Of a record, past ones included: two a week for twenty years.
MOST_PLANNED = 2_000


@dataclass(frozen=True, kw_only=True)
class PlannedMassage:
    """When a massage session is to be: the client's own day and time, and its minutes (1-240) if known.

    Raises InvalidEntry.
    """

    on_date: date
    at_time: time
    minutes: int | None = None
    planned_id: str = field(default_factory=new_entry_id)

    def __post_init__(self) -> None:
        limits.day("on_date", self.on_date, date.max)
        if type(self.at_time) is not time:
            raise InvalidEntry("at_time", "Time must be a time of day such as 17:30.")
        object.__setattr__(self, "at_time", self.at_time.replace(second=0, microsecond=0, tzinfo=None))
        limits.whole_number("minutes", self.minutes, 1, 240)


def room_for_planned(total: int) -> None:
    """Refuse more planned massage sessions than a record holds; raises InvalidEntry."""
    if total > MOST_PLANNED:
        raise InvalidEntry(
            "on_date", f"A record holds up to {MOST_PLANNED:,} planned massage sessions, past ones included."
        )
