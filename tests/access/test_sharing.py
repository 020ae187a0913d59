"""Sharing: made by the client alone, opened while it stands, ended at once, and told to the client."""

import contextlib
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.practice import PASSWORD, shared
from tests.set_clock import a_second_later
from tracker import clock
from tracker.access.accounts import accounts, disable, enable, erase, name_of
from tracker.access.sessions import identity_of_token
from tracker.access.sharing import (
    CONSENT_VERSION,
    GUESSES_PER_ADDRESS,
    ask_in_share,
    consent,
    holder_of,
    keep_share,
    let_go,
    make_share,
    needs_consent,
    open_share,
    revoke,
    share_on_offer,
    withdraw_consent,
)
from tracker.access.sign_in import actor_of, sign_in, sign_up
from tracker.access.tokens import new_token, token_hash
from tracker.access.witness import LOOKED, SEEING, WORDS, audit_events, share_openings
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Actor, Role
from tracker.domain.share_link import ShareLink
from tracker.errors import (
    AccessRefused,
    ConsentMissing,
    InvalidEntry,
    ShareGone,
    SignInRefused,
    TooManyAttempts,
    UnknownAccount,
)
from tracker.record import OPERATOR, ClientRecord
from tracker.store.store import Store

HERE = "192.0.2.1"


def views(store: Store, share: ShareLink) -> int:
    found = store.shares.get(share.share_id)
    assert found is not None
    return found.views


# Consent


def test_nothing_is_shared_without_consent(store: Store) -> None:
    cleo = sign_up(store, "cleo", PASSWORD)
    assert needs_consent(store, cleo.account_id)
    for by in (actor_of(cleo), OPERATOR):
        with pytest.raises(ConsentMissing):
            make_share(store, by, ShareLink(client_id=cleo.account_id))
    assert store.shares.all(cleo.account_id) == ()
    consent(store, actor_of(cleo), cleo.account_id)
    assert not needs_consent(store, cleo.account_id)
    assert store.consents.version(cleo.account_id) == CONSENT_VERSION


def test_withdrawing_consent_ends_every_link_at_once(
    store: Store, ana: Account, ben: Account, robin: Account
) -> None:
    links = [shared(store, ana) for _ in range(3)]
    _bens, bens_token = shared(store, ben)
    sessions = [open_share(store, token, HERE) for _, token in links]
    bens_session = open_share(store, bens_token, HERE)
    keep_share(store, robin, links[0][0])
    withdraw_consent(store, actor_of(ana), ana.account_id)
    assert needs_consent(store, ana.account_id)
    assert [identity_of_token(store, session) for session in sessions] == [None] * 3
    assert store.shares.kept_by(robin.account_id) == ()
    for _, token in links:
        with pytest.raises(ShareGone):
            open_share(store, token, HERE)
    assert identity_of_token(store, bens_session) is not None
    consent(store, actor_of(ana), ana.account_id)
    assert all(share.revoked_at is not None for share in store.shares.all(ana.account_id)), (
        "consent revives no link"
    )


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OPERATOR])
def test_only_the_client_and_the_operator_share_and_consent(store: Store, ana: Account, role: Role) -> None:
    share, token = shared(store, ana)
    actor = Actor("somebody-else" if role == Role.CLIENT else ana.account_id, role)
    for attempt in (
        lambda: make_share(store, actor, ShareLink(client_id=ana.account_id)),
        lambda: revoke(store, actor, ana.account_id, share.share_id),
        lambda: consent(store, actor, ana.account_id),
        lambda: withdraw_consent(store, actor, ana.account_id),
        lambda: audit_events(store, actor, ana.account_id),
    ):
        with pytest.raises(AccessRefused):
            attempt()
    assert share_on_offer(store, token, HERE) == share


