"""Imports into a record: what a file would add, what it added, and that taken back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Protocol, TypeVar
from uuid import UUID

from tracker import clock
from tracker.domain import limits
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.measure import measures_of
from tracker.domain.original import Original
from tracker.domain.period import Period
from tracker.errors import StaleEdit, UnknownEntry
from tracker.record.access import RecordNoun
from tracker.store.recent_imports import ImportedEntry, RecentImport
from tracker.store.schema.tables import KINDS

# So long can an import be taken back as a whole, wherever the person comes back to it.
TAKE_BACK_FOR = timedelta(days=1)
# So many entries are taken back in a transaction: for its length everybody else's saves wait.
A_PIECE = 500
BLANK = (None, ())
# By an entry's id: those under which earlier versions of this app kept it, and those of a shorter file or choice.
EarlierIds = Mapping[str, tuple[frozenset[str], frozenset[str]]]
_NO_IDS = frozenset[str](), frozenset[str]()
T = TypeVar("T")


class DayFilling(Protocol):
    """What a file says of a day: for the blank fields of a check-in of that day."""

    @property
    def on_date(self) -> date:
        """Return the day."""

    @property
    def values(self) -> Mapping[str, Any]:
        """Return the values by field."""

    @property
    def originals(self) -> Sequence[tuple[str, str, str]]:
        """Return field, value as written and scale, of values that were converted."""


@dataclass(frozen=True)
class ImportReport:
    """What became of the entries of a file: added now, already there, and deleted here before (left so).

    `filled` check-ins that were here got fields that were blank. `entries` are those added or filled now, so that
    an import can be taken back. `days` are those of which a check-in takes, or has, what the file says of the day.
    """

    added: int
    already_there: int
    deleted_here: int
    filled: int = 0
    entries: tuple[Entry, ...] = field(default=(), compare=False, repr=False)
    days: frozenset[date] = field(default=frozenset(), compare=False, repr=False)


@dataclass(frozen=True)
class _Sorted:
    """The entries of a file: the new ones, how many are not, and those that are `here`, by their ids here."""

    new: list[Entry]
    already_there: int
    deleted_here: int
    here: Mapping[str, Entry]
    ids_in_use: int


class Imports(RecordNoun):
    """The imports' part of the record."""

    def bring_in(
        self,
        entries: Iterable[Entry],
        originals: Iterable[Original] = (),
        earlier_ids: EarlierIds | None = None,
        fillings: Sequence[DayFilling] = (),
    ) -> ImportReport:
        """Keep all entries of a file or none; those here already, or deleted here, are left as they are.

        `originals` are what converted values read in the file; kept for the entries that are new. `earlier_ids` are
        the ids under which earlier versions of this app kept the same entries. `fillings` go into check-ins that
        are here, where these say nothing and nothing was filled in before.
        """
        self._access.require_saving()
        arrived = tuple(entries)
        of_file = tuple(originals)
        return self._store.in_one_transaction(
            lambda: self._bring_in(arrived, of_file, earlier_ids or {}, fillings)
        )

    def _bring_in(
        self,
        entries: tuple[Entry, ...],
        originals: tuple[Original, ...],
        earlier_ids: EarlierIds,
        fillings: Sequence[DayFilling],
    ) -> ImportReport:
        arrival = self._sorted(entries, earlier_ids)
        foreseen = self._foreseen(arrival, fillings)
        added_ids = self._store.entries.add_all(self._client_id, arrival.new)
        own = [original for original in originals if original.entry_id in added_ids]
        filled: list[Entry] = []
        for check_in, values, read in (*self._fillable(fillings), *self._more_of(arrival, originals)):
            edited = replace(check_in, **values)
            filled.append(
                self._store.entries.edit(self._access.actor, self._client_id, edited, check_in.version)
            )
            own += [Original(check_in.entry_id, *cells) for cells in read]
        self._store.originals.add(self._client_id, own)
        added = tuple(replace(entry, version=1) for entry in arrival.new if entry.entry_id in added_ids)
        self._note_import((*added, *filled))
        return replace(foreseen, entries=(*added, *filled))

    def foresee(
        self,
        entries: Iterable[Entry],
        earlier_ids: EarlierIds | None = None,
        fillings: Sequence[DayFilling] = (),
    ) -> ImportReport:
        """Return what `bring_in` would do now; nothing is written, and who only reads learns nothing.

        Raises ImportRefused where the record has no room for them.
        """
        if self._access.is_read_only:
            return ImportReport(0, 0, 0)
        return self._foreseen(self._sorted(tuple(entries), earlier_ids or {}), fillings)

    def _foreseen(self, arrival: _Sorted, fillings: Sequence[DayFilling]) -> ImportReport:
        limits.room_for(len(arrival.new), arrival.ids_in_use)
        filled = sum(1 for _ in (*self._fillable(fillings), *self._more_of(arrival)))
        days = frozenset(self._first_check_ins(fillings))
        return ImportReport(len(arrival.new), arrival.already_there, arrival.deleted_here, filled, days=days)

    def _sorted(self, entries: tuple[Entry, ...], earlier_ids: EarlierIds) -> _Sorted:
        """Tell what is new in a file from what is here, and from what was deleted here."""
        ids = {kind: self._store.entries.ids(self._client_id, kind) for kind in KINDS}
        deleted_ids = {kind: self._store.entry_history.deleted_ids(self._client_id, kind) for kind in KINDS}
        deleted_here = 0
        here: dict[str, Entry] = {}
        unknown: dict[str, Entry] = {}
        for entry in entries:
            ever = {entry.entry_id} | earlier_ids.get(entry.entry_id, _NO_IDS)[0]
            if ever & deleted_ids[entry.kind]:
                deleted_here += 1
            elif known := ever & ids[entry.kind]:
                here[min(known)] = entry
            else:
                unknown.setdefault(entry.entry_id, entry)
        # What was deleted under another choice may come in by this one: that is how a choice is put right.
        for entry in tuple(unknown.values()):
            otherwise = earlier_ids.get(entry.entry_id, _NO_IDS)[1] & ids[entry.kind] - here.keys()
            if otherwise:
                here[min(otherwise)] = unknown.pop(entry.entry_id)
        return _Sorted(
            list(unknown.values()),
            already_there=len(entries) - len(unknown) - deleted_here,
            deleted_here=deleted_here,
            here=here,
            ids_in_use=sum(map(len, (*ids.values(), *deleted_ids.values()))),
        )

    def _more_of(
        self, arrival: _Sorted, originals: Sequence[Original] = ()
    ) -> Iterator[tuple[CheckIn, dict[str, Any], list[tuple[str, str, str]]]]:
        """Yield the check-ins of which a file says more than when they came in, what, and how the file says it."""
        read = {
            (original.entry_id, original.field): (original.field, original.value, original.scale)
            for original in originals
        }
        days = [entry.on_date for entry in arrival.here.values() if isinstance(entry, CheckIn)]
        period = Period(min(days, default=date.max), max(days, default=date.max))
        for check_in in self._store.entries.of_kind(self._client_id, CheckIn.kind, period) if days else ():
            entry = arrival.here.get(check_in.entry_id)
            if not isinstance(check_in, CheckIn) or entry is None or not _is_of_a_row(check_in):
                continue
            # What the person moved to another day is not of the file's day any more.
            if entry.on_date != check_in.on_date:
                continue
            more = {
                name: value
                for name in ("note", *measures_of(CheckIn))
                if (value := getattr(entry, name)) not in BLANK and getattr(check_in, name) in BLANK
            }
            if more and check_in.version > 1:
                # What it had once was taken out by the person.
                past = self._store.entry_history.of_entry(self._client_id, check_in.kind, check_in.entry_id)
                more = {
                    name: value
                    for name, value in more.items()
                    if all(getattr(version.entry, name) in BLANK for version in past)
                }
            if more:
                cells = [read[entry.entry_id, name] for name in more if (entry.entry_id, name) in read]
                yield check_in, more, cells

    def take_back(self, entries: Iterable[Entry], done: list[Entry] | None = None) -> tuple[Entry, ...]:
        """Delete, undoably, those just imported entries that were not changed since; return those.

        A check-in that was only filled in is as it was before. What a stop in the middle leaves, the next call takes:
        it returns all of them where it is handed the same `done`, to which each piece is added once it is kept.
        """
        self._access.require_own()
        return self._in_pieces(
            tuple(entries),
            lambda piece: tuple(entry for entry in piece if self._taken_back(_imported(entry))),
            done,
        )

    def _in_pieces(
        self,
        of_import: Sequence[T],
        work: Callable[[Sequence[T]], tuple[T, ...]],
        done: list[T] | None = None,
    ) -> tuple[T, ...]:
        """Add to done what work returns of a few at a time, each piece in a transaction of its own; return all of it."""
        done = [] if done is None else done
        for start in range(0, len(of_import), A_PIECE):
            done += self._store.in_one_transaction(partial(work, of_import[start : start + A_PIECE]))
        return tuple(done)

    def put_back(self, taken_back: Iterable[Entry], done: list[Entry] | None = None) -> tuple[Entry, ...]:
        """Bring back entries that `take_back` took back and nobody changed since; return them as they are now.

        `done` is as for `take_back`.
        """
        self._access.require_saving()
        imported = tuple(taken_back)
        # Noted before: what is back after a stop in the middle can be taken back as a whole, too.
        self._note_import(
            [
                replace(entry, version=version)
                for entry in imported
                if (version := self._version_put_back(entry))
            ]
        )
        return self._in_pieces(imported, self._put_back, done)

    def _put_back(self, taken_back: Sequence[Entry]) -> tuple[Entry, ...]:
        return tuple(
            self._store.entries.undo(self._access.actor, self._client_id, entry.kind, entry.entry_id)
            for entry in taken_back
            if self._version_put_back(entry)
        )

    def _version_put_back(self, entry: Entry) -> int | None:
        """Return the version that an entry has once it is put back; None where it is not as it was taken back."""
        kind, entry_id, version = _imported(entry)
        past = self._store.entry_history.of_entry(self._client_id, kind, entry_id)
        if not past or past[0].entry.version != version:
            return None
        # A check-in that was filled in is still there; another entry that is there was brought back elsewhere.
        is_there = self._store.entries.has(self._client_id, kind, entry_id)
        if past[0].change != ("undone" if is_there else "deleted"):
            return None
        return version + 2 if is_there else version + 1

    def recent(self) -> tuple[RecentImport, ...]:
        """Return the imports of the last day that can still be taken back, newest first; own record only."""
        if self._access.is_read_only:
            return ()
        recent = self._store.recent_imports.since(self._client_id, clock.utc_now() - TAKE_BACK_FOR)
        return tuple(
            recent_import
            for recent_import in recent
            if any(self._is_as_brought_in(entry) for entry in recent_import.entries)
        )

    def take_back_recent(self, recent: RecentImport) -> int:
        """Take back an import of the last day, as `take_back` does; return how many entries."""
        self._access.require_own()
        taken_back = self._in_pieces(
            recent.entries, lambda piece: tuple(entry for entry in piece if self._taken_back(entry))
        )
        self._store.recent_imports.forget(self._client_id, recent.import_id)
        return len(taken_back)

    def originals(self, entry: Entry) -> tuple[Original, ...]:
        """Return what an entry's converted values read in the file they came from; own record only."""
        if self._access.is_read_only:
            return ()
        return self._store.originals.of_entry(self._client_id, entry.entry_id)

    def _is_as_brought_in(self, imported: ImportedEntry) -> bool:
        with suppress(UnknownEntry):
            stored = self._store.entries.get(self._client_id, imported.kind, imported.entry_id)
            return stored.version == imported.version
        return False

    def _taken_back(self, imported: ImportedEntry) -> bool:
        kind, entry_id, version = imported
        with suppress(StaleEdit, UnknownEntry):
            if self._was_filled_in(imported):
                if not self._is_as_brought_in(imported):
                    return False
                self._store.entries.undo(self._access.actor, self._client_id, kind, entry_id)
            else:
                self._store.entries.delete(self._access.actor, self._client_id, kind, entry_id, version)
            return True
        return False

    def _was_filled_in(self, imported: ImportedEntry) -> bool:
        """Whether an entry was there before its import; one that was taken back and put back has a past too."""
        if imported.version == 1:
            return False
        past = self._store.entry_history.of_entry(self._client_id, imported.kind, imported.entry_id)
        return bool(past) and past[0].change != "deleted"

    def _note_import(self, entries: Sequence[Entry]) -> None:
        now = clock.utc_now()
        if entries:
            listed = tuple(map(_imported, entries))
            self._store.recent_imports.add(self._client_id, listed, now, now - TAKE_BACK_FOR)

    def _first_check_ins(self, fillings: Sequence[DayFilling]) -> dict[date, CheckIn]:
        """Return the first check-in of each day that a file says something of."""
        if not fillings:
            return {}
        days = {filling.on_date for filling in fillings}
        period = Period(min(days), max(days))
        listed = self._store.entries.of_kind(self._client_id, CheckIn.kind, period)
        ordered = sorted(
            listed, key=lambda check_in: (check_in.on_date, str(check_in.at_time or ""), check_in.entry_id)
        )
        first: dict[date, CheckIn] = {}
        for check_in in ordered:
            if isinstance(check_in, CheckIn) and check_in.on_date in days:
                first.setdefault(check_in.on_date, check_in)
        return first

    def _fillable(
        self, fillings: Sequence[DayFilling]
    ) -> Iterator[tuple[CheckIn, dict[str, Any], list[tuple[str, str, str]]]]:
        """Yield the check-ins that get something, what, and how the file says it."""
        first = self._first_check_ins(fillings)
        for filling in fillings:
            check_in = first.get(filling.on_date)
            if check_in is None:
                continue
            blank = {
                name: value for name, value in filling.values.items() if getattr(check_in, name) in BLANK
            }
            if not blank:
                continue
            # What was filled in before and is blank now was taken out by the person.
            before = {original.field for original in self.originals(check_in)}
            new = {name: value for name, value in blank.items() if name not in before}
            if new:
                read = {name: (name, value, scale) for name, value, scale in filling.originals}
                plain = {name: (name, _written(value), "as written") for name, value in new.items()}
                yield check_in, new, [read.get(name, plain[name]) for name in new]


def _imported(entry: Entry) -> ImportedEntry:
    return ImportedEntry(entry.kind, entry.entry_id, max(entry.version, 1))


def _is_of_a_row(entry: Entry) -> bool:
    """Whether an entry's id was made from what a row of another app's file says (UUID of version 5)."""
    return UUID(entry.entry_id).version == 5


def _written(value: Any) -> str:
    return ";".join(map(str, value)) if isinstance(value, tuple) else str(value)
