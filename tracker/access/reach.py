"""Which record an identity reaches: their own, one shared with them, or none."""

from tracker.access.sessions import Identity
from tracker.access.sharing import holder_of
from tracker.access.sign_in import actor_of
from tracker.domain.account import Account
from tracker.errors import AccessRefused
from tracker.record import ClientRecord
from tracker.store.store import Store


def record_of(store: Store, identity: Identity, share_id: str | None = None) -> ClientRecord | None:
    """Return the record an identity may see now; None for a therapist or owner who chose none.

    `share_id` chooses one of the links in a therapist's caseload. Raises AccessRefused for anything else.
    """
    if identity.account is not None:
        return _of_account(store, identity.account, share_id)
    share = identity.share
    if share is None or share_id not in (None, share.share_id):
        raise AccessRefused
    return ClientRecord(store, holder_of(share), share.client_id, share=share)


def _of_account(store: Store, account: Account, share_id: str | None) -> ClientRecord | None:
    if share_id is None:
        if account.role != "client":
            return None
        return ClientRecord(store, actor_of(account), account.account_id, needs_consent=True)
    share = store.share(share_id)
    if share is None:
        raise AccessRefused
    return ClientRecord(store, actor_of(account), share.client_id, share=share)
