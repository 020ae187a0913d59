"""Connections: how many descriptors there are, and how much and how long may come before a request is one."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

try:
    import resource
except ImportError:  # no such limits on this system
    resource = None  # type: ignore[assignment]

MOST_HEADER_BYTES = 32_768
HEADER_SECONDS = 20.0
MOST_DESCRIPTORS = 65_536
USUAL_DESCRIPTORS = 1_024
# Connections that are no pages may take this part of the descriptors, pages most of the rest.
PART_OF_CONNECTIONS = 8
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


def raise_descriptors() -> None:
    """Take as many descriptors as the system gives without asking; many start a program with 1,024."""
    if resource is not None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MOST_DESCRIPTORS)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def descriptors() -> int:
    """Return how many files and connections this process may have open."""
    if resource is None:
        return USUAL_DESCRIPTORS
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return MOST_DESCRIPTORS if soft == resource.RLIM_INFINITY else soft


def bound_connections() -> None:
    """Have uvicorn make bounded connections: it takes no class of ours from `streamlit run`, so its own makes ours."""
    HttpToolsProtocol.__new__ = _bounded  # type: ignore[method-assign,assignment]


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, with bounds on what it does not bound: headers, trailers, and how slowly they come."""

    _unread = 0
    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if len(self.connections) > descriptors() // PART_OF_CONNECTIONS:
            transport.close()
        else:
            self._wait_for_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._unread += len(data)
        super().data_received(data)
        if self._unread > MOST_HEADER_BYTES and self.parser is not None and not self.transport.is_closing():
            self.transport.write(TOO_LARGE)
            self.transport.close()
        # A connection that has become a page's socket is no longer ours: it may be quiet for as long as its page.
        is_ours = self.transport.get_protocol() is self
        if is_ours and self._waiting is None and (self.cycle is None or self.cycle.response_complete):
            self._wait_for_headers()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._wait_for_headers()

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        self._unread = 0
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        usual, self.app = self.app, _too_large if size > MOST_HEADER_BYTES else self.app
        super().on_headers_complete()
        self.app = usual

    def on_body(self, body: bytes) -> None:
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unread = 0
        super().on_message_complete()

    def _wait_for_headers(self) -> None:
        self._stop_waiting()
        self._waiting = self.loop.call_later(HEADER_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def _bounded(_cls: type, *_: Any, **__: Any) -> BoundedProtocol:
    return object.__new__(BoundedProtocol)


async def _too_large(_scope: Any, _receive: Any, send: Any) -> None:
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 431, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
