"""Sessions: how long they last, and what ends them."""

from datetime import timedelta

import pytest

from tests.practice import PASSWORD, shared
from tracker import clock
from tracker.access.accounts import disable, enable, erase, sign_out_everywhere
from tracker.access.sessions import (
    ABSOLUTE,
    IDLE,
    SHARE_IDLE,
    begin_session,
    identity_of_session,
    identity_of_token,
)
from tracker.access.sharing import keep_share, let_go, open_share, revoke
from tracker.access.sign_in import actor_of, sign_in
from tracker.access.tokens import token_hash
from tracker.domain.account import Account
from tracker.domain.entry import new_entry_id
from tracker.record import OPERATOR
from tracker.store.sessions import WebSession
from tracker.store.store import Store

SECOND = timedelta(seconds=1)


def test_a_token_and_its_session_id_stand_for_the_same_person_and_only_the_hash_is_kept(
    store: Store, ana: Account
) -> None:
    token = begin_session(store, account_id=ana.account_id)
    identity = identity_of_token(store, token)
    assert identity is not None
    assert identity_of_session(store, identity.session_id) == identity
    assert identity_of_token(store, identity.session_id) is None
    assert identity_of_session(store, token) is None
    assert store.read("SELECT token_hash FROM web_session")[1] == [(token_hash(token),)]


@pytest.mark.parametrize(
    "token", ["", "x", "F4i2H_O-K7Jb8j4MamrR3CinWp3O6JZQU82pd6JMigE", "\ud800", "a" * 100_000]
)
def test_another_token_is_nobody(store: Store, ana: Account, token: str) -> None:
    begin_session(store, account_id=ana.account_id)
    assert identity_of_token(store, token) is None


@pytest.mark.parametrize("role", IDLE)
def test_an_idle_session_ends_by_its_role(
    store: Store, request: pytest.FixtureRequest, advance, role: str
) -> None:  # type: ignore[no-untyped-def]
    account = request.getfixturevalue({"client": "ana", "therapist": "robin", "owner": "olga"}[role])
    token = begin_session(store, account_id=account.account_id)
    advance(IDLE[role] - timedelta(minutes=1))
    assert identity_of_token(store, token) is not None, "and this counts as a use"
    advance(IDLE[role] - timedelta(minutes=1))
    assert identity_of_token(store, token) is not None
    advance(IDLE[role])
    assert identity_of_token(store, token) is None


def test_a_session_in_use_ends_all_the_same_after_its_longest_time(
    store: Store, ana: Account, advance
) -> None:  # type: ignore[no-untyped-def]
    token = begin_session(store, account_id=ana.account_id)
    lived = timedelta(0)
    while identity_of_token(store, token) is not None:
        advance(timedelta(minutes=20))
        lived += timedelta(minutes=20)
        assert lived <= ABSOLUTE
    assert lived == ABSOLUTE
    begin_session(store, account_id=ana.account_id)
    advance(SECOND)
    begin_session(store, account_id=ana.account_id)
    assert store.sessions.of_token(token_hash(token)) is None, "what ended is removed in time"


def test_a_clock_set_back_before_the_session_began_ends_it(store: Store, ana: Account, advance) -> None:  # type: ignore[no-untyped-def]
    token = begin_session(store, account_id=ana.account_id)
    advance(-timedelta(hours=1))
    assert identity_of_token(store, token) is None


def test_using_a_session_is_not_written_down_at_every_rerun(store: Store, ana: Account, advance) -> None:  # type: ignore[no-untyped-def]
    token = begin_session(store, account_id=ana.account_id)
    begun = store.sessions.of_token(token_hash(token))
    advance(timedelta(seconds=50))
    identity_of_token(store, token)
    assert store.sessions.of_token(token_hash(token)) == begun
    advance(timedelta(seconds=20))
    identity_of_token(store, token)
    assert store.sessions.of_token(token_hash(token)) != begun


