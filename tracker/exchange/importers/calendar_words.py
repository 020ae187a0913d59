"""Names of months and weekdays, and the words for morning and afternoon, in every language of Unicode's CLDR."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale, localedata

# Languages that many files are written in. A name such as "mai" is another month in a rare language: these decide.
COMMON = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "nb", "nn", "da", "fi", "cs", "sk", "hu", "ro", "bg", "el",
    "ru", "uk", "be", "tr", "ar", "he", "fa", "hi", "bn", "ur", "zh", "ja", "ko", "vi", "id", "ms", "th", "hr", "sr",
    "bs", "sl", "et", "lv", "lt", "ca", "eu", "gl", "is", "ga", "cy", "af", "sq", "mk", "fil", "sw", "ka", "hy",
)  # fmt: skip
# What stands between a day, its month and its year in long forms: "9 de marzo de 2026", "9th of March".
_FILLERS = re.compile(
    r"^(?:de|del|di|of|den|der|d|da|do|le|la|el|am|on|the|a|г|года|р)\b[\s.'\N{RIGHT SINGLE QUOTATION MARK},]*"
    r"|[\s.'\N{RIGHT SINGLE QUOTATION MARK},]*\b(?:de|del|di|of|den|do|da|г|года|р)$"
)
_EDGES = " .,'’-/()\t\N{ARABIC COMMA}"


class NamedDay(NamedTuple):
    """What the words round a day's figures say: the month, where a word names it, and the weekdays it may be."""

    month: int | None
    weekdays: frozenset[int]


_MOST_WORDS = 400
# Short months that spreadsheets and systems write and CLDR does not list.
_ALSO_WRITTEN = (
    ("sept", "en", 9), ("mrz", "de", 3), ("j\u00e4n", "de", 1), ("j\u00e4nner", "de", 1), ("feber", "de", 2), ("sep", "es", 9), ("set", "es", 9),
    ("sep", "pt", 9), ("gen", "it", 1), ("sept", "fr", 9), ("sep", "fr", 9), ("juil", "fr", 7), ("aou", "fr", 8), ("\u03bc\u03b1\u03ca", "el", 5),
)  # fmt: skip
Meanings = dict[str, dict[str, int]]


class CalendarWords:
    """The meaning of month and weekday names in a column of days, in the languages that know all of its words."""

    def __init__(self, segments: Iterable[str] = (), *, takes_short_years: bool = True) -> None:
        """Look at the words of a column; `segments` are the texts between its figures.

        A year of two figures is taken only in a column that has none of four: 03/04/26 among 2026-04-25 is unclear.
        """
        self.takes_short_years = takes_short_years
        self._words = {word for segment in segments if (word := _plain(segment))}
        self._months, self._weekdays = _agreed(self._words)

    def read(self, segment: str) -> NamedDay | None:
        """Return what a text between figures says; None when a word in it is not known or has two meanings."""
        month: int | None = None
        weekdays: frozenset[int] = frozenset()
        for part in _parts(_plain(segment), self._months, self._weekdays):
            if part in self._months and month is None:
                month = self._months[part]
            elif part in self._weekdays and not weekdays:
                weekdays = self._weekdays[part]
            else:
                return None
        return NamedDay(month, weekdays)

    def weekdays(self, segment: str) -> frozenset[int]:
        """Return the weekdays that a text names beside a day in figures, where "mar" is no month; none for another text."""
        parts = list(_parts(_plain(segment), self._months, self._weekdays))
        return self._weekdays.get(parts[0], frozenset()) if len(parts) == 1 else frozenset()


def half_of_day(word: str) -> str | None:
    """Return "am" or "pm" for a language's word for it ("p. m.", "오후", "du."); None when it is none."""
    plain = re.sub(r"[\s.]", "", _folded(word))
    return _halves(COMMON).get(plain) or _halves(_every_language()).get(plain)


def names_calendar(word: str) -> bool:
    """Return whether a word may name a month or a weekday in a language that many people write."""
    months, weekdays = _names(COMMON)
    plain = _plain(word)
    return plain in months or plain in weekdays


