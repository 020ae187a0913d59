"""Days and times as apps and spreadsheets write them; None for what is not one, or could be read in two ways."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from tracker.domain.limits import EARLIEST_DAY
from tracker.domain.numerals import in_plain_figures
from tracker.errors import ImportRefused
from tracker.exchange.importers.calendar_words import CalendarWords, half_of_day, names_calendar

DAY_ORDERS = ("ymd", "dmy", "mdy")
TO = "\N{RIGHTWARDS ARROW}"
# Between a year of ours and one there, two figures of each: 2026 is 1404 and 1405.
YEARS_AHEAD_OF_IRAN = 21
# A day with its time and offset is half as long; the patterns here may look at each space several times.
_LONGEST_MOMENT = 60
# As long as that with a zone's name in words behind it.
_LONGEST_CELL = 140
_SPACES = str.maketrans(dict.fromkeys("\xa0\u202f\u2009\u2007\u3000\t", " "))
_CLOCK = re.compile(
    r"(?P<before>[^\W\d_][^\d:]{0,14})?(?P<hour>[0-9]{1,2})"
    r"(?:[:.h](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?)?\s?(?P<after>[^\W\d_][^\d:]{0,14})?"
)
_FIGURES = re.compile(r"([0-9]{1,4})([-./])\s?([0-9]{1,2})\2\s?([0-9]{1,4})(\.?(?![0-9]))")
_CHINESE = re.compile(r"([0-9]{2,4})\s?[年년]\s?([0-9]{1,2})\s?[月월]\s?([0-9]{1,2})\s?[日일]")
_VIETNAMESE = re.compile(r"([0-9]{1,2}) (?:tháng|thg) ([0-9]{1,2}),? ([0-9]{4})")
_LONG_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_NUMBER = re.compile(r"[0-9]+")
_ORDINAL = re.compile(
    r"(?<=[0-9])(?:st|nd|rd|th|er|\N{MASCULINE ORDINAL INDICATOR}|\N{DEGREE SIGN})(?![^\W\d_])", re.IGNORECASE
)
_AFTER_DAY = re.compile(r"(?:T|[,\N{ARABIC COMMA}]?\s+)(\S.*)")
# "At" before a time, and "o'clock" behind it, which a bare hour needs: "20 h" may be how long.
# A dash and "à" lead to a last day as well: "09.03.26 - 15.03.26".
_BEFORE_CLOCK = re.compile(
    r"^(?:-(?=\s+[0-9]{1,2}:)|\N{LATIN SMALL LETTER A WITH GRAVE}(?!\s+[0-9]{1,2}\.[0-9]{1,2}\.)|at|um|om|a las?|\u00e0s|as|alle(?: ore)?|ore|klo|kello|kl\.?|kell|saat|pukul|ve?|o|\u0432|\u043e)\s+(?=[0-9])",
    re.IGNORECASE,
)
_WITH_CLOCK = re.compile(
    r"([0-9]{1,2})\s?(?:uhr|uur|\u00f3ra(?:kor)?)"
    r"|([0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?)\s?(?:uhr|uur|\u00f3ra(?:kor)?|h|hrs?|horas?|heures|\u0447)\.?",
    re.IGNORECASE,
)
# 07.30.12 and "07 h 30 min 12 s", as people and phones in Denmark, Finland and Quebec write a time.
_OTHER_CLOCK = re.compile(
    r"([0-9]{1,2})(?:\.([0-9]{2})\.([0-9]{2})|\s?h\s?([0-9]{2})(?:\smin(?:\s([0-9]{2})\ss)?)?)"
)
# What programs write without being asked for a form: the zone in words or in brackets at the end, or the year there.
_ZONE_IN_WORDS = re.compile(r"(?<=[-+][0-9]{4})\s\([^()]{2,60}\)$")
_ZONE_IN_BRACKETS = re.compile(
    r"(?:(?<=:[0-9]{2})|(?<=[AaPp][Mm]))\s\(((?:GMT|UTC)(?:[-+][0-9:]{1,5})?|[A-Z]{2,5})\)$"
)
_YEAR_LAST = re.compile(
    r"^([^\W\d_]{3}\s[^\W\d_]{3}\s{1,2}[0-9]{1,2})\s([0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\s[AP]M)?)(\s(?:[A-Z]{2,5}|(?:GMT)?[-+][0-9:]{1,6}))?\s([0-9]{4})$"
)
# +01:00, and as forms and servers write it: GMT+1, +01 behind seconds, EST. Which offset letters stand for is not certain.
_FRACTION = "|".join(rf"(?<=:[0-9]{{2}}[.,][0-9]{{{figures}}})" for figures in range(1, 10))
_OFFSET = re.compile(
    r"\s*(?:Z|UTC|GMT|(?P<letters>[A-Z]{2,4}[TZ])"
    r"|(?:(?:UTC|GMT)(?=[-+][0-9]{1,2}(?::?[0-9]{2})?$)|(?=[-+][0-9]{2}:?[0-9]{2}$)|(?:(?<=:[0-9]{2}:[0-9]{2})|"
    + _FRACTION
    + r")(?=[-+][0-9]{2}$))"
    r"(?P<sign>[-+])(?P<hours>[0-9]{1,2}?)(?::?(?P<minutes>[0-9]{2}))?)$"
)
_WEEKDAY_AROUND = re.compile(r"^(?P<before>[^\W\d_][^\d]*?[\s,.]+)?(?P<rest>[0-9].*)$", re.DOTALL)
# "of the year", as some languages add it.
_YEAR_WORD = re.compile(r"^\s?(?:г|р|года|року|m|ж|г)\b\.?")
_WORD_BEHIND = re.compile(r"[\s.,]*([^\W\d_]{2,})")
_IN_BRACKETS = re.compile(r"\s?\(([^()\d]{1,12})\)")


class Moment(NamedTuple):
    """A calendar day and, when written, a time of day; `instant` in UTC where the text has an offset and a time."""

    on_date: date
    at_time: time | None
    instant: datetime | None = None


def clock_in(text: str) -> time | None:
    """Return a time of day written 14:30, 14:30:05, 14.30 Uhr, 14 h 30, 8:30 am, 8:30 p. m. or 오후 8:30."""
    plain = _with_colons(_plain(text))
    match = _CLOCK.fullmatch(plain) if len(plain) <= _LONGEST_MOMENT else None
    if not match:
        return None
    words = [word.strip() for word in (match["before"], match["after"]) if word and word.strip()]
    if len(words) > 1 or (not words and match["minute"] is None):
        return None
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0)
    if words:
        half = half_of_day(words[0])
        if half is None or not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 and second < 60 else None


def _with_colons(clock: str) -> str:
    """Return a time without "at" and "o'clock", and with colons where it is written otherwise."""
    clock = _BEFORE_CLOCK.sub("", clock)
    if match := _WITH_CLOCK.fullmatch(clock):
        clock = match[2] or f"{match[1]}:00"
    if match := _OTHER_CLOCK.fullmatch(clock):
        clock = ":".join(part for part in match.groups() if part)
    return clock


def moment_in(text: str, order: str, words: CalendarWords | None = None) -> Moment | None:
    """Return the day, and the time if there is one, of a text whose day is written in an order of DAY_ORDERS.

    An offset from UTC is never applied: the day is the one the person saw on their calendar. A year of two figures
    is of this century. `words` are those of the whole column; a weekday that contradicts the day refuses the text.
    """
    if TO in text and len(text) <= _LONGEST_CELL:
        return _within_a_day(text, order, words)
    plain = _plain(text) if len(text) <= _LONGEST_CELL else ""
    if not plain or len(plain) > _LONGEST_MOMENT:
        return None
    takes_short = words.takes_short_years if words else order != "ymd"
    if not takes_short and not _LONG_YEAR.search(plain):
        return None
    around = _WEEKDAY_AROUND.match(plain) if plain[:1].isalpha() else None
    if around and (match := _FIGURES.match(around["rest"])):
        # A weekday stands before a day in figures alone.
        return _with_weekday(around["before"], around["rest"], match, order, words)
    if match := _FIGURES.match(plain):
        return _finished(_in_order(match[1], match[3], match[4], order), plain[match.end() :])
    if match := _CHINESE.match(plain) or _VIETNAMESE.match(plain):
        year, month, day = (
            match.groups() if "tháng" not in plain and "thg" not in plain else match.groups()[::-1]
        )
        return _finished(
            as_day(_full_year(year), month, day) if order == "ymd" else None, plain[match.end() :]
        )
    return _with_month_name(plain, order, words)


def is_of_several_days(text: str, words: CalendarWords | None = None) -> bool:
    """Return whether a text leads from one day to another: "March 1, 2026 → March 3, 2026"."""
    begin, to, _ = text.partition(TO)
    return bool(to) and any(
        moment_in(begin, order, words) and not moment_in(text, order, words) for order in DAY_ORDERS
    )


def may_be_of_iran(text: str, on_date: date, latest: date) -> bool:
    """Return whether a year of two figures that stands first may be one of Iran's calendar: its 05 is 2026, and not 2005."""
    match = _FIGURES.match(_plain(text))
    is_short = match is not None and len(match[1]) == 2
    return is_short and on_date.year + YEARS_AHEAD_OF_IRAN <= latest.year


