"""The second factor of therapists and owners: a secret in their phone that makes one-time codes."""

from dataclasses import replace

import pyotp

from tracker import clock
from tracker.access.sign_in import actor_of, totp_step
from tracker.domain.account import Account
from tracker.errors import InvalidEntry
from tracker.store.store import Store
from tracker.store.transaction import one_transaction

ISSUER = "Recovery Tracker"


def new_secret() -> str:
    """Return a fresh secret of 160 random bits, to be typed or scanned into an authenticator."""
    return pyotp.random_base32()


def setup_address(account: Account, secret: str) -> str:
    """Return the otpauth address that authenticators read."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.username, issuer_name=ISSUER)


@one_transaction
def turn_on(store: Store, account: Account, secret: str, code: str) -> None:
    """Ask for a one-time code at sign-in from now on, once a first code proves the secret; raises InvalidEntry.

    That code is spent by it: it does not let anybody sign in as well.
    """
    step = totp_step(secret, code)
    if step is None or not store.use_totp_step(account.account_id, step):
        raise InvalidEntry("code", "That code does not fit; type the one your authenticator shows now.")
    _set(store, account, secret, "second factor on")


def turn_off(store: Store, account: Account) -> None:
    """Ask for the password alone from now on."""
    _set(store, account, None, "second factor off")


@one_transaction
def _set(store: Store, account: Account, secret: str | None, action: str) -> None:
    store.change_account(replace(store.account(account.account_id), totp_secret=secret))
    store.note(actor_of(account), action, clock.utc_now())
