"""The one chart theme: what each role looks like, in light and in dark, told apart by more than colour."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from tracker.charts.chart import Role

ThemeName = Literal["light", "dark"]
# A drawing in a page takes its colours from the page's variables, and so follows it between light and dark.
DrawingTheme = ThemeName | Literal["page"]
Symbol = Literal["circle", "square", "diamond", "triangle", "cross"]

FONT = "Atkinson, 'Atkinson Hyperlegible Next', system-ui, sans-serif"


@dataclass(frozen=True)
class Look:
    """Colour, symbol and dash (lengths drawn and left out, in px; empty is a whole line) of one series."""

    colour: str
    symbol: Symbol = "circle"
    dash: tuple[int, ...] = ()
    hollow: bool = False


@dataclass(frozen=True)
class Theme:
    """The colours of a page and the look of every role on it."""

    name: DrawingTheme
    surface: str
    ink: str
    muted: str
    line: str
    shade: str
    looks: Mapping[Role, Look]
    reach_looks: tuple[Look, ...]

    def tile(self, role: Role, share: float, most: float) -> str:
        """Return the colour of a tile: the page's quiet shade for 0, else from faint to `most` (0-1) of the role."""
        return _blend(self.surface, self.look(role).colour, strength(share, most)) if share else self.shade

    def look(self, role: Role, rank: int = 0) -> Look:
        """Return how a role is drawn; `rank` goes round the looks of series of one kind."""
        if role in ("reach", "activity"):
            return self.reach_looks[rank % len(self.reach_looks)]
        return self.looks[role]


def strength(share: float, most: float) -> float:
    """Return how much (0-1) of its role's colour a tile takes that is not empty."""
    return min(0.12 + (most - 0.12) * share, 1)


def _blend(under: str, over: str, share: float) -> str:
    both = [(int(under[place : place + 2], 16), int(over[place : place + 2], 16)) for place in (1, 3, 5)]
    return "#" + "".join(f"{round(low + (high - low) * min(share, 1)):02X}" for low, high in both)


def _theme(name: DrawingTheme, colour: Callable[[str], str]) -> Theme:
    surface, ink, muted, line, shade = map(colour, ("surface", "ink", "muted", "line", "shade"))
    accent, leg, back, massage, ochre, slate = map(
        colour, ("accent", "leg", "back", "massage", "ochre", "slate")
    )
    return Theme(
        name=name,
        surface=surface,
        ink=ink,
        muted=muted,
        line=line,
        shade=shade,
        looks={
            "leg": Look(leg, "circle"),
            "back": Look(back, "square", (7, 4)),
            "massage": Look(massage, "diamond"),
            "flare": Look(ink, "triangle"),
            "skipped": Look(muted, "circle", hollow=True),
            "norm": Look(accent),
            "baseline": Look(muted),
            "recent": Look(accent),
            "goal": Look(accent, dash=(2, 4)),
            "zero": Look(ink, dash=(2, 3)),
            "usual": Look(muted),
            "error": Look(muted),
            "better": Look(accent),
            "worse": Look(ochre, "triangle"),
            "exercise": Look(ink),
            "days": Look(accent),
            "event": Look(muted),
            "medicine": Look(slate, "cross"),
        },
        reach_looks=(
            Look(accent, "circle"),
            Look(ochre, "square", (7, 4)),
            Look(slate, "triangle", (2, 3)),
            Look(ink, "cross", (9, 3, 2, 3)),
        ),
    )


# Light and dark. Every series colour has a contrast of at least 4.5:1 against its surface, grid lines are quieter on
# purpose.
COLOURS: Mapping[str, tuple[str, str]] = {
    "surface": ("#FFFFFF", "#1A2225"),
    "ink": ("#1F2A2E", "#E8ECEB"),
    "muted": ("#56656B", "#A3B2B5"),
    "line": ("#E2DED6", "#2E393D"),
    "shade": ("#F4F2EC", "#222C30"),
    "accent": ("#1F6F64", "#6CC5B4"),
    "leg": ("#1B6CA8", "#6BB3E8"),
    "back": ("#B4501A", "#F0935A"),
    "massage": ("#7A4E9E", "#C39BE0"),
    "ochre": ("#8A6100", "#D9B84A"),
    "slate": ("#5A5F9A", "#A9AEE8"),
}
LIGHT = _theme("light", lambda name: COLOURS[name][0])
DARK = _theme("dark", lambda name: COLOURS[name][1])
PAGE = _theme("page", lambda name: f"var(--c-{name})")
THEMES: Mapping[ThemeName, Theme] = {"light": LIGHT, "dark": DARK}
