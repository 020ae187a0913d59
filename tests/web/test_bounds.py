"""Every way in has its bound: of bytes, of time, of how many at once, for each person, link and address."""

import asyncio
import json
import math
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route
from streamlit.web.server.starlette.starlette_routes import BASE_ROUTE_UPLOAD_FILE

from tests.practice import client_account, shared
from tests.web.asgi import in_own_loop
from tests.web.stand_in import app as served_app
from tracker.bounded import BoundedPool
from tracker.errors import StoreUnavailable, TooBusy
from tracker.installation import installation
from tracker.store.store import Store
from tracker.web.app import app_routes
from tracker.web.middleware import bounds
from tracker.web.middleware.bounds import BOUNDS, bound_of
from tracker.web.middleware.failures import Failures
from tracker.web.middleware.proxy import KEY

SECURITY = Path(__file__).parents[2] / "docs" / "security.md"
PIECE = 65_536
STREAMLIT = (f"/{BASE_ROUTE_UPLOAD_FILE}/x/y", "/_stcore/stream", "/_stcore/told", "/_stcore/health", "/media/x", "/component/x", "/nowhere")  # fmt: skip
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")


async def settled() -> None:
    """Return once whoever can go on has done so; nobody here waits for a thread or a clock."""
    for _ in range(200):
        await asyncio.sleep(0)


class Sender:
    """Somebody who sends a body that never ends, one of so many bytes, or one that never comes."""

    def __init__(self, *, is_flood: bool, body_bytes: float = math.inf) -> None:
        self.is_flood, self.sent, self.answer = is_flood, 0, []  # type: tuple[bool, int, list[Any]]
        self.body_bytes, self.sent_before = body_bytes, list[int]()

    async def receive(self) -> dict[str, Any]:
        if not self.is_flood:
            await asyncio.Event().wait()
        self.sent += PIECE
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"a" * PIECE, "more_body": self.sent < self.body_bytes}

    async def send(self, message: Any) -> None:
        self.answer.append(message)
        self.sent_before.append(self.sent)

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.answer[0]["headers"])


def scope(method: str, path: str, cookie: str = "", address: str = "127.0.0.1") -> dict[str, Any]:
    headers = [
        (b"host", b"127.0.0.1"), (b"origin", b"http://127.0.0.1"), (b"transfer-encoding", b"chunked"),
        (b"content-type", b"application/x-www-form-urlencoded" if path != "/bring-in" else b"multipart/form-data; boundary=x"),
    ]  # fmt: skip
    return {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [*headers, (b"cookie", cookie.encode())], "scheme": "http", "server": ("127.0.0.1", 80),
        "http_version": "1.1", "client": (address, 1),
    }  # fmt: skip


def paths(routes: list[BaseRoute]) -> Iterator[str]:
    for route in routes:
        if isinstance(route, Mount):
            yield f"{route.path}/x"
        elif isinstance(route, Route):
            yield re.sub(r"{[^}]*}", "x", route.path)


def every_request(practice: Store, browser) -> list[tuple[str, str, str]]:
    """Each method, path and cookie: nobody's, a client's, and a link's holder's."""
    ann = client_account(practice, "ann")
    holder = browser()
    holder.post(f"/s/{shared(practice, ann)[1]}")
    cookies = [
        "",
        f"tracker={browser('ann').cookies['tracker']}",
        f"tracker-share={holder.cookies['tracker-share']}",
    ]
    found = sorted({*paths(app_routes(installation().settings)), *STREAMLIT})
    assert len(found) > 50
    return [(method, path, cookie) for path in found for method in METHODS for cookie in cookies]


def asked(app: Starlette, sender: Sender, request: tuple[str, str, str]) -> None:
    async def within() -> None:
        async with asyncio.timeout(20):
            await app(scope(*request), sender.receive, sender.send)

    in_own_loop(within())


@pytest.fixture
def _no_lingering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "LINGER_SECONDS", 0.0)


@pytest.mark.usefixtures("_no_lingering")
def test_no_way_in_takes_more_than_its_bytes(practice: Store, browser) -> None:
    app = served_app()
    for request in every_request(practice, browser):
        sender = Sender(is_flood=True)
        asked(app, sender, request)
        assert sender.sent_before[0] <= bound_of(request[1]).body_bytes + 2 * PIECE, request
        assert sender.headers[b"connection"] == b"close", request


