"""Group commit: what many people want kept at the same moment goes to the disk in one transaction.

With a rollback journal nobody reads while a transaction ends. A hundred sign-ins, each with an end of its own, kept
everybody else waiting for most of a second; a dozen at a time are not noticed.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition
from typing import Any, Protocol, TypeVar, cast

from tracker.errors import SaveUnknown
from tracker.store.transaction import Transactions

T = TypeVar("T")
LONGEST_WAIT_SECONDS = 0.5


class CommitInBatch(Protocol):
    """Keeps work once, together with what others do just now; durable when it returns what the work returned.

    `turns` are those that the work takes (`Transactions.take_turns`).
    """

    def __call__(self, work: Callable[[], T], turns: Iterable[str] = ()) -> T: ...


@dataclass
class _Member:
    """Somebody who announced work, and what became of it."""

    work: Callable[[], Any] | None = None
    turns: frozenset[str] = frozenset()
    result: Any = None
    error: Exception | None = None
    is_done: bool = field(default=False)


class GroupCommit:
    """Waits a moment for those who announced themselves, then keeps the work of all; safe to share by threads."""

    def __init__(self, store: Transactions) -> None:
        self._store = store
        self._changed = Condition()
        self._coming = 0
        self._waiting: list[_Member] = []
        self._is_led = False

    @contextmanager
    def join_batch(self) -> Iterator[CommitInBatch]:
        """Announce work to come, and lend what keeps it."""
        member = _Member()

        def commit(work: Callable[[], T], turns: Iterable[str] = ()) -> T:
            member.turns = frozenset(turns)
            return cast("T", self._commit(member, work))

        with self._changed:
            self._coming += 1
        try:
            yield commit
        finally:
            if member.work is None:
                with self._changed:
                    self._coming -= 1
                    self._changed.notify_all()

    def _commit(self, member: _Member, work: Callable[[], Any]) -> Any:
        member.work = work
        with self._changed:
            self._coming -= 1
            self._waiting.append(member)
            self._changed.notify_all()
            while not member.is_done:
                if self._is_led:
                    self._changed.wait()
                else:
                    self._flush_as_leader()
        if member.error is not None:
            raise member.error
        return member.result

    def _flush_as_leader(self) -> None:
        self._is_led = True
        try:
            self._changed.wait_for(lambda: self._coming == 0, LONGEST_WAIT_SECONDS)
            group, self._waiting = self._waiting, []
            self._changed.release()
            try:
                self._write(group)
            finally:
                self._changed.acquire()
            for member in group:
                member.is_done = True
        finally:
            self._is_led = False
            self._changed.notify_all()

    def _write(self, group: list[_Member]) -> None:
        try:
            self._run(group)
        except SaveUnknown as error:
            # It may have been kept: written once more it might be there twice.
            for member in group:
                member.error = error
        except Exception:  # noqa: BLE001  nothing of it was kept; whose fault it was shows one by one
            for member in group:
                self._write_alone(member)

    def _write_alone(self, member: _Member) -> None:
        try:
            self._run([member])
        except Exception as error:  # noqa: BLE001  raised to the one whose work it was
            member.error = error

    def _run(self, group: list[_Member]) -> None:
        def work() -> None:
            self._store.take_turns(*(turn for member in group for turn in member.turns))
            for member in group:
                member.result = member.work() if member.work else None

        self._store.in_one_transaction(work)
