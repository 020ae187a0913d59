"""Reading and writing on a driver, one transaction around what belongs together."""

import logging
import random
import re
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from itertools import count
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from tracker.errors import ReadConflict, WriteConflict

IDS_A_STATEMENT = 512
# A value of a statement: `:name`, but no `::type`.
NAMED = re.compile(r"(?<![:\w]):([a-z_]\w*)")
# After a deadlock: how often work is tried again, and how long it pauses, at random so that two do not meet again.
RETRIES, PAUSE_SECONDS = 3, (0.02, 0.1)

Rows = tuple[list[str], list[tuple[Any, ...]]]
T = TypeVar("T")
P = ParamSpec("P")

_log = logging.getLogger(__name__)
_retries = count(1)


class Driver(Protocol):
    """What a database must offer: sqlite.py and postgres.py do. Rows hold dates as ISO text."""

    def writing(self) -> AbstractContextManager[Any]:
        """Open a write transaction, durable when the block ends; raises NotSaved."""

    def reading(self) -> AbstractContextManager[Any]:
        """Lend a connection for reading; raises StoreUnavailable."""

    def snapshot(self) -> AbstractContextManager[Any]:
        """Lend a connection that sees everything as of one moment; raises StoreUnavailable."""

    def limit(self, db: Any, client_id: str | None, /) -> None:
        """Let the next statements reach one client's rows only, if the database can; None: everybody's."""

    def take_turns(self, db: Any, names: Iterable[str], /) -> None:
        """Let no other transaction that takes one of the same turns go on until this one ends."""

    def run(self, db: Any, sql: str, values: Mapping[str, Any], /) -> Rows:
        """Run one statement with `:name` values."""

    def stream(self, db: Any, statement: str, /) -> Generator[tuple[Any, ...], None, None]:
        """Yield a query's rows without holding all of them."""

    def fill(self, db: Any, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]], /) -> int:
        """Add rows to a table; return how many."""

    def run_many(self, db: Any, sql: str, values: Sequence[Mapping[str, Any]], /) -> None:
        """Run one statement once for each set of `:name` values."""

    def ping(self) -> tuple[str, ...]:
        """Read something; return the steps of a newer version, if it is updated already. Raises StoreUnavailable."""

    def forget(self) -> None:
        """Leave no trace of what was erased."""

    def facts(self) -> dict[str, str]:
        """Return what `check` reports."""

    def close(self) -> None:
        """Close every connection."""


@dataclass(frozen=True)
class OpenTransaction:
    """A transaction under way: its connection, and the work that waits for its end."""

    db: Any
    before_commit: list[Callable[[], None]] = field(default_factory=list)


