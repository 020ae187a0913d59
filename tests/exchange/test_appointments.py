"""A practice's appointments: read from calendar files and messages as people really get them, or refused in a sentence."""

from datetime import UTC, date, datetime, time

import pytest

from tracker import clock
from tracker.domain.planned_massage import PlannedMassage
from tracker.errors import ImportRefused
from tracker.exchange.appointments import (
    MOST_APPOINTMENTS,
    NO_DAY,
    NOT_AS_IT_WAS,
    UNKNOWN_SERIES,
    UNSURE,
    appointments_in,
)

# A Sunday.
NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "utc_now", lambda: NOW)
    clock.use_zone("Europe/Berlin")


def read(text: str) -> list[tuple[date, time, int | None]]:
    return [(found.on_date, found.at_time, found.minutes) for found in appointments_in(text).coming]


THURSDAY = date(2026, 12, 3)


@pytest.mark.parametrize(
    ("message", "at_time", "minutes"),
    [
        ("Hi Ana, your massage is on Thursday, 3 December 2026 at 17:30 (45 minutes). See you!", time(17, 30), 45),
        ("Appointment: Thu 3 Dec, 5:30pm - 6:15pm", time(17, 30), 45),
        ("Ihr Termin: Donnerstag, 3.12., 17:30 Uhr", time(17, 30), None),
        ("Termin am 03.12.2026 um 17 Uhr, 30 Min", time(17), 30),
        ("Votre rendez-vous est le jeudi 3 décembre à 17h30", time(17, 30), None),
        ("Su cita: 3 de diciembre de 2026, 17:30", time(17, 30), None),
        ("Afspraak: donderdag 3 december 2026 om 17.30", time(17, 30), None),
        ("17:30 on Thursday 3 December", time(17, 30), None),
        ("2026-12-03 17:30", time(17, 30), None),
        ("3 December 2026 17:30 → 18:15", time(17, 30), 45),
        ("December 3rd, 2026 at 5:30 p.m.", time(17, 30), None),
        ("Move Well Massage: see you on 3 December 2026 at 17:30.", time(17, 30), None),
        ("3 December 2026 at 17:30. Please arrive 10 minutes early.", time(17, 30), None),
        ("3 December 2026 at 17:30 (60 min). Be there 5 min before.", time(17, 30), 60),
        ("3 December 2026 at 17:30. Please come 10 min earlier, it takes 45 min.", time(17, 30), 45),
        ("3.12.26 17:30", time(17, 30), None),
        ("Room 2, tel. 030 123456.\n\nDate: 3 December 2026\nTime: 17:30-18:15\nCost: 60.00", time(17, 30), 45),
    ],
)  # fmt: skip
def test_a_message_is_read(message: str, at_time: time, minutes: int | None) -> None:
    assert read(message) == [(THURSDAY, at_time, minutes)]


@pytest.mark.parametrize(
    "span", ["03.12.26 - 10.12.26", "3.12.2026 - 10.12.26", "03.12.26 à 10.12.26", "03.12.26 – 10.12.26"]
)
def test_the_days_of_a_closed_practice_are_no_appointments(span: str) -> None:
    message = f"Wir haben vom {span} geschlossen. Ihr Termin: 15.12.2026 17:30"
    assert [on_date for on_date, *_ in read(message)] == [date(2026, 12, 15)]


