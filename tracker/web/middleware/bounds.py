"""What one request, one page and one person may take: of bytes, of time, and of how many there are at once.

Numbers are asked after "who are you" (web/middleware/identity.py), so that nobody takes a person's place; a body is read after that
too. docs/security.md has the table.
"""

import asyncio
import time
from collections.abc import Hashable
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.access.visit import Present
from tracker.bounded import UNBOUNDED, BoundedPool
from tracker.errors import TooBusy, TrackerError
from tracker.exchange import archive
from tracker.web import forms
from tracker.web.forms import too_busy
from tracker.web.middleware.connections import descriptors
from tracker.web.middleware.identity import uid_in
from tracker.web.middleware.proxy import KEY, UNKNOWN
from tracker.web.open_pages import close_left_pages
from tracker.web.routes import api, bring_in, quick

MINUTE = 60.0
# What of a browser's form stands around the file it holds.
AROUND_A_FILE = 4_096


@dataclass(frozen=True)
class Bound:
    """The most that a request's body may be, and how long it may take to arrive."""

    body_bytes: int
    body_seconds: float = MINUTE / 2


USUAL = Bound(forms.MOST_BYTES)
# The longest beginning of a path counts.
BOUNDS = {
    "/quick": Bound(quick.MOST_BYTES),
    "/api": Bound(api.MOST_BYTES),
    "/bring-in": Bound(archive.MOST_BYTES + bring_in.MOST_AROUND, 5 * MINUTE),
    "/bring-in/undo": Bound(bring_in.MOST_TAKEN_BACK * bring_in.ID_BYTES),
    "/_stcore/upload_file/": Bound(5_242_880 + AROUND_A_FILE, 2 * MINUTE),
}
# A page needs four descriptors, its socket and what its script waits with; a quarter of all is kept for the rest.
DESCRIPTORS_OF_A_PAGE, PART_FOR_PAGES = 4, 3 / 4
REQUESTS_OF_ONE, REQUESTS_OF_AN_ADDRESS = 24, 250
PAGES_OF_ONE, PAGES_OF_AN_ADDRESS = 20, 400
# Bytes that a browser takes at a time, and how long it may take over them, and over all.
PIECE, PIECE_SECONDS, ANSWER_SECONDS = 65_536, MINUTE / 2, 10 * MINUTE
# For how long a body that was refused is read on and thrown away.
LINGER_SECONDS = 2.0
TOO_MANY = "Very many pages or files of yours are open or being fetched at once. Close some, then try again."
TOO_MANY_THERE = "Very many pages are open from where you are. Try again in a few seconds."


class BodyRefused(TrackerError):
    """A body that is too large or too slow; `status` is what it is answered with."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def bound_of(path: str) -> Bound:
    """Return the bound of a path's requests."""
    begins = [
        begin
        for begin in BOUNDS
        if path == begin or path.startswith(begin if begin.endswith("/") else f"{begin}/")
    ]
    return BOUNDS[max(begins, key=len)] if begins else USUAL


