"""The number field: a number as text, so that a comma is a decimal mark and what is unclear is refused, never altered."""

from collections.abc import Mapping, MutableMapping
from typing import Any

from tracker.components.answer import ask
from tracker.components.widget import widget
from tracker.domain.numerals import decimal_typed, whole_typed
from tracker.locales import number_marks, shortest

_mount = widget("number_field")
_LONGEST = 40


def number_field(
    label: str,
    low: float,
    high: float,
    value: float | None = None,
    step: float = 1,
    *,
    key: str,
    is_whole: bool = True,
    begin: float = 0,
    signs: tuple[str, str] | None = None,
    help: str = "",  # noqa: A002 - Streamlit's own word for it
    placeholder: str = "",
    memory: MutableMapping[str, Any] | None = None,
) -> Any:
    """Ask for a number and return it; None when blank, and the text itself when it is no number from low to high.

    The domain refuses such a text with its own sentence; until then the field says what is wrong. `begin` is where
    the - and + buttons start in an empty field. `signs` are the words of two buttons that stand for minus and plus.
    `memory` keeps what was typed while another page is shown.
    """
    at_first = _text(value)
    typed = at_first if memory is None else memory.get(key, at_first)

    def read(text: str) -> Any:
        if not text:
            return None
        if text == at_first:  # exactly as it was, however it is rounded for the eye
            return value
        if signs and needs_sign(text):
            return text
        return whole_typed(text) if is_whole else decimal_typed(text)

    def looks(text: str) -> Mapping[str, object]:
        return {
            "label": label, "low": low, "high": high, "step": step, "is_whole": is_whole, "begin": begin, "signs": signs,
            "help": help, "placeholder": placeholder, "mark": number_marks()[0],
            "error": _what_is_wrong(read(text), low, high, is_whole=is_whole, signs=signs),
        }  # fmt: skip

    text = ask(_mount, key=key, initial=typed, accept=_accepted, data=looks)
    if memory is not None:
        memory[key] = text
    return read(text)


def needs_sign(text: str) -> bool:
    """Whether a text is a number of which it is still open whether it is plus or minus."""
    return isinstance(decimal_typed(text), float) and bool(decimal_typed(text)) and text[:1] not in ("-", "+")


def _text(value: float | None) -> str:
    return "" if value is None else shortest(value)


def _accepted(raw: Any) -> str:
    if not isinstance(raw, str) or len(raw) > _LONGEST:
        raise ValueError("what is typed is a short text")
    return raw.strip()


def _what_is_wrong(
    value: float | str | None, low: float, high: float, *, is_whole: bool, signs: tuple[str, str] | None
) -> str:
    if isinstance(value, str):
        if signs and needs_sign(value):
            return f"{signs[0].capitalize()}, or {signs[1]}?".replace("my", "your")
        return f"Write a {'whole number such as 45' if is_whole else f'number such as {shortest(8.5)}'}."
    if value is not None and not low <= value <= high:
        return f"From {shortest(0 if signs else low)} to {shortest(high)}."
    return ""
