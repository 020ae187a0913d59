"""The SQLite driver: connections, transactions and durability, through sqlite-utils."""

import os
import sqlite3
import threading
import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any

import sqlite_utils

from tracker.errors import DESCRIPTORS_USED_UP, NotSaved, StoreUnavailable, are_descriptors_used_up
from tracker.store.backup.private_folder import remove_left_behind
from tracker.store.backup.second_copies import keep_second_copies
from tracker.store.drivers.commit_gate import CommitGate
from tracker.store.schema.sqlite_schema import migrations, newer_steps, refuse_foreign
from tracker.store.schema.steps import STEPS
from tracker.store.transaction import NAMED

Version = tuple[int, int, int]
Identity = tuple[int, int, int]

OLDEST: Version = (3, 37, 0)  # STRICT tables
BUSY_SECONDS = 5.0
TURN_SECONDS = 30.0
# fullfsync: on a Mac a plain fsync leaves the data in the drive's cache; elsewhere it changes nothing.
PRAGMAS = (
    "foreign_keys=on",
    "secure_delete=on",
    "trusted_schema=off",
    "fullfsync=on",
    "checkpoint_fullfsync=on",
)

# Windows opens no folder, and needs none synced: NTFS keeps names in a journal of its own.
OPENS_FOLDERS = os.name == "posix"

_making = threading.Lock()


def wal_is_safe(version: Version) -> bool:
    """Return whether this SQLite is free of the WAL-reset corruption bug.

    3.7.0 to 3.51.2 carry it; it was fixed in 3.51.3 and on the branches 3.50.7 and 3.44.6 (sqlite.org).
    """
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


# SQLite quotes a damaged schema in its message, which Python then cannot read.
FAILURES = (sqlite3.Error, UnicodeDecodeError)


def sentence_for(error: sqlite3.Error | UnicodeDecodeError) -> str:
    """Return what an SQLite failure means for the person at the app, in one sentence."""
    words = "malformed" if isinstance(error, UnicodeDecodeError) else str(error).lower()
    if "unable to open" in words and are_descriptors_used_up():
        return DESCRIPTORS_USED_UP
    causes = {
        # First, because SQLite quotes a damaged schema in it, with any word of the others.
        ("not a database", "malformed", "unsupported file format", "unknown function"): (
            "The database file is damaged or is not one of this app's."
        ),
        ("locked", "busy"): "Another program is using the database. Try again in a moment.",
        (
            "readonly",
            "read-only",
        ): "The database file cannot be written to. Check its permissions, then try again.",
        ("full",): "The disk is full. Free some space, then try again.",
        ("disk i/o",): "The disk is full or failing. Free some space or check it, then try again.",
        ("foreign key",): "This record is not in the database any more. Reload the page.",
        ("unable to open",): "The database file is missing or cannot be opened.",
        ("no such table", "no such column"): (
            "A part of the database file is missing: it is damaged, or another file took its place."
        ),
        ("could not decode",): "The database file is damaged: a text in it cannot be read.",
    }
    for signs, sentence in causes.items():
        if any(sign in words for sign in signs):
            return sentence
    return "The database did not answer as it should. Try again in a moment."


