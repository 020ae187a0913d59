"""The app as one ASGI process: Streamlit's pages, and the few plain HTTP routes around them."""

import gc
import logging
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from streamlit import config

from tracker.errors import InvalidSetting, TrackerError
from tracker.installation import installation
from tracker.places import PLACES
from tracker.settings import LOOPBACK
from tracker.web.shell import shell

STATIC = Path(__file__).parent / "static"
MAIN_PAGE = Path(__file__).parent.parent / "pages" / "main.py"
log = logging.getLogger("tracker")


def app_parts() -> dict[str, Any]:
    """Return what `streamlit.App` is made of; prints one sentence and exits when the installation cannot run."""
    try:
        _refuse_other_addresses()
        installation()
    except TrackerError as error:
        print(error.sentence, file=sys.stderr)  # noqa: T201
        raise SystemExit(1) from None
    _keep_values_out_of_the_log()
    return {
        "script_path": MAIN_PAGE,
        "routes": [
            Route("/", _to_check_in),
            Route("/healthz", _healthz),
            Mount("/assets", StaticFiles(directory=STATIC)),
            *(Route(f"/{place.path}", shell) for place in PLACES),
        ],
        # A page of another site whose name leads to this machine must not read a record (DNS rebinding).
        "middleware": [Middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, "[::1]"])],
        "lifespan": _lifespan,
        "on_script_error": show_error,
    }


def _refuse_other_addresses() -> None:
    address = st.get_option("server.address")
    if address not in LOOPBACK:
        raise InvalidSetting(
            "--server.address",
            f"personal mode has no sign-in, so it serves only this machine, not {address or 'every address'}",
            "Start with `make run`, or give --server.address 127.0.0.1.",
        )


def _keep_values_out_of_the_log() -> None:
    # Streamlit logs each uncaught exception before it asks show_error, with its words: those may quote a person.
    config.set_option("logger.enableRich", False)
    logging.getLogger("streamlit.error_util").addFilter(_without_traceback)


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = record.exc_text = None
    return True


async def _to_check_in(request: Request) -> Response:
    """Send the bare address to the page that opens first."""
    return RedirectResponse("/check-in", 307)


async def _healthz(request: Request) -> Response:
    """Answer whether the store can be read."""
    try:
        installation().store.driver.ping()
    except TrackerError as error:
        return PlainTextResponse(error.sentence, 503)
    return PlainTextResponse("ok")


@asynccontextmanager
async def _lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    # Streamlit collects garbage after every rerun; freezing what never dies makes that nearly free.
    import tracker.charts.plotly_figure  # noqa: PLC0415
    import tracker.progress  # noqa: F401, PLC0415

    gc.collect()
    gc.freeze()
    yield {}
    installation().store.driver.close()


def show_error(error: Exception) -> bool:
    """Show one sentence instead of a traceback; what happened goes to the log under an id, without values."""
    if isinstance(error, TrackerError):
        st.error(error.sentence, icon=":material/error:")
        return True
    error_id = secrets.token_hex(4)
    places = []
    trace = error.__traceback__
    while trace is not None:
        places.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    log.error("error %s: %s at %s", error_id, type(error).__name__, " > ".join(places))
    st.error(
        f"Something went wrong on our side; what you entered is still in the form. Error {error_id} is in the log.",
        icon=":material/error:",
    )
    return True
