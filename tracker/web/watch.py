"""Open sockets: closed within seconds when what they rest on ends, also when nobody touches them."""

import asyncio
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker import clock
from tracker.access.sessions import Identity, identities_of_sessions
from tracker.domain.rights import Right, may
from tracker.errors import StoreAway, StoreUnavailable
from tracker.store.shares import KeptShares
from tracker.store.store import Store
from tracker.web.logs import logged
from tracker.web.middleware.page_messages import Pace

WATCH_SECONDS = 2.0
# Without an answer nothing new is shown either, since each rerun asks first; so a page need not go at once.
PATIENCE_SECONDS = 15.0
# Told to the page: its session ended; something it may show ended; its account was erased; try again.
SESSION_ENDED, SHARE_ENDED, ACCOUNT_ERASED, TRY_AGAIN = 4401, 4402, 4403, 1013


@dataclass(eq=False)
class OpenSocket:
    """An open socket: whose, since when, which shares the person kept at the last look, and what it closes with."""

    identity: Identity
    at: datetime
    shares: frozenset[str]
    ended: asyncio.Future[int]


class Watch:
    """Looks at all open sockets of a process at once: one or ten thousand, it is the same few statements."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.opened: set[OpenSocket] = set()
        # A thread of its own: the loop's few may all be waiting for the database.
        self._thread = ThreadPoolExecutor(1, "watch")
        self._task = asyncio.create_task(self._look_now_and_then())

    async def _look_now_and_then(self) -> None:
        loop = asyncio.get_running_loop()
        answered_at = loop.time()
        while True:
            each = tuple(self.opened)
            codes = await loop.run_in_executor(self._thread, _codes, self.store, each)
            if codes is not None:
                answered_at = loop.time()
            elif loop.time() - answered_at > PATIENCE_SECONDS:
                codes = dict.fromkeys(each, TRY_AGAIN)
            for socket, code in (codes or {}).items():
                if not socket.ended.done():
                    socket.ended.set_result(code)
            await asyncio.sleep(WATCH_SECONDS)

    def end(self) -> None:
        """Look no more."""
        self._task.cancel()
        self._thread.shutdown(wait=False)


_watches: dict[tuple[asyncio.AbstractEventLoop, Store], Watch] = {}


async def run_until_revoked(
    app: ASGIApp, scope: Scope, receive: Receive, send: Send, store: Store, identity: Identity
) -> None:
    """Run a socket until it ends, or until its session or a share it may show does."""
    # Noted before a page can show anything: what ends while it is being drawn must be noticed too.
    at = clock.utc_now()
    kept_ids = await asyncio.to_thread(_kept_or_none, store, identity)
    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    opened = OpenSocket(identity, at, kept_ids, ended)
    inbox: asyncio.Future[Message] = asyncio.ensure_future(receive())
    pace = Pace()

    async def receive_unless_ended() -> Message:
        nonlocal inbox
        if seconds := pace.seconds_to_wait():
            await asyncio.wait({ended}, timeout=seconds)
        waited: set[asyncio.Future[Any]] = {inbox, ended}
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            return {"type": "websocket.disconnect", "code": ended.result()}
        message = inbox.result()
        pace.note(message)
        if message["type"] != "websocket.disconnect":
            inbox = asyncio.ensure_future(receive())
        return message

    async def send_unless_ended(message: Message) -> None:
        if not ended.done():
            await send(message)

    async def close_when_over() -> None:
        code = await ended
        with suppress(RuntimeError):  # the browser may have closed it in the same moment
            await send(_closing(identity, code))

    closing = asyncio.create_task(close_when_over())
    _begin(store, opened)
    try:
        await app(scope, receive_unless_ended, send_unless_ended)
    finally:
        _end(store, opened)
        for task in (closing, inbox):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await closing


def _begin(store: Store, opened: OpenSocket) -> None:
    place = (asyncio.get_running_loop(), store)
    if place not in _watches:
        _watches[place] = Watch(store)
    _watches[place].opened.add(opened)


def _end(store: Store, opened: OpenSocket) -> None:
    place = (asyncio.get_running_loop(), store)
    watch = _watches[place]
    watch.opened.discard(opened)
    if not watch.opened:
        watch.end()
        del _watches[place]


def _codes(store: Store, opened: Collection[OpenSocket]) -> dict[OpenSocket, int] | None:
    """Return what those sockets close with that must be closed now; None when the database does not answer just now."""
    try:
        return _poll(store, opened)
    except StoreAway:
        return None
    except StoreUnavailable:
        return dict.fromkeys(opened, TRY_AGAIN)
    except Exception as error:  # noqa: BLE001  whatever it is, a socket that cannot be watched is closed
        logged(error)
        return dict.fromkeys(opened, TRY_AGAIN)


def _poll(store: Store, opened: Collection[OpenSocket]) -> dict[OpenSocket, int]:
    with store.at_one_moment():
        live = identities_of_sessions(store, {socket.identity.session_id for socket in opened})
        keepers = {socket: keeper for socket in opened if (keeper := _keeper(socket.identity)) is not None}
        since = min((socket.at for socket in keepers), default=clock.utc_now())
        kept_shares = store.shares.kept_by_each(keepers.values(), since)
    codes = {socket: _code(socket, live, kept_shares) for socket in opened}
    return {socket: _code_sent(store, socket, code) for socket, code in codes.items() if code is not None}


def _code(
    opened: OpenSocket, live: Mapping[str, Identity], kept_shares: Mapping[str, KeptShares]
) -> int | None:
    if opened.identity.session_id not in live:
        return SESSION_ENDED
    keeper = _keeper(opened.identity)
    if keeper is None:
        return None
    before, now = opened.shares, kept_shares[keeper]
    opened.shares = now.standing
    # One that was kept and ended between two looks is in neither.
    has_ended = bool(before - now.standing) or now.has_ended_since(opened.at)
    return SHARE_ENDED if has_ended else None


def _code_sent(store: Store, opened: OpenSocket, code: int) -> int:
    return ACCOUNT_ERASED if code == SESSION_ENDED and _is_erased(store, opened.identity) else code


def _closing(identity: Identity, code: int) -> Message:
    # Which account was erased tells its page what else of it to clear in this browser.
    erased = identity.account.account_id if code == ACCOUNT_ERASED and identity.account else ""
    return {"type": "websocket.close", "code": code, "reason": erased}


def _is_erased(store: Store, identity: Identity) -> bool:
    return identity.account is not None and not store.accounts.has(identity.account.account_id)


def _kept_or_none(store: Store, identity: Identity) -> frozenset[str]:
    keeper = _keeper(identity)
    if keeper is None:
        return frozenset()
    try:
        return store.shares.kept_by_each([keeper], clock.utc_now())[keeper].standing
    except StoreUnavailable:
        return frozenset()  # the first look says so, and closes


def _keeper(identity: Identity) -> str | None:
    # Nobody else keeps links, and every open page is looked at every other second.
    account = identity.account
    return account.account_id if account is not None and may(account, Right.KEEP_LINKS) else None
