"""A locked, full, read-only, vanished or replaced file: one sentence, nothing half-written, no restart needed."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from psycopg_pool import PoolTimeout

from tests.practice import PASSWORD, client_account, shared
from tracker import clock
from tracker.access.sessions import identities_of_sessions, identity_of_token
from tracker.access.sharing import holder_of
from tracker.access.sign_in import actor_of, sign_in
from tracker.access.tokens import token_hash
from tracker.access.visit import record_of
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.massage_session import MassageSession
from tracker.errors import NotSaved, StoreUnavailable
from tracker.exports import export_of
from tracker.record import ClientRecord, personal_record
from tracker.store.drivers import sqlite
from tracker.store.drivers.postgres import sentence_for as postgres_sentence_for
from tracker.store.drivers.sqlite import SqliteDriver, Version, sentence_for
from tracker.store.store import Store
from tracker.web.routes.health import Writing

pytestmark = pytest.mark.faults

LOCKED = "Not saved. Another program is using the database. Try again in a moment."
READ_ONLY = "Not saved. The database file cannot be written to. Check its permissions, then try again."
FULL = "Not saved. The disk is full. Free some space, then try again."
MISSING = "Not saved. The database file is missing or cannot be opened."


def not_saved(record: ClientRecord, sentence: str) -> None:
    """Every change is refused with this sentence, and the record stays as it was."""
    before = record.entries.all()
    attempts = [
        lambda: record.entries.add(CheckIn(leg_pain_nrs=9)),
        lambda: record.imports.bring_in([CheckIn(leg_pain_nrs=9)]),
    ]
    if before:
        attempts += [
            lambda: record.entries.edit(replace(before[0], note="changed"), before[0].version),
            lambda: record.entries.delete(before[0]),
        ]
    for attempt in attempts:
        with pytest.raises(NotSaved) as caught:
            attempt()
        assert caught.value.sentence == sentence
    assert record.entries.all() == before


def soundness(path: Path) -> str:
    with closing(sqlite3.connect(path)) as other:
        return str(other.execute("PRAGMA integrity_check").fetchone()[0])


@pytest.mark.usefixtures("impatient")
def test_a_locked_database(sqlite_store: Store, tmp_path: Path) -> None:
    record = personal_record(sqlite_store)
    record.entries.add(CheckIn(leg_pain_nrs=1))
    sqlite_store.driver.close()  # so that the short patience counts
    with closing(sqlite3.connect(tmp_path / "tracker.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        not_saved(record, LOCKED)
        other.execute("ROLLBACK")
    assert record.entries.add(CheckIn(leg_pain_nrs=2)).is_new


@pytest.mark.usefixtures("impatient")
def test_a_database_that_may_not_even_be_read(tmp_path: Path) -> None:
    record = personal_record(Store(SqliteDriver(tmp_path / "tracker.db", (3, 40, 1))))
    record._access.store.driver.close()
    with closing(sqlite3.connect(tmp_path / "tracker.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreUnavailable, match=r"^Another program"):
            record.entries.all()
        with pytest.raises(NotSaved, match=LOCKED):
            record.entries.add(CheckIn(leg_pain_nrs=2))
        with pytest.raises(StoreUnavailable, match=r"tracker\.db: Another program"):
            SqliteDriver(tmp_path / "tracker.db", (3, 40, 1))
    assert record.entries.add(CheckIn(leg_pain_nrs=2)).is_new


@pytest.mark.usefixtures("impatient")
def test_a_reader_that_keeps_a_commit_from_happening(tmp_path: Path) -> None:
    """With the rollback journal COMMIT itself can be refused; then nothing may be kept or left open."""
    record = personal_record(Store(SqliteDriver(tmp_path / "tracker.db", (3, 40, 1))))
    record.imports.bring_in(CheckIn(leg_pain_nrs=1) for _ in range(3))
    record._access.store.driver.close()
    with closing(sqlite3.connect(tmp_path / "tracker.db")) as reader:
        cursor = reader.execute("SELECT * FROM check_in")
        cursor.fetchone()
        not_saved(record, LOCKED)
        cursor.close()
    assert record.entries.add(CheckIn(leg_pain_nrs=2)).is_new
    assert [entry.leg_pain_nrs for entry in record.entries.all()].count(9) == 0  # type: ignore[attr-defined]


@pytest.mark.usefixtures("impatient")
def test_starting_while_another_server_holds_the_other_mode(tmp_path: Path) -> None:
    wal = SqliteDriver(tmp_path / "tracker.db", (3, 51, 3))
    with wal.reading() as db:
        cursor = db.conn.execute("SELECT name FROM sqlite_schema")
        cursor.fetchone()
        with pytest.raises(StoreUnavailable, match="Another program"):
            SqliteDriver(tmp_path / "tracker.db", (3, 40, 1))
        cursor.close()
    wal.close()
    SqliteDriver(tmp_path / "tracker.db", (3, 40, 1)).close()


def test_a_thread_that_never_gets_its_turn_is_told(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = personal_record(sqlite_store)
    monkeypatch.setattr(sqlite, "TURN_SECONDS", 0.05)
    refusals: list[NotSaved] = []

    def add() -> None:
        try:
            record.entries.add(CheckIn(leg_pain_nrs=1))
        except NotSaved as refusal:
            refusals.append(refusal)

    with sqlite_store.together():
        other = threading.Thread(target=add)
        other.start()
        other.join()
    assert [refusal.sentence for refusal in refusals] == [LOCKED]
    assert record.entries.all() == ()
    assert record.entries.add(CheckIn(leg_pain_nrs=1)).is_new


def test_opening_the_file_again_keeps_the_locks_of_the_first(
    sqlite_store: Store, tmp_path: Path, version: Version, impatient: None
) -> None:
    """Closing any descriptor of a file would drop this process's locks on it, and let another in to corrupt it."""
    taker = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None).execute('BEGIN IMMEDIATE')"
    with sqlite_store.together():
        with pytest.raises(StoreUnavailable):
            SqliteDriver(tmp_path / "tracker.db", version)
        other = subprocess.run(
            [sys.executable, "-c", taker, tmp_path / "tracker.db"], capture_output=True, check=False
        )
    assert b"database is locked" in other.stderr


