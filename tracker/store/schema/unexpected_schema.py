"""What is in a database file's schema that no version of this app made, or that has changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tracker.store.backup.second_copies import keep_second_copies
from tracker.store.schema.steps import STEPS, render_dialect

# Made by SQLite itself, or by the library that counts our steps.
NOT_OURS_TO_JUDGE = ("sqlite_", "_sqlite_migrations")


def unexpected_schema_object(file: Path, words: dict[str, str]) -> str | None:
    """Return the first trigger, view, table or index of a file brought up to date that is not as our steps make it.

    A trigger would go on changing records, and a changed check let in what is refused; `words` are the driver's
    own for the steps. None when there is none. Raises sqlite3.Error.
    """
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
        schema = _schema(database)
    with closing(sqlite3.connect(":memory:")) as fresh:
        for step in STEPS.values():
            fresh.executescript(render_dialect(step, words))
        keep_second_copies(fresh)
        ours = _schema(fresh)
    for kind, name in sorted({*schema, *ours}, key=_tables_first):
        if schema.get((kind, name)) != ours.get((kind, name)):
            was = "no" if (kind, name) not in schema else "a" if (kind, name) not in ours else "another"
            return f"{was} {kind} {name[:60]!r}"
    return None


def _tables_first(part: tuple[str, str]) -> tuple[bool, str, str]:
    # A table that is missing takes its indexes with it: it is the one to name.
    return part[0] != "table", *part


def _schema(db: sqlite3.Connection) -> dict[tuple[str, str], str]:
    rows = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return {
        (kind, name): " ".join(str(sql).split())
        for kind, name, table, sql in rows
        if kind == "trigger" or not (name.startswith("sqlite_") or table.startswith(NOT_OURS_TO_JUDGE))
    }
