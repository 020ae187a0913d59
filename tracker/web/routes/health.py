"""/healthz: whether the database can be read at each ask, and written now and then."""

import time
from functools import lru_cache
from threading import Lock

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from tracker import clock
from tracker.errors import TrackerError
from tracker.installation import installation
from tracker.store.store import Store
from tracker.web.forms import get_route

# Monitors ask every few seconds; each write is one sync of the disk.
WRITE_EVERY_SECONDS, AFTER_FAILURE_SECONDS = 60.0, 5.0


def routes() -> list[BaseRoute]:
    """Return the route of this file."""
    return [get_route("/healthz", _healthz)]


class Writing:
    """The last try at a write in this process, and when the next one is due."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._next_at = 0.0
        self._failure = ""

    def failure(self) -> str:
        """Return why nothing can be saved, one sentence; empty when the last try was kept."""
        with self._lock:
            if time.monotonic() >= self._next_at:
                self._failure = self._try()
                self._next_at = time.monotonic() + (
                    AFTER_FAILURE_SECONDS if self._failure else WRITE_EVERY_SECONDS
                )
            return self._failure

    def _try(self) -> str:
        now = clock.utc_now()
        try:
            self._store.attempts.add("healthz", now, now)
        except TrackerError as error:
            return error.sentence.removeprefix("Not saved. ")
        return ""


@lru_cache(maxsize=8)
def _writing(store: Store) -> Writing:
    return Writing(store)


def _healthz(_request: Request) -> Response:
    """Answer whether the store can be read and written."""
    store = installation().store
    try:
        newer = store.driver.ping()
    except TrackerError as error:
        return PlainTextResponse(error.sentence, 503)
    if failure := _writing(store).failure():
        return PlainTextResponse(f"Records can be read, but nothing can be saved. {failure}", 503)
    if newer:  # it goes on serving: the servers of a practice are updated one after the other
        return PlainTextResponse(
            f"ok, but the database is of a newer version ({', '.join(newer)}). Update this server."
        )
    return PlainTextResponse("ok")
