"""Scale on PostgreSQL: what a save, a connection, a row and a look cost there; part of the benchmark `scale`."""

import importlib.util
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from bench.crowd import MEASURED, THERAPIST, crowd, measured_record
from bench.row import COMPUTES, WAITS, Row, medians, rounds_of, slope
from bench.store import read_frames
from tracker import clock
from tracker.access.sessions import begin_session, identities_of_sessions, identity_of_session
from tracker.caseload import caseload
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Actor, Client, Role
from tracker.record import ClientRecord
from tracker.store.copying import copy_database
from tracker.store.drivers.postgres import PostgresDriver
from tracker.store.store import Store, open_store

SERVER = Path(__file__).parent.parent / "tests" / "postgres_server.py"
CLIENTS, WRITERS = 200, 8
SAVES, LINES, READS = 100, 400, 9
ARRIVING_CLIENTS, ARRIVING_DAYS, LOOKS = 50, 360, 6
CONNECTIONS = (2, 10, 20, 40)
SESSIONS = (1, 250, 500, 1_000)
# The server's own processes are asked what they used, in hundredths of a second: below this the figure is noise.
LEAST_SAVES = 400


def rows() -> list[Row]:
    """Measure on a durable server of our own; without one, say so and measure nothing."""
    try:
        server = _server()
    except (ImportError, OSError, RuntimeError) as error:
        print(f"scale: PostgreSQL skipped, no server can be started here: {error}", file=sys.stderr)
        return []
    try:
        return [*_copied(server), *_arriving(server), *_connections(server)]
    finally:
        server.remove()