@pytest.mark.usefixtures("_no_lingering")
def test_no_way_in_waits_for_a_body_that_does_not_come(
    practice: Store, browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = {path: bounds.Bound(one.body_bytes, 0.02) for path, one in BOUNDS.items()}
    monkeypatch.setattr(bounds, "BOUNDS", quick)
    monkeypatch.setattr(bounds, "USUAL", bounds.Bound(bounds.USUAL.body_bytes, 0.02))
    app, statuses = served_app(), set()
    for request in every_request(practice, browser):
        sender = Sender(is_flood=False)
        asked(app, sender, request)
        statuses.add(sender.answer[0]["status"])
        assert sender.headers[b"connection"] == b"close", request
    assert 408 in statuses


@pytest.mark.usefixtures("_no_lingering")
def test_nobody_is_asked_for_a_file_before_it_is_asked_who_they_are(practice: Store, browser) -> None:
    for path in ("/bring-in", "/bring-in/undo", "/quick", f"/{BASE_ROUTE_UPLOAD_FILE}/x/y"):
        sender = Sender(is_flood=True)
        asked(served_app(), sender, ("PUT" if "upload" in path else "POST", path, ""))
        assert (sender.answer[0]["status"], sender.sent_before[0]) == (401, 0), path


@pytest.mark.parametrize(("path", "status"), [("/quick", 401), ("/sign-in", 413), ("/healthz", 405)])
def test_whoever_is_refused_is_heard_out_and_so_hears_why(
    practice: Store, path: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left of the body is read before the connection ends, or its reset would overtake the answer."""
    monkeypatch.setattr(bounds, "LINGER_SECONDS", 20.0)
    sender = Sender(is_flood=True, body_bytes=50 * PIECE)
    asked(served_app(), sender, ("POST", path, ""))
    assert sender.answer[0]["status"] == status
    # The whole answer is out before the rest is read; that it is the last message is said after it.
    written = sum(len(message.get("body", b"")) for message in sender.answer[1:-1])
    assert written == int(sender.headers[b"content-length"])
    assert sender.answer[-1] == {"type": "http.response.body"}
    assert sender.sent_before[-2] <= 2 * PIECE
    assert sender.sent == 50 * PIECE


def test_nobody_is_waited_for_whose_body_is_whole(practice: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "LINGER_SECONDS", 3600.0)

    class AllAtOnce(Sender):
        async def receive(self) -> dict[str, Any]:
            if self.sent:
                await asyncio.Event().wait()
            self.sent = 2 * PIECE
            return {"type": "http.request", "body": b"a" * self.sent, "more_body": False}

    sender = AllAtOnce(is_flood=True)
    asked(served_app(), sender, ("POST", "/sign-in", ""))
    assert sender.answer[0]["status"] == 413


def test_whoever_never_ends_is_not_heard_out(practice: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "LINGER_SECONDS", 0.05)
    for is_flood in (True, False):
        sender = Sender(is_flood=is_flood)
        asked(served_app(), sender, ("POST", "/nowhere", ""))
        assert sender.answer[-1] == {"type": "http.response.body"}


class Below:
    """An app below that answers when the test says so."""

    def __init__(self) -> None:
        self.begun = 0
        self.may_end = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.begun += 1
        await self.may_end.wait()
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
        else:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_one_has_so_many_at_once_and_nobody_else_waits(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    most = bounds.REQUESTS_OF_ONE if kind == "http" else bounds.PAGES_OF_ONE
    monkeypatch.setattr(bounds, "whose", lambda asked: asked["whose"])
    monkeypatch.setattr(bounds, "close_left_pages", lambda *_: None)

    async def story() -> None:
        below = Below()
        middle = bounds.BoundedNumber(below)
        sent: list[tuple[str, Any]] = []

        async def one(person: str, address: str) -> None:
            async def receive() -> dict[str, Any]:
                return {"type": "websocket.connect"}

            async def send(message: Any) -> None:
                sent.append((person, message))

            request = {
                **scope("GET", "/check-in"),
                "type": kind,
                "headers": [],
                KEY: address,
                "whose": person,
            }
            await middle(request, receive, send)

        people = [asyncio.create_task(one("ann", f"10.0.0.{number}")) for number in range(most + 7)]
        await settled()
        assert below.begun == most
        assert (
            len({id(message) for person, message in sent if message["type"].endswith(("start", "close"))})
            == 7
        )
        other = asyncio.create_task(one("ben", "10.0.0.1"))
        await settled()
        assert below.begun == most + 1
        below.may_end.set()
        await asyncio.gather(*people, other)
        await one("ann", "10.0.0.1")
        assert below.begun == most + 2

    in_own_loop(story())


def test_an_address_has_so_many_at_once_whoever_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "whose", lambda asked: asked["whose"])

    async def story() -> None:
        below = Below()
        middle, refused = bounds.BoundedNumber(below), []

        async def one(number: int) -> None:
            async def send(message: Any) -> None:
                refused.extend([message] if message.get("status") == 429 else [])

            await middle(
                {**scope("GET", "/check-in"), "headers": [], KEY: "10.0.0.1", "whose": str(number)},
                None,
                send,  # type: ignore[arg-type]
            )

        everybody = [asyncio.create_task(one(number)) for number in range(bounds.REQUESTS_OF_AN_ADDRESS + 3)]
        await settled()
        assert (below.begun, len(refused)) == (bounds.REQUESTS_OF_AN_ADDRESS, 3)
        below.may_end.set()
        await asyncio.gather(*everybody)

    in_own_loop(story())


@pytest.mark.parametrize("path", ["/sign-in", "/s/x", "/calendar/x.ics", "/api/v1/summary"])
def test_nobody_in_particular_has_as_many_as_their_address(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Twenty-four slow requests of a stranger's closed the sign-in page for all behind the same address."""
    monkeypatch.setattr(bounds, "whose", lambda _: None)
    below = Below()
    middle, sent = bounds.BoundedNumber(below), list[Any]()

    async def ask(number: int) -> None:
        async def send(message: Any) -> None:
            sent.extend([message] if number >= bounds.REQUESTS_OF_AN_ADDRESS else [])

        await middle({**scope("GET", path), KEY: "10.0.0.1"}, None, send)  # type: ignore[arg-type]

    async def story() -> None:
        asked_for = range(bounds.REQUESTS_OF_AN_ADDRESS + 1)
        crowd = [asyncio.create_task(ask(number)) for number in asked_for]
        await settled()
        assert below.begun == bounds.REQUESTS_OF_AN_ADDRESS
        below.may_end.set()
        await asyncio.gather(*crowd)

    in_own_loop(story())
    begin, body = sent
    headers = dict(begin["headers"])
    assert (begin["status"], headers[b"retry-after"]) == (429, b"5")
    if path.startswith("/api/"):
        assert json.loads(body["body"]) == {"sentence": bounds.TOO_MANY_THERE}
    else:
        assert headers[b"content-type"].startswith(b"text/html")


@pytest.mark.parametrize("error", [TooBusy("Later."), StoreUnavailable("Away."), RuntimeError("secret")])
def test_what_fails_before_a_program_is_known_is_told_it_in_json(error: Exception) -> None:
    async def fail(*_: Any) -> None:
        raise error

    def answer_at(path: str) -> list[Any]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        in_own_loop(Failures(fail)(scope("GET", path), None, send))  # type: ignore[arg-type]
        return sent

    begin, body = answer_at("/api/v1/entries")
    assert set(json.loads(body["body"])) == {"sentence"}
    assert b"secret" not in body["body"]
    assert answer_at("/check-in")[0]["status"] == begin["status"]
    assert answer_at("/check-in")[1]["body"].lstrip().lower().startswith(b"<!doctype")


def test_an_answer_that_is_not_fetched_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "PIECE_SECONDS", 0.02)

    async def story() -> None:
        taken: list[Any] = []

        async def send(message: Any) -> None:
            taken.append(message)
            if len(taken) > 2:
                await asyncio.Event().wait()

        answer = bounds.Answer(send)
        with pytest.raises(TimeoutError):
            await answer.send({"type": "http.response.body", "body": b"x" * 10_000_000})
        assert sum(len(message["body"]) for message in taken) <= 3 * bounds.PIECE

    in_own_loop(story())


@pytest.mark.parametrize("size", [0, 1, bounds.PIECE - 1, bounds.PIECE, bounds.PIECE + 1, 3 * bounds.PIECE])
def test_an_answer_arrives_whole(size: int) -> None:
    async def story() -> None:
        taken: list[Any] = []

        async def send(message: Any) -> None:
            taken.append(message)

        body = bytes(number % 251 for number in range(size))
        await bounds.Answer(send).send({"type": "http.response.body", "body": body})
        assert b"".join(message["body"] for message in taken) == body
        assert [bool(message.get("more_body")) for message in taken] == [True] * (len(taken) - 1) + [False]

    in_own_loop(story())


def test_a_request_that_comes_when_others_left_finds_room() -> None:
    pool = BoundedPool("few", 2, each=1)
    with ExitStack() as first:
        first.enter_context(pool.turn("ann"))
        with pytest.raises(TooBusy):
            pool.enter("ann")
    pool.enter("ann")
    pool.leave("ann")
    assert (pool.active_in_all, dict(pool.active)) == (0, {})


def test_the_bounds_are_as_documented(practice: Store) -> None:
    text = SECURITY.read_text()
    for path, one in {**BOUNDS, "every other": bounds.USUAL}.items():
        assert re.search(
            rf"\| `?{re.escape(path)}`? \| {one.body_bytes:,} \| {one.body_seconds:g} \|", text
        ), path
