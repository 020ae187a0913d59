"""The figure of the body maps: its outline and the shape of each place, for the widgets and for drawings."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from tracker.domain.pain_place import FROM_BEHIND, BodyPlace

# Its box, in units of its own.
WIDTH, HEIGHT = 260, 500
_NUMBER = re.compile(r"-?[\d.]+")


@dataclass(frozen=True)
class Shape:
    """A place of the figure: its outline as path data, where a mark stands, and where a tap counts.

    `target` is left, top, width and height; None where the shape itself is large enough.
    """

    path: str
    centre: tuple[int, int]
    target: tuple[int, int, int, int] | None

    @property
    def mirrored(self) -> "Shape":
        """The same place in the other half of the figure."""
        place = count()
        path = _NUMBER.sub(
            lambda number: number[0] if next(place) % 2 else _across(float(number[0])), self.path
        )
        target = self.target and (WIDTH - self.target[0] - self.target[2], *self.target[1:])
        return Shape(path, (WIDTH - self.centre[0], self.centre[1]), target)


def _across(x: float) -> str:
    return f"{WIDTH - x:.1f}".removesuffix(".0")


def figure() -> str:
    """Return the figure itself, head and outline, as SVG."""
    parts = _body_parts()
    head = "".join(f' {name}="{number}"' for name, number in parts["head"].items())
    return f'<ellipse{head} /><path d="{parts["outline"]}" />'


def back_lines() -> str:
    """Return what tells the back from the front, as path data."""
    return str(_body_parts()["back"])


def shape_of(part: str, *, is_right_half: bool = False) -> Shape:
    """Return the shape of a part such as "calf" in the left or the right half of the figure."""
    drawn = _body_parts()[part]
    target = drawn.get("target")
    shape = Shape(drawn["path"], tuple(drawn["centre"]), tuple(target) if target else None)
    return shape.mirrored if is_right_half else shape


def shape_of_place(place: BodyPlace) -> Shape:
    """Return the shape of a place in its view: from behind the left side is left, in front it is right."""
    part = place.name.removeprefix(f"{place.side}_")
    is_right_half = place.side == ("right" if place.view == FROM_BEHIND else "left")
    return shape_of(part, is_right_half=is_right_half)


@cache
def _body_parts() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "body.toml").read_text("utf-8"))
