"""An app on a fresh database for every test, with helpers to look into its record."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner

from tests.pages.opened_app import OpenedApp
from tracker import clock, installation
from tracker.exchange.sample import fill
from tracker.record import ClientRecord
from tracker.store.drivers import sqlite
from tracker.store.drivers.sqlite import SqliteDriver
from tracker.store.store import Store


@pytest.fixture(scope="session", autouse=True)
def _components_looked_up_once() -> Iterator[None]:
    """What is installed stays the same; every tab opened by AppTest would read through all of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield


@pytest.fixture
def driver(store: Store) -> SqliteDriver:
    assert isinstance(store.driver, SqliteDriver)
    return store.driver


@pytest.fixture(autouse=True)
def database(driver: SqliteDriver, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The app's database, which `record` looks into as another program would."""
    monkeypatch.setenv("TRACKER_DATABASE", str(driver.path))
    yield driver.path
    if driver.path.exists():
        installation.installation().store.driver.close()
    installation.installation.cache_clear()
    installation._store.cache_clear()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app gives up on a lock at once; a test that holds one has no need to wait for it."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)


@pytest.fixture
def app(record: ClientRecord) -> OpenedApp:
    return OpenedApp()


@pytest.fixture
def sample(store: Store) -> None:
    """Half a year of invented entries."""
    fill(store, clients=1, years=0.5, seed=11)


@pytest.fixture
def days_ago() -> Callable[[int], Any]:
    return lambda days: clock.today() - timedelta(days=days)
