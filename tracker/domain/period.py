"""A span of calendar days, and the named ranges of the progress page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.domain.limits import EARLIEST_DAY
from tracker.errors import InvalidEntry

RANGE_DAYS = {"2w": 14, "3m": 92, "1y": 366}
RANGE_NAMES = {"2w": "2 weeks", "3m": "3 months", "1y": "1 year", "all": "All", "own": "Dates"}
RANGES = tuple(RANGE_NAMES)
WRONG_WAY_ROUND = "The first day must not be after the last."


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included; raises InvalidEntry when they are the wrong way round."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise InvalidEntry(
                "first",
                f"The first day ({self.first.isoformat()}) must not be after the last ({self.last.isoformat()}).",
            )

    @property
    def days(self) -> int:
        """How many calendar days, at least 1."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def day(self, number: int) -> date:
        """Return the day `number` days after the first."""
        return self.first + timedelta(days=number)


ALWAYS = Period(date.min, date.max)


def latest_days(days: int, last: date) -> Period:
    """Return the `days` calendar days that end with `last`."""
    return Period(last - timedelta(days=days - 1), last)


def usual_range(today: date, first_entry: date | None) -> str:
    """Return the range name that is shown unasked: three months, or two weeks while the record is no older."""
    is_new = first_entry is not None and first_entry in latest_days(RANGE_DAYS["2w"], today)
    return "2w" if is_new else "3m"


def named_range(name: str, today: date, first_entry: date | None) -> Period:
    """Return the period of a range name (2w, 3m, 1y, all) as of today; unknown names count as 3m.

    It begins no earlier than the record does, so that no axis is half empty, but spans two weeks at least. The name
    comes from the address bar, so a wrong one is read as the default rather than refused.
    """
    if name == "all":
        return Period(min(first_entry or today, today), today)
    period = latest_days(RANGE_DAYS.get(name, RANGE_DAYS["3m"]), today)
    least = latest_days(RANGE_DAYS["2w"], today)
    return Period(max(period.first, min(first_entry or period.first, least.first)), today)


def asked_range(query: Mapping[str, str], today: date, first_entry: date | None) -> str:
    """Return the range name that an address asks for by `range`, or the usual one."""
    range_name = query.get("range", "")
    return range_name if range_name in RANGES else usual_range(today, first_entry)


def asked_period(query: Mapping[str, str], today: date, first_entry: date | None) -> Period | None:
    """Return the period that an address asks for by `range`, `from` and `to`; None where its first day is after its last.

    A day that is none is read as the usual one; days to come end today.
    """
    name = asked_range(query, today, first_entry)
    if name != "own":
        return named_range(name, today, first_entry)
    usual = named_range("3m", today, None)
    first, last = _day(query.get("from"), usual.first), _day(query.get("to"), usual.last)
    return Period(min(first, today), min(last, today)) if first <= last else None


def _day(text: str | None, usual: date) -> date:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return usual
    return day if day >= EARLIEST_DAY else usual
