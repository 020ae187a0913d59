"""Forms: small, posted by a browser, read once."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracker.web.html import page

MOST_BYTES = 16_384
MOST_FIELDS = 20
URLENCODED = "application/x-www-form-urlencoded"
_THREADS = ThreadPoolExecutor(4, "forms")
Form = Mapping[str, str]
Show = Callable[[Request], Response]
Take = Callable[[Request, Form], Response]


class NotAForm(Exception):
    """What was posted is too large or not a form."""


def form_route(path: str, show: Show, take: Take, most_bytes: int = MOST_BYTES) -> Route:
    """Return the route of a page with a form: GET shows it, POST takes it. Both run in a thread."""

    async def answer(request: Request) -> Response:
        if request.method != "POST":
            return await run_in_threadpool(show, request)
        return await _taken(request, take, most_bytes)

    return Route(path, answer, methods=["GET", "POST"], name=path)


def post_route(path: str, take: Take) -> Route:
    """Return a route that only takes a form."""

    async def answer(request: Request) -> Response:
        return await _taken(request, take)

    return Route(path, answer, methods=["POST"], name=path)


def get_route(path: str, show: Show) -> Route:
    """Return a route that only shows."""

    async def answer(request: Request) -> Response:
        return await run_in_threadpool(show, request)

    return Route(path, answer, methods=["GET"], name=path)


async def _taken(request: Request, take: Take, most_bytes: int = MOST_BYTES) -> Response:
    try:
        form = await _read(request, most_bytes)
    except NotAForm:
        return page(
            "sentence.html", 413, title="That did not work", sentence="That is more than this form takes."
        )
    # Forms hash passwords; a hundred at once queue here, in front of their own few threads, while pages go on.
    context = copy_context()
    return await asyncio.get_running_loop().run_in_executor(_THREADS, context.run, take, request, form)


async def _read(request: Request, most_bytes: int) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        # Looked at while it arrives, so that a megabyte is refused before it is held or hashed.
        if len(body) > most_bytes:
            raise NotAForm
    if body and request.headers.get("content-type", "").split(";")[0].strip() != URLENCODED:
        raise NotAForm
    try:
        text = body.decode("ascii")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace"))
    except ValueError:
        raise NotAForm from None