@pytest.mark.parametrize(
    ("written", "at_time", "minutes"),
    [
        ("3 December 2026, 5-6 pm", time(17), 60),
        ("3 December 2026, 5:30-6:15pm", time(17, 30), 45),
        ("3 December 2026, 5:30 \N{EN DASH} 6:15 p.m.", time(17, 30), 45),
        ("Dec 3, 2026 from 11:30 to 12:15 PM", time(11, 30), 45),
        ("3 December 2026 11-12.30pm", time(11), 90),
        ("3 December 2026 12:30-1:15pm", time(12, 30), 45),
        ("03.12.2026 17-18 Uhr", time(17), 60),
        ("Do 03.12.2026 von 17 bis 17.45 Uhr", time(17), 45),
        ("jeudi 3 d\u00e9cembre 2026, 17-18h", time(17), 60),
        ("3 de diciembre de 2026 de 17 a 18 h", time(17), 60),
        ("3 December 2026, 17:30-18:15", time(17, 30), 45),
        ("5:30 - 6:15pm on Thu 3 December 2026", time(17, 30), 45),
        ("Thu, Dec 3 - 5 pm", time(17), None),
        # Another time behind it is no end.
        ("3 December 2026 at 17:30, open until 19:00", time(17, 30), None),
    ],
)  # fmt: skip
def test_a_span_of_times_begins_with_its_first(written: str, at_time: time, minutes: int | None) -> None:
    assert read(written) == [(THURSDAY, at_time, minutes)]


