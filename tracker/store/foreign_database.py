"""Tables of another app's SQLite file: read only, within bounds, and without running anything that the file brings along."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from time import monotonic
from typing import Any
from urllib.parse import quote

from tracker.errors import ImportRefused

MOST_ROWS = 2_000_000
MOST_SECONDS = 30.0
_STEPS_BETWEEN_LOOKS = 100_000


def foreign_rows(path: str, table: str, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table of a database that somebody brought along; nothing where there is no such table.

    Views and triggers are not trusted: a table is read only if it is one. Raises ImportRefused for a file that is
    damaged, has other columns, more than 2,000,000 rows, or takes over 30 seconds.
    """
    until = monotonic() + MOST_SECONDS
    try:
        with closing(sqlite3.connect(f"file:{quote(path)}?mode=ro&immutable=1", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA query_only = ON")
            database.execute("PRAGMA cell_size_check = ON")
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1_000_000)
            database.set_progress_handler(lambda: monotonic() > until, _STEPS_BETWEEN_LOOKS)
            is_known_sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ? AND sql NOT LIKE 'CREATE VIRTUAL%'"
            if database.execute(is_known_sql, (table,)).fetchone() is None:
                return
            # By the table's name: what is no column would else be a text of that name.
            listed = ", ".join(f'"{table}"."{column}"' for column in columns)
            for number, row in enumerate(database.execute(f'SELECT {listed} FROM "{table}"')):
                if number == MOST_ROWS:
                    raise ImportRefused(f"The table {table} has more than {MOST_ROWS:,} rows.")
                yield row
    except sqlite3.Error:
        raise ImportRefused(
            f"The database in the file is damaged, or its table {table} is not what it should be."
        ) from None
