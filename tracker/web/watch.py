"""Open sockets: closed within seconds when what they rest on ends, also when nobody touches them."""

import asyncio
from contextlib import suppress
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.access.sessions import Identity, identity_of_session
from tracker.errors import StoreUnavailable
from tracker.store.store import Store
from tracker.web.logs import logged

WATCH_SECONDS = 2.0
# Told to the page: its session ended; something it may show ended; try again.
SESSION_ENDED, SHARE_ENDED, TRY_AGAIN = 4401, 4402, 1013


async def watched(
    app: ASGIApp, scope: Scope, receive: Receive, send: Send, store: Store, identity: Identity
) -> None:
    """Run a socket until it ends, or until its session or a share it may show does."""
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

    watch = asyncio.create_task(_end_when_over(store, identity, ended, send))
    try:
        await app(scope, heard, said)
    finally:
        for task in (watch, inbox):
            task.cancel()
        with suppress(asyncio.CancelledError):
            await watch


async def _end_when_over(store: Store, identity: Identity, ended: asyncio.Future[int], send: Send) -> None:
    code = TRY_AGAIN
    try:
        code = await _code_when_over(store, identity)
    except Exception as error:  # noqa: BLE001  whatever it is, a socket that cannot be watched is closed
        logged(error)
    ended.set_result(code)
    with suppress(RuntimeError):  # the browser may have closed it in the same moment
        await send({"type": "websocket.close", "code": code})


async def _code_when_over(store: Store, identity: Identity) -> int:
    before: frozenset[str] = frozenset()
    while True:
        code, before = await asyncio.to_thread(_look, store, identity, before)
        if code is not None:
            return code
        await asyncio.sleep(WATCH_SECONDS)


def _look(store: Store, identity: Identity, before: frozenset[str]) -> tuple[int | None, frozenset[str]]:
    """Return the code to close with, if any, and the shares that the person keeps now."""
    try:
        if identity_of_session(store, identity.session_id, is_use=False) is None:
            return SESSION_ENDED, before
        now = _kept(store, identity)
    except StoreUnavailable:
        return TRY_AGAIN, before
    return (SHARE_ENDED if before - now else None), now


def _kept(store: Store, identity: Identity) -> frozenset[str]:
    if identity.account is None or identity.account.role != "therapist":
        return frozenset()
    return frozenset(share.share_id for share in store.shares_kept_by(identity.account.account_id))
