"""Identities: accounts that a provider vouches for. The provider's id of a person counts, never an e-mail address."""

from typing import TYPE_CHECKING

from tracker import clock
from tracker.access.one_use_codes import invited_role, keep_invited
from tracker.access.sign_in import NOBODY, actor_of, keep_account, second_factor_fits
from tracker.domain.account import Account, canonical_username
from tracker.domain.client import Role
from tracker.domain.rights import record_id_of
from tracker.errors import AccessRefused, IdentityRefused, InvalidEntry
from tracker.store.store import Store
from tracker.store.transaction import one_transaction

if TYPE_CHECKING:
    # Reads the libraries that speak to a provider: only who has one needs them.
    from tracker.access.provider import Proof


def account_of(store: Store, proof: "Proof") -> Account | None:
    """Return the account of a proved identity, None without one; raises IdentityRefused for a disabled one."""
    account = store.accounts.of_identity(proof.issuer, proof.subject)
    if account is not None and account.disabled_at is not None:
        refused(store, account)
        raise IdentityRefused
    return account


def prove_second_factor(store: Store, proof: "Proof", code: str) -> Account:
    """Return the account of a proved identity when its one-time code fits.

    Raises InvalidEntry, or IdentityRefused for one that was disabled, or has given the identity up, since.
    """
    account = account_of(store, proof)
    if account is None:
        raise IdentityRefused
    if not second_factor_fits(store, account, code):
        refused(store, account)
        raise InvalidEntry("code", "That code does not fit; type the one your authenticator shows now.")
    return account


def sign_up_with(store: Store, proof: "Proof", username: str, name: str | None, invitation: str) -> Account:
    """Make an account of a proved identity, without a password; raises InvalidEntry.

    An invitation is spent when one is given, and says the role; without one it is a client's.
    """
    account = Account(
        username=canonical_username(username),
        role=Role(invited_role(store, invitation)) if invitation else Role.CLIENT,
        name=name,
        oidc_issuer=proof.issuer,
        oidc_subject=proof.subject,
    )

    def work() -> Account:
        if store.accounts.of_identity(proof.issuer, proof.subject) is not None:
            raise IdentityRefused
        return keep_invited(store, invitation, account) if invitation else keep_account(store, account)

    return store.in_one_transaction(work)


@one_transaction
def link(store: Store, account: Account, proof: "Proof") -> None:
    """Let an account sign in with an identity from now on; raises InvalidEntry."""
    if not store.accounts.link_identity(account.account_id, proof.issuer, proof.subject):
        raise InvalidEntry(
            "identity",
            "That identity belongs to an account here already, or yours has one. Nothing was changed.",
        )
    store.audit.note(actor_of(account), "identity linked", clock.utc_now(), record_id_of(account))


@one_transaction
def unlink(store: Store, account: Account) -> None:
    """Let an account sign in with its password alone; raises AccessRefused when it has none."""
    if not store.accounts.unlink_identity(account.account_id):
        raise AccessRefused
    store.audit.note(actor_of(account), "identity unlinked", clock.utc_now(), record_id_of(account))


def refused(store: Store, account: Account | None = None) -> None:
    """Write into the audit that somebody was not let in."""
    store.audit.note(NOBODY, "sign-in refused", clock.utc_now(), record_id_of(account) if account else None)
