"""What a writer said it kept, and whether a database still has it."""

from dataclasses import dataclass, field
from pathlib import Path

from tracker.errors import UnknownEntry
from tracker.record import ClientRecord, personal_record
from tracker.store.drivers.sqlite import SqliteDriver, Version
from tracker.store.store import Store


@dataclass
class Promises:
    """The last thing said of each entry: its kind, its version, and whether it was deleted."""

    last: dict[str, tuple[str, int, bool]] = field(default_factory=dict)

    def hear(self, line: str) -> None:
        what, kind, entry_id, version = line.split()
        self.last[entry_id] = (kind, int(version), what == "deleted")

    def broken(self, path: Path, version: Version) -> list[str]:
        """Return the entries that are not as promised in a file; raises whatever when it is damaged.

        A change that was under way and not yet promised may be there or not.
        """
        store = Store(SqliteDriver(path, version))
        try:
            record = personal_record(store)
            found = {id_ for id_, promise in self.last.items() if self._holds(record, id_, *promise)}
            assert store.driver.facts()["integrity"] == "ok"
            return [entry_id for entry_id in self.last if entry_id not in found]
        finally:
            store.driver.close()

    @staticmethod
    def _holds(record: ClientRecord, entry_id: str, kind: str, version: int, deleted: bool) -> bool:
        try:
            entry = record.entries.get(kind, entry_id)
        except UnknownEntry:
            return any(
                past.entry.entry_id == entry_id and past.entry.version >= version
                for past in record.entries.deleted([kind])
            )
        if deleted:
            return entry.version > version
        # An undo that was not promised yet has the note of the version before it.
        as_said = entry.note in (f"{entry_id} {entry.version}", f"{entry_id} {entry.version - 1}")
        return as_said and entry.version >= version
