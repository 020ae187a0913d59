"""The store: one object for all records of an installation."""

from pathlib import Path

from tracker.errors import StoreUnavailable
from tracker.store.accounts import Accounts
from tracker.store.attempts import Attempts
from tracker.store.audit import Audit
from tracker.store.calendar import Calendar
from tracker.store.clients import Clients
from tracker.store.entries import Entries
from tracker.store.goals import Goals
from tracker.store.one_use_codes import OneUseCodes
from tracker.store.originals import Originals
from tracker.store.red_flags import RedFlags
from tracker.store.restored import RestoredRecords
from tracker.store.sessions import Sessions
from tracker.store.shares import Shares
from tracker.store.sqlite import SqliteDriver
from tracker.store.transaction import Driver


class Store(
    RestoredRecords,
    Clients,
    Entries,
    RedFlags,
    Goals,
    Originals,
    Accounts,
    Sessions,
    OneUseCodes,
    Attempts,
    Shares,
    Calendar,
    Audit,
):
    """Every record of one installation. Every call takes the actor; access is decided above, in `record`."""


def open_store(place: Path | str) -> Store:
    """Return the store of an SQLite file, or of a postgresql:// URL, made and brought up to date.

    Raises StoreUnavailable.
    """
    return Store(SqliteDriver(place) if isinstance(place, Path) else _postgres(place))


def _postgres(url: str) -> Driver:
    try:
        from tracker.store.postgres import PostgresDriver  # noqa: PLC0415 - only who uses it must have it
    except ImportError as error:
        raise StoreUnavailable(
            "TRACKER_DATABASE is a PostgreSQL URL, for which a part is missing:"
            " install it with pip install 'recovery-tracker[postgres]'."
        ) from error
    return PostgresDriver(url)
