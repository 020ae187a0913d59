"""What every test may ask for: a fresh store and a personal record, in an environment without our settings."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from postgres_server import PostgresServer

from tracker import clock
from tracker.record import ClientRecord, personal_record
from tracker.store.store import Store, open_store

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium (CHROMIUM names another); without it the tests are skipped, unless TRACKER_REQUIRE_BROWSER=1."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        if os.environ.get("TRACKER_REQUIRE_BROWSER") == "1":
            pytest.fail("Chromium is not installed, and TRACKER_REQUIRE_BROWSER=1 asks for it")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server; where none can run the tests are skipped, unless TRACKER_REQUIRE_POSTGRES=1."""
    try:
        server = PostgresServer()
    except (RuntimeError, OSError) as error:
        if os.environ.get("TRACKER_REQUIRE_POSTGRES") == "1":
            pytest.fail(f"PostgreSQL cannot run, and TRACKER_REQUIRE_POSTGRES=1 asks for it: {error}")
        pytest.skip(f"PostgreSQL cannot run here: {error}")
    yield server
    server.remove()


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    asked = ("TRACKER_REQUIRE_BROWSER", "TRACKER_REQUIRE_POSTGRES", "TRACKER_REQUIRE_NGINX")
    for name in [name for name in os.environ if name.startswith("TRACKER_") and name not in asked]:
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
