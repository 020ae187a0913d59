"""Waiting for what comes: as long as a busy machine may take for it, and no longer than it takes."""

import time
from collections.abc import Callable

# Far beyond what anything takes: a test that fails here has found a fault, not a machine with other work.
LONGEST_SECONDS = 120
LONGEST_MS = 1000 * LONGEST_SECONDS
_AGAIN_SECONDS = 0.02


def wait_until(is_so: Callable[[], bool], what: Callable[[], str] | str) -> None:
    """Ask again and again; `what` says what had not come about when time was up."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, what if isinstance(what, str) else what()
        time.sleep(_AGAIN_SECONDS)
