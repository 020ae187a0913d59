"""The second factor of therapists and owners: a secret in their phone that makes one-time codes, and backup codes."""

from dataclasses import replace

import pyotp

from tracker import clock
from tracker.access.sign_in import actor_of, totp_step
from tracker.access.tokens import canonical_code, new_code, token_hash
from tracker.domain.account import Account
from tracker.domain.client import Actor
from tracker.domain.rights import may_erase
from tracker.errors import AccessRefused, InvalidEntry
from tracker.store.store import Store
from tracker.store.transaction import one_transaction

ISSUER = "Recovery Tracker"
BACKUP_CODES, BACKUP_CODE_LETTERS = 8, 12


def new_secret() -> str:
    """Return a fresh secret of 160 random bits, to be typed or scanned into an authenticator."""
    return pyotp.random_base32()


def setup_address(account: Account, secret: str) -> str:
    """Return the otpauth address that authenticators read."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.username, issuer_name=ISSUER)


def turn_on(store: Store, account: Account, secret: str, code: str) -> tuple[str, ...]:
    """Ask for a one-time code at sign-in from now on, once a first code proves the secret; raises InvalidEntry.

    That code is spent by it: it does not let anybody sign in as well. Returns the backup codes, which are told once.
    """
    step = totp_step(secret, code)
    codes = _fresh_codes()
    if step is None or not _turn_on(store, account, secret, step, codes):
        raise InvalidEntry("code", "That code does not fit; type the one your authenticator shows now.")
    return codes


@one_transaction
def _turn_on(store: Store, account: Account, secret: str, step: int, codes: tuple[str, ...]) -> bool:
    """Keep the secret and the codes; False when the code that proves it was spent before."""
    if not store.accounts.use_totp_step(account.account_id, step):
        return False
    _set(store, actor_of(account), account, secret, codes)
    return True


def new_backup_codes(store: Store, by: Actor, account: Account) -> tuple[str, ...]:
    """Return fresh backup codes, told once, in place of those there were: to the person or the operator.

    Raises AccessRefused, and InvalidEntry for an account that asks for no one-time code.
    """
    _refuse_others(by, account)
    if not store.accounts.get(account.account_id).totp_secret:
        raise InvalidEntry("username", f"{account.username} signs in without one-time codes.")
    codes = _fresh_codes()
    _keep_codes(store, by, account, codes)
    return codes


def turn_off(store: Store, account: Account, by: Actor | None = None) -> None:
    """Ask for the password alone from now on: by the person or, for a lost phone, the operator. Raises AccessRefused."""
    actor = by or actor_of(account)
    _refuse_others(actor, account)
    _set(store, actor, account, None, ())


@one_transaction
def _set(store: Store, by: Actor, account: Account, secret: str | None, codes: tuple[str, ...]) -> None:
    store.accounts.change(replace(store.accounts.get(account.account_id), totp_secret=secret))
    store.accounts.replace_backup_codes(account.account_id, _hashes(codes), clock.utc_now())
    store.audit.note(by, "second factor on" if secret else "second factor off", clock.utc_now())


@one_transaction
def _keep_codes(store: Store, by: Actor, account: Account, codes: tuple[str, ...]) -> None:
    store.accounts.replace_backup_codes(account.account_id, _hashes(codes), clock.utc_now())
    store.audit.note(by, "backup codes made", clock.utc_now())


def _fresh_codes() -> tuple[str, ...]:
    return tuple(new_code(BACKUP_CODE_LETTERS) for _ in range(BACKUP_CODES))


def _hashes(codes: tuple[str, ...]) -> list[str]:
    return [token_hash(canonical_code(code)) for code in codes]


def _refuse_others(by: Actor, account: Account) -> None:
    if not may_erase(by, account.account_id):
        raise AccessRefused