@pytest.mark.parametrize(
    "written",
    [
        "3 December 2026 between 5 and 6 pm",
        "3.12.2026 zwischen 17 und 18 Uhr",
        "3 December 2026 at 17:30 or 18:30",
        "3 December 2026, 17 - 18:00",
        "3 December 2026, room 60 - 5 pm",
        "17:30 on Thu 3 December, 18:00 on Thu 10 December",
        "Open from 9:00, and 17:30 on Thu 3 December",
        "3 December 2026 17:30 - 3 December 2026 18:15",
    ],
)
def test_what_may_begin_at_two_times_is_refused(written: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        appointments_in(written)
    assert refused.value.sentence == UNSURE


@pytest.mark.parametrize(
    "message",
    [
        "Your appointment on Thu 3 December 2026 at 17:30 has been cancelled.",
        "Moved from Thu 3 December 2026 17:30 to Fri 4 December 2026 10:00",
        "Your appointment on Thu 3 December 2026 at 17:30 is rescheduled to 18:30",
        "Your appointment on 3 December 2026 at 17:30 is called off.",
        "We are moving your appointment on 3 December 2026 to 18:30.",
        "Sorry, we had to cancel your massage on 3 December 2026 at 17:30.",
        "Ihr Termin am 03.12.2026 um 17:30 Uhr wurde abgesagt.",
        "Der Termin am 03.12.2026 um 17:30 Uhr f\u00e4llt leider aus.",
        "Wir haben Ihren Termin vom 03.12.2026 17:30 auf 04.12.2026 10:00 verschoben.",
        "Le rendez-vous du 3 d\u00e9cembre 2026 \u00e0 17h30 est d\u00e9plac\u00e9 au 4 d\u00e9cembre 2026 \u00e0 10h00",
        "Afspraak 3 december 2026 om 17.30 verplaatst naar 4 december 2026 10.00",
    ],
)
def test_a_message_that_calls_off_or_moves_plans_nothing_and_says_what_to_do(message: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        appointments_in(message)
    assert refused.value.sentence == NOT_AS_IT_WAS


@pytest.mark.parametrize(
    "message",
    [
        "Please confirm by Dec 2, 5 pm: massage Dec 3, 5:30 pm",
        "Massage 3 December 2026 17:30. Pay until the 1 December 2026 12:00.",
        "Termin Do 03.12.2026 17:30 Uhr, bitte bis zum 02.12.2026 12 Uhr best\u00e4tigen",
        "Dec 3 at 5:30 PM (60 min). Cancel before Dec 2, 5:30 PM.",
        "Ihr Termin: Do., 03.12.2026 um 17:30 Uhr. Bitte bis 2. Dez 12 Uhr absagen.",
        "Your appointment is on 3 December at 17:30. Please pay by 10 December.",
        "3 December 2026 17:30. To cancel or reschedule, reply C or call us. Cancellations within 24 hours are charged.",
        "3 December 2026 17:30. Appointments cancelled late are charged. Need to change or move it? Call us.",
        "3.12.2026 17:30 Uhr. Bitte sagen Sie rechtzeitig ab; nicht abgesagte Termine werden berechnet.",
        "Rendez-vous le 3 d\u00e9cembre 2026 \u00e0 17h30. Pour annuler ou d\u00e9placer, appelez-nous.",
    ],
)
def test_how_to_call_off_and_by_when_to_answer_are_no_appointment(message: str) -> None:
    assert [when[:2] for when in read(message)] == [(THURSDAY, time(17, 30))]


def test_two_in_one_message_and_a_day_of_next_year() -> None:
    assert read("Dec 3 at 5:30 pm and Dec 10 at 6 pm, 60 min each; then 15 January 9:00 am") == [
        (THURSDAY, time(17, 30), None),
        (date(2026, 12, 10), time(18), 60),
        (date(2027, 1, 15), time(9), None),
    ]


@pytest.mark.parametrize(
    "message", ["", "See you soon!", "Thursday 3 December", "at 17:30", "3 December 2025 17:30", "31 November 17:30", "Call 030 12345."]
)  # fmt: skip
def test_what_has_no_day_and_time_to_come_is_refused(message: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        appointments_in(message)
    assert refused.value.sentence == NO_DAY


def test_what_may_be_two_days_is_refused() -> None:
    with pytest.raises(ImportRefused, match=r"'12/5' could be read in two ways: write the day as 2026-12-05"):
        appointments_in("12/5 at 17:30")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("3 may " * 300, "too many days"),
        ("x" * 2_001, "too long: at most 2,000"),
        ("BEGIN:VCALENDAR" + "x" * 200_000, "at most 200 kB"),
    ],
)
def test_what_would_take_long_is_refused_first(text: str, sentence: str) -> None:
    with pytest.raises(ImportRefused, match=sentence):
        appointments_in(text)


def calendar(*lines: str) -> str:
    event = "\r\n".join(("BEGIN:VEVENT", "UID:a@practice", *lines, "END:VEVENT"))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{event}\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(
    ("lines", "at_time", "minutes"),
    [
        (("DTSTART;TZID=Europe/Berlin:20261203T173000", "DTEND;TZID=Europe/Berlin:20261203T181500"), time(17, 30), 45),
        # A practice in another zone, and one that writes in UTC: the client's own clock counts.
        (("DTSTART;TZID=America/New_York:20261203T090000", "DURATION:PT1H"), time(15), 60),
        (("DTSTART:20261203T163000Z",), time(17, 30), None),
        (("DTSTART:20261203T173000", "DURATION:PT6H"), time(17, 30), None),
    ],
)  # fmt: skip
def test_a_calendar_file_is_read(lines: tuple[str, ...], at_time: time, minutes: int | None) -> None:
    assert read(calendar(*lines)) == [(THURSDAY, at_time, minutes)]


def test_a_weekly_appointment_is_each_of_the_coming_weeks_but_what_was_left_out() -> None:
    weekly = calendar(
        "DTSTART;TZID=Europe/Berlin:20200102T173000",
        "RRULE:FREQ=WEEKLY;UNTIL=20261231T000000Z",
        "EXDATE;TZID=Europe/Berlin:20261210T173000",
    )
    assert [day.day for day, _, _ in read(weekly)] == [3, 17, 24]
    assert len(read(calendar("DTSTART:20200102T173000Z", "RRULE:FREQ=DAILY"))) == MOST_APPOINTMENTS


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", [8, 10, 22, 24]),
        ("FREQ=MONTHLY", [3]),
        ("FREQ=MONTHLY;BYMONTHDAY=3", [3]),
        ("FREQ=MONTHLY;BYDAY=2TH", [10]),
        ("FREQ=MONTHLY;BYDAY=TH;BYSETPOS=-1", [31]),
    ],
)
def test_each_usual_way_to_repeat(rule: str, days: list[int]) -> None:
    repeated = read(calendar("DTSTART:20260903T150000Z", f"RRULE:{rule}"))
    assert [day.day for day, _, _ in repeated if day.month == 12] == days


