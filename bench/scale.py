"""Scale: what one more client and one more check-in cost, in bytes and time; docs/scale.md calculates from these."""

import asyncio
import os
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

from bench import scale_postgres
from bench.crowd import FAST, crowd, measured_record, practice
from bench.row import COMPUTES, WAITS, Row, medians, slope
from bench.served import Tab, product, running
from tracker import clock
from tracker.access.sessions import begin_session
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Client
from tracker.store.schema.tables import TABLES
from tracker.store.store import open_store

CLIENTS, DAYS, LOOKS = 200, 360, 6
WRITERS, WRITES = 8, 15
SAVES = 40
REWRITTEN_CLIENTS = 3_000
OPEN_PAGES, IDLE_SECONDS = (1, 25, 50, 100), 5.0


def run() -> list[Row]:
    """Measure slopes: several sizes each, and what one more adds."""
    return [
        *_arriving(),
        *_packed(),
        *_save(),
        *_writers(),
        *_backup(),
        *_rewrite(),
        *asyncio.run(_open_pages()),
        *scale_postgres.rows(),
    ]


def _arriving() -> Iterator[Row]:
    """Check-ins of many clients, day by day, as they come in a practice: pages are split and stay part empty."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "arriving.db"
        store = open_store(path)
        for number in range(CLIENTS):
            store.clients.add(Client(client_id=f"{number:036}"))
        store.driver.close()
        points = []
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            for pragma in FAST:
                db.execute(f"PRAGMA {pragma}")
            for day in range(DAYS):
                db.execute("BEGIN")
                _one_day(db, day)
                db.execute("COMMIT")
                if day % (DAYS // LOOKS) == DAYS // LOOKS - 1:
                    points.append(((day + 1) * CLIENTS, float(path.stat().st_size)))
            arrived = slope(points)
            db.execute("VACUUM")
        packed = path.stat().st_size / (DAYS * CLIENTS)
    what = "file growth a check-in, arriving day by day; floor: the same packed"
    yield Row(what, arrived, packed, unit="bytes")


def _one_day(db: sqlite3.Connection, day: int) -> None:
    chance = Random(day)
    for number in chance.sample(range(CLIENTS), CLIENTS):
        row = {**TABLES[CheckIn.kind].row(_typical(day, chance)), "client_id": f"{number:036}"}
        names, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        db.execute(f"INSERT INTO check_in ({names}) VALUES ({marks})", row)


def _typical(day: int, chance: Random) -> CheckIn:
    """Return a check-in as full as the sample's usual one."""
    return CheckIn(
        on_date=clock.today() - timedelta(days=DAYS - day), leg_pain_nrs=chance.randint(0, 10),
        back_pain_nrs=chance.randint(0, 10), pain_extent="thigh", side="left", sleep_quality=3, hours_sitting=6.5,
        minutes_active=45, exercises_done=("short_walk", "nerve_slider"), tingling=1, numbness=0, weakness=0,
    )  # fmt: skip


def _packed() -> Iterator[Row]:
    sizes = [(float(clients), float(crowd(clients).stat().st_size)) for clients in (1, 1_000, 10_000)]
    yield Row("file growth a client and year (about 500 entries, packed)", slope(sizes) / 1000, unit="kB")


def _save() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(shutil.copy(crowd(1), Path(folder) / "one.db")))
        record = measured_record(store)
        page = os.open(Path(folder) / "page", os.O_RDWR | os.O_CREAT)

        def sync() -> None:
            os.pwrite(page, b"x" * 4096, 0)
            os.fdatasync(page)

        chance = Random(1)
        waited = medians(
            SAVES,
            WAITS,
            sync=sync,
            save=lambda: record.entries.add(_typical(chance.randint(1, DAYS), chance)),
        )
        spent = medians(
            SAVES, COMPUTES, save=lambda: record.entries.add(_typical(chance.randint(1, DAYS), chance))
        )
        os.close(page)
        store.driver.close()
    yield Row("durable save; floor: one 4 KiB write and fdatasync", waited["save"], waited["sync"])
    yield Row("durable save, processor", spent["save"], unit="ms CPU")


def _writers() -> Iterator[Row]:
    """Return how many saves a second one process makes with eight writers: SQLite has one writer at a time."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(shutil.copy(crowd(1), Path(folder) / "writers.db")))
        record = measured_record(store)

        def write(seed: int) -> list[float]:
            chance, took = Random(seed), []
            for _ in range(WRITES):
                start = time.perf_counter()
                record.entries.add(_typical(chance.randint(1, DAYS), chance))
                took.append((time.perf_counter() - start) * 1000)
            return took

        def rate(writers: int) -> tuple[float, float]:
            start = time.perf_counter()
            with ThreadPoolExecutor(writers) as pool:
                took = sorted(one for each in pool.map(write, range(writers)) for one in each)
            return len(took) / (time.perf_counter() - start), took[int(0.95 * len(took))]

        rate(1)
        (alone, _), (many, wait) = rate(1), rate(WRITERS)
        store.driver.close()
    yield Row(f"saves a second, {WRITERS} writers; floor: 1 writer", many, alone, unit="/s")
    yield Row(f"save with {WRITERS} writers: 95th percentile", wait)


def _backup() -> Iterator[Row]:
    source, took = crowd(1_000), []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            with (
                closing(sqlite3.connect(source)) as db,
                closing(sqlite3.connect(Path(folder) / "copy.db")) as copy,
            ):
                db.backup(copy)
            took.append(time.perf_counter() - start)
    yield Row("online backup, seconds a GB", statistics.median(took) * 1e9 / source.stat().st_size, unit="s")


def _rewrite() -> Iterator[Row]:
    """Return how long wiping after an erasure takes, which rewrites the whole file while saves wait."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(crowd(REWRITTEN_CLIENTS), Path(folder) / "large.db"))
        store, took = open_store(path), []
        for _ in range(2):
            start = time.perf_counter()
            store.driver.forget()
            took.append(time.perf_counter() - start)
        store.driver.close()
        size = path.stat().st_size
    words = f"wiping after an erasure: a file of {size / 1e6:.0f} MB rewritten, seconds a GB"
    yield Row(words, min(took) * 1e9 / size, unit="s")


async def _open_pages() -> list[Row]:
    """Return what a page costs that is open and untouched: memory, and the looks whether it may stay open."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "practice.db"
        accounts = practice(database, OPEN_PAGES[-1])
        store = open_store(database)
        tokens = [begin_session(store, one.account_id) for one in accounts]
        store.driver.close()
        server = product(database)
        tabs: list[Tab] = []
        held, spent = [], []
        with running(server):
            for number in OPEN_PAGES:
                while len(tabs) < number:
                    tabs.append(await Tab(server, tokens[len(tabs)]).open())
                    await tabs[-1].show("check-in")
                before = server.cpu_seconds()
                await asyncio.sleep(IDLE_SECONDS)
                spent.append((float(number), (server.cpu_seconds() - before) * 1000 / IDLE_SECONDS))
                held.append((float(number), server.rss_mb()))
            for tab in tabs:
                await tab.close()
    return [
        Row("an open, untouched check-in page, a second", slope(spent), unit="ms CPU"),
        Row("an open, untouched check-in page", slope(held), unit="MB"),
    ]
