"""A real browser at a real server: every page is watched for errors and for requests that leave the machine."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.visitor import PHONE, OpenVisitor, Visitor
from tests.live_server import LiveServer


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker("browser")


@pytest.fixture(scope="module")
def new_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., LiveServer]]:
    """Start servers, each on a fresh database unless told which."""
    started: list[LiveServer] = []

    def start(prepare: Callable[[LiveServer], None] = lambda _: None, **settings: str) -> LiveServer:
        server = LiveServer(tmp_path_factory.mktemp("browser") / "tracker.db", **settings)
        prepare(server)
        started.append(server.start())
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="module")
def server(new_server: Callable[..., LiveServer]) -> LiveServer:
    """The module's own server, on a fresh database."""
    return new_server()


@pytest.fixture
def visit(browser: Browser, server: LiveServer) -> Iterator[OpenVisitor]:
    """Open the app as on a phone (the default) or a desktop; complaints of the browser fail the test."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def open_visitor(width: int = 390, height: int = 844, at: LiveServer = server, **how: Any) -> Visitor:
        is_phone = width < 600
        contexts.append(
            browser.new_context(
                viewport={"width": width, "height": height}, has_touch=is_phone, is_mobile=is_phone,
                user_agent=PHONE if is_phone else None, **{"locale": "en-GB", **how},
            )
        )  # fmt: skip
        visitors.append(Visitor(contexts[-1].new_page(), at))
        return visitors[-1]

    yield open_visitor
    for context in contexts:
        context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
