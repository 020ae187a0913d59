"""A practice's appointments as planned massage sessions: from a calendar file (.ics), or from the words of a message."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from threading import Lock
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import available_timezones

from dateutil.rrule import rrulestr
from icalendar import Calendar, Event, Timezone, use_zoneinfo, vRecur
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from tracker import clock
from tracker.domain.massage_session import MassageSession
from tracker.domain.measure import measures_of
from tracker.domain.planned_massage import PlannedMassage
from tracker.errors import ImportRefused
from tracker.exchange.importers.calendar_words import names_calendar
from tracker.exchange.importers.days import DAY_ORDERS, TO, Moment, clock_in, moment_in

MOST_CHARACTERS, MOST_APPOINTMENTS = 200_000, 60
# A rule that names each second, or a day that never comes, would be followed for hours.
RULE_PARTS = {
    "DAILY": {"INTERVAL", "COUNT", "UNTIL", "WKST"},
    "WEEKLY": {"INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"},
    "MONTHLY": {"INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYSETPOS"},
}
MOST_WEEKS_OF_A_MONTH = 5
LONGEST_SERIES, MOST_SERIES = timedelta(days=3_660), 20
# How a zone that a file declares itself changes its clocks: once a year. Those with a longer history have a known name.
_ZONE_RULE_PARTS = {"FREQ", "INTERVAL", "BYMONTH", "BYDAY", "UNTIL", "WKST"}
MOST_CHANGES_OF_A_ZONE = 20
_zones = Lock()
LONGEST_MESSAGE, MOST_PARTS = 2_000, 40
# A day without its year is then of one year alone.
AHEAD = timedelta(days=364)
BEGIN = "BEGIN:VCALENDAR"
# A file may hold several, one behind the other (RFC 5545, section 3.4).
_A_CALENDAR = re.compile(rf"^{BEGIN}\s*$", re.IGNORECASE | re.MULTILINE)
CALLED_OFF = "CANCELLED"
ONCE = "once"
NO_DAY = "There is no appointment with a day and a time to come in it. Write it as 2026-12-03 17:30."
UNKNOWN_SERIES = (
    "An appointment in it is repeated in a way that is not known here, or began over ten years ago:"
    " save it once for each day, or write the day and time yourself."
)
NOT_AS_IT_WAS = (
    "It says something of calling off or moving: write only the appointment that stays, as 2026-12-03 17:30,"
    " and remove one that does not."
)
# What has happened to an appointment; how to cancel or reschedule one stands in many a message about one that stays.
_CHANGED = re.compile(
    r"\b(?:is|are|was|were|be|been|appointment|session|massage)(?: now)? (?:cancell?ed|called off)\b"
    r"|\bwe(?:['’](?:ve|re|ll))?(?: (?:are|have|had|need|must|will|to|unfortunately|regret))* (?:cancel|mov|chang|reschedul|postpon)"
    r"|^\W*cancell?ed\b|\b(?:moved|re-?scheduled|re-?arranged|postponed|put (?:off|back)|brought forward)\b|\bchanged (?:to|from)\b"
    r"|\babgesagt\b|\bstorniert\b|\bentf[aä]llt\b|\bausgefallen\b|\bf[aä]llt\b.{0,20}\baus\b|\bverschoben\b|\bverlegt\b|\bgeändert\b"
    r"|(?<!non )\bannulée?\b|\bdéplacée?\b|\breportée?\b|\bdécalée?\b|\breprogrammée?\b|\bmodifiée?\b"
    r"|(?<!no )\b(?:cancelad|anulad|reprogramad|aplazad|pospuest|cambiad|remarcad|adiad|desmarcad)[oa]\b"
    r"|\b(?:annullat|disdett|spostat|rinviat|posticipat)[oa]\b|\bgeannuleerd\b|\bafgezegd\b|\bverplaatst\b|\bverzet\b|\bgewijzigd\b"
    r"|\bodwołan|\bprzełożon|\bprzeniesion|\binställd\b|\bavbokad\b|\bombokad\b|\ba[fv]lyst\b|\bflytt[ea][dt]",
    re.IGNORECASE | re.MULTILINE,
)
# A day by which to answer, to pay or to call off is none of an appointment.
_LAST_DAY = re.compile(
    r"\b(?:before|by|until|till?|bis|vor|avant|d['’]ici|jusqu['’]au|antes|hasta|voor|tot|até|entro|prima|senest|senast|innan|przed|do)"
    r"\s+(?:(?:the|zum|dem|den|le|del?|el|il|au)\s+)?$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
# Enough for "Thursday, the 3rd of December 2026".
_LONGEST_DAY = 7
UNSURE = (
    "It is not certain when the appointment is: write only its day and when it begins, as 2026-12-03 17:30."
)
_EDGES = " .,;:()[]"
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_SHORT_YEAR = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2}(?!\d)")
_NO_YEAR = re.compile(r"(?:[^\W\d_]+[\s,.]+)?\d{1,2}([./])\d{1,2}")
# 17:30, 17.30, 5:30 pm, 5 p.m., 17 Uhr, 17h; and 17, which is a time where a unit follows the end of its span.
_FIGURES = r"(\d{1,2}(?:[:.h]\d{2})?)"
_UNIT = r"(?:\s?([ap]\.?\s?m\b\.?|uhr\b|h\b))?"
_TIME = re.compile(_FIGURES + _UNIT, re.IGNORECASE)
_TO = r"(\s?[-\u2010-\u2015\u2212\u2192]\s?|\s(?:to|till?|until|bis|à|às|as?|alle|tot|do|до)\s)"
_OR = r"\s(?:and|or|und|oder|et|ou|[yeoi]|en|of|och|eller|og|oraz|lub|и|или)\s"
_SPAN = re.compile(
    rf"(?<![\d.,/:]){_FIGURES}{_UNIT}(?:(?:{_TO}|{_OR}){_FIGURES}{_UNIT})?(?![\d/])", re.IGNORECASE
)
# How long before it to come is not how long it is.
_BEFORE_IT = r"(?!\w*\.?\s(?:earl|before|ahead|in advance|prior|vor|früher|eher|avant|plus tôt|antes|prima|eerder|van tevoren|före|innan|før|przed))"
_MINUTES = re.compile(rf"(\d{{1,3}})\s?(?:-\s?)?(?:min|мин|λεπ|perc|分|분){_BEFORE_IT}", re.IGNORECASE)


class Appointments(NamedTuple):
    """What a calendar file or a message says: the appointments to come, and the planned ones that it no longer has."""

    coming: tuple[PlannedMassage, ...]
    gone: tuple[PlannedMassage, ...]


def appointments_in(text: str, planned: Iterable[PlannedMassage] = ()) -> Appointments:
    """Return the appointments to come in a calendar file or a message, earliest first, at most 60 and a year ahead.

    An appointment keeps its id, so that one that moved is moved. Raises ImportRefused in one sentence.
    """
    if len(text) > MOST_CHARACTERS:
        raise ImportRefused(
            "The calendar file is too long: at most 200 kB. Save a file with fewer appointments."
        )
    now = clock.utc_now()
    to_come = [massage for massage in planned if clock.moment_at(massage.on_date, massage.at_time) > now]
    is_calendar = BEGIN in text[:1_000].upper()
    written, ids = _of_calendar(text, to_come) if is_calendar else (_of_message(text), set())
    coming = {
        appointment.planned_id: appointment for appointment in written if _is_to_come(appointment.on_date)
    }
    gone = tuple(massage for massage in to_come if massage.planned_id in ids - coming.keys())
    if not coming and not gone:
        raise ImportRefused(NO_DAY)
    earliest_first = sorted(coming.values(), key=lambda planned: (planned.on_date, planned.at_time))
    return Appointments(tuple(earliest_first[:MOST_APPOINTMENTS]), gone)


def _is_to_come(day: date) -> bool:
    return clock.today() <= day <= clock.today() + AHEAD


def _of_calendar(text: str, planned: Iterable[PlannedMassage]) -> tuple[list[PlannedMassage], set[str]]:
    """Return the appointments of a calendar file, and the ids of those planned that may have come from its events."""
    try:
        events = _events_in(_calendars_in(text))
        zones = {event.uid: _zone_of(event) for event in events if not event.get("RECURRENCE-ID")}
        moved: dict[str, set[date | None]] = defaultdict(set)
        for event in events:
            moved[event.uid].add(_again(event, zones))
        written = [
            appointment
            for event in events
            if event.status != CALLED_OFF
            and isinstance(event.DTSTART, datetime)
            and not _is_of_whole_days(event)
            for appointment in _of_event(event, event.DTSTART, moved[event.uid], _again(event, zones))
        ]
        begins = {clock.moment_at(massage.on_date, massage.at_time) for massage in planned}
        ids = {planned_id for event in events for planned_id in _ids(event, begins, zones)}
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError) as error:
        raise ImportRefused("The calendar file is damaged, so nothing was planned.") from error
    return written, ids


def _events_in(calendars: list[Calendar]) -> list[Event]:
    """Return the last word on each event of the calendars; those of one that cancels are called off."""
    events = [event for calendar in calendars for event in calendar.events]
    if sum(bool(event.rrules) and not _is_over(event) for event in events) > MOST_SERIES:
        raise ImportRefused(f"There are over {MOST_SERIES} repeated appointments in it: leave your own.")
    for calendar in calendars:
        if str(calendar.get("METHOD")).upper() == "CANCEL":
            for event in calendar.events:
                event["STATUS"] = CALLED_OFF
    latest = _latest(events)
    # Each later time of its series would have to be moved as well.
    if any("RECURRENCE-ID" in event and "RANGE" in event["RECURRENCE-ID"].params for event in latest):
        raise ImportRefused(UNKNOWN_SERIES)
    return latest


def _calendars_in(text: str) -> list[Calendar]:
    """Return the calendars of a file, the times of each by the zones that it declares itself, and by no other's.

    icalendar keeps a declared zone by its name, such as Outlook's "Customized Time Zone", as long as the process lives:
    one person's file, or calendar, would say when another's appointments are.
    """
    begins = [match.start() for match in _A_CALENDAR.finditer(text)]
    calendars = []
    for begin, end in zip([0, *begins[1:]], [*begins[1:], len(text)], strict=True):
        with _zones:
            use_zoneinfo()  # type: ignore[no-untyped-call]
            try:
                calendars.append(Calendar.from_ical(text[begin:end]))
            finally:
                use_zoneinfo()  # type: ignore[no-untyped-call]
    zone_names = available_timezones()
    for calendar in calendars:
        named = set(_zones_named(calendar))
        for zone in calendar.timezones:
            name = zone.tz_name.strip("/")
            if name not in zone_names and not _can_be_told(zone) and _is_among(name, named):
                raise ImportRefused(_unknown_zone(zone.tz_name))
    return calendars


def _zones_named(calendar: Calendar) -> Iterator[str]:
    """Yield the zones that an event names; one that is declared and not used says when nothing is."""
    for event in calendar.events:
        for _, value in event.property_items(recursive=False):
            if zone_name := getattr(value, "params", {}).get("TZID"):
                yield str(zone_name).strip("/")


def _is_among(name: str, named: set[str]) -> bool:
    """Return whether a declared zone may be meant by any of the names, in each way that icalendar looks for one."""
    return any(
        meant == name or meant.endswith(f"/{name}") or WINDOWS_TO_OLSON.get(meant) == name for meant in named
    )


def _can_be_told(zone: Timezone) -> bool:
    """Return whether the time in a zone is found at once: a rule that names each second would be followed for hours."""
    of_winter = [rule for change in zone.standard for rule in change.rrules]
    of_summer = [rule for change in zone.daylight for rule in change.rrules]
    changes = (*zone.standard, *zone.daylight)
    if len(changes) > MOST_CHANGES_OF_A_ZONE or any("EXRULE" in change for change in changes):
        return False
    return all(
        rule["FREQ"] == ["YEARLY"]
        and set(rule) <= _ZONE_RULE_PARTS
        and rule.get("INTERVAL", [1]) == [1]
        and all(1 <= abs(day.relative or 1) <= MOST_WEEKS_OF_A_MONTH for day in rule.get("BYDAY", ()))
        for rule in (*of_winter, *of_summer)
    )


def _unknown_zone(name: str) -> str:
    return f"The calendar file is in a time zone that is not known here, {name[:60]!r}: write the day and time yourself."


def _latest(events: Iterable[Event]) -> list[Event]:
    """Return the last word on each event, and on each time of a series that was moved or called off."""
    latest = {}
    for event in sorted(events, key=lambda event: int(event.get("SEQUENCE", 0))):
        again = event.get("RECURRENCE-ID")
        latest[event.uid or event.DTSTART, again and again.dt] = event
    return list(latest.values())


def _is_of_whole_days(event: Event) -> bool:
    """Return whether an event is from one midnight to another, as Outlook writes what has no time."""
    start, end = event.start, event.end
    return all(isinstance(edge, datetime) and edge.time() == time() for edge in (start, end)) and end > start


def _zone_of(event: Event) -> tzinfo | None:
    begin = event.get("DTSTART")
    return begin.dt.tzinfo if begin and isinstance(begin.dt, datetime) else None


def _again(event: Event, zones: Mapping[str, tzinfo | None]) -> date | None:
    """Return which time of a series an event is about, if it is about one, by the clock of the series.

    A calendar may write it in UTC, and the id of an appointment is of how the series writes it.
    """
    again = event.get("RECURRENCE-ID")
    if again is None:
        return None
    return _by_clock_of(again.dt, zones[event.uid]) if event.uid in zones else again.dt


def _by_clock_of(when: date, zone: tzinfo | None) -> date:
    if not isinstance(when, datetime) or not when.tzinfo:
        return when
    return when.astimezone(zone) if zone else clock.local(when).replace(tzinfo=None)


def _id(event: Event, which: date | str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{event.uid or event.DTSTART} {which}"))


def _ids(event: Event, begins: Iterable[datetime], zones: Mapping[str, tzinfo | None]) -> Iterator[str]:
    """Yield the ids that appointments have which came from an event and begin, or began before it changed, at some times."""
    if again := _again(event, zones):
        yield _id(event, again)
        # A file with this time alone does not say by which clock the series was written.
        yield from (_id(event, begin) for begin in begins if again == begin)
        return
    yield _id(event, ONCE)
    # A file that calls a series off may leave out its rule.
    own = begins if event.rrules or event.rdates or event.status == CALLED_OFF else ()
    for which in (*own, *event.exdates):
        yield _id(event, _by_clock_of(which, zones[event.uid]))


def _of_event(
    event: Event, start: datetime, moved: set[date | None], again: date | None
) -> Iterator[PlannedMassage]:
    named = event["DTSTART"].params.get("TZID")
    if named and not start.tzinfo:
        if not event.rrules and start.date() < clock.today() - timedelta(days=1):
            return
        raise ImportRefused(_unknown_zone(named))
    minutes = _minutes_of_a_session((event.end - event.start) // timedelta(minutes=1))
    is_series = bool(event.rrules or event.rdates)
    for begin in _repeated(event, start, moved):
        # A time without a zone is the client's own already.
        here = clock.local(begin) if begin.tzinfo else begin
        which = again or (begin if is_series else ONCE)
        yield PlannedMassage(
            on_date=here.date(),
            at_time=here.time(),
            minutes=minutes,
            planned_id=_id(event, which),
        )


def _repeated(event: Event, start: datetime, moved: set[date | None]) -> Iterator[datetime]:
    """Yield when an event begins, each time that it is repeated from now on and not moved or left out."""
    left_out = {*(_by_clock_of(day, start.tzinfo) for day in event.exdates), *moved}
    if not event.rrules and (event.get("RECURRENCE-ID") or start not in left_out):
        yield start
    for further, _ in event.rdates:
        if isinstance(further, datetime) and further not in left_out:
            yield further
    # A birthday is repeated by the year, and no massage is.
    if not event.rrules or event.rrules[0]["FREQ"] == ["YEARLY"] or _is_over(event):
        return
    rule = _with_last(event.rrules[0], start)
    now = clock.local(clock.utc_now())
    since = now if start.tzinfo else now.replace(tzinfo=None)
    is_one_rule = len(event.rrules) == 1 and "EXRULE" not in event
    if not is_one_rule or not _can_be_followed(rule, start) or since - start > LONGEST_SERIES:
        raise ImportRefused(UNKNOWN_SERIES)
    written = rule.to_ical().decode()  # type: ignore[no-untyped-call]
    repeated = rrulestr(written, dtstart=start).xafter(max(since, start), inc=True)
    for begin in islice(repeated, MOST_APPOINTMENTS):
        if begin not in left_out and begin.date() not in left_out:
            yield begin


def _is_over(event: Event) -> bool:
    """Return whether a series surely ended days ago, by its last day or by how many days or weeks it has."""
    rule, start, long_ago = event.rrules[0], event.get("DTSTART"), clock.today() - timedelta(days=8)
    if until := rule.get("UNTIL"):
        return _day(until[0]) < long_ago
    (frequency,) = rule["FREQ"]
    # With its own parts alone, such a series has a day in each of its days or weeks.
    days_each = {"DAILY": 1, "WEEKLY": 7}.get(frequency)
    if not (start and days_each and "COUNT" in rule and rule.keys() <= RULE_PARTS[frequency] | {"FREQ"}):
        return False
    most_days: int = rule["COUNT"][0] * rule.get("INTERVAL", [1])[0] * days_each
    return most_days < (long_ago - _day(start.dt)).days


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _with_last(rule: vRecur, start: datetime) -> vRecur:
    """Return a rule whose end is an instant as its begin wants it; calendars write a day alone, or a time without a zone."""
    if "UNTIL" not in rule:
        return rule
    (last,) = rule["UNTIL"]
    if not isinstance(last, datetime):
        last = datetime.combine(last, time(23, 59, 59))
    if start.tzinfo:
        last = (last if last.tzinfo else last.replace(tzinfo=start.tzinfo)).astimezone(UTC)
    elif last.tzinfo:
        last = clock.local(last).replace(tzinfo=None)
    return vRecur({**rule, "UNTIL": [last]})


def _can_be_followed(rule: vRecur, start: datetime) -> bool:
    """Return whether a rule's next day is never far: each is a day, a weekday, or a weekday or its own day of a month."""
    parts = {name: values if isinstance(values, list) else [values] for name, values in rule.items()}
    (frequency,), weekdays = parts.pop("FREQ"), parts.get("BYDAY", ())
    weeks = [*parts.get("BYSETPOS", ()), *(day.relative or 1 for day in weekdays)]
    return (
        frequency in RULE_PARTS
        and parts.keys() <= RULE_PARTS[frequency]
        and parts.get("INTERVAL", [1])[0] >= 1
        and parts.get("BYMONTHDAY", [start.day]) == [start.day]
        and not {"BYMONTHDAY", "BYDAY"} <= parts.keys()
        and all(1 <= abs(week) <= MOST_WEEKS_OF_A_MONTH for week in weeks)
        and ("BYSETPOS" not in parts or (bool(weekdays) and not any(day.relative for day in weekdays)))
    )


