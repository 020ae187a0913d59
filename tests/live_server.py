"""The real server as its own process, on a free port and a database of its own: started, killed, started again."""

import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.ports import used_port
from tests.waiting import LONGEST_SECONDS
from tracker.record import ClientRecord, personal_record
from tracker.settings import PROJECT
from tracker.store.store import open_store


class LiveServer:
    """Serve the app as `streamlit run dashboard.py` does; `log` holds what it printed."""

    def __init__(self, database: Path, **settings: str) -> None:
        self.database = database
        self.settings = settings
        self.log: list[str] = []
        self.times_away = 0
        self.port = used_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> "LiveServer":
        """Start it and return when it answers."""
        command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(self.port)]
        environment = {
            **os.environ,
            "TRACKER_DATABASE": str(self.database),
            "PYTHONUNBUFFERED": "1",
            **self.settings,
        }
        self._process = subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        is_up = threading.Event()
        threading.Thread(target=self._listen, args=[self._process, is_up], daemon=True).start()
        assert is_up.wait(LONGEST_SECONDS), "".join(self.log)
        # Where another test run's server has the port, ours has ended, and theirs would answer below.
        assert self._process.poll() is None, "".join(self.log)
        with urlopen(f"{self.url}/healthz", timeout=LONGEST_SECONDS) as answer:
            assert answer.status == 200
        return self

    def _listen(self, process: Any, is_up: threading.Event) -> None:
        for line in process.stdout:
            self.log.append(line)
            if re.search(r"URL: http", line):
                is_up.set()
        is_up.set()

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL."""
        self.times_away += 1
        self._process.kill()
        self._process.wait()

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
