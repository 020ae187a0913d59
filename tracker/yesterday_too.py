"""After today's check-in: yesterday's pain, where none was noted, by one tap."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.guidance import may_ask_more
from tracker.domain.period import Period
from tracker.domain.red_flags import RedFlagState
from tracker.record import ClientRecord


@dataclass(frozen=True)
class YesterdayToo:
    """What is asked: the pain of one site, and what was answered so far."""

    entry_id: str
    column: str
    label: str
    answer: CheckIn | None

    @property
    def nrs(self) -> int | None:
        """The answer so far (NRS 0-10)."""
        return None if self.answer is None else getattr(self.answer, self.column)

    def check_in(self, nrs: int) -> CheckIn:
        """Return yesterday's check-in with a pain (NRS 0-10); the same question always makes the same entry."""
        yesterday = clock.today() - timedelta(days=1)
        values: dict[str, Any] = {self.column: nrs}
        return CheckIn(entry_id=self.entry_id, on_date=yesterday, **values)


def yesterday_too(record: ClientRecord, flags: RedFlagState, check_in: CheckIn) -> YesterdayToo | None:
    """Return the question that goes with a check-in of today, if there is one."""
    today = clock.today()
    if not may_ask_more(flags, check_in, today):
        return None
    entry_id = str(uuid5(UUID(check_in.entry_id), "yesterday"))
    yesterday = today - timedelta(days=1)
    noted = record.entries.of(CheckIn, Period(yesterday, yesterday))
    if any(entry.entry_id != entry_id for entry in noted):
        return None
    is_leg = check_in.leg_pain_nrs is not None
    answer = next(iter(noted), None)
    return YesterdayToo(
        entry_id=entry_id,
        column="leg_pain_nrs" if is_leg else "back_pain_nrs",
        label=f"Yesterday too? {'Leg' if is_leg else 'Back'} pain",
        answer=answer,
    )
