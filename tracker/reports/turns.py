"""Turns: so many reports are made at once, a few more wait, and the rest are told to come back."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from tracker.errors import TooBusy

# Making one takes a core for a moment; who waits holds one of the server's threads.
AT_ONCE, IN_ALL = 2, 10
_MAKING, _ASKING = BoundedSemaphore(AT_ONCE), BoundedSemaphore(IN_ALL)


@contextmanager
def in_turn() -> Iterator[None]:
    """Wait for a turn and hold it; raises TooBusy when too many wait already."""
    if not _ASKING.acquire(blocking=False):
        raise TooBusy("Many reports are being made right now. Try again in a moment.")
    try:
        with _MAKING:
            yield
    finally:
        _ASKING.release()
