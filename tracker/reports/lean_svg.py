"""Smaller SVG for a file: a shape drawn many times is kept once and stamped; a look used many times is a class."""

import re
from dataclasses import dataclass, field
from itertools import count

PATH = re.compile(r'<path d="(M[^"]+)"([^>]*)/>')
SHAPE = re.compile(r"M(-?[\d.]+,-?[\d.]+)([mhv][a-z\d., -]*z)")
LOOK = re.compile(
    r"(?: (?:font-size|font-weight|text-anchor|fill|fill-opacity|stroke|stroke-opacity|stroke-width|stroke-linejoin|"
    r'stroke-linecap|stroke-dasharray|paint-order)="[^"]*")+'
)
FEWEST = 4
# The page gives its own fonts and sizes, HTML knows an SVG without its namespace, a title is its label, lines are 1 px
# wide anyway, and nothing here asks for the marks' names.
SAID_BY_THE_PAGE = re.compile(
    r' (?:xmlns="[^"]*"|data-(?!chart)[a-z]+="[^"]*"|(?:width|height)="\d+"(?=[^>]* role="img")|aria-label="[^"]*"|stroke-width="1"|style="max-width:100%;height:auto"|font-family="[^"]*"|font-variant-numeric="tabular-nums")'
)
POINT = re.compile(r"([MLHV])(-?[\d.]+)(?:,(-?[\d.]+))?")
# It begins a path, for there a small m counts from nought.
COURSE = re.compile(r'(?<= d=")M-?[\d.]+,-?[\d.]+(?:[ML]-?[\d.]+,-?[\d.]+|[HV]-?[\d.]+)+')


@dataclass(frozen=True)
class LeanSvg:
    """Makes the SVGs of one page smaller; markers and classes are numbered through the page, `styles` names them."""

    _numbers: "count[int]" = field(default_factory=count)
    _looks: dict[str, str] = field(default_factory=dict)

    def __call__(self, svg: str) -> str:
        """Return an SVG that looks the same."""
        bare = SAID_BY_THE_PAGE.sub("", svg)
        return LOOK.sub(self._class, COURSE.sub(_stepped, PATH.sub(self._stamped, bare)))

    @property
    def styles(self) -> str:
        """The CSS of all classes so far."""
        return "marker{overflow:visible}" + "".join(f".{name}{{{css}}}" for css, name in self._looks.items())

    def _stamped(self, found: re.Match[str]) -> str:
        drawn, looks = found.groups()
        shapes = SHAPE.findall(drawn)
        is_all = "".join(f"M{place}{shape}" for place, shape in shapes) == drawn
        if len(shapes) < FEWEST or not is_all or len({shape for _, shape in shapes}) > 1:
            return found[0]
        name = f"m{next(self._numbers)}"
        return (
            f'<marker id="{name}"><path d="M0,0{shapes[0][1]}"{looks}/>'
            f'</marker><path d="M{"L".join(place for place, _ in shapes)}" style="marker:url(#{name})"/>'
        )

    def _class(self, found: re.Match[str]) -> str:
        pairs = re.findall(r'([a-z-]+)="([^"]*)"', found[0])
        css = ";".join(f"{name}:{value}{'px' * (name == 'font-size')}" for name, value in pairs)
        return f' class="{self._looks.setdefault(css, f"k{len(self._looks)}")}"'


def _stepped(found: re.Match[str]) -> str:
    """Return lines from point to point as steps from one to the next: exact, for all are whole tenths of a px."""
    x = y = 0
    last, written = "", []
    for letter, *given in POINT.findall(found[0]):
        across, down = _onward(letter, given, x, y)
        x, y = x + across, y + down
        steps = {"H": (across,), "V": (down,)}.get(letter, (across, down))
        text = "".join(map(_step, steps)).removeprefix(" ")
        is_further = letter == last == "L"
        written.append(f"{'' if text[0] == '-' else ' '}{text}" if is_further else f"{letter.lower()}{text}")
        last = letter
    return "".join(written)


def _onward(letter: str, given: list[str], x: int, y: int) -> tuple[int, int]:
    if letter == "V":
        return 0, _tenths(given[0]) - y
    return _tenths(given[0]) - x, 0 if letter == "H" else _tenths(given[1]) - y


def _tenths(text: str) -> int:
    return round(float(text) * 10)


def _step(tenths: int) -> str:
    # A minus sign parts two numbers by itself, and a nought before the point says nothing.
    text = f"{abs(tenths) / 10:g}"
    text = text[1:] if text.startswith("0.") else text
    return f"-{text}" if tenths < 0 else f" {text}"
