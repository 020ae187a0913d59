"""What every test may ask for: a fresh store and a personal record, in an environment without our settings."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect, sync_playwright

from tests import one_clock
from tests.fair_tries import MONDAY
from tests.mail_server import SENDER, MailServer, mail_server
from tests.postgres_server import PostgresServer
from tests.samples import IS_FULL
from tests.set_clock import SetClock
from tests.waiting import LONGEST_MS
from tracker import clock
from tracker.access import passwords
from tracker.installation import installation
from tracker.record import ClientRecord, personal_record
from tracker.store.store import Store, open_store

one_clock.stop()
expect.set_options(timeout=LONGEST_MS)
# The same examples in every run, however slow the machine; --hypothesis-profile=random looks for new ones.
settings.register_profile("random", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("random"), derandomize=True, database=None)
settings.load_profile("same")

# The first is the same engine without the windows, and takes a third less of a processor for a page.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
    # Scripts that are optimised beside what runs take more of a processor that other tests wait for.
    "--js-flags=--no-concurrent-recompilation --no-concurrent-sparkplug",
]  # fmt: skip


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Ten thousand tests are collected to stay: to look again and again for what of them is garbage doubles the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is judged by time or takes minutes is left to `make security` and `make sweeps`.

    Files with browsers and killed servers go first: they mostly wait, and at the end nothing would fill the waiting.
    """
    if not IS_FULL:
        items[:] = [item for item in items if not item.get_closest_marker("exhaustive")]
    waiting = {
        item.path for item in items if item.get_closest_marker("browser") or item.get_closest_marker("faults")
    }
    items.sort(key=lambda item: item.path not in waiting)


@pytest.fixture
def monkeypatch(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """As pytest's own; and the app, which reads its settings once, reads them again after `setenv`."""
    set_variable = monkeypatch.setenv

    def setenv(*args: Any, **named: Any) -> None:
        set_variable(*args, **named)
        installation.cache_clear()

    monkeypatch.setenv = setenv  # type: ignore[method-assign]
    yield monkeypatch
    installation.cache_clear()


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


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """A mail server that the settings name."""
    with mail_server() as (server, port):
        monkeypatch.setenv("TRACKER_SMTP", f"smtp://127.0.0.1:{port}")
        monkeypatch.setenv("TRACKER_MAIL_FROM", SENDER)
        yield server


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    ours = [name for name in os.environ if name.startswith("TRACKER_")]
    for name in [name for name in ours if not name.startswith("TRACKER_REQUIRE_")]:
        monkeypatch.delenv(name)
    clock.use_zone(None)
    clock.use_practice_zone("")
    yield
    clock.use_zone(None)


@pytest.fixture(scope="session")
def up_to_date(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Makes an empty SQLite database that is up to date: a copy, a tenth of the steps' time and no waiting for the disk."""
    model = tmp_path_factory.mktemp("model") / "tracker.db"
    open_store(model).driver.close()

    def make(path: Path) -> Path:
        shutil.copy(model, path)
        return path

    return make


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """The clock of this process, set to the Monday on which a test's fair tries begin."""
    set_clock = SetClock(monkeypatch)
    set_clock.set(MONDAY)
    return set_clock


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords that cost little to hash; what a hash must cost is tested where it is made."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobody.cache_clear()
    yield
    passwords._nobody.cache_clear()


@pytest.fixture
def store(up_to_date: Callable[[Path], Path], tmp_path: Path) -> Iterator[Store]:
    opened = open_store(up_to_date(tmp_path / "tracker.db"))
    yield opened
    opened.driver.close()


@pytest.fixture
def record(store: Store) -> ClientRecord:
    return personal_record(store)
