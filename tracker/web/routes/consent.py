"""Consent: what happens with the data, in plain words, before the first entry."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from tracker.access.sharing import CONSENT_VERSION, consent, needs_consent
from tracker.access.sign_in import actor_of
from tracker.domain.account import Account
from tracker.domain.rights import record_id_of
from tracker.errors import ConsentMissing
from tracker.installation import installation
from tracker.web.forms import Form, form_route, require_shown_to
from tracker.web.html import page
from tracker.web.middleware.identity import present
from tracker.web.routes.sign_in import NEXT, home_or_next


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [form_route("/consent", _show, _take)]


def _client(request: Request) -> Account | None:
    identity = present(request).account
    return identity.account if identity and identity.account and record_id_of(identity.account) else None


def _show(request: Request, status: int = 200, error: str = "", next_page: str = "") -> Response:
    account = _client(request)
    if account is None:
        return RedirectResponse("/", 303)
    service = installation()
    next_page = next_page or request.query_params.get("next", "")
    return page(
        f"consent_{CONSENT_VERSION}.html",
        status,
        title="Your data",
        version=CONSENT_VERSION,
        account=account.account_id,
        practice=service.settings.practice_name,
        is_given=not needs_consent(service.store, account.account_id),
        error=error,
        next=next_page if next_page in NEXT else "",
    )


def _take(request: Request, form: Form) -> Response:
    account = _client(request)
    if account is None:
        return RedirectResponse("/", 303)
    require_shown_to(account.account_id, form)
    # The version they read: should the text have changed meanwhile, they read the new one.
    if form.get("agree") != "yes" or form.get("version") != CONSENT_VERSION:
        return _show(request, 422, ConsentMissing().sentence, form.get("next", ""))
    store = installation().store
    if needs_consent(store, account.account_id):
        consent(store, actor_of(account), account.account_id)
    return RedirectResponse(home_or_next(account, form.get("next", "")), 303)
