"""Ports for servers that tests start and stop: each once, and none that the system hands to connections meanwhile.

A port that is probed with `bind(0)` and let go may be a browser's own before the server takes it.
"""

import itertools
import os
import socket

# Below where Linux (32768) and others begin to give connections their ports.
_FIRST, _LAST = 10_000, 32_000
# Each worker begins elsewhere.
_candidates = itertools.count(os.getpid() * 131)


def free_port() -> int:
    """Return a port on which nothing listens."""
    for number in _candidates:
        port = _FIRST + number % (_LAST - _FIRST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("there is always a next one")
