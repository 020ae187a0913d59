"""The calendar as iCalendar (RFC 5545): when to check in, to test, to go; never a value of the record."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from tracker.domain.coin import MASSAGE as MASSAGE_TRY
from tracker.domain.fair_try import Assignment, FairTry
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.reminders import Reminders

MEDIA_TYPE = "text/calendar; charset=utf-8"
CHECK_IN, TEST, MASSAGE = "Check-in", "Sit-and-reach test", "Massage session"
WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# How often a phone looks again; a cancelled massage session should be gone by the next half day.
LOOK_AGAIN = timedelta(hours=6)
MINUTES_OF_A_REMINDER = 5
HOUR = timedelta(hours=1)


def calendar_of(
    calendar_id: str,
    reminders: Reminders,
    changed_at: datetime,
    planned: Iterable[PlannedMassage],
    time_zone: str = "",
    assignments: Iterable[tuple[FairTry, Assignment]] = (),
) -> bytes:
    """Return a calendar file: the daily check-in, the weekly test and planned massage sessions.

    Reminders float (no zone): 20:00 is 20:00 wherever the phone is. So do massage sessions, unless the practice says
    in which IANA zone it is: there they are. What a fair try asks this week or block is an event of whole days that does
    not say what is tried; nothing of it is there before its time. The same values give the same bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Recovery Tracker//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", "Recovery Tracker")
    calendar.add("x-wr-calname", "Recovery Tracker")
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    if time_zone:
        calendar.add("x-wr-timezone", time_zone)
    zone = ZoneInfo(time_zone) if time_zone else None
    events = _events(UUID(calendar_id), reminders, changed_at, planned, zone)
    for event in (*events, *_asked_by_tries(UUID(calendar_id), assignments)):
        event.add("dtstamp", changed_at)
        calendar.add_component(event)
    if zone is not None:
        calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _events(
    calendar_id: UUID,
    reminders: Reminders,
    changed_at: datetime,
    planned: Iterable[PlannedMassage],
    zone: ZoneInfo | None,
) -> Iterator[Event]:
    first, weekday = changed_at.date(), reminders.test_weekday
    yield _reminder(calendar_id, CHECK_IN, first, reminders, {"FREQ": "DAILY"})
    if weekday is not None:
        day = first + timedelta(days=(weekday - first.weekday()) % 7)
        rule = {"FREQ": "WEEKLY", "BYDAY": WEEKDAY_CODES[weekday]}
        yield _reminder(calendar_id, TEST, day, reminders, rule)
    for planned_massage in planned:
        event = _event(
            str(uuid5(calendar_id, planned_massage.planned_id)),
            MASSAGE,
            datetime.combine(planned_massage.on_date, planned_massage.at_time, zone),
        )
        if planned_massage.minutes:
            event.add("duration", timedelta(minutes=planned_massage.minutes))
        event.add_component(_alarm(MASSAGE, -HOUR))
        yield event


def _asked_by_tries(calendar_id: UUID, assignments: Iterable[tuple[FairTry, Assignment]]) -> Iterator[Event]:
    for fair_try, assignment in assignments:
        how = (
            "massage"
            if fair_try.protocol.kind == MASSAGE_TRY
            else "with it"
            if assignment.is_with
            else "without it"
        )
        uid = str(uuid5(calendar_id, f"{fair_try.try_id} {assignment.number}"))
        event = _event(uid, f"Fair try: {how}", assignment.first)
        event.add("dtend", assignment.last + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        yield event


def _reminder(
    calendar_id: UUID, words: str, first: date, reminders: Reminders, rule: dict[str, str]
) -> Event:
    event = _event(str(uuid5(calendar_id, words)), words, datetime.combine(first, reminders.at_time))
    event.add("duration", timedelta(minutes=MINUTES_OF_A_REMINDER))
    event.add("rrule", rule)
    event.add("transp", "TRANSPARENT")  # it does not make anybody busy
    event.add_component(_alarm(words, timedelta(0)))
    return event


def _event(uid: str, words: str, starts: date) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("summary", words)
    event.add("dtstart", starts)
    return event


def _alarm(words: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", before)
    return alarm
