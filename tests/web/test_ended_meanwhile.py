"""A request that came before a right ended and is done after it: nothing of it is kept, and nothing is given."""

import asyncio
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from tests.practice import PASSWORD, client_account, shared
from tests.web.stand_in import HERE, app
from tests.web.test_api import record_of
from tracker.access.accounts import disable, erase, sign_out_everywhere
from tracker.access.api_tokens import make_api_token
from tracker.access.sharing import keep_share, open_share, revoke, withdraw_consent
from tracker.access.sign_in import actor_of, set_password, sign_in, sign_up
from tracker.domain.account import Account
from tracker.domain.api_token import LOG
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import new_entry_id
from tracker.exchange.csv_files import csv_of
from tracker.record import OPERATOR, ClientRecord
from tracker.store.store import Store
from tracker.web.routes import export, report

SLOW = "192.0.2.1"
FORM = {"content-type": "application/x-www-form-urlencoded"}
Meanwhile = Callable[[Store, Account], object]
SESSION_ENDS: dict[str, Meanwhile] = {
    "signed out everywhere": sign_out_everywhere,
    "new password": lambda store, account: set_password(store, account, "another walk by the sea"),
    "disabled": lambda store, account: disable(store, OPERATOR, account.account_id),
    "erased": lambda store, account: erase(store, OPERATOR, account.account_id),
}
TOKEN_ENDS: dict[str, Meanwhile] = {
    "ended": lambda store, account: record_of(store, account).api_tokens.end(
        record_of(store, account).api_tokens.all()[0].token_id
    ),
    "disabled": SESSION_ENDS["disabled"],
    "consent withdrawn": lambda store, account: withdraw_consent(
        store, actor_of(account), account.account_id
    ),
}


def slow_browser(meanwhile: Callable[[], object], **headers: str) -> TestClient:
    """Somebody whose request's body arrives once something else has happened."""
    served = app()

    async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
        async def receive_late() -> Message:
            await asyncio.to_thread(meanwhile)
            return await receive()

        await served(scope, receive_late if scope["type"] == "http" else receive, send)

    return TestClient(asgi, base_url=HERE, headers={"origin": HERE, **headers}, follow_redirects=False)


def once(work: Callable[[], object]) -> Callable[[], object]:
    left = [work]
    return lambda: left.pop()() if left else None


def session_of(store: Store, username: str) -> str:
    return sign_in(store, username, PASSWORD, SLOW).session_token


def check_ins(store: Store) -> int:
    return int(store.read("SELECT count(*) FROM check_in")[1][0][0])


def a_form(account: Account) -> bytes:
    fields = {"leg_pain_nrs": "4", "account": account.account_id, "entry_id": new_entry_id(), "zone": "UTC"}
    return urlencode(fields).encode()


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("way", SESSION_ENDS)
def test_a_check_in_of_a_session_that_ended_is_not_kept(practice: Store, way: str, accept: str) -> None:
    ann = client_account(practice, "ann")
    cookie = f"tracker={session_of(practice, 'ann')}"
    slow = slow_browser(once(lambda: SESSION_ENDS[way](practice, ann)), cookie=cookie, accept=accept)
    answer = slow.post("/quick", content=a_form(ann), headers=FORM)
    assert (answer.status_code, answer.text, check_ins(practice)) == (401, "Please sign in.", 0)


def test_a_check_in_that_was_slow_to_arrive_is_kept(practice: Store) -> None:
    ann = client_account(practice, "ann")
    slow = slow_browser(lambda: None, cookie=f"tracker={session_of(practice, 'ann')}")
    assert slow.post("/quick", content=a_form(ann), headers=FORM).status_code == 303
    assert check_ins(practice) == 1


@pytest.mark.parametrize("way", SESSION_ENDS)
def test_a_file_of_a_session_that_ended_is_not_brought_in(practice: Store, way: str) -> None:
    ann, bob = client_account(practice, "ann"), client_account(practice, "bob")
    record_of(practice, bob).entries.add(CheckIn(leg_pain_nrs=1))
    file = csv_of(record_of(practice, bob).entries, CheckIn.kind)
    cookie = f"tracker={session_of(practice, 'ann')}"
    slow = slow_browser(once(lambda: SESSION_ENDS[way](practice, ann)), cookie=cookie)
    answer = slow.post("/bring-in", files={"file": ("check-in.csv", file)})
    assert (answer.status_code, check_ins(practice)) == (401, 1)


@pytest.mark.parametrize("way", TOKEN_ENDS)
def test_what_a_program_logs_by_a_token_that_ended_is_not_kept(practice: Store, way: str) -> None:
    ann = client_account(practice, "ann")
    token = make_api_token(record_of(practice, ann), "Watch", (LOG,), 30)
    slow = slow_browser(once(lambda: TOKEN_ENDS[way](practice, ann)), authorization=f"Bearer {token}")
    answer = slow.post("/api/v1/check-ins", content=b'{"leg_pain_nrs": 4}')
    assert (answer.status_code, check_ins(practice)) == (401, 0), answer.text


def test_an_agreement_of_somebody_erased_meanwhile_is_none(practice: Store) -> None:
    ann = sign_up(practice, "ann", PASSWORD)
    slow = slow_browser(
        once(lambda: SESSION_ENDS["erased"](practice, ann)), cookie=f"tracker={session_of(practice, 'ann')}"
    )
    assert slow.post("/consent", content=b"agree=yes&version=2026-11", headers=FORM).status_code == 401


@pytest.mark.parametrize("path", ["/export/csv", "/report.pdf"])
@pytest.mark.parametrize("who", ["holder", "therapist"])
def test_a_file_that_waited_is_not_given_once_its_link_ended(
    practice: Store, path: str, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, tess = client_account(practice, "ann"), sign_up(practice, "tess", PASSWORD, "therapist")
    record_of(practice, ann).entries.add(CheckIn(leg_pain_nrs=1))
    share, token = shared(practice, ann)
    made: list[str] = []
    if who == "holder":
        cookie = f"tracker-share={open_share(practice, token, SLOW)}"
    else:
        keep_share(practice, tess, share)
        cookie = f"tracker={session_of(practice, 'tess')}"
    reading = TestClient(app(), base_url=HERE, headers={"cookie": cookie}, follow_redirects=False)

    def made_late(_record: ClientRecord, *_: object) -> bytes:
        made.append(path)
        revoke(practice, actor_of(ann), ann.account_id, share.share_id)
        return b"everything"

    monkeypatch.setattr(export, "export_of", made_late)
    monkeypatch.setattr(report, "report_file", made_late)
    answer = reading.get(f"{path}?share={share.share_id}")
    assert (made, answer.status_code) == ([path], 401 if who == "holder" else 403)
    assert b"everything" not in answer.content
