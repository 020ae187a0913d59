"""Messages on a page's socket: what pages send is taken, everything else is dropped, and a flood waits its time."""

import logging
import time
from collections.abc import Callable
from typing import Any, cast

import pytest
from starlette.testclient import TestClient
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.app_session import AppSession

from tests.practice import client_account
from tests.web.stand_in import SOCKET
from tracker.store.store import Store
from tracker.web.middleware import page_messages
from tracker.web.middleware.page_messages import MOST_BYTES_BESIDE, MOST_BYTES_OF_A_NAME, MOST_WIDGETS

KINDS = {field.name for field in BackMsg.DESCRIPTOR.fields}
LONG_NAME = "x" * (MOST_BYTES_OF_A_NAME + 1)
LONG = "x" * MOST_BYTES_BESIDE


def message_of(**values: Any) -> BackMsg:
    return BackMsg(**values)


def of_kind(kind: str) -> BackMsg:
    """A message of a kind with nothing in it."""
    message = BackMsg()
    if BackMsg.DESCRIPTOR.fields_by_name[kind].message_type:
        getattr(message, kind).SetInParent()
    else:
        setattr(message, kind, True)
    return message


def run_of(widgets: int = 0, **values: str) -> BackMsg:
    message = message_of(rerun_script=values)
    message.rerun_script.SetInParent()
    for number in range(widgets):
        message.rerun_script.widget_states.widgets.add(id=f"widget {number}")
    return message


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[BackMsg]:
    """What a page's session is handed."""
    taken: list[BackMsg] = []
    monkeypatch.setattr(AppSession, "handle_backmsg", None)
    monkeypatch.setattr(page_messages, "_handle", lambda _session, message: taken.append(message))
    page_messages.bound_page_messages()
    return taken


def handed(message: BackMsg) -> None:
    AppSession.handle_backmsg(cast("AppSession", None), message)


WHAT_PAGES_SEND = [
    *map(of_kind, sorted(page_messages.SENT_BY_PAGES)),
    run_of(MOST_WIDGETS, query_string="day=2026-03-09", page_name="history", fragment_id="f" * 32),
    message_of(file_urls_request={"request_id": "1", "file_names": ["diary.csv"], "session_id": "s"}),
    message_of(backend_operation_request={"request_id": "1", "deferred_file": {"file_id": "calendar"}}),
]
WHAT_NO_PAGE_SENDS = [
    BackMsg(),
    *map(of_kind, sorted(KINDS - page_messages.SENT_BY_PAGES)),
    run_of(MOST_WIDGETS + 1),
    run_of(fragment_id=LONG_NAME),
    run_of(query_string=LONG),
    run_of(page_name=LONG),
    run_of(page_script_hash=LONG),
    message_of(rerun_script={"cached_message_hashes": ["x"] * MOST_BYTES_BESIDE}),
    message_of(rerun_script={"context_info": {"timezone": LONG}}),
    message_of(file_urls_request={"request_id": LONG_NAME}),
    message_of(file_urls_request={"file_names": [""] * MOST_BYTES_BESIDE}),
    message_of(backend_operation_request={"request_id": LONG_NAME}),
    message_of(backend_operation_request={"install_skills": {}}),
]


@pytest.mark.parametrize("message", WHAT_PAGES_SEND, ids=lambda message: str(message)[:40])
def test_what_pages_send_is_taken(taken: list[BackMsg], message: BackMsg) -> None:
    handed(message)
    assert taken == [message]


@pytest.mark.parametrize("message", WHAT_NO_PAGE_SENDS, ids=lambda message: str(message)[:40])
def test_everything_else_is_dropped(taken: list[BackMsg], message: BackMsg) -> None:
    handed(message)
    assert taken == []


def test_a_flood_of_one_kind_is_one_line_in_the_log(
    taken: list[BackMsg], caplog: pytest.LogCaptureFixture
) -> None:
    page_messages._note_dropped.cache_clear()
    with caplog.at_level(logging.DEBUG):
        for _ in range(50):
            handed(of_kind("load_git_info"))
            handed(run_of(fragment_id=LONG_NAME))
    assert len(caplog.records) == 2
    assert LONG_NAME not in caplog.text
    assert taken == []


@pytest.mark.parametrize(("number", "size"), [(100, 1), (20, 16_384)], ids=["many", "large"])
def test_a_flood_on_a_socket_waits(
    practice: Store, browser: Callable[..., TestClient], number: int, size: int
) -> None:
    """A second's worth goes at once; the others a sixtieth of a second, or more where they are large, apart."""
    client_account(practice, "ann")
    with browser("ann").websocket_connect(SOCKET) as socket:
        begun_at = time.monotonic()
        for _ in range(number):
            socket.send_text("x" * size)
        socket.send_text("last")
        while socket.receive_text() != "last":
            pass
    assert 0.5 < time.monotonic() - begun_at < 5