def test_one_client_cannot_end_the_link_of_another(store: Store, ana: Account, ben: Account) -> None:
    share, token = shared(store, ana)
    assert not revoke(store, actor_of(ben), ben.account_id, share.share_id)
    assert share_on_offer(store, token, HERE) == share
    assert revoke(store, actor_of(ana), ana.account_id, share.share_id)
    assert not revoke(store, actor_of(ana), ana.account_id, share.share_id), "it ended before"


# Opening


def test_the_token_is_told_once_and_nowhere_kept(store: Store, ana: Account, tmp_path: Path) -> None:
    share, token = shared(store, ana, label="physio")
    open_share(store, token, HERE)
    assert share_on_offer(store, token, HERE).share_id == share.share_id != token
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert token_hash(token).encode() in kept
    assert token.encode() not in kept


def test_looking_at_the_offer_spends_nothing(store: Store, ana: Account) -> None:
    share, token = shared(store, ana, view_limit=1)
    for _ in range(20):
        share_on_offer(store, token, HERE)
    assert views(store, share) == 0
    assert store.read("SELECT count(*) FROM web_session")[1] == [(0,)]
    open_share(store, token, HERE)
    assert views(store, share) == 1


def test_every_kind_of_no_is_the_same_no(store: Store, ana: Account, advance) -> None:  # type: ignore[no-untyped-def]
    revoked, revoked_token = shared(store, ana)
    revoke(store, actor_of(ana), ana.account_id, revoked.share_id)
    _, used_token = shared(store, ana, view_limit=1)
    open_share(store, used_token, HERE)
    _, ended_token = shared(store, ana, ends_at=clock.utc_now() + timedelta(days=1))
    _, barred_token = shared(store, ana)
    store.write("UPDATE share_link SET created_at = '2999-01-01T00:00:00Z', ends_at = '2999-01-02T00:00:00Z' WHERE token_hash = :it", it=token_hash(barred_token))  # fmt: skip
    advance(timedelta(days=1))
    said = set()
    for token in (new_token(), "", "\ud800", revoked_token, used_token, ended_token, barred_token):
        for attempt in (share_on_offer, open_share):
            with pytest.raises(ShareGone) as gone:
                attempt(store, token, HERE)
            said.add(gone.value.sentence)
    assert len(said) == 1


def test_a_seven_day_link_does_not_open_a_second_after(store: Store, ana: Account, advance) -> None:  # type: ignore[no-untyped-def]
    share, token = shared(store, ana)
    assert share.ends_at - share.created_at == timedelta(days=7)
    advance(timedelta(days=7) - timedelta(minutes=1))
    open_share(store, token, HERE)
    advance(timedelta(minutes=1, seconds=1))
    with pytest.raises(ShareGone):
        open_share(store, token, HERE)


def test_of_a_hundred_who_open_a_one_view_link_at_once_one_is_let_in(store: Store, ana: Account) -> None:
    share, token = shared(store, ana, view_limit=1)
    gate, let_in = threading.Barrier(100), []

    def attempt(number: int) -> None:
        gate.wait()
        with contextlib.suppress(ShareGone):
            let_in.append(open_share(store, token, f"192.0.2.{number}"))

    threads = [threading.Thread(target=attempt, args=(number,)) for number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(let_in), views(store, share)) == (1, 1)


