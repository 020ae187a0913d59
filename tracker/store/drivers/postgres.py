"""The PostgreSQL driver: pool, transactions, turns and row-level security, through psycopg."""

import math
import time
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import FloatDumper, FloatLoader
from psycopg_pool import ConnectionPool, PoolTimeout

from tracker.errors import (
    DESCRIPTORS_USED_UP,
    NotSaved,
    ReadConflict,
    SaveUnknown,
    StoreAway,
    StoreUnavailable,
    WriteConflict,
    are_descriptors_used_up,
)
from tracker.store.audit import TURN as AUDIT_TURN
from tracker.store.schema.postgres_schema import OLDEST, ROLE, brought_up_to_date, wall
from tracker.store.schema.steps import STEPS
from tracker.store.transaction import NAMED

Connection = psycopg.Connection[tuple[Any, ...]]

MOST_CONNECTIONS = 8
POOL_SECONDS, SOON_SECONDS = 5.0, 0.5
CONNECT_SECONDS = 5
TURN_SECONDS = 10
UNREACHED = "The database cannot be reached. Try again in a moment."
EVERYBODY = "everybody"
# Values of a statement whose turn it takes by itself (docs/architecture.md has the order of all locks).
TURNS_BY = ("account_id", "client_id", "bucket")
DEADLOCKS = (errors.DeadlockDetected, errors.SerializationFailure)
BATCH = 5_000
SNAPSHOT = (
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0"
)
NO_DAMAGE_KNOWN = (
    "SELECT NOT EXISTS (SELECT 1 FROM pg_index WHERE NOT indisvalid) AND COALESCE((SELECT checksum_failures"
    " FROM pg_stat_database WHERE datname = current_database()), 0) = 0"
)
EVERY_KEY_CHECKED = "SELECT NOT EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f' AND NOT convalidated)"
# Given to the server by name at each connection; what the URL says of the same goes first.
DEFAULTS = {
    "connect_timeout": str(CONNECT_SECONDS),
    "application_name": "recovery-tracker",
    # A server that vanished without a word is noticed in seconds, not in the hours TCP would take.
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "2",
    "tcp_user_timeout": "15000",
    "options": f"-c lock_timeout={TURN_SECONDS}s -c idle_in_transaction_session_timeout=60s -c statement_timeout=120s",
}


def sentence_for(error: psycopg.Error) -> str:
    """Return what a PostgreSQL failure means for the person at the app, in one sentence."""
    kinds: tuple[tuple[type[psycopg.Error] | tuple[type[psycopg.Error], ...], str], ...] = (
        (errors.DiskFull, "The disk of the database is full. Free some space, then try again."),
        (errors.ReadOnlySqlTransaction, "The database can only be read at present. Try again in a moment."),
        (errors.ForeignKeyViolation, "This record is not in the database any more. Reload the page."),
        (errors.InsufficientPrivilege, "The database does not allow it for the app's user."),
        (errors.InsufficientResources, "The database has no room for more work now. Try again in a moment."),
        (
            (errors.DeadlockDetected, errors.LockNotAvailable, errors.SerializationFailure),
            "Somebody else is changing the same record. Try again in a moment.",
        ),
        (
            (errors.UndefinedColumn, errors.UndefinedTable),
            "The database is of a newer version of the app than this server, which must be updated.",
        ),
        (errors.QueryCanceled, "The database took too long. Try again in a moment."),
    )
    for kind, sentence in kinds:
        if isinstance(error, kind):
            return sentence
    words = str(error).lower()
    causes = {
        (
            "authentication failed",
            "no password",
            "pg_hba",
            'fatal:  role "',
        ): "The database refused the user or the password.",
        ("too many clients", "connection slots", "too many connections"): (
            "The database has no connection left. Try again in a moment."
        ),
        ('fatal:  database "',): "There is no such database on the server.",
        ("nul",): "A text holds a character that the database cannot keep (NUL).",
    }
    for signs, sentence in causes.items():
        if any(sign in words for sign in signs):
            return sentence
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return DESCRIPTORS_USED_UP if are_descriptors_used_up() else UNREACHED
    return "The database did not answer as it should. Try again in a moment."


