"""One-use codes in the store: invitations and recoveries, each kept as a hash and spent once."""

from dataclasses import dataclass
from datetime import datetime

from tracker.store.schema.tables import instant_text
from tracker.store.transaction import StoreNoun

FIELDS = "purpose, account_id, role, made_by"
STANDS = "code_hash = :code_hash AND purpose = :purpose AND used_at IS NULL AND ends_at > :now"


@dataclass(frozen=True)
class OneUseCode:
    """An invitation for a role, or the recovery of an account."""

    purpose: str
    account_id: str | None
    role: str | None
    made_by: str


class OneUseCodes(StoreNoun):
    """The one-use codes' part of the store."""

    def add(self, code: OneUseCode, code_hash: str, now: datetime, ends_at: datetime) -> None:
        """Keep a one-use code's hash."""
        self._db.insert(
            "one_use_code",
            {
                "code_hash": code_hash,
                "purpose": code.purpose,
                "account_id": code.account_id,
                "role": code.role,
                "made_by": code.made_by,
                "created_at": instant_text(now),
                "ends_at": instant_text(ends_at),
            },
        )

    def end_recoveries(self, account_id: str) -> None:
        """End every code that would set an account's password."""
        self._db.write(
            "DELETE FROM one_use_code WHERE account_id = :account_id AND used_at IS NULL",
            account_id=account_id,
        )

    def end_made_by(self, account_id: str) -> None:
        """End every invitation and recovery code that an account made."""
        self._db.write(
            "DELETE FROM one_use_code WHERE made_by = :account_id AND used_at IS NULL", account_id=account_id
        )

    def find(self, purpose: str, code_hash: str, now: datetime) -> OneUseCode | None:
        """Return a code that could be spent now, without spending it."""
        rows = self._db.read(
            f"SELECT {FIELDS} FROM one_use_code WHERE {STANDS}",
            code_hash=code_hash,
            purpose=purpose,
            now=instant_text(now),
        )[1]
        return OneUseCode(*rows[0]) if rows else None

    def use(self, purpose: str, code_hash: str, now: datetime) -> OneUseCode | None:
        """Spend a code and return it; None when it is unknown, ended or spent: one statement, so only one wins."""
        rows = self._db.write(
            f"UPDATE one_use_code SET used_at = :now WHERE {STANDS} RETURNING {FIELDS}",
            code_hash=code_hash,
            purpose=purpose,
            now=instant_text(now),
        )
        return OneUseCode(*rows[0]) if rows else None
