"""Tries at a password: how many are allowed, counted so that a restart forgives nothing and a crowd costs little."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock

from tracker import clock
from tracker.errors import TooManyAttempts
from tracker.store.drivers.group_commit import CommitInBatch, GroupCommit
from tracker.store.store import Store

# A name under which wrong tries are counted, and how many it allows an hour.
Bucket = tuple[str, int]


class Tries:
    """The tries under way in this process, on top of those the database has counted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._group = GroupCommit(store)
        self._under_way: Counter[str] = Counter()
        self._turn = Lock()

    @contextmanager
    def one_more(self, buckets: list[Bucket]) -> Iterator[CommitInBatch]:
        """Let one try be made, which the work that is kept must count if it was wrong; raises TooManyAttempts.

        Those under way count as wrong until they are over, so that a thousand at once are still ten.
        """
        self._begin(buckets)
        try:
            with self._group.join_batch() as commit:
                yield commit
        finally:
            with self._turn:
                self._under_way -= Counter(name for name, _ in buckets)

    def _begin(self, buckets: list[Bucket]) -> None:
        now = clock.utc_now()
        with self._turn:
            if any(
                self._store.attempts.count(name, now) + self._under_way[name] >= most
                for name, most in buckets
            ):
                raise TooManyAttempts
            self._under_way.update(name for name, _ in buckets)


@lru_cache(maxsize=8)
def tries_of(store: Store) -> Tries:
    """Return the one counter of a store."""
    return Tries(store)
