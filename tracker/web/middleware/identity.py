"""Who a request comes from: told by the session in the database alone, never by what the request claims."""

from collections.abc import Callable

from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tracker.access.pairing import device_here
from tracker.access.sessions import Identity, identity_of_token
from tracker.access.visit import Present, Visit, own_visit_of, visit_of
from tracker.bounded import BoundedPool
from tracker.installation import Installation, installation
from tracker.record import PERSON
from tracker.web.cookies import exact_cookies, token_in
from tracker.web.middleware.origin import refuse
from tracker.web.middleware.proxy import KEY, UNKNOWN
from tracker.web.open_pages import may_fetch
from tracker.web.watch import run_until_revoked

UID, SID = b"x-app-uid", b"x-app-sid"
# What only we, or the server below us after trusting a proxy, may say.
CLAIMS = frozenset({UID, SID, b"forwarded", b"x-real-ip"})
CLAIM_PREFIX = b"x-forwarded-"
PERSONAL_SESSION = "personal"
# The token by which a paired phone was let in, in the scope of its requests.
PAIRED_BY = "tracker.paired_by"
OPEN = frozenset(
    {
        "/", "/sign-in", "/sign-out", "/sign-up", "/look-around", "/recover", "/healthz", "/session", "/shared",
        "/shared/live", "/oidc", "/oidc/callback", "/oidc/finish", "/quick/offline", "/quick/worker.js", "/check-in/worker.js",
        "/quick/gone",
        "/_stcore/health", "/favicon.ico", "/favicon.png", "/robots.txt",
    }
)  # fmt: skip
# Threads of their own: they may wait for the database, and the event loop's own few would then hold up everybody.
LOOKING_UP = BoundedPool("identity", at_once=24, waiting=1000)
# A page that asks by itself whether it may stay does not keep its session awake.
LOOKS = frozenset({"/session", "/shared/live"})
# Who asks below /api/ is told by a token, and no cookie counts there.
OPEN_BELOW = ("/assets/", "/plotly/", "/calendar/", "/static/", "/s/", "/api/", "/reminders/off/")
# Streamlit's other doors: its own sign-in, its figures, its interface for programs.
CLOSED_BELOW = (
    "/_stcore/metrics",
    "/_stcore/agent",
    "/_stcore/script-health-check",
    "/auth/",
    "/oauth2callback",
)


def present(connection: HTTPConnection) -> Present:
    """Return who a request that came through the middleware is from."""
    visitor: Present = connection.scope["tracker.present"]
    return visitor


def visit(request: Request, share_id: str | None = None) -> Visit:
    """Return the visit of a request to its own record, or to that of a link; raises AccessRefused."""
    service = installation()
    return visit_of(service.store, service.settings, present(request), share_id or None)


def page_visit(request: Request, share_id: str | None) -> Visit:
    """Return the visit as the Streamlit pages know it; raises AccessRefused."""
    service = installation()
    return visit_of(service.store, service.settings, present(request).alone, share_id or None)


def own_visit(request: Request) -> Visit:
    """Return the visit of a request to the record that its sender keeps, if any; `has_record` says so."""
    service = installation()
    return own_visit_of(service.store, service.settings, present(request))


class IdentityCheck:
    """Middleware: finds who is there, tells Streamlit by headers that nobody else can set, refuses the rest."""

    def __init__(self, app: ASGIApp, installed: Callable[[], Installation] = installation) -> None:
        self.app = app
        self.installed = installed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        if scope["path"].startswith(CLOSED_BELOW):
            await refuse(scope, receive, send, 404, "There is nothing here.")
            return
        service = self.installed()
        scope = {**scope, "headers": exact_cookies(scope["headers"], service.settings.is_https)}
        is_personal = not service.settings.is_practice
        is_bare = scope["path"].startswith(("/static/", "/assets/", "/plotly/"))
        visitor = Present() if is_personal or is_bare else await LOOKING_UP.run(who_is_there, service, scope)
        ids = (PERSON.account_id, PERSONAL_SESSION) if is_personal else _ids_for_streamlit(visitor.shown)
        scope = {
            **scope,
            "headers": _headers(scope, ids, service.settings.is_https),
            "tracker.present": visitor,
        }
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send, service, visitor, ids is not None)
        elif (answer := _refusal(scope, ids, is_personal)) is not None:
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _socket(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        service: Installation,
        visitor: Present,
        is_known: bool,
    ) -> None:
        if not is_known:
            await refuse(scope, receive, send, 401, "")
        elif visitor.shown is None:
            await self.app(scope, receive, send)
        else:
            await run_until_revoked(self.app, scope, receive, send, service.store, visitor.shown)