@dataclass(frozen=True)
class _Day:
    """A day in a message: where it stands, and the time that is written in the same word."""

    begin: int
    end: int
    on_date: date
    at_time: time | None


class _Span(NamedTuple):
    """When an appointment begins, and when it ends if a message says so."""

    begin: time
    end: time | None


def _of_message(text: str) -> Iterator[PlannedMassage]:
    """Yield an appointment for each day that has a time; raises ImportRefused where it may be the time of another."""
    if len(text) > LONGEST_MESSAGE:
        raise ImportRefused(f"The message is too long: at most {LONGEST_MESSAGE:,} characters.")
    if _CHANGED.search(text):
        raise ImportRefused(NOT_AS_IT_WAS)
    days = tuple(_days_in(text))
    begins: dict[date, time] = {}
    for before, day, after in zip((None, *days), days, (*days[1:], None), strict=False):
        next_begin = after.begin if after else len(text)
        ahead = _spans_in(text[before.end if before else 0 : day.begin])
        behind = _spans_in(text[day.end : next_begin])
        if day.at_time:
            behind = (_Span(day.at_time, None), *behind)
        # What stands between two days is rather of the first.
        is_sure = not ahead or (bool(behind) if before else not behind and len(ahead) == 1)
        spans = behind or ahead
        if not spans or not _is_to_come(day.on_date) or _LAST_DAY.search(text[: day.begin]):
            continue
        if not is_sure or begins.setdefault(day.on_date, spans[0].begin) != spans[0].begin:
            raise ImportRefused(UNSURE)
        key = f"appointment {day.on_date.isoformat()} {spans[0].begin.isoformat('minutes')}"
        yield PlannedMassage(
            on_date=day.on_date,
            at_time=spans[0].begin,
            minutes=_minutes_in(text[day.begin : next_begin], spans[0]),
            planned_id=str(uuid5(NAMESPACE_URL, key)),
        )


