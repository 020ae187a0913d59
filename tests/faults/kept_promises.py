"""What a writer said it kept, and whether a database still has it."""

from dataclasses import dataclass, field
from pathlib import Path

from tracker.errors import TrackerError, UnknownEntry
from tracker.record import ClientRecord, personal_record
from tracker.store.sqlite import SqliteDriver, Version
from tracker.store.store import Store


@dataclass
class Promises:
    """The last thing said of each entry: its kind, its version, and whether it was deleted."""

    last: dict[str, tuple[str, int, bool]] = field(default_factory=dict)

    def hear(self, line: str) -> None:
        what, kind, entry_id, version = line.split()
        self.last[entry_id] = (kind, int(version), what == "deleted")

    def broken(self, path: Path, version: Version) -> list[str]:
        """Return the entries that are not as promised in a file, which must open and be sound.

        Raises TrackerError or AssertionError when the file is not. A change that was under way and not yet
        promised may be there or not.
        """
        store = Store(SqliteDriver(path, version))
        try:
            record = personal_record(store)
            found = {id_ for id_, promise in self.last.items() if self._holds(record, id_, *promise)}
            assert store.driver.facts()["integrity"] == "ok"
            return [entry_id for entry_id in self.last if entry_id not in found]
        finally:
            store.driver.close()

    def is_readable(self, path: Path, version: Version) -> bool:
        try:
            self.broken(path, version)
        except (TrackerError, AssertionError):
            return False
        return True

    @staticmethod
    def _holds(record: ClientRecord, entry_id: str, kind: str, version: int, deleted: bool) -> bool:
        try:
            entry = record.entry(kind, entry_id)
        except UnknownEntry:
            return any(
                past.entry.entry_id == entry_id and past.entry.version >= version for past in record.deleted([kind])
            )
        if deleted:
            return entry.version > version
        as_said = entry.note in (f"{entry_id} {entry.version}", f"{entry_id} {entry.version - 1}")
        return as_said and entry.version >= version
