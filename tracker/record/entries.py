"""Entries in a record: kept, changed, taken out and brought back; read as far as the actor may."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import compress
from typing import Any, TypeVar

from tracker import clock
from tracker.domain import limits
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.entry_kinds import ENTRY_CLASSES
from tracker.domain.period import ALWAYS, Period
from tracker.errors import StaleEdit, UnknownEntry
from tracker.record.access import RecordNoun, before_saving
from tracker.store.entries import Added
from tracker.store.entry_days import DAILY_COURSE
from tracker.store.entry_history import PastVersion
from tracker.store.schema.tables import KINDS
from tracker.store.transaction import Rows

E = TypeVar("E", bound=Entry)
Row = tuple[Any, ...]


class Entries(RecordNoun):
    """The entries' part of the record."""

    def add(self, entry: Entry, *, is_mended: bool = False, is_again: bool = False) -> Added:
        """Keep a new entry; saving the same form twice keeps it once, with the values of the last time.

        `is_mended`: its time was saved before, so another one is a correction. `is_again`: it may have arrived before;
        if it did as it is, a change made since then stands.

        Raises NotSaved, InvalidEntry for a day that is still to come where the person is, and StaleEdit when the same
        form was saved with other values in the same moment: those stand.
        """
        self._access.require_saving()
        limits.day("on_date", entry.on_date, clock.today())
        was_there = before_saving(
            lambda: self._store.entries.has(self._client_id, entry.kind, entry.entry_id)
        )
        says_the_same = self._has_said if is_again else partial(_says_the_same, with_time=is_mended)
        return self._store.in_one_transaction(lambda: self._add(entry, says_the_same, was_there=was_there))

    def _add(self, entry: Entry, says_the_same: Callable[[Entry, Entry], bool], *, was_there: bool) -> Added:
        added = self._store.entries.add(self._client_id, entry)
        if added.is_new or added.deleted or says_the_same(added.entry, entry):
            return added
        if not was_there:
            raise StaleEdit(added.entry)
        # Saved before, but its "Saved" never arrived: what is in the form now is what the person means.
        changed = self._store.entries.edit(self._access.actor, self._client_id, entry, added.entry.version)
        return Added(changed, is_new=False, changed=True)

    def edit(self, entry: Entry, seen_version: int) -> Entry:
        """Replace an entry by its new values; raises StaleEdit with what is stored now.

        Its day may be one that has begun further east, where it was entered; a later one raises InvalidEntry.
        """
        self._access.require_saving()
        limits.day("on_date", entry.on_date, clock.today(), clock.latest_day())
        return self._store.entries.edit(self._access.actor, self._client_id, entry, seen_version)

    def delete(self, entry: Entry) -> None:
        """Take an entry out, undoably; raises StaleEdit when it changed since it was read."""
        self._access.require_own()
        self._store.entries.delete(
            self._access.actor, self._client_id, entry.kind, entry.entry_id, entry.version
        )

    def undo(self, entry: Entry, *, of_edit: bool = False) -> Entry:
        """Take back the last delete or edit of an entry; raises StaleEdit when it changed since it was read.

        `of_edit`: what was edited and has been deleted since stays deleted; raises UnknownEntry.
        """
        self._access.require_own()

        def take_back() -> Entry:
            try:
                stored = self._store.entries.get(self._client_id, entry.kind, entry.entry_id)
            except UnknownEntry:
                if of_edit:
                    raise
            else:
                if stored.version != entry.version:
                    raise StaleEdit(stored)
            return self._store.entries.undo(self._access.actor, self._client_id, entry.kind, entry.entry_id)

        return self._store.in_one_transaction(take_back)

    def get(self, kind: str, entry_id: str) -> Entry:
        """Return one entry as it is now; raises UnknownEntry."""
        entry = self._store.entries.get(self._client_id, kind, entry_id)
        days = self._access.visible_days(kind, ALWAYS)
        if days is None or entry.on_date not in days:
            raise UnknownEntry
        return self._access.as_seen(entry)

    def all(self, kinds: Iterable[str] = KINDS, period: Period = ALWAYS) -> tuple[Entry, ...]:
        """Return entries of some kinds, latest day and time first."""
        entries = [
            self._access.as_seen(entry)
            for kind in kinds
            if (days := self._access.visible_days(kind, period)) is not None
            for entry in self._store.entries.of_kind(self._client_id, kind, days)
        ]
        return tuple(sorted(entries, key=_moment, reverse=True))

    def of(self, entry_class: type[E], period: Period = ALWAYS) -> tuple[E, ...]:
        """Return the entries of one kind, latest day and time first."""
        entries = self.all((entry_class.kind,), period)
        return tuple(entry for entry in entries if isinstance(entry, entry_class))

    def latest(self, kind: str) -> Entry | None:
        """Return the entry of a kind with the latest day and time."""
        if self._access.is_read_only:
            return next(iter(self.all((kind,))), None)
        return self._store.entries.latest(self._client_id, kind)

    def first_day(self) -> date | None:
        """Return the day of the first entry of any kind that begins a record."""
        if self._access.is_read_only:
            return self._ends()[0]
        return self._store.entry_days.first(self._client_id)

    def last_day(self) -> date | None:
        """Return the day of the latest entry of any kind that begins a record."""
        return self._ends()[1]

    def _ends(self) -> tuple[date | None, date | None]:
        """Return the first and last day that has an entry which may be read."""
        visible = {
            kind: days
            for kind, entry_class in ENTRY_CLASSES.items()
            if entry_class.begins_record and (days := self._access.visible_days(kind, ALWAYS)) is not None
        }
        if not visible:
            return None, None
        # A link shows all its kinds for the same days.
        (days,) = set(visible.values())
        return self._store.entry_days.ends(self._client_id, visible, days)

    def revision(self) -> tuple[int, ...]:
        """Return numbers that are never the same again once something has changed that answers may rest on."""
        if self._access.scope is None:
            return self._store.entry_days.revision(self._client_id, KINDS)
        kinds = [kind for kind in KINDS if self._access.scope.shows_kind(kind)]
        return self._store.entry_days.revision(self._client_id, kinds, self._access.scope.period)

    def first_days_with(self, *columns: str) -> tuple[date, ...]:
        """Return the first day on which each column of DAILY_COURSE was given, none for one that never was."""
        days = self._access.visible_days(CheckIn.kind, ALWAYS)
        seen = list(compress(columns, self._are_seen(CheckIn.kind, columns)))
        return self._store.entry_days.first_with_each(self._client_id, seen, days) if days and seen else ()

    def flare_days(self, before: date, most: int) -> tuple[date, ...]:
        """Return the latest days before a day that the client marked as a flare; none for who only reads."""
        return (
            () if self._access.is_read_only else self._store.entry_days.flares(self._client_id, before, most)
        )

    def daily_course(self, period: Period) -> list[Row]:
        """Return each day's DAILY_COURSE, oldest first: mean pain, worst weakness and numbness, furthest extent."""
        days = self._access.visible_days(CheckIn.kind, period)
        rows = self._store.entry_days.daily_course(self._client_id, days) if days else []
        return self._as_far_as_seen(CheckIn.kind, DAILY_COURSE, rows)

    def rows(self, kind: str, period: Period = ALWAYS) -> Rows:
        """Return entries of a kind as column names and rows, oldest first."""
        days = self._access.visible_days(kind, period)
        names, rows = self._store.entries.rows(self._client_id, kind, days or period)
        return names, self._as_far_as_seen(kind, names, rows if days else [])

    def _are_seen(self, kind: str, names: Iterable[str]) -> list[bool]:
        scope = self._access.scope
        return [scope is None or scope.shows(kind, name) for name in names]

    def _as_far_as_seen(self, kind: str, names: Iterable[str], rows: list[Row]) -> list[Row]:
        are_seen = self._are_seen(kind, names)
        if all(are_seen):
            return rows
        return [
            tuple(cell if is_seen else None for is_seen, cell in zip(are_seen, row, strict=True))
            for row in rows
        ]

    def deleted(self, kinds: Iterable[str] = KINDS) -> tuple[PastVersion, ...]:
        """Return what was deleted and could be brought back, latest deletion first."""
        if self._access.is_read_only:
            return ()
        deleted = [
            past for kind in kinds for past in self._store.entry_history.deleted(self._client_id, kind)
        ]
        return tuple(sorted(deleted, key=lambda past: past.changed_at, reverse=True))

    def past_versions(self, entry: Entry) -> tuple[PastVersion, ...]:
        """Return how an entry was before each change, latest first."""
        if self._access.is_read_only:
            return ()
        return self._store.entry_history.of_entry(self._client_id, entry.kind, entry.entry_id)

    def _has_said(self, stored: Entry, entry: Entry) -> bool:
        """Return whether a stored entry says, or said before a change, what another does."""
        versions = (stored, *(past.entry for past in self.past_versions(stored)))
        return any(_says_the_same(version, entry, with_time=True) for version in versions)


def _says_the_same(stored: Entry, entry: Entry, *, with_time: bool) -> bool:
    again = replace(
        entry,
        # Where it is taken at Save, two presses of one Save may differ in it.
        at_time=entry.at_time if with_time else stored.at_time,
        created_at=stored.created_at,
        version=stored.version,
        source=stored.source,
    )
    return again == stored


def _moment(entry: Entry) -> tuple[date, str, str]:
    return entry.on_date, entry.at_time.isoformat() if entry.at_time else "", entry.created_at.isoformat()
