"""Smaller SVG for a file: a shape drawn many times is kept once and stamped; a look used many times is a class."""

import re
from dataclasses import dataclass, field
from itertools import count

PATH = re.compile(r'<path d="(M[^"]+)"([^>]*)/>')
SHAPE = re.compile(r"M(-?[\d.]+,-?[\d.]+)([mhv][a-z\d., -]*z)")
LOOK = re.compile(
    r"(?: (?:font-size|font-weight|text-anchor|fill|fill-opacity|stroke|stroke-opacity|stroke-width|stroke-linejoin|"
    r'stroke-linecap|stroke-dasharray)="[^"]*"){2,}'
)
FEWEST = 4


@dataclass(frozen=True)
class LeanSvg:
    """Makes the SVGs of one page smaller; markers and classes are numbered through the page, `styles` names them."""

    _numbers: "count[int]" = field(default_factory=count)
    _looks: dict[str, str] = field(default_factory=dict)

    def __call__(self, svg: str) -> str:
        """Return an SVG that looks the same."""
        return LOOK.sub(self._class, PATH.sub(self._stamped, svg))

    @property
    def styles(self) -> str:
        """The CSS of all classes so far."""
        return "".join(f".{name}{{{css}}}" for css, name in self._looks.items())

    def _stamped(self, found: re.Match[str]) -> str:
        drawn, looks = found.groups()
        shapes = SHAPE.findall(drawn)
        is_all = "".join(f"M{place}{shape}" for place, shape in shapes) == drawn
        if len(shapes) < FEWEST or not is_all or len({shape for _, shape in shapes}) > 1:
            return found[0]
        name = f"m{next(self._numbers)}"
        use = "".join(f' marker-{where}="url(#{name})"' for where in ("start", "mid", "end"))
        return (
            f'<marker id="{name}" overflow="visible" markerUnits="userSpaceOnUse"><path d="M0,0{shapes[0][1]}"{looks}/>'
            f'</marker><path d="M{" ".join(place for place, _ in shapes)}"{use}/>'
        )

    def _class(self, found: re.Match[str]) -> str:
        pairs = re.findall(r'([a-z-]+)="([^"]*)"', found[0])
        css = ";".join(f"{name}:{value}{'px' * (name == 'font-size')}" for name, value in pairs)
        return f' class="{self._looks.setdefault(css, f"k{len(self._looks)}")}"'
