"""One client asks for forty heavy things at once: how long another person's page takes meanwhile, beside a quiet server."""

import statistics
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread

from bench.crowd import practice
from bench.row import Row, rounds_of
from bench.served import Broken, Served, product, running
from tracker.access.sessions import begin_session
from tracker.store.store import open_store

ASKED_AT_ONCE, YEARS, LOOKS = 40, 10, 100
HEAVY = ("/report.pdf?full=1", "/export/fhir", "/progress?range=all")
PAGE = "/quick"
LOOK_EVERY_SECONDS = 0.05
# Less patient than the answer asks for.
AGAIN_SECONDS = 1.0


def run() -> list[Row]:
    """Serve two clients of ten years each; one asks again and again, the other opens a page now and then."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "practice.db"
        accounts = practice(database, 2, YEARS)
        store = open_store(database)
        greedy, other = (begin_session(store, one.account_id) for one in accounts)
        store.driver.close()
        server = product(database)
        with running(server):
            for path in (*HEAVY, PAGE):  # what the first of each loads belongs to nobody
                _status(server, path, other)
            quiet = _looks(server, other)
            return [row for path in HEAVY for row in _while_asked(server, path, greedy, other, quiet)]


def _while_asked(server: Served, path: str, greedy: str, other: str, quiet: list[float]) -> list[Row]:
    over, answers = Event(), list[int]()

    def ask() -> None:
        while not over.is_set():
            answers.append(_status(server, path, greedy))
            if answers[-1] != 200:
                over.wait(AGAIN_SECONDS)

    crowd = [Thread(target=ask) for _ in range(ASKED_AT_ONCE)]
    for one in crowd:
        one.start()
    took = _looks(server, other)
    over.set()
    for one in crowd:
        one.join()
    if not {200} <= set(answers) <= {200, 429, 503}:
        raise Broken(f"{path} was answered with {set(answers)}")
    what = f"another's {PAGE} while one client asks for {path} {ASKED_AT_ONCE} times at once"
    return [
        Row(f"{what}: 95th percentile; floor: a quiet server", _p95(took), _p95(quiet)),
        Row(f"{what}: median; floor: a quiet server", statistics.median(took), statistics.median(quiet)),
    ]


def _looks(server: Served, token: str) -> list[float]:
    """Return milliseconds of each look at the page."""
    took = []
    for _ in range(rounds_of(LOOKS)):
        began = time.perf_counter()
        if _status(server, PAGE, token) != 200:
            raise Broken(f"{PAGE} did not come")
        took.append((time.perf_counter() - began) * 1000)
        time.sleep(LOOK_EVERY_SECONDS)
    return took


def _p95(took: list[float]) -> float:
    return sorted(took)[round(0.95 * (len(took) - 1))]


def _status(server: Served, path: str, token: str) -> int:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
    try:
        connection.request("GET", path, headers={"Cookie": f"tracker={token}", "Accept": "text/html"})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()