def _within_a_day(text: str, order: str, words: CalendarWords | None) -> Moment | None:
    """Return when something begins that ends on its day, as Notion writes it: "March 1, 2026 9:00 AM → 10:00 AM"."""
    begin, _, end = text.partition(TO)
    moment = moment_in(begin, order, words)
    last = moment_in(end, order, words)
    is_time = last is None and clock_in(_OFFSET.sub("", _plain(end))) is not None
    return moment if moment and (is_time or (last and last.on_date == moment.on_date)) else None


class Reading(NamedTuple):
    """One way in which all cells of a column are days: the order of day, month and year, and the moments."""

    order: str
    moments: tuple[Moment, ...]


def readings(cells: Sequence[str], latest: date) -> list[Reading]:
    """Return the ways in which all cells are days from 1900 up to `latest`; ways that come to the same days are one.

    A year of two figures that stands first is thought of only where the days then lie closer together, or as close
    when no dots are between: 09.03.26 is no day of 2009. A way that reaches beyond `latest`, as a plan does, comes last,
    and only where its days lie closer together than those of every other way: never alone.
    """
    words = words_of(cells)
    ways: list[Reading] = []
    ahead: list[Reading] = []
    for order in DAY_ORDERS:
        moments = _all_moments(cells, order, words)
        if (
            moments
            and min(moment.on_date for moment in moments) >= EARLIEST_DAY
            and all(moments != way.moments for way in (*ways, *ahead))
        ):
            is_past = max(moment.on_date for moment in moments) <= latest
            (ways if is_past else ahead).append(Reading(order, moments))
    if len(ways) > 1 and ways[0].order == "ymd":
        others = min(_span(way) for way in ways[1:])
        is_dotted = any("." in cell or any(c.isalpha() for c in cell) for cell in cells)
        if _span(ways[0]) > others or (_span(ways[0]) == others and is_dotted):
            del ways[0]
    closest = min(map(_span, ways), default=0)
    return [*ways, *(way for way in ahead if way.order != "ymd" and _span(way) < closest)]


