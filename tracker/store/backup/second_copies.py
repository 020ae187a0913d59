"""The second copy of every lasting row of an SQLite file, by which damage is noticed: SQLite's own check compares the two.

It is an index over all columns, which SQLite keeps for whoever changes the file: a change with another tool is no damage,
and a byte that changed by itself is. PostgreSQL has checksums of its pages instead.
"""

import sqlite3

from tracker.store.schema.steps import keys_by_table

# Not copied: what lasts for hours, and the audit, whose lines are chained by their hashes.
HAVE_NONE = frozenset({"web_session", "known_device", "attempts", "one_use_code", "audit", "audit_end"})


def keep_second_copies(db: sqlite3.Connection) -> None:
    """Make the indexes that are missing, and those anew whose table has gained a column; raises sqlite3.Error."""
    present = dict(
        db.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE '%_second_copy'").fetchall()
    )
    for table in keys_by_table():
        name = f"{table}_second_copy"
        # In the order of the key, so that rows which come one after another lie together here as well.
        columns = db.execute(
            "SELECT name FROM pragma_table_info(?) ORDER BY pk = 0, pk, cid", (table,)
        ).fetchall()
        statement = _statement(table, name, [column for (column,) in columns])
        if table not in HAVE_NONE and columns and present.get(name) != statement:
            db.execute(f"DROP INDEX IF EXISTS {name}")
            db.execute(statement)


def _statement(table: str, name: str, columns: list[str]) -> str:
    return f"CREATE INDEX {name} ON {table} ({', '.join(columns)})"
