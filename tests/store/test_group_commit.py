"""Group commit: many at once are one transaction, one alone does not wait, and a failure is its owner's."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier

import pytest

from tests.waiting import LONGEST_SECONDS
from tracker import clock
from tracker.errors import NotSaved
from tracker.store.drivers.group_commit import GroupCommit
from tracker.store.store import Store


@pytest.fixture
def transactions(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each transaction that began."""
    began, writing = [], store.driver.writing

    @contextmanager
    def counted():
        began.append(1)
        with writing() as db:
            yield db

    monkeypatch.setattr(store.driver, "writing", counted)
    return began


def count(store: Store, name: str) -> int:
    return store.attempts.add(name, clock.utc_now(), clock.utc_now() + timedelta(hours=1))


def test_many_at_once_are_one_transaction(store: Store, transactions: list[int]) -> None:
    group, all_announced = GroupCommit(store), Barrier(12)

    def keep(number: int) -> int:
        with group.join_batch() as kept:
            all_announced.wait()
            return kept(lambda: count(store, f"{number % 3}"))

    with ThreadPoolExecutor(12) as pool:
        counts = sorted(pool.map(keep, range(12)))
    assert counts == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert len(transactions) == 1
    assert [store.attempts.count(str(n), clock.utc_now()) for n in range(3)] == [4, 4, 4]


def test_one_alone_does_not_wait(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    # Who waits does so for an hour, and the test runs out of time.
    monkeypatch.setattr("tracker.store.drivers.group_commit.LONGEST_WAIT_SECONDS", 3600)
    group = GroupCommit(store)
    for _ in range(5):
        with group.join_batch() as kept:
            kept(lambda: count(store, "x"))
        with group.join_batch():
            """Somebody who is refused before there is anything to keep."""
    assert store.attempts.count("x", clock.utc_now()) == 5


def test_who_takes_long_is_waited_for_a_moment_only(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.store.drivers.group_commit.LONGEST_WAIT_SECONDS", 0.05)
    group = GroupCommit(store)
    with group.join_batch(), ThreadPoolExecutor(1) as pool:

        def keep() -> int:
            with group.join_batch() as kept:
                return kept(lambda: count(store, "x"))

        assert pool.submit(keep).result(LONGEST_SECONDS) == 1


def test_a_failure_is_its_owners_and_what_it_began_is_undone(store: Store) -> None:
    group, all_announced = GroupCommit(store), Barrier(6)

    def keep(number: int) -> int:
        def work() -> int:
            counted = count(store, f"{number}")
            if number == 3:
                raise NotSaved("Not saved.")
            return counted

        with group.join_batch() as kept:
            all_announced.wait()
            return kept(work)

    with ThreadPoolExecutor(6) as pool:
        running = [pool.submit(keep, number) for number in range(6)]
    for number, one in enumerate(running):
        if number == 3:
            with pytest.raises(NotSaved):
                one.result()
        else:
            assert one.result() == 1
    assert [store.attempts.count(str(n), clock.utc_now()) for n in range(6)] == [1, 1, 1, 0, 1, 1]
