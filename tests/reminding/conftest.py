"""A receiver of Apprise's JSON on this machine, a clock that is set, and a person who chose reminders."""

import json
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.mail_server import MailServer
from tests.ports import free_port
from tracker import clock
from tracker.domain.notice import KINDS
from tracker.record import ClientRecord
from tracker.settings import Settings, read_settings

ADDRESS = "ana@example.org"
SetClock = Callable[[datetime], datetime]


@pytest.fixture
def settings(mailbox: MailServer) -> Settings:
    return read_settings()


class Receiver(ThreadingHTTPServer):
    """What stands for a service: keeps what is posted; `status` is what it answers, `to` where it sends on."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", free_port()), _Posts)
        self.posts: list[dict[str, Any]] = []
        self.status, self.to = 200, ""
        self.place = f"json://127.0.0.1:{self.server_port}/x"


class _Posts(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        receiver = self.server
        assert isinstance(receiver, Receiver)
        receiver.posts.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(receiver.status)
        if receiver.to:
            self.send_header("location", receiver.to)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Nothing."""


@pytest.fixture
def receivers() -> Iterator[Callable[[], Receiver]]:
    """Opens receivers."""
    opened: list[Receiver] = []

    def open_one() -> Receiver:
        receiver = Receiver()
        opened.append(receiver)
        Thread(target=receiver.serve_forever, daemon=True).start()
        return receiver

    yield open_one
    for receiver in opened:
        receiver.shutdown()
        receiver.server_close()


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield silent.getsockname()[1]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Sets the clock to an instant (UTC)."""

    def change(instant: datetime) -> datetime:
        monkeypatch.setattr(clock, "utc_now", lambda: instant)
        return instant

    return change


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def choose(record: ClientRecord, *kinds: str, place: str = ADDRESS, zone: str = "Europe/Berlin") -> None:
    """Choose reminders as on the page, the code having arrived."""
    record.notices.begin_place(place, "c" * 64)
    record.notices.confirm_place("c" * 64)
    clock.use_zone(zone)
    record.notices.choose(kinds or tuple(KINDS))
