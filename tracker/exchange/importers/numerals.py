"""Durations and words for nothing, as other apps write them; None for what is not one."""

import re

_DURATION = re.compile(r"(-?)([0-9]{1,6}):(-?)([0-9]{1,2}):(-?)([0-9]{1,2})")
_HOURS_MINUTES = re.compile(r"([0-9]{1,3}):([0-5][0-9])")
# What people and spreadsheets write where nothing was rated. "None" and "nil" are not among them: of pain they say 0.
_NOTHING = frozenset(
    ("", "-", "--", "---", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}", "n/a", "na", "n.a.", "n.a", "#n/a", "#na", "#nv", "#n/d",
     "nan", "null", "k.a.", "k. a.", "<na>", "(blank)", "?")
)  # fmt: skip


def says_nothing(text: str) -> bool:
    """Return whether a cell is blank, or says in so many words that there is no value."""
    return text.strip().casefold() in _NOTHING


def minutes_in(text: str) -> float | None:
    """Return the minutes of a duration written H:MM:SS (parts may be negative) or H:MM."""
    if match := _HOURS_MINUTES.fullmatch(text.strip()):
        return int(match[1]) * 60 + int(match[2])
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
