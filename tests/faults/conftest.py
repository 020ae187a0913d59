"""Both ways SQLite keeps its promises: the write-ahead log, and the rollback journal of versions with the WAL bug."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.store import sqlite
from tracker.store.sqlite import SqliteDriver, Version
from tracker.store.store import Store

NOBODY = 65534
GOOD, BAD = (3, 51, 3), (3, 40, 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("faults")


@pytest.fixture(params=[GOOD, BAD], ids=["wal", "rollback-journal"])
def version(request: pytest.FixtureRequest) -> Version:
    found: Version = request.param
    return found


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections give up on a lock at once."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)


@pytest.fixture
def store(tmp_path: Path, version: Version) -> Iterator[Store]:
    opened = Store(SqliteDriver(tmp_path / "tracker.db", version))
    yield opened
    opened.driver.close()


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
