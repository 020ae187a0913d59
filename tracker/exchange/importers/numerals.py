"""Numbers, durations and words for nothing, as other apps write them; None for what is not one."""

import re

_NUMBER = re.compile(r"[-\N{MINUS SIGN}]?[0-9]{1,9}(?:[.,][0-9]{1,9})?")
_THOUSANDS = re.compile(r"[-\N{MINUS SIGN}]?[1-9][0-9]{0,2},[0-9]{3}")
# Both marks, or a space or apostrophe between groups of three, can be read in one way only.
_GROUPED = re.compile(
    r"(?P<sign>[-\N{MINUS SIGN}]?)(?P<whole>[1-9][0-9]{0,2}(?:(?P<group>[.,' \xa0\u202f\u2009\N{RIGHT SINGLE QUOTATION MARK}])[0-9]{3})"
    r"(?:(?P=group)[0-9]{3}){0,2})(?:(?P<mark>[.,])(?P<part>[0-9]{1,9}))?"
)
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


def number_in(text: str) -> float | None:
    """Return a plain number, with a dot or a comma for decimals; None for 1,234, which could be either."""
    text = text.strip()
    if _NUMBER.fullmatch(text) and not _THOUSANDS.fullmatch(text):
        return float(text.replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    found = _GROUPED.fullmatch(text)
    if not found or found["group"] == found["mark"] or (found["group"] in ".," and not found["mark"]):
        return None
    whole = re.sub(r"[^0-9]", "", found["whole"])
    return float(f"{'-' if found['sign'] else ''}{whole}.{found['part'] or 0}")


def could_be_thousands(text: str) -> bool:
    """Return whether a number such as 1.234 may as well be 1234."""
    return _THOUSANDS.fullmatch(text.strip().replace(".", ",")) is not None


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
