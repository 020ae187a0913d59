"""Clients' profiles in the store."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tracker.domain.client import Client
from tracker.errors import StaleEdit, UnknownClient
from tracker.store.schema.tables import instant_from, instant_text
from tracker.store.transaction import StoreNoun, one_transaction

CHANGEABLE_COLUMNS = ("label", "birth_year", "sex", "unit", "language", "massage_precautions")
CLIENT_COLUMNS = ("client_id", *CHANGEABLE_COLUMNS, "created_at", "version")
# Named, not *: during an update of several servers a newer one may have added a column that this one does not know.
NAMES = ", ".join(CLIENT_COLUMNS)


class Clients(StoreNoun):
    """The clients' part of the store."""

    def add(self, client: Client) -> Client:
        """Keep a new client's profile; one that exists already is returned as it is."""
        self._db.insert("client", client_row(replace(client, version=1)))
        return self.get(client.client_id)

    def get(self, client_id: str) -> Client:
        """Return a client's profile; raises UnknownClient."""
        rows = self._db.dicts(f"SELECT {NAMES} FROM client WHERE client_id = :client_id", client_id=client_id)
        if not rows:
            raise UnknownClient(client_id)
        return _client(rows[0])

    def all(self) -> tuple[Client, ...]:
        """Return every client's profile."""
        return tuple(_client(row) for row in self._db.dicts(f"SELECT {NAMES} FROM client ORDER BY client_id"))

    @one_transaction
    def edit(self, client: Client, seen_version: int) -> Client:
        """Keep a changed profile; raises StaleEdit when it was changed since `seen_version`."""
        changes = ", ".join(f"{name} = :{name}" for name in CHANGEABLE_COLUMNS)
        changed = self._db.write(
            f"UPDATE client SET {changes}, version = version + 1"
            " WHERE client_id = :client_id AND version = :seen_version RETURNING version",
            **{k: v for k, v in client_row(client).items() if k not in ("created_at", "version")},
            seen_version=seen_version,
        )
        stored = self.get(client.client_id)
        if not changed:
            raise StaleEdit(stored)
        return stored

    def erase(self, client_id: str) -> None:
        """Erase a client and everything of theirs, history included, for good."""
        self._db.write("DELETE FROM client WHERE client_id = :client_id", client_id=client_id)
        self._db.driver.forget()


def _client(row: Mapping[str, Any]) -> Client:
    ticked = row["massage_precautions"]
    return Client(
        **{
            **row,
            "created_at": instant_from(row["created_at"]),
            "massage_precautions": None if ticked is None else tuple(json.loads(ticked)),
        }
    )


def client_row(client: Client) -> dict[str, Any]:
    """Return a profile as the columns of its row."""
    row: dict[str, Any] = {name: getattr(client, name) for name in CLIENT_COLUMNS}
    ticked = client.massage_precautions
    return {
        **row,
        "created_at": instant_text(client.created_at),
        "massage_precautions": None if ticked is None else json.dumps(ticked),
    }
