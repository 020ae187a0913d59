"""Locales: how a person's own days and numbers are written; the words round them stay English."""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError

USUAL = "en-GB"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT_WEEKDAYS = tuple(name[:3] for name in WEEKDAYS)
# The notation of Plotly's axes, which a script writes in the browser.
D3 = {"y": "%Y", "M": "%-m", "MM": "%m", "MMM": "%b", "MMMM": "%B", "d": "%-d", "dd": "%d"}
# A longer tag, or one with other signs, is no browser's; each that is taken is kept in memory.
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_PART = re.compile(r"'([^']*)'|y+|M+|d+")
_tag: ContextVar[str] = ContextVar("locale", default=USUAL)


@dataclass(frozen=True)
class Patterns:
    """How a locale writes: patterns of days in Unicode's letters (d, M, y), and the marks within numbers.

    `day` with the month in words where the locale is English, else in figures; `short` the same without the year
    and with a short month; `figures` in figures always.
    """

    day: str
    day_of_year: str
    short: str
    figures: str
    decimal: str
    group: str


def use_locale(tag: str | None) -> None:
    """Make `tag` (such as de-DE, or the first of an Accept-Language header) the locale of this thread's person.

    An unknown or missing tag leaves British English in force: an odd answer of a browser must never keep anybody out.
    """
    first = re.split(r"[,;]", tag or "", maxsplit=1)[0].strip()
    _tag.set(first if _TAG.fullmatch(first) and _is_known(first) else USUAL)


def day_words(day: date) -> str:
    """Return a day: 5 April 2026, April 5, 2026 or 05.04.2026."""
    return _written(_patterns(_tag.get()).day, day)


def short_day(day: date) -> str:
    """Return a day of a known year: 5 Apr, Apr 5 or 05.04."""
    return _written(_patterns(_tag.get()).short, day)


def short_day_and_year(day: date) -> str:
    """Return a day, its month short: 5 Apr 2026, Apr 5, 2026 or 05.04.2026."""
    return _written(_patterns(_tag.get()).day.replace("MMMM", "MMM"), day)


def weekday_and_day(day: date, with_year: bool) -> str:
    """Return a day with its weekday: Monday 9 March, Monday, March 9 or Monday 09.03."""
    patterns = _patterns(_tag.get())
    pattern = patterns.day if with_year else patterns.day_of_year
    return f"{WEEKDAYS[day.weekday()]}{',' if pattern.startswith('MMM') else ''} {_written(pattern, day)}"


def month_word(day: date) -> str:
    """Return the short name of a day's month: Apr."""
    return MONTHS[day.month - 1][:3]


def decimals(value: float, places: int = 1) -> str:
    """Return a number to `places` decimals, with a hyphen for a minus: 3.4 or 3,4."""
    return in_locale(f"{value:.{places}f}")


def shortest(value: float, digits: int = 6) -> str:
    """Return a number with as few digits as it takes, at most `digits`: 3, 3.5 or 3,5."""
    return in_locale(f"{value:.{digits}g}")


def whole(number: int) -> str:
    """Return a whole number with its thousands apart: 1,200 or 1.200."""
    digits = f"{number:,}"
    return digits.replace(",", _patterns(_tag.get()).group) if "," in digits else digits


def in_locale(number: str) -> str:
    """Return a number written with a point with the locale's own decimal mark."""
    return number.replace(".", _patterns(_tag.get()).decimal)


def day_pattern(letters: Mapping[str, str]) -> str:
    """Return the pattern of `day_words` in another notation (D3)."""
    return _in_letters(letters, _patterns(_tag.get()).day)


def short_pattern(letters: Mapping[str, str], *, with_year: bool = True) -> str:
    """Return the pattern of `short_day_and_year`, or of `short_day`, in another notation."""
    patterns = _patterns(_tag.get())
    return _in_letters(letters, patterns.day.replace("MMMM", "MMM") if with_year else patterns.short)


def field_pattern() -> str:
    """Return how a date field is to be filled in: DD/MM/YYYY, MM/DD/YYYY, DD.MM.YYYY, YYYY-MM-DD."""
    figures = _patterns(_tag.get()).figures
    order = sorted(
        ("YYYY", "MM", "DD"), key=lambda part: figures.find({"YYYY": "y", "MM": "M", "DD": "d"}[part])
    )
    mark = next((sign for sign in "./-" if sign in figures), "/")
    # The field knows three orders only.
    return mark.join(order if order[1] != "YYYY" and order != ["YYYY", "DD", "MM"] else ("DD", "MM", "YYYY"))


def number_marks() -> str:
    """Return the decimal mark and the mark between thousands, in that order."""
    patterns = _patterns(_tag.get())
    return patterns.decimal + patterns.group


def _in_letters(letters: Mapping[str, str], pattern: str) -> str:
    return _PART.sub(lambda part: letters.get(part[0], part[1] or ""), pattern)


def _written(pattern: str, day: date) -> str:
    month = MONTHS[day.month - 1]
    words_of_part = {
        "y": str(day.year),
        "M": str(day.month),
        "MM": f"{day.month:02}",
        "MMM": month[:3],
        "MMMM": month,
        "d": str(day.day),
        "dd": f"{day.day:02}",
    }
    return _PART.sub(lambda part: words_of_part.get(part[0], part[1] or ""), pattern)


@lru_cache(maxsize=200)
def _is_known(tag: str) -> bool:
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return False
    return True


@lru_cache(maxsize=200)
def _patterns(tag: str) -> Patterns:
    locale = Locale.parse(tag, sep="-")
    symbols = locale.number_symbols["latn"]
    # Words within the figures (such as a Bulgarian "year") are left out: the text round them is English.
    figures = re.sub(r"y+", "y", re.sub(r"\s*'[^']*'\.?", "", str(locale.date_formats["short"].pattern)))
    if locale.language == "en":
        of_year, short = (locale.datetime_skeletons[name].pattern for name in ("MMMMd", "MMMd"))
        day = str(locale.date_formats["long"].pattern)
    else:
        of_year = short = re.sub(r"^y[^dM]*|[^dM.]*y.*$", "", figures)
        day = figures
    return Patterns(
        day=day,
        day_of_year=of_year,
        short=short,
        figures=figures,
        decimal=symbols["decimal"],
        group=symbols["group"],
    )