def _days_in(text: str) -> Iterator[_Day]:
    words = [match.span() for match in _WORD.finditer(text)]
    # A day begins and ends with figures or a name; to look at all words of a long text would take minutes.
    may_be_part = [_may_be_part_of_a_day(text[begin:end]) for begin, end in words]
    if sum(may_be_part) > MOST_PARTS:
        raise ImportRefused(
            "There are too many days and numbers in it: leave the line with your appointment."
        )
    number = 0
    while number < len(words):
        for last in range(min(number + _LONGEST_DAY, len(words)) - 1, number - 1, -1):
            begin, end = words[number][0], words[last][1]
            moment = _day_of(text[begin:end]) if may_be_part[number] and may_be_part[last] else None
            # The time in words of its own may be the begin of a span, whose unit stands behind the end: "5:30 - 6:15 pm".
            if moment and (moment.at_time is None or last == number):
                yield _Day(begin, end, moment.on_date, moment.at_time)
                number = last
                break
        number += 1


def _may_be_part_of_a_day(word: str) -> bool:
    return any(figure.isdigit() for figure in word) or names_calendar(word)


def _day_of(words: str) -> Moment | None:
    """Return the day to come that some words are, with its year or without; raises ImportRefused where it may be two."""
    plain, ends_in_dot = words.strip(_EDGES), words.rstrip(",;").endswith(".")
    # In a language or other, "pm" is a month. The end of a span says how long the appointment is.
    if not any(figure.isdigit() for figure in words) or _TIME.fullmatch(plain) or TO in words:
        return None
    today = clock.today()
    read = (
        moment_in(written, order) for written in _with_year(plain, ends_in_dot, today) for order in DAY_ORDERS
    )
    moments = {moment.on_date: moment for moment in read if moment}
    coming = {day: moment for day, moment in moments.items() if _is_to_come(day)}
    if len(coming) > 1:
        raise ImportRefused(
            f"{words.strip(_EDGES)!r} could be read in two ways: write the day as {min(coming).isoformat()}."
        )
    # A day gone by is one too: without its year it would be another.
    return next(iter((coming or moments).values()), None)


