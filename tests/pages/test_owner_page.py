"""The owner's page: choosing an account, closing and opening it, recovery codes and invitations."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.mail_server import MailServer
from tests.pages.opened_app import alerts_in
from tests.practice import PASSWORD, client_account
from tests.waiting import LONGEST_SECONDS
from tracker.access.one_use_codes import accept_invitation, recover
from tracker.access.sessions import begin_session, identity_of_token
from tracker.access.sign_in import sign_up
from tracker.domain.account import Account
from tracker.installation import installation
from tracker.pages import visit as visit_module
from tracker.store.store import Store

SCRIPT = """
from tracker.pages.visit import current_visit
from tracker.pages import accounts
accounts.render(current_visit())
"""


@pytest.fixture
def store(
    cheap_passwords: None, up_to_date: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Store:
    monkeypatch.setenv("TRACKER_MODE", "practice")
    monkeypatch.setenv("TRACKER_DATABASE", str(up_to_date(tmp_path / "practice.db")))
    return installation().store


@pytest.fixture(autouse=True)
def database() -> None:
    """The practice's own stands in for the personal one."""


@pytest.fixture
def page(store: Store, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    client_account(store, "ana")
    olga = sign_up(store, "olga", PASSWORD, "owner")
    token = begin_session(store, account_id=olga.account_id)
    monkeypatch.setattr(visit_module, "_identity", lambda _here: identity_of_token(store, token))
    return run(AppTest.from_string(SCRIPT, default_timeout=LONGEST_SECONDS))


def run(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception, page.exception
    return page


def pick(page: AppTest, username: str) -> AppTest:
    page.selectbox[0].set_value(username)
    return run(page)


def listed(page: AppTest) -> list[list[str]]:
    """The cells of the table of all accounts."""
    (table,) = (one.proto.body for one in page.get("html") if "plain-table" in one.proto.body)
    rows = re.findall("<tr>(<td>.*?)</tr>", table)
    return [re.findall("<td>(.*?)</td>", row) for row in rows]


def press(page: AppTest, label: str) -> AppTest:
    next(one for one in page.button if one.label == label).click()
    return run(page)


def labels(page: AppTest) -> list[str]:
    return [one.label for one in page.button]


def named(store: Store, username: str) -> Account:
    found = store.accounts.named(username)
    assert found is not None
    return found


def test_every_account_is_listed_and_nothing_is_offered_before_one_is_chosen(page: AppTest) -> None:
    assert listed(page) == [["ana", "", "client", "active"], ["olga", "", "owner", "active"]]
    assert labels(page) == ["Invite a therapist", "Invite a client"]


def test_names_are_shown_as_they_were_typed(page: AppTest, store: Store) -> None:
    sign_up(store, "eve", PASSWORD, "client", "<b>*Eve*</b> :material/x:")
    run(page)
    assert ["eve", "&lt;b&gt;*Eve*&lt;/b&gt; :material/x:", "client", "active"] in listed(page)
    pick(page, "eve")
    assert any(one.value.startswith("<b>*Eve*</b> :material/x:, client") for one in page.text)


def test_an_account_is_closed_and_opened_again(page: AppTest, store: Store) -> None:
    press(pick(page, "ana"), "Disable")
    assert named(store, "ana").disabled_at is not None
    assert listed(page)[0] == ["ana", "", "client", "disabled"]
    assert "Disable" not in labels(page)
    press(page, "Enable")
    assert named(store, "ana").disabled_at is None
    assert "Disable" in labels(page)


def test_an_owner_is_not_offered_to_shut_themselves_out(page: AppTest) -> None:
    pick(page, "olga")
    assert "This is you." in [one.value for one in page.text]
    assert "Disable" not in labels(page)


def test_a_recovery_code_works_and_goes_with_the_choice(page: AppTest, store: Store) -> None:
    press(pick(page, "ana"), "Make a recovery code")
    (code,) = [one.value for one in page.code]
    assert any("sets a new password" in one.value for one in page.text)
    pick(page, "olga")
    assert [one.value for one in page.code] == [], "somebody else's code is not theirs"
    assert recover(store, code, "another walk by the sea").username == "ana"


def test_who_is_no_owner_any_more_is_told_so(
    page: AppTest, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    pick(page, "ana")
    from tracker.pages import accounts

    def refused(*_given: object) -> None:
        from tracker.errors import AccessRefused

        raise AccessRefused

    monkeypatch.setattr(accounts, "disable", refused)
    press(page, "Disable")
    assert len(alerts_in(page, "error")) == 1
    assert named(store, "ana").disabled_at is None


@pytest.mark.parametrize("role", ["therapist", "client"])
def test_an_invitation_makes_one_account_of_its_role(page: AppTest, store: Store, role: str) -> None:
    press(page, f"Invite a {role}")
    (link,) = [one.value for one in page.code]
    made = accept_invitation(store, link.partition("code=")[2], "newcomer", PASSWORD)
    assert made.role == role


def test_an_invitation_goes_by_mail_where_there_is_a_mail_server(
    mailbox: MailServer, page: AppTest, store: Store
) -> None:
    press(page, "Invite a client")
    (link,) = [one.value for one in page.code]
    page.text_input("mail_invite_client_address").set_value("new@example.org, all@example.org")
    press(page, "Send it")
    assert alerts_in(page, "error") == ["Address must be one e-mail address, such as name@example.org."]
    page.text_input("mail_invite_client_address").set_value("new@example.org")
    press(page, "Send it")
    assert mailbox.recipients == ["new@example.org"]
    code = link.partition("code=")[2]
    assert f"/sign-up?code={code}" in mailbox.mails[0].get_content()
    assert accept_invitation(store, code, "newcomer", PASSWORD).role == "client"


def test_a_recovery_code_goes_by_mail(mailbox: MailServer, page: AppTest, store: Store) -> None:
    pick(page, "ana")
    press(page, "Make a recovery code")
    (code,) = [one.value for one in page.code]
    page.text_input("mail_recovery_address").set_value("ana@example.org")
    press(page, "Send it")
    assert code in mailbox.mails[0].get_content()
    assert recover(store, code, "another walk by the sea").username == "ana"


def test_without_a_mail_server_none_is_offered(page: AppTest) -> None:
    press(page, "Invite a client")
    assert "Send it" not in labels(page)
