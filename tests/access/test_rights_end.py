"""What one person gave to another ends with their right to give it: every gift times every way a right ends."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pyotp
import pytest

from tests.practice import PASSWORD, client_account, shared
from tracker import clock
from tracker.access import accounts, identities, second_factor, sharing, sign_in
from tracker.access.api_tokens import make_api_token, record_of_token, token_in_force
from tracker.access.calendar_feed import feed, make_feed
from tracker.access.one_use_codes import accept_invitation, invite, invited_role, recover, recovery_code
from tracker.access.provider import Proof
from tracker.access.sessions import identity_of_token
from tracker.access.tokens import token_hash
from tracker.access.visit import record_of
from tracker.domain.account import Account
from tracker.errors import InvalidEntry, SignInRefused, TrackerError
from tracker.record import OPERATOR, ClientRecord
from tracker.store.backup.backup import back_up
from tracker.store.backup.restore import restore
from tracker.store.store import Store, open_store
from tracker.store.transaction import Transactions

HERE = "192.0.2.1"
NEW_PASSWORD = "another walk by the sea"
DOCUMENT = Path(__file__).parents[2] / "docs" / "security.md"


@dataclass
class Practice:
    store: Store
    file: Path
    client: Account
    therapist: Account
    owner: Account
    stores: list[Store] = field(default_factory=list)


@pytest.fixture
def at(store: Store, tmp_path: Path, cheap_passwords: None) -> Iterator[Practice]:
    identity = {"oidc_issuer": "https://id.test"}
    client = client_account(store, "ann")
    therapist = sign_in.sign_up(store, "tess", PASSWORD, "therapist")
    for account in (client, therapist):
        assert store.accounts.link_identity(account.account_id, identity["oidc_issuer"], account.username)
    practice = Practice(
        store,
        tmp_path / "tracker.db",
        store.accounts.get(client.account_id),
        store.accounts.get(therapist.account_id),
        sign_in.sign_up(store, "olga", PASSWORD, "owner"),
    )
    yield practice
    for one in practice.stores:
        one.driver.close()


# What is given; each returns what looks whether it still works in a store.

Probe = Callable[[Store], object]


def session(at: Practice) -> Probe:
    token = sign_in.sign_in(at.store, "ann", PASSWORD, HERE).session_token
    return lambda store: identity_of_token(store, token)


def known_browser(at: Practice) -> Probe:
    device = sign_in.sign_in(at.store, "ann", PASSWORD, HERE).device_token
    return lambda store: store.known_devices.has(at.client.account_id, token_hash(device))


def share_link(at: Practice) -> Probe:
    _, token = shared(at.store, at.client)
    return lambda store: sharing.open_share(store, token, HERE)


def opened_link(at: Practice) -> Probe:
    _, token = shared(at.store, at.client)
    session_token = sharing.open_share(at.store, token, HERE)
    return lambda store: identity_of_token(store, session_token)


def kept_link(at: Practice) -> Probe:
    share, _ = shared(at.store, at.client)
    sharing.keep_share(at.store, at.therapist, share)

    def reads(store: Store) -> object:
        token = sign_in.sign_in(store, "tess", PASSWORD, HERE).session_token
        identity = identity_of_token(store, token)
        assert identity is not None
        return record_of(store, identity, share.share_id)

    return reads


def calendar_address(at: Practice) -> Probe:
    actor = sign_in.actor_of(at.client)
    token = make_feed(ClientRecord(at.store, actor, at.client.account_id, needs_consent=True))
    return lambda store: feed(store, token)


def programs_token(at: Practice) -> Probe:
    actor = sign_in.actor_of(at.client)
    token = make_api_token(
        ClientRecord(at.store, actor, at.client.account_id, needs_consent=True), "Watch", ("entries",), 30
    )
    return lambda store: record_of_token(store, token_in_force(store, token), "entries")


def reminders(at: Practice) -> Probe:
    actor = sign_in.actor_of(at.client)
    record = ClientRecord(at.store, actor, at.client.account_id, needs_consent=True)
    record.notices.begin_place("ann@example.org", "c" * 64)
    record.notices.confirm_place("c" * 64)
    record.notices.choose(("check-in",))
    return lambda store: store.notices.due(clock.utc_now() + timedelta(days=1))


def owners_invitation(at: Practice) -> Probe:
    code = invite(at.store, sign_in.actor_of(at.owner), "therapist")
    return lambda store: invited_role(store, code) and accept_invitation(store, code, "new", PASSWORD)


def therapists_invitation(at: Practice) -> Probe:
    code = invite(at.store, sign_in.actor_of(at.therapist))
    return lambda store: invited_role(store, code) and accept_invitation(store, code, "new", PASSWORD)


def clients_recovery_code(at: Practice) -> Probe:
    code = recovery_code(at.store, sign_in.actor_of(at.owner), at.client)
    return lambda store: recover(store, code, PASSWORD)


def provider_identity(at: Practice) -> Probe:
    return lambda store: identities.account_of(store, Proof("https://id.test", "ann"))


def provider_proof(at: Practice) -> Probe:
    """Of somebody whom the provider proved, and who has still to type a one-time code."""
    secret = second_factor.new_secret()
    at.store.write("UPDATE account SET totp_secret = :secret WHERE username = 'ann'", secret=secret)
    proof = Proof("https://id.test", "ann")
    return lambda store: identities.prove_second_factor(store, proof, pyotp.TOTP(secret).at(clock.utc_now()))


# How a right ends; each returns the store to look into then.


def end(work: Callable[[Practice], object]) -> Callable[[Practice], Store]:
    def ends(at: Practice) -> Store:
        work(at)
        return at.store

    return ends


def restored(at: Practice) -> Store:
    made = back_up(at.file, at.file.with_name("backup.db"))
    restore(made.file, at.file.with_name("restored.db"), OPERATOR, clock.utc_now())
    at.stores.append(open_store(at.file.with_name("restored.db")))
    return at.stores[-1]


def made_something_less(at: Practice, who: Account, role: str) -> None:
    """No page does it; an operator may, in the database itself."""
    at.store.write("UPDATE account SET role = :role WHERE username = :who", role=role, who=who.username)


ENDS: dict[str, Callable[[Practice], Store]] = {
    "client disabled": end(lambda at: accounts.disable(at.store, OPERATOR, at.client.account_id)),
    "client erased": end(lambda at: accounts.erase(at.store, OPERATOR, at.client.account_id)),
    "client's password changed": end(
        lambda at: sign_in.change_password(at.store, at.client, PASSWORD, NEW_PASSWORD, "another session")
    ),
    "client's password set by the operator": end(
        lambda at: sign_in.set_password(at.store, at.client, NEW_PASSWORD, OPERATOR)
    ),
    "client's account recovered": end(
        lambda at: recover(at.store, recovery_code(at.store, OPERATOR, at.client), NEW_PASSWORD)
    ),
    "client signed out everywhere": end(lambda at: accounts.sign_out_everywhere(at.store, at.client)),
    "client's provider unlinked": end(lambda at: identities.unlink(at.store, at.client)),
    "consent withdrawn": end(
        lambda at: sharing.withdraw_consent(at.store, sign_in.actor_of(at.client), at.client.account_id)
    ),
    "therapist disabled": end(lambda at: accounts.disable(at.store, OPERATOR, at.therapist.account_id)),
    "therapist erased": end(lambda at: accounts.erase(at.store, OPERATOR, at.therapist.account_id)),
    "therapist made a client": end(lambda at: made_something_less(at, at.therapist, "client")),
    "owner disabled": end(lambda at: accounts.disable(at.store, OPERATOR, at.owner.account_id)),
    "owner erased": end(lambda at: accounts.erase(at.store, OPERATOR, at.owner.account_id)),
    "owner made a therapist": end(lambda at: made_something_less(at, at.owner, "therapist")),
    "backup restored": restored,
}
PASSWORDS = frozenset(
    {"client's password changed", "client's password set by the operator", "client's account recovered"}
)
CLIENT = frozenset({"client disabled", "client erased"})
SHARING = CLIENT | {"consent withdrawn", "backup restored"}
GIFTS: dict[str, tuple[Callable[[Practice], Probe], frozenset[str]]] = {
    "session": (session, CLIENT | PASSWORDS | {"client signed out everywhere", "backup restored"}),
    "known browser": (known_browser, CLIENT | PASSWORDS | {"client signed out everywhere", "backup restored"}),
    "share link": (share_link, SHARING),
    "opened share link": (opened_link, SHARING),
    "link in a caseload": (
        kept_link, SHARING | {"therapist disabled", "therapist erased", "therapist made a client"}
    ),
    "calendar address": (calendar_address, SHARING),
    "program's token": (programs_token, SHARING),
    "reminders": (reminders, SHARING),
    "owner's invitation": (
        owners_invitation, frozenset({"owner disabled", "owner erased", "owner made a therapist", "backup restored"})
    ),
    "therapist's invitation": (
        therapists_invitation,
        frozenset({"therapist disabled", "therapist erased", "therapist made a client", "backup restored"}),
    ),
    "recovery code": (
        clients_recovery_code,
        CLIENT | PASSWORDS | {"owner disabled", "owner erased", "owner made a therapist", "backup restored"},
    ),
    "provider's identity": (provider_identity, CLIENT | {"client's provider unlinked"}),
    "provider's proof, one-time code to come": (provider_proof, CLIENT | {"client's provider unlinked"}),
}  # fmt: skip


def works(probe: Probe, store: Store) -> bool:
    try:
        return bool(probe(store))
    except TrackerError:
        return False


@pytest.mark.parametrize("way", ENDS)
@pytest.mark.parametrize("gift", GIFTS)
def test_a_gift_ends_with_the_right_it_rests_on(at: Practice, gift: str, way: str) -> None:
    give, ends_with = GIFTS[gift]
    probe = give(at)
    found = ENDS[way](at)
    assert works(probe, found) is (way not in ends_with)


@pytest.mark.parametrize("gift", GIFTS)
def test_a_gift_works_where_nothing_ended_it(at: Practice, gift: str) -> None:
    assert works(GIFTS[gift][0](at), at.store)


COMES_BACK = {"link in a caseload", "provider's identity", "provider's proof, one-time code to come"}


@pytest.mark.parametrize("gift", GIFTS)
def test_what_ended_with_an_account_stays_ended_when_it_is_enabled_again(at: Practice, gift: str) -> None:
    """But for how a person signs in, and for what a client gave to a therapist who was shut out for a while."""
    probe = GIFTS[gift][0](at)
    for account in (at.therapist, at.owner):
        accounts.disable(at.store, OPERATOR, account.account_id)
        accounts.enable(at.store, OPERATOR, account.account_id)
    is_the_clients = gift not in ("owner's invitation", "therapist's invitation", "recovery code")
    if is_the_clients:
        assert gift != "link in a caseload" or works(probe, at.store)
        accounts.disable(at.store, OPERATOR, at.client.account_id)
        accounts.enable(at.store, OPERATOR, at.client.account_id)
    assert works(probe, at.store) is (gift in COMES_BACK - {"link in a caseload"})


@pytest.mark.parametrize("way", ["consent withdrawn", "client disabled"])
@pytest.mark.parametrize("gift", ["share link", "calendar address", "program's token", "reminders"])
def test_what_is_given_in_the_moment_in_which_the_right_ends_is_refused(
    at: Practice, gift: str, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would stand, or come back when the account is enabled again: its page was open, and let it begin."""
    really = Transactions.in_one_transaction

    def once_the_right_ended(db: Transactions, work: Callable[[], object]) -> object:
        monkeypatch.setattr(Transactions, "in_one_transaction", really)
        ENDS[way](at)
        return really(db, work)

    monkeypatch.setattr(Transactions, "in_one_transaction", once_the_right_ended)
    with pytest.raises(TrackerError):
        GIFTS[gift][0](at)
    client_id = at.client.account_id
    given = (at.store.shares.all(client_id), at.store.api_tokens.all(client_id))
    assert given == ((), ())
    assert (at.store.calendar.get(client_id), at.store.notices.choice(client_id)) == (None, None)


