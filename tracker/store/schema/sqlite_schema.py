"""The schema on SQLite: its steps, and the files that it refuses to touch."""

import sqlite_utils

from tracker.errors import StoreUnavailable
from tracker.store.schema.steps import STEPS, render_dialect

WORDS = {
    "strict": " STRICT",
    "clustered": " STRICT, WITHOUT ROWID",
    # Adding nothing makes SQLite work the date out, which finds 30 February; date() alone does not.
    "day": "text NOT NULL CHECK ({column} IS date({column}, '+0 days'))",
    "instant": "text NOT NULL CHECK ({column} IS strftime('%Y-%m-%dT%H:%M:%SZ', {column}))",
    "real": "real",
}


def refuse_foreign(db: sqlite_utils.Database, what: str) -> None:
    """Refuse another program's file, or a newer version's, before anything is changed in it.

    Raises StoreUnavailable naming `what`.
    """
    if not migrations().applied(db) and db.table_names():
        raise StoreUnavailable(f"{what} is an SQLite file of another program; nothing was changed in it.")
    if unknown := newer_steps(db):
        raise StoreUnavailable(
            f"{what} was made by a newer version of this app ({', '.join(unknown)}). Update the app."
        )


def newer_steps(db: sqlite_utils.Database) -> tuple[str, ...]:
    """Return the steps in a file that this version does not know."""
    return tuple(sorted({step.name for step in migrations().applied(db)} - set(STEPS)))


def has_pending_steps(db: sqlite_utils.Database) -> bool:
    """Return whether a file is of an older version: steps of the schema are missing in it."""
    return bool(migrations().pending(db))


def migrations() -> sqlite_utils.Migrations:
    """Return the steps of the schema, in the words of SQLite."""
    ours = sqlite_utils.Migrations("tracker")
    for name, sql in STEPS.items():
        ours(name=name)(lambda db, sql=sql: db.executescript(render_dialect(sql, WORDS)))
    return ours