def _with_year(words: str, ends_in_dot: bool, today: date) -> Iterator[str]:
    """Yield ways to write a day with its year; a message often leaves it out."""
    figures = _NO_YEAR.fullmatch(words)
    if _YEAR.search(words) or _SHORT_YEAR.search(words):
        yield words
        return
    for year in (today.year, today.year + 1):
        if figures is None:
            yield f"{words} {year}"
        # 17.30 is rather a time.
        elif figures[1] == "/" or ends_in_dot:
            yield f"{words}{figures[1]}{year}"


def _spans_in(text: str) -> tuple[_Span, ...]:
    return tuple(span for match in _SPAN.finditer(text) if (span := _span(*match.groups())))


def _span(
    begin: str, unit: str | None, to: str | None, end: str | None, end_unit: str | None
) -> _Span | None:
    """Return one time or a span of two, whose unit may be written once: 11:30-12:15 pm begins in the morning."""
    begins, ends = _clock(begin, unit), _clock(end, end_unit)
    if ends is None:
        return _Span(begins, None) if begins else None
    if end_unit and not unit:
        begins = _clock(begin, end_unit)
        if begins and begins > ends and _is_half(end_unit):
            begins = begins.replace(hour=(begins.hour + 12) % 24)
    if begins is None or not to:
        raise ImportRefused(UNSURE)
    return _Span(begins, ends)


def _is_half(unit: str) -> bool:
    return unit[0] in "apAP"


def _clock(figures: str | None, unit: str | None) -> time | None:
    if not figures or (figures.isdigit() and not unit):
        return None
    if unit and _is_half(unit):
        return clock_in(f"{figures} {unit}")
    return clock_in(f"{figures}:00" if figures.isdigit() else figures)


def _minutes_in(text: str, span: _Span) -> int | None:
    """Return how long it is, as the text says, or from its begin to its end."""
    if match := _MINUTES.search(text):
        return _minutes_of_a_session(int(match[1]))
    if span.end:
        begin, end = (at_time.hour * 60 + at_time.minute for at_time in (span.begin, span.end))
        return _minutes_of_a_session(end - begin)
    return None


def _minutes_of_a_session(minutes: int) -> int | None:
    """Return minutes that a massage session can have, None for others: an appointment may be a whole day."""
    least, most = measures_of(MassageSession)["minutes"].bounds()
    return minutes if least <= minutes <= most else None
