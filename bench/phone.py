"""What the browser benchmarks share: a slow phone and a desktop, floors to serve, and medians with their ratio."""

import gzip
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from bench.row import Row, rounds_of
from tracker.web.middleware import compressed

PROJECT = Path(__file__).parent.parent
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
]
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
# Seconds from navigation until all selectors are there and painted: two frames after they were found. What is in a
# custom widget's shadow is found by "its host >>> what is inside".
SEEN = """(selectors) => new Promise((give) => {
  const isThere = (selector) => {
    const [host, inside] = selector.split(" >>> ");
    const found = [...document.querySelectorAll(host)];
    return inside ? found.some((one) => one.shadowRoot?.querySelector(inside)) : found.length > 0;
  };
  const look = () => selectors.every(isThere)
    ? requestAnimationFrame(() => requestAnimationFrame(() => give(performance.now() / 1000)))
    : requestAnimationFrame(look);
  look();
})"""


@dataclass(frozen=True)
class Screen:
    """What a page is looked at with: the browser's window, how many times slower its processor is made, and its line."""

    window: dict[str, Any] = field(hash=False)
    slowdown: int = 1
    is_slow_4g: bool = False


SLOW_PHONE = Screen(
    {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "user_agent": PHONE}, 4
)
SLOW_PHONE_ON_4G = Screen(SLOW_PHONE.window, SLOW_PHONE.slowdown, is_slow_4g=True)
# Slow 4G as browsers' own tools have it: 150 ms to and fro, 1.6 Mbit/s down and 0.75 up.
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
DESKTOP = Screen({"viewport": {"width": 1280, "height": 900}})


@contextmanager
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield browser
        browser.close()


def first_visit(
    browser: Browser, url: str, *selectors: str, screen: Screen = SLOW_PHONE
) -> tuple[float, int]:
    """Return seconds until all `selectors` are painted with nothing kept, and the bytes that the whole visit took."""
    context = browser.new_context(**screen.window)
    page = context.new_page()
    tools, taken = context.new_cdp_session(page), [0]
    tools.send("Emulation.setCPUThrottlingRate", {"rate": screen.slowdown})
    tools.send("Network.enable")
    if screen.is_slow_4g:
        tools.send("Network.emulateNetworkConditions", SLOW_4G)
    tools.on(
        "Network.loadingFinished",
        lambda event: taken.__setitem__(0, taken[0] + int(event["encodedDataLength"])),
    )
    page.goto(url, wait_until="commit", timeout=120_000)
    seconds = page.evaluate(SEEN, selectors)
    page.wait_for_load_state("networkidle", timeout=120_000)
    context.close()
    return float(seconds), taken[0]


@contextmanager
def serving(body: bytes) -> Iterator[str]:
    """Serve one page from memory, compressed as ours is."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            packed = gzip.compress(body)
            self.send_response(200)
            for name, value in (
                ("content-type", "text/html; charset=utf-8"),
                ("content-encoding", "gzip"),
                ("content-length", str(len(packed))),
            ):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(packed)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@contextmanager
def streamlit(script: Path, cwd: Path, port: int, **environment: str) -> Iterator[str]:
    """Run `streamlit run` until the block ends."""
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        "--server.port",
        str(port),
        "--server.headless",
        "true",
        "--browser.gatherUsageStats",
        "false",
    ]
    server = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urlopen(f"{url}/_stcore/health", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield url
    finally:
        server.terminate()
        server.wait(20)


@contextmanager
def product(database: Path, port: int) -> Iterator[str]:
    """Run our app in personal mode, its static files compressed before as set-up does it."""
    compressed.prepare()
    with streamlit(PROJECT / "dashboard.py", PROJECT, port, TRACKER_DATABASE=str(database)) as url:
        yield url


def free_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="bench-"))


def turns(rounds: int, *measured: Callable[[], tuple[float, int]]) -> list[list[tuple[float, int]]]:
    """Measure in turns, so that whatever else the machine does falls on all alike; the first round warms up."""
    found: list[list[tuple[float, int]]] = [[] for _ in measured]
    for number in range(rounds_of(rounds) + 1):
        for place, measure in enumerate(measured):
            value = measure()
            if number:
                found[place].append(value)
    return found


Visits = list[tuple[float, int]]


def compared(
    what: str,
    ours: Visits,
    floor: Visits,
    most: float | None,
    most_seconds: float | None = None,
    most_kb: float | None = None,
) -> list[Row]:
    """Return the medians of visits as rows: seconds with the ratio we mean to keep to, and kilobytes with their limit."""
    (mine, my_bytes), (theirs, their_bytes) = (
        [statistics.median(column) for column in zip(*measured, strict=True)] for measured in (ours, floor)
    )
    return [
        Row(what, mine, theirs, "s", most=most, most_ours=most_seconds),
        Row("the same visit, kilobytes sent", my_bytes / 1000, their_bytes / 1000, "kB", most_ours=most_kb),
    ]
