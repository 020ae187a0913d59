"""Personal tokens in the store, each kept as a hash only."""

from datetime import datetime
from typing import Any

from tracker.domain.api_token import ApiToken
from tracker.domain.measure import cell_to_list, list_to_cell
from tracker.store.schema.tables import instant_from, instant_text
from tracker.store.transaction import StoreNoun

COLUMNS = "client_id, token_id, label, scopes, created_at, ends_at, last_used_at"


class ApiTokens(StoreNoun):
    """The personal tokens' part of the store."""

    def add(self, token: ApiToken, token_hash: str) -> None:
        """Keep a new token under its hash."""
        self._db.insert(
            "api_token",
            {
                "client_id": token.client_id, "token_id": token.token_id, "token_hash": token_hash, "label": token.label,
                "scopes": list_to_cell(token.scopes), "created_at": instant_text(token.created_at),
                "ends_at": instant_text(token.ends_at),
            },
        )  # fmt: skip

    def all(self, client_id: str) -> tuple[ApiToken, ...]:
        """Return a client's tokens, latest first, those whose time is over included."""
        rows = self._db.dicts(
            f"SELECT {COLUMNS} FROM api_token WHERE client_id = :client_id ORDER BY created_at DESC, token_id",
            client_id=client_id,
        )
        return tuple(_token(row) for row in rows)

    def of_hash(self, token_hash: str) -> ApiToken | None:
        """Return the token of a hash, its time over or not."""
        rows = self._db.dicts(
            f"SELECT {COLUMNS} FROM api_token WHERE token_hash = :token_hash", token_hash=token_hash
        )
        return _token(rows[0]) if rows else None

    def touch(self, token: ApiToken, now: datetime) -> None:
        """Note that a token was used."""
        self._db.write(
            "UPDATE api_token SET last_used_at = :now WHERE client_id = :client_id AND token_id = :token_id",
            client_id=token.client_id,
            token_id=token.token_id,
            now=instant_text(now),
        )

    def end(self, client_id: str, token_id: str) -> bool:
        """End a token; return whether there was one."""
        return bool(
            self._db.write(
                "DELETE FROM api_token WHERE client_id = :client_id AND token_id = :token_id RETURNING 1",
                client_id=client_id,
                token_id=token_id,
            )
        )


def _token(row: dict[str, Any]) -> ApiToken:
    used = row["last_used_at"]
    return ApiToken(
        client_id=row["client_id"],
        token_id=row["token_id"],
        label=row["label"],
        scopes=cell_to_list(row["scopes"]),
        created_at=instant_from(row["created_at"]),
        ends_at=instant_from(row["ends_at"]),
        last_used_at=instant_from(used) if used else None,
    )
