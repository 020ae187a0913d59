"""Where a request comes from: our own pages at our own address, or it changes nothing and opens no socket."""

import re

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HERE = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?")
# A proxy or a container asks for this one by the machine's own name.
HEALTH = "/healthz"
# Other programs ask here, by a token that no page of another site knows; they say no origin.
PROGRAMS = ("/api/", "/reminders/off/")


class OriginCheck:
    """Middleware: exact hosts only (against DNS rebinding), and no writing or socket from another site.

    `public_host` is the host of the base URL, with its port where one is written; without one only this
    machine's names are answered to.
    """

    def __init__(self, app: ASGIApp, public_host: str | None = None, is_https: bool = False) -> None:
        self.app = app
        self.public_host = public_host
        self.scheme = "https" if is_https else "http"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if (phone_host := scope.get("tracker.phone")) and self.public_host is None:
            # The phones' listener has an address of its own, always with TLS.
            await OriginCheck(self.app, phone_host, is_https=True)(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not self._is_our_host(headers, scope["path"]):
            await refuse(scope, receive, send, 421, self._elsewhere())
        elif not self._is_from_here(scope, headers):
            await refuse(scope, receive, send, 403, "This came from another site, so nothing was done.")
        else:
            await self.app(scope, receive, send)

    def _elsewhere(self) -> str:
        # A public address is no secret; without one, only this machine is answered, by names that it knows.
        there = f" It is {self.scheme}://{self.public_host}" if self.public_host else ""
        return f"This is not the address of this app.{there}"

    def _is_our_host(self, headers: Headers, path: str) -> bool:
        hosts = [host.lower() for host in headers.getlist("host")]
        if len(hosts) != 1:
            return False
        if self.public_host is None or path == HEALTH:
            return HERE.fullmatch(hosts[0]) is not None or hosts[0] == self.public_host
        return hosts[0] == self.public_host

    def _is_from_here(self, scope: Scope, headers: Headers) -> bool:
        origins, own = headers.getlist("origin"), f"{self.scheme}://{headers['host'].lower()}"
        if scope["type"] == "websocket":
            return origins == [own]
        if scope["method"] in SAFE_METHODS:
            return True
        sites = headers.getlist("sec-fetch-site")
        if scope["path"].startswith(PROGRAMS) and not sites and not origins:
            return True
        if sites:
            # Under our referrer policy a browser says "null" for a form of our own; the site is then what counts.
            return sites == ["same-origin"] and origins in ([], ["null"], [own])
        return origins == [own]


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
    """Answer a request with one sentence, or a socket's handshake with a refusal."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
    else:
        await PlainTextResponse(sentence, status)(scope, receive, send)
