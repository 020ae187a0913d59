"""Signing in with a provider (OpenID Connect): there, back, and what is still missing then."""

import hmac
from collections.abc import Callable, Mapping
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from tracker.access import identities
from tracker.access.one_use_codes import invited_role
from tracker.access.passwords import matches
from tracker.access.provider import Flow, Proof, Provider
from tracker.access.secret import key_for, private_bytes, signed, values_of
from tracker.bounded import BoundedPool
from tracker.domain.account import Account
from tracker.errors import (
    AccessRefused,
    IdentityRefused,
    InvalidEntry,
    TooBusy,
    TooManyAttempts,
    TrackerError,
)
from tracker.installation import installation
from tracker.places import address
from tracker.settings import Settings
from tracker.web.cookies import SECONDS, give, take_back, token_in
from tracker.web.forms import Form, form_route, refusal_words, too_busy
from tracker.web.guesses import count_try, guess
from tracker.web.html import page
from tracker.web.middleware.identity import address_of, ended_meanwhile, present
from tracker.web.routes.sign_in import second_factor_in, sign_in_form, welcome

CALLBACK = "/oidc/callback"
# Guesses here are guesses at 256 random bits; the limits keep the provider and the disk from being flooded.
TRIES_PER_ADDRESS, TRIES_PER_ACCOUNT = 60, 10
# What waits for the provider does not keep anybody else waiting.
_TALKING = BoundedPool("oidc", at_once=4, waiting=20)
GOING, PROVED = "oidc going", "oidc proved"


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [
        _slow("/oidc", _go),
        _slow(CALLBACK, _come_back),
        form_route("/oidc/finish", _show_rest, _take_rest),
        form_route("/oidc/link", _show_link, _take_link),
    ]


def client_secret(settings: Settings) -> str:
    """Return the secret shared with the provider, empty without one; raises InvalidSetting."""
    if not settings.has_oidc or settings.oidc_client_secret_path is None:
        return ""
    secret = private_bytes("TRACKER_OIDC_CLIENT_SECRET_FILE", settings.oidc_client_secret_path)
    return secret.decode("utf-8", "replace").partition("\n")[0].strip()


@lru_cache(maxsize=8)
def _provider(settings: Settings) -> Provider:
    redirect_uri = f"{address(settings)}{CALLBACK}"
    return Provider(settings.oidc_issuer, settings.oidc_client_id, client_secret(settings), redirect_uri)


def _slow(path: str, answer: Callable[[Request], Response]) -> Route:
    async def answered(request: Request) -> Response:
        try:
            return await _TALKING.run(_or_refused, answer, request)
        except TooBusy as busy:
            return too_busy(busy)

    return Route(path, answered, methods=["GET"], name=path)


def _or_refused(answer: Callable[[Request], Response], request: Request) -> Response:
    try:
        count_try(installation().store, "oidc address", address_of(request), TRIES_PER_ADDRESS)
        return answer(request)
    except TooManyAttempts as error:
        return _ended(sign_in_form(429, error))
    except IdentityRefused as error:
        return _ended(sign_in_form(401, error))
    except TrackerError as error:
        return _ended(sign_in_form(503, error))


def _go(request: Request) -> Response:
    """Send somebody to the provider; an invitation goes along."""
    service, code = installation(), request.query_params.get("code", "")[:80]
    if code:
        try:
            invited_role(service.store, code)
        except InvalidEntry:
            return RedirectResponse("/sign-up", 303)
    return _to_provider(Flow(), {"code": code})


def _to_provider(flow: Flow, more: Mapping[str, str]) -> Response:
    settings = installation().settings
    response = RedirectResponse(_provider(settings).address(flow), 303)
    _keep(response, GOING, {**flow.values(), **more})
    return response


def _come_back(request: Request) -> Response:
    """Take somebody in whom the provider sent back."""
    service, query = installation(), request.query_params
    going = _values_in_cookie(request, GOING)
    if going is None or not hmac.compare_digest(query.get("state", "").encode(), going["state"].encode()):
        raise IdentityRefused
    # Where a provider names itself in its answer (RFC 9207), it must be the one that was asked.
    if query.get("iss", service.settings.oidc_issuer) != service.settings.oidc_issuer or not query.get(
        "code"
    ):
        raise IdentityRefused
    flow = Flow(going["state"], going["nonce"], going["verifier"])
    proof = _provider(service.settings).proof(flow, query["code"])
    if going.get("account"):
        return _ended(_linked(request, going["account"], proof))
    account = identities.account_of(service.store, proof)
    if account is not None and not account.totp_secret:
        return _ended(welcome(request, account))
    if account is not None:
        return _rest({"account": account.account_id, "issuer": proof.issuer, "subject": proof.subject})
    if not (going.get("code") or service.settings.is_sign_up_open):
        return _ended(_unknown())
    return _rest(
        {
            "issuer": proof.issuer,
            "subject": proof.subject,
            "code": going.get("code", ""),
            "username": proof.username,
            "name": proof.name,
        }
    )


