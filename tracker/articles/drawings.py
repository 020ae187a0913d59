"""Our own drawings as SVG text, coloured for a light or a dark page."""

import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import Literal

from tracker.errors import TrackerError

_FOLDER = Path(__file__).parent / "drawings"
_WORDS = re.compile(r"<title>(.*?)</title>\s*<desc>(.*?)</desc>", re.DOTALL)
_TOKEN = re.compile(r"var\(--drawing-([a-z]+)(?:,\s*[^)]*)?\)")

# The design tokens of the page, plus `skin`: a quiet body colour that the others stand out on.
THEMES: dict[str, dict[str, str]] = {
    "light": {
        "ink": "#1F2A2E",
        "muted": "#56656B",
        "line": "#E2DED6",
        "surface": "#FFFFFF",
        "accent": "#1F6F64",
        "leg": "#1B6CA8",
        "back": "#B4501A",
        "skin": "#E9D9CB",
    },
    "dark": {
        "ink": "#E8ECEB",
        "muted": "#A3B2B5",
        "line": "#2E393D",
        "surface": "#1A2225",
        "accent": "#6CC5B4",
        "leg": "#6BB3E8",
        "back": "#F0935A",
        "skin": "#4A4644",
    },
}


class UnknownDrawing(TrackerError):
    """There is no drawing of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no drawing called {name!r}.")


@cache
def drawing_names() -> tuple[str, ...]:
    """Return the names of all drawings, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.svg")))


@cache
def drawing(name: str, theme: Literal["light", "dark"] | None = None) -> str:
    """Return the SVG text of a drawing.

    Without a theme it takes its colours from the page's --drawing-* properties; with one, the colours are
    written in, so that it can stand alone as a file or a data URI. Raises UnknownDrawing.
    """
    if theme is None:
        return _source(name)
    return _TOKEN.sub(lambda token: THEMES[theme][token.group(1)], _source(name))


@cache
def drawing_alt(name: str) -> str:
    """Return what the drawing shows, in words: its title and description. Raises UnknownDrawing."""
    parts = _WORDS.search(_source(name))
    return unescape(". ".join(parts.groups())) if parts else ""


def _source(name: str) -> str:
    if name not in drawing_names():
        raise UnknownDrawing(name)
    return (_FOLDER / f"{name}.svg").read_text(encoding="utf-8")
