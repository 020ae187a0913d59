"""The therapist's page of a shared record: one sheet, ready in a moment, without an account."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from tracker.access.sharing import keep_share, let_go
from tracker.access.visit import Present, Visit
from tracker.domain.account import Account
from tracker.domain.rights import keeps, may_keep
from tracker.domain.share_link import ShareLink
from tracker.errors import AccessRefused, ShareGone, UnknownClient
from tracker.installation import installation
from tracker.locales import day_words
from tracker.web.cookies import take_back
from tracker.web.forms import Form, get_route, post_route
from tracker.web.html import page
from tracker.web.middleware.identity import present, visit
from tracker.web.routes.share import gone
from tracker.web.shared_view import shared_view


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [
        get_route("/shared", _show),
        get_route("/shared/live", _live),
        post_route("/shared/keep", _keep),
        post_route("/shared/let-go", _let_go),
    ]


def _show(request: Request) -> Response:
    shared_visit = _shared(request)
    if shared_visit is None:
        return gone()
    looked, share = shared_visit
    try:
        view = shared_view(looked.record)
    except UnknownClient:  # erased in this very moment
        return gone()
    looked.note_look()
    account = looked.account
    return page(
        "shared.html",
        title="A shared record",
        view=view,
        share=share,
        until=_until(share),
        # Another link may be opened in this browser since: what this page leads to stays this client's.
        query=f"?share={share.share_id}",
        can_open_pages=account is None or keeps(account, share),
        can_keep=may_keep(account, share),
        is_kept=account is not None and keeps(account, share),
        has_account=account is not None,
    )


def _shared(request: Request) -> tuple[Visit, ShareLink] | None:
    """Return the visit of a request to a shared record that it may see now, and the link."""
    visitor, share_asked = present(request), request.query_params.get("share")
    opened = visitor.share.share if visitor.share else None
    share_id = share_asked or (opened.share_id if opened else None)
    if visitor.shown is None or share_id is None:
        return None
    try:
        asked_visit = visit(request, share_id)
    except AccessRefused:
        return None
    share = asked_visit.store.shares.get(share_id)
    return (asked_visit, share) if share is not None and asked_visit.is_read_only else None


def _live(request: Request) -> Response:
    """Tell an open page whether it may stay."""
    return Response(status_code=204 if _shared(request) else 404)


def _keep(request: Request, form: Form) -> Response:
    visitor = present(request)
    account, share = _both(visitor)
    if account is None or share is None:
        return RedirectResponse("/sign-in", 303)
    if form.get("share", "") not in ("", share.share_id):
        return gone()
    try:
        keep_share(installation().store, account, share)
    except ShareGone:
        return gone()
    return RedirectResponse(f"/shared?share={share.share_id}", 303)


def _let_go(request: Request, form: Form) -> Response:
    identity, store = present(request).account, installation().store
    share = store.shares.get(form.get("share", "")[:80])
    if identity is None or identity.account is None or share is None or not keeps(identity.account, share):
        return gone()
    let_go(store, identity.account, share)
    opened, response = present(request).share, RedirectResponse("/clients?given-back=1", 303)
    if opened is not None and opened.share is not None and opened.share.share_id == share.share_id:
        store.sessions.end(opened.session_id)
        take_back(response, "share", installation().settings.is_https)
    return response


def _both(visitor: Present) -> tuple[Account | None, ShareLink | None]:
    return (visitor.account.account if visitor.account else None), (
        visitor.share.share if visitor.share else None
    )


def _until(share: ShareLink) -> str:
    if share.kept_by is not None:
        return f"in a caseload until the client ends it; for others until {day_words(share.ends_at.date())}"
    return f"until {share.ends_at:%H:%M} UTC on {day_words(share.ends_at.date())}"