def _unknown() -> Response:
    sentence = (
        "No account here goes with that sign-in. Sign in with your password and link it on your account page, "
        "or ask your practice for an invitation."
    )
    return page("sentence.html", 403, title="No account yet", sentence=sentence)


def _rest(values: Mapping[str, str]) -> Response:
    response = RedirectResponse("/oidc/finish", 303)
    _keep(response, PROVED, values)
    return response


def _show_rest(request: Request) -> Response:
    proved = _values_in_cookie(request, PROVED)
    return RedirectResponse("/sign-in", 303) if proved is None else _rest_form(proved, proved)


def _take_rest(request: Request, form: Form) -> Response:
    """Take what the provider could not say: a username for a new account, or a one-time code."""
    service, proved = installation(), _values_in_cookie(request, PROVED)
    if proved is None:
        return RedirectResponse("/sign-in", 303)
    proof = Proof(proved["issuer"], proved["subject"])
    try:
        if "account" in proved:
            with guess(service.store, "oidc account", proved["account"], TRIES_PER_ACCOUNT, "code"):
                account = identities.prove_second_factor(service.store, proof, second_factor_in(form))
        else:
            count_try(service.store, "sign-up address", address_of(request), TRIES_PER_ADDRESS // 3)
            name = form.get("name", "").strip() or None
            account = identities.sign_up_with(
                service.store, proof, form.get("username", ""), name, proved["code"]
            )
    except (InvalidEntry, TooManyAttempts) as error:
        return _rest_form(proved, form, 422 if isinstance(error, InvalidEntry) else 429, error)
    except IdentityRefused as error:
        return _ended(sign_in_form(401, error))
    return _ended(welcome(request, account))


def _rest_form(
    proved: Mapping[str, str], given: Mapping[str, str], status: int = 200, error: TrackerError | None = None
) -> Response:
    needs_code = "account" in proved
    return page(
        "oidc_finish.html",
        status,
        title="One-time code" if needs_code else "Make an account",
        needs_code=needs_code,
        given={name: given.get(name, "")[:80] for name in ("username", "name")},
        **refusal_words(error),
    )


def _show_link(request: Request) -> Response:
    return _link_form(request)


def _take_link(request: Request, form: Form) -> Response:
    """Go to link an identity, or take it away; the password is asked for, since either is a way in."""
    service, account = installation(), _account(request)
    if account is None:
        return RedirectResponse("/sign-in", 303)
    try:
        with guess(service.store, "password account", account.account_id, TRIES_PER_ACCOUNT, "password"):
            _prove_password(account, form.get("password", ""))
        if account.oidc_subject is not None:
            identities.unlink(service.store, account)
            return RedirectResponse("/account", 303)
        flow = Flow()
        # A form may not lead to another site (our content security policy), so a link does.
        response = _link_form(request, onward=_provider(service.settings).address(flow))
        _keep(response, GOING, {**flow.values(), "account": account.account_id})
    except InvalidEntry as error:
        return _link_form(request, 422, error)
    except TooManyAttempts as error:
        return _link_form(request, 429, error)
    except AccessRefused:
        return RedirectResponse("/account", 303)
    except TrackerError as error:
        return _link_form(request, 503, error)
    return response


def _prove_password(account: Account, password: str) -> None:
    if not matches(password, account.password_hash):
        raise InvalidEntry("password", "Password is not right.")


def _link_form(
    request: Request, status: int = 200, error: TrackerError | None = None, onward: str = ""
) -> Response:
    account = _account(request)
    if account is None:
        return RedirectResponse("/sign-in", 303)
    return page(
        "oidc_link.html",
        status,
        title="Sign in with a provider",
        label=installation().settings.oidc_label,
        username=account.username,
        has_password=account.password_hash is not None,
        is_linked=account.oidc_subject is not None,
        onward=onward,
        **refusal_words(error),
    )


def _linked(request: Request, account_id: str, proof: Proof) -> Response:
    # The provider took its time: whoever was signed out everywhere meanwhile gets no other way in.
    if (refusal := ended_meanwhile(request)) is not None:
        return refusal
    account = _account(request)
    if account is None or account.account_id != account_id:
        raise IdentityRefused
    try:
        identities.link(installation().store, account, proof)
    except InvalidEntry as error:
        return page("sentence.html", 409, title="That did not work", sentence=error.sentence)
    return RedirectResponse("/account", 303)


def _account(request: Request) -> Account | None:
    identity = present(request).account
    return identity.account if identity else None


def _keep(response: Response, purpose: str, values: Mapping[str, str]) -> None:
    settings = installation().settings
    give(response, "oidc", signed(key_for(settings, purpose), values, SECONDS["oidc"]), settings.is_https)


def _values_in_cookie(request: Request, purpose: str) -> dict[str, str] | None:
    settings = installation().settings
    word = token_in(request, "oidc", settings.is_https)
    return values_of(key_for(settings, purpose), word) if word else None


def _ended(response: Response) -> Response:
    """Forget the sign-in under way: an answer of the provider is good for one try."""
    take_back(response, "oidc", installation().settings.is_https)
    return response
