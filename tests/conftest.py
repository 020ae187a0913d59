"""What every test may ask for: a fresh store and a personal record, in an environment without our settings."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker import clock
from tracker.record import ClientRecord, personal_record
from tracker.store.store import Store, open_store


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [
        name for name in os.environ if name.startswith("TRACKER_") and name != "TRACKER_REQUIRE_BROWSER"
    ]:
        monkeypatch.delenv(name)
    clock.use_zone(None)
    yield
    clock.use_zone(None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "tracker.db")
    yield opened
    opened.driver.close()


@pytest.fixture
def record(store: Store) -> ClientRecord:
    return personal_record(store)
