"""Imports into a record: what a file would add, what it added, and that taken back."""

from collections.abc import Iterable, Mapping
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

    def bring_in(
        self,
        entries: Iterable[Entry],
        originals: Iterable[Original] = (),
        earlier_ids: Mapping[str, str] | None = None,
    ) -> ImportReport:
        """Keep all entries of a file or none; those here already, or deleted here, are left as they are.

        `originals` are what converted values read in the file; kept for the entries that are new. `earlier_ids` are
        the ids under which an earlier version of this app kept the same entries.
        """
        self._may_keep()
        found = tuple(entries)
        with self.store.together():
            foreseen = self.foresee(found, earlier_ids)
            known = self._known_by_earlier_id(earlier_ids or {})
            found = tuple(entry for entry in found if entry.entry_id not in known)
            kept = self.store.add_all(self.actor, self.client_id, found)
            self.store.keep_originals(
                self.actor, self.client_id, [one for one in originals if one.entry_id in kept]
            )
        return replace(foreseen, entries=tuple(one for one in found if one.entry_id in kept))

    def foresee(self, entries: Iterable[Entry], earlier_ids: Mapping[str, str] | None = None) -> ImportReport:
        """Return what `bring_in` would do now; nothing is written, and who only reads learns nothing."""
        if self.is_read_only:
            return ImportReport(0, 0, 0)
        added = already_there = deleted_here = 0
        ids = {kind: self.store.ids(self.client_id, kind) for kind in KINDS}
        gone = {kind: self.store.deleted_ids(self.client_id, kind) for kind in KINDS}
        seen: set[str] = set()
        earlier = earlier_ids or {}
        for entry in entries:
            both = {entry.entry_id, earlier.get(entry.entry_id, entry.entry_id)}
            if both & gone[entry.kind]:
                deleted_here += 1
            elif both & ids[entry.kind] or entry.entry_id in seen:
                already_there += 1
            else:
                added += 1
                seen.add(entry.entry_id)
        return ImportReport(added, already_there, deleted_here)

    def _known_by_earlier_id(self, earlier_ids: Mapping[str, str]) -> set[str]:
        known = {one for kind in KINDS for one in self.store.ids(self.client_id, kind)}
        known |= {one for kind in KINDS for one in self.store.deleted_ids(self.client_id, kind)}
        return {entry_id for entry_id, earlier in earlier_ids.items() if earlier in known}

    def take_back(self, entries: Iterable[Entry]) -> int:
        """Delete, undoably, those just imported entries that were not changed since; return how many."""
        self._own()
        taken = 0
        with self.store.together():
            for entry in entries:
                with suppress(StaleEdit, UnknownEntry):
                    self.store.delete(self.actor, self.client_id, entry.kind, entry.entry_id, seen_version=1)
                    taken += 1
        return taken

    def put_back(self, entries: Iterable[Entry]) -> int:
        """Bring back those entries that `take_back` deleted; return how many."""
        self._may_keep()
        back = 0
        with self.store.together():
            gone = {kind: self.store.deleted_ids(self.client_id, kind) for kind in KINDS}
            for entry in entries:
                if entry.entry_id in gone[entry.kind]:
                    self.store.undo(self.actor, self.client_id, entry.kind, entry.entry_id)
                    back += 1
        return back

    def originals(self, entry: Entry) -> tuple[Original, ...]:
        """Return what an entry's converted values read in the file they came from; own record only."""
        if self.is_read_only:
            return ()
        return self.store.originals(self.actor, self.client_id, entry.entry_id)
