"""The app as one ASGI process: Streamlit's pages, and the plain HTTP around them."""

import asyncio
import gc
import importlib
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope
from streamlit import config

from tracker import clock
from tracker.access.secret import key_for
from tracker.components.plain_words import alert
from tracker.demo import GUESTS
from tracker.errors import TrackerError
from tracker.exchange.questionnaire_files import questionnaires_in
from tracker.installation import installation
from tracker.places import PLACES
from tracker.reminding.sender import Sender
from tracker.settings import Settings, read_settings, refuse_unsafe_address
from tracker.store.store import Store
from tracker.web.answers_in_order import take_up_answers_in_order
from tracker.web.forms import get_route
from tracker.web.html import STATIC, page
from tracker.web.logs import keep_tokens_out_of_logs, logged
from tracker.web.middleware.bounds import BoundedNumber, BoundedTransfer
from tracker.web.middleware.compressed import Compressed, prepare_in_background
from tracker.web.middleware.connections import bound_connections, raise_descriptors
from tracker.web.middleware.failures import Failures
from tracker.web.middleware.headers import SecurityHeaders
from tracker.web.middleware.identity import IdentityCheck, present
from tracker.web.middleware.origin import OriginCheck
from tracker.web.middleware.page_messages import bound_page_messages
from tracker.web.middleware.per_person_queue import OneRequestPerPerson
from tracker.web.middleware.presentation import Presentation
from tracker.web.middleware.proxy import VisitorAddress
from tracker.web.middleware.secret_paths import SecretPaths
from tracker.web.middleware.uploads import OwnPages, bound_uploads
from tracker.web.middleware.utf8_only import Utf8Only
from tracker.web.routes import (
    answers,
    api,
    bring_in,
    calendar,
    consent,
    export,
    health,
    password,
    phones,
    quick,
    reminders_off,
    report,
    share,
    shared,
    sign_in,
    sign_up,
)
from tracker.web.routes.shell import shell

STREAMLIT_BELOW = ("/_stcore/", "/static/", "/media/", "/component/")
SETTLED_SECONDS, FREEZE_EVERY_SECONDS, FORGET_EVERY_SECONDS = 2.0, 20.0, 3600.0
MAIN_PAGE = Path(__file__).parent.parent / "pages" / "main.py"


class Elsewhere(Route):
    """Every other address: Streamlit would answer it with its page; what it needs itself is left to it."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether a request is for no page at all."""
        if scope["path"].startswith(STREAMLIT_BELOW):
            return Match.NONE, {}
        return super().matches(scope)


def app_parts() -> dict[str, Any]:
    """Return what `streamlit.App` is made of; prints one sentence and exits when the installation cannot run."""
    try:
        refuse_unsafe_address(read_settings(), "--server.address", st.get_option("server.address"))
        settings = installation().settings
        for sentence in questionnaires_in(settings.questionnaires_folder).refused:
            print(sentence, file=sys.stderr)  # noqa: T201 - the others are asked all the same
        if settings.is_practice:
            config.set_option("server.cookieSecret", key_for(settings, "streamlit").hex())
            if settings.has_oidc:
                _oidc().client_secret(settings)
    except TrackerError as error:
        print(error.sentence, file=sys.stderr)  # noqa: T201
        raise SystemExit(1) from None
    if settings.public_host:
        config.set_option("server.allowedHosts", [settings.public_host.rsplit(":", 1)[0]])
    raise_descriptors()
    bound_connections()
    bound_uploads()
    take_up_answers_in_order()
    bound_page_messages()
    keep_tokens_out_of_logs()
    _keep_values_out_of_the_log()
    return {
        "script_path": MAIN_PAGE,
        "routes": app_routes(settings),
        "middleware": app_middleware(settings),
        "lifespan": _lifespan,
        "on_script_error": show_error,
    }


def app_middleware(settings: Settings) -> list[Middleware]:
    """Return what every request goes through, outermost first."""
    return [
        Middleware(BoundedTransfer),
        Middleware(SecretPaths),
        Middleware(VisitorAddress, trusted=settings.proxy if settings.public_host else ""),
        Middleware(SecurityHeaders, is_https=settings.is_https),
        Middleware(Failures),
        Middleware(
            OriginCheck,
            public_host=settings.public_host,
            is_https=settings.is_https,
        ),
        Middleware(phones.PairedDevices),
        Middleware(Compressed),
        Middleware(IdentityCheck),
        Middleware(Presentation),
        Middleware(BoundedNumber),
        Middleware(OneRequestPerPerson),
        Middleware(Utf8Only),
        Middleware(OwnPages),
    ]


