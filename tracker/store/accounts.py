"""Accounts, their sessions and one-use codes in the store. Tokens and codes are kept as hashes only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.domain.account import Account
from tracker.errors import UnknownAccount
from tracker.store.tables import instant_from, instant_text
from tracker.store.transaction import Transactions

COLUMNS = (
    "account_id", "username", "role", "name", "password_hash", "oidc_issuer", "oidc_subject", "totp_secret",
    "totp_step", "disabled_at", "created_at",
)  # fmt: skip
# Named, not *: during an update of several servers a newer one may have added a column that this one does not know.
NAMES = ", ".join(COLUMNS)
SESSION = "session_id, account_id, share_id, created_at, seen_at, ends_at"
# Changed by statements that look at what they replace, so that a value read earlier cannot undo them.
OWN_CALLS = ("totp_step", "oidc_issuer", "oidc_subject")


@dataclass(frozen=True)
class WebSession:
    """A signed-in browser, or one that opened a share link: exactly one of account and share is given."""

    session_id: str
    account_id: str | None
    share_id: str | None
    created_at: datetime
    seen_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class OneUseCode:
    """An invitation for a role, or the recovery of an account."""

    purpose: str
    account_id: str | None
    role: str | None
    made_by: str


class Accounts(Transactions):
    """The accounts' part of the store."""

    def add_account(self, account: Account) -> bool:
        """Keep a new account; return False when its username or identity is taken."""
        return self.insert("account", _row(account))

    def account(self, account_id: str) -> Account:
        """Return an account; raises UnknownAccount."""
        found = self.dicts(
            f"SELECT {NAMES} FROM account WHERE account_id = :account_id", account_id=account_id
        )
        if not found:
            raise UnknownAccount
        return _account(found[0])

    def accounts_of_ids(self, account_ids: Iterable[str]) -> dict[str, Account]:
        """Return many accounts by their ids; those that are gone are left out."""
        found = self.dicts_of(f"SELECT {NAMES} FROM account WHERE account_id IN {{ids}}", account_ids)
        return {row["account_id"]: _account(row) for row in found}

    def account_named(self, username: str) -> Account | None:
        """Return the account of a canonical username, if there is one."""
        found = self.dicts(f"SELECT {NAMES} FROM account WHERE username = :username", username=username)
        return _account(found[0]) if found else None

    def account_of_identity(self, issuer: str, subject: str) -> Account | None:
        """Return the account of an OpenID identity, if there is one."""
        found = self.dicts(
            f"SELECT {NAMES} FROM account WHERE oidc_issuer = :issuer AND oidc_subject = :subject",
            issuer=issuer,
            subject=subject,
        )
        return _account(found[0]) if found else None

    def link_identity(self, account_id: str, issuer: str, subject: str) -> bool:
        """Give an account an OpenID identity; return False when it has one, or the identity belongs to another."""
        with self.together():
            if self.account_of_identity(issuer, subject) is not None:
                return False
            return bool(
                self.write(
                    "UPDATE account SET oidc_issuer = :issuer, oidc_subject = :subject"
                    " WHERE account_id = :account_id AND oidc_issuer IS NULL RETURNING 1",
                    account_id=account_id,
                    issuer=issuer,
                    subject=subject,
                )
            )

    def unlink_identity(self, account_id: str) -> bool:
        """Take an account's OpenID identity away, if a password is left to sign in with; return whether it was."""
        return bool(
            self.write(
                "UPDATE account SET oidc_issuer = NULL, oidc_subject = NULL WHERE account_id = :account_id"
                " AND oidc_issuer IS NOT NULL AND password_hash IS NOT NULL RETURNING 1",
                account_id=account_id,
            )
        )

    def accounts(self) -> tuple[Account, ...]:
        """Return every account, by username."""
        return tuple(_account(row) for row in self.dicts(f"SELECT {NAMES} FROM account ORDER BY username"))

    def change_account(self, account: Account) -> None:
        """Replace an account's values; a spent one-time password stays spent, and identities have their own calls."""
        changed = {name: value for name, value in _row(account).items() if name not in OWN_CALLS}
        changes = ", ".join(f"{name} = :{name}" for name in changed if name != "account_id")
        self.write(f"UPDATE account SET {changes} WHERE account_id = :account_id", **changed)

    def use_totp_step(self, account_id: str, step: int) -> bool:
        """Spend a one-time password's step; return False when it, or a later one, was spent before."""
        return bool(
            self.write(
                "UPDATE account SET totp_step = :step WHERE account_id = :account_id AND totp_step < :step RETURNING 1",
                account_id=account_id,
                step=step,
            )
        )

    def erase_account(self, account_id: str) -> None:
        """Erase an account with its record, links, sessions and codes; `driver.forget` then wipes the file."""
        with self.together():
            for statement in (
                (
                    "DELETE FROM web_session WHERE share_id IN"
                    " (SELECT share_id FROM share_link WHERE client_id = :account_id)"
                ),
                "DELETE FROM client WHERE client_id = :account_id",
                "DELETE FROM account WHERE account_id = :account_id",
            ):
                self.write(statement, account_id=account_id)

    def add_session(self, session: WebSession, token_hash: str) -> None:
        """Keep a new session."""
        self.insert(
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

    def session_of_token(self, token_hash: str) -> WebSession | None:
        """Return the session of a token's hash, ended or not."""
        return self._session("token_hash", token_hash)

    def session_of_id(self, session_id: str) -> WebSession | None:
        """Return the session of its public id, ended or not."""
        return self._session("session_id", session_id)

    def _session(self, column: str, value: str) -> WebSession | None:
        found = self.dicts(f"SELECT {SESSION} FROM web_session WHERE {column} = :value", value=value)
        if not found:
            return None
        return _web_session(found[0])

    def sessions_of_ids(self, session_ids: Iterable[str]) -> list[WebSession]:
        """Return many sessions by their public ids, ended or not; those that are gone are left out."""
        found = self.dicts_of(f"SELECT {SESSION} FROM web_session WHERE session_id IN {{ids}}", session_ids)
        return [_web_session(row) for row in found]

    def touch_session(self, session_id: str, now: datetime) -> None:
        """Note that a session was used."""
        self.write(
            "UPDATE web_session SET seen_at = :now WHERE session_id = :session_id",
            session_id=session_id,
            now=instant_text(now),
        )

    def end_session(self, session_id: str) -> None:
        """End one session."""
        self.write("DELETE FROM web_session WHERE session_id = :session_id", session_id=session_id)

    def end_sessions(self, account_id: str, but: str = "") -> None:
        """End every session of an account, except one."""
        self.write(
            "DELETE FROM web_session WHERE account_id = :account_id AND session_id <> :but",
            account_id=account_id,
            but=but,
        )

    def end_share_sessions(self, share_id: str) -> None:
        """End every browser session that a share link opened."""
        self.write("DELETE FROM web_session WHERE share_id = :share_id", share_id=share_id)

    def forget_ended_sessions(self, now: datetime) -> None:
        """Remove sessions that ended."""
        self.write("DELETE FROM web_session WHERE ends_at < :now", now=instant_text(now))

    def add_device(self, account_id: str, token_hash: str, now: datetime) -> None:
        """Remember a browser that an account signed in from."""
        self.insert(
            "known_device",
            {"token_hash": token_hash, "account_id": account_id, "created_at": instant_text(now)},
        )

    def knows_device(self, account_id: str, token_hash: str) -> bool:
        """Whether an account signed in from this browser before."""
        return bool(
            self.read(
                "SELECT 1 FROM known_device WHERE token_hash = :token_hash AND account_id = :account_id",
                token_hash=token_hash,
                account_id=account_id,
            )[1]
        )

    def forget_devices(self, account_id: str) -> None:
        """Forget every browser of an account."""
        self.write("DELETE FROM known_device WHERE account_id = :account_id", account_id=account_id)

    def add_code(self, code: OneUseCode, code_hash: str, now: datetime, ends_at: datetime) -> None:
        """Keep a one-use code's hash."""
        self.insert(
            "one_use_code",
            {
                "code_hash": code_hash, "purpose": code.purpose, "account_id": code.account_id, "role": code.role,
                "made_by": code.made_by, "created_at": instant_text(now), "ends_at": instant_text(ends_at),
            },
        )  # fmt: skip

    def knows_code(self, purpose: str, code_hash: str, now: datetime) -> OneUseCode | None:
        """Return a code that could be spent now, without spending it."""
        rows = self.read(
            "SELECT purpose, account_id, role, made_by FROM one_use_code WHERE code_hash = :code_hash"
            " AND purpose = :purpose AND used_at IS NULL AND ends_at > :now",
            code_hash=code_hash,
            purpose=purpose,
            now=instant_text(now),
        )[1]
        return OneUseCode(*rows[0]) if rows else None

    def use_code(self, purpose: str, code_hash: str, now: datetime) -> OneUseCode | None:
        """Spend a code and return it; None when it is unknown, ended or spent: one statement, so only one wins."""
        rows = self.write(
            "UPDATE one_use_code SET used_at = :now WHERE code_hash = :code_hash AND purpose = :purpose"
            " AND used_at IS NULL AND ends_at > :now RETURNING purpose, account_id, role, made_by",
            code_hash=code_hash,
            purpose=purpose,
            now=instant_text(now),
        )
        return OneUseCode(*rows[0]) if rows else None

    def count_attempt(self, bucket: str, now: datetime, until: datetime) -> int:
        """Count one more attempt in a bucket and return how many it holds; a bucket past its end starts anew."""
        rows = self.write(
            "INSERT INTO attempts (bucket, count, until) VALUES (:bucket, 1, :until)"
            " ON CONFLICT (bucket) DO UPDATE SET"
            " count = CASE WHEN attempts.until <= :now THEN 1 ELSE attempts.count + 1 END,"
            " until = CASE WHEN attempts.until <= :now THEN excluded.until ELSE attempts.until END"
            " RETURNING count",
            bucket=bucket,
            now=instant_text(now),
            until=instant_text(until),
        )
        return int(rows[0][0])

    def attempts(self, bucket: str, now: datetime) -> int:
        """Return how many attempts a bucket holds now."""
        rows = self.read(
            "SELECT count FROM attempts WHERE bucket = :bucket AND until > :now",
            bucket=bucket,
            now=instant_text(now),
        )[1]
        return int(rows[0][0]) if rows else 0

    def forget_attempts(self, bucket: str) -> None:
        """Empty a bucket."""
        self.write("DELETE FROM attempts WHERE bucket = :bucket", bucket=bucket)


def _row(account: Account) -> dict[str, Any]:
    row = {name: getattr(account, name) for name in COLUMNS}
    return {k: instant_text(v) if isinstance(v, datetime) else v for k, v in row.items()}


def _account(row: Mapping[str, Any]) -> Account:
    values: dict[str, Any] = {k: instant_from(v) if k.endswith("_at") and v else v for k, v in row.items()}
    return Account(**values)


def _web_session(row: Mapping[str, Any]) -> WebSession:
    values: dict[str, Any] = {k: instant_from(v) if k.endswith("_at") else v for k, v in row.items()}
    return WebSession(**values)
