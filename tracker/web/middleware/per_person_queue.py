"""Each person's own line: what takes a core for a moment is made for each of them one at a time.

So one person's forty requests wait for each other, or are told to come back, and nobody else does. While one client
asked for forty progress pages of ten years, another's quick check-in page had a 95th percentile of 34 and 38 ms in two
runs; without the line 3.7 s in one (bench/greedy.py; two cores shared with other work).
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.access.visit import Present
from tracker.bounded import UNBOUNDED, BoundedPool
from tracker.domain.client import PERSONAL_CLIENT_ID
from tracker.errors import TooBusy
from tracker.installation import Installation, installation
from tracker.web.forms import too_busy
from tracker.web.middleware.identity import who_is_there

# A whole record is read for these: reports, files to take away, answers and charts, a shared record.
PATHS = frozenset({"/report.html", "/report.pdf", "/progress", "/shared"})
BELOW = ("/export/", "/progress/")
# Two tabs, a file of each format and a reload find room.
MOST_WAITING = 8
TOO_MANY = "You have asked for many pages or files at once. Those before are still being made; try again in a few seconds."


class OneRequestPerPerson:
    """Middleware: lets each person have one of these requests answered at a time, and a few wait."""

    def __init__(
        self,
        app: ASGIApp,
        service: Callable[[], Installation] = installation,
        look: Callable[[Installation, Scope], Present] = who_is_there,
    ) -> None:
        self.app, self.here, self.look = app, service, look
        self.pool = BoundedPool(
            "own line", UNBOUNDED, waiting=UNBOUNDED, each=1, each_waiting=MOST_WAITING, sentence=TOO_MANY
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        whose = self._whose(scope)
        if whose is None:
            await self.app(scope, receive, send)
            return
        try:
            turn = self.pool.enter(whose)
        except TooBusy as busy:
            await too_busy(busy, 429)(scope, receive, send)
            return
        has_waited = not turn.done()
        receive_again = await self._turn_or_gone(turn, whose, scope, receive)
        if receive_again is not None:
            await self._answered(whose, scope, receive_again, send, has_waited=has_waited)

    async def _answered(
        self, whose: str, scope: Scope, receive: Receive, send: Send, *, has_waited: bool
    ) -> None:
        is_held = True

        async def send_once_made(message: Message) -> None:
            # It is made by now: how slowly it is fetched keeps nobody waiting.
            nonlocal is_held
            if is_held:
                self.pool.leave(whose)
                is_held = False
            await send(message)

        try:
            if has_waited and self.here().settings.is_practice:
                # Signed out, or the link revoked, while it waited: what held when it came does not count.
                scope = {**scope, "tracker.present": await asyncio.to_thread(self.look, self.here(), scope)}
                if scope["tracker.present"].shown is None:
                    await PlainTextResponse("Please sign in.", 401)(scope, receive, send_once_made)
                    return
            await self.app(scope, receive, send_once_made)
        finally:
            if is_held:
                self.pool.leave(whose)

    def _whose(self, scope: Scope) -> str | None:
        """Return whose line a request belongs to; None when it need not wait."""
        if scope["type"] != "http" or not (scope["path"] in PATHS or scope["path"].startswith(BELOW)):
            return None
        if not self.here().settings.is_practice:
            return PERSONAL_CLIENT_ID
        visitor: Present = scope["tracker.present"]
        if visitor.account is not None and visitor.account.account is not None:
            return visitor.account.account.account_id
        # Everybody who opened one link stands in one line.
        return (
            visitor.share.share.share_id
            if visitor.share is not None and visitor.share.share is not None
            else None
        )

    async def _turn_or_gone(
        self, turn: Future[None], whose: str, scope: Scope, receive: Receive
    ) -> Receive | None:
        """Wait for the turn and return how to receive; None when the browser gave up waiting, as at a reload."""
        if turn.done():
            return receive
        is_reading = scope["method"] in ("GET", "HEAD")
        messages: list[Message] = []
        mine, left = asyncio.wrap_future(turn), asyncio.Future[None]()
        has_turn = False
        try:
            if is_reading:
                messages = [await receive()]
                left = asyncio.ensure_future(_gone(receive))
            await asyncio.wait((mine, left), return_when=asyncio.FIRST_COMPLETED)
            has_turn = mine.done() and not left.done()
        finally:
            left.cancel()
            if not has_turn:
                self.pool.give_up(turn, whose)

        async def receive_again() -> Message:
            return messages.pop() if messages else await receive()

        return receive_again if has_turn else None


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass  # a body, which a request to be shown something has no use for
