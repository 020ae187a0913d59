"""Turning reminders off from a message itself: a page with one button, and what mail programs press by themselves."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from tracker.errors import TooBusy
from tracker.installation import installation
from tracker.reminding.sender import OFF_PATH
from tracker.reminding.sending import is_off_token, turn_off
from tracker.web.forms import FROM_ANYBODY, too_busy
from tracker.web.html import page

GONE = "This link does not work (any more). On the page Account you see whether reminders come."
OFF = "Reminders are off, and where they went is forgotten. You can choose them again on the page Account."


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    return [Route(OFF_PATH + "{token}", _answer, methods=["GET", "POST"], name=OFF_PATH)]


async def _answer(request: Request) -> Response:
    """Show the button, or do what it does; a mail program's own POST (RFC 8058) says nothing that is read."""
    if request.method != "POST":
        return await run_in_threadpool(_show, request)
    try:
        return await FROM_ANYBODY.run(_take, request)
    except TooBusy as busy:
        return too_busy(busy)


def _show(request: Request) -> Response:
    token = request.path_params["token"]
    if not is_off_token(installation().store, token):
        return _sentence("This link does not work", GONE, 404)
    return page("reminders_off.html", title="Turn reminders off?", address=OFF_PATH + token)


def _take(request: Request) -> Response:
    if not turn_off(installation().store, request.path_params["token"]):
        return _sentence("This link does not work", GONE, 404)
    return _sentence("Reminders are off", OFF)


def _sentence(title: str, sentence: str, status: int = 200) -> Response:
    return page("sentence.html", status, title=title, sentence=sentence)
