"""The places of the app: every page's address, name and icon."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """One page: its address, its name, and the name of its Material icon."""

    path: str
    name: str
    icon: str


TABS = (
    Place("check-in", "Check-in", "add_circle"),
    Place("progress", "Progress", "trending_up"),
    Place("massage", "Massage", "spa"),
    Place("flexibility", "Flexibility", "accessibility_new"),
    Place("learn", "Learn", "menu_book"),
)
CORNER = (
    Place("warning-signs", "Warning signs", "health_and_safety"),
    Place("history", "History", "history"),
    Place("account", "Account", "person"),
)
PLACES = (*TABS, *CORNER)
