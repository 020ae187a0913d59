"""Strangers in a database file: what is in its schema and no version of this app made, or has changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tracker.store.steps import STEPS, spelled

# Made by SQLite itself, or by the library that counts our steps.
NOT_OURS_TO_JUDGE = ("sqlite_", "_sqlite_migrations")


def stranger_in(file: Path, words: dict[str, str]) -> str | None:
    """Return the first trigger, view, table or index of a file brought up to date that is not as our steps make it.

    A trigger would go on changing records, and a changed check let in what is refused; `words` are the driver's
    own for the steps. None when there is none. Raises sqlite3.Error.
    """
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as found:
        here = _schema(found)
    with closing(sqlite3.connect(":memory:")) as made:
        for step in STEPS.values():
            made.executescript(spelled(step, words))
        ours = _schema(made)
    for kind, name in sorted({*here, *ours}):
        if here.get((kind, name)) != ours.get((kind, name)):
            was = "no" if (kind, name) not in here else "a" if (kind, name) not in ours else "another"
            return f"{was} {kind} {name[:60]!r}"
    return None


def _schema(db: sqlite3.Connection) -> dict[tuple[str, str], str]:
    rows = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return {
        (kind, name): " ".join(str(sql).split())
        for kind, name, table, sql in rows
        if kind == "trigger" or not (name.startswith("sqlite_") or table.startswith(NOT_OURS_TO_JUDGE))
    }