def is_passing(error: psycopg.Error) -> bool:
    """Whether a failure may be over in a moment."""
    passing = PoolTimeout | errors.TooManyConnections | errors.LockNotAvailable | errors.QueryCanceled
    return isinstance(error, passing) or sentence_for(error) in (UNREACHED, DESCRIPTORS_USED_UP)


def shown(url: str) -> str:
    """Return a database's address without its password, for people and logs."""
    try:
        parts = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return "the PostgreSQL database"
    host, port = str(parts.get("host", "")), parts.get("port")
    where = f"{host}:{port}" if port else host
    return f"postgresql://{where}/{parts.get('dbname', '')}"


class LazyTransaction:
    """One transaction on a connection, begun with the first statement and what it may see."""

    def __init__(self, connection: Connection, begin: str, role: str | None) -> None:
        self.connection = connection
        self.reach = EVERYBODY
        self._prefix = [begin, f"SET LOCAL ROLE {role}"] if role else [begin]
        self.is_writing = begin == "BEGIN"
        self._in_force = ""
        self._turns: set[str] = set()

    def run(self, statement: str, values: Mapping[str, Any]) -> "psycopg.Cursor[tuple[Any, ...]]":
        # What is read in order to be written must not change meanwhile, so changes of one record take
        # turns; SQLite's writers all do.
        self.take_turns(f"of {values[name]}" for name in TURNS_BY if values.get(name))
        self._prepare()
        return self.connection.execute(_placed(statement), _sent(statement, values))

    def run_many(self, statement: str, values: Sequence[Mapping[str, Any]]) -> None:
        self.take_turns(f"of {value['client_id']}" for value in values if value.get("client_id"))
        self._prepare()
        with self.connection.cursor() as cursor:
            cursor.executemany(_placed(statement), [dict(value) for value in values])

    def take_turns(self, names: Iterable[str]) -> None:
        # The audit's turn is everybody's, so whoever has it waits for nothing else.
        if not self.is_writing or AUDIT_TURN in self._turns:
            return
        for name in sorted(set(names) - self._turns):
            self._turns.add(name)
            key = sql.Literal(name).as_string()
            self._prefix.append(f"SELECT pg_advisory_xact_lock(hashtextextended({key}, 0))")

    def _prepare(self) -> None:
        if self.reach != self._in_force:
            self._prefix.append(f"SET LOCAL tracker.reach = {sql.Literal(self.reach).as_string()}")
            self._in_force = self.reach
        if self._prefix:
            self.connection.execute("; ".join(self._prefix).encode())
            self._prefix = []

    def ends(self, word: str) -> None:
        if self.connection.info.transaction_status != TransactionStatus.IDLE:
            self.connection.execute(word.encode())


