"""A database that is not there when a server starts: waited for if it may come, else one sentence and an exit code."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2 as httpx
import pytest

from tests.faults.replicas import Replica, wait_until_up
from tests.ports import free_port
from tests.postgres_server import PostgresServer
from tests.samples import full_only
from tests.waiting import LONGEST_SECONDS, wait_until
from tracker.errors import StoreAway
from tracker.settings import PROJECT
from tracker.store import store as store_module
from tracker.store.store import open_store_when_up

pytestmark = pytest.mark.faults

WAITING = "Waiting up to {} seconds for the database."
GONE = "The database cannot be reached. Try again in a moment."
# `streamlit run` imports the front door; `serve` becomes the same server.
AS_COMMAND = "from tracker.cli import main; main()"
PATIENCE_SECONDS = 3
# Python runs this file at its start: the only way to shorten the wait of a server of its own.
IMPATIENT = f"import tracker.store.store\ntracker.store.store.START_SECONDS = {PATIENCE_SECONDS}\n"


@pytest.fixture
def own_server(postgres: PostgresServer) -> Iterator[PostgresServer]:
    """One to be stopped; asked for after `postgres`, so that it is skipped where none can run."""
    server = PostgresServer()
    yield server
    server.remove()


def started(how: str, database: str, python_path: Path = PROJECT) -> tuple[int, list[str]]:
    """Start the app on a database, wait until it gives up; return its exit code and lines, without Streamlit's banner."""
    port = str(free_port())
    commands = {
        "serve": [sys.executable, "-c", AS_COMMAND, "serve", "--port", port],
        "streamlit run": [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", port],
    }
    environment = os.environ | {
        "TRACKER_DATABASE": database,
        "PYTHONPATH": os.pathsep.join([str(python_path), str(PROJECT)]),
        "PGPASSWORD": "h0rse",
    }
    done = subprocess.run(
        commands[how],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    lines = [line.strip() for line in f"{done.stdout}\n{done.stderr}".splitlines() if line.strip()]
    return done.returncode, [line for line in lines if "browser" not in line and not line.startswith("URL:")]


WRONG_PASSWORD = ("postgres@", "locked@"), "The database refused the user or the password."
UNKNOWN_USER = ("postgres@", "nobody_known@"), "The database refused the user or the password."
NO_DATABASE = ("/empty_", "/none_"), "There is no such database on the server."


@pytest.mark.parametrize(
    ("change", "said", "how"),
    [
        (*WRONG_PASSWORD, "streamlit run"),
        (*NO_DATABASE, "serve"),
        *full_only(
            (*WRONG_PASSWORD, "serve"),
            (*NO_DATABASE, "streamlit run"),
            (*UNKNOWN_USER, "serve"),
            (*UNKNOWN_USER, "streamlit run"),
        ),
    ],
)
def test_what_waiting_does_not_mend_is_said_at_once(
    own_server: PostgresServer, how: str, change: tuple[str, str], said: str
) -> None:
    own_server.command("CREATE ROLE locked LOGIN PASSWORD 'another'")
    own_server.asks_for_a_password("locked")
    code, lines = started(how, own_server.empty_database().replace(*change))
    assert code == 1
    assert len(lines) == 1
    assert lines[0].endswith(said)
    assert "h0rse" not in lines[0]


@pytest.mark.parametrize("how", ["serve", *full_only("streamlit run")])
def test_where_nothing_listens_it_waits_then_says_so(how: str, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(IMPATIENT)
    nowhere = f"postgresql://tracker:h0rse@127.0.0.1:{free_port()}/tracker"
    code, lines = started(how, nowhere, tmp_path)
    assert code == 1
    assert len(lines) == 2
    assert lines[0].startswith(WAITING.format(PATIENCE_SECONDS))
    assert lines[1].endswith(GONE)
    assert "h0rse" not in "".join(lines)


def test_a_database_that_comes_later_is_found(own_server: PostgresServer, tmp_path: Path) -> None:
    url = own_server.database()
    own_server.stop()
    port = free_port()
    server = Replica(tmp_path, url, f"http://127.0.0.1:{port}")
    server.start()
    try:
        waiting = WAITING.format(30)
        wait_until(lambda: waiting in server.log.read_text("utf-8"), lambda: server.log.read_text("utf-8"))
        own_server.start()
        wait_until_up(server.health)
        assert httpx.get(server.health).text == "ok"
        assert server.log.read_text("utf-8").count(waiting) == 1
        assert "Traceback" not in server.log.read_text("utf-8")
    finally:
        server.stop()


def test_the_wait_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "START_SECONDS", 0.1)
    monkeypatch.setattr(store_module, "AGAIN_SECONDS", 0.01)
    told: list[str] = []
    with pytest.raises(StoreAway, match="cannot be reached"):
        open_store_when_up("postgresql://u@127.0.0.1:1/none", told.append)
    assert len(told) == 1
