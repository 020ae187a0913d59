"""Backups: taken under load, brought back whole, refused when a single byte is not as it was written."""

import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pyrage
import pytest

from tracker.access.calendar_feed import feed, make_feed
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.domain.client import PERSONAL_CLIENT_ID, Role
from tracker.domain.share_link import ShareLink
from tracker.errors import FeedGone, StoreUnavailable, TrackerError
from tracker.record import OPERATOR, personal_record
from tracker.store.backup import backup as backup_module
from tracker.store.backup import restore as restore_module
from tracker.store.backup.backup import Backup, back_up, back_up_scheduled, checksum_file, sha256_of
from tracker.store.backup.private_folder import private_folder, remove_left_behind
from tracker.store.backup.restore import Restored, restore
from tracker.store.drivers.sqlite import SqliteDriver, Version
from tracker.store.one_use_codes import OneUseCode
from tracker.store.sessions import WebSession
from tracker.store.store import Store, open_store

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def live(tmp_path: Path, sqlite_store: Store) -> Path:
    """The file of `sqlite_store`, with a few entries in it."""
    record = personal_record(sqlite_store)
    for number in range(5):
        record.entries.add(CheckIn(leg_pain_nrs=number, note=f"canary {number}"))
    return tmp_path / "tracker.db"


@pytest.fixture
def secret(tmp_path: Path) -> tuple[Path, str]:
    """A key file as age-keygen writes it, and its public key."""
    key = pyrage.x25519.Identity.generate()
    file = tmp_path / "key.txt"
    file.write_text(f"# created: 2026-03-09\n# public key: {key.to_public()}\n{key}\n")
    return file, str(key.to_public())


def brought_back(file: Path, into: Path, **more: object) -> Restored:
    return restore(file, into, OPERATOR, NOW, **more)  # type: ignore[arg-type]


def notes_in(database: Path) -> set[str]:
    store = open_store(database)
    try:
        return {entry.note or "" for entry in personal_record(store).entries.all()}
    finally:
        store.driver.close()


def is_sound(database: Path) -> bool:
    with closing(sqlite3.connect(database)) as other:
        return other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


# The drill


@contextmanager
def writing_on(store: Store, kept: list[str]) -> Iterator[None]:
    """Somebody saves all the time; `kept` grows by each note that was said to be saved."""
    record, stop = personal_record(store), threading.Event()

    def write() -> None:
        while not stop.is_set():
            note = f"{len(kept)}"
            record.entries.add(CheckIn(leg_pain_nrs=3, note=note))
            kept.append(note)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()


@pytest.mark.faults
def test_twenty_backups_under_load_hold_all_that_was_saved_when_they_began(
    sqlite_store: Store, tmp_path: Path
) -> None:
    random.seed(5)
    kept: list[str] = []
    with writing_on(sqlite_store, kept):
        for number in range(20):
            before = set(kept)
            made = back_up(tmp_path / "tracker.db", tmp_path / f"backup-{number}.db")
            into = tmp_path / f"restored-{number}.db"
            brought_back(made.file, into)
            assert before <= notes_in(into)
            assert is_sound(into)
            flip(made.file, random.randrange(made.size_bytes))
            with pytest.raises(TrackerError, match="not as it was written"):
                brought_back(made.file, tmp_path / "never.db")
    assert not (tmp_path / "never.db").exists()
    assert len(kept) > 20, "somebody must have been writing"
    assert {entry.note for entry in personal_record(sqlite_store).entries.all()} == set(kept), (
        "and no save was lost to a backup"
    )


def flip(file: Path, at: int) -> None:
    with file.open("rb+") as opened:
        opened.seek(at)
        (byte,) = opened.read(1)
        opened.seek(at)
        opened.write(bytes([byte ^ 1]))