class PostgresDriver:
    """One PostgreSQL database and a pool of connections to it.

    Raises StoreUnavailable when it cannot be reached, is not ours, is too old, or comes from a newer version.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.address = shown(url)
        try:
            given = conninfo_to_dict(url)
            self._conninfo = make_conninfo("", **{**DEFAULTS, **given})
        except psycopg.ProgrammingError:
            # Not `from error`: it quotes the URL, and a password with it.
            raise StoreUnavailable(
                "TRACKER_DATABASE is not a PostgreSQL URL: it must look like postgresql://user@host/database."
            ) from None
        try:
            with psycopg.connect(self._conninfo, autocommit=True) as db:
                self._role = brought_up_to_date(db, self.address)
        except psycopg.Error as error:
            kind = StoreAway if is_passing(error) else StoreUnavailable
            raise kind(f"{self.address}: {sentence_for(error)}") from error
        self._in_vain = -math.inf  # when somebody last waited for a connection in vain
        self._pool = ConnectionPool(
            self._conninfo,
            min_size=1,
            max_size=MOST_CONNECTIONS,
            kwargs={"autocommit": True, "prepare_threshold": None},
            configure=_configure,
            check=ConnectionPool.check_connection,
            # Asked anew at each request, so that a server that is back is found at once.
            reconnect_timeout=3.0,
            open=True,
        )

    @contextmanager
    def _lent(self, begin: str) -> Iterator[LazyTransaction]:
        connection = self._had()
        try:
            lent = LazyTransaction(connection, begin, self._role)
            try:
                yield lent
            except BaseException:
                with suppress(psycopg.Error):
                    lent.ends("ROLLBACK")
                raise
            try:
                lent.ends("COMMIT")
            except psycopg.OperationalError as error:
                if not lent.is_writing:
                    raise
                raise SaveUnknown(
                    "The database went away while saving, so it is not known whether this was saved."
                    " Save again: an entry is never kept twice."
                ) from error
        finally:
            self._pool.putconn(connection)

    def _had(self) -> Connection:
        # Who comes when others just waited in vain is told soon: else threads fill up with people who wait.
        has_waited = time.monotonic() - self._in_vain < POOL_SECONDS
        try:
            connection = self._pool.getconn(SOON_SECONDS if has_waited else POOL_SECONDS)
        except PoolTimeout:
            self._in_vain = time.monotonic()
            raise
        self._in_vain = -math.inf
        return connection

    @contextmanager
    def writing(self) -> Iterator[LazyTransaction]:
        """Open a write transaction, durable when the block ends; raises NotSaved."""
        try:
            with self._lent("BEGIN") as lent:
                yield lent
        except psycopg.Error as error:
            kind = WriteConflict if isinstance(error, DEADLOCKS) else NotSaved
            raise kind(f"Not saved. {self._sentence(error)}") from error

    @contextmanager
    def reading(self) -> Iterator[LazyTransaction]:
        """Lend a connection for reading; raises StoreUnavailable."""
        try:
            with self._lent("BEGIN READ ONLY") as lent:
                yield lent
        except psycopg.Error as error:
            raise self._unavailable(error) from error

    @contextmanager
    def snapshot(self) -> Iterator[LazyTransaction]:
        """Lend a connection that sees everything as of one moment; raises StoreUnavailable."""
        try:
            with self._lent(SNAPSHOT) as lent:
                yield lent
        except psycopg.Error as error:
            raise self._unavailable(error) from error

    def _unavailable(self, error: psycopg.Error) -> StoreUnavailable:
        if isinstance(error, DEADLOCKS):
            return ReadConflict(self._sentence(error))
        kind = StoreAway if is_passing(error) else StoreUnavailable
        return kind(self._sentence(error))

    def _sentence(self, error: psycopg.Error) -> str:
        if isinstance(error, PoolTimeout) and self._pool.get_stats()["pool_size"] >= MOST_CONNECTIONS:
            return "Too many people are at work at once. Try again in a moment."
        return sentence_for(error)

    def limit(self, db: Any, client_id: str | None) -> None:
        """Let the next statements reach one client's rows only; None: everybody's."""
        db.reach = EVERYBODY if client_id is None else f"client:{client_id}"

    def take_turns(self, db: Any, names: Iterable[str]) -> None:
        """Let no other transaction that takes one of the same turns go on until this one ends."""
        db.take_turns(names)

    def run(
        self, db: Any, statement: str, values: Mapping[str, Any]
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Run one statement with `:name` values; return its column names and rows."""
        cursor = db.run(statement, values)
        if cursor.description is None:
            return [], []
        return [column.name for column in cursor.description], cursor.fetchall()

    def run_many(self, db: Any, statement: str, values: Sequence[Mapping[str, Any]]) -> None:
        """Run one statement once for each set of `:name` values."""
        db.run_many(statement, values)

    def stream(self, db: Any, statement: str) -> Generator[tuple[Any, ...], None, None]:
        """Yield a query's rows without holding all of them."""
        db.run("SELECT 1", {})  # begins the transaction
        with db.connection.cursor("stream") as cursor:
            cursor.itersize = BATCH
            yield from cursor.execute(statement)

    def fill(self, db: Any, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
        """Add rows to a table; return how many."""
        for statement in (
            "SET LOCAL statement_timeout = 0",
            # COPY is not let into a table with row-level security, so the rows go by one without.
            f"CREATE TEMPORARY TABLE incoming (LIKE {table}) ON COMMIT DROP",
        ):
            db.run(statement, {})
        columns = ", ".join(names)
        with (
            db.connection.cursor() as cursor,
            cursor.copy(f"COPY incoming ({columns}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)
        moved = db.run(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM incoming", {})
        db.run("DROP TABLE incoming", {})
        return int(moved.rowcount)

    def ping(self) -> tuple[str, ...]:
        """Read something; return the steps of a newer version, if it is updated already. Raises StoreUnavailable."""
        with self.reading() as db:
            db.run("SELECT 1 FROM client LIMIT 1", {}).fetchall()
            applied = {str(name) for (name,) in db.run("SELECT name FROM tracker_step", {}).fetchall()}
        return tuple(sorted(applied - set(STEPS)))

    def forget(self) -> None:
        """Nothing: the server frees erased rows by itself; its own log and its backups are not ours to clear."""

    def facts(self) -> dict[str, str]:
        """Return what `check` reports: versions, durability, and what guards the rows."""
        with self.reading() as db:

            def setting(name: str) -> str:
                return str(db.run("SELECT current_setting(:name)", {"name": name}).fetchall()[0][0])

            def holds(statement: str) -> bool:
                return db.run(statement, {}).fetchall() == [(True,)]

            return {
                "database": self.address,
                "postgresql version": setting("server_version"),
                "synchronous_commit": setting("synchronous_commit"),
                "fsync": setting("fsync"),
                "data checksums": setting("data_checksums"),
                "connection": "encrypted" if db.connection.pgconn.ssl_in_use else "not encrypted",
                "row-level security": wall(db.connection, self._role),
                "schema": ", ".join(STEPS),
                "integrity": "ok"
                if holds(NO_DAMAGE_KNOWN)
                else "the server counted damaged pages or holds a broken index",
                "foreign key check": "ok" if holds(EVERY_KEY_CHECKED) else "broken",
            }

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _WrittenFloat(FloatDumper):
    """Sends a number as it is written: 3.5 is then refused where a whole one belongs, not rounded."""

    oid = 0

    def dump(self, obj: float) -> Any:
        return None if obj != obj else super().dump(obj)  # not a number is no value, as in SQLite


def _configure(connection: Connection) -> None:
    connection.adapters.register_loader("numeric", FloatLoader)
    connection.adapters.register_dumper(float, _WrittenFloat)
    # Whatever the server's default: "saved" is said only of what is on the disk.
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') IN ('off', 'local')"
    )


def _sent(statement: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a statement's values, where it looks for something without those that the database could not even compare.

    No text that is kept holds a NUL, so nothing is equal to one that does; nothing is equal to NULL either.
    """
    if not statement.lstrip().startswith("SELECT"):
        return dict(values)
    return {
        name: None if isinstance(value, str) and "\0" in value else value for name, value in values.items()
    }


@lru_cache(maxsize=512)
def _placed(statement: str) -> bytes:
    """Return a statement with psycopg's placeholders for `:name`."""
    return NAMED.sub(r"%(\1)s", statement.replace("%", "%%")).encode()


__all__ = ["OLDEST", "ROLE", "PostgresDriver", "sentence_for", "shown"]
