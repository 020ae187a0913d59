"""Past versions of entries in the store: what was edited, deleted or undone, so that it can come back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker import clock
from tracker.domain.client import Actor
from tracker.domain.entry import Entry
from tracker.store.schema.tables import TABLES, Table, instant_from, instant_text
from tracker.store.transaction import StoreNoun

# What a past version is made of.
HISTORY_NAMES = "kind, entry_json, change, changed_at, changed_by"


@dataclass(frozen=True)
class PastVersion:
    """An entry as it was before a change: what ended it (edited, deleted, undone), when and by whose account or which door."""

    entry: Entry
    change: str
    changed_at: datetime
    changed_by: str


class EntryHistory(StoreNoun):
    """The past versions' part of the store; a version is only ever added."""

    def of_entry(self, client_id: str, kind: str, entry_id: str) -> tuple[PastVersion, ...]:
        """Return how an entry was before each change, latest first."""
        rows = self._db.dicts(
            f"SELECT {HISTORY_NAMES} FROM entry_history WHERE client_id = :client_id AND kind = :kind AND entry_id = :entry_id"
            " ORDER BY version DESC",
            client_id=client_id,
            kind=kind,
            entry_id=entry_id,
        )
        return tuple(past_version(row) for row in rows)

    def deleted(self, client_id: str, kind: str) -> tuple[PastVersion, ...]:
        """Return the entries of a kind that are deleted now, latest first."""
        rows = self._db.dicts(
            f"SELECT {HISTORY_NAMES} FROM entry_history AS h WHERE client_id = :client_id AND kind = :kind AND change = 'deleted'"
            f" AND NOT EXISTS (SELECT 1 FROM {TABLES[kind].name} AS e"
            " WHERE e.client_id = h.client_id AND e.entry_id = h.entry_id)"
            " AND version = (SELECT max(version) FROM entry_history AS n WHERE n.client_id = h.client_id"
            " AND n.kind = h.kind AND n.entry_id = h.entry_id)"
            " ORDER BY changed_at DESC",
            client_id=client_id,
            kind=kind,
        )
        return tuple(past_version(row) for row in rows)

    def replaced_since(self, client_id: str, kind: str, since: datetime) -> tuple[PastVersion, ...]:
        """Return how each entry of a kind that was changed or deleted after an instant stood then."""
        rows = self._db.dicts(
            f"SELECT {HISTORY_NAMES} FROM entry_history WHERE client_id = :client_id AND kind = :kind"
            " AND changed_at > :since ORDER BY version DESC",
            client_id=client_id,
            kind=kind,
            since=instant_text(since),
        )
        earliest = {past.entry.entry_id: past for past in map(past_version, rows)}
        return tuple(earliest.values())

    def deleted_ids(self, client_id: str, kind: str) -> frozenset[str]:
        """Return the ids of the entries of a kind that were there once and are not now."""
        rows = self._db.read(
            "SELECT DISTINCT entry_id FROM entry_history AS h WHERE client_id = :client_id AND kind = :kind"
            f" AND NOT EXISTS (SELECT 1 FROM {TABLES[kind].name} AS e"
            " WHERE e.client_id = h.client_id AND e.entry_id = h.entry_id)",
            client_id=client_id,
            kind=kind,
        )[1]
        return frozenset(entry_id for (entry_id,) in rows)

    def latest_if_deleted(self, client_id: str, table: Table, entry_id: str) -> Entry | None:
        """Return how an entry was when it was deleted; None while it is there, and where it never was."""
        rows = self._db.dicts(
            f"SELECT {HISTORY_NAMES} FROM entry_history WHERE client_id = :client_id AND kind = :kind AND entry_id = :entry_id"
            f" AND NOT EXISTS (SELECT 1 FROM {table.name} WHERE client_id = :client_id AND entry_id = :entry_id)"
            " ORDER BY version DESC LIMIT 1",
            client_id=client_id,
            kind=table.kind,
            entry_id=entry_id,
        )
        return past_version(rows[0]).entry if rows else None

    def add(self, actor: Actor, client_id: str, entry: Entry, change: str) -> None:
        """Keep how an entry was before an actor's change of it."""
        past = PastVersion(entry, change, clock.utc_now(), actor.program or actor.account_id)
        self._db.insert_new("entry_history", history_row(client_id, past))


def history_row(client_id: str, past: PastVersion) -> dict[str, Any]:
    """Return a past version as its row of entry_history."""
    return {
        "client_id": client_id,
        "kind": past.entry.kind,
        "entry_id": past.entry.entry_id,
        "version": past.entry.version,
        "change": past.change,
        "changed_at": instant_text(past.changed_at),
        "changed_by": past.changed_by,
        "entry_json": json.dumps(TABLES[past.entry.kind].row(past.entry), ensure_ascii=False),
    }


def past_version(row: Mapping[str, Any]) -> PastVersion:
    """Return the past version of a row of entry_history."""
    table = TABLES[row["kind"]]
    # A version kept before a column was added does not say anything about it.
    entry = table.entry({**dict.fromkeys(table.columns), **json.loads(row["entry_json"])})
    return PastVersion(entry, row["change"], instant_from(row["changed_at"]), row["changed_by"])
