"""Invitations and recovery codes: made by who may, good once, and only as long as who made them still may."""

from datetime import timedelta

from tracker import clock
from tracker.access import passwords
from tracker.access.sign_in import actor_of, keep_account, keep_password
from tracker.access.tokens import canonical_code, new_code, token_hash
from tracker.domain.account import Account, canonical_username
from tracker.domain.client import Actor, Role
from tracker.domain.rights import may_invite, may_manage_accounts, record_id_of
from tracker.errors import AccessRefused, InvalidEntry, UnknownAccount
from tracker.store.one_use_codes import OneUseCode
from tracker.store.store import Store
from tracker.store.transaction import one_transaction

INVITATION_LASTS, RECOVERY_LASTS = timedelta(days=7), timedelta(hours=1)


def invite(store: Store, by: Actor, role: str = "client") -> str:
    """Return a one-use invitation code for a role, kept as a hash for 7 days; raises InvalidEntry."""
    if not may_invite(by, role):
        raise InvalidEntry("role", "Therapists may invite clients; owners may invite anybody.")
    return _make(store, OneUseCode("invitation", None, role, by.account_id), INVITATION_LASTS, by)


def accept_invitation(
    store: Store, code: str, username: str, password: str, name: str | None = None
) -> Account:
    """Make the account of an invitation and spend it; raises InvalidEntry, the code then still being good."""
    role = invited_role(store, code)
    # Hashed before the transaction begins: nobody else's saving waits for it.
    canonical_name = canonical_username(username)
    hashed = passwords.hash_of(password, canonical_name)
    return keep_invited(
        store, code, Account(username=canonical_name, role=Role(role), name=name, password_hash=hashed)
    )


@one_transaction
def keep_invited(store: Store, code: str, account: Account) -> Account:
    """Keep the account that an invitation is for, and spend it; raises InvalidEntry."""
    spent = _spend(store, "invitation", code, account.account_id)
    if spent is None or spent.role != account.role:
        raise _refused_invitation()
    return keep_account(store, account)


def invited_role(store: Store, code: str) -> str:
    """Return the role an invitation is for, without spending it; raises InvalidEntry."""
    standing_code = _standing(store, "invitation", code)
    if standing_code is None or standing_code.role is None:
        raise _refused_invitation()
    return standing_code.role


def recovery_code(store: Store, by: Actor, account: Account) -> str:
    """Return a one-use code, good for an hour, with which a person sets a new password; raises AccessRefused."""
    if not may_manage_accounts(by):
        raise AccessRefused
    code = OneUseCode("recovery", account.account_id, None, by.account_id)
    return _make(store, code, RECOVERY_LASTS, by, account)


def recover(store: Store, code: str, new: str) -> Account:
    """Set a new password with a recovery code and spend it; raises InvalidEntry, the code then still being good."""
    standing_code = _standing(store, "recovery", code)
    if standing_code is None or standing_code.account_id is None:
        raise _refused_recovery()
    account = store.accounts.get(standing_code.account_id)
    return _recover(store, code, account, passwords.hash_of(new, account.username))


@one_transaction
def _recover(store: Store, code: str, account: Account, password_hash: str) -> Account:
    spent = _spend(store, "recovery", code, account.account_id)
    if spent is None or spent.account_id != account.account_id:
        raise _refused_recovery()
    return keep_password(store, account, password_hash)


def _make(store: Store, code: OneUseCode, lasts: timedelta, by: Actor, account: Account | None = None) -> str:
    new, now = new_code(), clock.utc_now()
    client_id = record_id_of(account) if account else None

    def work() -> None:
        store.take_turns(*filter(None, (code.made_by, code.account_id)))
        if not _maker_still_may(store, code):
            raise AccessRefused
        store.one_use_codes.add(code, token_hash(canonical_code(new)), now, now + lasts)
        store.audit.note(by, f"{code.purpose} made", now, client_id, code.role)

    store.in_one_transaction(work)
    return new


def _spend(store: Store, purpose: str, code: str, account_id: str) -> OneUseCode | None:
    """Within a transaction: spend a code for an account; None when it is not good (any more)."""
    code_hash, now = token_hash(canonical_code(code)), clock.utc_now()
    stored_code = store.one_use_codes.find(purpose, code_hash, now)
    if stored_code is None:
        return None
    # From here on nobody can disable the maker meanwhile.
    store.take_turns(stored_code.made_by, account_id)
    return store.one_use_codes.use(purpose, code_hash, now) if _maker_still_may(store, stored_code) else None


def _standing(store: Store, purpose: str, code: str) -> OneUseCode | None:
    stored_code = store.one_use_codes.find(purpose, token_hash(canonical_code(code)), clock.utc_now())
    return stored_code if stored_code is not None and _maker_still_may(store, stored_code) else None


def _maker_still_may(store: Store, code: OneUseCode) -> bool:
    if code.made_by == "operator":
        return True
    try:
        maker = store.accounts.get(code.made_by)
    except UnknownAccount:
        return False
    if maker.disabled_at is not None:
        return False
    by = actor_of(maker)
    return may_invite(by, code.role) if code.purpose == "invitation" else may_manage_accounts(by)


def _refused_invitation() -> InvalidEntry:
    return InvalidEntry("code", "Invitation is not good (any more); ask your practice for a new one.")


def _refused_recovery() -> InvalidEntry:
    return InvalidEntry("code", "Code is not good (any more); ask your practice for a new one.")
