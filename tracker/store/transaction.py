"""Reading and writing on a driver, one transaction around what belongs together."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from copy import copy
from typing import Any, Protocol, Self

IDS_A_STATEMENT = 512

Rows = tuple[list[str], list[tuple[Any, ...]]]


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

    def take_turn(self, db: Any, name: str, /) -> None:
        """Let no other transaction that takes the same turn go on until this one ends."""

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


class Transactions:
    """Statements on one driver, each in its own transaction or together in one.

    A call that changes something returns after it is durable, and raises NotSaved with nothing written;
    one that reads raises StoreUnavailable.
    """

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self._open: ContextVar[Any] = ContextVar("open transaction", default=None)
        self._reach: str | None = None

    def limited_to(self, client_id: str) -> Self:
        """Return this store with a second wall: where the database can, it shows no other client's rows."""
        limited = copy(self)
        limited._reach = client_id  # noqa: SLF001 - its own kind
        return limited

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all calls in the block one transaction: all are kept, or none."""
        if self._open.get() is not None:
            yield
            return
        with self.driver.writing() as db:
            token = self._open.set(db)
            try:
                yield
            finally:
                self._open.reset(token)

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """Make every reading in the block one of the same moment; nothing can be changed in it."""
        with self.driver.snapshot() as db:
            token = self._open.set(db)
            try:
                yield
            finally:
                self._open.reset(token)

    def stream(self, statement: str) -> Generator[tuple[Any, ...], None, None]:
        """Within a transaction: yield a query's rows without holding all of them."""
        self.driver.limit(self._open.get(), self._reach)
        return self.driver.stream(self._open.get(), statement)

    def fill(self, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
        """Within `together`: add many rows to a table; return how many."""
        self.driver.limit(self._open.get(), self._reach)
        return self.driver.fill(self._open.get(), table, names, rows)

    def read(self, sql: str, **values: Any) -> Rows:
        if (db := self._open.get()) is not None:
            return self._run(db, sql, values)
        with self.driver.reading() as db:
            return self._run(db, sql, values)

    def write(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.together():
            return self._run(self._open.get(), sql, values)[1]

    def take_turn(self, name: str) -> None:
        """Within `together`: let no other transaction that takes the same turn go on until this one ends."""
        self.driver.take_turn(self._open.get(), name)

    def _run(self, db: Any, sql: str, values: Mapping[str, Any]) -> Rows:
        self.driver.limit(db, self._reach)
        return self.driver.run(db, sql, values)

    def dicts(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        names, rows = self.read(sql, **values)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def dicts_of(self, sql: str, ids: Iterable[str], **values: Any) -> list[dict[str, Any]]:
        """Return the rows of many ids, some hundreds a statement; `IN {ids}` in the statement stands for them."""
        wanted, found = sorted(set(ids)), []
        for begin in range(0, len(wanted), IDS_A_STATEMENT):
            some = wanted[begin : begin + IDS_A_STATEMENT]
            # A power of two of places, so that there are few texts; what is asked for twice comes once.
            some += some[-1:] * ((1 << (len(some) - 1).bit_length()) - len(some))
            placed = {f"id_{number}": one for number, one in enumerate(some)}
            marks = ", ".join(f":{name}" for name in placed)
            found += self.dicts(sql.replace("{ids}", f"({marks})"), **placed, **values)
        return found

    def insert(self, table: str, row: Mapping[str, Any]) -> bool:
        """Add a row unless its key is there already; return whether it was added."""
        names = list(row)
        sql = (
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"
            f" ON CONFLICT DO NOTHING RETURNING 1"
        )
        return bool(self.write(sql, **row))

    def insert_many(self, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows, all of the same columns, except those whose keys are there already."""
        if not rows:
            return
        names = list(rows[0])
        sql = (
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"
            f" ON CONFLICT DO NOTHING"
        )
        with self.together():
            self.driver.limit(self._open.get(), self._reach)
            self.driver.run_many(self._open.get(), sql, rows)