@pytest.mark.parametrize("until", ["20261217", "20261217T173000", "20261217T163000Z", "20261217T235959"])
@pytest.mark.parametrize("zone", [";TZID=Europe/Berlin", ""])
def test_a_series_ends_with_its_last_day_however_a_calendar_writes_it(until: str, zone: str) -> None:
    weekly = calendar(f"DTSTART{zone}:20261203T173000", f"RRULE:FREQ=WEEKLY;UNTIL={until}")
    assert [day.day for day, _, _ in read(weekly)] == [3, 10, 17]


def test_days_listed_beside_a_series_are_appointments_and_what_is_yearly_is_none() -> None:
    further = calendar(
        "DTSTART:20261203T163000Z", "RDATE:20261205T163000Z,20261208T163000Z", "EXDATE:20261208T163000Z"
    )
    assert [day.day for day, _, _ in read(further)] == [3, 5]
    beside = calendar("DTSTART:20261203T163000Z", "RRULE:FREQ=WEEKLY;COUNT=2", "RDATE:20261205T163000Z")
    assert [day.day for day, _, _ in read(beside)] == [3, 5, 10]
    birthday = (
        "BEGIN:VEVENT\r\nUID:b\r\nDTSTART:20001204T150000Z\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\nBEGIN:VEVENT"
    )
    mine = calendar("DTSTART:20261203T163000Z").replace("BEGIN:VEVENT", birthday, 1)
    assert [day.day for day, _, _ in read(mine)] == [3]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=9",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYHOUR=1,2,3",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=2",
        "FREQ=MONTHLY;BYSETPOS=2",
    ],
)
def test_a_rule_that_would_be_followed_for_hours_is_refused(rule: str) -> None:
    with pytest.raises(ImportRefused, match="repeated in a way that is not known here"):
        appointments_in(calendar("DTSTART:20260903T150000Z", f"RRULE:{rule}"))


FOLLOWING = "RECURRENCE-ID;RANGE=THISANDFUTURE:20261210T090000Z\nDTSTART:20261210T110000Z"


@pytest.mark.parametrize(
    "lines",
    [
        ("RRULE:FREQ=WEEKLY;COUNT=4", "EXRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2"),
        ("RRULE:FREQ=WEEKLY;COUNT=2", "RRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=2"),
        ("RRULE:FREQ=WEEKLY;COUNT=4", f"END:VEVENT\nBEGIN:VEVENT\nUID:a@practice\n{FOLLOWING}"),
        ("RRULE:FREQ=WEEKLY;COUNT=4", f"END:VEVENT\nBEGIN:VEVENT\nUID:a@practice\n{FOLLOWING}\nSTATUS:CANCELLED"),
        ("RRULE:FREQ=WEEKLY;COUNT=4", f"END:VEVENT\nBEGIN:VEVENT\nUID:a@practice\n{FOLLOWING.replace('RANGE', 'Range')}"),
    ],
)  # fmt: skip
def test_a_series_that_another_rule_or_a_later_change_takes_from_is_refused(lines: tuple[str, ...]) -> None:
    with pytest.raises(ImportRefused) as refused:
        appointments_in(calendar("DTSTART:20261203T090000Z", *lines))
    assert refused.value.sentence == UNKNOWN_SERIES


def test_many_series_and_one_of_long_ago_are_refused() -> None:
    weekly = "BEGIN:VEVENT\r\nDTSTART:20260903T150000Z\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT"
    many = calendar("DTSTART:20260903T150000Z").replace(
        "BEGIN:VEVENT", f"{weekly}\r\n" * 21 + "BEGIN:VEVENT", 1
    )
    with pytest.raises(ImportRefused, match="over 20 repeated appointments"):
        appointments_in(many)
    with pytest.raises(ImportRefused, match="began over ten years ago"):
        appointments_in(calendar("DTSTART:00010101T150000Z", "RRULE:FREQ=DAILY"))


