"""The fair tries' contract on every database: told to their day, begun and ended once, gone with their client."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.fair_tries import habit_try
from tracker.domain import coin
from tracker.domain.fair_try import FairTry, TryEnd
from tracker.errors import StoreUnavailable
from tracker.store.store import Store

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = NOW.date()
ORDER = (True, False, True, True, False, True, False, False, True, False)
NONCE = "ab" * 32


def proposed(store: Store) -> FairTry:
    fair_try = FairTry(protocol=habit_try(TODAY, words="שלום 😀"), proposed_by="ana", proposed_at=NOW)
    assert store.fair_tries.propose("ana", fair_try)
    assert not store.fair_tries.propose("ana", fair_try)
    return fair_try


def only(store: Store, today: date = TODAY) -> FairTry:
    (fair_try,) = store.fair_tries.all("ana", today)
    return fair_try


def test_a_proposal_is_read_back_as_it_was_and_belongs_to_one_client(store: Store) -> None:
    assert proposed(store) == only(store)
    assert store.fair_tries.all("ben", TODAY) == ()


def test_coins_are_told_to_their_day_and_all_of_them_after_the_last(store: Store) -> None:
    fair_try = proposed(store)
    assert store.fair_tries.begin("ana", fair_try.try_id, ORDER, NONCE, NOW)
    protocol = fair_try.protocol
    for days in range(80):
        day = TODAY + timedelta(days=days)
        is_over = day > protocol.last_date
        assert only(store, day).coins == ORDER[: 10 if is_over else protocol.pairs_known(day)]
        assert only(store, day).nonce == (NONCE if is_over else None)
        assert only(store, day).commitment == coin.commitment(ORDER, NONCE)
    assert only(store, TODAY + timedelta(days=80)).end is None


def test_it_begins_once_and_ends_once(store: Store) -> None:
    fair_try = proposed(store)
    assert store.fair_tries.begin("ana", fair_try.try_id, ORDER, NONCE, NOW)
    assert not store.fair_tries.begin("ana", fair_try.try_id, ORDER[::-1], "cd" * 32, NOW)
    assert store.fair_tries.end("ana", fair_try.try_id, TryEnd.STOPPED, TODAY, NOW)
    assert not store.fair_tries.end("ana", fair_try.try_id, TryEnd.COMPLETE, TODAY, NOW)
    ended = only(store)
    assert (ended.end, ended.ended_date, ended.coins, ended.nonce) == (TryEnd.STOPPED, TODAY, ORDER, NONCE)
    assert not store.fair_tries.begin("ana", fair_try.try_id, ORDER, NONCE, NOW)


def test_what_could_not_be_kept_is_noted_once_and_taken_back(store: Store) -> None:
    fair_try = proposed(store)
    for number in (3, 1, 3):
        store.fair_tries.mark_not_kept("ana", fair_try.try_id, number, NOW)
    assert only(store).not_kept == {1, 3}
    store.fair_tries.unmark_not_kept("ana", fair_try.try_id, 3)
    store.fair_tries.unmark_not_kept("ana", fair_try.try_id, 9)
    assert only(store).not_kept == {1}
    store.clients.erase("ana")
    assert store.fair_tries.all("ana", TODAY) == ()
    assert store.read("SELECT count(*) FROM fair_try_not_kept")[1] == [(0,)]


def test_the_revision_changes_with_each_step_of_a_try(store: Store) -> None:
    seen = [store.entry_days.revision("ana", ("check-in",))]
    fair_try = proposed(store)
    seen.append(store.entry_days.revision("ana", ("check-in",)))
    store.fair_tries.begin("ana", fair_try.try_id, ORDER, NONCE, NOW)
    seen.append(store.entry_days.revision("ana", ("check-in",)))
    store.fair_tries.end("ana", fair_try.try_id, TryEnd.STOPPED, TODAY, NOW)
    seen.append(store.entry_days.revision("ana", ("check-in",)))
    assert len(set(seen)) == 4


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("protocol_json", "{"),
        ("protocol_json", "[]"),
        ("protocol_json", '{"kind": "pill"}'),
        ("end_reason", "won"),
        ("agreed_at", "yesterday"),
        ("ended_date", "2026-02-30"),
    ],
)
def test_a_row_that_was_changed_outside_is_told_in_one_sentence(
    store: Store, column: str, value: str
) -> None:
    proposed(store)
    store.write(f"UPDATE fair_try SET {column} = :value", value=value)
    with pytest.raises(StoreUnavailable, match="A fair try of 2026-03-02 was changed outside this app"):
        store.fair_tries.all("ana", TODAY)
