"""Signing up and in: passwords, limits on guessing, invitations, recovery, a second factor."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import pyotp

from tracker import clock
from tracker.access import passwords
from tracker.access.sessions import begin_session
from tracker.access.tokens import canonical_code, new_code, new_token, token_hash
from tracker.access.tries import Bucket, tries_of
from tracker.domain.account import Account, canonical_username
from tracker.domain.client import Actor, Client
from tracker.errors import AccessRefused, InvalidEntry, SignInRefused
from tracker.store.one_use_codes import OneUseCode
from tracker.store.store import Store
from tracker.store.transaction import one_transaction

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Wrong guesses allowed per account from anywhere, per account from a known device, and per address.
PER_ACCOUNT, PER_DEVICE, PER_ADDRESS = 10, 10, 20
INVITATION_LASTS, RECOVERY_LASTS = timedelta(days=7), timedelta(hours=1)
NOBODY = Actor("nobody", "nobody")


@dataclass(frozen=True)
class SignedIn:
    """A fresh session's token, and the token by which this browser is known from now on."""

    account: Account
    session_token: str
    device_token: str


def actor_of(account: Account) -> Actor:
    """Return the actor that an account is."""
    return Actor(account.account_id, account.role)


def sign_up(
    store: Store, username: str, password: str, role: str = "client", name: str | None = None
) -> Account:
    """Make an account; raises InvalidEntry, also for a name that is taken."""
    known = canonical_username(username)
    hashed = passwords.hash_of(password, known)
    return keep_account(store, Account(username=known, role=role, name=name, password_hash=hashed))


@one_transaction
def keep_account(store: Store, account: Account) -> Account:
    """Keep a new account, with a record when it is a client's; raises InvalidEntry for a name that is taken."""
    if not store.add_account(account):
        raise InvalidEntry("username", "Username is taken; choose another.")
    if account.role == "client":
        store.add_client(actor_of(account), Client(client_id=account.account_id, label=account.name))
    store.note(actor_of(account), "account made", clock.utc_now(), _record(account), account.role)
    return account


def sign_in(
    store: Store, username: str, password: str, address: str, totp: str = "", device_token: str | None = None
) -> SignedIn:
    """Sign in and begin a session; raises SignInRefused (one sentence for every cause) or TooManyAttempts."""
    account = _found(store, username)
    is_known = bool(
        account and device_token and store.knows_device(account.account_id, token_hash(device_token))
    )
    buckets = _buckets(username, address, device_token if is_known else None)
    # Nothing is answered before it is counted, and what is counted is written together with what others do just now.
    with tries_of(store).one_more(buckets) as commit:
        right = passwords.matches(password, account.password_hash if account else None)
        turns = [name for name, _ in buckets]
        if account is None or not right:
            commit(lambda: _refuse(store, buckets, account), turns)
            raise SignInRefused
        done = commit(
            lambda: _begin(store, buckets, account, totp, device_token if is_known else None),
            [*turns, account.account_id],
        )
    if done is None:
        raise SignInRefused
    _strengthen(store, done.account, password)
    return done


def _refuse(store: Store, buckets: list[Bucket], account: Account | None) -> None:
    now = clock.utc_now()
    for name, _ in buckets:
        store.count_attempt(name, now, now + HOUR)
    store.note(NOBODY, "sign-in refused", now, _record(account) if account else None)


def _begin(
    store: Store, buckets: list[Bucket], account: Account, totp: str, device_token: str | None
) -> SignedIn | None:
    """Begin a session once the password was right; None when the rest was not, or the account changed meanwhile."""
    found = store.account_named(account.username)
    is_same = found is not None and found.password_hash == account.password_hash and not found.disabled_at
    if found is None or not is_same or not second_factor_fits(store, found, totp):
        _refuse(store, buckets, found)
        return None
    store.forget_attempts(buckets[0][0])
    return let_in(store, found, device_token)


def _strengthen(store: Store, account: Account, password: str) -> None:
    if account.password_hash and passwords.is_outdated(account.password_hash):
        # A password since found to be common still lets its owner in.
        with suppress(InvalidEntry):
            fresh = passwords.hash_of(password, account.username)
            store.change_account(replace(account, password_hash=fresh))


@one_transaction
def let_in(store: Store, account: Account, device_token: str | None = None) -> SignedIn:
    """Begin a session for an account that has proved who it is."""
    device = device_token or new_token()
    if device_token is None:
        store.add_device(account.account_id, token_hash(device), clock.utc_now())
    store.note(actor_of(account), "signed in", clock.utc_now(), _record(account))
    return SignedIn(account, begin_session(store, account_id=account.account_id), device)


def change_password(store: Store, account: Account, old: str, new: str, session_id: str) -> None:
    """Change a password and end every other session; raises InvalidEntry."""
    if not passwords.matches(old, account.password_hash):
        raise InvalidEntry("old_password", "Old password is not right.")
    _set_password(store, account, new, but_session=session_id)


