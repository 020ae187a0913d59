"""Originals in the store: written once with the entry they belong to, never changed."""

from collections.abc import Iterable

from tracker.domain.original import Original
from tracker.store.transaction import StoreNoun

_ORIGINALS = (
    "SELECT entry_id, field, value, scale FROM entry_original WHERE client_id = :client_id"
    " AND entry_id = :entry_id ORDER BY field"
)
_ALL_ORIGINALS = "SELECT entry_id, field, value, scale FROM entry_original WHERE client_id = :client_id"


class Originals(StoreNoun):
    """The originals' part of the store."""

    def add(self, client_id: str, originals: Iterable[Original]) -> None:
        """Keep what converted values read before; what is kept already stays."""
        self._db.insert_many(
            "entry_original",
            [
                {
                    "client_id": client_id,
                    "entry_id": original.entry_id,
                    "field": original.field,
                    "value": original.value,
                    "scale": original.scale,
                }
                for original in originals
            ],
        )

    def all(self, client_id: str) -> tuple[Original, ...]:
        """Return the originals of all of a client's entries, deleted ones included, by entry and field."""
        rows = self._db.read(_ALL_ORIGINALS, client_id=client_id)[1]
        return tuple(Original(*row) for row in sorted(rows))

    def of_entry(self, client_id: str, entry_id: str) -> tuple[Original, ...]:
        """Return what an entry's converted values read in the file they came from."""
        rows = self._db.read(_ORIGINALS, client_id=client_id, entry_id=entry_id)[1]
        return tuple(Original(*row) for row in rows)

    def fields(self, client_id: str, entry_ids: Iterable[str]) -> frozenset[tuple[str, str]]:
        """Return entry id and field of each value of some entries that came from a file."""
        rows = self._db.dicts_of(
            "SELECT entry_id, field FROM entry_original WHERE client_id = :client_id AND entry_id IN {ids}",
            entry_ids,
            client_id=client_id,
        )
        return frozenset((row["entry_id"], row["field"]) for row in rows)
