"""The clock: instants in UTC, days in the person's own zone."""

import threading
from datetime import UTC, date, datetime, time
from unittest.mock import Mock

import pytest

from tracker import clock


def at(monkeypatch: pytest.MonkeyPatch, instant: datetime) -> None:
    monkeypatch.setattr(clock, "datetime", Mock(now=lambda _zone: instant))


def test_now_is_utc_in_whole_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "datetime", datetime)
    before, now, after = datetime.now(UTC), clock.utc_now(), datetime.now(UTC)
    assert now.tzinfo is UTC
    assert now.microsecond == 0
    assert before.replace(microsecond=0) <= now <= after


@pytest.mark.parametrize(
    ("zone", "day", "local"),
    [
        ("UTC", date(2026, 3, 9), time(10, 30)),
        ("Pacific/Kiritimati", date(2026, 3, 10), time(0, 30)),
        ("Pacific/Niue", date(2026, 3, 8), time(23, 30)),
        ("Asia/Kathmandu", date(2026, 3, 9), time(16, 15)),
        ("America/St_Johns", date(2026, 3, 9), time(8, 0)),  # in summer time since the day before
    ],
)
def test_today_and_the_time_are_the_persons(
    monkeypatch: pytest.MonkeyPatch, zone: str, day: date, local: time
) -> None:
    at(monkeypatch, datetime(2026, 3, 9, 10, 30, 59, tzinfo=UTC))
    clock.use_zone(zone)
    assert clock.today() == day
    assert clock.local_time() == local
    assert clock.local_time().tzinfo is None
    shown = clock.local(datetime(2026, 3, 9, 10, 30, tzinfo=UTC))
    assert (shown.date(), shown.time()) == (day, local)


@pytest.mark.parametrize(
    ("instant", "local"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), time(0, 59)),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), time(2, 0)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), time(1, 30)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), time(1, 30)),  # the same hour again
    ],
)
def test_over_the_changes_to_and_from_summer_time(
    monkeypatch: pytest.MonkeyPatch, instant: datetime, local: time
) -> None:
    at(monkeypatch, instant)
    clock.use_zone("Europe/London")
    assert clock.local_time() == local
    assert clock.today() == instant.date()


@pytest.mark.parametrize(
    "name",
    [
        None,
        "",
        "Mars/Olympus",
        "Europe",
        "../../etc/passwd",
        "/etc/passwd",
        "zone.tab",
        "a\0b",
        "x" * 5000,
        "\ud800",
    ],
)
def test_an_odd_zone_leaves_the_machines_own(monkeypatch: pytest.MonkeyPatch, name: str | None) -> None:
    instant = datetime(2026, 3, 9, 10, 30, tzinfo=UTC)
    at(monkeypatch, instant)
    clock.use_zone("Pacific/Kiritimati")
    clock.use_zone(name)
    assert clock.today() == instant.astimezone().date()
    assert clock.local_time() == instant.astimezone().time()


def test_a_zone_is_of_one_thread_only(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, datetime(2026, 3, 9, 10, 30, tzinfo=UTC))
    clock.use_zone("Pacific/Kiritimati")
    found: list[date] = []

    def elsewhere() -> None:
        clock.use_zone("Pacific/Niue")
        found.append(clock.today())

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == [date(2026, 3, 8)]
    assert clock.today() == date(2026, 3, 10)
