"""Signing up and in: who gets in, who does not, and what guessing costs."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from argon2 import PasswordHasher

from tests.practice import PASSWORD
from tracker import clock
from tracker.access import passwords
from tracker.access.one_use_codes import accept_invitation, invite, recover, recovery_code
from tracker.access.second_factor import new_backup_codes, new_secret, turn_off, turn_on
from tracker.access.sessions import identity_of_token
from tracker.access.sign_in import (
    PER_ACCOUNT,
    PER_ADDRESS,
    PER_DEVICE,
    actor_of,
    change_password,
    set_password,
    sign_in,
    sign_up,
)
from tracker.access.tokens import canonical_code, new_code, new_token, token_hash
from tracker.domain.account import Account
from tracker.domain.client import Actor, Role
from tracker.errors import AccessRefused, InvalidEntry, SignInRefused, TooManyAttempts, UnknownClient
from tracker.record import OPERATOR
from tracker.store.store import Store, open_store

HERE = "192.0.2.1"


def guess(store: Store, username: str = "ana", address: str = HERE, **more: str) -> str:
    """How a sign-in with a wrong password ends: by name of its error."""
    try:
        sign_in(store, username, "not the password", address, **more)
    except (SignInRefused, TooManyAttempts) as refusal:
        return type(refusal).__name__
    return "in"


# Signing up


def test_a_client_gets_a_record_and_nobody_else_does(store: Store, ana: Account, robin: Account) -> None:
    assert store.clients.get(ana.account_id).client_id == ana.account_id
    with pytest.raises(UnknownClient):
        store.clients.get(robin.account_id)


@pytest.mark.parametrize("username", ["ana", "ANA", " ana ", "ａｎａ"])
def test_a_name_is_taken_however_it_is_typed(store: Store, ana: Account, username: str) -> None:
    with pytest.raises(InvalidEntry, match="taken") as caught:
        sign_up(store, username, PASSWORD)
    assert caught.value.field == "username"
    assert len(store.accounts.all()) == 1
    assert len(store.clients.all()) == 1


@pytest.mark.parametrize(
    "password", ["", "short", "1234567", "password1", "PASSWORD1", "anastasia", "x" * 1025, "é" * 513]
)
def test_a_password_that_may_not_be_used(store: Store, password: str) -> None:
    with pytest.raises(InvalidEntry, match=r"^Password") as caught:
        sign_up(store, "anastasia", password)
    assert caught.value.field == "password"
    assert store.accounts.all() == ()


def test_a_password_of_64_and_more_letters_of_any_script_may_be_used(store: Store) -> None:
    for number, password in enumerate(
        ("æ" * 512, "пароль и ещё немного", "correct horse 🐴 staple", "x y" * 30)
    ):
        sign_up(store, f"person{number}", password)
        assert sign_in(store, f"person{number}", password, HERE).account.username == f"person{number}"


def test_only_a_hash_of_the_password_is_kept(store: Store, ana: Account) -> None:
    assert ana.password_hash is not None
    assert ana.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in ana.password_hash


# Signing in


def test_each_sign_in_is_a_new_session(store: Store, ana: Account) -> None:
    tokens = {sign_in(store, "ana", PASSWORD, HERE).session_token for _ in range(3)}
    assert len(tokens) == 3
    for token in tokens:
        identity = identity_of_token(store, token)
        assert identity is not None
        assert identity.account == ana


@pytest.mark.parametrize("username", ["ben", "", "a", "x" * 500, "ana\x00", "'; DROP TABLE account; --"])
def test_an_unknown_name_is_refused_in_the_words_of_a_wrong_password(
    store: Store, ana: Account, username: str
) -> None:
    with pytest.raises(SignInRefused) as unknown:
        sign_in(store, username, PASSWORD, HERE)
    with pytest.raises(SignInRefused) as wrong:
        sign_in(store, "ana", "not the password", "192.0.2.2")
    assert unknown.value.sentence == wrong.value.sentence


def test_the_same_work_is_done_for_an_unknown_name(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str] = []
    verify = passwords._HASHER.verify
    monkeypatch.setattr(
        passwords, "_HASHER", type("Spy", (), {"verify": lambda _self, kept, typed: (verified.append(kept), verify(kept, typed))[1], "hash": passwords._HASHER.hash})()
    )  # fmt: skip
    assert guess(store, "nobody-here") == "SignInRefused"
    assert len(verified) == 1
    assert verified[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.matches("the password of nobody", None)


def test_a_huge_password_costs_no_hash(store: Store, ana: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", None)
    with pytest.raises(SignInRefused):
        sign_in(store, "ana", "x" * 1_000_000, HERE)


def test_half_a_character_is_only_a_wrong_password(store: Store, ana: Account) -> None:
    assert not passwords.matches("\ud800" * 9, ana.password_hash)
    assert not passwords.matches(PASSWORD, "not a hash at all")
    with pytest.raises(SignInRefused):
        sign_in(store, "\ud800abc", "\ud800" * 9, HERE)


def test_an_old_hash_is_made_anew_and_a_spent_code_stays_spent(store: Store, ana: Account) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    secret = pyotp.random_base32()
    store.accounts.change(replace(ana, password_hash=weak.hash(PASSWORD), totp_secret=secret))
    code = pyotp.TOTP(secret).at(int(clock.utc_now().timestamp()))
    sign_in(store, "ana", PASSWORD, HERE, totp=code)
    fresh = store.accounts.get(ana.account_id)
    assert fresh.password_hash is not None
    assert not passwords.is_outdated(fresh.password_hash)
    assert fresh.totp_step > 0
    with pytest.raises(SignInRefused):
        sign_in(store, "ana", PASSWORD, HERE, totp=code)


def test_a_password_found_common_since_still_lets_its_owner_in(store: Store, ana: Account) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    store.accounts.change(replace(ana, password_hash=weak.hash("password1")))
    assert sign_in(store, "ana", "password1", HERE).account.username == "ana"


def test_an_account_without_a_password_has_no_password_to_guess(store: Store) -> None:
    store.accounts.add(
        Account(username="linked", role=Role.CLIENT, oidc_issuer="https://id.example", oidc_subject="7")
    )
    assert guess(store, "linked") == "SignInRefused"
    with pytest.raises(SignInRefused):
        sign_in(store, "linked", "", HERE)


# Guessing


def test_guesses_at_one_account_stop_wherever_they_come_from_and_after_a_restart(
    store: Store, ana: Account
) -> None:
    found = [guess(store, address=f"192.0.2.{number}") for number in range(PER_ACCOUNT + 5)]
    assert found == ["SignInRefused"] * PER_ACCOUNT + ["TooManyAttempts"] * 5
    path = store.driver.path  # type: ignore[attr-defined]
    again = open_store(path)
    with pytest.raises(TooManyAttempts):
        sign_in(again, "ana", PASSWORD, "192.0.2.99")
    again.driver.close()


def test_guesses_from_one_address_stop_whatever_the_name(store: Store, ana: Account) -> None:
    found = [guess(store, f"name{number}") for number in range(PER_ADDRESS + 1)]
    assert found == ["SignInRefused"] * PER_ADDRESS + ["TooManyAttempts"]
    assert guess(store, "ana", "192.0.2.2") == "SignInRefused"


def test_a_name_that_nobody_has_is_limited_like_one_that_somebody_has(store: Store) -> None:
    found = [guess(store, "nobody", f"192.0.2.{number}") for number in range(PER_ACCOUNT + 1)]
    assert found == ["SignInRefused"] * PER_ACCOUNT + ["TooManyAttempts"]


def test_a_known_browser_gets_in_while_others_guess(store: Store, ana: Account) -> None:
    known = sign_in(store, "ana", PASSWORD, HERE).device_token
    for number in range(PER_ACCOUNT + 1):
        guess(store, address=f"192.0.2.{number}")
    signed_in = sign_in(store, "ana", PASSWORD, HERE, device_token=known)
    assert signed_in.device_token == known
    with pytest.raises(TooManyAttempts):
        sign_in(store, "ana", PASSWORD, HERE, device_token=new_token())
    found = [guess(store, device_token=known) for _ in range(PER_DEVICE + 1)]
    assert found == ["SignInRefused"] * PER_DEVICE + ["TooManyAttempts"]


def test_after_an_hour_one_may_try_again(store: Store, ana: Account, advance) -> None:  # type: ignore[no-untyped-def]
    for _ in range(PER_ACCOUNT + 1):
        guess(store)
    advance(timedelta(hours=1, seconds=1))
    assert sign_in(store, "ana", PASSWORD, HERE).account == ana


def test_forty_guesses_at_once_are_still_ten(store: Store, ana: Account) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(guess(store, address=f"192.0.2.{n}")))
        for n in range(40)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["SignInRefused"] * PER_ACCOUNT + ["TooManyAttempts"] * (40 - PER_ACCOUNT)


# A second factor


def test_a_one_time_password_is_needed_and_works_once(store: Store, robin: Account, advance) -> None:  # type: ignore[no-untyped-def]
    secret = pyotp.random_base32()
    store.accounts.change(replace(robin, totp_secret=secret))

    def code(drift: int = 0) -> str:
        return pyotp.TOTP(secret).at(int(clock.utc_now().timestamp()) + 30 * drift)

    for wrong in ("", "000000", code(5), code(-5)):
        with pytest.raises(SignInRefused):
            sign_in(store, "robin", PASSWORD, HERE, totp=wrong)
    spent = code()
    sign_in(store, "robin", PASSWORD, HERE, totp=f" {spent} ")
    for replayed in (spent, code(-1)):
        with pytest.raises(SignInRefused):
            sign_in(store, "robin", PASSWORD, HERE, totp=replayed)
    advance(timedelta(seconds=60))
    sign_in(store, "robin", PASSWORD, HERE, totp=code())


# Passwords changed


def test_changing_the_password_ends_every_other_session_and_known_browser(store: Store, ana: Account) -> None:
    here, there = (sign_in(store, "ana", PASSWORD, HERE) for _ in range(2))
    session = identity_of_token(store, here.session_token)
    assert session is not None
    with pytest.raises(InvalidEntry, match="Old password"):
        change_password(store, ana, "not it", "another long password", session.session_id)
    assert identity_of_token(store, there.session_token) is not None
    change_password(store, ana, PASSWORD, "another long password", session.session_id)
    assert identity_of_token(store, here.session_token) is not None
    assert identity_of_token(store, there.session_token) is None
    assert not store.known_devices.has(ana.account_id, token_hash(here.device_token))
    assert sign_in(store, "ana", "another long password", HERE).account.username == "ana"
    with pytest.raises(SignInRefused):
        sign_in(store, "ana", PASSWORD, HERE)


def test_a_password_set_from_outside_ends_every_session_and_opens_no_closed_account(
    store: Store, ana: Account
) -> None:
    token = sign_in(store, "ana", PASSWORD, HERE).session_token
    store.accounts.change(replace(ana, disabled_at=clock.utc_now()))
    set_password(store, ana, "another long password")
    assert identity_of_token(store, token) is None
    assert store.accounts.get(ana.account_id).disabled_at is not None
    with pytest.raises(SignInRefused):
        sign_in(store, "ana", "another long password", HERE)


# Invitations and recovery


@pytest.mark.parametrize(
    ("by", "role", "may"),
    [
        ("therapist", "client", True), ("therapist", "therapist", False), ("therapist", "owner", False),
        ("owner", "client", True), ("owner", "therapist", True), ("owner", "owner", True), ("operator", "owner", True),
        ("client", "client", False), ("holder", "client", False), ("nobody", "client", False),
    ],
)  # fmt: skip
def test_who_may_invite_whom(store: Store, by: str, role: str, may: bool) -> None:
    if by in ("client", "therapist", "owner"):
        actor = actor_of(sign_up(store, "maker", PASSWORD, by))
    else:
        actor = Actor("operator" if by == Role.OPERATOR else "by", Role(by))
    if may:
        code = invite(store, actor, role)
        assert accept_invitation(store, code.lower().replace("-", " "), "newcomer", PASSWORD).role == role
    else:
        with pytest.raises(InvalidEntry):
            invite(store, actor, role)


def test_an_invitation_is_good_once_and_not_spent_by_a_mistake(store: Store, robin: Account) -> None:
    code = invite(store, actor_of(robin))
    for username, password in (("robin", PASSWORD), ("newcomer", "short"), ("n!", PASSWORD)):
        with pytest.raises(InvalidEntry) as caught:
            accept_invitation(store, code, username, password)
        assert caught.value.field != "code"
    accept_invitation(store, code, "newcomer", PASSWORD, "New Comer")
    with pytest.raises(InvalidEntry, match="not good"):
        accept_invitation(store, code, "another", PASSWORD)
    assert [account.username for account in store.accounts.all()] == ["newcomer", "robin"]


def test_an_invitation_ends_and_is_no_recovery_code(
    store: Store, robin: Account, ana: Account, advance
) -> None:  # type: ignore[no-untyped-def]
    code = invite(store, actor_of(robin))
    with pytest.raises(InvalidEntry, match="not good"):
        recover(store, code, PASSWORD)
    with pytest.raises(InvalidEntry, match="not good"):
        accept_invitation(store, recovery_code(store, OPERATOR, ana), "newcomer", PASSWORD)
    advance(timedelta(days=7, seconds=1))
    with pytest.raises(InvalidEntry, match="not good"):
        accept_invitation(store, code, "newcomer", PASSWORD)


def test_one_invitation_taken_by_twenty_at_once_is_one_account(store: Store, robin: Account) -> None:
    code, taken = invite(store, actor_of(robin)), []

    def take(number: int) -> None:
        with contextlib.suppress(InvalidEntry):
            taken.append(accept_invitation(store, code, f"person{number}", PASSWORD))

    threads = [threading.Thread(target=take, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1
    assert len(store.accounts.all()) == 2


def test_a_recovery_code_sets_a_password_once_within_an_hour(
    store: Store, ana: Account, olga: Account, advance
) -> None:  # type: ignore[no-untyped-def]
    token = sign_in(store, "ana", PASSWORD, HERE).session_token
    code = recovery_code(store, actor_of(olga), ana)
    with pytest.raises(InvalidEntry, match="at least 8"):
        recover(store, code, "short")
    assert recover(store, code, "another long password").username == "ana"
    assert identity_of_token(store, token) is None
    with pytest.raises(InvalidEntry, match="not good"):
        recover(store, code, "yet another password")
    late = recovery_code(store, actor_of(olga), ana)
    advance(timedelta(hours=1, seconds=1))
    with pytest.raises(InvalidEntry, match="not good"):
        recover(store, late, "yet another password")


@pytest.mark.parametrize("role", [Role.CLIENT, Role.THERAPIST, Role.HOLDER, Role.NOBODY])
def test_only_owners_and_the_operator_make_recovery_codes(store: Store, ana: Account, role: Role) -> None:
    with pytest.raises(AccessRefused):
        recovery_code(store, Actor("by", role), ana)


def test_codes_and_tokens_are_long_and_never_alike() -> None:
    codes, tokens = {new_code() for _ in range(500)}, {new_token() for _ in range(500)}
    assert len(codes) == len(tokens) == 500
    assert {len(code) for code in codes} == {24}
    assert {len(token) for token in tokens} == {43}
    assert not {"0", "1", "I", "L", "O"} & set("".join(codes)), "letters that are read as digits"
    code = codes.pop()
    assert canonical_code(f" {code.lower().replace('-', '')} ") == code


def test_a_backup_code_signs_in_once_and_only_its_owner(store: Store) -> None:
    robin = sign_up(store, "robin", PASSWORD, "therapist")
    tess = sign_up(store, "tess", PASSWORD, "therapist")
    codes, secrets = {}, {}
    for account in (robin, tess):
        secrets[account.username] = new_secret()
        codes[account.username] = turn_on(
            store,
            account,
            secrets[account.username],
            pyotp.TOTP(secrets[account.username]).at(clock.utc_now()),
        )
    assert len({*codes["robin"], *codes["tess"]}) == 16
    kept = repr(store.dicts("SELECT * FROM backup_code"))
    assert not any(code in kept for code in codes["robin"])
    with pytest.raises(SignInRefused):
        sign_in(store, "robin", PASSWORD, HERE, totp=codes["tess"][0])
    with pytest.raises(SignInRefused):
        sign_in(store, "robin", "a wrong password", HERE, totp=codes["robin"][0])
    sloppy = codes["robin"][0].lower().replace("-", " ")
    assert sign_in(store, "robin", PASSWORD, HERE, totp=sloppy).account.account_id == robin.account_id
    with pytest.raises(SignInRefused):
        sign_in(store, "robin", PASSWORD, HERE, totp=codes["robin"][0])
    assert store.accounts.backup_codes_left(robin.account_id) == 7
    fresh = new_backup_codes(store, actor_of(robin), robin)
    with pytest.raises(SignInRefused):
        sign_in(store, "robin", PASSWORD, HERE, totp=codes["robin"][1])
    sign_in(store, "robin", PASSWORD, HERE, totp=fresh[0])
    assert sign_in(store, "tess", PASSWORD, HERE, totp=codes["tess"][0])
    with pytest.raises(AccessRefused):
        new_backup_codes(store, actor_of(tess), robin)
    turn_off(store, robin, Actor("operator", Role.OPERATOR))
    assert store.accounts.backup_codes_left(robin.account_id) == 0
    assert sign_in(store, "robin", PASSWORD, HERE).account.account_id == robin.account_id


def test_of_many_at_once_one_spends_a_backup_code(store: Store) -> None:
    robin = sign_up(store, "robin", PASSWORD, "therapist")
    secret = new_secret()
    code = turn_on(store, robin, secret, pyotp.TOTP(secret).at(clock.utc_now()))[0]

    def use(_number: int) -> bool:
        return store.accounts.use_backup_code(robin.account_id, token_hash(code), clock.utc_now())

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(use, range(24))) == 1