def words_of(cells: Iterable[str]) -> CalendarWords:
    """Return what the names of months and weekdays mean in a column."""
    distinct = tuple(dict.fromkeys(part for cell in cells for part in cell.split(TO)))
    return CalendarWords(
        (segment for cell in distinct for segment in _segments(cell)),
        takes_short_years=not any(_LONG_YEAR.search(_plain(cell[:_LONGEST_MOMENT])) for cell in distinct),
    )


def _plain(text: str) -> str:
    plain = in_plain_figures(text).translate(_SPACES).strip()
    if len(plain) > _LONGEST_CELL:
        return plain
    if plain.endswith(")"):
        plain = _ZONE_IN_BRACKETS.sub(r" \1", _ZONE_IN_WORDS.sub("", plain))
    return _YEAR_LAST.sub(r"\1 \4 \2\3", plain)


def as_day(year: str, month: str, day: str) -> date | None:
    """Return the calendar day of three whole numbers, None when there is no such day."""
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _all_moments(cells: Sequence[str], order: str, words: CalendarWords) -> tuple[Moment, ...]:
    moments: list[Moment] = []
    for cell in cells:
        moment = moment_in(cell, order, words)
        if moment is None:
            return ()
        moments.append(moment)
    return tuple(moments)


def _span(way: Reading) -> int:
    days = [moment.on_date.toordinal() for moment in way.moments]
    return max(days) - min(days)


def _full_year(year: str) -> str:
    return f"20{year}" if len(year) == 2 else year


def _in_order(first: str, second: str, third: str, order: str) -> date | None:
    year, month, day = {
        "ymd": (first, second, third),
        "dmy": (third, second, first),
        "mdy": (third, first, second),
    }[order]
    if len(year) not in (2, 4) or len(day) > 2 or len(month) > 2:
        return None
    return as_day(_full_year(year), month, day)