# A full disk


def test_a_full_database(sqlite_store: Store, tmp_path: Path) -> None:
    record = personal_record(sqlite_store)
    kept = [record.entries.add(CheckIn(leg_pain_nrs=1, note="x" * 2000)).entry]
    with sqlite_store.driver.reading() as db:  # the pool's only connection: it may not grow any more
        db.execute(f"PRAGMA max_page_count={db.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(NotSaved, match=FULL):
        record.imports.bring_in([MassageSession(minutes=30, note="y" * 2000) for _ in range(20)])
    assert record.entries.all() == tuple(kept)
    kept.append(record.entries.add(CheckIn(leg_pain_nrs=2, note="x" * 2000)).entry)
    assert set(record.entries.all()) == set(kept)
    assert soundness(tmp_path / "tracker.db") == "ok"


def fill(file: Path) -> None:
    with file.open("wb", buffering=0) as filler:
        while True:
            filler.write(b"\0" * 1024)


def add_until_refused(record: ClientRecord, saved: list[Entry]) -> None:
    while len(saved) < 10_000:
        saved.append(record.entries.add(CheckIn(leg_pain_nrs=1, note="x" * 2000)).entry)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    folder.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("a disk of its own cannot be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_full_disk(tmp_path: Path, version: Version) -> None:
    with small_disk(tmp_path / "disk", "600k") as disk:
        store = Store(SqliteDriver(disk / "tracker.db", version))
        record = personal_record(store)
        saved: list[Entry] = []
        ballast = disk / "ballast"
        for _ in range(3):  # fills up, is freed, fills up again
            with pytest.raises(OSError, match="No space"):
                fill(ballast)
            with pytest.raises(NotSaved, match=FULL):
                add_until_refused(record, saved)
            assert set(record.entries.all()) == set(saved)
            ballast.unlink()
            saved.append(record.entries.add(CheckIn(leg_pain_nrs=2)).entry)
            assert set(record.entries.all()) == set(saved)
        assert store.driver.facts()["integrity"] == "ok"
        store.driver.close()


def test_a_disk_that_is_full_at_the_start(tmp_path: Path, version: Version) -> None:
    with small_disk(tmp_path / "disk", "16k") as disk:
        with pytest.raises(StoreUnavailable, match="disk is full"):
            SqliteDriver(disk / "tracker.db", version)
        subprocess.run(["mount", "-o", "remount,size=2m", disk], check=True)
        store = Store(SqliteDriver(disk / "tracker.db", version))
        assert personal_record(store).entries.add(CheckIn(leg_pain_nrs=1)).is_new
        store.driver.close()


# Permissions


def test_a_file_that_became_read_only(ordinary_folder: Path, version: Version) -> None:
    path = ordinary_folder / "tracker.db"
    record = personal_record(Store(SqliteDriver(path, version)))
    record.entries.add(CheckIn(leg_pain_nrs=1))
    record._access.store.driver.close()
    path.chmod(0o400)
    not_saved(record, READ_ONLY)
    with pytest.raises(StoreUnavailable, match="cannot be written to"):
        SqliteDriver(path, version)
    for file in ordinary_folder.iterdir():  # SQLite gives the journals the mode of the file
        file.chmod(0o600)
    assert record.entries.add(CheckIn(leg_pain_nrs=2)).is_new
    record._access.store.driver.close()


def test_a_folder_that_became_read_only(ordinary_folder: Path) -> None:
    """The rollback journal is a new file for every change, so the folder must take files too."""
    path = ordinary_folder / "tracker.db"
    record = personal_record(Store(SqliteDriver(path, (3, 40, 1))))
    record.entries.add(CheckIn(leg_pain_nrs=1))
    ordinary_folder.chmod(0o500)
    not_saved(record, READ_ONLY)
    ordinary_folder.chmod(0o700)
    assert record.entries.add(CheckIn(leg_pain_nrs=2)).is_new
    record._access.store.driver.close()


def test_a_folder_where_no_file_may_be_made(ordinary_folder: Path, version: Version) -> None:
    ordinary_folder.chmod(0o500)
    with pytest.raises(StoreUnavailable, match=r"cannot be made\.$"):
        SqliteDriver(ordinary_folder / "tracker.db", version)


# A file that goes away


def test_a_file_that_is_moved_away_and_back(sqlite_store: Store, tmp_path: Path) -> None:
    record = personal_record(sqlite_store)
    kept = record.entries.add(CheckIn(leg_pain_nrs=1)).entry
    (tmp_path / "tracker.db").rename(tmp_path / "away.db")
    with pytest.raises(NotSaved, match=MISSING):
        record.entries.add(CheckIn(leg_pain_nrs=2))
    for read in (record.entries.all, sqlite_store.driver.ping):
        with pytest.raises(StoreUnavailable, match="missing"):
            read()
    assert not (tmp_path / "tracker.db").exists(), "no empty record may take its place"
    (tmp_path / "away.db").rename(tmp_path / "tracker.db")
    assert record.entries.all() == (kept,)
    assert record.entries.add(CheckIn(leg_pain_nrs=2)).is_new


def test_a_file_that_is_replaced_by_a_backup(sqlite_store: Store, tmp_path: Path, version: Version) -> None:
    record = personal_record(sqlite_store)
    record.entries.add(CheckIn(leg_pain_nrs=1))
    backup = personal_record(Store(SqliteDriver(tmp_path / "backup.db", version)))
    kept = backup.entries.add(CheckIn(leg_pain_nrs=2)).entry
    backup._access.store.driver.close()
    for journal in (
        "-wal",
        "-shm",
    ):  # they belong to the old file: left behind, they would be read into the new one
        (tmp_path / f"tracker.db{journal}").unlink(missing_ok=True)
    (tmp_path / "backup.db").replace(tmp_path / "tracker.db")
    assert record.entries.all() == (kept,)
    assert record.entries.add(CheckIn(leg_pain_nrs=3)).is_new
    assert soundness(tmp_path / "tracker.db") == "ok"


def test_descriptors_that_ran_out_have_a_sentence_of_their_own(tmp_path: Path) -> None:
    """Each database's failures of that time look like others: a file that is missing, a server that is away."""
    failures = (
        (sentence_for, sqlite3.OperationalError("unable to open database file"), "missing"),
        (postgres_sentence_for, PoolTimeout("couldn't get a connection after 5.00 sec"), "cannot be reached"),
    )
    opened = []
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, soft), hard))
    try:
        with suppress(OSError):
            while True:
                opened.append((tmp_path / "file").open("w"))
        sentences = [sentence_in_words(error) for sentence_in_words, error, _ in failures]
    finally:
        for file in opened:
            file.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert all("Too many files and connections" in sentence for sentence in sentences)
    for sentence_in_words, error, otherwise in failures:
        assert otherwise in sentence_in_words(error)


