"""A served app and its visitors: a Streamlit server in a process of its own, and tabs that speak its protocol."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PROJECT = Path(__file__).parent.parent
FLOORS = Path(__file__).parent / "floors"
START_SECONDS, ANSWER_SECONDS = 90, 60
# Messages that end a run are tiny; the rest is counted, not read, so that the visitors cost little.
SMALL, LARGE = 200, 10_000
BROKEN = (b"Something went wrong", b"StackTrace", b"Traceback")


class Broken(Exception):
    """A page that did not come, or came with an error on it."""


class Served:
    """One server; `rss_mb` is what it holds in memory."""

    def __init__(self, script: Path, folder: Path, **environment: str) -> None:
        self.script, self.folder = script, folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        # Compiled files are kept, as they are wherever the app is installed.
        ours = ("TRACKER_", "STREAMLIT_", "PYTHONDONTWRITEBYTECODE")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.environment = {**kept, "PYTHONPATH": str(PROJECT), **environment}

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            str(self.script),
            "--server.port",
            str(self.port),
        ]
        command += [
            "--server.address",
            "127.0.0.1",
            "--server.headless",
            "true",
            "--browser.gatherUsageStats",
            "false",
        ]
        self.process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/_stcore/health", timeout=5):
                    return
            except (URLError, OSError):
                time.sleep(0.02)
        raise Broken(f"{self.script} did not start")

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def rss_mb(self) -> float:
        """Return the memory it holds, in MB."""
        return self._status("VmRSS") / 1024

    def cpu_seconds(self) -> float:
        """Return the processor's time that it used so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _status(self, name: str) -> int:
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(name))


def product(database: Path) -> Served:
    """Return our app in practice mode on a database."""
    return Served(PROJECT / "dashboard.py", PROJECT, TRACKER_MODE="practice", TRACKER_DATABASE=str(database))


def tuned(page: str, **environment: str) -> Served:
    """Return a page of floors/ on a server tuned as ours, under our config.toml."""
    return Served(FLOORS / "tuned.py", PROJECT, BENCH_PAGE=page, **environment)


def stock(page: str, folder: Path) -> Served:
    """Return a page of floors/ as `streamlit run` serves it, started in a folder without a config.toml."""
    return Served(FLOORS / page, folder)


@contextmanager
def running(*servers: Served) -> Iterator[None]:
    """Run servers while the block lasts."""
    with ExitStack() as stack:
        for server in servers:
            server.start()
            stack.callback(server.stop)
        yield


def fetched(server: Served, path: str, token: str) -> float:
    """Fetch a path of our app as a page's script does; return milliseconds. Raises Broken."""
    asked = Request(f"http://127.0.0.1:{server.port}{path}", headers={"Cookie": f"tracker={token}"})
    start = time.perf_counter()
    try:
        with urlopen(asked, timeout=ANSWER_SECONDS) as answer:
            answer.read()
    except OSError as error:
        raise Broken(f"{path}: {error}") from error
    return (time.perf_counter() - start) * 1000


class Tab:
    """One browser tab: `show` reruns a page and returns how long it took."""

    def __init__(self, server: Served, token: str = "") -> None:
        self.server, self.token = server, token
        self._kept: set[str] = set()

    async def open(self) -> "Tab":
        """Connect, signed in by a session's token when one is given."""
        origin = f"http://127.0.0.1:{self.server.port}"
        self._socket: ClientConnection = await connect(
            f"ws://127.0.0.1:{self.server.port}/_stcore/stream",
            subprotocols=["streamlit", "xsrf"],  # type: ignore[list-item]
            additional_headers={
                "Origin": origin,
                **({"Cookie": f"tracker={self.token}"} if self.token else {}),
            },
            max_size=None,
        )
        return self

    async def show(self, page: str = "", query: str = "", expect: bytes = b"") -> float:
        """Rerun a page; return milliseconds until the script has finished. Raises Broken."""
        asked = BackMsg()
        asked.rerun_script.page_name = page
        asked.rerun_script.query_string = query
        # As a browser does: what it holds already need not be sent again.
        asked.rerun_script.cached_message_hashes.extend(self._kept)
        start = time.perf_counter()
        await self._socket.send(asked.SerializeToString())
        async with asyncio.timeout(ANSWER_SECONDS):
            has_come = not expect
            while True:
                data = await self._socket.recv(decode=False)
                if len(data) >= LARGE:
                    self._keep(data)
                if any(sign in data for sign in BROKEN):
                    raise Broken(f"{page}: {data[:300]!r}")
                has_come = has_come or expect in data
                if len(data) < SMALL and _is_end(data):
                    break
        if not has_come:
            raise Broken(f"{page}: {expect!r} did not come")
        return (time.perf_counter() - start) * 1000

    def _keep(self, data: bytes) -> None:
        message = ForwardMsg()
        message.ParseFromString(data)
        if message.metadata.cacheable:
            self._kept.add(message.hash)

    async def close(self) -> None:
        """Close the tab."""
        await self._socket.close()


def _is_end(data: bytes) -> bool:
    message = ForwardMsg()
    message.ParseFromString(data)
    # A page that leads to another ends early and goes on.
    return message.WhichOneof("type") == "script_finished" and message.script_finished == 0
