"""What every entry keeps to: identity, day, time, note and where it came from."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from unittest.mock import Mock
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from tests.domain.refusals import refused
from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import WRITTEN_HERE, Entry, new_entry_id
from tracker.exchange.importers.formats import NAMES

MORNING = datetime(2026, 3, 9, 10, 30, tzinfo=UTC)
AHEAD, BEHIND = "Pacific/Kiritimati", "Pacific/Niue"  # UTC+14 and UTC-11: 10:30 UTC is two different days


def check_in(**values: object) -> CheckIn:
    return CheckIn(**{"leg_pain_nrs": 3, **values})  # type: ignore[arg-type]


SetClock = Callable[..., None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    def set_clock(instant: datetime, zone: str = "UTC") -> None:
        monkeypatch.setattr(clock, "datetime", Mock(now=lambda _zone: instant))
        clock.use_zone(zone)

    set_clock(MORNING)
    return set_clock


def test_a_new_entry_is_of_today_with_its_own_id(at: SetClock) -> None:
    first, second = check_in(), check_in()
    assert first.on_date == date(2026, 3, 9)
    assert first.created_at == MORNING
    assert (first.version, first.source, first.at_time, first.note) == (0, "form", None, None)
    assert first.entry_id != second.entry_id
    assert UUID(new_entry_id()).version == 4


def test_an_entry_cannot_be_changed_in_place() -> None:
    with pytest.raises(FrozenInstanceError):
        check_in().leg_pain_nrs = 0  # type: ignore[misc]


@pytest.mark.parametrize(
    "spelling", [str, lambda u: str(u).upper(), lambda u: f"{{{u}}}", lambda u: u.urn, lambda u: u.hex]
)
def test_one_id_has_one_spelling(spelling: object) -> None:
    known = uuid4()
    assert check_in(entry_id=spelling(known)).entry_id == str(known)  # type: ignore[operator]


@pytest.mark.parametrize("value", ["", "1", "not-a-uuid", None, 5, b"x", "a" * 36, "'; --"])
def test_an_id_that_is_no_uuid_is_refused(value: object) -> None:
    with refused("entry_id", "entry id", "UUID"):
        check_in(entry_id=value)


@pytest.mark.parametrize(("zone", "today"), [(AHEAD, date(2026, 3, 10)), (BEHIND, date(2026, 3, 8))])
def test_a_day_may_be_one_that_has_begun_somewhere_and_today_is_the_persons_own(
    at: SetClock, zone: str, today: date
) -> None:
    at(MORNING, zone)
    assert clock.today() == today
    assert check_in(on_date=date(2026, 3, 10)).on_date == date(2026, 3, 10)
    with refused("on_date", "future", f"today is {today}"):
        check_in(on_date=date(2026, 3, 11))


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        (
            datetime(2026, 3, 29, 0, 59, tzinfo=UTC),
            "Europe/London",
            date(2026, 3, 29),
        ),  # a minute before summer time
        (datetime(2026, 3, 28, 23, 59, tzinfo=UTC), "Europe/London", date(2026, 3, 28)),
        (
            datetime(2026, 3, 29, 23, 0, tzinfo=UTC),
            "Europe/London",
            date(2026, 3, 30),
        ),  # 00:00 in summer time
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), "Europe/London", date(2026, 10, 25)),
        (
            datetime(2026, 10, 25, 23, 30, tzinfo=UTC),
            "Europe/London",
            date(2026, 10, 25),
        ),  # a day of 25 hours
        (datetime(2026, 10, 26, 0, 0, tzinfo=UTC), "Europe/London", date(2026, 10, 26)),
        (datetime(2024, 2, 29, 23, 59, tzinfo=UTC), "UTC", date(2024, 2, 29)),
        (datetime(2024, 2, 29, 12, 0, tzinfo=UTC), AHEAD, date(2024, 3, 1)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "Asia/Kolkata", date(2027, 1, 1)),
        (datetime(2026, 1, 1, 4, 59, tzinfo=UTC), "America/New_York", date(2025, 12, 31)),
        (
            datetime(2011, 12, 30, 9, 59, tzinfo=UTC),
            "Pacific/Apia",
            date(2011, 12, 29),
        ),  # Samoa had no 30 December
        (datetime(2011, 12, 30, 10, 0, tzinfo=UTC), "Pacific/Apia", date(2011, 12, 31)),
    ],
)
def test_the_day_is_the_calendar_day_of_the_place(
    at: SetClock, instant: datetime, zone: str, day: date
) -> None:
    at(instant, zone)
    assert check_in().on_date == day
    with refused("on_date", "future"):
        check_in(on_date=clock.latest_day() + timedelta(days=1))


def test_a_clock_set_back_keeps_stored_entries_readable_and_refuses_new_ones(at: SetClock) -> None:
    stored = replace(check_in(), version=1)
    at(MORNING - timedelta(days=400))
    assert replace(stored, note="read again").on_date == date(2026, 3, 9)
    with refused("on_date", "future"):
        check_in(on_date=date(2026, 3, 9))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, None),
        (time(0, 0), time(0, 0)),
        (time(23, 59, 59, 999), time(23, 59)),
        (time(7, 30, tzinfo=UTC), time(7, 30)),
    ],
)
def test_the_time_is_local_in_whole_minutes(given: time | None, kept: time | None) -> None:
    assert check_in(at_time=given).at_time == kept


@pytest.mark.parametrize("value", ["07:30", 730, MORNING, date(2026, 3, 9), timedelta(hours=7), ""])
def test_a_time_that_is_none_is_refused(value: object) -> None:
    with refused("at_time", "time"):
        check_in(at_time=value)


def test_the_note_is_cleaned_and_limited() -> None:
    assert check_in(note=" sat\x00 too long\r\n").note == "sat too long"
    assert check_in(note="\x00").note is None
    with refused("note", "note", "2,000"):
        check_in(note="x" * 2001)


def test_the_instant_of_making_is_utc_in_whole_seconds() -> None:
    made = datetime(2026, 3, 9, 1, 2, 3, 999_999, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    kept = check_in(created_at=made).created_at
    assert kept == datetime(2026, 3, 8, 19, 32, 3, tzinfo=UTC)
    assert kept.tzinfo is UTC


@pytest.mark.parametrize(
    "value",
    [
        None, "2026-03-09T10:00:00Z", date(2026, 3, 9), datetime(2026, 3, 9),
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=14))),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime(1899, 12, 31, tzinfo=UTC),
    ],
)  # fmt: skip
def test_an_instant_without_offset_or_off_the_calendar_is_refused(value: object) -> None:
    with refused("created_at", "created at"):
        check_in(created_at=value)


@pytest.mark.parametrize("year", [1900, 9998])
def test_any_instant_that_is_kept_can_be_read_anywhere(year: int) -> None:
    entry = check_in(created_at=datetime(year, 6, 1, tzinfo=UTC))
    for zone in (AHEAD, BEHIND):
        clock.use_zone(zone)
        assert clock.local_day(replace(entry, version=1).created_at).year == year


@pytest.mark.parametrize("value", [None, "", " \x00", 3])
def test_the_source_must_be_given(value: object) -> None:
    with refused("source", "source"):
        check_in(source=value)


@pytest.mark.parametrize(("days", "late"), [(0, False), (1, False), (2, True), (400, True), (-1, False)])
def test_an_entry_made_more_than_a_day_late_is_back_filled(at: SetClock, days: int, late: bool) -> None:
    at(MORNING + timedelta(days=2))
    made = datetime(2026, 3, 9, 12, tzinfo=UTC)
    assert check_in(on_date=made.date() - timedelta(days=days), created_at=made).is_back_filled is late


@pytest.mark.parametrize(
    ("source", "is_known"),
    [*((door, True) for door in WRITTEN_HERE), *((door, False) for door in (*NAMES, "a door of later"))],
)
def test_nobody_knows_of_a_file_when_it_was_written(at: SetClock, source: str, is_known: bool) -> None:
    made = datetime(2026, 3, 9, 12, tzinfo=UTC)
    at(made)
    assert check_in(on_date=date(2026, 3, 1), created_at=made, source=source).is_back_filled is is_known


def test_back_filled_counts_in_the_persons_days(at: SetClock) -> None:
    made = datetime(2026, 3, 9, 10, 30, tzinfo=UTC)
    at(made, AHEAD)  # there it is already the 10th
    assert check_in(on_date=date(2026, 3, 8), created_at=made).is_back_filled
    at(made, "UTC")
    assert not check_in(on_date=date(2026, 3, 8), created_at=made).is_back_filled
    assert ZoneInfo(AHEAD).utcoffset(made) == timedelta(hours=14)


def test_an_entry_alone_has_no_kind() -> None:
    assert not hasattr(Entry(), "kind")
