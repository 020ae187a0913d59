"""Opening a share link: looking at it spends nothing and tells nothing; only pressing the button opens it."""

from functools import cache

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from tracker.access.sharing import open_share, share_on_offer
from tracker.errors import InvalidEntry, ShareGone, TooManyAttempts
from tracker.installation import installation
from tracker.web.cookies import give
from tracker.web.forms import Form, form_route, get_route
from tracker.web.html import page
from tracker.web.middleware.identity import address_of, present


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [get_route("/s/opened", _opened), form_route("/s/{token}", _show, _take)]


def gone() -> Response:
    """Return the one answer to every link that does not open, whatever the reason."""
    return HTMLResponse(_gone(), 404)


@cache
def _gone() -> bytes:
    return bytes(page("gone.html", title="This link does not work", sentence=ShareGone().sentence).body)


def _show(request: Request) -> Response:
    service, token = installation(), request.path_params["token"]
    try:
        share = share_on_offer(service.store, token, address_of(request))
    except (ShareGone, TooManyAttempts):
        return gone()
    return page(
        "share.html", title="A shared record", token=token, has_passphrase=bool(share.passphrase_hash)
    )


def _take(request: Request, form: Form) -> Response:
    service, before = installation(), present(request).share
    try:
        token = open_share(
            service.store,
            request.path_params["token"],
            address_of(request),
            form.get("passphrase", ""),
        )
    except (ShareGone, TooManyAttempts, InvalidEntry):
        return gone()
    if before is not None:
        service.store.sessions.end(before.session_id)
    response = RedirectResponse("/shared", 303)
    give(response, "share", token, service.settings.is_https)
    return response


def _opened(_request: Request) -> Response:
    """Answer the address that stands in the browser's history in place of the link."""
    return RedirectResponse("/shared", 303)