@pytest.mark.parametrize(
    "over",
    [
        "FREQ=WEEKLY;UNTIL=20130601T000000Z",
        "FREQ=DAILY;UNTIL=20130601",
        "FREQ=WEEKLY;COUNT=20;BYDAY=MO,TH",
        "FREQ=DAILY;INTERVAL=2;COUNT=30",
        "FREQ=SECONDLY;UNTIL=20130601T000000Z",
    ],
)
def test_a_series_that_ended_long_ago_keeps_nothing_from_being_read(over: str) -> None:
    ended = f"BEGIN:VEVENT\r\nUID:old\r\nDTSTART:20120105T150000Z\r\nRRULE:{over}\r\nEND:VEVENT"
    text = calendar("DTSTART:20261203T163000Z").replace(
        "BEGIN:VEVENT", f"{ended}\r\n" * 21 + "BEGIN:VEVENT", 1
    )
    assert [on_date for on_date, *_ in read(text)] == [THURSDAY]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;COUNT=99999",
        "FREQ=WEEKLY;UNTIL=20261204T000000Z",
        "FREQ=DAILY;COUNT=4000;BYMONTH=2",
        "FREQ=DAILY;COUNT=800;BYDAY=MO",
    ],
)
def test_a_long_series_that_may_go_on_is_still_refused(rule: str) -> None:
    with pytest.raises(ImportRefused, match="began over ten years ago"):
        appointments_in(calendar("DTSTART:20120105T150000Z", f"RRULE:{rule}"))


def test_an_appointment_that_moved_keeps_its_id() -> None:
    (before,) = appointments_in(calendar("DTSTART:20261203T163000Z")).coming
    (after,) = appointments_in(calendar("DTSTART:20261204T080000Z", "SEQUENCE:1")).coming
    assert before.planned_id == after.planned_id


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:20261203T163000Z", "STATUS:CANCELLED"),
        ("DTSTART;VALUE=DATE:20261203",),
        ("DTSTART:20251203T163000Z",),
        ("SUMMARY:Massage",),
    ],
)
def test_events_that_are_no_appointment_to_come(lines: tuple[str, ...]) -> None:
    with pytest.raises(ImportRefused) as refused:
        appointments_in(calendar(*lines))
    assert refused.value.sentence == NO_DAY


