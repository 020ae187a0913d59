"""Reads the numbers that people type or other apps write; what could be two numbers is none."""

import re
import unicodedata

_NUMBER = re.compile(r"[-\N{MINUS SIGN}]?[0-9]{1,9}(?:[.,][0-9]{1,9})?")
_THOUSANDS = re.compile(r"[-\N{MINUS SIGN}]?[1-9][0-9]{0,2},[0-9]{3}")
# Both marks, or a space or apostrophe between groups of three, can be read in one way only.
_GROUPED = re.compile(
    r"(?P<sign>[-\N{MINUS SIGN}]?)(?P<whole>[1-9][0-9]{0,2}(?:(?P<group>[.,' \xa0\u202f\u2009\N{RIGHT SINGLE QUOTATION MARK}])[0-9]{3})"
    r"(?:(?P=group)[0-9]{3}){0,2})(?:(?P<mark>[.,])(?P<part>[0-9]{1,9}))?"
)
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_LONGEST = 30


def number_in(text: str) -> float | None:
    """Return a plain number in the figures of any script, with a dot or a comma for decimals; None for 1,234."""
    text = in_plain_figures(text).strip()
    if _NUMBER.fullmatch(text) and not _THOUSANDS.fullmatch(text):
        return float(text.replace(",", ".").replace("\N{MINUS SIGN}", "-")) + 0.0
    match = _GROUPED.fullmatch(text)
    if not match or match["group"] == match["mark"] or (match["group"] in ".," and not match["mark"]):
        return None
    whole = re.sub(r"[^0-9]", "", match["whole"])
    return float(f"{'-' if match['sign'] else ''}{whole}.{match['part'] or 0}")


def in_plain_figures(text: str) -> str:
    """Return a text with the figures of any script as 0 to 9, and without the marks of its writing direction."""
    if text.isascii():
        return text
    written = (sign for sign in text if unicodedata.category(sign) != "Cf")
    figures = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in written)
    return "".join(figures).replace("\N{ARABIC DECIMAL SEPARATOR}", ",")


def could_be_thousands(text: str) -> bool:
    """Return whether a number such as 1.234 may as well be 1234."""
    return _THOUSANDS.fullmatch(text.strip().replace(".", ",")) is not None


def decimal_typed(text: str) -> float | str:
    """Return the number that somebody typed, in the figures of any script, or the text as it is for the domain to refuse."""
    number = number_in(_plain(text))
    return text if number is None else number


def whole_typed(text: str) -> int | str:
    """Return the whole number that somebody typed, or the text as it is (4,5 too) for the domain to refuse."""
    plain = _plain(text)
    return int(plain) if _WHOLE.fullmatch(plain) else text


def _plain(text: str) -> str:
    """Return what was typed in plain figures: from full-width or other scripts, with a plus, or without a first 0."""
    if len(text) > _LONGEST:
        return ""
    signed = (
        in_plain_figures(unicodedata.normalize("NFKC", text))
        .strip()
        .removeprefix("+")
        .replace("\N{MINUS SIGN}", "-")
    )
    return re.sub(r"^(-?)([.,])", r"\g<1>0\2", signed)
