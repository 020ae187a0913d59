"""Sessions: who is behind a cookie, and for how long."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker import clock
from tracker.access.tokens import new_token, token_hash
from tracker.domain.account import Account
from tracker.domain.entry import new_entry_id
from tracker.domain.share_link import ShareLink
from tracker.errors import NotSaved, UnknownAccount
from tracker.store.sessions import WebSession
from tracker.store.store import Store

# Idle and absolute limits by role; a therapist's screen shows many people's records.
IDLE = {"client": timedelta(minutes=30), "therapist": timedelta(minutes=15), "owner": timedelta(minutes=15)}
ABSOLUTE = timedelta(hours=8)
SHARE_IDLE = timedelta(minutes=30)
# Writing at every rerun would make reading a page cost a disk sync.
TOUCH_EVERY = timedelta(minutes=1)
# When sessions were last used, by their ids, where the database could not note it.
_unsaved_uses: dict[str, datetime] = {}


@dataclass(frozen=True)
class Identity:
    """Who a live session stands for: an account, or the holder of an open share link."""

    session_id: str
    account: Account | None = None
    share: ShareLink | None = None


def begin_session(store: Store, account_id: str | None = None, share_id: str | None = None) -> str:
    """Begin a session for an account or a share link and return its token, which is told once."""
    now, token = clock.utc_now(), new_token()
    store.sessions.forget_ended(account_id, share_id, now)
    session = WebSession(
        session_id=new_entry_id(),
        account_id=account_id,
        share_id=share_id,
        created_at=now,
        seen_at=now,
        ends_at=now + ABSOLUTE,
    )
    store.sessions.add(session, token_hash(token))
    return token


def identity_of_token(store: Store, token: str, *, is_use: bool = True) -> Identity | None:
    """Return who holds a token, or None when its session ended, idled out, or what it rests on is gone.

    A mere look does not keep the session awake.
    """
    return _identity(store, store.sessions.of_token(token_hash(token)), is_use)


def identity_of_session(store: Store, session_id: str) -> Identity | None:
    """Return who a session id stands for now; asked again at every rerun."""
    return _identity(store, store.sessions.get(session_id))


def identities_of_sessions(store: Store, session_ids: Collection[str]) -> dict[str, Identity]:
    """Return who stands behind each of many session ids now, in three statements whatever their number.

    Those that ended are left out. It is a mere look, which keeps none of them awake.
    """
    now = clock.utc_now()
    live = [
        session
        for session in store.sessions.of_ids(session_ids)
        if session.created_at <= now < session.ends_at
    ]
    accounts = store.accounts.of_ids(session.account_id for session in live if session.account_id)
    shares = store.shares.of_ids(session.share_id for session in live if session.share_id)
    identities = {
        session.session_id: _who(
            session, accounts.get(session.account_id or ""), shares.get(session.share_id or ""), now
        )
        for session in live
    }
    return {session_id: identity for session_id, identity in identities.items() if identity is not None}


def _identity(store: Store, session: WebSession | None, is_use: bool = True) -> Identity | None:
    now = clock.utc_now()
    if session is None or not session.created_at <= now < session.ends_at:
        return None
    identity = _who(session, _account_of(store, session), _share_of(store, session), now)
    if identity is not None and is_use and now - _seen_at(session) >= TOUCH_EVERY:
        _touch(store, session.session_id, now)
    return identity


def _touch(store: Store, session_id: str, now: datetime) -> None:
    try:
        store.sessions.touch(session_id, now)
    except NotSaved:
        # Reading goes on while the database can only be read; a slow failure is not met again at each look.
        _unsaved_uses[session_id] = now
    else:
        _unsaved_uses.pop(session_id, None)


def _seen_at(session: WebSession) -> datetime:
    return max(session.seen_at, _unsaved_uses.get(session.session_id, session.seen_at))


def _account_of(store: Store, session: WebSession) -> Account | None:
    if session.account_id is None:
        return None
    try:
        return store.accounts.get(session.account_id)
    except UnknownAccount:  # erased since the session was read
        return None


def _share_of(store: Store, session: WebSession) -> ShareLink | None:
    return None if session.share_id is None else store.shares.get(session.share_id)


def _who(
    session: WebSession, account: Account | None, share: ShareLink | None, now: datetime
) -> Identity | None:
    idle = now - _seen_at(session)
    if share is not None:
        is_live = share.is_open_to_holder(now) and idle < SHARE_IDLE
        return Identity(session.session_id, share=share) if is_live else None
    if account is None or account.disabled_at is not None or idle >= IDLE[account.role]:
        return None
    return Identity(session.session_id, account=account)
