"""A server that changes a record and says what is kept, each time the store's call has returned.

Run as: python writer.py FILE VERSION SYNCHRONOUS CHANGES. VERSION is the SQLite version to pretend (it decides
the journal mode), SYNCHRONOUS is `own` for the store's own setting or a weaker one, CHANGES 0 goes on for ever.
Each line of output is `saved KIND ENTRY_ID VERSION` or `deleted KIND ENTRY_ID VERSION`; the note of a saved
version is its id and version, so that whoever checks knows its values.
"""

import os
import random
import sys
import threading
from dataclasses import replace
from pathlib import Path

import sqlite_utils

from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.massage_session import MassageSession
from tracker.record import ClientRecord, personal_record
from tracker.store.drivers.sqlite import SqliteDriver, Version
from tracker.store.store import Store

SMALL_WAL_PAGES = 25  # so that the log is copied back and begun anew often


class WriterDriver(SqliteDriver):
    """The store's own driver, with a small write-ahead log and, when told, weaker promises."""

    weaker: str | None = None

    def _open(self) -> sqlite_utils.Database:
        db = super()._open()
        db.execute(f"PRAGMA wal_autocheckpoint={SMALL_WAL_PAGES}")
        if self.weaker:
            db.execute(f"PRAGMA synchronous={self.weaker}")
        return db


def said(entry: Entry) -> str:
    return f"{entry.entry_id} {entry.version}"


def say(what: str, entry: Entry) -> None:
    os.write(1, f"{what} {entry.kind} {said(entry)}\n".encode())


def change(record: ClientRecord, mine: list[Entry], chance: random.Random) -> None:
    """Make one change: mostly a new entry, sometimes an edit, a deletion or its undo."""
    doing = chance.random()
    if not mine or doing < 0.6:
        new: Entry = CheckIn(leg_pain_nrs=3) if doing < 0.4 else MassageSession(minutes=30)
        entry = record.entries.add(replace(new, note=f"{new.entry_id} 1")).entry
        mine.append(entry)
        return say("saved", entry)
    place = chance.randrange(len(mine))
    old = mine[place]
    if doing < 0.85:
        mine[place] = record.entries.edit(replace(old, note=f"{old.entry_id} {old.version + 1}"), old.version)
        return say("saved", mine[place])
    record.entries.delete(old)
    say("deleted", old)
    if doing < 0.95:
        back = record.entries.undo(old)  # comes back as a new version with the old note
        mine[place] = record.entries.edit(
            replace(back, note=f"{back.entry_id} {back.version + 1}"), back.version
        )
        return say("saved", mine[place])
    mine.pop(place)
    return None


def work(record: ClientRecord, changes: int, seed: int) -> None:
    chance, mine, done = random.Random(seed), list[Entry](), 0
    while not changes or done < changes:
        change(record, mine, chance)
        done += 1
        if changes and done % 30 == 0:
            record._access.store.driver.close()  # the last connection to go cleans up after itself


def main(path: str, version: str, synchronous: str, changes: str) -> None:
    WriterDriver.weaker = None if synchronous == "own" else synchronous
    pretended: Version = tuple(map(int, version.split(".")))  # type: ignore[assignment]
    record = personal_record(Store(WriterDriver(Path(path), pretended)))
    if changes != "0":
        work(record, int(changes), seed=1)
        return
    threads = [threading.Thread(target=work, args=(record, 0, seed)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