class BoundedNumber:
    """Middleware: bounds how many requests and pages one person, link or address has at once."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        pages = int(descriptors() * PART_FOR_PAGES) // DESCRIPTORS_OF_A_PAGE
        requests = BoundedPool("a person's requests", UNBOUNDED, each=REQUESTS_OF_ONE, sentence=TOO_MANY)
        requests_there = BoundedPool(
            "an address's requests", UNBOUNDED, each=REQUESTS_OF_AN_ADDRESS, sentence=TOO_MANY_THERE
        )
        pages_of = BoundedPool("a person's pages", pages, each=PAGES_OF_ONE, sentence=TOO_MANY)
        pages_there = BoundedPool(
            "an address's pages",
            UNBOUNDED,
            each=min(PAGES_OF_AN_ADDRESS, pages // 2),
            sentence=TOO_MANY_THERE,
        )
        self.pools = {"http": (requests, requests_there), "websocket": (pages_of, pages_there)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in self.pools:
            await self.app(scope, receive, send)
            return
        of_person, of_address = self.pools[scope["type"]]
        person, address, is_socket = whose(scope), scope.get(KEY, UNKNOWN), scope["type"] == "websocket"
        with ExitStack() as places:
            try:
                places.enter_context(of_address.turn(address))  # nobody waits for these
                # Many may ask from one address before they are known; a page is always somebody's.
                if person is not None or is_socket:
                    places.enter_context(of_person.turn(person or address))
            except TooBusy as busy:
                refusal = refuse_socket if is_socket else too_busy(busy, 429, scope["path"])
                await refusal(scope, receive, send)
                return
            if is_socket:
                close_left_pages(uid_in(scope), PAGES_OF_ONE)
            await self.app(scope, receive, send)


class BoundedTransfer:
    """Middleware: bounds how large a request's body is, and how slowly it comes and its answer is fetched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body, answer = Body(scope, receive), Answer(send)

        async def send_bounded(message: Message) -> None:
            if message["type"] == "http.response.start" and not body.is_whole:
                # What is left of the body would otherwise hold the connection for as long as it does not come.
                MutableHeaders(scope=message)["connection"] = "close"
            is_last = message["type"] == "http.response.body" and not message.get("more_body", False)
            if is_last and not body.is_whole:
                await answer.send({**message, "more_body": True})
                await body.discard()
                message = {"type": "http.response.body"}
            await answer.send(message)

        await self.app(scope, body.receive, send_bounded)


class Body:
    """A request's body: counted and timed while it arrives."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        names = {name for name, value in scope["headers"] if value != b"0"}
        self.is_whole = not {b"content-length", b"transfer-encoding"} & names
        self.bound = bound_of(scope["path"])
        self.until = time.monotonic() + self.bound.body_seconds
        self.bytes = 0
        self._receive = receive

    async def receive(self) -> Message:
        """Return the next message; raises BodyRefused."""
        if self.is_whole:
            return await self._receive()
        try:
            async with asyncio.timeout(self.until - time.monotonic()):
                message = await self._receive()
        except TimeoutError:
            raise BodyRefused(
                408, "What you sent took too long to arrive, so nothing of it was kept."
            ) from None
        self.bytes += len(message.get("body", b""))
        self.is_whole = not message.get("more_body", False)
        if self.bytes > self.bound.body_bytes:
            raise BodyRefused(413, "That is more than is taken here, so nothing of it was kept.")
        return message

    async def discard(self) -> None:
        """Read on for a moment and keep nothing.

        A connection that is closed while its body still comes is reset, and the reset overtakes the answer:
        a browser shows an error of its own, and a proxy 502, in place of the sentence that was sent.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_SECONDS):
                while (await self._receive()).get("more_body", False):
                    pass


class Answer:
    """An answer: handed over in pieces, so that one which is not fetched ends, and holds its place until then."""

    def __init__(self, send: Send) -> None:
        self.until = time.monotonic() + ANSWER_SECONDS
        self._send = send

    async def send(self, message: Message) -> None:
        """Send a message in pieces; raises TimeoutError, which ends the connection, when one is not taken."""
        body = message.get("body", b"") if message["type"] == "http.response.body" else b""
        for start in range(0, max(len(body) - PIECE, 0), PIECE):
            await self._in_time({**message, "body": body[start : start + PIECE], "more_body": True})
        last = max(len(body) - 1, 0) // PIECE * PIECE
        await self._in_time({**message, "body": body[last:]} if body else message)

    async def _in_time(self, message: Message) -> None:
        async with asyncio.timeout(min(PIECE_SECONDS, self.until - time.monotonic())):
            await self._send(message)


def whose(scope: Scope) -> Hashable:
    """Return the account, else the link, that a request is from; None for nobody."""
    who: Present = scope["tracker.present"]
    if who.account is not None and who.account.account is not None:
        return who.account.account.account_id
    return who.share.share.share_id if who.share is not None and who.share.share is not None else None


async def refuse_socket(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a socket's handshake with 429, so that it is no socket."""
    await receive()
    if "websocket.http.response" in scope.get("extensions", {}):
        headers = [(b"retry-after", b"30"), (b"content-length", b"0")]
        await send({"type": "websocket.http.response.start", "status": 429, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": b""})
    else:
        await send({"type": "websocket.close", "code": 1013})
