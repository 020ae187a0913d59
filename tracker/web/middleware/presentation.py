"""How a visitor's days, times, numbers and colours are shown: as their browser says."""

import re
from collections.abc import Callable
from urllib.parse import unquote

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from tracker import clock
from tracker.installation import Installation, installation
from tracker.locales import use_locale
from tracker.web.html import use_look

ZONE_COOKIE = "tracker-zone"
_ZONE = re.compile(r"[A-Za-z0-9_+/-]{1,64}")


class Presentation:
    """Middleware: makes the zone, the locale and the look of a request's browser those of everything that answers it.

    Where the browser has not said its zone yet, or runs no script, the practice's counts.
    """

    def __init__(self, app: ASGIApp, here: Callable[[], Installation] = installation) -> None:
        self.app = app
        self.here = here

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            connection = HTTPConnection(scope)
            use_locale(connection.headers.get("accept-language"))
            use_look(connection.cookies)
            zone = zone_in(unquote(connection.cookies.get(ZONE_COOKIE, "")))
            clock.use_zone(zone or self.here().settings.practice_time_zone)
        await self.app(scope, receive, send)


def zone_in(text: str) -> str | None:
    """Return the name of a zone that a browser sent; None for what cannot be one."""
    return text if _ZONE.fullmatch(text) else None
