"""The store: one object for all records of an installation."""

import time
from collections.abc import Callable
from pathlib import Path

from tracker.errors import StoreAway, StoreUnavailable
from tracker.store.accounts import Accounts
from tracker.store.api_tokens import ApiTokens
from tracker.store.attempts import Attempts
from tracker.store.audit import Audit
from tracker.store.backup.restored import RestoredRecords
from tracker.store.calendar import Calendar
from tracker.store.clients import Clients
from tracker.store.drivers.sqlite import SqliteDriver
from tracker.store.drivers.sqlite_read_only import ReadOnlySqliteDriver
from tracker.store.entries import Entries
from tracker.store.fair_tries import FairTries
from tracker.store.goals import Goals
from tracker.store.notices import Notices
from tracker.store.one_use_codes import OneUseCodes
from tracker.store.originals import Originals
from tracker.store.own_activities import OwnActivities
from tracker.store.paired_devices import PairedDevices
from tracker.store.recent_imports import RecentImports
from tracker.store.red_flags import RedFlags
from tracker.store.sessions import Sessions
from tracker.store.shares import Shares
from tracker.store.transaction import Driver

# Longer than a server needs that starts together with the app, or again after a crash.
START_SECONDS = 30.0
AGAIN_SECONDS = 0.5


class Store(
    RestoredRecords,
    Clients,
    Entries,
    RedFlags,
    Goals,
    Originals,
    RecentImports,
    Accounts,
    Sessions,
    OneUseCodes,
    Attempts,
    Shares,
    Calendar,
    ApiTokens,
    PairedDevices,
    Notices,
    OwnActivities,
    FairTries,
    Audit,
):
    """Every record of one installation. Access is decided above, in `record`; a call takes the actor where it writes down who did it."""


def open_store(place: Path | str) -> Store:
    """Return the store of an SQLite file, or of a postgresql:// URL, made and brought up to date.

    Raises StoreUnavailable.
    """
    return Store(SqliteDriver(place) if isinstance(place, Path) else _postgres(place))


def open_store_to_read(place: Path | str) -> Store:
    """Return the store of a database that stays as it is; a PostgreSQL one is brought up to date all the same.

    Raises StoreUnavailable, also for an SQLite file of an older version.
    """
    return Store(ReadOnlySqliteDriver(place)) if isinstance(place, Path) else open_store(place)


def open_store_when_up(place: Path | str, told: Callable[[str], None]) -> Store:
    """Return the store of a file or URL, waiting for a database server that starts at the same time as the app.

    `told` gets one sentence when the wait begins. Raises StoreUnavailable, at once unless waiting may help.
    """
    deadline, has_told = time.monotonic() + START_SECONDS, False
    while True:
        try:
            return open_store(place)
        except StoreAway as away:
            if time.monotonic() >= deadline:
                raise
            if not has_told:
                told(f"Waiting up to {START_SECONDS:g} seconds for the database. {away.sentence}")
            has_told = True
        time.sleep(AGAIN_SECONDS)


def _postgres(url: str) -> Driver:
    try:
        from tracker.store.drivers.postgres import PostgresDriver  # noqa: PLC0415 - only who uses it must have it
    except ImportError as error:
        raise StoreUnavailable(
            "TRACKER_DATABASE is a PostgreSQL URL, for which a part is missing:"
            " install it with pip install 'recovery-tracker[postgres]'."
        ) from error
    return PostgresDriver(url)
