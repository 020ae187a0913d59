"""The real server as its own process, on a free port and a database of its own: started, killed, started again."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.forked_server import ForkedServer
from tests.ports import used_port
from tests.waiting import LONGEST_SECONDS, wait_until
from tracker.record import ClientRecord, personal_record
from tracker.store.store import open_store


class LiveServer:
    """Serve the app as `streamlit run dashboard.py` does; `change` is a file of Python that runs before."""

    def __init__(self, database: Path, change: Path | None = None, **settings: str) -> None:
        self.database = database
        self.settings = settings
        self.change = change
        self.times_away = 0
        self.port = used_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = database.with_suffix(".log")

    def start(self) -> "LiveServer":
        """Start it and return when it answers."""
        own = {"TRACKER_DATABASE": str(self.database), "TRACKER_PORT": str(self.port)}
        environment = {**os.environ, **own, **self.settings}
        before = len(self.log)
        self._process = ForkedServer(self.port, environment, self._log, self.change)
        wait_until(
            lambda: "URL: http" in self.log[before:] or self._process.poll() is not None, lambda: self.log
        )
        # Where another test run's server has the port, ours has ended, and theirs would answer below.
        assert self._process.poll() is None, self.log
        with urlopen(f"{self.url}/healthz", timeout=LONGEST_SECONDS) as answer:
            assert answer.status == 200
        return self

    @property
    def log(self) -> str:
        """Return what it printed since its first start."""
        return self._log.read_text("utf-8") if self._log.exists() else ""

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL."""
        self.times_away += 1
        self._process.kill()
        self._process.wait()

    @contextmanager
    def silent(self) -> Iterator[None]:
        """For a while take connections and answer none, as a network does that is there and carries nothing."""
        self.times_away += 1
        os.kill(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._process.pid, signal.SIGCONT)

    def stop(self) -> None:
        """End it in good order."""
        self.times_away += 1
        self._process.terminate()
        try:
            self._process.wait(LONGEST_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def record(self) -> ClientRecord:
        """Return the record in the server's database, as another program sees it."""
        return personal_record(open_store(self.database))
