"""The calendar file: right times, stable ids, nothing of the record in it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.reminders import Reminders
from tracker.errors import InvalidEntry
from tracker.exchange.calendar import calendar_of

ID = "0d7d8c0a-4d06-4a3e-9d2f-4f1f3f1f0a01"
MADE = datetime(2026, 3, 9, 20, tzinfo=UTC)  # a Monday
PLANNED = PlannedMassage(on_date=date(2026, 3, 20), at_time=time(17, 30), minutes=45)


def events(reminders: Reminders, *planned: PlannedMassage) -> list[Any]:
    read = Calendar.from_ical(calendar_of(ID, reminders, MADE, planned))
    assert read["version"] == "2.0"
    return list(read.walk("VEVENT"))


def test_check_in_every_day_test_once_a_week_and_massage_sessions_when_planned() -> None:
    check_in, test, massage = events(Reminders(at_time=time(20, 15), test_weekday=6), PLANNED)
    assert [str(one["summary"]) for one in (check_in, test, massage)] == [
        "Check-in", "Sit-and-reach test", "Massage session",
    ]  # fmt: skip
    assert check_in["rrule"].to_ical() == b"FREQ=DAILY"
    assert check_in["dtstart"].dt == datetime(2026, 3, 9, 20, 15)
    assert test["rrule"].to_ical() == b"FREQ=WEEKLY;BYDAY=SU"
    assert test["dtstart"].dt == datetime(2026, 3, 15, 20, 15), "the first such day"
    assert massage["dtstart"].dt == datetime(2026, 3, 20, 17, 30)
    assert massage["duration"].dt == timedelta(minutes=45)
    assert all(len(one.walk("VALARM")) == 1 for one in (check_in, test, massage))
    assert check_in["dtstart"].dt.tzinfo is None, "20:15 wherever the phone is"


@pytest.mark.parametrize("weekday", range(7))
def test_the_first_test_falls_on_its_weekday(weekday: int) -> None:
    first = events(Reminders(test_weekday=weekday))[1]["dtstart"].dt
    assert first.weekday() == weekday
    assert 0 <= (first.date() - MADE.date()).days < 7


def test_no_test_when_none_is_wanted() -> None:
    assert len(events(Reminders(test_weekday=None))) == 1


def test_ids_stay_and_the_same_values_give_the_same_bytes() -> None:
    first, later = events(Reminders(), PLANNED), events(Reminders(at_time=time(8)), PLANNED)
    assert [one["uid"] for one in first] == [one["uid"] for one in later]
    assert len({str(one["uid"]) for one in first}) == 3
    assert calendar_of(ID, Reminders(), MADE, [PLANNED]) == calendar_of(ID, Reminders(), MADE, [PLANNED])
    assert ID not in calendar_of(ID, Reminders(), MADE, []).decode()


def test_it_is_written_as_calendars_want_it() -> None:
    text = calendar_of(ID, Reminders(), MADE, [PLANNED]).decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert text.count("\n") == text.count("\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT6H" in text
    assert text.count("DTSTAMP:20260309T200000Z") == 3


def test_in_a_practice_s_zone_a_massage_session_is_there_and_reminders_stay_with_the_phone() -> None:
    text = calendar_of(ID, Reminders(), MADE, [PLANNED], "America/New_York")
    read = Calendar.from_ical(text)
    assert str(read["x-wr-timezone"]) == "America/New_York"
    (zone,) = read.walk("VTIMEZONE")
    assert str(zone["tzid"]) == "America/New_York"
    assert zone.walk("DAYLIGHT"), "it says when the clocks change"
    massage = next(one for one in read.walk("VEVENT") if str(one["summary"]) == "Massage session")
    assert massage["dtstart"].params["TZID"] == "America/New_York"
    assert massage["dtstart"].dt.astimezone(UTC) == datetime(2026, 3, 20, 21, 30, tzinfo=UTC)
    check_in = next(one for one in read.walk("VEVENT") if str(one["summary"]) == "Check-in")
    assert check_in["dtstart"].dt.tzinfo is None
    assert calendar_of(ID, Reminders(), MADE, [PLANNED], "America/New_York") == text


def test_without_a_zone_there_is_none() -> None:
    assert b"TIMEZONE" not in calendar_of(ID, Reminders(), MADE, [PLANNED])


@pytest.mark.parametrize(
    "make",
    [
        lambda: PlannedMassage(on_date="2026-03-09", at_time=time(8)),  # type: ignore[arg-type]
        lambda: PlannedMassage(on_date=date(2026, 3, 9), at_time="08:00"),  # type: ignore[arg-type]
        lambda: PlannedMassage(on_date=date(2026, 3, 9), at_time=time(8), minutes=0),
        lambda: PlannedMassage(on_date=date(2026, 3, 9), at_time=time(8), minutes=241),
        lambda: Reminders(at_time="20:00"),  # type: ignore[arg-type]
        lambda: Reminders(test_weekday=7),
    ],
)
def test_a_wrong_value_is_refused(make: Any) -> None:
    with pytest.raises(InvalidEntry):
        make()
