"""Imports of the last day: which entries came in together, so that they can be taken back together."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from tracker.store.schema.tables import instant_text
from tracker.store.transaction import StoreNoun

_RECENT = (
    "SELECT import_id, brought_in_at, entries_json FROM recent_import WHERE client_id = :client_id"
    " AND brought_in_at >= :since ORDER BY brought_in_at DESC, import_id"
)


class ImportedEntry(NamedTuple):
    """An entry that an import added (version 1) or filled in (a later one)."""

    kind: str
    entry_id: str
    version: int


class RecentImport(NamedTuple):
    """One import: when it was brought in, and its entries."""

    import_id: str
    brought_in_at: datetime
    entries: tuple[ImportedEntry, ...]


class RecentImports(StoreNoun):
    """The recent imports' part of the store."""

    def add(self, client_id: str, entries: Sequence[ImportedEntry], now: datetime, oldest: datetime) -> None:
        """Note which entries came in together, and forget what came in before `oldest`."""
        self._db.write(
            "DELETE FROM recent_import WHERE client_id = :client_id AND brought_in_at < :oldest",
            client_id=client_id,
            oldest=instant_text(oldest),
        )
        self._db.insert(
            "recent_import",
            {
                "client_id": client_id,
                "import_id": str(uuid4()),
                "brought_in_at": instant_text(now),
                "entries_json": json.dumps(entries),
            },
        )

    def since(self, client_id: str, since: datetime) -> tuple[RecentImport, ...]:
        """Return a client's imports from an instant on, newest first."""
        rows = self._db.read(_RECENT, client_id=client_id, since=instant_text(since))[1]
        return tuple(
            RecentImport(
                import_id,
                datetime.fromisoformat(at),
                tuple(ImportedEntry(*cells) for cells in json.loads(listed)),
            )
            for import_id, at, listed in rows
        )

    def forget(self, client_id: str, import_id: str) -> None:
        """Forget one import: it was taken back."""
        self._db.write(
            "DELETE FROM recent_import WHERE client_id = :client_id AND import_id = :import_id",
            client_id=client_id,
            import_id=import_id,
        )