def test_a_link_of_somebody_disabled_before_this_was_so_is_closed_too(at: Practice) -> None:
    probes = [GIFTS[gift][0](at) for gift in ("share link", "opened share link", "link in a caseload")]
    at.store.write("UPDATE account SET disabled_at = '2026-01-01T00:00:00Z' WHERE username = 'ann'")
    assert [works(probe, at.store) for probe in probes] == [False] * 3
    assert at.store.shares.kept_by(at.therapist.account_id) == ()
    (standing,) = at.store.shares.kept_by_each([at.therapist.account_id], clock.utc_now()).values()
    assert standing.standing == frozenset()


def test_an_owner_can_see_that_a_disabled_clients_links_ended(at: Practice) -> None:
    shared(at.store, at.client)
    accounts.disable(at.store, sign_in.actor_of(at.owner), at.client.account_id)
    actions = [line.action for line in at.store.audit.of_client(at.client.account_id)]
    assert actions[:2] == ["account disabled", "share revoked"]


def test_who_was_disabled_a_moment_ago_makes_no_code(at: Practice) -> None:
    """Their page was open: the actor is still the owner."""
    accounts.disable(at.store, OPERATOR, at.owner.account_id)
    for make in (lambda by: invite(at.store, by, "owner"), lambda by: recovery_code(at.store, by, at.client)):
        with pytest.raises(TrackerError):
            make(sign_in.actor_of(at.owner))
    assert at.store.read("SELECT count(*) FROM one_use_code")[1] == [(0,)]


