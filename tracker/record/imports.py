"""Imports into a record: what a file would add, what it added, and that taken back."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from tracker.domain.entry import Entry
from tracker.domain.original import Original
from tracker.errors import StaleEdit, UnknownEntry
from tracker.record.access import Access
from tracker.store.tables import KINDS


@dataclass(frozen=True)
class ImportReport:
    """What became of the entries of a file: added now, already there, and deleted here before (left so).

    `entries` are those added now, so that an import can be taken back.
    """

    added: int
    already_there: int
    deleted_here: int
    entries: tuple[Entry, ...] = field(default=(), compare=False, repr=False)


class Imports(Access):
    """The imports' part of the record."""

    def bring_in(self, entries: Iterable[Entry], originals: Iterable[Original] = ()) -> ImportReport:
        """Keep all entries of a file or none; those here already, or deleted here, are left as they are.

        `originals` are what converted values read in the file; kept for the entries that are new.
        """
        self._may_keep()
        found = tuple(entries)
        of_file = tuple(originals)
        return self.store.in_one_transaction(lambda: self._bring_in(found, of_file))

    def _bring_in(self, entries: tuple[Entry, ...], originals: tuple[Original, ...]) -> ImportReport:
        foreseen = self.foresee(entries)
        added = self.store.add_all(self.actor, self.client_id, entries)
        self.store.keep_originals(
            self.actor, self.client_id, [one for one in originals if one.entry_id in added]
        )
        return replace(foreseen, entries=tuple(one for one in entries if one.entry_id in added))

    def foresee(self, entries: Iterable[Entry]) -> ImportReport:
        """Return what `bring_in` would do now; nothing is written, and who only reads learns nothing."""
        if self.is_read_only:
            return ImportReport(0, 0, 0)
        added = already_there = deleted_here = 0
        ids = {kind: self.store.ids(self.client_id, kind) for kind in KINDS}
        gone = {kind: self.store.deleted_ids(self.client_id, kind) for kind in KINDS}
        seen: set[str] = set()
        for entry in entries:
            if entry.entry_id in gone[entry.kind]:
                deleted_here += 1
            elif entry.entry_id in ids[entry.kind] or entry.entry_id in seen:
                already_there += 1
            else:
                added += 1
                seen.add(entry.entry_id)
        return ImportReport(added, already_there, deleted_here)

    def take_back(self, entries: Iterable[Entry]) -> int:
        """Delete, undoably, those just imported entries that were not changed since; return how many."""
        self._own()
        imported = tuple(entries)
        return self.store.in_one_transaction(lambda: sum(map(self._was_deleted, imported)))

    def _was_deleted(self, entry: Entry) -> bool:
        with suppress(StaleEdit, UnknownEntry):
            self.store.delete(self.actor, self.client_id, entry.kind, entry.entry_id, seen_version=1)
            return True
        return False

    def put_back(self, entries: Iterable[Entry]) -> int:
        """Bring back those entries that `take_back` deleted; return how many."""
        self._may_keep()
        imported = tuple(entries)
        return self.store.in_one_transaction(lambda: self._put_back(imported))

    def _put_back(self, entries: tuple[Entry, ...]) -> int:
        deleted = {kind: self.store.deleted_ids(self.client_id, kind) for kind in KINDS}
        back = [entry for entry in entries if entry.entry_id in deleted[entry.kind]]
        for entry in back:
            self.store.undo(self.actor, self.client_id, entry.kind, entry.entry_id)
        return len(back)

    def originals(self, entry: Entry) -> tuple[Original, ...]:
        """Return what an entry's converted values read in the file they came from; own record only."""
        if self.is_read_only:
            return ()
        return self.store.originals(self.actor, self.client_id, entry.entry_id)