def test_a_link_revoked_between_the_offer_and_the_opening_is_gone(
    store: Store, ana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    share, token = shared(store, ana)
    revoke(store, actor_of(ana), ana.account_id, share.share_id)
    monkeypatch.setattr(store.shares, "of_token", lambda _hash: share)
    with pytest.raises(ShareGone):
        open_share(store, token, HERE)
    assert [line.action for line in store.audit.of_client(ana.account_id)].count("share opened") == 0


def test_openings_of_one_link_within_a_minute_are_one_line(
    store: Store, ana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each spends a view; another link's opening, and a later one, is a line of its own."""
    (share, token), (_, other) = shared(store, ana), shared(store, ana)

    def openings() -> int:
        return [line.action for line in store.audit.of_client(ana.account_id)].count("share opened")

    for _ in range(3):
        open_share(store, token, HERE)
    assert (openings(), views(store, share)) == (1, 3)
    open_share(store, other, HERE)
    assert openings() == 2
    for _ in range(61):
        a_second_later(monkeypatch)
    open_share(store, token, HERE)
    assert openings() == 3


def test_openings_have_their_lines_after_a_clock_that_ran_ahead(store: Store, ana: Account, advance) -> None:  # type: ignore[no-untyped-def]
    _, token = shared(store, ana)
    advance(timedelta(days=1))
    open_share(store, token, HERE)
    advance(timedelta(days=-1))
    open_share(store, token, HERE)
    open_share(store, token, HERE)
    assert [line.action for line in store.audit.of_client(ana.account_id)].count("share opened") == 2


def test_a_passphrase_is_asked_for_and_not_guessed(store: Store, ana: Account) -> None:
    made = make_share(store, actor_of(ana), ShareLink(client_id=ana.account_id), "river and stones")
    with pytest.raises(ShareGone):
        open_share(store, made.token, HERE)
    for _ in range(12):
        assert open_share(store, made.token, HERE, "river and stones"), "the right one is not a guess"
    found = []
    for number in range(12):
        try:
            open_share(store, made.token, f"192.0.2.{number}", "not it at all")
        except (ShareGone, TooManyAttempts) as refusal:
            found.append(type(refusal).__name__)
    assert found == ["ShareGone"] * 9 + ["TooManyAttempts"] * 3, "one wrong try went before"
    with pytest.raises(TooManyAttempts):
        open_share(store, made.token, HERE, "river and stones")
    actions = [line.action for line in store.audit.of_client(ana.account_id)]
    assert (actions[0], actions.count("share passphrase refused")) == ("share guesses stopped", 9)


def test_a_refused_try_through_a_link_is_in_the_audit(store: Store, ana: Account, robin: Account) -> None:
    share, token = shared(store, ana, view_limit=1)
    open_share(store, token, HERE)
    before = len(store.audit.of_client(ana.account_id))
    with pytest.raises(ShareGone):
        open_share(store, token, HERE)  # used up
    revoke(store, actor_of(ana), ana.account_id, share.share_id)
    for refused in (lambda: share_on_offer(store, token, HERE), lambda: keep_share(store, robin, share)):
        with pytest.raises(ShareGone):
            refused()
    lines = store.audit.of_client(ana.account_id)
    added = [(line.action, line.actor_id) for line in lines[: len(lines) - before]][::-1]
    assert added == [
        ("share refused", "nobody"), ("share revoked", ana.account_id),
        ("share refused", "nobody"), ("share refused", robin.account_id),
    ]  # fmt: skip
    assert not any(one.is_seeing for one in audit_events(store, actor_of(ana), ana.account_id)[:2])


@pytest.mark.parametrize("passphrase", ["short", "password1", "x" * 1025])
def test_a_passphrase_that_may_not_be_used(store: Store, ana: Account, passphrase: str) -> None:
    with pytest.raises(InvalidEntry, match=r"^Passphrase") as caught:
        make_share(store, actor_of(ana), ShareLink(client_id=ana.account_id), passphrase)
    assert caught.value.field == "passphrase"
    assert store.shares.all(ana.account_id) == ()


def test_guessing_links_is_stopped_by_address(store: Store, ana: Account) -> None:
    _, token = shared(store, ana)
    for _ in range(GUESSES_PER_ADDRESS):
        with pytest.raises(ShareGone):
            share_on_offer(store, new_token(), HERE)
    for tried in (new_token(), token):
        with pytest.raises(TooManyAttempts):
            share_on_offer(store, tried, HERE)
    assert share_on_offer(store, token, "192.0.2.2").client_id == ana.account_id


# Keeping


def test_a_therapist_keeps_a_link_beyond_its_end_until_the_client_ends_it(
    store: Store,
    ana: Account,
    robin: Account,
    advance,  # type: ignore[no-untyped-def]
) -> None:
    share, token = shared(store, ana)
    keep_share(store, robin, share)
    advance(timedelta(days=40))
    (kept,) = store.shares.kept_by(robin.account_id)
    assert kept.is_open(clock.utc_now())
    assert not kept.is_open_to_holder(clock.utc_now())
    assert ClientRecord(store, actor_of(robin), ana.account_id, share=kept).is_read_only
    with pytest.raises(AccessRefused):
        ClientRecord(store, holder_of(kept), ana.account_id, share=kept)
    with pytest.raises(ShareGone):
        open_share(store, token, HERE)
    revoke(store, actor_of(ana), ana.account_id, share.share_id)
    ended = store.shares.get(share.share_id)
    assert ended is not None
    with pytest.raises(AccessRefused):
        ClientRecord(store, actor_of(robin), ana.account_id, share=ended)


def test_a_link_is_kept_by_one_therapist(store: Store, ana: Account, robin: Account, sam: Account) -> None:
    share, _ = shared(store, ana)
    keep_share(store, robin, share)
    keep_share(store, robin, share)
    with pytest.raises(ShareGone):
        keep_share(store, sam, share)
    let_go(store, sam, share)
    assert [kept.share_id for kept in store.shares.kept_by(robin.account_id)] == [share.share_id]
    let_go(store, robin, share)
    assert store.shares.kept_by(robin.account_id) == ()


def test_who_is_no_therapist_and_what_has_ended_is_not_kept(
    store: Store,
    ana: Account,
    ben: Account,
    robin: Account,
    advance,  # type: ignore[no-untyped-def]
) -> None:
    share, _ = shared(store, ana)
    for account in (ben, ana):
        with pytest.raises(AccessRefused):
            keep_share(store, account, share)
    revoked, _ = shared(store, ana)
    revoke(store, actor_of(ana), ana.account_id, revoked.share_id)
    with pytest.raises(ShareGone):
        keep_share(store, robin, revoked)
    advance(timedelta(days=8))
    with pytest.raises(ShareGone):
        keep_share(store, robin, share)
    assert store.shares.kept_by(robin.account_id) == ()


# Accounts as a whole


def test_only_owners_and_the_operator_see_and_shut_out_accounts(
    store: Store, ana: Account, robin: Account, olga: Account
) -> None:
    for actor in (actor_of(olga), OPERATOR):
        assert [account.username for account in accounts(store, actor)] == ["ana", "olga", "robin"]
    for actor in (actor_of(ana), actor_of(robin), Actor("x", Role.HOLDER), Actor("x", Role.NOBODY)):
        for attempt in (
            lambda actor=actor: accounts(store, actor),
            lambda actor=actor: disable(store, actor, ana.account_id),
            lambda actor=actor: enable(store, actor, ana.account_id),
        ):
            with pytest.raises(AccessRefused):
                attempt()
    with pytest.raises(AccessRefused):
        disable(store, actor_of(olga), olga.account_id)
    assert store.accounts.get(ana.account_id).disabled_at is None


def test_one_erases_oneself_and_the_operator_anybody(
    store: Store, ana: Account, ben: Account, olga: Account
) -> None:
    for account in (ben, olga):
        with pytest.raises(AccessRefused):
            erase(store, actor_of(account), ana.account_id)
    erase(store, actor_of(ana), ana.account_id)
    erase(store, OPERATOR, ben.account_id)
    assert [account.username for account in store.accounts.all()] == ["olga"]
    with pytest.raises(UnknownAccount):
        erase(store, OPERATOR, ben.account_id)
    assert name_of(store, ben.account_id) == "somebody whose account is gone"


def test_an_erased_client_leaves_no_word_in_the_file(store: Store, tmp_path: Path, robin: Account) -> None:
    canary = "canary-of-cleo"
    cleo = sign_up(store, "cleo", PASSWORD, name=canary)
    consent(store, actor_of(cleo), cleo.account_id)
    ClientRecord(store, actor_of(cleo), cleo.account_id).entries.add(CheckIn(leg_pain_nrs=3, note=canary))
    share, token = shared(store, cleo, label=canary)
    session = open_share(store, token, HERE)
    keep_share(store, robin, share)
    kept = store.shares.get(share.share_id)
    ClientRecord(store, actor_of(robin), cleo.account_id, share=kept).remarks.add(canary)
    sign_in(store, "cleo", PASSWORD, HERE)
    erase(store, actor_of(cleo), cleo.account_id)
    assert identity_of_token(store, session) is None
    assert store.shares.kept_by(robin.account_id) == ()
    for table in ("web_session", "known_device", "share_link", "remark", "consent", "check_in", "client"):
        assert store.read(f"SELECT count(*) FROM {table}")[1] == [(0,)], table
    held = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert canary.encode() not in held
    assert b"cleo" not in held
    assert store.audit.broken_line() is None, "the audit keeps that it happened"


def test_an_erased_therapist_keeps_nothing_and_their_words_stay(
    store: Store, ana: Account, robin: Account, advance
) -> None:  # type: ignore[no-untyped-def]
    share, _ = shared(store, ana)
    keep_share(store, robin, share)
    ClientRecord(store, actor_of(robin), ana.account_id, share=store.shares.get(share.share_id)).remarks.add(
        "Keep walking."
    )
    erase(store, actor_of(robin), robin.account_id)
    (remark,) = ClientRecord(store, actor_of(ana), ana.account_id).remarks.all()
    assert (remark.words, name_of(store, remark.written_by)) == (
        "Keep walking.",
        "somebody whose account is gone",
    )
    found = store.shares.get(share.share_id)
    assert found is not None
    assert found.kept_by is None


# What the client reads about it


def test_the_client_reads_who_saw_the_record_and_when(
    store: Store, ana: Account, ben: Account, robin: Account
) -> None:
    share, token = shared(store, ana, label="for the physio")
    nameless, nameless_token = shared(store, ana)
    open_share(store, token, HERE)
    open_share(store, nameless_token, HERE)
    keep_share(store, robin, share)
    for actor in (holder_of(share), actor_of(robin)):
        store.audit.note(actor, LOOKED, clock.utc_now(), ana.account_id, share.share_id)
    revoke(store, OPERATOR, ana.account_id, nameless.share_id)
    said = [(one.who, one.did, one.is_seeing) for one in audit_events(store, actor_of(ana), ana.account_id)]
    assert said[:6] == [
        ("The person who runs this installation", "ended a link", False),
        ("Robin A.", "looked at your record", True),
        ("Who holds the link “for the physio”", "looked at your record", True),
        ("Robin A.", "put your record on their list of clients", True),
        ("Who holds a link", "opened your record with a link", True),
        ("Who holds the link “for the physio”", "opened your record with a link", True),
    ]
    assert {who for who, _, _ in said[6:]} == {"You"}
    of_seeing = audit_events(store, actor_of(ana), ana.account_id, SEEING)
    assert [(one.who, one.did, one.is_seeing) for one in of_seeing] == said[1:6]
    assert audit_events(store, actor_of(ana), ana.account_id, SEEING, most=2) == of_seeing[:2]
    assert audit_events(store, actor_of(ana), ana.account_id, most=2)[1:] == of_seeing[:1]
    times = share_openings(store, ana.account_id)
    assert {share_id: len(when) for share_id, when in times.items()} == {
        share.share_id: 2,
        nameless.share_id: 1,
    }
    assert [one.who for one in audit_events(store, actor_of(ben), ben.account_id)] == ["You", "You"]


def test_a_refused_sign_in_is_told_and_names_nobody(store: Store, ana: Account) -> None:
    with pytest.raises(SignInRefused):
        sign_in(store, "ana", "not the password", HERE)
    first = audit_events(store, actor_of(ana), ana.account_id)[0]
    assert (first.who, first.did) == ("Somebody unknown", WORDS["sign-in refused"])


def test_the_audit_holds_no_names_tokens_or_words(store: Store, ana: Account, robin: Account) -> None:
    share, token = shared(store, ana, label="secret-label")
    session = open_share(store, token, HERE)
    keep_share(store, robin, share)
    kept = store.shares.get(share.share_id)
    ClientRecord(store, actor_of(robin), ana.account_id, share=kept).remarks.add("secret-words")
    signed_in = sign_in(store, "ana", PASSWORD, HERE)
    lines = repr(store.read("SELECT * FROM audit"))
    for secret in (
        "secret",
        token,
        session,
        signed_in.session_token,
        signed_in.device_token,
        PASSWORD,
        "Robin",
        HERE,
    ):
        assert secret not in lines


def test_a_changed_link_in_hand_opens_no_more_than_the_stored_one(
    store: Store, ana: Account, robin: Account
) -> None:
    share, _ = shared(store, ana)
    forged = replace(share, kept_by=robin.account_id)
    record = ClientRecord(store, actor_of(robin), ana.account_id, share=forged)
    with pytest.raises(AccessRefused):
        record.remarks.add("written with a link that is not kept")
    assert store.remarks.all(ana.account_id) == ()


# What the client chose, and giving back


def test_a_link_is_kept_only_where_the_client_said_so(store: Store, ana: Account, robin: Account) -> None:
    share, _ = shared(store, ana, may_be_kept=False)
    with pytest.raises(ShareGone):
        keep_share(store, robin, share)
    assert store.shares.kept_by(robin.account_id) == ()
    late = share.ends_at + timedelta(seconds=1)
    assert not replace(share, kept_by=robin.account_id).is_open(late)
    assert replace(share, kept_by=robin.account_id, may_be_kept=True).is_open(late)


def test_a_client_who_is_given_back_can_be_read_no_more(store: Store, ana: Account, robin: Account) -> None:
    share, _ = shared(store, ana)
    keep_share(store, robin, share)
    kept = store.shares.get(share.share_id)
    assert kept is not None
    ClientRecord(store, actor_of(robin), ana.account_id, share=kept)
    let_go(store, robin, kept)
    now = store.shares.get(share.share_id)
    assert now is not None
    assert now.kept_by is None
    with pytest.raises(AccessRefused):
        ClientRecord(store, actor_of(robin), ana.account_id, share=now)


def test_an_owner_may_keep_what_a_client_gives_them_and_a_client_may_not(
    store: Store, ana: Account, ben: Account, olga: Account
) -> None:
    share, _ = shared(store, ana)
    with pytest.raises(AccessRefused):
        keep_share(store, ben, share)
    keep_share(store, olga, share)
    assert [one.share_id for one in store.shares.kept_by(olga.account_id)] == [share.share_id]


def test_questions_of_a_link_are_the_clients_to_write(store: Store, ana: Account, ben: Account) -> None:
    share, _ = shared(store, ana)
    ask_in_share(store, actor_of(ana), ana.account_id, share.share_id, "Is running fine?")
    found = store.shares.get(share.share_id)
    assert found is not None
    assert found.questions == "Is running fine?"
    for actor in (actor_of(ben), holder_of(share)):
        with pytest.raises(AccessRefused):
            ask_in_share(store, actor, ana.account_id, share.share_id, "x")
    ask_in_share(store, actor_of(ben), ben.account_id, share.share_id, "x")
    found = store.shares.get(share.share_id)
    assert found is not None
    assert found.questions == "Is running fine?"
    with pytest.raises(InvalidEntry):
        ask_in_share(store, actor_of(ana), ana.account_id, share.share_id, "x" * 1001)