def _keep_values_out_of_the_log() -> None:
    # Streamlit logs each uncaught exception before it asks show_error, with its words: those may quote a person.
    config.set_option("logger.enableRich", False)
    logging.getLogger("streamlit.error_util").addFilter(_without_traceback)


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = record.exc_text = None
    return True


def app_routes(settings: Settings) -> list[BaseRoute]:
    """Return the plain HTTP routes; those about accounts exist in practice mode only."""
    ours: list[BaseRoute] = [
        get_route("/", _to_first_page),
        get_route("/session", _session),
        get_route("/favicon.ico", _icon),
        get_route("/favicon.png", _icon),
        Mount("/assets", StaticFiles(directory=STATIC)),
        *(get_route(f"/{place.path}", shell) for place in PLACES),
        *health.routes(),
        *answers.routes(),
        *calendar.routes(),
        *export.routes(),
        *report.routes(),
        *quick.routes(),
        *bring_in.routes(),
        *api.routes(),
        *reminders_off.routes(),
    ]
    if settings.is_practice:
        for part in (sign_in, sign_up, password, consent, share, shared):
            ours += part.routes()
    else:
        ours += phones.routes()
    if settings.has_oidc:
        ours += _oidc().routes()
    ours.append(Elsewhere("/{path:path}", _nothing_here))
    return ours


def _oidc() -> ModuleType:
    # Read only where a provider is set: what speaks to one takes a tenth of the start.
    return importlib.import_module("tracker.web.routes.oidc")


def _to_first_page(request: Request) -> Response:
    """Send the bare address to the page that opens first."""
    who = present(request).shown
    if who is None and (invented := sign_in.look_around(request, next(iter(GUESTS)))) is not None:
        return invented
    is_personal = not installation().settings.is_practice
    return RedirectResponse("/check-in" if is_personal else sign_in.home_of(who), 307)


def _session(request: Request) -> Response:
    """Tell a page in the browser whether its session still lives."""
    is_live = not installation().settings.is_practice or present(request).shown is not None
    return Response(status_code=204 if is_live else 401)


def _nothing_here(_request: Request) -> Response:
    return page("sentence.html", 404, title="No such page", sentence="There is no page at this address.")


def _icon(_request: Request) -> Response:
    return RedirectResponse("/assets/icon.svg", 301)


@asynccontextmanager
async def _lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    freeze_what_lives()
    prepare_in_background()
    here = installation()
    tidying = [
        asyncio.create_task(tidy) for tidy in (_freeze_now_and_then(), _forget_now_and_then(here.store))
    ]
    is_sending = here.settings.offers_reminders and not here.settings.is_demo
    sending = (
        asyncio.create_task(Sender(here.store, lambda: installation().settings).run()) if is_sending else None
    )
    async with phones.phone_listener(app):
        yield {}
    for task in tidying:
        task.cancel()
    if sending is not None:
        sending.cancel()
    here.store.driver.close()


def freeze_what_lives() -> None:
    """Collect garbage once, then leave what is still alive out of further collections, until the next call.

    Streamlit is told not to collect after every rerun (config.toml): that cost the more the more sessions are open.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


async def _freeze_now_and_then() -> None:
    await asyncio.sleep(SETTLED_SECONDS)
    # Half a second that no first page has to wait for: scipy reads it when it is first used, or here.
    await asyncio.to_thread(importlib.import_module, "scipy.stats")
    while True:
        freeze_what_lives()
        await asyncio.sleep(FREEZE_EVERY_SECONDS)


async def _forget_now_and_then(store: Store) -> None:
    """Remove ended counts of tries: a visitor's address is kept for as long as it bounds them, and an hour more."""
    await asyncio.sleep(SETTLED_SECONDS)
    while True:
        # A database that is away, or only read, is asked again.
        with suppress(TrackerError):
            await asyncio.to_thread(store.attempts.forget_ended, clock.utc_now())
        await asyncio.sleep(FORGET_EVERY_SECONDS)


def show_error(error: Exception) -> bool:
    """Show one sentence instead of a traceback; what happened goes to the log under an id, without values."""
    if isinstance(error, TrackerError):
        alert("error", error.sentence)
        return True
    error_id = logged(error)
    st.error(
        f"Something went wrong on our side; what you entered is still in the form. Error {error_id} is in the log.",
        icon=":material/error:",
    )
    return True
