"""The hold timer: counts a hold down, a rest, and the holds done."""

from typing import Any

from tracker.components.answer import ask
from tracker.components.widget import widget

_mount = widget("hold_timer")


def hold_timer(label: str, *, key: str, hold_s: int, repetitions: int, rest_s: int = 5) -> int:
    """Run `repetitions` holds of `hold_s` seconds and return how many are completed, from 0.

    `rest_s` seconds go before each hold, to get ready or change over. A hold that was stopped, or
    that the device slept through, does not count. Raises ValueError when there is nothing to hold.
    """
    if hold_s < 1 or repetitions < 1 or rest_s < 0:
        raise ValueError("a hold lasts at least 1 second, is done at least once, and a rest is not negative")

    def completed(raw: Any) -> int:
        if type(raw) is not int or not 0 <= raw <= repetitions:
            raise ValueError(f"holds completed are an integer from 0 to {repetitions}")
        return raw

    plan = {"label": label, "hold_s": hold_s, "repetitions": repetitions, "rest_s": rest_s}
    return ask(_mount, key=key, initial=0, accept=completed, data=plan)