def who_is_there(service: Installation, scope: Scope) -> Present:
    """Look a request's tokens up."""
    connection, is_https = HTTPConnection(scope), service.settings.is_https
    account = token_in(connection, "account", is_https)
    share = token_in(connection, "share", is_https)
    is_use = scope["path"] not in LOOKS
    signed_in = identity_of_token(service.store, account, is_use=is_use) if account else None
    opened = identity_of_token(service.store, share, is_use=is_use) if share else None
    return Present(
        signed_in if signed_in and signed_in.account else None,
        opened if opened and opened.share else None,
    )


def ended_meanwhile(request: Request, share_id: str | None = None) -> Response | None:
    """Look up again who sent a request that took a while to arrive, to wait or to be answered.

    Return the refusal once they signed out, were shut out, or their phone or link was ended; what held when the request
    came does not count. `share_id`: raises AccessRefused once that link's record is not theirs to see.
    """
    service, scope = installation(), request.scope
    if not service.settings.is_practice:
        token = scope.get(PAIRED_BY)
        is_over = token is not None and device_here(service.store, token) is None
        return PlainTextResponse("Pair this device first.", 401) if is_over else None
    scope["tracker.present"] = visitor = who_is_there(service, scope)
    refusal = _refusal(scope, _ids_for_streamlit(visitor.shown), is_personal=False)
    if refusal is None and share_id:
        visit(request, share_id)
    return refusal


def uid_in(scope: Scope) -> str:
    """Return whom Streamlit is told of: an account, else a link; empty for nobody."""
    return next((value.decode() for name, value in scope["headers"] if name == UID), "")


def address_of(request: Request) -> str:
    """Return the address that guesses are counted by."""
    return str(request.scope.get(KEY, UNKNOWN))


def _ids_for_streamlit(identity: Identity | None) -> tuple[str, str] | None:
    if identity is None:
        return None
    if identity.account is not None:
        return identity.account.account_id, identity.session_id
    return (identity.share.share_id, identity.session_id) if identity.share else None


def _headers(scope: Scope, ids: tuple[str, str] | None, is_https: bool) -> list[tuple[bytes, bytes]]:
    """Return the headers without claims and, for a page's script, without our tokens; with who is there."""
    headers = [
        (name, value)
        for name, value in scope["headers"]
        if name not in CLAIMS and not name.startswith(CLAIM_PREFIX)
    ]
    if scope["type"] == "websocket":
        headers = exact_cookies(headers, is_https, with_tokens=False)
    if ids is not None:
        headers += [(UID, ids[0].encode()), (SID, ids[1].encode())]
    return headers


def _refusal(scope: Scope, ids: tuple[str, str] | None, is_personal: bool) -> Response | None:
    path = scope["path"]
    if path in OPEN or path.startswith(OPEN_BELOW):
        return None
    if ids is None:
        connection = HTTPConnection(scope)
        if scope["method"] in ("GET", "HEAD") and "text/html" in connection.headers.get("accept", ""):
            return RedirectResponse("/sign-in?next=quick" if path == "/quick" else "/sign-in", 303)
        return PlainTextResponse("Please sign in.", 401)
    if path.startswith("/media/") and not is_personal and not may_fetch(path, *ids):
        return PlainTextResponse("There is nothing here.", 404)
    return None