def test_signing_out_ends_one_session_and_signing_out_everywhere_all(
    store: Store, ana: Account, ben: Account
) -> None:
    one, two = (begin_session(store, account_id=ana.account_id) for _ in range(2))
    bens = begin_session(store, account_id=ben.account_id)
    identity = identity_of_token(store, one)
    assert identity is not None
    store.sessions.end(identity.session_id)
    assert identity_of_token(store, one) is None
    assert identity_of_token(store, two) is not None
    sign_out_everywhere(store, ana)
    assert identity_of_token(store, two) is None
    assert identity_of_token(store, bens) is not None


def test_a_disabled_account_is_out_at_once_until_it_is_enabled(
    store: Store, ana: Account, olga: Account
) -> None:
    token = begin_session(store, account_id=ana.account_id)
    disable(store, actor_of(olga), ana.account_id)
    assert identity_of_token(store, token) is None
    still = begin_session(store, account_id=ana.account_id)
    assert identity_of_token(store, still) is None, "however the session came about"
    enable(store, actor_of(olga), ana.account_id)
    assert sign_in(store, "ana", PASSWORD, "192.0.2.1").account.username == "ana"


def test_the_session_of_an_erased_account_is_nobodys(
    store: Store, ana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = begin_session(store, account_id=ana.account_id)
    found = store.sessions.of_token(token_hash(token))
    erase(store, OPERATOR, ana.account_id)
    assert identity_of_token(store, token) is None
    monkeypatch.setattr(store.sessions, "of_token", lambda _hash: found)
    assert identity_of_token(store, token) is None, "also when it was read just before"


# Who opened a link


def test_who_opens_a_link_has_a_session_that_ends_with_the_link(store: Store, ana: Account, advance) -> None:  # type: ignore[no-untyped-def]
    share, token = shared(store, ana, ends_at=clock.utc_now() + timedelta(minutes=20))
    session = open_share(store, token, "192.0.2.1")
    identity = identity_of_token(store, session)
    assert identity is not None
    assert (identity.account, identity.share and identity.share.share_id) == (None, share.share_id)
    advance(timedelta(minutes=20))
    assert identity_of_token(store, session) is None


def test_it_idles_out(store: Store, ana: Account, advance) -> None:  # type: ignore[no-untyped-def]
    session = open_share(store, shared(store, ana)[1], "192.0.2.1")
    advance(SHARE_IDLE)
    assert identity_of_token(store, session) is None


def test_it_ends_when_the_client_ends_the_link(store: Store, ana: Account) -> None:
    share, token = shared(store, ana)
    session = open_share(store, token, "192.0.2.1")
    assert revoke(store, actor_of(ana), ana.account_id, share.share_id)
    assert identity_of_token(store, session) is None
    store.sessions.add(
        WebSession(
            new_entry_id(), None, share.share_id, clock.utc_now(), clock.utc_now(), clock.utc_now() + ABSOLUTE
        ),
        "a session that began at the same moment",
    )
    assert store.read("SELECT count(*) FROM web_session WHERE share_id IS NOT NULL")[1] == [(1,)]
    (row,) = store.read("SELECT session_id FROM web_session WHERE share_id IS NOT NULL")[1]
    assert identity_of_session(store, row[0]) is None


def test_a_therapist_who_keeps_the_link_does_not_lengthen_it_for_others(
    store: Store,
    ana: Account,
    robin: Account,
    advance,  # type: ignore[no-untyped-def]
) -> None:
    share, token = shared(store, ana, ends_at=clock.utc_now() + timedelta(minutes=10))
    session = open_share(store, token, "192.0.2.1")
    keep_share(store, robin, share)
    advance(timedelta(minutes=11))
    assert identity_of_token(store, session) is None
    let_go(store, robin, share)
    kept = store.shares.get(share.share_id)
    assert kept is not None
    assert not kept.is_open(clock.utc_now())