@pytest.mark.parametrize(
    "damaged",
    [
        "BEGIN:VCALENDAR",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR",
        calendar("DTSTART:tomorrow"),
        calendar("DTSTART:20261203T163000Z", "RRULE:FREQ=NEVER"),
        calendar("DTSTART:20261203T163000Z", "DTEND:2026"),
        calendar("DTSTART:20261203T163000Z", "RRULE:FREQ=WEEKLY;BYDAY=XX"),
    ],
)
def test_a_damaged_file_is_refused_in_a_sentence(damaged: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        appointments_in(damaged)
    assert refused.value.sentence in (NO_DAY, "The calendar file is damaged, so nothing was planned.")


SERIES = "UID:a\nDTSTART:20261203T090000Z\nDTEND:20261203T100000Z\nRRULE:FREQ=WEEKLY;COUNT=3"
MOVED = "UID:a\nRECURRENCE-ID:20261210T090000Z\nDTSTART:20261211T110000Z\nDTEND:20261211T120000Z"
CALLED_OFF = MOVED.replace("20261211T1", "20261210T1") + "\nSTATUS:CANCELLED"
LATER = "UID:c\nSEQUENCE:2\nDTSTART:20261204T090000Z\nDTEND:20261204T100000Z"


def file_of(*events: str, about: str = "") -> str:
    listed = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//\n{about}{listed}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    )


@pytest.mark.parametrize(
    ("events", "days"),
    [
        ((SERIES, MOVED), [3, 11, 17]),
        ((MOVED, SERIES), [3, 11, 17]),
        ((SERIES, CALLED_OFF), [3, 17]),
        ((CALLED_OFF, SERIES), [3, 17]),
        ((SERIES, MOVED.replace("START:202612", "START:202611").replace("END:202612", "END:202611")), [3, 17]),
        ((SERIES + "\nEXDATE;VALUE=DATE:20261217",), [3, 10]),
        ((SERIES, MOVED.replace("UID:a", "UID:b")), [3, 10, 11, 17]),
        ((LATER, LATER.replace("SEQUENCE:2", "SEQUENCE:1").replace("20261204", "20261207")), [4]),
        ((SERIES, LATER, f"{LATER}\nSTATUS:CANCELLED".replace("SEQUENCE:2", "SEQUENCE:3")), [3, 10, 17]),
    ],
)  # fmt: skip
def test_the_last_word_on_each_time_of_a_series_counts(events: tuple[str, ...], days: list[int]) -> None:
    assert [on_date.day for on_date, _, _ in read(file_of(*events))] == days


def days_after(planned: tuple[PlannedMassage, ...], text: str) -> list[int]:
    """Return the days that are planned after another file is read."""
    coming, gone = appointments_in(text, planned)
    replaced = {appointment.planned_id for appointment in (*coming, *gone)}
    stays = [appointment for appointment in planned if appointment.planned_id not in replaced]
    return sorted(appointment.on_date.day for appointment in (*stays, *coming))


HERE = "UID:a\nDTSTART;TZID=Europe/Berlin:20261203T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3"


@pytest.mark.parametrize("series", [SERIES, HERE, HERE.replace(";TZID=Europe/Berlin", "")])
@pytest.mark.parametrize(
    ("further", "days"),
    [
        (("EXDATE:20261210T090000Z",), [3, 17]),
        (("EXDATE;TZID=Europe/Berlin:20261210T100000",), [3, 17]),
        (("EXDATE;VALUE=DATE:20261210",), [3, 17]),
        (("STATUS:CANCELLED",), []),
        (("END:VEVENT\nBEGIN:VEVENT", MOVED), [3, 11, 17]),
        (("END:VEVENT\nBEGIN:VEVENT", MOVED, "STATUS:CANCELLED"), [3, 17]),
        # To a day that is no longer to come.
        (("END:VEVENT\nBEGIN:VEVENT", MOVED.replace("START:202612", "START:202611").replace("END:202612", "END:202611")), [3, 17]),
    ],
)  # fmt: skip
def test_a_file_read_again_takes_out_what_it_no_longer_has(
    series: str, further: tuple[str, ...], days: list[int]
) -> None:
    planned = appointments_in(file_of(series, LATER)).coming
    assert days_after(planned, file_of("\n".join((series, *further)))) == sorted([4, *days])


@pytest.mark.parametrize("series", [SERIES, HERE])
@pytest.mark.parametrize(
    ("begin", "end", "days"), [("COUNT=3", "COUNT=2", [3, 10]), ("COUNT=3", "COUNT=3;BYDAY=FR", [4, 11, 18])]
)
def test_a_series_that_ends_sooner_or_is_on_another_day_leaves_nothing_behind(
    series: str, begin: str, end: str, days: list[int]
) -> None:
    planned = appointments_in(file_of(series)).coming
    changed = series.replace(begin, end)
    if "FR" in end:
        changed = changed.replace("20261203", "20261204")
    assert days_after(planned, file_of(changed)) == days


@pytest.mark.parametrize("series", [SERIES, HERE])
@pytest.mark.parametrize(
    ("about", "status", "days"),
    [("METHOD:CANCEL\n", "", [3, 17]), ("", "\nSTATUS:CANCELLED", [3, 17]), ("", "", [3, 11, 17])],
)
def test_a_file_of_one_time_of_a_series_changes_that_alone(
    series: str, about: str, status: str, days: list[int]
) -> None:
    planned = appointments_in(file_of(series)).coming
    assert days_after(planned, file_of(MOVED + status, about=about)) == days


def test_a_file_that_calls_off_takes_out_its_own_and_nobody_elses() -> None:
    planned = appointments_in(file_of(SERIES, LATER)).coming
    once = "UID:a\nDTSTART:20261203T090000Z"
    assert days_after(planned, file_of(LATER, about="METHOD:CANCEL\n")) == [3, 10, 17]
    assert days_after(planned, file_of(once, about="METHOD:CANCEL\n")) == [4]
    with pytest.raises(ImportRefused, match="no appointment with a day and a time to come"):
        appointments_in(file_of(LATER.replace("UID:c", "UID:d"), about="METHOD:CANCEL\n"), planned)


def test_what_was_earlier_today_stays_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    planned = appointments_in(file_of(SERIES)).coming
    monkeypatch.setattr(clock, "utc_now", lambda: datetime(2026, 12, 3, 12, 0, tzinfo=UTC))
    assert appointments_in(file_of(SERIES), planned).gone == ()


def test_a_file_that_calls_an_appointment_off_plans_none() -> None:
    with pytest.raises(ImportRefused, match="no appointment with a day and a time to come"):
        appointments_in(file_of(LATER, about="METHOD:CANCEL\n"))


OUTLOOK = "Customized Time Zone"


def test_a_file_may_hold_several_calendars() -> None:
    both = file_of(SERIES) + file_of(LATER)
    assert [on_date.day for on_date, _, _ in read(both)] == [3, 4, 10, 17]
    assert read(both.replace("BEGIN:VCALENDAR", "begin:vcalendar").replace("\r\n", "\n")) == read(both)
    # The last word on an appointment may stand in another calendar, which moves it or calls it off.
    later = LATER.replace("SEQUENCE:2", "SEQUENCE:3")
    moved = file_of(later.replace("20261204", "20261207"))
    assert [on_date.day for on_date, _, _ in read(file_of(LATER) + moved)] == [7]
    called_off = file_of(later, about="METHOD:CANCEL\n")
    for text in (both + called_off, called_off + both):
        assert [on_date.day for on_date, _, _ in read(text)] == [3, 10, 17]
    with pytest.raises(ImportRefused, match="The calendar file is damaged"):
        appointments_in(both + "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n")


def outlook(zone: str, *lines: str, declared: str = "") -> str:
    when = f"UID:a\nDTSTART;TZID={zone}:20261203T173000\nDTEND;TZID={zone}:20261203T181500"
    return file_of("\n".join((when, *lines)), about=declared)


def declared_zone(
    name: str, standard: str, summer: str, rule: str = "FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH="
) -> str:
    """Return a zone as Outlook declares it; its rule ends with the month in which it changes."""
    return "\n".join(
        (
            "BEGIN:VTIMEZONE", f"TZID:{name}",
            "BEGIN:STANDARD", "DTSTART:16010101T030000", f"TZOFFSETFROM:{summer}", f"TZOFFSETTO:{standard}", f"RRULE:{rule}10", "END:STANDARD",
            "BEGIN:DAYLIGHT", "DTSTART:16010101T020000", f"TZOFFSETFROM:{standard}", f"TZOFFSETTO:{summer}", f"RRULE:{rule}3", "END:DAYLIGHT",
            "END:VTIMEZONE", "",
        )
    )  # fmt: skip


@pytest.mark.parametrize("zone", [OUTLOOK, "W. Europe Standard Time"])
def test_a_zone_is_what_the_file_itself_says_and_never_what_another_persons_file_said(zone: str) -> None:
    far = outlook(zone, declared=declared_zone(zone, "-0500", "-0400"))
    here = outlook(zone, declared=declared_zone(zone, "+0100", "+0200"))
    assert read(far) == [(THURSDAY, time(23, 30), 45)]
    assert read(here) == [(THURSDAY, time(17, 30), 45)]
    weekly = outlook(
        zone,
        "RRULE:FREQ=WEEKLY;COUNT=3",
        f"EXDATE;TZID={zone}:20261210T173000",
        declared=declared_zone(zone, "+0100", "+0200"),
    )
    assert [(day.day, at_time) for day, at_time, _ in read(weekly)] == [(3, time(17, 30)), (17, time(17, 30))]


@pytest.mark.parametrize(
    ("zone", "at_time"),
    [("W. Europe Standard Time", time(17, 30)), ("GMT Standard Time", time(18, 30)), ("/freeassociation.sourceforge.net/Europe/London", time(18, 30))],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore::icalendar.GloballyUniqueTZIDGuessed")
def test_a_known_name_of_a_zone_needs_no_declaring(zone: str, at_time: time) -> None:
    assert read(outlook(zone)) == [(THURSDAY, at_time, 45)]


@pytest.mark.parametrize(
    ("zone", "declared"),
    [
        (OUTLOOK, ""),
        ('"tzone://Microsoft/Utc"', ""),
        (OUTLOOK, declared_zone(OUTLOOK, "+0100", "+0200", "FREQ=SECONDLY;BYMONTH=")),
        (
            OUTLOOK,
            declared_zone(OUTLOOK, "+0100", "+0200").replace(
                "END:STANDARD", "EXRULE:FREQ=SECONDLY\nEND:STANDARD"
            ),
        ),
        (OUTLOOK, declared_zone(OUTLOOK, "+0100", "+0200", "FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=")),
        (OUTLOOK, declared_zone(OUTLOOK, "+0100", "+0200", "FREQ=YEARLY;INTERVAL=0;BYDAY=1SU;BYMONTH=")),
        (OUTLOOK, declared_zone(OUTLOOK, "+0100", "+0200", "FREQ=YEARLY;BYDAY=6SU;BYMONTH=")),
    ],
)
def test_a_zone_that_is_not_known_or_would_be_followed_for_hours_is_refused(zone: str, declared: str) -> None:
    with pytest.raises(ImportRefused, match="is in a time zone that is not known here"):
        appointments_in(outlook(zone, declared=declared))


def test_each_calendar_of_a_file_has_the_zones_that_it_declares() -> None:
    far = outlook(OUTLOOK, declared=declared_zone(OUTLOOK, "-0500", "-0400")).replace("UID:a", "UID:b")
    here = outlook(OUTLOOK, declared=declared_zone(OUTLOOK, "+0100", "+0200"))
    assert (
        read(here + far) == read(far + here) == [(THURSDAY, time(17, 30), 45), (THURSDAY, time(23, 30), 45)]
    )


def test_a_zone_that_no_appointment_is_in_says_nothing() -> None:
    endless = declared_zone(OUTLOOK, "+0100", "+0200", "FREQ=SECONDLY;BYMONTH=")
    for zone in ("Europe/Berlin", "W. Europe Standard Time"):
        assert read(outlook(zone, declared=endless)) == [(THURSDAY, time(17, 30), 45)]
    # icalendar takes what stands behind a slash for the name too.
    with pytest.raises(ImportRefused, match="is in a time zone that is not known here"):
        appointments_in(outlook(f"/vendor/{OUTLOOK}", declared=endless))


def test_an_appointment_that_is_past_does_not_ask_for_its_zone() -> None:
    past = f"UID:b\nDTSTART;TZID={OUTLOOK}:20250102T100000\nDTEND;TZID={OUTLOOK}:20250102T110000"
    zone = "W. Europe Standard Time"
    here = f"UID:a\nDTSTART;TZID={zone}:20261203T173000\nDTEND;TZID={zone}:20261203T181500"
    assert read(file_of(past, here)) == [(THURSDAY, time(17, 30), 45)]


def test_a_day_from_midnight_to_midnight_is_no_appointment() -> None:
    whole = "UID:a\nDTSTART;TZID=Europe/Berlin:20261203T000000\nDTEND;TZID=Europe/Berlin:20261204T000000"
    with pytest.raises(ImportRefused) as refused:
        appointments_in(file_of(whole))
    assert refused.value.sentence == NO_DAY