def _server() -> Any:
    """Start a server as the tests do, but durable."""
    spec = importlib.util.spec_from_file_location("postgres_server", SERVER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PostgresServer(module.DURABLE)


@contextmanager
def _opened(url: str) -> Iterator[Store]:
    store = open_store(url)
    try:
        yield store
    finally:
        store.driver.close()


def _copied(server: Any) -> Iterator[Row]:
    url = server.empty_database()
    source = open_store(crowd(CLIENTS))
    with _opened(url) as store:
        version = store.driver.facts()["postgresql version"].split()[0]
        before, start = _size(url), time.perf_counter()
        copied = copy_database(source, store)
        took = time.perf_counter() - start
        source.driver.close()
        words = f"PostgreSQL {version}: copy-database there, {copied:,} rows, each compared"
        yield Row(words, copied / took, unit="rows/s")
        grown = (_size(url) - before) / (copied / 500) / 1000
        yield Row("PostgreSQL: growth a client and year (about 500 entries, copied in)", grown, unit="kB")
        yield from _save(store, server)
        yield from _writers(store)
        yield from _audit(store)
        yield from _read(store, url)
        yield from _look(store)


def _size(url: str) -> int:
    with psycopg.connect(url) as db:
        (size,) = db.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
    return int(size)


def _check_in(chance: Random) -> CheckIn:
    day = clock.today() - timedelta(days=chance.randint(1, 300))
    return CheckIn(
        on_date=day, leg_pain_nrs=chance.randint(0, 10), back_pain_nrs=2, sleep_quality=3, tingling=1
    )


def _save(store: Store, server: Any) -> Iterator[Row]:
    record, chance = measured_record(store), Random(2)
    with closing(psycopg.connect(store.driver.url, autocommit=True)) as db:  # type: ignore[attr-defined]
        db.execute("CREATE TABLE bare (number bigserial PRIMARY KEY, words text)")
        took = medians(
            SAVES,
            WAITS,
            floor=lambda: db.execute("INSERT INTO bare (words) VALUES ('a short line')"),
            ours=lambda: record.entries.add(_check_in(chance)),
        )
        db.execute("DROP TABLE bare")
    yield Row("PostgreSQL: durable save (fsync); floor: one bare insert", took["ours"], took["floor"])
    spent = medians(SAVES, COMPUTES, ours=lambda: record.entries.add(_check_in(chance)))
    yield Row("PostgreSQL: durable save, processor in the app", spent["ours"], unit="ms CPU")
    saves, before = max(LEAST_SAVES, rounds_of(LEAST_SAVES)), _server_seconds(server)
    for _ in range(saves):
        record.entries.add(_check_in(chance))
    used = (_server_seconds(server) - before) * 1000 / saves
    yield Row("PostgreSQL: durable save, processor in the server", used, unit="ms CPU")


def _server_seconds(server: Any) -> float:
    """Return the processor's time that the server and its children used, in seconds."""
    hundredths = 0
    for pid in _processes(server):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        hundredths += sum(map(int, fields[11:15]))
    return hundredths / 100


def _processes(server: Any) -> list[int]:
    first = int((server.data / "postmaster.pid").read_text().split()[0])
    return [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]


def _rate(work: Callable[[int, Random], object], writers: int, times: int) -> float:
    """Return how often a second threads do a piece of work."""

    def repeat(number: int) -> None:
        chance = Random(number)
        for _ in range(times // writers):
            work(number, chance)

    start = time.perf_counter()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(repeat, range(writers)))
    return times // writers * writers / (time.perf_counter() - start)


def _writers(store: Store) -> Iterator[Row]:
    records = [_client(store, f"writer {number}") for number in range(WRITERS)]

    def save(number: int, chance: Random) -> None:
        records[number].entries.add(_check_in(chance))

    _rate(save, WRITERS, WRITERS * 4)
    times = max(WRITERS, rounds_of(LINES))
    alone, many = _rate(save, 1, times), _rate(save, WRITERS, times)
    yield Row(f"PostgreSQL: saves a second, {WRITERS} clients at once; floor: 1", many, alone, unit="/s")


def _client(store: Store, client_id: str) -> ClientRecord:
    actor = Actor(client_id, Role.CLIENT)
    store.clients.add(Client(client_id=client_id))
    return ClientRecord(store, actor, client_id)


def _audit(store: Store) -> Iterator[Row]:
    actor = Actor(MEASURED, Role.CLIENT)

    def note(_number: int, _chance: Random) -> None:
        store.audit.note(actor, "looked", clock.utc_now(), MEASURED)

    _rate(note, WRITERS, WRITERS * 4)
    times = max(WRITERS, rounds_of(LINES))
    alone, many = _rate(note, 1, times), _rate(note, WRITERS, times)
    yield Row(f"PostgreSQL: audit lines a second, {WRITERS} at once; floor: 1", many, alone, unit="/s")


def _read(store: Store, url: str) -> Iterator[Row]:
    therapist = store.accounts.named(THERAPIST)
    assert therapist is not None
    with _opened(url) as bare, closing(open_store(crowd(CLIENTS)).driver) as file:
        assert isinstance(bare.driver, PostgresDriver)
        bare.driver._role = None  # a superuser, whom no policy holds
        records = {
            "file": measured_record(Store(file)),
            "ours": measured_record(store),
            "bare": measured_record(bare),
        }
        for clocks, unit in ((WAITS, "ms"), (COMPUTES, "ms CPU")):
            reads: dict[str, Callable[[], object]] = {
                name: partial(read_frames, record) for name, record in records.items()
            }
            took = medians(READS, clocks, **reads)
            yield Row(
                "PostgreSQL: ten years read into frames; floor: SQLite", took["ours"], took["file"], unit
            )
            words = "PostgreSQL: row-level security, ten years read; floor: without"
            yield Row(words, took["ours"], took["bare"], unit)
        chance = Random(3)
        saved = medians(
            SAVES,
            WAITS,
            ours=lambda: records["ours"].entries.add(_check_in(chance)),
            bare=lambda: records["bare"].entries.add(_check_in(chance)),
        )
        yield Row("PostgreSQL: row-level security, save; floor: without", saved["ours"], saved["bare"])
        today = clock.today()
        listed = medians(
            READS,
            WAITS,
            ours=lambda: caseload(store, therapist, today),
            file=lambda: caseload(Store(file), therapist, today),
        )
        yield Row("PostgreSQL: caseload of 50; floor: SQLite", listed["ours"], listed["file"])


def _look(store: Store) -> Iterator[Row]:
    """Return what looking whether open pages may stay open costs: one by one, and all of a process at once."""
    therapist = store.accounts.named(THERAPIST)
    assert therapist is not None
    for _ in range(SESSIONS[-1]):
        begin_session(store, therapist.account_id)
    ids = [str(row[0]) for row in store.read("SELECT session_id FROM web_session")[1]]
    points = []
    for number in SESSIONS:
        took = medians(READS, COMPUTES, all=lambda number=number: identities_of_sessions(store, ids[:number]))  # type: ignore[misc]
        points.append((float(number), took["all"] * 1000))
    one = medians(READS, COMPUTES, one=lambda: identity_of_session(store, ids[0]))["one"]
    yield Row(
        "PostgreSQL: a look at one more open page; floor: each asked alone",
        slope(points),
        one * 1000,
        "us CPU",
    )


def _arriving(server: Any) -> Iterator[Row]:
    """Check-ins of many clients, day by day, through the record's own insert."""
    with _opened(server.database()) as store:
        clients = [_client(store, f"{number:036}").client_id for number in range(ARRIVING_CLIENTS)]
        points, chance = [], Random(4)
        for day in range(ARRIVING_DAYS):
            with store.together():
                for client_id in chance.sample(clients, len(clients)):
                    store.entries.add(client_id, _typical(day, chance))
            if day % (ARRIVING_DAYS // LOOKS) == ARRIVING_DAYS // LOOKS - 1:
                size = store.read("SELECT pg_total_relation_size('check_in')")[1][0][0]
                points.append((float((day + 1) * len(clients)), float(size)))
    yield Row(
        "PostgreSQL: table and index growth a check-in, arriving day by day", slope(points), unit="bytes"
    )


def _typical(day: int, chance: Random) -> CheckIn:
    return CheckIn(
        on_date=clock.today() - timedelta(days=ARRIVING_DAYS - day), leg_pain_nrs=chance.randint(0, 10),
        back_pain_nrs=chance.randint(0, 10), pain_extent="thigh", side="left", sleep_quality=3, hours_sitting=6.5,
        minutes_active=45, exercises_done=("short_walk", "nerve_slider"), tingling=1, numbness=0, weakness=0,
    )  # fmt: skip


def _connections(server: Any) -> Iterator[Row]:
    """Memory of the server for one more connection that has read and saved: shared pages count once for all."""
    url, points = server.database(), []
    opened: list[Store] = []
    try:
        for number in CONNECTIONS:
            while len(opened) < number:
                store = open_store(url)
                opened.append(store)
                record = _client(store, f"client {len(opened)}")
                record.entries.add(_check_in(Random(5)))
                record.entries.all()
            points.append((float(number), sum(map(_pss_mb, _processes(server)))))
    finally:
        for store in opened:
            store.driver.close()
    yield Row("PostgreSQL: memory of the server, one more connection", slope(points), unit="MB")


def _pss_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
