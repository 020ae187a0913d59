"""One's own phone at home: a second listener with TLS, on which only paired devices see more than how to pair."""

import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext, suppress
from typing import Any

import uvicorn
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config

from tracker.access.own_authority import AUTHORITY_NAME, authority_file, certificate_for
from tracker.access.pairing import device_here, may_pair, pair
from tracker.errors import InvalidEntry, TooManyAttempts, TrackerError, cause_of
from tracker.installation import Installation, installation
from tracker.places import phone_address
from tracker.settings import Settings
from tracker.web.cookies import exact_cookies, give, token_in
from tracker.web.forms import FROM_ANYBODY, Form, form_route, get_route
from tracker.web.guesses import count_try
from tracker.web.html import page
from tracker.web.middleware.identity import LOOKING_UP, PAIRED_BY, address_of

# Set by our own listener to its host, and by nothing that a request says.
ON_PHONE_LISTENER = "tracker.phone"
# What an unpaired device gets besides the one page: what the page is drawn with, and doors with secrets of their own.
LET_THROUGH = (
    "/pair/",
    "/assets/web.css",
    "/assets/fonts/",
    "/assets/icon.svg",
    "/assets/leave.js",
    "/calendar/",
    "/api/",
    "/reminders/off/",
)
MOST_WRONG_CODES = 20
LOOK_SECONDS = 2.0
CLOSE_SECONDS = 5.0
# Streamlit's own list of those that its sockets answer to.
HOSTS = "server.allowedHosts"
log = logging.getLogger("tracker")


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [
        get_route("/pair/authority.crt", _authority),
        get_route("/pair/certificate", _certificate),
        form_route("/pair/{code}", _show, _take, pool=FROM_ANYBODY),
    ]


class PairedDevices:
    """Middleware: on the phones' listener, lets paired devices through and tells the rest how to pair."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or not scope.get(ON_PHONE_LISTENER):
            await self.app(scope, receive, send)
            return
        scope = {**scope, "headers": exact_cookies(scope["headers"], is_https=True)}
        if scope["type"] == "http" and scope["path"].startswith(LET_THROUGH):
            await self.app(scope, receive, send)
            return
        token = token_in(HTTPConnection(scope), "phone", is_https=True)
        if token is None or not await _is_paired(token):
            await _refuse(scope, receive, send)
        elif scope["type"] == "websocket":
            # A page's script has no use for the token.
            scope["headers"] = exact_cookies(scope["headers"], is_https=True, with_tokens=False)
            await self._until_ended(scope, receive, send, token)
        else:
            await self.app({**scope, PAIRED_BY: token}, receive, send)

    async def _until_ended(self, scope: Scope, receive: Receive, send: Send, token: str) -> None:
        """Keep an open page's socket as long as its device is paired."""
        page_open = asyncio.ensure_future(self.app(scope, receive, send))
        try:
            while not page_open.done():
                await asyncio.wait({page_open}, timeout=LOOK_SECONDS)
                if not page_open.done() and not await _is_paired(token):
                    await _cancelled(page_open)
                    await send({"type": "websocket.close", "code": 1008})
                    return
            await page_open
        finally:
            page_open.cancel()


async def _is_paired(token: str) -> bool:
    return await LOOKING_UP.run(device_here, installation().store, token) is not None


