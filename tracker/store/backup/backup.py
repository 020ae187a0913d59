"""A copy of the whole SQLite database, taken while the app writes: one file, checked, durable, private."""

import hashlib
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlite_utils

from tracker.errors import StoreUnavailable, TrackerError, cause_of
from tracker.store.backup.age_file import encrypt, recipient
from tracker.store.backup.private_folder import private_folder
from tracker.store.backup.soundness import refuse_not_understood
from tracker.store.drivers.sqlite import FAILURES, sentence_for, sync_folder
from tracker.store.drivers.sqlite_read_only import ReadOnlySqliteDriver
from tracker.store.schema.sqlite_schema import has_pending_steps, refuse_foreign
from tracker.store.store import Store

LOCKED_SECONDS = 60.0
MADE_AT = "%Y-%m-%dT%H%M%SZ"
JOURNALS = ("-wal", "-shm", "-journal")
DAYS, WEEKS, MONTHS = 7, 4, 12
_PERIODS: tuple[tuple[int, Callable[[datetime], tuple[int, ...]]], ...] = (
    (DAYS, lambda at: (at.year, at.month, at.day)),
    (WEEKS, lambda at: at.isocalendar()[:2]),
    (MONTHS, lambda at: (at.year, at.month)),
)


@dataclass(frozen=True)
class Backup:
    """A backup as it lies on the disk."""

    file: Path
    size_bytes: int
    sha256: str


def back_up(database: Path, file: Path, to: Sequence[str] = (), *, unchecked: bool = False) -> Backup:
    """Copy a database as of one moment to `file`, encrypted for the public keys `to`, if any are given.

    The database is not changed, not even brought up to date. What `check` would refuse is refused here too; `unchecked`
    goes on with rows that cannot be read and with a changed audit, but not with a damaged file. `file` holds all of the new backup or what
    was there before; `file`.sha256 beside it is as sha256sum writes it. Raises TrackerError.
    """
    keys = [recipient(key) for key in to]
    if not database.exists():
        raise StoreUnavailable(f"There is no database at {database} yet.")
    with _naming_place(file):
        _refuse_place(database, file)
    # What is not encrypted yet stays where the database lies: the backup's folder may be another machine's.
    home = database.parent if keys else file.parent
    with (
        _naming_place(file),
        private_folder(home, file.name) as plain_folder,
        private_folder(file.parent, file.name) as folder,
    ):
        copy = plain_folder / "copy"
        _copy(database, copy)
        checked(copy, what=str(database), rows=not unchecked)
        if keys:
            encrypt(copy, folder / "sealed", keys)
            copy.unlink()
            copy = folder / "sealed"
        return _put(copy, file)


