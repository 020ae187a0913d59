"""Reading and writing on a driver, one transaction around what belongs together."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

Rows = tuple[list[str], list[tuple[Any, ...]]]


class Driver(Protocol):
    """What a database must offer; SQLite's is in sqlite.py. Rows hold dates as ISO text."""

    def writing(self) -> AbstractContextManager[Any]:
        """Open a write transaction, durable when the block ends; raises NotSaved."""

    def reading(self) -> AbstractContextManager[Any]:
        """Lend a connection for reading; raises StoreUnavailable."""

    def run(self, db: Any, sql: str, values: Mapping[str, Any]) -> Rows:
        """Run one statement with `:name` values."""

    def ping(self) -> None:
        """Read something; raises StoreUnavailable."""

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
        self._lent: ContextVar[Any] = ContextVar("lent connection", default=None)

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
    def at_once(self) -> Iterator[None]:
        """Make all reads in the block on one lent connection: asking for it costs more than a short read."""
        if self._open.get() is not None or self._lent.get() is not None:
            yield
            return
        with self.driver.reading() as db:
            token = self._lent.set(db)
            try:
                yield
            finally:
                self._lent.reset(token)

    def read(self, sql: str, **values: Any) -> Rows:
        if (db := self._open.get() or self._lent.get()) is not None:
            return self.driver.run(db, sql, values)
        with self.driver.reading() as db:
            return self.driver.run(db, sql, values)

    def write(self, sql: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.together():
            return self.driver.run(self._open.get(), sql, values)[1]

    def dicts(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        names, rows = self.read(sql, **values)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def insert(self, table: str, row: Mapping[str, Any]) -> bool:
        """Add a row unless its key is there already; return whether it was added."""
        names = list(row)
        sql = (
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"
            f" ON CONFLICT DO NOTHING RETURNING 1"
        )
        return bool(self.write(sql, **row))
