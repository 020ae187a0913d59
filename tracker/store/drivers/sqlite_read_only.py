"""The SQLite driver of a file that is only read: not a byte of it changes, whatever is asked of the store."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlite_utils

from tracker.errors import StoreUnavailable
from tracker.store.drivers.sqlite import SqliteDriver
from tracker.store.schema.sqlite_schema import has_pending_steps


class ReadOnlySqliteDriver(SqliteDriver):
    """One SQLite file as it is; raises StoreUnavailable also for one that an older version left behind."""

    open_mode = "ro"

    def _prepare_file(self) -> None:
        if not self.path.exists():
            raise StoreUnavailable(f"There is no database at {self.path}.")

    def _open(self) -> sqlite_utils.Database:
        return self._connect()

    @contextmanager
    def _immediate(self, _db: sqlite_utils.Database) -> Iterator[None]:
        # BEGIN IMMEDIATE asks for the right to write, which a connection that only reads has not.
        yield

    def _migrate(self, db: sqlite_utils.Database) -> None:
        if has_pending_steps(db):
            raise StoreUnavailable(
                f"{self.path} is of an older version of this app and stays as it is:"
                f" bring it up to date first with recovery-tracker --database {self.path} check."
            )
