"""Making an account: openly, or with an invitation."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from tracker.access.one_use_codes import accept_invitation
from tracker.access.sign_in import sign_up
from tracker.errors import InvalidEntry, TooManyAttempts, TrackerError
from tracker.installation import installation
from tracker.web.forms import Form, form_route, refusal_words
from tracker.web.guesses import count_try
from tracker.web.html import page
from tracker.web.middleware.identity import address_of, present
from tracker.web.routes.sign_in import home_of, welcome

TRIES_PER_ADDRESS = 20
SHOWN_AGAIN_FIELDS = ("code", "username", "name")


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [form_route("/sign-up", _show, _take)]


def _show(request: Request) -> Response:
    identity = present(request).account
    if identity is not None:
        return RedirectResponse(home_of(identity), 303)
    return _form({"code": request.query_params.get("code", "")})


def _take(request: Request, form: Form) -> Response:
    service, code = installation(), form.get("code", "").strip()
    username, password = form.get("username", ""), form.get("password", "")
    name = form.get("name", "").strip() or None
    if not code and not service.settings.is_sign_up_open:
        return _form(form, 403, InvalidEntry("code", "An account needs an invitation; ask your practice."))
    try:
        count_try(service.store, "sign-up address", address_of(request), TRIES_PER_ADDRESS)
        if code:
            account = accept_invitation(service.store, code, username, password, name)
        else:
            account = sign_up(service.store, username, password, "client", name)
    except InvalidEntry as error:
        return _form(form, 422, error)
    except TooManyAttempts as error:
        return _form(form, 429, error)
    return welcome(request, account)


def _form(values: Form, status: int = 200, error: TrackerError | None = None) -> Response:
    settings = installation().settings
    return page(
        "sign_up.html",
        status,
        title="Make an account",
        given={name: values.get(name, "")[:80] for name in SHOWN_AGAIN_FIELDS},
        **refusal_words(error),
        practice=settings.practice_name,
        is_open=settings.is_sign_up_open,
        provider=settings.oidc_label if settings.has_oidc else "",
    )
