"""Many at once: threads and processes that write, start and die together."""

import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

import pytest
import sqlite_utils

from tests.samples import IS_FULL
from tracker.domain.check_in import CheckIn
from tracker.errors import TrackerError
from tracker.record import personal_record
from tracker.store.drivers import sqlite
from tracker.store.drivers.sqlite import SqliteDriver, Version
from tracker.store.store import Store

pytestmark = pytest.mark.faults


def crowd(threads: int, work: Callable[[], object]) -> None:
    started = [threading.Thread(target=work) for _ in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


def in_child(work: Callable[[], object]) -> int:
    """Run in a forked process, whose exit code says whether it went well; return its id."""
    if child := os.fork():
        return child
    try:
        work()
    except BaseException:
        os._exit(1)
    os._exit(0)


def test_sixteen_threads_add_fifty_entries_each(sqlite_store: Store) -> None:
    record = personal_record(sqlite_store)
    refusals: list[TrackerError] = []

    def add_fifty() -> None:
        for _ in range(50):
            try:
                record.entries.add(CheckIn(leg_pain_nrs=1))
            except TrackerError as refusal:
                refusals.append(refusal)

    crowd(16, add_fifty)
    assert refusals == []
    assert len(record.entries.all()) == 16 * 50
    assert sqlite_store.driver.facts()["integrity"] == "ok"


def test_where_commit_follows_commit_who_reads_is_not_turned_away(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite lets readers look again for so short a time that some would always look in vain."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    record = personal_record(sqlite_store)
    record.entries.add(CheckIn(leg_pain_nrs=1))
    refusals: list[TrackerError] = []
    is_over = threading.Event()

    def keep_reading() -> None:
        while not is_over.is_set():
            try:
                record.entries.all()
            except TrackerError as refusal:
                refusals.append(refusal)

    readers = [threading.Thread(target=keep_reading) for _ in range(4)]
    for reader in readers:
        reader.start()
    crowd(4, lambda: [record.entries.add(CheckIn(leg_pain_nrs=1)) for _ in range(30)])
    is_over.set()
    for reader in readers:
        reader.join()
    assert refusals == []
    assert len(record.entries.all()) == 121


def test_on_a_slow_disk_no_thread_is_turned_away(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few saves take as long as SQLite waits for a lock: only in a queue do all get through.

    A second, so that a disk that is slow by itself does not use it up.
    """
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 1.0)
    record = personal_record(sqlite_store)
    run = SqliteDriver.run

    def slow_run(driver: SqliteDriver, db: object, sql: str, values: dict[str, object]) -> object:
        if sql.startswith("INSERT"):
            time.sleep(0.3)
        return run(driver, db, sql, values)

    monkeypatch.setattr(SqliteDriver, "run", slow_run)
    crowd(8, lambda: record.entries.add(CheckIn(leg_pain_nrs=1)))
    assert len(record.entries.all()) == 8


def test_four_servers_start_on_a_fresh_file_at_once(tmp_path: Path, version: Version) -> None:
    for number in range(8):
        path = tmp_path / str(number) / "tracker.db"
        gate_out, gate_in = os.pipe()

        def start(path: Path = path, gate: int = gate_out, held: int = gate_in) -> None:
            os.close(held)
            os.read(gate, 1)  # until the gate is shut
            personal_record(Store(SqliteDriver(path, version))).entries.add(CheckIn(leg_pain_nrs=1))

        children = [in_child(start) for _ in range(4)]
        os.close(gate_in)
        os.close(gate_out)
        assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
        assert len(personal_record(Store(SqliteDriver(path, version))).entries.all()) == 4


def test_a_first_start_killed_before_any_of_its_statements(tmp_path: Path, version: Version) -> None:
    """A server dies at a statement of making the schema, in full at each; the next start must find or make all of it."""

    class Doomed(SqliteDriver):
        lives = 0

        def _connect(self) -> sqlite_utils.Database:
            db = super()._connect()
            db.conn.set_trace_callback(self._spend)
            return db

        def _spend(self, _statement: str) -> None:
            Doomed.lives -= 1
            if Doomed.lives < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    for number in count(step=1 if IS_FULL else 20):
        path = tmp_path / f"{number}.db"
        Doomed.lives = number
        _, status = os.waitpid(in_child(partial(Doomed, path, version)), 0)
        store = Store(SqliteDriver(path, version))
        assert personal_record(store).entries.add(CheckIn(leg_pain_nrs=1)).is_new
        assert store.driver.facts()["integrity"] == "ok"
        store.driver.close()
        if status == 0:
            break
        assert status == signal.SIGKILL
    assert number > 20, "the schema takes more statements than that"
