"""Signed-in browsers in the store, and the browsers an account is known in. Tokens are kept as hashes only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from tracker.store.schema.tables import instant_from, instant_text
from tracker.store.transaction import StoreNoun


@dataclass(frozen=True)
class WebSession:
    """A signed-in browser, or one that opened a share link: exactly one of account and share is given."""

    session_id: str
    account_id: str | None
    share_id: str | None
    created_at: datetime
    seen_at: datetime
    ends_at: datetime


# Named, not *: during an update of several servers a newer one may have added a column that this one does not know.
SESSION = ", ".join(column.name for column in fields(WebSession))


class Sessions(StoreNoun):
    """The sessions' part of the store."""

    def add(self, session: WebSession, token_hash: str) -> None:
        """Keep a new session."""
        self._db.insert(
            "web_session",
            {
                "token_hash": token_hash,
                "session_id": session.session_id,
                "account_id": session.account_id,
                "share_id": session.share_id,
                "created_at": instant_text(session.created_at),
                "seen_at": instant_text(session.seen_at),
                "ends_at": instant_text(session.ends_at),
            },
        )

    def of_token(self, token_hash: str) -> WebSession | None:
        """Return the session of a token's hash, ended or not."""
        return self._session("token_hash", token_hash)

    def get(self, session_id: str) -> WebSession | None:
        """Return the session of its public id, ended or not."""
        return self._session("session_id", session_id)

    def _session(self, column: str, value: str) -> WebSession | None:
        rows = self._db.dicts(f"SELECT {SESSION} FROM web_session WHERE {column} = :value", value=value)
        return _web_session(rows[0]) if rows else None

    def of_ids(self, session_ids: Iterable[str]) -> list[WebSession]:
        """Return many sessions by their public ids, ended or not; those that are gone are left out."""
        rows = self._db.dicts_of(
            f"SELECT {SESSION} FROM web_session WHERE session_id IN {{ids}}", session_ids
        )
        return [_web_session(row) for row in rows]

    def touch(self, session_id: str, now: datetime) -> None:
        """Note that a session was used."""
        self._db.write(
            "UPDATE web_session SET seen_at = :now WHERE session_id = :session_id",
            session_id=session_id,
            now=instant_text(now),
        )

    def end(self, session_id: str) -> None:
        """End one session."""
        self._db.write("DELETE FROM web_session WHERE session_id = :session_id", session_id=session_id)

    def end_of_account(self, account_id: str, but: str = "") -> None:
        """End every session of an account, except one."""
        self._db.write(
            "DELETE FROM web_session WHERE account_id = :account_id AND session_id <> :but",
            account_id=account_id,
            but=but,
        )

    def end_of_share(self, share_id: str) -> None:
        """End every browser session that a share link opened."""
        self._db.write("DELETE FROM web_session WHERE share_id = :share_id", share_id=share_id)

    def forget_ended(self, account_id: str | None, share_id: str | None, now: datetime) -> None:
        """Remove the ended sessions of an account or a share link, nobody else's: their rows may be in use."""
        column, value = ("account_id", account_id) if account_id else ("share_id", share_id)
        self._db.write(
            f"DELETE FROM web_session WHERE {column} = :{column} AND ends_at < :now",
            **{column: value},
            now=instant_text(now),
        )


class KnownDevices(StoreNoun):
    """The known devices' part of the store: the browsers that an account signed in from."""

    def add(self, account_id: str, token_hash: str, now: datetime) -> None:
        """Remember a browser that an account signed in from."""
        self._db.insert(
            "known_device",
            {"token_hash": token_hash, "account_id": account_id, "created_at": instant_text(now)},
        )

    def has(self, account_id: str, token_hash: str) -> bool:
        """Whether an account signed in from this browser before."""
        return bool(
            self._db.read(
                "SELECT 1 FROM known_device WHERE token_hash = :token_hash AND account_id = :account_id",
                token_hash=token_hash,
                account_id=account_id,
            )[1]
        )

    def forget(self, account_id: str) -> None:
        """Forget every browser of an account."""
        self._db.write("DELETE FROM known_device WHERE account_id = :account_id", account_id=account_id)


def _web_session(row: Mapping[str, Any]) -> WebSession:
    values: dict[str, Any] = {k: instant_from(v) if k.endswith("_at") else v for k, v in row.items()}
    return WebSession(**values)
