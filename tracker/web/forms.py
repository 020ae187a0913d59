"""Forms: small, posted by a browser, read once."""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tracker.errors import TooBusy
from tracker.locales import use_locale
from tracker.web.html import page, use_look
from tracker.web.turns import Turns

MOST_BYTES = 16_384
# A check-in with everything filled in has twenty-odd.
MOST_FIELDS = 40
URLENCODED = "application/x-www-form-urlencoded"
# Most forms hash passwords: a crowd queues here, in front of its own few threads, while pages go on.
HASHING = Turns("forms", threads=12, most_waiting=100)
# Who saves a check-in does not stand in that queue.
SAVING = Turns("saving", threads=12, most_waiting=400)
BUSY_SECONDS = "5"
Form = Mapping[str, str]
Show = Callable[[Request], Response]
Take = Callable[[Request, Form], Response]


class NotAForm(Exception):
    """What was posted is too large or not a form."""


def form_route(
    path: str, show: Show, take: Take, most_bytes: int = MOST_BYTES, turns: Turns = HASHING
) -> Route:
    """Return the route of a page with a form: GET shows it, POST takes it. Both run in a thread."""

    async def answer(request: Request) -> Response:
        if request.method != "POST":
            return await _shown(request, show)
        return await _taken(request, take, most_bytes, turns)

    return Route(path, answer, methods=["GET", "POST"], name=path)


def post_route(path: str, take: Take, turns: Turns = HASHING, most_bytes: int = MOST_BYTES) -> Route:
    """Return a route that only takes a form."""

    async def answer(request: Request) -> Response:
        return await _taken(request, take, most_bytes, turns)

    return Route(path, answer, methods=["POST"], name=path)


def get_route(path: str, show: Show) -> Route:
    """Return a route that only shows."""

    async def answer(request: Request) -> Response:
        return await _shown(request, show)

    return Route(path, answer, methods=["GET"], name=path)


async def _shown(request: Request, show: Show) -> Response:
    use_locale(request.headers.get("accept-language"))
    use_look(request.cookies)
    return await run_in_threadpool(show, request)


def too_busy(busy: TooBusy) -> Response:
    """Return the answer to somebody who would wait too long."""
    response = page("sentence.html", 503, title="One moment", sentence=busy.sentence)
    response.headers["retry-after"] = BUSY_SECONDS
    return response


async def _taken(
    request: Request, take: Take, most_bytes: int = MOST_BYTES, turns: Turns = HASHING
) -> Response:
    try:
        form = await _read(request, most_bytes)
    except NotAForm:
        return page(
            "sentence.html", 413, title="That did not work", sentence="That is more than this form takes."
        )
    use_locale(request.headers.get("accept-language"))
    use_look(request.cookies)
    try:
        return await turns.run(take, request, form)
    except TooBusy as busy:
        return too_busy(busy)


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
