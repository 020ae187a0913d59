"""Which record an identity reaches: their own, the one shared with them, or none."""

import pytest

from tests.practice import shared
from tracker.access.sessions import Identity
from tracker.access.sharing import keep_share
from tracker.access.visit import record_of
from tracker.domain.account import Account
from tracker.domain.entry import new_entry_id
from tracker.errors import AccessRefused
from tracker.store.store import Store


def test_an_account_reaches_its_own_or_a_kept_record_or_none(
    store: Store, ana: Account, ben: Account, robin: Account, olga: Account
) -> None:
    share, _ = shared(store, ana)
    unkept, _ = shared(store, ben)
    keep_share(store, robin, share)
    own = record_of(store, Identity("s", account=ana))
    assert own is not None
    assert (own.client_id, own.is_read_only) == (ana.account_id, False)
    for account in (robin, olga):
        assert record_of(store, Identity("s", account=account)) is None
    kept = record_of(store, Identity("s", account=robin), share.share_id)
    assert kept is not None
    assert (kept.client_id, kept.is_read_only) == (ana.account_id, True)
    for account, share_id in ((robin, unkept.share_id), (robin, new_entry_id()), (robin, ""), (ben, share.share_id), (olga, share.share_id)):  # fmt: skip
        with pytest.raises(AccessRefused):
            record_of(store, Identity("s", account=account), share_id)


def test_who_holds_a_link_reaches_that_record_and_no_other(store: Store, ana: Account, ben: Account) -> None:
    share, _ = shared(store, ana)
    other, _ = shared(store, ben)
    for share_id in (None, share.share_id):
        record = record_of(store, Identity("s", share=share), share_id)
        assert record is not None
        assert (record.client_id, record.is_read_only) == (ana.account_id, True)
    with pytest.raises(AccessRefused):
        record_of(store, Identity("s", share=share), other.share_id)
    with pytest.raises(AccessRefused):
        record_of(store, Identity("s"))
