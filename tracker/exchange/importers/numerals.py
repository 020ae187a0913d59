"""Durations, ratings, and words for yes, no and nothing, as other apps and spreadsheets write them; None for what is not one."""

import re

from tracker.domain.numerals import number_in

_DURATION = re.compile(r"(-?)([0-9]{1,6}):(-?)([0-9]{1,2}):(-?)([0-9]{1,2})")
_HOURS_MINUTES = re.compile(r"([0-9]{1,3}):([0-5][0-9])")
_WITH_UNITS = re.compile(
    r"(?:(?P<hours>[0-9]{1,3}(?:[.,][0-9]{1,2})?)\s?(?:h|hrs?|hours?|std|stunden?)\.?)?"
    r"(?:\s?(?P<minutes>[0-9]{1,4})\s?(?:m|mins?|minutes?|minuten)\.?)?",
    re.IGNORECASE,
)
# "7/10" and "70%" say the top of their scale with the number.
_OF_TOP = re.compile(r"(?P<number>[^/%]{1,12}?)\s?(?:/\s?(?P<top>10|100|[1-9])|%)")
# What people and spreadsheets write where nothing was rated. "None" and "nil" are not among them: of pain they say 0.
_NOTHING = frozenset(
    ("", "-", "--", "---", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}", "n/a", "na", "n.a.", "n.a", "#n/a", "#na", "#nv", "#n/d",
     "nan", "null", "k.a.", "k. a.", "<na>", "(blank)", "?")
)  # fmt: skip

# What a tick says, by hand and in spreadsheets, which write TRUE and FALSE in the language of the machine.
YES = frozenset(
    ("yes", "true", "1", "y", "x", "ja", "oui", "sí", "si", "sì", "sim", "tak", "да", "✓", "✔", "☑", "checked", "done",
     "wahr", "vrai", "verdadero", "verdadeiro", "vero", "waar", "prawda", "pravda", "igaz", "adevărat", "sant", "sand",
     "sann", "tosi", "истина", "істина", "doğru")
)  # fmt: skip
NO = frozenset(
    ("no", "false", "0", "n", "nein", "non", "não", "nee", "nej", "nie", "нет", "☐", "unchecked",
     "falsch", "faux", "falso", "onwaar", "fałsz", "nepravda", "hamis", "fals", "falskt", "falsk", "usann", "epätosi",
     "ложь", "хибність", "yanlış", "yanliş")
)  # fmt: skip


def says_nothing(text: str) -> bool:
    """Return whether a cell is blank, or says in so many words that there is no value."""
    return text.strip().casefold() in _NOTHING


def rating_in(text: str) -> tuple[float, int | None] | None:
    """Return a number and the top of its scale, where the text has it: 7, 7/10, 70%."""
    if (number := number_in(text)) is not None:
        return number, None
    match = _OF_TOP.fullmatch(text.strip())
    number = number_in(match["number"]) if match else None
    return (number, int(match["top"] or 100)) if match and number is not None else None


def minutes_in(text: str) -> float | None:
    """Return the minutes of a duration written H:MM:SS (parts may be negative), H:MM, 1 h 30 min or 90 min."""
    if match := _HOURS_MINUTES.fullmatch(text.strip()):
        return int(match[1]) * 60 + int(match[2])
    if (match := _WITH_UNITS.fullmatch(text.strip())) and text.strip():
        return (number_in(match["hours"] or "0") or 0) * 60 + int(match["minutes"] or 0)
    if not (match := _DURATION.fullmatch(text.strip())):
        return None
    hours, minutes, seconds = (
        -int(digits) if sign else int(digits)
        for sign, digits in zip(*[iter(match.groups())] * 2, strict=True)
    )
    # The sign of the hours is that of the whole unless the other parts carry their own.
    if match[1] and not match[3] and not match[5]:
        minutes, seconds = -minutes, -seconds
    return hours * 60 + minutes + seconds / 60
