"""The store: a durable save, the same among many clients, a long record read, and a caseload; beside bare SQL."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

from bench.crowd import MEASURED, THERAPIST, crowd, measured_record
from bench.row import COMPUTES, WAITS, Row, medians
from tracker import clock
from tracker.analysis.lasting_change import EARLY_DAYS, LATEST_DAYS
from tracker.caseload import caseload
from tracker.domain.check_in import CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.frames import entry_frame
from tracker.record import ClientRecord
from tracker.store.drivers.sqlite import SqliteDriver
from tracker.store.schema.tables import TABLES
from tracker.store.store import Store, open_store

CLIENTS = (1, 1_000, 10_000)
SAVES, READS, LISTS = 60, 12, 12
FRAMES = (CheckIn, SitAndReachTest, MassageSession)
# What a caseload row shows, in as few statements as there are tables: the days of the first fortnight and of
# the latest weeks, the latest day of each kind, the name and the warning signs.
DAILY = """SELECT on_date, avg(leg_pain_nrs), avg(back_pain_nrs), max(weakness), max(numbness), max(pain_extent)
 FROM check_in WHERE client_id = :client
 AND (on_date > :since OR on_date < (SELECT date(min(on_date), :baseline) FROM check_in WHERE client_id = :client))
 GROUP BY on_date ORDER BY on_date"""
LATEST = "SELECT max(on_date) FROM {} WHERE client_id = :client"


def run() -> list[Row]:
    """Measure on the largest file last: making it takes a minute once."""
    return [*_save(), *_among_many(), *_caseload()]


def _save() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = (Path(shutil.copy(crowd(1), Path(folder) / name)) for name in ("ours.db", "bare.db"))
        store = open_store(ours)
        with closing(_bare(bare, store)) as db:
            record = measured_record(store)
            took = medians(SAVES, floor=lambda: _upsert(db), ours=lambda: record.entries.add(_check_in()))
        yield Row(
            "durable save through the record; floor: sqlite3 upsert", took["ours"], took["floor"], most=2
        )
        store.driver.close()


def _among_many() -> Iterator[Row]:
    stores = {clients: open_store(crowd(clients)) for clients in CLIENTS}
    with _tidied(stores[clients] for clients in CLIENTS):
        records = {clients: measured_record(store) for clients, store in stores.items()}
        saves = medians(SAVES, WAITS, **{str(n): partial(_add_check_in, records[n]) for n in CLIENTS})
    reads = medians(READS, COMPUTES, **{str(n): partial(read_frames, records[n]) for n in CLIENTS})
    for what, took, unit in (("save", saves, "ms"), ("ten years read into frames", reads, "ms CPU")):
        for clients in CLIENTS[1:]:
            words = f"{what}, {clients:,} clients in the file; floor: 1 client"
            yield Row(words, took[str(clients)], took["1"], unit, most=1.15)
    for store in stores.values():
        store.driver.close()


def _caseload() -> Iterator[Row]:
    store = open_store(crowd(CLIENTS[-1]))
    therapist = store.accounts.named(THERAPIST)
    assert therapist is not None
    today = clock.today()
    with closing(_bare(crowd(CLIENTS[-1]), store)) as db:
        took = medians(
            LISTS,
            COMPUTES,
            floor=lambda: _bare_caseload(db, therapist.account_id),
            ours=lambda: caseload(store, therapist, today),
        )
    store.driver.close()
    yield Row(
        "caseload of 50 of 10,000 clients; floor: bare SQL", took["ours"], took["floor"], "ms CPU", most=3
    )


def read_frames(record: ClientRecord) -> None:
    """Read a whole record into its three frames."""
    for entry_class in FRAMES:
        entry_frame(entry_class, *record.entries.rows(entry_class.kind))


def _bare(path: Path, store: Store) -> sqlite3.Connection:
    """Return a connection as durable as the store's."""
    db = sqlite3.connect(path, isolation_level=None)
    assert isinstance(store.driver, SqliteDriver)
    db.execute(f"PRAGMA journal_mode={store.driver.journal_mode}")
    db.execute(f"PRAGMA synchronous={store.driver.synchronous}")
    return db


_numbers = count(1)


def _add_check_in(record: ClientRecord) -> None:
    record.entries.add(_check_in())


def _check_in() -> CheckIn:
    number = next(_numbers)
    return CheckIn(
        on_date=clock.today() - timedelta(days=number % 3000), leg_pain_nrs=number % 11, note="bench"
    )


def _upsert(db: sqlite3.Connection) -> None:
    row = {**TABLES[CheckIn.kind].row(_check_in()), "client_id": MEASURED}
    names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
    db.execute(
        f"INSERT INTO check_in ({names}) VALUES ({marks}) ON CONFLICT (client_id, entry_id) DO UPDATE SET"
        " leg_pain_nrs = excluded.leg_pain_nrs, note = excluded.note, version = version + 1",
        row,
    )


@contextmanager
def _tidied(stores: Iterator[Store]) -> Iterator[None]:
    """Take out again what was saved, so that a file that is kept stays as it was made."""
    opened = list(stores)
    try:
        yield
    finally:
        for store in opened:
            store.write("DELETE FROM check_in WHERE client_id = :client AND note = 'bench'", client=MEASURED)


def _bare_caseload(db: sqlite3.Connection, therapist_id: str) -> None:
    clients = db.execute("SELECT client_id FROM share_link WHERE kept_by = ?", (therapist_id,)).fetchall()
    since = (clock.today() - timedelta(days=LATEST_DAYS)).isoformat()
    for (client,) in clients:
        values = {"client": client, "since": since, "baseline": f"+{EARLY_DAYS} days"}
        db.execute(DAILY, values).fetchall()
        for table in TABLES.values():
            db.execute(LATEST.format(table.name), values).fetchall()
        db.execute("SELECT label FROM client WHERE client_id = :client", values).fetchall()
        db.execute("SELECT * FROM red_flag_answers WHERE client_id = :client", values).fetchall()
