"""Durations, days and times as other apps write them; None for what is not one."""

import re
from datetime import date, time
from typing import NamedTuple

_DURATION = re.compile(r"(-?)([0-9]{1,6}):(-?)([0-9]{1,2}):(-?)([0-9]{1,2})")
_HOURS_MINUTES = re.compile(r"([0-9]{1,3}):([0-5][0-9])")
_CLOCK = re.compile(
    r"([0-9]{1,2})[:.h]([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE
)
_DAY = re.compile(r"([0-9]{1,4})([-./])\s?([0-9]{1,2})\2\s?([0-9]{1,4})")
_AFTER_DAY = re.compile(r"(?:T|,?\s+)(\S.*)")
_OFFSET = re.compile(r"\s*(?:Z|[-+][0-9]{2}:?[0-9]{2})$")
DAY_ORDERS = ("ymd", "dmy", "mdy")
# A day with its time and offset is half as long; the patterns here may look at each space several times.
_LONGEST_MOMENT = 60


class Moment(NamedTuple):
    """A calendar day and, when given, a time of day."""

    on_date: date
    at_time: time | None


def minutes_in(text: str) -> float | None:
    """Return the minutes of a duration written H:MM:SS (parts may be negative) or H:MM."""
    if found := _HOURS_MINUTES.fullmatch(text.strip()):
        return int(found[1]) * 60 + int(found[2])
    if not (found := _DURATION.fullmatch(text.strip())):
        return None
    hours, minutes, seconds = (
        -int(digits) if sign else int(digits)
        for sign, digits in zip(*[iter(found.groups())] * 2, strict=True)
    )
    # The sign of the hours is that of the whole unless the other parts carry their own.
    if found[1] and not found[3] and not found[5]:
        minutes, seconds = -minutes, -seconds
    return hours * 60 + minutes + seconds / 60


def clock_in(text: str) -> time | None:
    """Return a time of day written 14:30, 14:30:05 or 8:30 am."""
    found = _CLOCK.fullmatch(text.strip()) if len(text) <= _LONGEST_MOMENT else None
    if not found:
        return None
    hour, minute, second, half = int(found[1]), int(found[2]), int(found[3] or 0), (found[4] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 and second < 60 else None


def moment_in(text: str, order: str) -> Moment | None:
    """Return the day, and the time if there is one, of a text whose day is written in an order of DAY_ORDERS.

    An offset from UTC is taken off and never applied: the day is the one the person saw on their calendar.
    """
    text = text.strip()
    if len(text) > _LONGEST_MOMENT:
        return None
    found = _DAY.match(text)
    if not found or (order == "ymd") != (len(found[1]) == 4):
        return None
    first, second, third = found[1], found[3], found[4]
    if order != "ymd" and len(found[4]) != 4:
        return None
    year, month, day = {
        "ymd": (first, second, third), "dmy": (third, second, first), "mdy": (third, first, second),
    }[order]  # fmt: skip
    rest, at = text[found.end() :], None
    if rest:
        after = _AFTER_DAY.fullmatch(rest)
        at = clock_in(_OFFSET.sub("", after[1])) if after else None
        if at is None:
            return None
    on_date = as_day(year, month, day)
    return Moment(on_date, at) if on_date else None


def as_day(year: str, month: str, day: str) -> date | None:
    """Return the calendar day of three whole numbers, None when there is no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