def back_up_scheduled(
    database: Path, folder: Path, now: datetime, to: Sequence[str] = (), *, unchecked: bool = False
) -> tuple[Backup, tuple[Path, ...]]:
    """Add a backup named for `now` to a folder, then remove those past their time; return it and what went.

    Other files in the folder are left alone. Raises TrackerError, and then nothing was removed.
    """
    with _naming_place(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ending = ".db.age" if to else ".db"
    file = folder / f"{database.stem}-{now.astimezone(UTC).strftime(MADE_AT)}{ending}"
    backup = back_up(database, file, to, unchecked=unchecked)
    with _naming_place(folder):
        backups = _scheduled(folder, database.stem)
        # Also while the clock is behind those of earlier days, what was just made stays.
        wanted_times = backups_to_keep(backups.values())
        removed = tuple(
            sorted(file for file, at in backups.items() if at not in wanted_times and file != backup.file)
        )
        for file in removed:
            file.unlink()
            checksum_file(file).unlink(missing_ok=True)
    return backup, removed


def checksum_file(file: Path) -> Path:
    """Return where a backup's checksum lies."""
    return file.with_name(f"{file.name}.sha256")


def sha256_of(file: Path) -> str:
    """Return a file's SHA-256 in hexadecimal; raises OSError."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def checked(copy: Path, what: str, *, rows: bool = True) -> None:
    """Refuse a database file that is not ours, is newer, or is damaged; raises StoreUnavailable naming `what`.

    `rows`: also one with a row that cannot be read (but for files of an older version), or a changed audit.
    """
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            db = sqlite_utils.Database(connection)
            refuse_foreign(db, what)
            if not db.table_names():
                raise StoreUnavailable(f"{what} is empty: it holds no records.")
            # SQLite reads what is missing of a last page as zeros.
            (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
            sound = copy.stat().st_size % page_bytes == 0 and connection.execute(
                "PRAGMA integrity_check"
            ).fetchall() == [("ok",)]
            whole = not connection.execute("PRAGMA foreign_key_check").fetchall()
            is_older = has_pending_steps(db)
            if rows:
                _read_each_row(db)
    except FAILURES as error:
        raise StoreUnavailable(f"{what}: {sentence_for(error)}") from error
    if not (sound and whole):
        raise StoreUnavailable(f"{what} is damaged; nothing was written. Go back to an earlier backup.")
    if rows and not is_older:
        store = Store(ReadOnlySqliteDriver(copy))
        try:
            refuse_not_understood(store, what)
        except StoreUnavailable as error:
            raise StoreUnavailable(f"{error.sentence} --unchecked goes on all the same.") from error
        finally:
            store.driver.close()


def _read_each_row(db: sqlite_utils.Database) -> None:
    for table in db.table_names():
        for _row in db.execute(f'SELECT * FROM "{table}"'):
            pass


def _refuse_place(database: Path, file: Path) -> None:
    own = database.resolve()
    own_files = {own, *(own.with_name(own.name + ending) for ending in JOURNALS)}
    # The checksum beside the backup takes the place of whatever has its name.
    if own_files & {file.resolve(), checksum_file(file).resolve()}:
        raise TrackerError(f"{file} is the database itself: name another file for the backup.")
    if not file.parent.is_dir():
        raise TrackerError(f"There is no folder {file.parent}: make it first.")
    if file.exists() and not file.is_file():
        raise TrackerError(f"{file} is not a file that can be written; nothing was written.")


def _copy(database: Path, copy: Path) -> None:
    deadline = time.monotonic() + LOCKED_SECONDS

    def give_up(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
            raise sqlite3.OperationalError("database is locked")

    # mode=rw: what a crash left in a journal must be rolled back first; query_only: nothing else is changed.
    source_address = f"{database.absolute().as_uri()}?mode=rw"
    try:
        with (
            closing(sqlite3.connect(source_address, uri=True, isolation_level=None)) as source,
            closing(sqlite3.connect(copy, isolation_level=None)) as target,
        ):
            source.execute("PRAGMA query_only=on")
            target.execute("PRAGMA synchronous=off")  # it is synced once, when it is whole
            # In one step: page by page, each foreign write would start it over, and it would never end.
            source.backup(target, pages=-1, progress=give_up)
            target.execute("PRAGMA journal_mode=delete")  # one file, whatever the database's own mode
    except FAILURES as error:
        raise StoreUnavailable(f"{database}: {sentence_for(error)}") from error


def _put(copy: Path, file: Path) -> Backup:
    copy.chmod(0o600)
    sync_file(copy)
    backup = Backup(file, copy.stat().st_size, sha256_of(copy))
    line = copy.with_name("sha256")
    line.write_text(f"{backup.sha256}  {file.name}\n", "utf-8")
    line.chmod(0o600)
    sync_file(line)
    # A kill in between leaves no checksum, never the wrong one.
    checksum_file(file).unlink(missing_ok=True)
    copy.replace(file)
    line.replace(checksum_file(file))
    sync_folder(file.parent)
    return backup


def sync_file(file: Path) -> None:
    """Have a file's content on the disk; raises OSError."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _scheduled(folder: Path, stem: str) -> dict[Path, datetime]:
    named = re.compile(rf"{re.escape(stem)}-(\d{{4}}-\d\d-\d\dT\d{{6}}Z)\.db(\.age)?")
    backups = {}
    for file in folder.iterdir():
        if (match := named.fullmatch(file.name)) and file.is_file():
            try:
                backups[file] = datetime.strptime(match[1], MADE_AT).replace(tzinfo=UTC)
            except ValueError:
                continue  # no such day: not a name of ours
    return backups


@contextmanager
def _naming_place(place: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        why = cause_of(error) if isinstance(error, OSError) else None
        raise TrackerError(f"{place} cannot be written: {why or 'the name is not usable'}.") from error


def backups_to_keep(made_at: Iterable[datetime]) -> frozenset[datetime]:
    """Return the backups to keep: the last one of each of the latest 7 days, 4 ISO weeks and 12 months.

    Only days, weeks and months that have a backup count, so a machine that was off loses none by it.
    """
    latest_first = sorted(set(made_at), reverse=True)
    wanted: set[datetime] = set()
    for most, period_of in _PERIODS:
        last_of_each: dict[tuple[int, ...], datetime] = {}
        for at in latest_first:
            last_of_each.setdefault(period_of(at), at)
        wanted.update(list(last_of_each.values())[:most])
    return frozenset(wanted)
