"""The store: one object for all records of an installation."""

from pathlib import Path

from tracker.store.accounts import Accounts
from tracker.store.audit import Audit
from tracker.store.clients import Clients
from tracker.store.entries import Entries
from tracker.store.goals import Goals
from tracker.store.originals import Originals
from tracker.store.red_flags import RedFlags
from tracker.store.shares import Shares
from tracker.store.sqlite import SqliteDriver


class Store(Clients, Entries, RedFlags, Goals, Originals, Accounts, Shares, Audit):
    """Every record of one installation. Every call takes the actor; access is decided above, in `record`."""


def open_store(path: Path) -> Store:
    """Return the store of an SQLite file, made and brought up to date; raises StoreUnavailable."""
    return Store(SqliteDriver(path))
