"""Signing in and out."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from tracker import clock
from tracker.access.accounts import sign_out_everywhere
from tracker.access.sessions import Identity
from tracker.access.sign_in import SignedIn, actor_of, sign_in, start_session
from tracker.access.tokens import token_hash
from tracker.demo import GUESTS, guest
from tracker.domain.account import Account
from tracker.domain.red_flags import LATER_COOKIE
from tracker.domain.rights import Right, may, record_id_of
from tracker.errors import SignInRefused, TooManyAttempts, TrackerError
from tracker.installation import installation
from tracker.places import PLACES
from tracker.web.cookies import give, take_back, token_in
from tracker.web.forms import Form, form_route, post_route
from tracker.web.html import page
from tracker.web.middleware.identity import address_of, present

# A reason the address may give; nothing else of the address is shown.
REASONS = {
    "ended": "You were signed out, because you asked for it, were away for a while, or changed your password.",
    "link": "This link has ended: its time was up, or whoever shared it ended it. Ask them for a new one.",
    "recovered": "Your new password is set. Sign in with it.",
    "erased": "Your account and your record are erased.",
}
# Where an address may ask to go on to; anything else in it is ignored.
NEXT = {"quick": "/quick"}


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [
        form_route("/sign-in", _show, _take),
        post_route("/sign-out", _sign_out),
        form_route("/look-around", _show_guests, _look_around),
    ]


def home_of(identity: Identity | None) -> str:
    """Return the address that opens first for somebody."""
    if identity is None:
        return "/sign-in"
    if identity.account is None:
        return "/shared"
    return home_of_account(identity.account)


def home_of_account(account: Account) -> str:
    """Return the address that opens first for an account."""
    if record_id_of(account):
        return "/check-in"
    return "/clients" if any(place.path == "clients" for place in PLACES) else "/progress"


def home_or_next(account: Account, next_page: str) -> str:
    """Return the address that a client asked to go on to, else the one that opens first."""
    home = home_of_account(account)
    return NEXT.get(next_page, home) if record_id_of(account) else home


def welcome(
    request: Request, account: Account, done: SignedIn | None = None, next_page: str = ""
) -> Response:
    """Begin a session in this browser, in place of the one it may have had, and go to where it begins."""
    service, before = installation(), present(request).account
    if before is not None:
        service.store.sessions.end(before.session_id)
    done = done or start_session(service.store, account, _known_device(request, account))
    # Who opened a link and then signed in to keep it goes back to it.
    is_keeping = may(account, Right.KEEP_LINKS) and present(request).share is not None
    response = RedirectResponse("/shared" if is_keeping else home_or_next(account, next_page), 303)
    give(response, "account", done.session_token, service.settings.is_https)
    give(response, "device", done.device_token, service.settings.is_https)
    return response


def _known_device(request: Request, account: Account) -> str | None:
    service = installation()
    device = token_in(request, "device", service.settings.is_https)
    return (
        device if device and service.store.known_devices.has(account.account_id, token_hash(device)) else None
    )


def _show(request: Request) -> Response:
    identity = present(request).account
    if identity is not None:
        return RedirectResponse(home_of(identity), 303)
    is_https = installation().settings.is_https
    # Who came by a link and never signed in was not signed out either.
    was_guest = token_in(request, "share", is_https) and not token_in(request, "account", is_https)
    reason = REASONS.get("link" if was_guest else request.query_params.get("why", ""), "")
    return sign_in_form(reason=reason, next_page=request.query_params.get("next", ""))


def second_factor_in(form: Form) -> str:
    """Return the one-time code or the backup code of a form, as far as one was typed."""
    return form.get("code", "").strip()[:12] or form.get("backup_code", "").strip()[:40]


def _take(request: Request, form: Form) -> Response:
    service, username, next_page = installation(), form.get("username", "")[:80], form.get("next", "")
    try:
        done = sign_in(
            service.store,
            username,
            form.get("password", ""),
            address_of(request),
            second_factor_in(form),
            token_in(request, "device", service.settings.is_https),
        )
    except SignInRefused as error:
        return sign_in_form(401, error, username, next_page=next_page)
    except TooManyAttempts as error:
        response = sign_in_form(429, error, username, next_page=next_page)
        response.headers["retry-after"] = "3600"
        return response
    return welcome(request, done.account, done, next_page)


def look_around(request: Request, username: str) -> Response | None:
    """Sign somebody in as one of an invented practice, where that is what is shown."""
    service = installation()
    if not (service.settings.is_practice and service.settings.is_demo):
        return None
    done = guest(service.store, username)
    return welcome(request, done.account, done) if done else None


def _show_guests(_request: Request) -> Response:
    return sign_in_form() if installation().settings.is_demo else RedirectResponse("/sign-in", 303)


def _look_around(request: Request, form: Form) -> Response:
    return look_around(request, form.get("as", "")) or RedirectResponse("/sign-in", 303)


def sign_in_form(
    status: int = 200,
    error: TrackerError | None = None,
    username: str = "",
    reason: str = "",
    next_page: str = "",
) -> Response:
    """Return the page to sign in on."""
    settings = installation().settings
    return page(
        "sign_in.html",
        status,
        title="Sign in",
        error=error.sentence if error else "",
        reason=reason,
        username=username,
        next=next_page if next_page in NEXT else "",
        practice=settings.practice_name,
        is_sign_up_open=settings.is_sign_up_open,
        guests=GUESTS if settings.is_demo else {},
        provider=settings.oidc_label if settings.has_oidc else "",
    )


def _sign_out(request: Request, form: Form) -> Response:
    service, visitor = installation(), present(request)
    response = RedirectResponse("/sign-in?why=ended", 303)
    for identity in (visitor.account, visitor.share):
        if identity is not None:
            service.store.sessions.end(identity.session_id)
    if visitor.account is not None and visitor.account.account is not None:
        account = visitor.account.account
        if form.get("everywhere"):
            sign_out_everywhere(service.store, account)
        else:
            client_id = record_id_of(account)
            service.store.audit.note(actor_of(account), "signed out", clock.utc_now(), client_id)
    response.delete_cookie(LATER_COOKIE)
    take_back(response, "account", service.settings.is_https)
    take_back(response, "share", service.settings.is_https)
    return response
