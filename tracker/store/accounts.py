"""Accounts in the store: who signs in, by a password, a provider or both."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tracker.domain.account import Account
from tracker.errors import UnknownAccount
from tracker.store.schema.tables import instant_from, instant_text
from tracker.store.transaction import StoreNoun, one_transaction

COLUMNS = (
    "account_id",
    "username",
    "role",
    "name",
    "password_hash",
    "oidc_issuer",
    "oidc_subject",
    "totp_secret",
    "totp_step",
    "disabled_at",
    "created_at",
)
# Named, not *: during an update of several servers a newer one may have added a column that this one does not know.
NAMES = ", ".join(COLUMNS)
# Changed by statements that look at what they replace, so that a value read earlier cannot undo them.
OWN_CALLS = ("totp_step", "oidc_issuer", "oidc_subject")


class Accounts(StoreNoun):
    """The accounts' part of the store."""

    def add(self, account: Account) -> bool:
        """Keep a new account; return False when its username or identity is taken."""
        return self._db.insert("account", _row(account))

    def get(self, account_id: str) -> Account:
        """Return an account; raises UnknownAccount."""
        rows = self._db.dicts(
            f"SELECT {NAMES} FROM account WHERE account_id = :account_id", account_id=account_id
        )
        if not rows:
            raise UnknownAccount
        return _account(rows[0])

    def of_ids(self, account_ids: Iterable[str]) -> dict[str, Account]:
        """Return many accounts by their ids; those that are gone are left out."""
        rows = self._db.dicts_of(f"SELECT {NAMES} FROM account WHERE account_id IN {{ids}}", account_ids)
        return {row["account_id"]: _account(row) for row in rows}

    def named(self, username: str) -> Account | None:
        """Return the account of a canonical username, if there is one."""
        rows = self._db.dicts(f"SELECT {NAMES} FROM account WHERE username = :username", username=username)
        return _account(rows[0]) if rows else None

    def of_identity(self, issuer: str, subject: str) -> Account | None:
        """Return the account of an OpenID identity, if there is one."""
        rows = self._db.dicts(
            f"SELECT {NAMES} FROM account WHERE oidc_issuer = :issuer AND oidc_subject = :subject",
            issuer=issuer,
            subject=subject,
        )
        return _account(rows[0]) if rows else None

    @one_transaction
    def link_identity(self, account_id: str, issuer: str, subject: str) -> bool:
        """Give an account an OpenID identity; return False when it has one, or the identity belongs to another."""
        if self.of_identity(issuer, subject) is not None:
            return False
        return bool(
            self._db.write(
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
            self._db.write(
                "UPDATE account SET oidc_issuer = NULL, oidc_subject = NULL WHERE account_id = :account_id"
                " AND oidc_issuer IS NOT NULL AND password_hash IS NOT NULL RETURNING 1",
                account_id=account_id,
            )
        )

    def all(self) -> tuple[Account, ...]:
        """Return every account, by username."""
        return tuple(
            _account(row) for row in self._db.dicts(f"SELECT {NAMES} FROM account ORDER BY username")
        )

    def change(self, account: Account) -> None:
        """Replace an account's values; a spent one-time password stays spent, and identities have their own calls."""
        changed = {name: value for name, value in _row(account).items() if name not in OWN_CALLS}
        changes = ", ".join(f"{name} = :{name}" for name in changed if name != "account_id")
        self._db.write(f"UPDATE account SET {changes} WHERE account_id = :account_id", **changed)

    def use_totp_step(self, account_id: str, step: int) -> bool:
        """Spend a one-time password's step; return False when it, or a later one, was spent before."""
        return bool(
            self._db.write(
                "UPDATE account SET totp_step = :step WHERE account_id = :account_id AND totp_step < :step RETURNING 1",
                account_id=account_id,
                step=step,
            )
        )

    @one_transaction
    def replace_backup_codes(self, account_id: str, code_hashes: Iterable[str], now: datetime) -> None:
        """Keep an account's backup codes, as hashes, in place of those it had."""
        self._db.write("DELETE FROM backup_code WHERE account_id = :account_id", account_id=account_id)
        rows = [
            {"code_hash": code_hash, "account_id": account_id, "created_at": instant_text(now)}
            for code_hash in code_hashes
        ]
        self._db.insert_many("backup_code", rows)

    def use_backup_code(self, account_id: str, code_hash: str, now: datetime) -> bool:
        """Spend a backup code; False when it is another account's, unknown or spent: one statement, so it is won once."""
        return bool(
            self._db.write(
                "UPDATE backup_code SET used_at = :now WHERE account_id = :account_id AND code_hash = :code_hash"
                " AND used_at IS NULL RETURNING 1",
                account_id=account_id,
                code_hash=code_hash,
                now=instant_text(now),
            )
        )

    def backup_codes_left(self, account_id: str) -> int:
        """Return how many backup codes of an account are not spent."""
        return len(
            self._db.dicts(
                "SELECT 1 FROM backup_code WHERE account_id = :account_id AND used_at IS NULL",
                account_id=account_id,
            )
        )

    def is_closed(self, account_id: str) -> bool:
        """Return whether an account is disabled; one that does not exist, as in personal mode, is not."""
        return bool(
            self._db.dicts(
                "SELECT 1 FROM account WHERE account_id = :account_id AND disabled_at IS NOT NULL",
                account_id=account_id,
            )
        )

    def has(self, account_id: str) -> bool:
        """Return whether an account exists, disabled or not."""
        return bool(
            self._db.dicts("SELECT 1 FROM account WHERE account_id = :account_id", account_id=account_id)
        )

    @one_transaction
    def erase(self, account_id: str) -> None:
        """Erase an account with its record, links, sessions and codes; `driver.forget` then wipes the file."""
        for statement in (
            (
                "DELETE FROM web_session WHERE share_id IN"
                " (SELECT share_id FROM share_link WHERE client_id = :account_id)"
            ),
            "DELETE FROM client WHERE client_id = :account_id",
            "DELETE FROM account WHERE account_id = :account_id",
        ):
            self._db.write(statement, account_id=account_id)


def _row(account: Account) -> dict[str, Any]:
    row = {name: getattr(account, name) for name in COLUMNS}
    return {k: instant_text(v) if isinstance(v, datetime) else v for k, v in row.items()}


def _account(row: Mapping[str, Any]) -> Account:
    values: dict[str, Any] = {k: instant_from(v) if k.endswith("_at") and v else v for k, v in row.items()}
    return Account(**values)
