"""Originals in the store: written once with the entry they belong to, never changed."""

from collections.abc import Iterable

from tracker.domain.original import Original
from tracker.store.transaction import Transactions

_ORIGINALS = (
    "SELECT entry_id, field, value, scale FROM entry_original WHERE client_id = :client_id"
    " AND entry_id = :entry_id ORDER BY field"
)
_ALL_ORIGINALS = "SELECT entry_id, field, value, scale FROM entry_original WHERE client_id = :client_id"


class Originals(Transactions):
    """The originals' part of the store."""

    def keep_originals(self, client_id: str, originals: Iterable[Original]) -> None:
        """Keep what converted values read before; what is kept already stays."""
        self.insert_many(
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

    def whole_originals(self, client_id: str) -> tuple[Original, ...]:
        """Return the originals of all of a client's entries, deleted ones included, by entry and field."""
        rows = self.read(_ALL_ORIGINALS, client_id=client_id)[1]
        return tuple(Original(*row) for row in sorted(rows))

    def originals(self, client_id: str, entry_id: str) -> tuple[Original, ...]:
        """Return what an entry's converted values read in the file they came from."""
        rows = self.read(_ORIGINALS, client_id=client_id, entry_id=entry_id)[1]
        return tuple(Original(*row) for row in rows)

    def fields_with_originals(self, client_id: str, entry_ids: Iterable[str]) -> frozenset[tuple[str, str]]:
        """Return entry id and field of each value of some entries that came from a file."""
        rows = self.dicts_of(
            "SELECT entry_id, field FROM entry_original WHERE client_id = :client_id AND entry_id IN {ids}",
            entry_ids,
            client_id=client_id,
        )
        return frozenset((row["entry_id"], row["field"]) for row in rows)