async def _cancelled(task: asyncio.Future[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await task


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    is_page = scope["method"] in ("GET", "HEAD") and b"text/html" in dict(scope["headers"]).get(
        b"accept", b""
    )
    answer = (
        page("pair.html", 401, title="Pair this device", code="", sentence="", name="")
        if is_page
        else PlainTextResponse("Pair this device first.", 401)
    )
    await answer(scope, receive, send)


def _authority(_request: Request) -> Response:
    # The type by which phones offer to install it.
    return Response(
        authority_file(installation().settings.phone_folder), media_type="application/x-x509-ca-cert"
    )


def _certificate(_request: Request) -> Response:
    return page("certificate.html", title="No more warnings", authority=AUTHORITY_NAME)


def _show(request: Request) -> Response:
    code = request.path_params["code"]
    return _form(request, code if may_pair(installation().store, code) else "")


def _form(request: Request, code: str, sentence: str = "", status: int = 200) -> Response:
    return page(
        "pair.html",
        status,
        title="Pair this device",
        code=code,
        sentence=sentence,
        name=_kind_of(request),
    )


def _take(request: Request, form: Form) -> Response:
    here = installation()
    try:
        token = pair(here.store, request.path_params["code"], form.get("name", ""))
    except InvalidEntry as refused:
        return _wrong(request, here, refused.sentence)
    answer = RedirectResponse("/quick", 303)
    give(answer, "phone", token, is_https=True)
    return answer


def _wrong(request: Request, here: Installation, sentence: str) -> Response:
    try:
        count_try(here.store, "pairing", address_of(request), MOST_WRONG_CODES)
    except TooManyAttempts:
        return _form(request, "", "Too many tries from this device. Wait an hour.", 429)
    return _form(request, "", sentence, 422)


def _kind_of(request: Request) -> str:
    """Return how a device may call itself unless its person says otherwise."""
    user_agent = request.headers.get("user-agent", "")
    return next((word for word in ("iPhone", "iPad", "Android") if word in user_agent), "Phone")


class Listener(uvicorn.Server):
    """A server inside another's process: signals are the other's."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        """Leave the signals to the server that started first."""
        return nullcontext()


@asynccontextmanager
async def phone_listener(app: Any) -> AsyncIterator[None]:
    """Serve the app to phones meanwhile, wherever the settings or the switch let them in; says in the log when it cannot."""
    if installation().settings.is_practice:
        yield
        return
    door = _Door(app)
    await door.move(installation().settings)
    following = asyncio.create_task(_follow(door))
    try:
        yield
    finally:
        following.cancel()
        await door.shut()


async def _follow(door: "_Door") -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        await door.move(installation().settings)


class _Door:
    """The listener for phones: where it stands, if anywhere."""

    def __init__(self, app: Any) -> None:
        self.app, self.host = app, ""
        self.computers_own_hosts = config.get_option(HOSTS)
        self.listener: Listener | None = None
        self.serving: asyncio.Task[None] | None = None

    async def move(self, settings: Settings) -> None:
        """Listen where the settings let phones in, and nowhere else."""
        if settings.phone_host == self.host:
            return
        await self.shut()
        self.host = settings.phone_host
        if not self.host:
            return
        try:
            listener = _listener(self.app, settings)
            own_socket = socket.create_server((self.host, int(settings.phone_port)))
        except (TrackerError, OSError) as error:
            why = error.sentence if isinstance(error, TrackerError) else cause_of(error)
            log.warning("Phones are not served at %s: %s", phone_address(settings), why)
            return
        config.set_option(HOSTS, [*self.computers_own_hosts, self.host])
        self.listener, self.serving = listener, asyncio.create_task(listener.serve(sockets=[own_socket]))

    async def shut(self) -> None:
        """Stop listening; open pages end."""
        if self.listener is None or self.serving is None:
            return
        self.listener.should_exit = self.listener.force_exit = True
        await asyncio.wait({self.serving}, timeout=CLOSE_SECONDS)
        config.set_option(HOSTS, self.computers_own_hosts)
        self.listener = self.serving = None


def _listener(app: Any, settings: Settings) -> Listener:
    certificate, key = phone_certificate(settings)
    host = f"{settings.phone_host}:{settings.phone_port}"

    async def on_phone_listener(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, ON_PHONE_LISTENER: host}, receive, send)

    served = uvicorn.Config(
        on_phone_listener,
        lifespan="off",
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        ws_ping_interval=20,
        ws_max_size=20_000_000,
        server_header=False,
        ssl_certfile=str(certificate),
        ssl_keyfile=str(key),
        ssl_version=ssl.PROTOCOL_TLS_SERVER,
    )
    served.load()
    return Listener(served)


def phone_certificate(settings: Settings) -> tuple[Any, Any]:
    """Return the files of the certificate and its key: those of the settings, or our own; raises TrackerError."""
    if settings.phone_certificate_paths is not None:
        return settings.phone_certificate_paths
    return certificate_for(settings.phone_folder, settings.phone_host)
