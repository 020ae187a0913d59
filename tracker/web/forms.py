"""Forms: small, posted by a browser, read once."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tracker.bounded import BoundedPool
from tracker.errors import (
    FeedGone,
    ImportRefused,
    InvalidEntry,
    NotSaved,
    ProviderUnreachable,
    ShareGone,
    ShownToAnother,
    StaleEdit,
    StoreUnavailable,
    TooBusy,
    TooManyAttempts,
    TrackerError,
    UnknownAccount,
    UnknownClient,
    UnknownEntry,
)
from tracker.web.html import page
from tracker.web.middleware.identity import ended_meanwhile

MOST_BYTES = 16_384
# A check-in with everything filled in has twenty-odd.
MOST_FIELDS = 40
URLENCODED = "application/x-www-form-urlencoded"
# Most forms hash passwords: a crowd queues here, in front of its own few threads, while pages go on.
HASHING = BoundedPool("forms", at_once=12, waiting=100)
# Who saves a check-in does not stand in that queue.
SAVING = BoundedPool("saving", at_once=12, waiting=400)
# Nor do those whom nobody knows: what is sent without a session, and is no password, queues by itself.
FROM_ANYBODY = BoundedPool("from anybody", at_once=4, waiting=100)
BUSY_SECONDS = "5"
FOR_PROGRAMS = "/api/"
Form = Mapping[str, str]
Show = Callable[[Request], Response]
Take = Callable[[Request, Form], Response]


def require_shown_to(account_id: str, form: Form) -> None:
    """Refuse a form whose page was shown to another account before; raises ShownToAnother.

    A plain page stays open when its person signs out in another tab and somebody else signs in.
    """
    if form.get("account", "") not in ("", account_id):
        raise ShownToAnother


class NotAForm(Exception):
    """What was posted is too large or not a form: the status of its answer, and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


TOO_LARGE = 413, "That is more than this form takes."
NOT_SENT_BY_THE_PAGE = 415, "That is not how this form is sent. Open its page again and fill it in there."


def refusal_words(error: TrackerError | None) -> dict[str, Any]:
    """Return why a form was refused, for its page: `errors` by field, or an `alarm_sentence` above all fields."""
    if isinstance(error, InvalidEntry):
        return {"errors": {error.field: error.sentence}, "alarm_sentence": ""}
    return {"errors": {}, "alarm_sentence": error.sentence if error else ""}


def form_route(
    path: str, show: Show, take: Take, most_bytes: int = MOST_BYTES, pool: BoundedPool = HASHING
) -> Route:
    """Return the route of a page with a form: GET shows it, POST takes it. Both run in a thread."""

    async def answer(request: Request) -> Response:
        if request.method != "POST":
            return await _shown(request, show)
        return await _answer_of(request, take, most_bytes, pool)

    return Route(path, answer, methods=["GET", "POST"], name=path)


def post_route(path: str, take: Take, pool: BoundedPool = HASHING, most_bytes: int = MOST_BYTES) -> Route:
    """Return a route that only takes a form."""

    async def answer(request: Request) -> Response:
        return await _answer_of(request, take, most_bytes, pool)

    return Route(path, answer, methods=["POST"], name=path)


def get_route(path: str, show: Show) -> Route:
    """Return a route that only shows."""

    async def answer(request: Request) -> Response:
        return await _shown(request, show)

    return Route(path, answer, methods=["GET"], name=path)


async def _shown(request: Request, show: Show) -> Response:
    return await run_in_threadpool(show, request)


# What an error is over HTTP; 503 is tried again, by a proxy or by a phone's queue, and everything else is not.
STATUSES: dict[type[TrackerError], int] = {
    InvalidEntry: 422,
    ImportRefused: 422,
    StaleEdit: 409,
    ShownToAnother: 409,
    UnknownEntry: 404,
    UnknownClient: 404,
    UnknownAccount: 404,
    ShareGone: 404,
    FeedGone: 404,
    TooManyAttempts: 429,
    TooBusy: 503,
    NotSaved: 503,
    StoreUnavailable: 503,
    ProviderUnreachable: 503,
}


def status_of(error: TrackerError, usual: int = 403) -> int:
    """Return the status that an error is answered with; `usual` where its kind has none of its own."""
    own: int | None = getattr(error, "status", None)
    return own or next((status for kind, status in STATUSES.items() if isinstance(error, kind)), usual)


def sentence_in_json(status: int, sentence: str, retry_after: str = "", **more: Any) -> JSONResponse:
    """Answer a script with a sentence for people, and what else it should know."""
    headers = {"retry-after": retry_after} if retry_after else {}
    return JSONResponse({"sentence": sentence, **more}, status, headers)


def sentence_at(path: str, status: int, title: str, sentence: str) -> Response:
    """Return a sentence as whoever asks at an address reads it: a page, or JSON for a program."""
    if path.startswith(FOR_PROGRAMS):
        return sentence_in_json(status, sentence)
    return page("sentence.html", status, title=title, sentence=sentence)


def too_busy(busy: TooBusy, status: int = 503, path: str = "") -> Response:
    """Return the answer to somebody who would wait too long: 429 where it is their own doing."""
    response = sentence_at(path, status, "One moment", busy.sentence)
    response.headers["retry-after"] = BUSY_SECONDS
    return response


async def _answer_of(
    request: Request, take: Take, most_bytes: int = MOST_BYTES, pool: BoundedPool = HASHING
) -> Response:
    try:
        form = await _read(request, most_bytes)
    except NotAForm as refusal:
        return page("sentence.html", refusal.status, title="That did not work", sentence=refusal.sentence)
    try:
        return await pool.run(_taken_from_who_is_there, take, request, form)
    except TooBusy as busy:
        return too_busy(busy)


def _taken_from_who_is_there(take: Take, request: Request, form: Form) -> Response:
    refusal = ended_meanwhile(request)
    return take(request, form) if refusal is None else refusal


async def _read(request: Request, most_bytes: int) -> dict[str, str]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        # Looked at while it arrives, so that a megabyte is refused before it is held or hashed.
        if len(body) > most_bytes:
            raise NotAForm(*TOO_LARGE)
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if body and (media_type != URLENCODED or not body.isascii()):
        raise NotAForm(*NOT_SENT_BY_THE_PAGE)
    try:
        text = body.decode("ascii")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace"))
    except ValueError:
        raise NotAForm(*TOO_LARGE) from None
