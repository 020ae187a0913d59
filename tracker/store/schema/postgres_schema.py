"""The schema on PostgreSQL: its steps one server at a time, and row-level security on what is a client's."""

import re
from typing import Any

import psycopg
from psycopg import errors, sql

from tracker.errors import StoreAway, StoreUnavailable
from tracker.store.schema.steps import STEPS, render_dialect

Connection = psycopg.Connection[tuple[Any, ...]]

OLDEST = 150000  # views that keep to the rights of who asks
ROLE = "recovery_tracker_app"
STARTING = 7_210_482_117_551_203  # the advisory lock that starting servers take turns by
TABLE_SECONDS = 1
WORDS = {
    "strict": "",
    "clustered": "",
    "day": "text NOT NULL CHECK (to_char({column}::date, 'YYYY-MM-DD') = {column})",
    "instant": (
        "text NOT NULL CHECK"
        " (to_char({column}::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') = {column})"
    ),
    "real": "double precision",
}
POLICY = (
    "(SELECT current_setting('tracker.reach', true)) = 'everybody'"
    " OR client_id = (SELECT substr(current_setting('tracker.reach', true), length('client:') + 1))"
)


def brought_up_to_date(db: Connection, address: str) -> str | None:
    """Apply the steps that are missing; return the role that transactions take, None when it cannot be had.

    Raises StoreUnavailable for a server too old, another program's database or a newer version's.
    """
    if db.info.server_version < OLDEST:
        raise StoreUnavailable(f"{address}: PostgreSQL {OLDEST // 10_000} or newer is needed.")
    with db.transaction():
        # Two starting servers take turns here.
        db.execute("SELECT pg_advisory_xact_lock(%s)", [STARTING])
        applied = _applied(db, address)
        if pending := [name for name in STEPS if name not in applied]:
            try:
                _apply(db, pending)
            except (errors.LockNotAvailable, errors.DeadlockDetected) as error:
                raise StoreAway(
                    f"{address}: its tables must be brought up to date, and something else uses them at present."
                ) from error
            except errors.InsufficientPrivilege as error:
                raise StoreUnavailable(
                    f"{address}: its tables must be made or brought up to date. Start the app once with the URL of"
                    " the user who owns them."
                ) from error
    return ROLE if _can_take_role(db) else None


def wall(db: Connection, role: str | None) -> str:
    """Return whether row-level security holds for the app, as `check` says it."""
    if role:
        return f"in force (as {role})"
    bypassed = db.execute(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    return (
        "NOT in force: the user bypasses it" if bypassed == (True,) else "in force (as the user of the URL)"
    )


def _applied(db: Connection, address: str) -> set[str]:
    (has_steps,) = db.execute("SELECT to_regclass('tracker_step') IS NOT NULL").fetchone() or (False,)
    if not has_steps:
        others = db.execute("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1").fetchone()
        if others:
            raise StoreUnavailable(
                f"{address} is a database of another program; nothing was changed in it. Make one for this app."
            )
        return set()
    applied = {name for (name,) in db.execute("SELECT name FROM tracker_step")}
    if unknown := applied - set(STEPS):
        raise StoreUnavailable(
            f"{address} was made by a newer version of this app ({', '.join(sorted(unknown))}). Update the app."
        )
    return applied


def _apply(db: Connection, pending: list[str]) -> None:
    db.execute("SET LOCAL tracker.reach = 'everybody'")  # a step may move rows
    # Older servers are at work, and all of them queue behind one who waits to change a table: rather try again.
    db.execute(f"SET LOCAL lock_timeout = '{TABLE_SECONDS}s'".encode())
    db.execute(
        "CREATE TABLE IF NOT EXISTS tracker_step (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"
    )
    for name in pending:
        # Text is compared by its bytes, as SQLite does, whatever the database's own language.
        step = re.sub(r"\btext\b", 'text COLLATE "C"', render_dialect(STEPS[name], WORDS))
        db.execute(step.encode())
        db.execute("INSERT INTO tracker_step (name) VALUES (%s)", [name])
    _guard(db)
    _grant(db)


def _guard(db: Connection) -> None:
    """Put the policy on every table whose rows are each one client's, and views under who asks."""
    unguarded = db.execute(
        "SELECT table_name FROM information_schema.columns JOIN pg_class ON relname = table_name"
        " AND relnamespace = current_schema()::regnamespace AND relkind = 'r' AND NOT relrowsecurity"
        " WHERE table_schema = current_schema() AND column_name = 'client_id' AND is_nullable = 'NO'"
    ).fetchall()
    for (table,) in unguarded:
        db.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY".encode())
        db.execute(f"CREATE POLICY one_client ON {table} USING ({POLICY})".encode())
    for (view,) in db.execute("SELECT viewname FROM pg_views WHERE schemaname = current_schema()").fetchall():
        db.execute(f"ALTER VIEW {view} SET (security_invoker = true)".encode())


def _grant(db: Connection) -> None:
    """Make the app's role, if the user may, and let it read and change rows; the audit only grow."""
    if not _role_exists(db):
        try:
            with db.transaction():
                db.execute(f"CREATE ROLE {ROLE} NOLOGIN".encode())
                db.execute(f"GRANT {ROLE} TO CURRENT_USER".encode())
        except errors.InsufficientPrivilege:
            return
        except (errors.DuplicateObject, errors.UniqueViolation):
            pass  # made meanwhile, for another database of this server
    (schema,) = db.execute("SELECT current_schema()").fetchone() or ("public",)
    place = sql.Identifier(str(schema)).as_string()
    for grant in (
        f"GRANT USAGE ON SCHEMA {place} TO {ROLE}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {place} TO {ROLE}",
        f"REVOKE UPDATE, DELETE ON audit FROM {ROLE}",
        f"REVOKE INSERT, UPDATE, DELETE ON tracker_step FROM {ROLE}",
    ):
        db.execute(grant.encode())


def _role_exists(db: Connection) -> bool:
    return db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone() is not None


def _can_take_role(db: Connection) -> bool:
    if not _role_exists(db):
        return False
    can = db.execute(
        "SELECT pg_has_role(current_user, %s, 'MEMBER') AND has_table_privilege(%s, 'client', 'INSERT')",
        [ROLE, ROLE],
    ).fetchone()
    return can == (True,)
