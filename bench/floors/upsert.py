"""A durable upsert into the file that BENCH_DATABASE names, as the floors of Save make it."""

import os
import sqlite3


def upsert() -> int:
    """Save a number for today; return how often that was done."""
    # As the store keeps it (see tracker/store/drivers/sqlite.py): a rollback journal, whose end commits, wants EXTRA.
    with sqlite3.connect(os.environ["BENCH_DATABASE"], isolation_level=None) as db:
        db.execute(f"PRAGMA synchronous={os.environ['BENCH_SYNCHRONOUS']}")
        return int(
            db.execute(
                "INSERT INTO pain (day, nrs) VALUES (date('now'), 3)"
                " ON CONFLICT (day) DO UPDATE SET version = version + 1 RETURNING version"
            ).fetchone()[0]
        )
