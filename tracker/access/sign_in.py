"""Signing up and in: passwords, limits on guessing, a second factor."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import pyotp

from tracker import clock
from tracker.access import passwords
from tracker.access.sessions import begin_session
from tracker.access.tokens import canonical_code, new_token, token_hash
from tracker.access.tries import Bucket, tries_of
from tracker.domain.account import USERNAME, Account, canonical_username, username_key
from tracker.domain.client import Actor, Client, Role
from tracker.domain.rights import record_id_of
from tracker.errors import InvalidEntry, SignInRefused, UnknownAccount
from tracker.store.store import Store
from tracker.store.transaction import one_transaction

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Wrong guesses allowed per account from anywhere, per account from a known device, and per address.
PER_ACCOUNT, PER_DEVICE, PER_ADDRESS = 10, 10, 20
NOBODY = Actor("nobody", Role.NOBODY)


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
    canonical_name = canonical_username(username)
    hashed = passwords.hash_of(password, canonical_name)
    return keep_account(
        store, Account(username=canonical_name, role=Role(role), name=name, password_hash=hashed)
    )


@one_transaction
def keep_account(store: Store, account: Account) -> Account:
    """Keep a new account, with a record when it is a client's; raises InvalidEntry for a name that is taken."""
    if not store.accounts.add(account):
        raise InvalidEntry("username", "Username is taken; choose another.")
    if record_id_of(account):
        store.clients.add(Client(client_id=account.account_id, label=account.name))
    store.audit.note(
        actor_of(account), "account made", clock.utc_now(), record_id_of(account), account.role.value
    )
    return account


def sign_in(
    store: Store, username: str, password: str, address: str, totp: str = "", device_token: str | None = None
) -> SignedIn:
    """Sign in and begin a session; raises SignInRefused (one sentence for every cause) or TooManyAttempts."""
    # One form for both, so that nobody gets another allowance by spelling a name in other letters.
    key = username_key(username)
    account = store.accounts.named(key) if USERNAME.fullmatch(key) else None
    is_known = bool(
        account and device_token and store.known_devices.has(account.account_id, token_hash(device_token))
    )
    buckets = _buckets(key, address, device_token if is_known else None)
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
        store.attempts.add(name, now, now + HOUR)
    store.audit.note(NOBODY, "sign-in refused", now, record_id_of(account) if account else None)


def _begin(
    store: Store, buckets: list[Bucket], account: Account, totp: str, device_token: str | None
) -> SignedIn | None:
    """Begin a session once the password was right; None when the rest was not, or the account changed meanwhile."""
    named_account = store.accounts.named(account.username)
    is_same = (
        named_account is not None
        and named_account.password_hash == account.password_hash
        and not named_account.disabled_at
    )
    if named_account is None or not is_same or not second_factor_fits(store, named_account, totp):
        _refuse(store, buckets, named_account)
        return None
    store.attempts.forget(buckets[0][0])
    return start_session(store, named_account, device_token)


def _strengthen(store: Store, account: Account, password: str) -> None:
    if account.password_hash and passwords.is_outdated(account.password_hash):
        # A password since found to be common still lets its owner in.
        with suppress(InvalidEntry, UnknownAccount):
            _keep_strengthened(store, account, passwords.hash_of(password, account.username))


@one_transaction
def _keep_strengthened(store: Store, account: Account, password_hash: str) -> None:
    now = store.accounts.get(account.account_id)
    if now.password_hash == account.password_hash:
        store.accounts.change(replace(now, password_hash=password_hash))


@one_transaction
def start_session(store: Store, account: Account, device_token: str | None = None) -> SignedIn:
    """Begin a session for an account that has proved who it is; raises SignInRefused when it changed since."""
    # Asked again: what it proved with may have ended while it was looked at.
    if not _is_as_proved(store, account):
        raise SignInRefused
    device = device_token or new_token()
    if device_token is None:
        store.known_devices.add(account.account_id, token_hash(device), clock.utc_now())
    store.audit.note(actor_of(account), "signed in", clock.utc_now(), record_id_of(account))
    return SignedIn(account, begin_session(store, account_id=account.account_id), device)


def _is_as_proved(store: Store, account: Account) -> bool:
    try:
        now = store.accounts.get(account.account_id)
    except UnknownAccount:
        return False
    return now.disabled_at is None and _proofs(now) == _proofs(account)


def _proofs(account: Account) -> tuple[str | None, ...]:
    return account.password_hash, account.oidc_issuer, account.oidc_subject, account.totp_secret


def change_password(store: Store, account: Account, old: str, new: str, session_id: str) -> Account:
    """Change a password, end every other session and return the account as it is now; raises InvalidEntry."""
    if not passwords.matches(old, account.password_hash):
        raise InvalidEntry("old_password", "Old password is not right.")
    hashed = passwords.hash_of(new, account.username)
    return _replace_password(store, account, hashed, session_id)


@one_transaction
def _replace_password(store: Store, account: Account, password_hash: str, session_id: str) -> Account:
    # Compared again: of two who change it at once, one must learn that theirs is not the one in force.
    if store.accounts.get(account.account_id).password_hash != account.password_hash:
        raise InvalidEntry(
            "old_password", "Your password was changed somewhere else just now. Use the new one."
        )
    return keep_password(store, account, password_hash, but_session=session_id)


def set_password(store: Store, account: Account, new: str, by: Actor | None = None) -> None:
    """Set a password, as the operator does, and end every session; raises InvalidEntry."""
    keep_password(store, account, passwords.hash_of(new, account.username), by=by)


@one_transaction
def keep_password(
    store: Store, account: Account, password_hash: str, but_session: str = "", by: Actor | None = None
) -> Account:
    """Keep a new password's hash; what rested on the old one ends with it. Return the account as it is now."""
    # Read again: it may have been disabled while the hash was being made.
    changed = replace(store.accounts.get(account.account_id), password_hash=password_hash)
    store.accounts.change(changed)
    store.sessions.end_of_account(account.account_id, but=but_session)
    store.known_devices.forget(account.account_id)
    store.one_use_codes.end_recoveries(account.account_id)
    store.audit.note(by or actor_of(account), "password changed", clock.utc_now(), record_id_of(account))
    return changed


def _buckets(key: str, address: str, device_token: str | None) -> list[Bucket]:
    # A known browser has its own allowance, so that nobody can lock a person out of their account.
    if device_token:
        return [(f"device {token_hash(device_token)}", PER_DEVICE)]
    return [(f"account {token_hash(key)}", PER_ACCOUNT), (f"address {address}", PER_ADDRESS)]


def second_factor_fits(store: Store, account: Account, totp: str) -> bool:
    """Whether an account asks for no one-time code, or this is one, or one of its backup codes, which is then spent."""
    if not account.totp_secret:
        return True
    step = totp_step(account.totp_secret, totp)
    if step is not None:
        return store.accounts.use_totp_step(account.account_id, step)
    now = clock.utc_now()
    if store.accounts.use_backup_code(account.account_id, token_hash(canonical_code(totp)), now):
        store.audit.note(actor_of(account), "backup code used", now, record_id_of(account))
        return True
    return False


def totp_step(secret: str, code: str) -> int | None:
    """Return the step of 30 seconds, the present or one beside it, that a one-time code is of; None for a wrong one."""
    present = int(clock.utc_now().timestamp()) // 30
    for step in (present, present - 1, present + 1):
        if pyotp.TOTP(secret).verify(code.strip(), for_time=step * 30):
            return step
    return None
