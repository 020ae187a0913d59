"""Who a request comes from: the database says so, not the request; and the moment it ends, sockets close."""

import asyncio
import time
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.practice import client_account, shared
from tests.web.asgi import in_own_loop
from tests.web.stand_in import SOCKET
from tracker import clock
from tracker.access.accounts import disable, sign_out_everywhere
from tracker.access.sessions import begin_session, identity_of_token
from tracker.access.sharing import keep_share, revoke
from tracker.access.sign_in import actor_of, sign_up
from tracker.domain.client import Actor, Role
from tracker.errors import StoreAway
from tracker.places import PLACES
from tracker.store.drivers.sqlite import SqliteDriver
from tracker.store.store import Store
from tracker.web import watch
from tracker.web.middleware import identity

PASSWORD = "a long walk by the river"
OPERATOR = Actor("operator", Role.OPERATOR)
CLAIMS = [
    {"x-app-uid": "me"},
    {"X-App-Uid": "me", "X-App-Sid": "personal"},
    {"x-forwarded-for": "127.0.0.1", "forwarded": "for=127.0.0.1"},
    {"cookie": "tracker=me"},
    {"cookie": "tracker=" + "x" * 43},
    {"cookie": "__Host-tracker=" + "x" * 43},
    {"cookie": "tracker=" + "x" * 5000},
    {"cookie": "tracker-share=" + "\u00ff" * 20},
    {"authorization": "Basic bWU6bWU="},
]


@pytest.fixture(autouse=True)
def _watching_closely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "WATCH_SECONDS", 0.02)


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("path", ["/_stcore/told", "/media/x.png", "/progress", "/export/csv", SOCKET])
def test_nobody_is_somebody_by_saying_so(practice: Store, browser, claim: dict[str, str], path: str) -> None:
    nobody = browser()
    encoded = {name: value.encode("latin-1") for name, value in claim.items()}
    if path == SOCKET:
        with pytest.raises(WebSocketDisconnect), nobody.websocket_connect(path, headers=encoded):
            pass
    else:
        assert nobody.get(path, headers=encoded).status_code == 401


def test_what_a_person_claims_beside_their_session_is_dropped(practice: Store, browser) -> None:
    ann = client_account(practice, "ann")
    answer = browser("ann").get("/_stcore/told", headers={"x-app-uid": "bob", "x-forwarded-for": "1.2.3.4"})
    told = answer.json()
    assert told["x-app-uid"] == [ann.account_id]
    assert len(told["x-app-sid"]) == 1
    assert told["x-forwarded-for"] == told["forwarded"] == []


def test_a_pages_script_never_sees_the_token(practice: Store, browser) -> None:
    client_account(practice, "ann")
    ann = browser("ann")
    ann.cookies.set("other", "kept")
    with ann.websocket_connect(SOCKET) as socket:
        assert socket.receive_json()["cookies"] == {"other": "kept"}


@pytest.mark.parametrize("place", [place.path for place in PLACES])
def test_a_page_asked_for_by_nobody_leads_to_signing_in(practice: Store, browser, place: str) -> None:
    answer = browser().get(f"/{place}", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent", "/auth/login", "/oauth2callback"],
)
def test_doors_that_nobody_needs_are_shut_for_everybody(practice: Store, browser, path: str) -> None:
    client_account(practice, "ann")
    assert browser("ann").get(path).status_code == 404


def test_files_of_a_page_are_for_the_session_that_shows_it(practice: Store, browser, monkeypatch) -> None:
    ann = client_account(practice, "ann")
    client_account(practice, "bob")
    monkeypatch.setattr(
        identity, "may_fetch", lambda path, uid, sid: (path, uid) == ("/media/x.png", ann.account_id)
    )
    assert browser("ann").get("/media/x.png").status_code == 200
    assert browser("ann").get("/media/y.png").status_code == 404
    assert browser("bob").get("/media/x.png").status_code == 404


def test_without_streamlits_books_no_file_is_given_out(practice: Store, browser) -> None:
    client_account(practice, "ann")
    assert browser("ann").get("/media/x.png").status_code == 404


def closing_code(who: TestClient, end: Callable[[], object]) -> int:
    """End something while a socket is open and nobody touches it; return the code it closes with."""
    with who.websocket_connect(SOCKET) as socket:
        socket.receive_json()
        end()
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    return int(closed.value.code)


@pytest.mark.parametrize("how", ["signed out", "signed out everywhere", "disabled", "password changed"])
def test_an_open_socket_closes_by_itself_when_its_session_ends(practice: Store, browser, how: str) -> None:
    account = client_account(practice, "ann")
    first, second = browser("ann"), browser("ann")
    new = {"old_password": PASSWORD, "password": "another walk by the sea"}
    ends = {
        "signed out": lambda: first.post("/sign-out"),
        "signed out everywhere": lambda: sign_out_everywhere(practice, account),
        "disabled": lambda: disable(practice, OPERATOR, account.account_id),
        "password changed": lambda: second.post("/password", data=new),
    }
    assert closing_code(first, ends[how]) == watch.SESSION_ENDED
    assert first.get("/_stcore/told").status_code == 401


def test_who_holds_a_link_is_out_when_it_is_revoked(practice: Store, browser) -> None:
    ann = client_account(practice, "ann")
    share, token = shared(practice, ann)
    holder = browser()
    assert holder.post(f"/s/{token}").status_code == 303
    code = closing_code(holder, lambda: revoke(practice, actor_of(ann), ann.account_id, share.share_id))
    assert code == watch.SESSION_ENDED
    assert holder.get("/_stcore/told").status_code == 401


