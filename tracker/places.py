"""The places of the app: every page's address, name and icon."""

from dataclasses import dataclass

from tracker.settings import Settings


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


def address(settings: Settings) -> str:
    """Return the address that people type, without a slash at its end."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return settings.base_url.rstrip("/") or f"http://{host}:{settings.port}"
