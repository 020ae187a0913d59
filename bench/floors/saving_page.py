"""The floor of Save: a button, a durable upsert into the file that BENCH_DATABASE names, and the word."""

import os
import sqlite3

import streamlit as st

if st.button("Save", key="save"):
    # As the store keeps it (see tracker/store/drivers/sqlite.py): a rollback journal, whose end commits, wants EXTRA.
    with sqlite3.connect(os.environ["BENCH_DATABASE"], isolation_level=None) as db:
        db.execute(f"PRAGMA synchronous={os.environ['BENCH_SYNCHRONOUS']}")
        saved = db.execute(
            "INSERT INTO pain (day, nrs) VALUES (date('now'), 3)"
            " ON CONFLICT (day) DO UPDATE SET version = version + 1 RETURNING version"
        ).fetchone()[0]
    st.text(f"Saved {saved}")
