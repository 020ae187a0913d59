"""Open sockets: closed within seconds when what they rest on ends, also when nobody touches them."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker import clock
from tracker.access.sessions import Identity, identity_of_session
from tracker.errors import StoreUnavailable
from tracker.store.store import Store
from tracker.web.logs import logged

WATCH_SECONDS = 2.0
# Told to the page: its session ended; something it may show ended; its account was erased; try again.
SESSION_ENDED, SHARE_ENDED, ACCOUNT_ERASED, TRY_AGAIN = 4401, 4402, 4403, 1013


@dataclass(frozen=True)
class Opened:
    """When a socket was opened, and which shares the person kept then."""

    at: datetime
    kept: frozenset[str]


async def watched(
    app: ASGIApp, scope: Scope, receive: Receive, send: Send, store: Store, identity: Identity
) -> None:
    """Run a socket until it ends, or until its session or a share it may show does."""
    # Noted before a page can show anything: what ends while it is being drawn must be noticed too.
    opened = Opened(clock.utc_now(), await asyncio.to_thread(_kept_or_none, store, identity))
    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    inbox: asyncio.Future[Message] = asyncio.ensure_future(receive())

    async def heard() -> Message:
        nonlocal inbox
        waited: set[asyncio.Future[Any]] = {inbox, ended}
        await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            return {"type": "websocket.disconnect", "code": ended.result()}
        message = inbox.result()
        if message["type"] != "websocket.disconnect":
            inbox = asyncio.ensure_future(receive())
        return message

    async def said(message: Message) -> None:
        if not ended.done():
            await send(message)

    watch = asyncio.create_task(_end_when_over(store, identity, opened, ended, send))
    try:
        await app(scope, heard, said)
    finally:
        for task in (watch, inbox):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await watch


async def _end_when_over(
    store: Store, identity: Identity, opened: Opened, ended: asyncio.Future[int], send: Send
) -> None:
    code = TRY_AGAIN
    try:
        code = await _code_when_over(store, identity, opened)
    except Exception as error:  # noqa: BLE001  whatever it is, a socket that cannot be watched is closed
        logged(error)
    ended.set_result(code)
    with suppress(RuntimeError):  # the browser may have closed it in the same moment
        await send(_closing(identity, code))


async def _code_when_over(store: Store, identity: Identity, opened: Opened) -> int:
    before = opened.kept
    while True:
        code, before = await asyncio.to_thread(_look, store, identity, opened.at, before)
        if code is not None:
            return code
        await asyncio.sleep(WATCH_SECONDS)


def _look(
    store: Store, identity: Identity, since: datetime, before: frozenset[str]
) -> tuple[int | None, frozenset[str]]:
    """Return the code to close with, if any, and the shares that the person keeps now."""
    try:
        if identity_of_session(store, identity.session_id, is_use=False) is None:
            return (ACCOUNT_ERASED if _is_erased(store, identity) else SESSION_ENDED), before
        now = _kept(store, identity)
        # One that was kept and ended between two looks is in neither.
        has_ended = bool(before - now) or _ended_since(store, identity, since)
    except StoreUnavailable:
        return TRY_AGAIN, before
    return (SHARE_ENDED if has_ended else None), now


def _closing(identity: Identity, code: int) -> Message:
    # Which account was erased tells its page what else of it to clear in this browser.
    erased = identity.account.account_id if code == ACCOUNT_ERASED and identity.account else ""
    return {"type": "websocket.close", "code": code, "reason": erased}


def _is_erased(store: Store, identity: Identity) -> bool:
    return identity.account is not None and not store.has_account(identity.account.account_id)


def _kept_or_none(store: Store, identity: Identity) -> frozenset[str]:
    try:
        return _kept(store, identity)
    except StoreUnavailable:
        return frozenset()  # the first look says so, and closes


def _ended_since(store: Store, identity: Identity, since: datetime) -> bool:
    keeper = _keeper(identity)
    return keeper is not None and store.has_share_ended_since(keeper, since)


def _kept(store: Store, identity: Identity) -> frozenset[str]:
    keeper = _keeper(identity)
    return frozenset() if keeper is None else frozenset(one.share_id for one in store.shares_kept_by(keeper))


def _keeper(identity: Identity) -> str | None:
    # Nobody else keeps links, and every open page is looked at every other second.
    account = identity.account
    return account.account_id if account is not None and account.role == "therapist" else None
