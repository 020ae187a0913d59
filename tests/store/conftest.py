"""The databases that the store contract is held to; a further driver is one more line in DRIVERS."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tracker.domain.client import Actor, Client
from tracker.store.sqlite import SqliteDriver
from tracker.store.store import Store
from tracker.store.transaction import Driver

WITHOUT_WAL_BUG, WITH_WAL_BUG = (3, 51, 3), (3, 40, 1)

# Each opens one database, the same one for the same folder.
DRIVERS: dict[str, Callable[[Path], Driver]] = {
    "sqlite-wal": lambda folder: SqliteDriver(folder / "tracker.db", WITHOUT_WAL_BUG),
    "sqlite-rollback-journal": lambda folder: SqliteDriver(folder / "tracker.db", WITH_WAL_BUG),
}

ANA, BEN = Actor("ana", "client"), Actor("ben", "client")


@pytest.fixture(params=DRIVERS)
def open_driver(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Driver]]:
    """Opens the same database again and again, as several servers would."""
    opened: list[Driver] = []

    def opener() -> Driver:
        opened.append(DRIVERS[request.param](tmp_path))
        return opened[-1]

    yield opener
    for driver in opened:
        driver.close()


@pytest.fixture
def driver(open_driver: Callable[[], Driver]) -> Driver:
    return open_driver()


@pytest.fixture
def store(driver: Driver) -> Store:
    """A store with two clients, ana and ben."""
    opened = Store(driver)
    for actor in (ANA, BEN):
        opened.add_client(actor, Client(client_id=actor.account_id))
    return opened