def test_reading_goes_on_while_a_file_can_only_be_read(
    ordinary_folder: Path, version: Version, cheap_passwords: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For longer than a session may be idle, since it is not; and health says so."""
    passed, real = timedelta(0), clock.utc_now
    monkeypatch.setattr(clock, "utc_now", lambda: real() + passed)
    path = ordinary_folder / "tracker.db"
    store = Store(SqliteDriver(path, version))
    ann = client_account(store, "ann")
    token = sign_in(store, "ann", PASSWORD, "192.0.2.1").session_token
    entry = ClientRecord(store, actor_of(ann), ann.account_id).entries.add(CheckIn(leg_pain_nrs=1)).entry
    health = Writing(store)
    assert health.failure() == ""
    for file in ordinary_folder.iterdir():
        file.chmod(0o400)
    for minutes in range(0, 100, 10):
        passed = timedelta(minutes=minutes)
        identity = identity_of_token(store, token)
        assert identity is not None, f"after {minutes} minutes"
        assert identity.session_id in identities_of_sessions(store, [identity.session_id])
        record = record_of(store, identity)
        assert record is not None
        assert record.entries.all() == (entry,)
        assert entry.entry_id.encode() in export_of(record, "archive")
    health._next_at = 0
    assert health.failure() == READ_ONLY.removeprefix("Not saved. ")
    for file in ordinary_folder.iterdir():
        file.chmod(0o600)
    health._next_at = 0
    assert health.failure() == ""
    passed += timedelta(minutes=10)
    assert identity_of_token(store, token) is not None
    session = store.sessions.of_token(token_hash(token))
    assert session is not None
    assert clock.utc_now() - session.seen_at < timedelta(minutes=1), "a use is noted again"
    passed += timedelta(hours=1)
    assert identity_of_token(store, token) is None
    store.driver.close()


def test_what_a_link_shows_is_not_taken_along_without_a_line_in_the_audit(
    ordinary_folder: Path, cheap_passwords: None
) -> None:
    path = ordinary_folder / "tracker.db"
    store = Store(SqliteDriver(path))
    ann = client_account(store, "ann")
    share, _ = shared(store, ann)
    record = ClientRecord(store, holder_of(share), ann.account_id, share=share)
    for file in ordinary_folder.iterdir():
        file.chmod(0o400)
    with pytest.raises(NotSaved):
        export_of(record, "csv")
    store.driver.close()
