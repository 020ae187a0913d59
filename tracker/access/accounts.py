"""Accounts as a whole: who there are, and shutting one out, letting it back in, or erasing it."""

from dataclasses import replace

from tracker import clock
from tracker.access.sharing import end_what_was_shared
from tracker.access.sign_in import actor_of
from tracker.domain.account import Account
from tracker.domain.client import Actor
from tracker.domain.rights import may_erase, may_manage_accounts, record_id_of
from tracker.errors import AccessRefused, UnknownAccount
from tracker.store.store import Store
from tracker.store.transaction import one_transaction


def accounts(store: Store, by: Actor) -> tuple[Account, ...]:
    """Return every account by username, for an owner or the operator; raises AccessRefused."""
    _refuse_all_but_owners(by)
    return store.accounts.all()


def disable(store: Store, by: Actor, account_id: str) -> None:
    """Shut an account out at once, and end for good what it gave to others: codes, share links, the calendar's address.

    Raises AccessRefused, also to an owner who would shut out themselves.
    """
    _refuse_all_but_owners(by)
    if by.account_id == account_id:
        raise AccessRefused
    _disable(store, by, account_id)


@one_transaction
def _disable(store: Store, by: Actor, account_id: str) -> None:
    account, now = store.accounts.get(account_id), clock.utc_now()
    store.accounts.change(replace(account, disabled_at=now))
    store.sessions.end_of_account(account_id)
    store.known_devices.forget(account_id)
    store.one_use_codes.end_made_by(account_id)
    store.one_use_codes.end_recoveries(account_id)
    if record_id_of(account):
        end_what_was_shared(store, by, account_id)
    store.audit.note(by, "account disabled", now, record_id_of(account))


@one_transaction
def enable(store: Store, by: Actor, account_id: str) -> None:
    """Let a disabled account sign in again; what ended with its disabling stays ended. Raises AccessRefused."""
    _refuse_all_but_owners(by)
    account = store.accounts.get(account_id)
    store.accounts.change(replace(account, disabled_at=None))
    store.audit.note(by, "account enabled", clock.utc_now(), record_id_of(account))


@one_transaction
def sign_out_everywhere(store: Store, account: Account) -> None:
    """End every session of an account and forget every browser it is known from."""
    store.sessions.end_of_account(account.account_id)
    store.known_devices.forget(account.account_id)
    store.audit.note(actor_of(account), "signed out everywhere", clock.utc_now(), record_id_of(account))


def erase(store: Store, by: Actor, account_id: str) -> None:
    """Erase an account with everything of it, for good: the person's own, or any for the operator.

    A client's record goes with it; what a therapist wrote to clients stays theirs. Raises AccessRefused.
    """
    if not may_erase(by, account_id):
        raise AccessRefused
    _erase(store, by, account_id)
    store.driver.forget()


@one_transaction
def _erase(store: Store, by: Actor, account_id: str) -> None:
    # The links that a therapist keeps are changed with it, so their clients' turns are taken as well.
    store.take_turns(account_id, *store.shares.clients_kept_by(account_id))
    account = store.accounts.get(account_id)
    store.one_use_codes.end_made_by(account_id)
    store.accounts.erase(account_id)
    store.audit.note(by, "account erased", clock.utc_now(), record_id_of(account), account.role.value)


def name_of(store: Store, account_id: str) -> str:
    """Return the name that others see of an account, also of one that is gone."""
    try:
        return store.accounts.get(account_id).shown_name
    except UnknownAccount:
        return "somebody whose account is gone"


def _refuse_all_but_owners(by: Actor) -> None:
    if not may_manage_accounts(by):
        raise AccessRefused
