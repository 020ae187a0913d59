"""The only place that reads the time: instants in UTC, days in the person's own zone."""

from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# The Line Islands: nowhere on earth is it later.
EASTERNMOST = timezone(timedelta(hours=14))

_zone: ContextVar[ZoneInfo | None] = ContextVar("zone", default=None)


class _Practice:
    """The practice's zone, of the whole process; None for the machine's own."""

    zone: ZoneInfo | None = None


def use_zone(name: str | None) -> None:
    """Make `name` (an IANA zone such as Pacific/Auckland) the zone of this thread's person.

    An unknown or missing name leaves the machine's own zone in force: a browser's odd answer
    must never keep somebody from logging.
    """
    _zone.set(_zone_of(name or ""))


def use_practice_zone(name: str) -> None:
    """Make `name` the practice's zone, whoever asks; empty or unknown: the machine's own."""
    _Practice.zone = _zone_of(name)


def zone_name() -> str:
    """Return the name of the person's zone; empty for the machine's own."""
    zone = _zone.get()
    return zone.key if zone else ""


def in_zone(name: str, instant: datetime) -> datetime:
    """Return an instant in a zone of a name; empty or unknown: the machine's own."""
    return instant.astimezone(_zone_of(name))


def next_at(at_time: time, name: str, after: datetime) -> datetime:
    """Return the next instant (UTC) after another at which it is a time of day in a zone.

    Where clocks go forward over it, it is as much later as they go; where they go back, the first of the two counts.
    """
    zone = _zone_of(name)
    day = after.astimezone(zone).date()
    moments = (datetime.combine(day + timedelta(days=n), at_time, zone).astimezone(UTC) for n in range(-1, 3))
    return next(moment for moment in moments if moment > after)


def _zone_of(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def utc_now() -> datetime:
    """Return the instant, in UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def local(instant: datetime) -> datetime:
    """Return an instant in the person's zone."""
    return instant.astimezone(_zone.get())


def moment_at(on_date: date, at_time: time) -> datetime:
    """Return the moment at which it is a day and a time of day in the person's zone."""
    moment = datetime.combine(on_date, at_time, _zone.get())
    return moment if moment.tzinfo else moment.astimezone()


def local_day(instant: datetime) -> date:
    """Return the calendar day of an instant in the person's zone."""
    return _day_in(_zone.get(), instant)


@lru_cache(maxsize=1_024)
def _day_in(zone: tzinfo | None, instant: datetime) -> date:
    # Every entry that is made asks for today, and an import makes tens of thousands in a second.
    return instant.astimezone(zone).date()


def today() -> date:
    """Return the person's calendar day."""
    return local_day(utc_now())


def practice_today() -> date:
    """Return the practice's calendar day, which no browser's zone moves."""
    return _day_in(_Practice.zone, utc_now())


def latest_day() -> date:
    """Return the calendar day where it is latest on earth: no entry, wherever it was made, is of a later one."""
    return _day_in(EASTERNMOST, utc_now())


def local_time() -> time:
    """Return the person's time of day, whole minutes."""
    return local(utc_now()).time().replace(second=0, tzinfo=None)