def test_a_therapists_pages_start_anew_when_a_client_ends_a_share(practice: Store, browser) -> None:
    ann = client_account(practice, "ann")
    tess = sign_up(practice, "tess", PASSWORD, "therapist")
    share, _ = shared(practice, ann)
    keep_share(practice, tess, share)
    therapist = browser("tess")
    code = closing_code(therapist, lambda: revoke(practice, actor_of(ann), ann.account_id, share.share_id))
    assert code == watch.SHARE_ENDED
    assert therapist.get("/_stcore/told").status_code == 200


def test_a_socket_that_cannot_be_watched_is_closed(practice: Store, browser, monkeypatch, caplog) -> None:
    client_account(practice, "ann")

    def broken(*given: object, **more: object) -> None:
        raise ValueError("unforeseen")

    code = closing_code(browser("ann"), lambda: monkeypatch.setattr(watch, "identities_of_sessions", broken))
    assert code == watch.TRY_AGAIN
    assert "ValueError" in caplog.text


def test_a_database_that_is_gone_closes_sockets(practice: Store, browser) -> None:
    client_account(practice, "ann")
    assert isinstance(practice.driver, SqliteDriver)
    path = practice.driver.path
    assert closing_code(browser("ann"), lambda: path.rename(path.with_suffix(".away"))) == watch.TRY_AGAIN


def test_one_look_asks_the_same_few_statements_for_all_open_pages(practice: Store, monkeypatch) -> None:
    sign_up(practice, "tess", PASSWORD, "therapist")
    accounts = [practice.accounts.named("tess"), *(client_account(practice, f"ann{one}") for one in range(9))]
    who = [identity_of_token(practice, begin_session(practice, one.account_id)) for one in accounts]
    statements: list[str] = []
    run = practice.driver.run
    monkeypatch.setattr(
        practice.driver, "run", lambda db, text, values: (statements.append(text), run(db, text, values))[1]
    )

    async def looked() -> None:
        ends = [asyncio.get_running_loop().create_future() for _ in who * 3]
        opened = [
            watch.OpenSocket(one, clock.utc_now(), frozenset(), end)
            for one, end in zip(who * 3, ends, strict=True)
        ]
        assert watch._codes(practice, opened[1:2]) == {}
        alone = len(statements)
        assert watch._codes(practice, opened) == {}
        assert (alone, len(statements) - alone) == (2, 3), "sessions and accounts; with a therapist, links"
        sign_out_everywhere(practice, accounts[4])
        assert watch._codes(practice, opened) == {opened[n]: watch.SESSION_ENDED for n in (4, 14, 24)}

    in_own_loop(looked())


def test_a_look_ends_with_the_last_open_page(practice: Store, browser) -> None:
    client_account(practice, "ann")
    with browser("ann").websocket_connect(SOCKET) as socket:
        socket.receive_json()
        assert len(watch._watches) == 1
    assert watch._watches == {}


def test_a_database_that_does_not_answer_for_a_while_closes_sockets_later(
    practice: Store, browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "PATIENCE_SECONDS", 0.2)
    client_account(practice, "ann")

    def away(*given: object) -> None:
        raise StoreAway("The database cannot be reached. Try again in a moment.")

    begun = 0.0

    def end() -> None:
        nonlocal begun
        begun = time.monotonic()
        monkeypatch.setattr(watch, "identities_of_sessions", away)

    assert closing_code(browser("ann"), end) == watch.TRY_AGAIN
    assert time.monotonic() - begun >= 0.2


def test_a_live_socket_goes_on_talking(practice: Store, browser, monkeypatch: pytest.MonkeyPatch) -> None:
    client_account(practice, "ann")
    with browser("ann").websocket_connect(SOCKET) as socket:
        socket.receive_json()
        for number in range(50):
            socket.send_text(str(number))
            assert socket.receive_text() == str(number)


def test_asking_whether_a_session_lives_does_not_keep_it_alive(practice: Store, browser) -> None:
    client_account(practice, "ann")
    ann = browser("ann")
    practice.write(
        "UPDATE web_session SET seen_at = '2026-01-01T00:00:00Z', created_at = '2026-01-01T00:00:00Z'"
    )
    assert ann.get("/session").status_code == 401
    assert practice.read("SELECT seen_at FROM web_session")[1] == [("2026-01-01T00:00:00Z",)]


def test_personal_mode_needs_no_sign_in_and_has_no_accounts(monkeypatch, tmp_path, browser, practice) -> None:
    monkeypatch.setenv("TRACKER_MODE", "personal")
    monkeypatch.setenv("TRACKER_DATABASE", str(tmp_path / "personal.db"))
    me = browser()
    assert me.get("/_stcore/told").json()["x-app-uid"] == ["me"]
    assert me.get("/check-in", headers={"accept": "text/html"}).status_code == 200
    assert me.get("/session").status_code == 204
    assert [me.get(path).status_code for path in ("/sign-in", "/s/x", "/shared", "/consent")] == [404] * 4
    assert me.get("/export/csv").headers["content-type"] == "application/zip"
    with me.websocket_connect(SOCKET) as socket:
        assert socket.receive_json()["uid"] == ["me"]
    with (
        pytest.raises(WebSocketDisconnect),
        me.websocket_connect(SOCKET, headers={"origin": "https://evil.example"}),
    ):
        pass
