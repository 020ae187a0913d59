"""The app as it is served: a real server on its own database, and a client of its sockets."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2 as httpx
import websockets.sync.client
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from tests.ports import free_port
from tests.practice import PASSWORD
from tests.waiting import LONGEST_SECONDS
from tracker.settings import PROJECT
from tracker.store.store import Store, open_store

PUBLIC = "https://tracker.example.org"


class Refused(Exception):
    """The socket was not opened, or was closed."""


@dataclass
class Server:
    """A served practice; `base_url` is set where it stands for one behind a proxy."""

    folder: Path
    base_url: str = ""
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def database(self) -> Path:
        return self.folder / "practice.db"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def here(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        return self.base_url or self.here

    @property
    def headers(self) -> dict[str, str]:
        public = {"host": self.base_url.removeprefix("https://")} if self.base_url else {}
        return {"origin": self.origin, **public}

    @property
    def cookie(self) -> str:
        return "__Host-tracker" if self.base_url else "tracker"

    def start(self) -> None:
        self.port = free_port()
        environment = os.environ | {
            "TRACKER_MODE": "practice", "TRACKER_DATABASE": str(self.database), "TRACKER_BASE_URL": self.base_url,
            "PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1",
        }  # fmt: skip
        command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
        deadline = time.monotonic() + LONGEST_SECONDS
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.here}/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError(f"the server did not start: {self.log.read_text()}")

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(20)

    def rss_mb(self) -> float:
        assert self.process is not None
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024

    def browser(self, username: str | None = None, **headers: str) -> httpx.Client:
        """A browser, signed in when a username is given; sessions' cookies are sent by hand behind a proxy."""
        made = httpx.Client(base_url=self.here, headers={**self.headers, **headers}, timeout=LONGEST_SECONDS)
        if username is not None:
            answer = made.post("/sign-in", data={"username": username, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
        return made

    def holder(self, token: str) -> httpx.Client:
        """A browser that opened a share link, if it opens."""
        made = self.browser()
        made.post(f"/s/{token}")
        return made


@contextmanager
def served(folder: Path, base_url: str = "") -> Iterator[tuple[Server, Store]]:
    """A running server and a store on the same database."""
    server = Server(folder, base_url)
    server.start()
    store = open_store(server.database)
    try:
        yield server, store
    finally:
        store.driver.close()
        server.stop()


class Tab:
    """One browser tab's socket, speaking Streamlit's protocol."""

    def __init__(self, server: Server, browser: httpx.Client, session: str = "", **headers: str) -> None:
        cookie = "; ".join(f"{one.name}={one.value}" for one in browser.cookies.jar)
        given = {"Cookie": cookie} if cookie else {}
        given |= {"Origin": server.origin, **headers}
        try:
            self._connecting = websockets.sync.client.connect(
                f"ws://127.0.0.1:{server.port}/_stcore/stream",
                subprotocols=[Subprotocol(name) for name in ("streamlit", "xsrf", session) if name],
                additional_headers={name: value for name, value in given.items() if value},
                max_size=None,
            )
            self.socket = self._connecting.__enter__()
        except (InvalidStatus, ConnectionClosed) as error:
            raise Refused from error
        self.session = ""

    def show(self, page: str, query: str = "", widgets: dict[str, object] | None = None) -> list[ForwardMsg]:
        """Rerun a page and return what the server sent; raises Refused when the socket closes."""
        asked = BackMsg()
        asked.rerun_script.query_string = query
        asked.rerun_script.page_name = page
        for name, value in (widgets or {}).items():
            state = asked.rerun_script.widget_states.widgets.add(id=name)
            if value is True:
                state.trigger_value = True
            elif isinstance(value, str):
                state.string_value = value
        try:
            self.socket.send(asked.SerializeToString())
            return list(self._until_finished())
        except ConnectionClosed as error:
            raise Refused from error

    def _until_finished(self) -> Iterator[ForwardMsg]:
        while True:
            message = ForwardMsg()
            message.ParseFromString(self.socket.recv(timeout=LONGEST_SECONDS))  # type: ignore[arg-type]
            if message.WhichOneof("type") == "new_session":
                self.session = message.new_session.initialize.session_id
            yield message
            # A page that leads to another finishes early and goes on; the last word is that it succeeded.
            if message.WhichOneof("type") == "script_finished" and message.script_finished in (0, 1):
                return

    def close(self) -> None:
        self.socket.close()


def text_of(messages: list[ForwardMsg]) -> str:
    """Everything that was sent, as text."""
    return "\n".join(str(message) for message in messages)
