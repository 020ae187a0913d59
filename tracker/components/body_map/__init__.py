"""The body map: areas of the back and the legs, seen from behind."""

from typing import Any

from tracker.components.answer import ask
from tracker.components.widget import widget
from tracker.domain.massage_session import AREAS

_mount = widget("body_map")


def body_map(label: str, *, key: str, value: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Ask for areas of the body and return the chosen ones, in the order of AREAS.

    `value` holds the areas shown at first; a changed `value`, or another `key`, starts afresh.
    """
    return ask(_mount, key=key, initial=_areas(value), accept=_areas, data={"label": label})


def _areas(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, (list, tuple)) or any(area not in AREAS for area in raw):
        raise ValueError(f"the areas are {', '.join(AREAS)}")
    return tuple(area for area in AREAS if area in raw)