def _agreed(words: set[str]) -> tuple[dict[str, int], dict[str, frozenset[int]]]:
    """Return what the names in the words mean in all languages that know each of the words."""
    # A year has 84 pairs of weekday and month: a column with many more texts holds no days.
    if not words or len(words) > _MOST_WORDS:
        return {}, {}
    for languages in (COMMON, _every_language()):
        months, weekdays = _names(languages)
        near = {word: [name for name in (*months, *weekdays) if name in word] for word in words}
        knowing = [
            language
            for language in languages
            if all(_knows(language, word, near[word], months, weekdays) for word in words)
        ]
        if knowing:
            names = {name for candidates in near.values() for name in candidates}
            meanings = {
                name: {months[name][language] for language in knowing if language in months[name]}
                for name in names & set(months)
            }
            days = {
                name: frozenset(
                    weekdays[name][language] for language in knowing if language in weekdays[name]
                )
                for name in names & set(weekdays)
            }
            clear = {
                name: next(iter(months_meant))
                for name, months_meant in meanings.items()
                if len(months_meant) == 1
            }
            return clear, {name: weekdays_meant for name, weekdays_meant in days.items() if weekdays_meant}
    return {}, {}


def _knows(language: str, word: str, near: list[str], months: Meanings, weekdays: Meanings) -> bool:
    known_names = {
        name for name in near if language in months.get(name, ()) or language in weekdays.get(name, ())
    }
    return all(part in known_names for part in _parts(word, known_names, ()))


def _parts(plain: str, months: Iterable[str], weekdays: Iterable[str]) -> Iterator[str]:
    """Yield the names in a text: the whole of it, or a weekday and a month, with the fillers between them gone."""
    # German's Tuesday and Thursday, "Di" and "Do", are fillers elsewhere.
    rest = plain if plain in months or plain in weekdays else _without_fillers(plain)
    if not rest:
        return
    if rest in months or rest in weekdays:
        yield rest
        return
    # A weekday may stand before the month ("monday, march") or a month before a weekday ("mars, lundi").
    for first in sorted((*weekdays, *months), key=len, reverse=True):
        after = rest[len(first) :]
        if rest.startswith(first) and after and not after[0].isalpha():
            yield first
            yield from [left] if (left := _without_fillers(after.strip(_EDGES))) else []
            return
    yield rest


def _without_fillers(text: str) -> str:
    before = None
    while before != text:
        before, text = text, _FILLERS.sub("", text).strip(_EDGES)
    return text


def _plain(segment: str) -> str:
    return _folded(segment).strip(_EDGES)


@lru_cache(maxsize=4_096)
def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\s+", " ", "".join(c for c in folded if unicodedata.category(c) != "Cf"))


@cache
def _names(languages: tuple[str, ...]) -> tuple[Meanings, Meanings]:
    """Return the names of months (1-12) and weekdays (0 is Monday): for each, its meaning in each language."""
    months: Meanings = {}
    weekdays: Meanings = {}
    for language in languages:
        locale = Locale.parse(language)
        for table, names in ((months, locale.months), (weekdays, locale.days)):
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for number, name in names[context][width].items():
                        plain = _plain(name)
                        if plain and not any(c.isdigit() for c in plain):
                            table.setdefault(plain, {})[language] = number
    for word, language, number in _ALSO_WRITTEN:
        months.setdefault(word, {})[language] = number
    return months, weekdays


@cache
def _halves(languages: tuple[str, ...]) -> Mapping[str, str]:
    meanings: dict[str, set[str]] = {}
    for language in languages:
        for contexts in Locale.parse(language).day_periods.values():
            for width in ("abbreviated", "wide"):
                for half in ("am", "pm"):
                    word = contexts.get(width, {}).get(half)
                    if word:
                        meanings.setdefault(re.sub(r"[\s.]", "", _folded(word)), set()).add(half)
    clear = {word: next(iter(halves)) for word, halves in meanings.items() if len(halves) == 1}
    return {**clear, "a": "am", "p": "pm"}


@cache
def _every_language() -> tuple[str, ...]:
    return tuple(identifier for identifier in localedata.locale_identifiers() if "_" not in identifier)
