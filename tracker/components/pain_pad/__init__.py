"""The pain pad: one tap on a 0-10 numeric rating scale, of pain or of how well something can be done."""

from typing import Any

from tracker.components.answer import ask
from tracker.components.widget import widget

_mount = widget("pain_pad")


def pain_pad(label: str, *, key: str, value: int | None = None) -> int | None:
    """Ask for a pain score and return it: an integer from 0 (no pain) to 10, or None when blank.

    Blank is not 0: nothing is chosen until a number is tapped, and Clear, or a second tap on the
    chosen number, makes it blank again. `value` is the score shown at first; a changed `value` starts
    the pad afresh, another `key` (say with the id of the entry) is a new pad. Numeric rating scale
    with its anchors: Farrar 2001, Pain 94:149-158.
    """
    return ask(_mount, key=key, initial=value, accept=_nrs, data={"label": label})


def ability_pad(label: str, *, key: str, value: int | None = None) -> int | None:
    """Ask how well something can be done on the same pad, and return it: 0 (cannot) to 10 (as before), or None."""
    ends = {"low": "cannot", "high": "as before"}
    return ask(_mount, key=key, initial=value, accept=_nrs, data={"label": label, **ends})


def _nrs(raw: Any) -> int | None:
    if raw is not None and (type(raw) is not int or not 0 <= raw <= 10):
        raise ValueError("a pain score is an integer from 0 to 10, or nothing")
    return raw
