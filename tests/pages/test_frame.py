"""The frame around every page in practice mode: who is turned away, and what who reads only is told."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.pages.opened_app import OpenedApp
from tests.practice import PASSWORD, client_account, shared
from tests.waiting import LONGEST_SECONDS
from tracker.access.sessions import begin_session, identity_of_token
from tracker.access.sharing import keep_share, open_share, revoke
from tracker.access.sign_in import actor_of, sign_up
from tracker.domain.account import Account
from tracker.installation import installation
from tracker.pages import visit as visit_module
from tracker.pages.visit import SignedOut
from tracker.store.store import Store

WHO = """
import streamlit as st
from tracker.errors import TrackerError
from tracker.pages.visit import current_visit
try:
    st.text(current_visit().role)
except TrackerError as error:
    st.text(type(error).__name__)
"""


@pytest.fixture(autouse=True)
def database() -> None:
    """The practice's own stands in for the personal one."""


@pytest.fixture
def store(
    cheap_passwords: None, up_to_date: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    monkeypatch.setenv("TRACKER_MODE", "practice")
    monkeypatch.setenv("TRACKER_DATABASE", str(up_to_date(tmp_path / "practice.db")))
    yield installation().store
    installation().store.driver.close()


@pytest.fixture
def ana(store: Store) -> Account:
    return client_account(store, "ana")


@pytest.fixture
def app() -> OpenedApp:
    return OpenedApp()


def told(monkeypatch: pytest.MonkeyPatch, store: Store, token: str) -> str:
    """Have the server say who is here, as the middleware does; return the session's id."""
    identity = identity_of_token(store, token)
    assert identity is not None
    who = (
        identity.account.account_id if identity.account else identity.share.share_id if identity.share else ""
    )
    monkeypatch.setattr(st, "user", {"uid": who, "sid": identity.session_id})
    return identity.session_id


def addresses(app: OpenedApp) -> str:
    return "".join(str(one.proto.body) for one in app.test.get("html"))


def test_nobody_is_sent_to_the_sign_in(store: Store, app: OpenedApp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "user", {})
    app.go("progress")
    assert app.refusals == [SignedOut().sentence]
    assert 'href="/sign-in"' in addresses(app)
    assert app.links == []


def test_who_asks_for_a_record_that_is_not_theirs_is_shown_the_way_back(
    store: Store, ana: Account, app: OpenedApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    robin = sign_up(store, "robin", PASSWORD, "therapist")
    told(monkeypatch, store, begin_session(store, account_id=robin.account_id))
    app.go("progress", share="nonsense")
    assert app.refusals == ["You do not have access to that record."]
    assert 'href="/"' in addresses(app)


def test_the_holder_of_a_link_is_told_whose_and_what(
    store: Store, ana: Account, app: OpenedApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    share, token = shared(store, ana, fields=("pain", "massage", "plans", "places"), rolling_days=30)
    told(monkeypatch, store, open_share(store, token, "192.0.2.1"))
    app.go("history")
    assert any(text.endswith("a shared record, to read only.") for text in app.texts)
    [caption] = [one.value for one in app.test.caption if one.value.startswith("Shared:")]
    # In words for who reads it: "my goal" would be the reader's own.
    assert caption.startswith(
        "Shared: pain, massage sessions, goal and planned sessions, places on the body map, from "
    )
    assert 'href="/shared"' in addresses(app)
    assert "Close this record" in addresses(app)
    # What is revoked is gone at the next look, whatever the tab still holds.
    app.test.session_state["typed"] = "x"
    revoke(store, actor_of(ana), ana.account_id, share.share_id)
    app.rerun()
    assert app.refusals == [SignedOut().sentence]
    assert "typed" not in app.test.session_state


def test_a_therapist_keeps_to_the_record_chosen_and_has_a_way_back(
    store: Store, ana: Account, app: OpenedApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    robin = sign_up(store, "robin", PASSWORD, "therapist")
    share, _ = shared(store, ana)
    keep_share(store, robin, share)
    told(monkeypatch, store, begin_session(store, account_id=robin.account_id))
    app.go("history", share=share.share_id)
    assert any(text.endswith("a shared record, to read only.") for text in app.texts)
    assert 'href="/shared"' not in addresses(app)
    looks = [line for line in store.audit.of_client(ana.account_id) if line.action == "record opened"]
    app.rerun()
    again = [line for line in store.audit.of_client(ana.account_id) if line.action == "record opened"]
    assert len(looks) == len(again) == 1, "one look of one tab is one line"
    revoke(store, actor_of(ana), ana.account_id, share.share_id)
    app.rerun()
    assert app.refusals == ["You do not have access to that record."]


def who(page: AppTest) -> str:
    page.run()
    assert not page.exception
    return str(page.text[0].value)


@pytest.mark.parametrize(
    "claim",
    [{"uid": "somebody else"}, {"sid": "nonsense"}, {"sid": ""}, {"uid": ""}, {"uid": None, "sid": None}],
)
def test_what_does_not_fit_the_session_is_nobody(
    store: Store, ana: Account, monkeypatch: pytest.MonkeyPatch, claim: dict[str, Any]
) -> None:
    told(monkeypatch, store, begin_session(store, account_id=ana.account_id))
    page = AppTest.from_string(WHO, default_timeout=LONGEST_SECONDS)
    assert who(page) == "client"
    monkeypatch.setattr(st, "user", {**dict(st.user), **claim})
    assert who(page) == "SignedOut"


def test_a_tab_of_one_person_shows_nothing_to_the_next(
    store: Store, ana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = client_account(store, "bob")
    told(monkeypatch, store, begin_session(store, account_id=ana.account_id))
    page = AppTest.from_string(WHO, default_timeout=LONGEST_SECONDS)
    assert who(page) == "client"
    page.session_state["draft"] = "hers"
    told(monkeypatch, store, begin_session(store, account_id=bob.account_id))
    assert who(page) == "SignedOut"
    assert "draft" not in page.session_state
    assert visit_module._STATE_OF not in page.session_state
    assert who(page) == "client", "a fresh state is his"
