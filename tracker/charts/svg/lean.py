"""Smaller drawings for one page: points as steps from one to the next, and each look as a class of the page."""

import re
from dataclasses import dataclass, field

LOOK = re.compile(
    r"(?: (?:font-size|font-weight|text-anchor|fill|fill-opacity|stroke|stroke-opacity|stroke-width|stroke-linejoin|"
    r'stroke-linecap|stroke-dasharray|paint-order)="[^"]*")+'
)
# Lines are 1 px wide anyway, and nothing here asks for the marks' names.
SAID_BY_THE_PAGE = re.compile(r' (?:data-(?!chart)[a-z]+="[^"]*"|stroke-width="1")')
# A point, and whether it is a spot there: a stroke of no length.
POINT = re.compile(r"([MLHV])(-?[\d.]+)(?:,(-?[\d.]+))?(h0)?")
# It begins a path, for there a small m counts from nought.
COURSE = re.compile(r'(?<= d=")M-?[\d.]+,-?[\d.]+(?:[ML]-?[\d.]+,-?[\d.]+|[HV]-?[\d.]+|h0)+')


@dataclass(frozen=True)
class LeanSvg:
    """Makes the SVGs of one page smaller; classes are numbered through the page, `styles` names them."""

    _looks: dict[str, str] = field(default_factory=dict)

    def __call__(self, svg: str) -> str:
        """Return an SVG that looks the same."""
        bare = SAID_BY_THE_PAGE.sub("", svg)
        return LOOK.sub(self._class, COURSE.sub(_stepped, bare))

    @property
    def styles(self) -> str:
        """The CSS of all classes so far."""
        return "".join(f".{name}{{{css}}}" for css, name in self._looks.items())

    def _class(self, match: re.Match[str]) -> str:
        pairs = re.findall(r'([a-z-]+)="([^"]*)"', match[0])
        css = ";".join(f"{name}:{value}{'px' * (name == 'font-size')}" for name, value in pairs)
        return f' class="{self._looks.setdefault(css, f"k{len(self._looks)}")}"'


def _stepped(match: re.Match[str]) -> str:
    """Return lines from point to point as steps from one to the next: exact, for all are whole tenths of a px."""
    x = y = 0
    last, written = "", []
    for letter, *numbers, spot in POINT.findall(match[0]):
        across, down = _onward(letter, numbers, x, y)
        x, y = x + across, y + down
        steps = {"H": (across,), "V": (down,)}.get(letter, (across, down))
        text = "".join(map(_step, steps)).removeprefix(" ")
        is_further = letter == last == "L"
        begin = ("" if text[0] == "-" else " ") if is_further else letter.lower()
        written.append(f"{begin}{text}{spot}")
        last = letter
    return "".join(written)


def _onward(letter: str, numbers: list[str], x: int, y: int) -> tuple[int, int]:
    if letter == "V":
        return 0, _tenths(numbers[0]) - y
    return _tenths(numbers[0]) - x, 0 if letter == "H" else _tenths(numbers[1]) - y


def _tenths(text: str) -> int:
    return round(float(text) * 10)


def _step(tenths: int) -> str:
    # A minus sign parts two numbers by itself, and a nought before the point says nothing.
    text = f"{abs(tenths) / 10:g}"
    text = text[1:] if text.startswith("0.") else text
    return f"-{text}" if tenths < 0 else f" {text}"
