"""Turning reminders off from a message itself: one button, or a mail program's own POST; nobody signs in for it."""

import pytest

from tests.practice import client_account
from tests.reminding.conftest import choose, utc
from tracker import clock
from tracker.access.accounts import erase
from tracker.access.sign_in import actor_of
from tracker.domain.notice import CHECK_IN
from tracker.installation import installation
from tracker.record import OPERATOR, ClientRecord
from tracker.reminding.sender import Sender
from tracker.store.store import Store
from tracker.web.logs import blanked

EVENING = utc(2026, 12, 1, 19, 0)


@pytest.fixture
def record(practice: Store, monkeypatch: pytest.MonkeyPatch) -> ClientRecord:
    ann = client_account(practice, "ann")
    monkeypatch.setattr(clock, "utc_now", lambda: utc(2026, 12, 1, 12, 0))
    record = ClientRecord(practice, actor_of(ann), ann.account_id, needs_consent=True)
    choose(record, CHECK_IN)
    return record


@pytest.fixture
def path(practice: Store, record: ClientRecord, monkeypatch: pytest.MonkeyPatch) -> str:
    """The path of the link in a message."""
    monkeypatch.setattr(clock, "utc_now", lambda: EVENING)
    (claim,) = Sender(practice, lambda: installation().settings).claim_due()
    return claim.message.off_address.removeprefix("http://127.0.0.1:8501")


def test_looking_changes_nothing_and_one_press_ends_it(browser, record, path) -> None:
    page = browser().get(path)
    assert page.status_code == 200
    assert page.text.count("<button") == 1
    assert record.notices.choice().kinds == (CHECK_IN,)
    pressed = browser().post(path)
    assert (pressed.status_code, "Reminders are off" in pressed.text) == (200, True)
    assert record.notices.choice() is None
    assert browser().post(path).status_code == 200, "pressed again"
    actions = [line.action for line in record._access.store.audit.of_client(record.client_id)]
    assert actions.count("reminders ended by their link") == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"List-Unsubscribe": "One-Click"}},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {"content": b""},
        {"content": b"\xff" * 5_000, "headers": {"content-type": "application/octet-stream"}},
    ],
)  # fmt: skip
def test_a_mail_program_presses_by_itself(browser, record, path, sent) -> None:
    """RFC 8058: from the provider's server, in either encoding of a form, without origin or cookies."""
    program = browser()
    del program.headers["origin"]
    assert program.post(path, **sent).status_code == 200
    assert record.notices.choice() is None


def test_a_page_of_another_site_cannot_press(browser, record, path) -> None:
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert browser().post(path, headers=headers).status_code == 403
    assert record.notices.choice() is not None


def test_the_token_is_kept_as_a_hash_and_stays_out_of_logs(practice, record, path) -> None:
    token = path.rpartition("/")[2]
    assert len(token) >= 43
    assert token not in str(practice.read("SELECT * FROM notice")[1])
    assert token not in blanked(path)


def test_every_no_is_the_same_answer(practice, browser, record, path) -> None:
    erase(practice, OPERATOR, record.client_id)
    unknown = browser().get("/reminders/off/" + "x" * 43)
    assert unknown.status_code == 404
    for token in (path.rpartition("/")[2], "%00", "a b", "a/b", "x" * 5000, "'; DROP TABLE notice"):
        for method in ("GET", "POST"):
            answer = browser().request(method, f"/reminders/off/{token}")
            assert (answer.status_code, answer.text) == (404, unknown.text)
    assert browser().put("/reminders/off/x").status_code == 405
