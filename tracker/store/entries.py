"""Entries of every kind in the store: kept, changed, brought back and read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tracker.domain.client import Actor
from tracker.domain.entry import Entry
from tracker.domain.measure import fixed_values
from tracker.domain.period import ALWAYS, Period
from tracker.errors import StaleEdit, UnknownEntry
from tracker.store.entry_days import days_between
from tracker.store.entry_history import EntryHistory
from tracker.store.schema.tables import TABLES, Table
from tracker.store.transaction import Rows, StoreNoun, Transactions, one_transaction


@dataclass(frozen=True)
class Added:
    """What became of an entry handed to `add`: as stored, and whether this call stored it.

    `deleted` says that it had been stored and deleted before: it stays deleted until undone. `changed`
    says that it had been stored with other values, which are kept as its past version.
    """

    entry: Entry
    is_new: bool
    deleted: bool = False
    changed: bool = False


class Entries(StoreNoun):
    """The entries' part of the store; nothing is overwritten or deleted without its old version being kept."""

    def __init__(self, db: Transactions, history: EntryHistory) -> None:
        super().__init__(db)
        self._history = history

    @one_transaction
    def add(self, client_id: str, entry: Entry) -> Added:
        """Keep a new entry; the same `entry_id` again changes nothing."""
        table = TABLES[entry.kind]
        row = {**table.row(replace(entry, version=1)), "client_id": client_id}
        if deleted := self._history.latest_if_deleted(client_id, table, entry.entry_id):
            return Added(deleted, is_new=False, deleted=True)
        is_new = self._db.insert(table.name, row)
        return Added(self.get(client_id, entry.kind, entry.entry_id), is_new=is_new)

    def add_all(self, client_id: str, entries: Iterable[Entry]) -> frozenset[str]:
        """Keep the entries whose ids were never seen in this record; return the ids of those kept now."""
        by_kind: dict[str, list[Entry]] = {}
        for entry in entries:
            by_kind.setdefault(entry.kind, []).append(entry)
        added: set[str] = set()
        with self._db.together():
            for kind, of_kind in by_kind.items():
                table = TABLES[kind]
                seen = self.ids(client_id, kind) | self._history.deleted_ids(client_id, kind)
                new = {
                    entry_of_kind.entry_id: entry_of_kind
                    for entry_of_kind in reversed(of_kind)
                    if entry_of_kind.entry_id not in seen
                }
                rows = [table.row(new_entry) for new_entry in new.values()]
                for row in rows:
                    row.update(version=1, client_id=client_id)
                # In the order of the key, the database appends rather than searches.
                rows.sort(key=lambda row: (row["on_date"], row["entry_id"]))
                self._db.insert_many(table.name, rows)
                added |= new.keys()
        return frozenset(added)

    def ids(self, client_id: str, kind: str) -> frozenset[str]:
        """Return the ids of a client's entries of a kind."""
        rows = self._db.read(
            f"SELECT entry_id FROM {TABLES[kind].name} WHERE client_id = :client_id", client_id=client_id
        )[1]
        return frozenset(entry_id for (entry_id,) in rows)

    def get(self, client_id: str, kind: str, entry_id: str) -> Entry:
        """Return one entry; raises UnknownEntry."""
        if (entry := self._find(TABLES[kind], client_id, entry_id)) is None:
            raise UnknownEntry
        return entry

    def has(self, client_id: str, kind: str, entry_id: str) -> bool:
        """Return whether an entry is in a client's record now."""
        return self._find(TABLES[kind], client_id, entry_id) is not None

    @one_transaction
    def edit(self, actor: Actor, client_id: str, entry: Entry, seen_version: int) -> Entry:
        """Replace an entry by its new values, keeping the old; raises StaleEdit or UnknownEntry."""
        stored = self.get(client_id, entry.kind, entry.entry_id)
        if stored.version != seen_version:
            raise StaleEdit(stored)
        return self._replace(actor, client_id, stored, entry, "edited")

    @one_transaction
    def delete(self, actor: Actor, client_id: str, kind: str, entry_id: str, seen_version: int) -> None:
        """Take an entry out of the record, undoably; raises StaleEdit or UnknownEntry."""
        stored = self.get(client_id, kind, entry_id)
        if stored.version != seen_version:
            raise StaleEdit(stored)
        self._history.add(actor, client_id, stored, "deleted")
        self._db.write(
            f"DELETE FROM {TABLES[kind].name} WHERE client_id = :client_id AND entry_id = :entry_id",
            client_id=client_id,
            entry_id=entry_id,
        )

    @one_transaction
    def undo(self, actor: Actor, client_id: str, kind: str, entry_id: str) -> Entry:
        """Take back the last delete or edit of an entry; raises UnknownEntry when there is none."""
        table = TABLES[kind]
        past = self._history.of_entry(client_id, kind, entry_id)
        if not past:
            raise UnknownEntry
        last = past[0].entry
        if (stored := self._find(table, client_id, entry_id)) is not None:
            return self._replace(actor, client_id, stored, last, "undone")
        row = {**table.row(replace(last, version=last.version + 1)), "client_id": client_id}
        self._db.insert_new(table.name, row)
        return self.get(client_id, kind, entry_id)

    def rows(self, client_id: str, kind: str, period: Period = ALWAYS) -> Rows:
        """Return a client's entries of a kind as column names and rows, by day and time: what frames are made of."""
        table = TABLES[kind]
        return self._db.read(
            _select(table, ", ".join(table.columns)), client_id=client_id, **days_between(period)
        )

    def of_kind(self, client_id: str, kind: str, period: Period = ALWAYS) -> tuple[Entry, ...]:
        """Return a client's entries of a kind, by day and time."""
        table = TABLES[kind]
        rows = self._db.dicts(_select(table, table.names), client_id=client_id, **days_between(period))
        return tuple(table.entry(row) for row in rows)

    def latest(self, client_id: str, kind: str) -> Entry | None:
        """Return the entry of the latest day and time, if there is any."""
        rows = self._db.dicts(
            f"SELECT {TABLES[kind].names} FROM {TABLES[kind].name} WHERE client_id = :client_id"
            " ORDER BY on_date DESC, COALESCE(at_time, '') DESC, created_at DESC, entry_id DESC LIMIT 1",
            client_id=client_id,
        )
        return TABLES[kind].entry(rows[0]) if rows else None

    def _find(self, table: Table, client_id: str, entry_id: str) -> Entry | None:
        rows = self._db.dicts(
            f"SELECT {table.names} FROM {table.name} WHERE client_id = :client_id AND entry_id = :entry_id",
            client_id=client_id,
            entry_id=entry_id,
        )
        return table.entry(rows[0]) if rows else None

    def _replace(self, actor: Actor, client_id: str, stored: Entry, entry: Entry, change: str) -> Entry:
        # What an entry is and when it was first kept do not change with its values.
        fresh = replace(
            entry,
            version=stored.version + 1,
            created_at=stored.created_at,
            source=stored.source,
            **fixed_values(stored),
        )
        row = TABLES[stored.kind].row(fresh)
        self._history.add(actor, client_id, stored, change)
        self._db.write(
            f"UPDATE {TABLES[stored.kind].name} SET {', '.join(f'{name} = :{name}' for name in row)}"
            " WHERE client_id = :client_id AND entry_id = :entry_id",
            client_id=client_id,
            **row,
        )
        return fresh


def _select(table: Table, what: str) -> str:
    return (
        f"SELECT {what} FROM {table.name} WHERE client_id = :client_id AND on_date BETWEEN :first AND :last"
        " ORDER BY on_date, COALESCE(at_time, ''), created_at, entry_id"
    )
