"""Check-ins, tests and massage sessions in the store: kept, changed, brought back and read."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from tracker import clock
from tracker.domain.client import Actor
from tracker.domain.entry import Entry
from tracker.domain.period import Period
from tracker.errors import StaleEdit, UnknownEntry
from tracker.store.tables import TABLES, Table, instant_from, instant_text
from tracker.store.transaction import Rows, Transactions

ALWAYS = Period(date.min, date.max)


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


@dataclass(frozen=True)
class PastVersion:
    """An entry as it was before a change: what ended it (edited, deleted, undone), when and by whom."""

    entry: Entry
    change: str
    changed_at: datetime
    changed_by: str


class Entries(Transactions):
    """The entries' part of the store; nothing is overwritten or deleted without its old version being kept."""

    def add(self, actor: Actor, client_id: str, entry: Entry) -> Added:
        """Keep a new entry; the same `entry_id` again changes nothing."""
        table = TABLES[entry.kind]
        row = {**table.row(replace(entry, version=1)), "client_id": client_id}
        with self.together():
            if gone := self._deleted(table, client_id, entry.entry_id):
                return Added(gone, is_new=False, deleted=True)
            stored = self.write(
                f"INSERT INTO {table.name} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"
                " ON CONFLICT DO NOTHING RETURNING version",
                **row,
            )
            return Added(self.entry(actor, client_id, entry.kind, entry.entry_id), is_new=bool(stored))

    def add_all(self, actor: Actor, client_id: str, entries: Iterable[Entry]) -> frozenset[str]:
        """Keep the entries whose ids were never seen in this record; return the ids of those kept now."""
        by_kind: dict[str, list[Entry]] = {}
        for entry in entries:
            by_kind.setdefault(entry.kind, []).append(entry)
        added: set[str] = set()
        with self.together():
            for kind, of_kind in by_kind.items():
                table = TABLES[kind]
                seen = self.ids(client_id, kind) | self.deleted_ids(client_id, kind)
                new = {one.entry_id: one for one in reversed(of_kind) if one.entry_id not in seen}
                rows = [table.row(one) for one in new.values()]
                for row in rows:
                    row.update(version=1, client_id=client_id)
                # In the order of the key, the database appends rather than searches.
                rows.sort(key=lambda row: (row["on_date"], row["entry_id"]))
                self.insert_many(table.name, rows)
                added |= new.keys()
        return frozenset(added)

    def ids(self, client_id: str, kind: str) -> frozenset[str]:
        """Return the ids of a client's entries of a kind."""
        found = self.read(
            f"SELECT entry_id FROM {TABLES[kind].name} WHERE client_id = :client_id", client_id=client_id
        )[1]
        return frozenset(entry_id for (entry_id,) in found)

    def deleted_ids(self, client_id: str, kind: str) -> frozenset[str]:
        """Return the ids of the entries of a kind that were there once and are not now."""
        found = self.read(
            "SELECT DISTINCT entry_id FROM entry_history AS h WHERE client_id = :client_id AND kind = :kind"
            f" AND NOT EXISTS (SELECT 1 FROM {TABLES[kind].name} AS e"
            " WHERE e.client_id = h.client_id AND e.entry_id = h.entry_id)",
            client_id=client_id,
            kind=kind,
        )[1]
        return frozenset(entry_id for (entry_id,) in found)

    def entry(self, actor: Actor, client_id: str, kind: str, entry_id: str) -> Entry:
        """Return one entry; raises UnknownEntry."""
        if (found := self._find(TABLES[kind], client_id, entry_id)) is None:
            raise UnknownEntry
        return found

    def edit(self, actor: Actor, client_id: str, entry: Entry, seen_version: int) -> Entry:
        """Replace an entry by its new values, keeping the old; raises StaleEdit or UnknownEntry."""
        with self.together():
            stored = self.entry(actor, client_id, entry.kind, entry.entry_id)
            if stored.version != seen_version:
                raise StaleEdit(stored)
            return self._replace(actor, client_id, stored, entry, "edited")

    def delete(self, actor: Actor, client_id: str, kind: str, entry_id: str, seen_version: int) -> None:
        """Take an entry out of the record, undoably; raises StaleEdit or UnknownEntry."""
        with self.together():
            stored = self.entry(actor, client_id, kind, entry_id)
            if stored.version != seen_version:
                raise StaleEdit(stored)
            self._keep_version(actor, client_id, stored, "deleted")
            self.write(
                f"DELETE FROM {TABLES[kind].name} WHERE client_id = :client_id AND entry_id = :entry_id",
                client_id=client_id,
                entry_id=entry_id,
            )

    def undo(self, actor: Actor, client_id: str, kind: str, entry_id: str) -> Entry:
        """Take back the last delete or edit of an entry; raises UnknownEntry when there is none."""
        table = TABLES[kind]
        with self.together():
            past = self.past_versions(actor, client_id, kind, entry_id)
            if not past:
                raise UnknownEntry
            last = past[0].entry
            if (stored := self._find(table, client_id, entry_id)) is not None:
                return self._replace(actor, client_id, stored, last, "undone")
            row = {**table.row(replace(last, version=last.version + 1)), "client_id": client_id}
            self.write(
                f"INSERT INTO {table.name} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})",
                **row,
            )
            return self.entry(actor, client_id, kind, entry_id)

    def rows(self, actor: Actor, client_id: str, kind: str, period: Period = ALWAYS) -> Rows:
        """Return a client's entries of a kind as column names and rows, by day and time: what frames are made of."""
        table = TABLES[kind]
        return self.read(_select(table, ", ".join(table.columns)), client_id=client_id, **_days(period))

    def entries(self, actor: Actor, client_id: str, kind: str, period: Period = ALWAYS) -> tuple[Entry, ...]:
        """Return a client's entries of a kind, by day and time."""
        table = TABLES[kind]
        found = self.dicts(_select(table, "*"), client_id=client_id, **_days(period))
        return tuple(table.entry(row) for row in found)

    def latest(self, actor: Actor, client_id: str, kind: str) -> Entry | None:
        """Return the entry of the latest day and time, if there is any."""
        found = self.dicts(
            f"SELECT * FROM {TABLES[kind].name} WHERE client_id = :client_id"
            " ORDER BY on_date DESC, COALESCE(at_time, '') DESC, created_at DESC, entry_id DESC LIMIT 1",
            client_id=client_id,
        )
        return TABLES[kind].entry(found[0]) if found else None

    def first_day(self, actor: Actor, client_id: str) -> date | None:
        """Return the day of the first entry of any kind."""
        each = " UNION ALL ".join(
            f"SELECT min(on_date) AS day FROM {table.name} WHERE client_id = :client_id"
            for table in TABLES.values()
        )
        (first,) = self.read(f"SELECT min(day) FROM ({each}) AS first_days", client_id=client_id)[1][0]
        return date.fromisoformat(first) if first else None

    def ends(
        self, actor: Actor, client_id: str, kinds: Iterable[str], period: Period
    ) -> tuple[date | None, date | None]:
        """Return the first and last day of a period that has an entry of one of some kinds, None without any."""
        # Asked apart, each is one step in the key; together, every entry would be read.
        each = " UNION ALL ".join(
            f"SELECT {end}(on_date) AS day FROM {TABLES[kind].name}"
            " WHERE client_id = :client_id AND on_date BETWEEN :first AND :last"
            for kind in kinds
            for end in ("min", "max")
        )
        first, last = self.read(
            f"SELECT min(day), max(day) FROM ({each}) AS ends", client_id=client_id, **_days(period)
        )[1][0]
        return (date.fromisoformat(first), date.fromisoformat(last)) if first else (None, None)

    def first_pain_day(self, actor: Actor, client_id: str, column: str, period: Period) -> date | None:
        """Return the first day of a period on which leg_pain_nrs or back_pain_nrs was given."""
        name = {"leg_pain_nrs": "leg_pain_nrs", "back_pain_nrs": "back_pain_nrs"}[column]
        found = self.read(
            f"SELECT on_date FROM check_in WHERE client_id = :client_id AND {name} IS NOT NULL"
            " AND on_date BETWEEN :first AND :last ORDER BY on_date LIMIT 1",
            client_id=client_id,
            **_days(period),
        )[1]
        return date.fromisoformat(found[0][0]) if found else None

    def daily_pain(
        self, actor: Actor, client_id: str, period: Period
    ) -> tuple[tuple[str, float | None, float | None], ...]:
        """Return each day's mean leg and back pain, oldest first: a list of many clients needs no more."""
        found = self.read(
            "SELECT on_date, avg(leg_pain_nrs), avg(back_pain_nrs) FROM check_in"
            " WHERE client_id = :client_id AND on_date BETWEEN :first AND :last GROUP BY on_date ORDER BY on_date",
            client_id=client_id,
            **_days(period),
        )[1]
        return tuple(found)

    def past_versions(
        self, actor: Actor, client_id: str, kind: str, entry_id: str
    ) -> tuple[PastVersion, ...]:
        """Return how an entry was before each change, latest first."""
        found = self.dicts(
            "SELECT * FROM entry_history WHERE client_id = :client_id AND kind = :kind AND entry_id = :entry_id"
            " ORDER BY version DESC",
            client_id=client_id,
            kind=kind,
            entry_id=entry_id,
        )
        return tuple(past_version(row) for row in found)

    def deleted(self, actor: Actor, client_id: str, kind: str) -> tuple[PastVersion, ...]:
        """Return the entries of a kind that are deleted now, latest first."""
        found = self.dicts(
            f"SELECT * FROM entry_history AS h WHERE client_id = :client_id AND kind = :kind AND change = 'deleted'"
            f" AND NOT EXISTS (SELECT 1 FROM {TABLES[kind].name} AS e"
            " WHERE e.client_id = h.client_id AND e.entry_id = h.entry_id)"
            " AND version = (SELECT max(version) FROM entry_history AS n WHERE n.client_id = h.client_id"
            " AND n.kind = h.kind AND n.entry_id = h.entry_id)"
            " ORDER BY changed_at DESC",
            client_id=client_id,
            kind=kind,
        )
        return tuple(past_version(row) for row in found)

    def _find(self, table: Table, client_id: str, entry_id: str) -> Entry | None:
        found = self.dicts(
            f"SELECT * FROM {table.name} WHERE client_id = :client_id AND entry_id = :entry_id",
            client_id=client_id,
            entry_id=entry_id,
        )
        return table.entry(found[0]) if found else None

    def _deleted(self, table: Table, client_id: str, entry_id: str) -> Entry | None:
        found = self.dicts(
            f"SELECT * FROM entry_history WHERE client_id = :client_id AND kind = :kind AND entry_id = :entry_id"
            f" AND NOT EXISTS (SELECT 1 FROM {table.name} WHERE client_id = :client_id AND entry_id = :entry_id)"
            " ORDER BY version DESC LIMIT 1",
            client_id=client_id,
            kind=table.kind,
            entry_id=entry_id,
        )
        return past_version(found[0]).entry if found else None

    def _replace(self, actor: Actor, client_id: str, stored: Entry, entry: Entry, change: str) -> Entry:
        # What an entry is and when it was first kept do not change with its values.
        fresh = replace(entry, version=stored.version + 1, created_at=stored.created_at, source=stored.source)
        row = TABLES[stored.kind].row(fresh)
        self._keep_version(actor, client_id, stored, change)
        self.write(
            f"UPDATE {TABLES[stored.kind].name} SET {', '.join(f'{name} = :{name}' for name in row)}"
            " WHERE client_id = :client_id AND entry_id = :entry_id",
            client_id=client_id,
            **row,
        )
        return fresh

    def _keep_version(self, actor: Actor, client_id: str, entry: Entry, change: str) -> None:
        self.write(
            "INSERT INTO entry_history (client_id, kind, entry_id, version, change, changed_at, changed_by, entry_json)"
            " VALUES (:client_id, :kind, :entry_id, :version, :change, :changed_at, :changed_by, :entry_json)",
            client_id=client_id,
            kind=entry.kind,
            entry_id=entry.entry_id,
            version=entry.version,
            change=change,
            changed_at=instant_text(clock.utc_now()),
            changed_by=actor.account_id,
            entry_json=json.dumps(TABLES[entry.kind].row(entry), ensure_ascii=False),
        )


def _select(table: Table, what: str) -> str:
    return (
        f"SELECT {what} FROM {table.name} WHERE client_id = :client_id AND on_date BETWEEN :first AND :last"
        " ORDER BY on_date, COALESCE(at_time, ''), created_at, entry_id"
    )


def _days(period: Period) -> dict[str, str]:
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}


def past_version(row: Mapping[str, Any]) -> PastVersion:
    """Return the past version of a row of entry_history."""
    table = TABLES[row["kind"]]
    # A version kept before a column was added does not say anything about it.
    entry = table.entry({**dict.fromkeys(table.columns), **json.loads(row["entry_json"])})
    return PastVersion(entry, row["change"], instant_from(row["changed_at"]), row["changed_by"])