def test_a_backup_brings_everything_back(live: Path, sqlite_store: Store, tmp_path: Path) -> None:
    record = personal_record(sqlite_store)
    first = record.entries.all()[0]
    record.entries.edit(replace(first, note="edited"), first.version)  # type: ignore[type-var]
    sqlite_store.audit.note(OPERATOR, "looked", NOW)
    sqlite_store.driver.close()
    made = back_up(live, tmp_path / "backup.db")
    assert brought_back(made.file, tmp_path / "restored.db").entries == 5
    again = open_store(tmp_path / "restored.db")
    assert personal_record(again).entries.all() == record.entries.all()
    assert personal_record(again).entries.past_versions(first) == record.entries.past_versions(first)
    assert again.audit.broken_line() is None
    assert again.read("SELECT action, detail FROM audit ORDER BY number")[1] == [
        ("looked", None), ("restored", "from backup.db"),
    ]  # fmt: skip


# The file


def test_a_backup_is_one_private_file_and_its_checksum(live: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    made = back_up(live, folder / "backup.db")
    assert names(folder) == {"backup.db", "backup.db.sha256"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert made == Backup(folder / "backup.db", made.file.stat().st_size, sha256_of(made.file))
    said = subprocess.run(
        ["sha256sum", "-c", "backup.db.sha256"], cwd=folder, capture_output=True, check=False
    )
    assert said.returncode == 0
    assert made.file.read_bytes()[18:20] == b"\x01\x01", "not in WAL mode, which would need files beside it"


def test_the_database_is_not_changed_by_it(live: Path, sqlite_store: Store, tmp_path: Path) -> None:
    sqlite_store.driver.close()
    before = live.read_bytes()
    back_up(live, tmp_path / "backup.db")
    assert live.read_bytes() == before


def test_a_later_backup_takes_the_place_of_the_earlier(
    live: Path, sqlite_store: Store, tmp_path: Path
) -> None:
    back_up(live, tmp_path / "backup.db")
    personal_record(sqlite_store).entries.add(CheckIn(leg_pain_nrs=1, note="later"))
    back_up(live, tmp_path / "backup.db")
    brought_back(tmp_path / "backup.db", tmp_path / "restored.db")
    assert "later" in notes_in(tmp_path / "restored.db")


def test_a_place_where_no_backup_can_be_is_said_and_the_earlier_one_stays(live: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for file, sentence in {
        live: "the database itself",
        tmp_path / "tracker.db-journal": "the database itself",
        tmp_path / "none" / "backup.db": "There is no folder",
        tmp_path / "folder": "not a file",
        tmp_path / ("x" * 300): "cannot be written",
    }.items():
        with pytest.raises(TrackerError, match=sentence):
            back_up(live, file)
    with pytest.raises(StoreUnavailable, match="no database"):
        back_up(tmp_path / "none.db", tmp_path / "backup.db")
    assert not (tmp_path / "none.db").exists()


def test_a_damaged_database_does_not_replace_a_good_backup(
    live: Path, sqlite_store: Store, tmp_path: Path
) -> None:
    made = back_up(live, tmp_path / "backup.db")
    sqlite_store.driver.close()
    with live.open("rb+") as opened:
        opened.seek(4096)
        opened.write(b"\xff" * 4096)
    with pytest.raises(StoreUnavailable, match="damaged"):
        back_up(live, tmp_path / "backup.db")
    assert sha256_of(made.file) == made.sha256
    assert not [name for name in names(tmp_path) if name.startswith(".")]


# One interpreter for all, which imports once: each backup is a fork of it that kills itself.
DOOMED = """
import os, sys
from pathlib import Path
from tracker.store.backup import backup

def die_before(number):
    seen = 0
    def watch(event, arguments):
        nonlocal seen
        if event in ("os.rename", "os.remove", "os.chmod", "open", "os.mkdir") and "backup.db" in str(arguments[:2]):
            if seen == number:
                os._exit(9)
            seen += 1
    sys.addaudithook(watch)

live, *files = map(Path, sys.argv[1:])
for number, file in enumerate(files):
    if not os.fork():
        die_before(number)
        backup.back_up(live, file)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.wait()[1]))
"""


def test_a_backup_killed_on_the_way_leaves_the_one_before(live: Path, tmp_path: Path) -> None:
    """Killed before each of its file operations in turn: the file is the old one or the new one, never part of it."""
    files = [tmp_path / f"{number}" / "backup.db" for number in range(20)]
    for file in files:
        file.parent.mkdir()
        back_up(live, file)
    command = [sys.executable, "-c", DOOMED, str(live), *map(str, files)]
    codes = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert codes == sorted(codes, reverse=True), "killed, until it has fewer operations than that"
    assert {"9", "0"} == set(codes)
    for file in files:
        assert is_sound(file)
        if checksum_file(file).exists():
            assert checksum_file(file).read_text().split()[0] == sha256_of(file)


def killed_in(module: ModuleType, function: str, work: Callable[[], object]) -> None:
    """Run work in a process of its own, which is killed where it would call a function."""
    if child := os.fork():
        os.waitpid(child, 0)
        return
    setattr(module, function, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
    work()
    os._exit(0)


def private_folders(place: Path) -> list[list[str]]:
    return [sorted(names(file)) for file in place.iterdir() if file.name.startswith(".")]


@pytest.mark.parametrize(
    ("killed", "then"),
    [("restore", "start"), ("restore", "restore"), ("backup", "restore"), ("encrypted backup", "backup")],
)
def test_a_copy_that_a_kill_left_behind_is_removed(
    live: Path, tmp_path: Path, secret: tuple[Path, str], killed: str, then: str
) -> None:
    """It holds the whole database, readable by its owner, and nobody would look for it."""
    made = back_up(live, tmp_path / "backup.db")
    if killed == "restore":
        killed_in(restore_module, "_put", lambda: brought_back(made.file, tmp_path / "killed.db"))
    else:
        to = [secret[1]] if killed == "encrypted backup" else []
        killed_in(backup_module, "checked", lambda: back_up(live, tmp_path / "killed.age", to))
    assert any({"copy", "copy.db"} & set(folder) for folder in private_folders(tmp_path))
    if then == "start":
        open_store(tmp_path / "other.db").driver.close()
    elif then == "restore":
        brought_back(made.file, tmp_path / "restored.db")
    else:
        back_up(live, tmp_path / "again.db")
    assert private_folders(tmp_path) == []


def test_a_copy_on_its_way_is_left_alone_and_so_is_any_other_folder(tmp_path: Path) -> None:
    for name in (".mine", ".empty"):
        (tmp_path / name).mkdir()
    (tmp_path / ".mine" / "copy.db").touch()
    with private_folder(tmp_path, "tracker.db") as folder:
        (folder / "copy.db").touch()
        remove_left_behind(tmp_path)
        if not (child := os.fork()):
            remove_left_behind(tmp_path)
            os._exit(0)
        os.waitpid(child, 0)
        assert (folder / "copy.db").exists()
    assert names(tmp_path) == {".mine", ".empty"}
    assert names(tmp_path / ".mine") == {"copy.db"}


# Encrypted


def test_an_encrypted_backup_is_read_with_its_key_only(
    live: Path, tmp_path: Path, secret: tuple[Path, str]
) -> None:
    key_file, public_key = secret
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    made = back_up(live, folder / "backup.age", [public_key])
    assert b"canary" not in made.file.read_bytes()
    assert names(folder) == {"backup.age", "backup.age.sha256"}
    into = tmp_path / "restored.db"
    other = tmp_path / "other.txt"
    other.write_text(f"{pyrage.x25519.Identity.generate()}\n")
    for identity, sentence in ((None, "--identity"), (other, "not for this key"), (live, "not a key file")):
        with pytest.raises(TrackerError, match=sentence):
            brought_back(made.file, into, identity=identity)
    assert not into.exists()
    assert brought_back(made.file, into, identity=key_file).entries == 5


def test_an_encrypted_backup_proves_itself_without_its_checksum(
    live: Path, tmp_path: Path, secret: tuple[Path, str]
) -> None:
    key_file, public_key = secret
    made = back_up(live, tmp_path / "backup.age", [public_key])
    checksum_file(made.file).unlink()
    whole = made.file.read_bytes()
    for at in range(0, len(whole), len(whole) // 20):
        made.file.write_bytes(whole)
        flip(made.file, at)
        with pytest.raises(TrackerError):
            brought_back(made.file, tmp_path / "never.db", identity=key_file, unchecked=True)
    for length in (40, 200, len(whole) // 2, len(whole) - 70_000, len(whole) - 20, len(whole) - 1):
        made.file.write_bytes(whole[:length])
        with pytest.raises(TrackerError, match=r"cannot be decrypted: .* is damaged") as refused:
            brought_back(made.file, tmp_path / "never.db", identity=key_file)
        assert "None" not in refused.value.sentence
    made.file.write_bytes(whole)
    assert brought_back(made.file, tmp_path / "restored.db", identity=key_file).entries == 5


@pytest.mark.parametrize(
    "key", ["", "age1nobody", "me@example.org", "AGE-SECRET-KEY-1QQQ", "ssh-rsa nonsense"]
)
def test_what_is_no_public_key_is_refused_before_anything_is_written(
    live: Path, tmp_path: Path, key: str
) -> None:
    with pytest.raises(TrackerError, match="not a public key"):
        back_up(live, tmp_path / "backup.age", [key])
    assert not (tmp_path / "backup.age").exists()


# Restoring


def test_a_restore_never_takes_the_place_of_anything(live: Path, tmp_path: Path) -> None:
    made = back_up(live, tmp_path / "backup.db")
    before = live.read_bytes()
    with pytest.raises(TrackerError, match="is there already"):
        brought_back(made.file, live)
    assert live.read_bytes() == before
    (tmp_path / "new.db-journal").touch()
    with pytest.raises(TrackerError, match=r"new\.db-journal is there already"):
        brought_back(made.file, tmp_path / "new.db")
    with pytest.raises(TrackerError, match="no folder"):
        brought_back(made.file, tmp_path / "none" / "new.db")
    with pytest.raises(TrackerError, match="No such file"):
        brought_back(tmp_path / "none.db", tmp_path / "other.db")


def test_a_missing_checksum_is_said_and_can_be_done_without(live: Path, tmp_path: Path) -> None:
    made = back_up(live, tmp_path / "backup.db")
    checksum_file(made.file).unlink()
    with pytest.raises(TrackerError, match="--unchecked"):
        brought_back(made.file, tmp_path / "restored.db")
    assert brought_back(made.file, tmp_path / "restored.db", unchecked=True).entries == 5


def test_a_backup_that_lacks_a_byte_is_not_restored_even_unchecked(live: Path, tmp_path: Path) -> None:
    """SQLite reads what is missing of the last page as zeros, and finds nothing wrong with it."""
    made = back_up(live, tmp_path / "backup.db")
    part = tmp_path / "part.db"
    part.write_bytes(made.file.read_bytes()[:-1])
    with pytest.raises(TrackerError, match="is damaged"):
        brought_back(part, tmp_path / "restored.db", unchecked=True)
    assert not (tmp_path / "restored.db").exists()


def test_a_database_copied_with_its_journal_is_not_restored_without_it(live: Path, tmp_path: Path) -> None:
    part, whole = tmp_path / "copied.db", tmp_path / "whole.db"
    with closing(sqlite3.connect(live, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=wal")
        other.execute("UPDATE check_in SET note = 'saved last'")
        for ending in ("", "-wal"):
            shutil.copyfile(f"{live}{ending}", f"{part}{ending}")
    with pytest.raises(TrackerError, match=r"copied\.db-wal.*recovery-tracker backup"):
        brought_back(part, tmp_path / "restored.db", unchecked=True)
    assert not (tmp_path / "restored.db").exists()
    # As the sentence says.
    brought_back(back_up(part, whole).file, tmp_path / "restored.db")
    assert notes_in(tmp_path / "restored.db") == {"saved last"}


def test_what_is_not_a_backup_of_ours_is_refused(live: Path, tmp_path: Path) -> None:
    foreign, newer = tmp_path / "foreign.db", tmp_path / "newer.db"
    with closing(sqlite3.connect(foreign)) as other:
        other.execute("CREATE TABLE thing (name)")
        other.commit()
    back_up(live, newer)
    with closing(sqlite3.connect(newer)) as other:
        other.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('tracker', '9999_later', '')"
        )
        other.commit()
    text, empty = tmp_path / "text.db", tmp_path / "empty.db"
    text.write_text("on_date,leg_pain_nrs\n" * 100)
    empty.touch()
    sentences = {
        foreign: "another program",
        newer: "newer version",
        text: "not one of this app",
        empty: "empty",
    }
    for file, sentence in sentences.items():
        with pytest.raises(StoreUnavailable, match=sentence):
            brought_back(file, tmp_path / "never.db", unchecked=True)
    assert not (tmp_path / "never.db").exists()


def test_a_changed_audit_is_said(live: Path, sqlite_store: Store, tmp_path: Path) -> None:
    sqlite_store.audit.note(OPERATOR, "looked", NOW)
    sqlite_store.write("UPDATE audit SET action = 'slept'")
    made = back_up(live, tmp_path / "backup.db", unchecked=True)
    with pytest.raises(StoreUnavailable, match="line 1"):
        brought_back(made.file, tmp_path / "restored.db")
    assert brought_back(made.file, tmp_path / "restored.db", unchecked=True).entries == 5


@pytest.mark.parametrize("keep", [False, True])
def test_a_link_revoked_after_the_backup_stays_revoked_unless_told(
    live: Path, sqlite_store: Store, tmp_path: Path, keep: bool
) -> None:
    sqlite_store.accounts.add(Account(username="ana", role=Role.CLIENT, account_id="ana", created_at=NOW))
    links = [ShareLink(client_id=PERSONAL_CLIENT_ID, created_at=NOW, ends_at=NOW + 7 * DAY) for _ in range(2)]
    for number, link in enumerate(links):
        sqlite_store.shares.add(link, f"token {number}")
    sqlite_store.shares.revoke(PERSONAL_CLIENT_ID, links[1].share_id, NOW)
    sqlite_store.sessions.add(WebSession("s", "ana", None, NOW, NOW, NOW + DAY), "session")
    sqlite_store.one_use_codes.add(
        OneUseCode("invitation", None, "therapist", "olga"), "code", NOW, NOW + DAY
    )
    sqlite_store.known_devices.add("ana", "device", NOW)
    made = back_up(live, tmp_path / "backup.db")
    sqlite_store.shares.revoke(PERSONAL_CLIENT_ID, links[0].share_id, NOW)
    done = brought_back(made.file, tmp_path / "restored.db", keep_shares=keep)
    assert done == Restored(clients=1, entries=5, shares=1, shares_kept=keep, sessions=1, codes=1, feeds=0)
    assert ("kept 1 share link, also those revoked since" in done.sentence) is keep
    assert ("ended 1 share link;" in done.sentence) is not keep
    again = open_store(tmp_path / "restored.db")
    assert [again.shares.open(PERSONAL_CLIENT_ID, link.share_id, NOW) for link in links] == [keep, False]
    assert again.sessions.of_token("session") is None
    assert again.one_use_codes.use("invitation", "code", NOW) is None
    assert not again.known_devices.has("ana", "device")


def test_an_older_backup_is_brought_up_to_date(tmp_path: Path, version: Version) -> None:
    old = Store(SqliteDriver(tmp_path / "old.db", version))
    personal_record(old).entries.add(CheckIn(leg_pain_nrs=3))
    old.write("DROP TABLE goal")
    old.write("DELETE FROM _sqlite_migrations WHERE name = '0003_goal'")
    old.driver.close()
    made = back_up(tmp_path / "old.db", tmp_path / "backup.db")
    brought_back(made.file, tmp_path / "restored.db")
    assert open_store(tmp_path / "restored.db").goals.current(PERSONAL_CLIENT_ID).version == 0


# By the calendar


def test_scheduled_backups_leave_other_files_alone(live: Path, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "backups"
    for number in range(10):
        made, gone = back_up_scheduled(live, folder, NOW + number * DAY)
        if number == 0:
            shutil.copy(made.file, folder / "other-2020-01-01T000000Z.db")
            (folder / "tracker-2020-99-01T000000Z.db").touch()
    assert made.file.name == "tracker-2026-03-18T120000Z.db"
    assert [file.name for file in gone] == ["tracker-2026-03-11T120000Z.db"]
    kept = {f"tracker-2026-03-{day}T120000Z.db" for day in (12, 13, 14, 15, 16, 17, 18)}
    others = {"other-2020-01-01T000000Z.db", "tracker-2020-99-01T000000Z.db"}
    assert names(folder) == {*kept, *(f"{name}.sha256" for name in kept), *others}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_scheduled_backup_that_fails_removes_nothing(live: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    for number in range(8):
        back_up_scheduled(live, folder, NOW + number * DAY)
    before = names(folder)
    live.rename(tmp_path / "away.db")
    with pytest.raises(StoreUnavailable):
        back_up_scheduled(live, folder, NOW + 8 * DAY)
    assert names(folder) == before


def test_an_address_of_a_calendar_ended_since_the_backup_stays_ended(
    live: Path, tmp_path: Path, sqlite_store: Store
) -> None:
    record = personal_record(sqlite_store)
    token = make_feed(record)
    back_up(live, tmp_path / "backup.db")
    record.calendar.end_feed()
    done = brought_back(tmp_path / "backup.db", tmp_path / "restored.db")
    assert (done.feeds, "1 calendar address." in done.sentence) == (1, True)
    store = open_store(tmp_path / "restored.db")
    try:
        with pytest.raises(FeedGone):
            feed(store, token)
    finally:
        store.driver.close()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (
            "CREATE TRIGGER t AFTER INSERT ON check_in BEGIN UPDATE check_in SET leg_pain_nrs = 0; END",
            "a trigger 't'",
        ),
        (
            "CREATE TRIGGER t AFTER UPDATE ON share_link BEGIN UPDATE share_link SET revoked_at = NULL; END",
            "a trigger 't'",
        ),
        (
            "CREATE TRIGGER sqlitex AFTER DELETE ON _sqlite_migrations BEGIN SELECT 1; END",
            "a trigger 'sqlitex'",
        ),
        ("CREATE VIEW v AS SELECT 1", "a view 'v'"),
        ("CREATE TABLE more (a)", "a table 'more'"),
        ("ALTER TABLE check_in ADD COLUMN more text", "another table 'check_in'"),
        ("DROP VIEW v_check_in", "no view 'v_check_in'"),
        ("DROP TABLE planned_massage", "no table 'planned_massage'"),
    ],
)
def test_a_file_with_a_schema_that_is_not_ours_is_not_restored(
    live: Path, tmp_path: Path, change: str, named: str
) -> None:
    file, into = tmp_path / "backup.db", tmp_path / "restored.db"
    back_up(live, file)
    with closing(sqlite3.connect(file)) as db:
        db.executescript(change)
    checksum_file(file).write_text(f"{sha256_of(file)}  {file.name}\n")
    with pytest.raises(StoreUnavailable, match=named):
        brought_back(file, into)
    assert not into.exists()
    assert brought_back(file, into, unchecked=True).entries == 5


def test_a_backup_does_not_take_the_databases_place_by_its_checksum(live: Path, tmp_path: Path) -> None:
    database = tmp_path / "own.sha256"
    back_up(live, database)
    with pytest.raises(TrackerError, match="is the database itself"):
        back_up(database, tmp_path / "own")
    assert notes_in(database) == {f"canary {number}" for number in range(5)}


def test_a_clock_set_back_never_costs_the_backup_just_made(live: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    for number in range(14):
        back_up_scheduled(live, folder, NOW + DAY * 40 * (number + 1))
    made, _ = back_up_scheduled(live, folder, NOW)
    assert made.file.exists()
