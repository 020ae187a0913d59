"""Who reads and who commits, in turn: SQLite with a rollback journal does not queue them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class CommitGate:
    """Lets the threads of this process read and commit in turn, as a rollback journal asks for.

    SQLite's waiting readers sleep and look again. Where commits follow each other, as on a slow disk, a reader may look
    at the wrong moment each time and be turned away; here those who wait read before the next commit.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._reading = 0
        self._waiting_to_read = 0
        self._is_committing = False

    @contextmanager
    def reading(self, most_seconds: float) -> Iterator[None]:
        """Wait for a commit under way, at most so long; whoever waited longer is left to SQLite."""
        with self._changed:
            self._waiting_to_read += 1
            try:
                self._changed.wait_for(lambda: not self._is_committing, most_seconds)
            finally:
                self._waiting_to_read -= 1
                self._changed.notify_all()
            self._reading += 1
        try:
            yield
        finally:
            with self._changed:
                self._reading -= 1
                self._changed.notify_all()

    @contextmanager
    def committing(self, most_seconds: float) -> Iterator[None]:
        """Keep readers out while one thread commits.

        It waits at most so long for those who wait to read, and as long for those who read; the rest is left to SQLite.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._waiting_to_read, most_seconds)
            self._is_committing = True
            self._changed.wait_for(lambda: not self._reading, most_seconds)
        try:
            yield
        finally:
            with self._changed:
                self._is_committing = False
                self._changed.notify_all()
