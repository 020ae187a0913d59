"""Ports for servers that tests start and stop: none that the system hands to connections meanwhile.

A port that is probed with `bind(0)` and let go may be a browser's own before the server takes it.
"""

import itertools
import os
import socket

# Below where Linux (32768) and others begin to give connections their ports.
_FIRST, _LAST = 10_000, 32_000
# Each worker begins elsewhere.
_fresh = itertools.count(os.getpid() * 131)
_used: list[int] = []


def free_port() -> int:
    """Return a port on which nothing listens, each once."""
    for number in _fresh:
        port = _FIRST + number % (_LAST - _FIRST)
        if _is_free(port):
            return port
    raise AssertionError("there is always a next one")


def used_port() -> int:
    """Return a port that `give_back` gave: at the same address a browser has the scripts compiled. Else a free one."""
    for port in reversed(_used):
        if _is_free(port):
            _used.remove(port)
            return port
    return free_port()


def give_back(port: int) -> None:
    """Let the next server have the port of one that has ended for good."""
    _used.append(port)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the servers do: connections that are over do not keep a port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
