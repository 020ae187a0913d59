"""A real browser at a real server: every page is watched for errors and for requests that leave the machine."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.devices import Device, Devices
from tests.browser.visitor import OpenVisitor, Visitor
from tests.live_server import LiveServer
from tests.ports import give_back


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker("browser")


@pytest.fixture(scope="module")
def new_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., LiveServer]]:
    """Start servers, each on a fresh database unless told which."""
    started: list[LiveServer] = []

    def start(prepare: Callable[[LiveServer], None] = lambda _: None, **how: Any) -> LiveServer:
        server = LiveServer(tmp_path_factory.mktemp("browser") / "tracker.db", **how)
        prepare(server)
        started.append(server.start())
        return server

    yield start
    for server in started:
        server.stop()
        give_back(server.port)


@pytest.fixture(scope="module")
def server(new_server: Callable[..., LiveServer]) -> LiveServer:
    """The module's own server, on a fresh database."""
    return new_server()


@pytest.fixture(scope="session")
def devices(browser: Browser) -> Devices:
    return Devices(browser)


@pytest.fixture
def visit(devices: Devices, server: LiveServer) -> Iterator[OpenVisitor]:
    """Open the app as on a phone (the default) or a desktop; complaints of the browser fail the test."""
    lent: list[tuple[Device, str]] = []
    visitors: list[Visitor] = []

    def open_visitor(
        width: int = 390,
        height: int = 844,
        at: LiveServer = server,
        color_scheme: Any = None,
        reduced_motion: Any = None,
        **how: Any,
    ) -> Visitor:
        device = devices.lend(at.url, width, **how)
        lent.append((device, at.url))
        page = device.context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=color_scheme, reduced_motion=reduced_motion)
        visitors.append(Visitor(page, at))
        return visitors[-1]

    yield open_visitor
    for device, url in lent:
        devices.give_back(device, url)
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
