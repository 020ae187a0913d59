"""The pain extent: how far down the leg the symptoms reach."""

from typing import Any

from tracker.components.answer import ask
from tracker.components.widget import widget
from tracker.domain.check_in import PAIN_EXTENTS

_mount = widget("pain_extent")


def pain_extent(label: str, *, key: str, value: str | None = None) -> str | None:
    """Ask how far down the leg the symptoms reach and return one of PAIN_EXTENTS, or None when blank.

    `value` is the extent shown at first; a changed `value`, or another `key`, starts afresh.
    """
    return ask(_mount, key=key, initial=value, accept=_extent, data={"label": label})


def _extent(raw: Any) -> str | None:
    if raw is None:
        return None
    if raw not in PAIN_EXTENTS:
        raise ValueError(f"a pain extent is one of {', '.join(PAIN_EXTENTS)}")
    return str(raw)
