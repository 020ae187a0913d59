"""A connection that brings no request ends; one that became a page's socket stays, however long its page is open."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from websockets.asyncio.client import connect

from tests.web.asgi import in_own_loop
from tracker.web.middleware import connections
from tracker.web.middleware.connections import BoundedProtocol

SECONDS = 0.05


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEADER_SECONDS", SECONDS)


async def echo(scope: Any, receive: Any, send: Any) -> None:
    assert scope["type"] == "websocket"
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


@asynccontextmanager
async def served() -> AsyncIterator[int]:
    server = uvicorn.Server(
        uvicorn.Config(echo, port=0, http=BoundedProtocol, lifespan="off", log_level="error")
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it by this alone
        await asyncio.sleep(0)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


def test_a_page_s_socket_outlives_the_wait_for_headers() -> None:
    async def walk() -> None:
        async with served() as port, connect(f"ws://127.0.0.1:{port}/") as socket:
            loop = asyncio.get_running_loop()
            end = loop.time() + 20 * SECONDS
            while loop.time() < end:
                await socket.send("still here?")
                assert await socket.recv() == "still here?"

    in_own_loop(walk())


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nhost: x\r\n"])
def test_a_connection_that_never_asks_ends(begun: bytes) -> None:
    async def walk() -> None:
        async with served() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(begun)
            assert await reader.read() == b""
            writer.close()

    in_own_loop(walk())