class SqliteDriver:
    """One SQLite file and its pool of connections; `version` can be told, for tests of the version gate.

    Raises StoreUnavailable when the file cannot be opened, is not ours, or comes from a newer version.
    """

    # Should the file vanish while we run, saving must fail, not start an empty one.
    open_mode = "rw"

    def __init__(self, path: Path, version: Version = sqlite3.sqlite_version_info) -> None:
        self.path = path
        self.version = version
        # The rollback journal needs EXTRA: FULL does not sync the folder in which the journal's end commits.
        self.journal_mode, self.synchronous = ("wal", "FULL") if wal_is_safe(version) else ("delete", "EXTRA")
        # Each rerun of a page is a new thread, so connections are lent, not kept by thread.
        self._idle: LifoQueue[tuple[sqlite_utils.Database, Identity]] = LifoQueue()
        if version < OLDEST:
            raise StoreUnavailable(
                f"SQLite {'.'.join(map(str, OLDEST))} or newer is needed; Python here has {sqlite3.sqlite_version}."
            )
        self._turn = threading.Lock()
        self._gate = CommitGate() if self.journal_mode == "delete" else None
        try:
            self._prepare_file()
            with closing(self._connect()) as db:
                refuse_foreign(db, str(self.path))
            with self._lent() as db, self._immediate(db):
                self._migrate(db)
        except (OSError, *FAILURES) as error:
            words = "The database file cannot be made." if isinstance(error, OSError) else sentence_for(error)
            raise StoreUnavailable(f"{path}: {words}") from error

    def _prepare_file(self) -> None:
        missing = [folder for folder in self.path.absolute().parents if not folder.exists()]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        remove_left_behind(self.path.parent)
        # Closing any descriptor of a file drops this process's locks on it, so one that exists is never
        # opened here, and one being made is not left to another thread before it is closed.
        with _making, suppress(FileExistsError):
            # Health data: only its owner may read the file (and the journals, which take the same mode).
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        # A name survives a power cut only when its folder is synced.
        for folder in (self.path.parent, *(made.parent for made in missing)):
            sync_folder(folder)

    def _migrate(self, db: sqlite_utils.Database) -> None:
        ours = migrations()
        if ours.pending(db):
            ours.apply(db)
        keep_second_copies(db.conn)
        # BEGIN IMMEDIATE succeeds on a file that cannot be written to; a statement that would write does not.
        db.execute("DELETE FROM client WHERE false")

    def _connect(self) -> sqlite_utils.Database:
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={self.open_mode}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        # One broken letter in a note must not shut a whole record; `check` and `backup` read strictly.
        connection.text_factory = _read_loosely
        return sqlite_utils.Database(connection)

    def _open(self) -> sqlite_utils.Database:
        db = self._connect()
        try:
            self._set_journal_mode(db)
            for pragma in (f"synchronous={self.synchronous}", *PRAGMAS):
                db.execute(f"PRAGMA {pragma}")
        except BaseException:
            db.close()
            raise
        return db

    def _set_journal_mode(self, db: sqlite_utils.Database) -> None:
        deadline = time.monotonic() + BUSY_SECONDS
        while db.execute("PRAGMA journal_mode").fetchone()[0] != self.journal_mode:
            # Changing the mode ignores the busy timeout, so two starting servers must take turns here.
            try:
                (mode,) = db.execute(f"PRAGMA journal_mode={self.journal_mode}").fetchone()
            except sqlite3.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                if mode != self.journal_mode:
                    raise sqlite3.OperationalError(
                        f"journal mode {self.journal_mode} is refused by the file system"
                    )

    def _identity(self) -> Identity:
        try:
            status = self.path.stat()
        except OSError:
            raise sqlite3.OperationalError("unable to open database file") from None
        return status.st_dev, status.st_ino, status.st_mode

    @contextmanager
    def _lent(self) -> Iterator[sqlite_utils.Database]:
        """Lend a connection to the file as it is now: not moved away, replaced or made read-only meanwhile."""
        identity = self._identity()
        while True:
            try:
                db, opened = self._idle.get_nowait()
            except Empty:
                db = self._open()
                break
            if opened == identity:
                break
            db.close()
        try:
            yield db
        except BaseException:
            # After a failure the connection may hold a stale view (a file made read-only, say).
            db.close()
            raise
        self._idle.put((db, identity))

    @contextmanager
    def _own_turn(self) -> Iterator[None]:
        # SQLite lets waiters sleep and guess, so on a slow disk an unlucky thread would starve; here they queue.
        if not self._turn.acquire(timeout=TURN_SECONDS):
            raise sqlite3.OperationalError("database is locked by another thread")
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _immediate(self, db: sqlite_utils.Database) -> Iterator[None]:
        # A deferred BEGIN that reads before it writes fails with "database is locked" under two writers.
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            db.rollback()
            raise
        with self._gate.committing(BUSY_SECONDS) if self._gate else nullcontext():
            db.execute("COMMIT")

    @contextmanager
    def writing(self) -> Iterator[sqlite_utils.Database]:
        """Open a write transaction, durable when the block ends; raises NotSaved, with nothing written."""
        try:
            with self._own_turn(), self._lent() as db, self._immediate(db):
                yield db
        except FAILURES as error:
            raise NotSaved(f"Not saved. {sentence_for(error)}") from error

    @contextmanager
    def reading(self) -> Iterator[sqlite_utils.Database]:
        """Lend a connection for reading; raises StoreUnavailable."""
        try:
            with self._gate.reading(TURN_SECONDS) if self._gate else nullcontext(), self._lent() as db:
                yield db
        except FAILURES as error:
            raise StoreUnavailable(sentence_for(error)) from error

    @contextmanager
    def snapshot(self) -> Iterator[sqlite_utils.Database]:
        """Lend a connection that sees everything as of one moment; raises StoreUnavailable."""
        with self.reading() as db:
            db.execute("BEGIN")
            try:
                yield db
            finally:
                db.rollback()

    def limit(self, db: Any, client_id: str | None) -> None:
        """Nothing: SQLite has no security by rows, the record's own check stands alone."""

    def take_turns(self, db: Any, names: Iterable[str]) -> None:
        """Nothing: writers take turns anyway."""

    def stream(self, db: Any, statement: str) -> Generator[tuple[Any, ...], None, None]:
        """Yield a query's rows without holding all of them; raises sqlite3.OperationalError for a broken letter."""
        db.conn.text_factory = str
        try:
            yield from db.conn.execute(statement)
        finally:
            db.conn.text_factory = _read_loosely

    def fill(self, db: Any, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
        """Add rows to a table; return how many."""
        marks = ", ".join("?" * len(names))
        statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
        return int(db.conn.executemany(statement, rows).rowcount)

    def run(self, db: Any, sql: str, values: Mapping[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Run one statement with `:name` values; return its column names and rows."""
        cursor = db.conn.execute(sql, dict(values))
        return [column[0] for column in cursor.description or ()], cursor.fetchall()

    def run_many(self, db: Any, sql: str, values: Sequence[Mapping[str, Any]]) -> None:
        """Run one statement once for each set of `:name` values."""
        # By place: looking up each value by its name takes a third of a large import's writing.
        names = NAMED.findall(sql)
        placed = ([value[name] for name in names] for value in values)
        db.conn.executemany(NAMED.sub("?", sql), placed)

    def ping(self) -> tuple[str, ...]:
        """Read something; return the steps of a newer version, if it is updated already. Raises StoreUnavailable."""
        with self.reading() as db:
            db.execute("SELECT 1 FROM client LIMIT 1").fetchall()
            return newer_steps(db)

    def forget(self) -> None:
        """After an erasure, leave no trace of it in journals or free pages; raises NotSaved."""
        try:
            with self._lent() as db:
                db.execute("VACUUM")
                # Its first column says whether a reader kept the checkpoint from finishing.
                if self.journal_mode == "wal" and db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                    raise sqlite3.OperationalError("database is locked by a reader")
        except FAILURES as error:
            raise NotSaved(f"Erased, but not yet wiped from the file. {sentence_for(error)}") from error

    def facts(self) -> dict[str, str]:
        """Return what `check` reports: versions, durability, and whether the file is sound."""
        with self.reading() as db:

            def pragma(name: str) -> str:
                return str(db.execute(f"PRAGMA {name}").fetchone()[0])

            return {
                "database": str(self.path),
                "sqlite version": ".".join(map(str, self.version)),
                "wal-reset bug": "not in this version"
                if wal_is_safe(self.version)
                else "in this version, so WAL is off",
                "journal mode": pragma("journal_mode"),
                "synchronous": {"2": "FULL", "3": "EXTRA"}.get(pragma("synchronous"), "weak"),
                "foreign keys": "on" if pragma("foreign_keys") == "1" else "off",
                "schema": ", ".join(STEPS),
                "integrity": pragma("integrity_check"),
                "foreign key check": "broken" if db.execute("PRAGMA foreign_key_check").fetchall() else "ok",
            }

    def close(self) -> None:
        """Close every idle connection."""
        with suppress(Empty):
            while True:
                self._idle.get_nowait()[0].close()


def _read_loosely(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def sync_folder(folder: Path) -> None:
    """Have a folder's names on the disk, on systems that open folders; raises OSError."""
    if not OPENS_FOLDERS:
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