class Transactions:
    """Statements on one driver, each in its own transaction or together in one.

    A call that changes something returns after it is durable, and raises NotSaved with nothing written;
    one that reads raises StoreUnavailable.
    """

    def __init__(
        self,
        driver: Driver,
        open_transaction: ContextVar[OpenTransaction | None] | None = None,
        reach: str | None = None,
    ) -> None:
        self.driver = driver
        self._open: ContextVar[OpenTransaction | None] = open_transaction or ContextVar(
            "open transaction", default=None
        )
        # A client's id is a second wall: where the database can, it shows no other client's rows.
        self._reach = reach

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all calls in the block one transaction: all are kept, or none.

        Raises WriteConflict after a deadlock; work that may be tried again then goes through `in_one_transaction`.
        """
        if self._open.get() is not None:
            yield
            return
        with self.driver.writing() as db:
            transaction = OpenTransaction(db)
            token = self._open.set(transaction)
            try:
                yield
                for work in transaction.before_commit:
                    work()
            finally:
                self._open.reset(token)

    def in_one_transaction(self, work: Callable[[], T]) -> T:
        """Return what work returns, run as one transaction, and again in a new one after a deadlock.

        All that the work changes must lie in the database: what was rolled back is done once.
        """
        if self._open.get() is not None:
            return work()

        def run() -> T:
            with self.together():
                return work()

        return _retried(run)

    def before_commit(self, work: Callable[[], None]) -> None:
        """Within `together`: run work as the last of the transaction, after all else that is done in it."""
        self._transaction().before_commit.append(work)

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """Make every reading in the block one of the same moment; nothing can be changed in it.

        Within a transaction that changes something it is that one's moment.
        """
        if self._open.get() is not None:
            yield
            return
        with self.driver.snapshot() as db:
            token = self._open.set(OpenTransaction(db))
            try:
                yield
            finally:
                self._open.reset(token)

    def stream(self, statement: str) -> Generator[tuple[Any, ...], None, None]:
        """Within a transaction: yield a query's rows without holding all of them."""
        db = self._transaction().db
        self.driver.limit(db, self._reach)
        return self.driver.stream(db, statement)

    def fill(self, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
        """Within `together`: add many rows to a table; return how many."""
        db = self._transaction().db
        self.driver.limit(db, self._reach)
        return self.driver.fill(db, table, names, rows)

    def read(self, sql: str, **values: Any) -> Rows:
        if (transaction := self._open.get()) is not None:
            return self._run(transaction.db, sql, values)

        def run() -> Rows:
            with self.driver.reading() as db:
                return self._run(db, sql, values)

        return _retried(run)

    def write(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        return self.in_one_transaction(lambda: self._run(self._transaction().db, sql, values)[1])

    def take_turns(self, *names: str) -> None:
        """Within `together`: let no other transaction that takes one of the same turns go on until this one ends.

        A name is an account's or client's id, or a bucket's; a statement that binds one takes its turn by itself.
        Whoever needs several takes them here, first of all, so that all transactions take them in the same order.
        """
        self.driver.take_turns(self._transaction().db, [f"of {name}" for name in names])

    def take_last_turn(self, name: str) -> None:
        """Within `together`: take a turn that is everybody's; nothing else is waited for after it."""
        self.driver.take_turns(self._transaction().db, [name])

    def _transaction(self) -> OpenTransaction:
        transaction = self._open.get()
        if transaction is None:
            raise RuntimeError("This belongs into a transaction.")
        return transaction

    def _run(self, db: Any, sql: str, values: Mapping[str, Any]) -> Rows:
        self.driver.limit(db, self._reach)
        return self.driver.run(db, sql, values)

    def dicts(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        names, rows = self.read(sql, **values)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def dicts_of(self, sql: str, ids: Iterable[str], **values: Any) -> list[dict[str, Any]]:
        """Return the rows of many ids, some hundreds a statement; `IN {ids}` in the statement stands for them."""
        wanted, rows = sorted(set(ids)), []
        for begin in range(0, len(wanted), IDS_A_STATEMENT):
            some = wanted[begin : begin + IDS_A_STATEMENT]
            # A power of two of places, so that there are few texts; what is asked for twice comes once.
            some += some[-1:] * ((1 << (len(some) - 1).bit_length()) - len(some))
            placed = {f"id_{number}": wanted_id for number, wanted_id in enumerate(some)}
            marks = ", ".join(f":{name}" for name in placed)
            rows += self.dicts(sql.replace("{ids}", f"({marks})"), **placed, **values)
        return rows

    def insert(self, table: str, row: Mapping[str, Any]) -> bool:
        """Add a row unless its key is there already; return whether it was added."""
        return bool(self.write(f"{_insert(table, row)} ON CONFLICT DO NOTHING RETURNING 1", **row))

    def insert_new(self, table: str, row: Mapping[str, Any]) -> None:
        """Add a row; raises NotSaved where its key is there already."""
        self.write(_insert(table, row), **row)

    def insert_many(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows, all of the same columns, except those whose keys are there already."""
        if not rows:
            return

        def run() -> None:
            db = self._transaction().db
            self.driver.limit(db, self._reach)
            self.driver.run_many(db, f"{_insert(table, rows[0])} ON CONFLICT DO NOTHING", rows)

        self.in_one_transaction(run)


class StoreNoun:
    """One noun of the store: its statements, run in the store's transactions."""

    def __init__(self, db: Transactions) -> None:
        self._db = db

    def in_one_transaction(self, work: Callable[[], T]) -> T:
        """Return what work returns, run as one transaction (`Transactions.in_one_transaction`)."""
        return self._db.in_one_transaction(work)


class HasTransactions(Protocol):
    """A store, or what works on one."""

    def in_one_transaction(self, work: Callable[[], T], /) -> T:
        """Return what work returns, run as one transaction."""


S = TypeVar("S", bound=HasTransactions)


def one_transaction(operation: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Make a function of a store, or a method, one transaction, tried again after a deadlock (`in_one_transaction`)."""

    @wraps(operation)
    def run(store: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return store.in_one_transaction(lambda: operation(store, *args, **kwargs))

    return run


def _insert(table: str, row: Mapping[str, Any]) -> str:
    return f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"


def _retried(work: Callable[[], T]) -> T:
    for number in range(1, RETRIES + 1):
        try:
            return work()
        except (WriteConflict, ReadConflict):
            _log.warning("Deadlock: retry %d of %d (%d since the start)", number, RETRIES, next(_retries))
            time.sleep(random.uniform(*PAUSE_SECONDS))  # noqa: S311 - a pause is no secret
    return work()
