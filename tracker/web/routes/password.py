"""Passwords: changing one's own, and setting a new one with a recovery code."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from tracker.access.one_use_codes import recover
from tracker.access.sign_in import change_password
from tracker.errors import InvalidEntry, TooManyAttempts, TrackerError
from tracker.installation import installation
from tracker.web.forms import Form, form_route, refusal_words
from tracker.web.guesses import guess
from tracker.web.html import page
from tracker.web.middleware.identity import address_of, present
from tracker.web.routes.sign_in import home_of, welcome

TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS = 10, 20


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [
        form_route("/password", _show_change, _take_change),
        form_route("/recover", _show_recover, _take_recover),
    ]


def _show_change(request: Request) -> Response:
    return _change_form(request)


def _take_change(request: Request, form: Form) -> Response:
    service, identity = installation(), present(request).account
    if identity is None or identity.account is None:
        return RedirectResponse("/sign-in", 303)
    account = identity.account
    try:
        # Who sits at somebody's open screen may not guess their password either.
        with guess(service.store, "password account", account.account_id, TRIES_PER_ACCOUNT, "old_password"):
            account = change_password(
                service.store,
                account,
                form.get("old_password", ""),
                form.get("password", ""),
                identity.session_id,
            )
    except InvalidEntry as error:
        return _change_form(request, 422, error)
    except TooManyAttempts as error:
        return _change_form(request, 429, error)
    # A fresh session here too: whoever copied the old cookie is out.
    return welcome(request, account)


def _change_form(request: Request, status: int = 200, error: TrackerError | None = None) -> Response:
    identity = present(request).account
    if identity is None or identity.account is None:
        return RedirectResponse("/sign-in", 303)
    return page(
        "password.html",
        status,
        title="Password",
        username=identity.account.username,
        home=home_of(identity),
        **refusal_words(error),
    )


def _show_recover(_request: Request) -> Response:
    return _recover_form("")


def _take_recover(request: Request, form: Form) -> Response:
    service, code = installation(), form.get("code", "")[:80]
    try:
        with guess(service.store, "recover address", address_of(request), TRIES_PER_ADDRESS, "code"):
            recover(service.store, code, form.get("password", ""))
    except InvalidEntry as error:
        return _recover_form(code, 422, error)
    except TooManyAttempts as error:
        return _recover_form(code, 429, error)
    return RedirectResponse("/sign-in?why=recovered", 303)


def _recover_form(code: str, status: int = 200, error: TrackerError | None = None) -> Response:
    return page("recover.html", status, title="Set a new password", code=code, **refusal_words(error))
