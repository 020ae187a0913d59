"""An account is erased: its open pages are told which one it was, so that they clear what waits in the browser."""

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.practice import client_account, shared
from tests.web.stand_in import SOCKET
from tracker.access.accounts import erase
from tracker.access.sign_in import actor_of
from tracker.domain.account import Account
from tracker.store.store import Store
from tracker.web import watch


@pytest.fixture(autouse=True)
def _watching_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "WATCH_SECONDS", 0.02)


@pytest.fixture
def ann(practice: Store) -> Account:
    return client_account(practice, "ann")


def closed_at(who: TestClient, end: Callable[[], object]) -> tuple[int, str | None]:
    """End something while a socket is open; return the code and the reason it closes with."""
    with who.websocket_connect(SOCKET) as socket:
        socket.receive_json()
        end()
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    return closed.value.code, closed.value.reason


def test_its_own_page_is_told_which_account_it_was(practice: Store, browser, ann: Account) -> None:
    page = browser("ann")
    closed = closed_at(page, lambda: erase(practice, actor_of(ann), ann.account_id))
    assert closed == (watch.ACCOUNT_ERASED, ann.account_id)
    assert page.get("/_stcore/told").status_code == 401


def test_who_only_signed_out_elsewhere_is_told_of_no_account(practice: Store, browser, ann: Account) -> None:
    page = browser("ann")
    assert closed_at(page, lambda: page.post("/sign-out")) == (watch.SESSION_ENDED, "")


def test_who_holds_a_link_of_it_is_told_nothing_of_it(practice: Store, browser, ann: Account) -> None:
    _, token = shared(practice, ann)
    holder = browser()
    assert holder.post(f"/s/{token}").status_code == 303
    closed = closed_at(holder, lambda: erase(practice, actor_of(ann), ann.account_id))
    assert closed == (watch.SESSION_ENDED, "")
