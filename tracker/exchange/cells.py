"""How a value is written as plain text, read back strictly; what is not such a value stays text, for the domain to refuse."""

import re
import unicodedata
from datetime import date, datetime, time
from functools import lru_cache

_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")

# U+2212 is the typographic minus; NFKC turns full-width and small forms into the plain characters.
_FORMULA_SIGNS = frozenset("=+-@\N{MINUS SIGN}")
_FORMULA_CONTROLS = frozenset("\t\r\n\0")

# A column says the same few things again and again.
_remembered = lru_cache(maxsize=4_096)


@_remembered
def whole(text: str) -> int | str:
    """Return a whole number such as 7 or -2 (not 7.0, 07, +7 or 1e3), or the text as it is."""
    return int(text) if _WHOLE.fullmatch(text) else text


@_remembered
def decimal(text: str) -> float | str:
    """Return a number such as 7, -2.5 (a dot, no thousands, no exponent), or the text as it is."""
    return float(text) if _DECIMAL.fullmatch(text) else text


@_remembered
def day(text: str) -> date | str:
    """Return a real calendar date written YYYY-MM-DD, or the text as it is."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else text
    except ValueError:
        return text


@_remembered
def time_of_day(text: str) -> time | str:
    """Return a time written HH:MM on the 24-hour clock, or the text as it is."""
    try:
        return time.fromisoformat(text) if _TIME.fullmatch(text) else text
    except ValueError:
        return text


@_remembered
def instant(text: str) -> datetime | str:
    """Return a UTC instant written YYYY-MM-DDTHH:MM:SSZ, or the text as it is."""
    try:
        return datetime.fromisoformat(text) if _INSTANT.fullmatch(text) else text
    except ValueError:
        return text


def escaped(text: str) -> str:
    """Return free text with a ' in front when a spreadsheet would run it as a formula (OWASP, CSV injection).

    That is text whose first character, after any spaces, is = + - @ (full-width and small forms too) or
    which begins with a tab, line break or NUL; or such text with more ' in front. So `unescaped` gives
    every text back exactly, and 'tis stays 'tis.
    """
    return f"'{text}" if _is_formula(text.lstrip("'")) else text


def unescaped(cell: str) -> str:
    """Return the text of a cell written by `escaped`: one ' less when what follows would run as a formula."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell.lstrip("'")) else cell


def _is_formula(text: str) -> bool:
    for character in text:
        if character in _FORMULA_CONTROLS:
            return True
        if not (character.isspace() or unicodedata.category(character) in ("Cc", "Cf")):
            return unicodedata.normalize("NFKC", character)[0] in _FORMULA_SIGNS
    return False
