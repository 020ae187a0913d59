"""The store: one object for all records of an installation."""

import time
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path

from tracker.errors import StoreAway, StoreUnavailable
from tracker.store.accounts import Accounts
from tracker.store.api_tokens import ApiTokens
from tracker.store.attempts import Attempts
from tracker.store.audit import Audit
from tracker.store.calendar import Calendar, PlannedMassages
from tracker.store.clients import Clients
from tracker.store.consents import Consents
from tracker.store.drivers.sqlite import SqliteDriver
from tracker.store.drivers.sqlite_read_only import ReadOnlySqliteDriver
from tracker.store.entries import Entries
from tracker.store.entry_days import EntryDays
from tracker.store.entry_history import EntryHistory
from tracker.store.fair_tries import FairTries
from tracker.store.goals import Goals
from tracker.store.home_plan import HomePlan
from tracker.store.notices import Notices
from tracker.store.one_use_codes import OneUseCodes
from tracker.store.originals import Originals
from tracker.store.own_activities import OwnActivities
from tracker.store.paired_devices import PairedDevices
from tracker.store.recent_imports import RecentImports
from tracker.store.red_flags import RedFlags
from tracker.store.remarks import Remarks
from tracker.store.sessions import KnownDevices, Sessions
from tracker.store.shares import Shares
from tracker.store.transaction import Driver, OpenTransaction, Transactions

# Longer than a server needs that starts together with the app, or again after a crash.
START_SECONDS = 30.0
AGAIN_SECONDS = 0.5


class Store(Transactions):
    """Every record of one installation, one attribute for each noun: `store.entries.add(...)`.

    Access is decided above, in `record`; a call takes the actor where it writes down who did it.
    """

    def __init__(
        self,
        driver: Driver,
        open_transaction: ContextVar[OpenTransaction | None] | None = None,
        reach: str | None = None,
    ) -> None:
        super().__init__(driver, open_transaction, reach)
        # The nouns do not hold the store: a circle would stay in memory until the garbage is collected.
        db = Transactions(driver, self._open, reach)
        self.clients = Clients(db)
        self.entry_history = EntryHistory(db)
        self.entries = Entries(db, self.entry_history)
        self.entry_days = EntryDays(db)
        self.originals = Originals(db)
        self.recent_imports = RecentImports(db)
        self.red_flags = RedFlags(db)
        self.goals = Goals(db)
        self.own_activities = OwnActivities(db)
        self.fair_tries = FairTries(db)
        self.home_plan = HomePlan(db)
        self.remarks = Remarks(db)
        self.calendar = Calendar(db)
        self.planned_massages = PlannedMassages(db)
        self.notices = Notices(db)
        self.accounts = Accounts(db)
        self.sessions = Sessions(db)
        self.known_devices = KnownDevices(db)
        self.one_use_codes = OneUseCodes(db)
        self.attempts = Attempts(db)
        self.api_tokens = ApiTokens(db)
        self.paired_devices = PairedDevices(db)
        self.shares = Shares(db)
        self.consents = Consents(db)
        self.audit = Audit(db)

    def limited_to(self, client_id: str) -> "Store":
        """Return this store with a second wall: where the database can, it shows no other client's rows."""
        return Store(self.driver, self._open, client_id)


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


def open_store_when_up(place: Path | str, on_wait: Callable[[str], None]) -> Store:
    """Return the store of a file or URL, waiting for a database server that starts at the same time as the app.

    `on_wait` gets one sentence when the wait begins. Raises StoreUnavailable, at once unless waiting may help.
    """
    deadline, has_told = time.monotonic() + START_SECONDS, False
    while True:
        try:
            return open_store(place)
        except StoreAway as away:
            if time.monotonic() >= deadline:
                raise
            if not has_told:
                on_wait(f"Waiting up to {START_SECONDS:g} seconds for the database. {away.sentence}")
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
