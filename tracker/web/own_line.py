"""Each person's own line: what takes a core for a moment is made for each of them one at a time.

So one person's forty requests wait for each other, or are told to come back, and nobody else does. While one client
asked for forty progress pages of ten years, another's quick check-in page had a 95th percentile of 34 and 38 ms in two
runs; without the line 3.7 s in one (bench/greedy.py; two cores shared with other work).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.domain.client import PERSONAL_CLIENT_ID
from tracker.installation import Installation, installation
from tracker.web.html import page
from tracker.web.identity import Present, who_is_there

# A whole record is read for these: reports, files to take away, answers and charts, a shared record.
PATHS = frozenset({"/report.html", "/report.pdf", "/progress", "/shared"})
BELOW = ("/export/", "/progress/")
# Two tabs, a file of each format and a reload find room.
MOST_WAITING = 8
RETRY_SECONDS = "5"
TOO_MANY = "You have asked for many pages or files at once. Those before are still being made; try again in a few seconds."


@dataclass
class _Line:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class OwnLine:
    """Middleware: lets each person have one of these requests answered at a time, and a few wait."""

    def __init__(
        self,
        app: ASGIApp,
        here: Callable[[], Installation] = installation,
        look: Callable[[Installation, Scope], Present] = who_is_there,
    ) -> None:
        self.app, self.here, self.look = app, here, look
        self._lines: dict[str, _Line] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        whose = self._whose(scope)
        if whose is None:
            await self.app(scope, receive, send)
            return
        line = self._lines.setdefault(whose, _Line())
        if line.length > MOST_WAITING:
            answer = page("sentence.html", 429, title="One moment", sentence=TOO_MANY)
            answer.headers["retry-after"] = RETRY_SECONDS
            await answer(scope, receive, send)
            return
        line.length += 1
        try:
            await self._in_turn(line, scope, receive, send)
        finally:
            line.length -= 1
            if not line.length:
                self._lines.pop(whose, None)

    async def _in_turn(self, line: _Line, scope: Scope, receive: Receive, send: Send) -> None:
        has_waited = line.turn.locked()
        heard = await _turn_or_gone(line.turn, scope, receive)
        if heard is None:
            return
        is_held = True

        async def said(message: Message) -> None:
            # It is made by now: how slowly it is fetched keeps nobody waiting.
            nonlocal is_held
            if is_held:
                line.turn.release()
                is_held = False
            await send(message)

        try:
            if has_waited and self.here().settings.is_practice:
                # Signed out, or the link revoked, while it waited: what held when it came does not count.
                scope = {**scope, "tracker.present": await asyncio.to_thread(self.look, self.here(), scope)}
                if scope["tracker.present"].shown is None:
                    await PlainTextResponse("Please sign in.", 401)(scope, heard, said)
                    return
            await self.app(scope, heard, said)
        finally:
            if is_held:
                line.turn.release()

    def _whose(self, scope: Scope) -> str | None:
        """Return whose line a request belongs to; None when it need not wait."""
        if scope["type"] != "http" or not (scope["path"] in PATHS or scope["path"].startswith(BELOW)):
            return None
        if not self.here().settings.is_practice:
            return PERSONAL_CLIENT_ID
        who: Present = scope["tracker.present"]
        if who.account is not None and who.account.account is not None:
            return who.account.account.account_id
        # Everybody who opened one link stands in one line.
        return who.share.share.share_id if who.share is not None and who.share.share is not None else None


async def _turn_or_gone(turn: asyncio.Lock, scope: Scope, receive: Receive) -> Receive | None:
    """Take the turn and return how to hear the request; None when the browser gave up waiting, as at a reload."""
    if not turn.locked() or scope["method"] not in ("GET", "HEAD"):
        await turn.acquire()
        return receive
    heard = [await receive()]
    mine, gone = asyncio.ensure_future(turn.acquire()), asyncio.ensure_future(_gone(receive))
    is_mine = False
    try:
        await asyncio.wait((mine, gone), return_when=asyncio.FIRST_COMPLETED)
        is_mine = mine.done() and not gone.done()
    finally:
        gone.cancel()
        # What cannot be cancelled any more has the turn.
        if not is_mine and not mine.cancel():
            turn.release()

    async def again() -> Message:
        return heard.pop() if heard else await receive()

    return again if is_mine else None


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass  # a body, which a request to be shown something has no use for