def test_of_two_changes_of_password_at_once_one_is_told_changed_and_one_session_is_left(at: Practice) -> None:
    tokens = [sign_in.sign_in(at.store, "ann", PASSWORD, HERE).session_token for _ in range(2)]
    session_ids = [
        identity.session_id for token in tokens if (identity := identity_of_token(at.store, token))
    ]
    gate, changed = Barrier(2), []

    def change(number: int) -> None:
        gate.wait()
        with suppress(InvalidEntry):
            new = f"{NEW_PASSWORD} {number}"
            sign_in.change_password(at.store, at.client, PASSWORD, new, session_ids[number])
            changed.append(number)

    threads = [Thread(target=change, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = changed
    assert [identity_of_token(at.store, token) is not None for token in tokens] == [
        number == winner for number in range(2)
    ]
    assert sign_in.sign_in(at.store, "ann", f"{NEW_PASSWORD} {winner}", HERE)


def test_a_session_is_not_begun_on_what_ended_while_it_was_proved(at: Practice) -> None:
    proved = at.store.accounts.get(at.client.account_id)
    for way in (
        lambda: sign_in.set_password(at.store, proved, NEW_PASSWORD),
        lambda: identities.unlink(at.store, proved),
        lambda: accounts.disable(at.store, OPERATOR, proved.account_id),
        lambda: accounts.erase(at.store, OPERATOR, proved.account_id),
    ):
        way()
        with pytest.raises(SignInRefused):
            sign_in.start_session(at.store, proved)


def test_a_password_that_was_changed_meanwhile_does_not_come_back_with_a_stronger_hash(
    at: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = at.store.accounts.get(at.client.account_id)
    monkeypatch.setattr("tracker.access.passwords.is_outdated", lambda _kept: True)
    sign_in.set_password(at.store, before, NEW_PASSWORD)
    sign_in._strengthen(at.store, before, PASSWORD)
    assert sign_in.sign_in(at.store, "ann", NEW_PASSWORD, HERE)
    with pytest.raises(SignInRefused):
        sign_in.sign_in(at.store, "ann", PASSWORD, HERE)


def test_the_code_that_turns_one_time_codes_on_lets_nobody_in(at: Practice) -> None:
    secret = second_factor.new_secret()
    code = pyotp.TOTP(secret).at(clock.utc_now())
    second_factor.turn_on(at.store, at.therapist, secret, code)
    with pytest.raises(SignInRefused):
        sign_in.sign_in(at.store, "tess", PASSWORD, HERE, code)
    later = pyotp.TOTP(secret).at(clock.utc_now() + timedelta(seconds=30))
    assert sign_in.sign_in(at.store, "tess", PASSWORD, HERE, later)
    second_factor.turn_off(at.store, at.therapist)
    with pytest.raises(InvalidEntry):
        second_factor.turn_on(at.store, at.therapist, secret, later)  # spent by the sign-in


def test_the_table_in_the_documentation_is_this_one() -> None:
    text = DOCUMENT.read_text("utf-8").partition("## What ends with what")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", text, re.MULTILINE)[1:]
    assert {gift: frozenset(ways.split("; ")) for gift, ways in rows} == {
        gift: ends_with for gift, (_, ends_with) in GIFTS.items()
    }
