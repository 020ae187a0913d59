"""A practice for tests: accounts that consented, and links as they are stored."""

from typing import Any

from tracker.access.sharing import consent, make_share
from tracker.access.sign_in import actor_of, sign_up
from tracker.domain.account import Account
from tracker.domain.share_link import ShareLink
from tracker.store.store import Store

PASSWORD = "a long walk by the river"


def client_account(store: Store, username: str) -> Account:
    """A client who has consented."""
    account = sign_up(store, username, PASSWORD)
    consent(store, actor_of(account), account.account_id)
    return account


def shared(
    store: Store, client: Account, *, may_be_kept: bool = True, **values: Any
) -> tuple[ShareLink, str]:
    """A link of a client as it is stored, and its token; one that may be kept unless it is said otherwise."""
    link = ShareLink(client_id=client.account_id, may_be_kept=may_be_kept, **values)
    made = make_share(store, actor_of(client), link)
    found = store.shares.get(made.share.share_id)
    assert found is not None
    return found, made.token
