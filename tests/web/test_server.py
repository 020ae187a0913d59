"""The running server: whom it answers."""

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.live_server import LiveServer
from tests.waiting import LONGEST_SECONDS


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    live = LiveServer(tmp_path_factory.mktemp("server") / "tracker.db").start()
    yield live
    live.stop()


def status(server: LiveServer, path: str, host: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=LONGEST_SECONDS)
    connection.request("GET", path, headers={"Host": host})
    answer = connection.getresponse().status
    connection.close()
    return answer


@pytest.mark.parametrize("path", ["/check-in", "/healthz", "/assets/icon.svg", "/_stcore/health"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.4"])
def test_other_host_names_are_refused(server: LiveServer, path: str, host: str) -> None:
    assert status(server, path, f"{host}:{server.port}") in (400, 403, 421)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_the_names_of_this_machine_are_answered(server: LiveServer, host: str) -> None:
    assert status(server, "/check-in", f"{host}:{server.port}") == 200


@pytest.mark.parametrize(
    ("host", "origin"), [("evil.example", "http://evil.example"), (None, "http://evil.example")]
)
def test_a_websocket_of_another_site_is_refused(server: LiveServer, host: str | None, origin: str) -> None:
    headers = {"Host": host} if host else {}
    with pytest.raises(InvalidStatus) as refused:
        open_websocket(server, headers, origin)
    assert refused.value.response.status_code in (400, 403, 421)


def test_a_websocket_of_our_own_page_is_answered(server: LiveServer) -> None:
    open_websocket(server, {}, server.url)


def open_websocket(server: LiveServer, headers: dict[str, str], origin: str) -> None:
    address = server.url.replace("http", "ws") + "/_stcore/stream"
    with connect(address, origin=origin, additional_headers=headers, subprotocols=["streamlit"]):  # type: ignore[arg-type,list-item,call-overload]
        pass


def test_usage_statistics_are_off(server: LiveServer) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=LONGEST_SECONDS)
    connection.request("GET", "/_stcore/host-config")
    answer = connection.getresponse()
    assert answer.status == 200
    connection.close()
    assert not any("usage statistics" in line.lower() for line in server.log)


def test_it_listens_on_this_machine_only(server: LiveServer) -> None:
    listening = [line.split()[1:4] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ours = [local for local, _, state in listening if state == "0A" and local.endswith(f":{server.port:04X}")]
    assert ours == [f"0100007F:{server.port:04X}"]