def _finished(on_date: date | None, rest: str) -> Moment | None:
    """Return a day with what stands behind it: nothing, a dot, a weekday in brackets, a time and its offset."""
    rest = _IN_BRACKETS.sub("", rest, count=1) if rest.lstrip().startswith("(") else rest
    rest = _YEAR_WORD.sub("", rest)
    if on_date and (word := _WORD_BEHIND.match(rest)) and (weekdays := _weekdays_named(word[1])):
        # "9 Mart 2026 Pazartesi": a weekday stands behind, and must be that of the day.
        on_date, rest = on_date if on_date.weekday() in weekdays else None, rest[word.end() :]
    if on_date is None or not rest.strip(" .,"):
        return Moment(on_date, None) if on_date else None
    after = _AFTER_DAY.fullmatch(rest.rstrip())
    if after is None:
        return None
    offset = _OFFSET.search(after[1])
    clock = _with_colons(after[1][: offset.start()] if offset else after[1])
    at_time = clock_in(clock)
    if at_time is None:
        return None
    return Moment(on_date, at_time, _instant(on_date, at_time, clock, offset) if offset else None)


@lru_cache(maxsize=1_024)
def _weekdays_named(word: str) -> frozenset[int]:
    return CalendarWords([word]).weekdays(word) if names_calendar(word) else frozenset()


def _instant(on_date: date, at_time: time, clock: str, offset: re.Match[str]) -> datetime | None:
    if offset["letters"]:
        return None
    match = _CLOCK.fullmatch(clock.strip())
    seconds = int(match["second"] or 0) if match else 0
    ahead = timedelta(hours=int(offset["hours"] or 0), minutes=int(offset["minutes"] or 0))
    try:
        zone = timezone(-ahead if offset["sign"] == "-" else ahead)
        return datetime.combine(on_date, at_time.replace(second=seconds), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _with_weekday(
    before: str, rest: str, match: re.Match[str], order: str, words: CalendarWords | None
) -> Moment | None:
    weekdays = (words or CalendarWords([before])).weekdays(before)
    moment = _finished(_in_order(match[1], match[3], match[4], order), rest[match.end() :])
    return moment if moment and moment.on_date.weekday() in weekdays else None


def _with_month_name(plain: str, order: str, words: CalendarWords | None) -> Moment | None:
    named = _named(plain)
    if named is None:
        return None
    (before, first, between, second, rest) = named
    meaning = (words or CalendarWords([before, between])).read
    outside, inside = meaning(before), meaning(between)
    if outside is None or inside is None:
        return None
    month = outside.month or inside.month
    if month is None or (outside.month and inside.month):
        return None
    weekdays = outside.weekdays | inside.weekdays
    if outside.month and order != "mdy" and len(second) != 4:
        return None
    year, day = (
        (first, second) if (order == "ymd" or len(first) == 4) and not outside.month else (second, first)
    )
    if len(year) not in (2, 4) or len(day) > 2 or (len(year) == 2 and order == "mdy" and not outside.month):
        return None
    on_date = as_day(_full_year(year), str(month), day)
    if on_date is None or (weekdays and on_date.weekday() not in weekdays):
        return None
    return _finished(on_date, rest)


def _named(plain: str) -> tuple[str, str, str, str, str] | None:
    """Return a text as words, figures, words, figures and the rest; None when it has another shape."""
    plain = _ORDINAL.sub("", plain)
    numbers = list(_NUMBER.finditer(plain))
    if len(numbers) < 2:
        return None
    first, second = numbers[0], numbers[1]
    before, between = plain[: first.start()], plain[first.end() : second.start()]
    if not any(c.isalpha() for c in before + between):
        return None
    return before, first[0], between, second[0], plain[second.end() :]


def _segments(cell: str) -> list[str]:
    plain = _plain(cell)
    if len(plain) > _LONGEST_MOMENT or not any(c.isalpha() for c in plain):
        return []
    around = _WEEKDAY_AROUND.match(plain) if plain[:1].isalpha() else None
    if around and _FIGURES.match(around["rest"]):
        return [around["before"] or ""]
    if _FIGURES.match(plain) or _CHINESE.match(plain) or _VIETNAMESE.match(plain):
        return []
    named = _named(plain)
    return [named[0], named[2]] if named else []


def order_of(cells: Sequence[str], latest: date, weekdays: Sequence[str] = ()) -> str:
    """Return the order in which a known format's days are written: as the app writes them, or as a spreadsheet did.

    `weekdays` are what the same rows say of it, where they do. Raises ImportRefused where two orders are possible.
    """
    ways = readings(cells, latest)
    if len(ways) > 1 and weekdays:
        named = [f"{weekday}, {cell}" for weekday, cell in zip(weekdays, cells, strict=True)]
        ways = readings(named, latest) or ways
    if len(ways) > 1:
        raise ImportRefused(
            f"The days, such as {cells[0][:40]!r}, could be read in two ways: write them as 2026-03-09 and import the file again."
        )
    return ways[0].order if ways else "ymd"
