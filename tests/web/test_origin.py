"""Who may write and open sockets: our own pages at our own address, and nobody else's."""

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.practice import client_account
from tests.web.stand_in import HERE, SOCKET
from tracker.store.store import Store
from tracker.web.middleware.origin import OriginCheck

PUBLIC = "tracker.example.org"
# Host, Origin, Sec-Fetch-Site, whether a form is taken, whether a socket opens; None leaves the header out.
CASES = [
    ("127.0.0.1", HERE, "same-origin", True, True),
    ("127.0.0.1", HERE, None, True, True),
    ("127.0.0.1", "null", "same-origin", True, False),
    ("127.0.0.1", None, "same-origin", True, False),
    ("127.0.0.1", None, None, False, False),
    ("127.0.0.1", "null", None, False, False),
    ("127.0.0.1", "null", "cross-site", False, False),
    ("127.0.0.1", HERE, "cross-site", False, True),
    ("127.0.0.1", HERE, "same-site", False, True),
    ("127.0.0.1", HERE, "none", False, True),
    ("127.0.0.1", "https://127.0.0.1", "same-origin", False, False),
    ("127.0.0.1", "http://127.0.0.1:9999", "same-site", False, False),
    ("127.0.0.1", "http://127.0.0.1:9999", None, False, False),
    ("127.0.0.1", "http://localhost", "cross-site", False, False),
    ("127.0.0.1", "https://evil.example", "cross-site", False, False),
    ("127.0.0.1", "https://evil.example", None, False, False),
    ("127.0.0.1", "https://evil.example", "same-origin", False, False),
    ("127.0.0.1", "http://127.0.0.1.evil.example", None, False, False),
    ("127.0.0.1", "http://evil.example#http://127.0.0.1", None, False, False),
    ("127.0.0.1", "", None, False, False),
    ("127.0.0.1", None, "cross-site", False, False),
    ("localhost:8501", "http://localhost:8501", "same-origin", True, True),
    ("[::1]:8501", "http://[::1]:8501", "same-origin", True, True),
    ("evil.example", "http://evil.example", "same-origin", False, False),
    ("127.0.0.1.evil.example", "http://127.0.0.1.evil.example", "same-origin", False, False),
    ("127.0.0.1@evil.example", HERE, "same-origin", False, False),
    ("localhost.", "http://localhost.", "same-origin", False, False),
    ("", HERE, "same-origin", False, False),
]


def asking(host: str, origin: str | None, site: str | None) -> dict[str, str]:
    named = {"host": host, "origin": origin, "sec-fetch-site": site}
    return {name: value for name, value in named.items() if value is not None}


@pytest.mark.parametrize(("host", "origin", "site", "is_taken", "opens"), CASES)
def test_only_our_own_pages_write_and_open_sockets(
    practice: Store, browser, host: str, origin: str | None, site: str | None, is_taken: bool, opens: bool
) -> None:
    client_account(practice, "ann")
    ann = browser("ann")
    del ann.headers["origin"]
    answer = ann.post("/consent", data={}, headers=asking(host, origin, site))
    assert (answer.status_code not in (403, 421)) is is_taken
    asked = {"accept": "*/*", **asking(host, origin, site)}
    if opens:
        with ann.websocket_connect(SOCKET, headers=asked) as socket:
            assert len(socket.receive_json()["uid"]) == 1
    else:
        with pytest.raises(WebSocketDisconnect), ann.websocket_connect(SOCKET, headers=asked):
            pass


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_every_method_that_changes_something_is_checked(practice: Store, browser, method: str) -> None:
    client_account(practice, "ann")
    ann = browser("ann")
    path = "/_stcore/change"
    assert ann.request(method, path).status_code == 200
    assert ann.request(method, path, headers={"origin": "https://evil.example"}).status_code == 403


async def taken(scope, receive, send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        (PUBLIC, "/progress", 200),
        (f"{PUBLIC}:443", "/progress", 421),
        ("127.0.0.1", "/progress", 421),
        ("127.0.0.1:8501", "/healthz", 200),
        ("evil.example", "/healthz", 421),
    ],
)
def test_with_a_public_address_only_that_one_is_answered_to(host: str, path: str, status: int) -> None:
    here = TestClient(OriginCheck(taken, PUBLIC, is_https=True))
    answer = here.get(path, headers={"host": host})
    assert answer.status_code == status
    assert (f"It is https://{PUBLIC}" in answer.text) is (status == 421), (
        "what is refused names the right address"
    )


def test_behind_a_proxy_the_origin_is_the_public_one() -> None:
    here = TestClient(OriginCheck(taken, PUBLIC, is_https=True))
    posted = {
        origin: here.post("/sign-in", headers={"host": PUBLIC, "origin": origin}).status_code
        for origin in (f"https://{PUBLIC}", f"http://{PUBLIC}")
    }
    assert posted == {f"https://{PUBLIC}": 200, f"http://{PUBLIC}": 403}