def set_password(store: Store, account: Account, new: str, by: Actor | None = None) -> None:
    """Set a password, as the operator does, and end every session; raises InvalidEntry."""
    _set_password(store, account, new, by=by)


def _set_password(
    store: Store, account: Account, new: str, but_session: str = "", by: Actor | None = None
) -> None:
    _keep_password(store, account, passwords.hash_of(new, account.username), but_session, by)


@one_transaction
def _keep_password(
    store: Store, account: Account, kept: str, but_session: str = "", by: Actor | None = None
) -> None:
    # Read again: it may have been disabled while the hash was being made.
    store.change_account(replace(store.account(account.account_id), password_hash=kept))
    store.end_sessions(account.account_id, but=but_session)
    store.forget_devices(account.account_id)
    store.note(by or actor_of(account), "password changed", clock.utc_now(), _record(account))


def invite(store: Store, by: Actor, role: str = "client") -> str:
    """Return a one-use invitation code for a role, kept as a hash for 7 days; raises InvalidEntry."""
    if by.role not in ("therapist", "owner", "operator") or (role != "client" and by.role == "therapist"):
        raise InvalidEntry("role", "Therapists may invite clients; owners may invite anybody.")
    return _code(store, OneUseCode("invitation", None, role, by.account_id), INVITATION_LASTS, by)


def accept_invitation(
    store: Store, code: str, username: str, password: str, name: str | None = None
) -> Account:
    """Make the account of an invitation and spend it; raises InvalidEntry, the code then still being good."""
    invited_role(store, code)
    # Hashed before the transaction begins: nobody else's saving waits for it.
    known = canonical_username(username)
    hashed = passwords.hash_of(password, known)
    with store.together():
        role = spend_invitation(store, code)
        return keep_account(store, Account(username=known, role=role, name=name, password_hash=hashed))


def invited_role(store: Store, code: str) -> str:
    """Return the role an invitation is for, without spending it; raises InvalidEntry."""
    return _role(store.knows_code("invitation", token_hash(canonical_code(code)), clock.utc_now()))


def spend_invitation(store: Store, code: str) -> str:
    """Spend an invitation and return the role it is for; raises InvalidEntry."""
    return _role(store.use_code("invitation", token_hash(canonical_code(code)), clock.utc_now()))


def _role(code: OneUseCode | None) -> str:
    if code is None or code.role is None:
        raise InvalidEntry("code", "Invitation is not good (any more); ask your practice for a new one.")
    return code.role


def recovery_code(store: Store, by: Actor, account: Account) -> str:
    """Return a one-use code, good for an hour, with which a person sets a new password; raises AccessRefused."""
    if by.role not in ("owner", "operator"):
        raise AccessRefused
    return _code(
        store, OneUseCode("recovery", account.account_id, None, by.account_id), RECOVERY_LASTS, by, account
    )


def recover(store: Store, code: str, new: str) -> Account:
    """Set a new password with a recovery code and spend it; raises InvalidEntry, the code then still being good."""
    code_hash = token_hash(canonical_code(code))
    known = store.knows_code("recovery", code_hash, clock.utc_now())
    account = store.account(known.account_id) if known and known.account_id else None
    kept = passwords.hash_of(new, account.username) if account else None
    with store.together():
        spent = store.use_code("recovery", code_hash, clock.utc_now())
        if account is None or kept is None or spent is None:
            raise InvalidEntry("code", "Code is not good (any more); ask your practice for a new one.")
        _keep_password(store, account, kept)
    return account


def _code(store: Store, code: OneUseCode, lasts: timedelta, by: Actor, account: Account | None = None) -> str:
    told, now = new_code(), clock.utc_now()
    with store.together():
        store.add_code(code, token_hash(told), now, now + lasts)
        store.note(by, f"{code.purpose} made", now, _record(account) if account else None, code.role)
    return told


def _found(store: Store, username: str) -> Account | None:
    try:
        return store.account_named(canonical_username(username))
    except InvalidEntry:
        return None


def _buckets(username: str, address: str, device_token: str | None) -> list[Bucket]:
    # A known browser has its own allowance, so that nobody can lock a person out of their account.
    if device_token:
        return [(f"device {token_hash(device_token)}", PER_DEVICE)]
    named = token_hash(username.strip().casefold())
    return [(f"account {named}", PER_ACCOUNT), (f"address {address}", PER_ADDRESS)]


def second_factor_fits(store: Store, account: Account, totp: str) -> bool:
    """Whether an account asks for no one-time code, or this is one, or one of its backup codes, which is then spent."""
    if not account.totp_secret:
        return True
    now = clock.utc_now()
    for drift in (0, -1, 1):
        step = int(now.timestamp()) // 30 + drift
        if pyotp.TOTP(account.totp_secret).verify(totp.strip(), for_time=step * 30):
            return store.use_totp_step(account.account_id, step)
    if store.use_backup_code(account.account_id, token_hash(canonical_code(totp)), now):
        store.note(actor_of(account), "backup code used", now, _record(account))
        return True
    return False


def _record(account: Account) -> str | None:
    return account.account_id if account.role == "client" else None
