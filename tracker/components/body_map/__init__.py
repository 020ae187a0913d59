"""The body map: areas of the back and the legs, seen from behind."""

from typing import Any

from tracker.charts.svg.body import Shape, back_lines, figure, shape_of
from tracker.components.answer import ask
from tracker.components.widget import widget
from tracker.domain.description import capitalise_first, humanise
from tracker.domain.massage_session import AREAS


def area_box(name: str, words: str, shape: Shape) -> str:
    """Return an area of a figure as a checkbox of its name, in SVG."""
    (across, down), hit = shape.centre, ""
    if shape.target:
        left, top, width, height = shape.target
        hit = f'<rect class="hit" x="{left}" y="{top}" width="{width}" height="{height}" />'
    return (
        f'<g role="checkbox" aria-checked="false" aria-label="{words}" tabindex="0" data-area="{name}">{hit}'
        f'<path class="area" d="{shape.path}" /><path class="hatch" fill="url(#hatch)" d="{shape.path}" />'
        f'<g class="tick" transform="translate({across} {down})"><circle r="10" />'
        '<path d="M-4.5 0.2 -1.3 3.4 4.6 -3.2" /></g></g>'
    )


def _area(name: str) -> str:
    part = name.removeprefix("left_").removeprefix("right_").replace("foot", "heel")
    shape = shape_of(part, is_right_half=name.startswith("right_"))
    return area_box(name, capitalise_first(humanise(name)), shape)


_mount = widget("body_map", {"figure": figure(), "back": back_lines(), "areas": "".join(map(_area, AREAS))})


def body_map(label: str, *, key: str, value: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Ask for areas of the body and return the chosen ones, in the order of AREAS.

    `value` holds the areas shown at first; a changed `value`, or another `key`, starts afresh.
    """
    return ask(_mount, key=key, initial=_areas(value), accept=_areas, data={"label": label})


def _areas(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, (list, tuple)) or any(area not in AREAS for area in raw):
        raise ValueError(f"the areas are {', '.join(AREAS)}")
    return tuple(area for area in AREAS if area in raw)
