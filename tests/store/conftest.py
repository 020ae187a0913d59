"""The databases that the store contract is held to; a further driver is one more line in DRIVERS."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tracker.domain.client import Actor, Client, Role
from tracker.record import personal_record
from tracker.store.drivers import sqlite
from tracker.store.drivers.postgres import PostgresDriver
from tracker.store.drivers.sqlite import SqliteDriver, Version
from tracker.store.store import Store
from tracker.store.transaction import Driver

WITHOUT_WAL_BUG, WITH_WAL_BUG = (3, 51, 3), (3, 40, 1)
NOBODY = 65534

# Each opens one database, the same one for the same folder.
DRIVERS: dict[str, Callable[[Path], Driver]] = {
    "sqlite-wal": lambda folder: SqliteDriver(folder / "tracker.db", WITHOUT_WAL_BUG),
    "sqlite-rollback-journal": lambda folder: SqliteDriver(folder / "tracker.db", WITH_WAL_BUG),
}
POSTGRES = "postgres"

ANA, BEN = Actor("ana", Role.CLIENT), Actor("ben", Role.CLIENT)


@pytest.fixture(params=[*DRIVERS, POSTGRES])
def open_driver(
    request: pytest.FixtureRequest, up_to_date: Callable[[Path], Path], tmp_path: Path
) -> Iterator[Callable[[], Driver]]:
    """Opens the same database again and again, as several servers would."""
    opened: list[Driver] = []
    url = request.getfixturevalue("postgres").database() if request.param == POSTGRES else ""
    if not url:
        up_to_date(tmp_path / "tracker.db")

    def opener() -> Driver:
        opened.append(PostgresDriver(url) if url else DRIVERS[request.param](tmp_path))
        return opened[-1]

    yield opener
    for driver in opened:
        driver.close()
    if url:
        request.getfixturevalue("postgres").drop(url)


@pytest.fixture(scope="module", params=[*DRIVERS, POSTGRES])
def lasting_store(
    request: pytest.FixtureRequest,
    up_to_date: Callable[[Path], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Store]:
    """A store with the personal record for a whole file of tests: each leaves it as it was."""
    folder = tmp_path_factory.mktemp("lasting")
    if request.param == POSTGRES:
        driver: Driver = PostgresDriver(request.getfixturevalue("postgres").database())
    else:
        up_to_date(folder / "tracker.db")
        driver = DRIVERS[request.param](folder)
    store = Store(driver)
    personal_record(store)
    yield store
    driver.close()


@pytest.fixture
def driver(open_driver: Callable[[], Driver]) -> Driver:
    return open_driver()


@pytest.fixture
def store(driver: Driver) -> Store:
    """A store with two clients, ana and ben."""
    opened = Store(driver)
    for actor in (ANA, BEN):
        opened.clients.add(Client(client_id=actor.account_id))
    return opened


@pytest.fixture
def tamper(driver: Driver) -> Callable[[str], None]:
    """Changes the database past the app, as who owns it could."""

    def change(statement: str) -> None:
        if isinstance(driver, PostgresDriver):
            with psycopg.connect(driver.url, autocommit=True) as db:
                db.execute(statement.encode())
        else:
            with driver.writing() as db:
                driver.run(db, statement, {})

    return change


# For the tests of SQLite alone


@pytest.fixture(params=[WITHOUT_WAL_BUG, WITH_WAL_BUG], ids=["wal", "rollback-journal"])
def version(request: pytest.FixtureRequest) -> Version:
    found: Version = request.param
    return found


@pytest.fixture
def sqlite_store(tmp_path: Path, version: Version) -> Iterator[Store]:
    opened = Store(SqliteDriver(tmp_path / "tracker.db", version))
    yield opened
    opened.driver.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections give up on a lock at once."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)


@pytest.fixture
def ordinary_folder() -> Iterator[Path]:
    """A folder of an ordinary user, who the test runs as: permission bits mean nothing to root."""
    folder = Path(tempfile.mkdtemp())  # not tmp_path, whose parents only root may enter
    was_root = os.geteuid() == 0
    if was_root:
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    yield folder
    if was_root:
        os.seteuid(0)
    folder.chmod(0o700)
    shutil.rmtree(folder)
