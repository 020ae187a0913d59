"""What was logged: the same days, notes and lateness as the entries themselves say, in the same order."""

from datetime import UTC, date, datetime, time

from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.domain.period import Period
from tracker.record import ClientRecord
from tracker.reports.entry_notes import logged


def test_it_says_what_the_entries_say(record: ClientRecord) -> None:
    clock.use_zone("Pacific/Auckland")
    day = date(2026, 3, 9)
    made = {
        "on its day": datetime(2026, 3, 9, 8, tzinfo=UTC),
        "on the day after by UTC, two days later there": datetime(2026, 3, 10, 20, tzinfo=UTC),
        "on the day after": datetime(2026, 3, 10, 2, tzinfo=UTC),
        "a month later": datetime(2026, 4, 9, 8, tzinfo=UTC),
    }
    for hour, (note, created_at) in enumerate(made.items()):
        record.entries.add(
            CheckIn(on_date=day, at_time=time(hour), leg_pain_nrs=3, note=note, created_at=created_at)
        )
    record.entries.add(MassageSession(on_date=day, minutes=30, created_at=made["a month later"]))
    record.entries.add(CheckIn(on_date=date(2026, 3, 8), back_pain_nrs=1, created_at=made["on its day"]))
    period = Period(day, day)
    found = logged(record, period)
    assert [(one.kind, one.on_date, one.note, one.is_back_filled) for one in found] == [
        (one.kind, one.on_date, one.note, one.is_back_filled) for one in record.entries.all(period=period)
    ]
    assert [one.is_back_filled for one in found] == [True, False, True, False, True]
