"""Invented records: the sample client's files, or a database full of such clients."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tracker import clock
from tracker.domain.client import PERSONAL_CLIENT_ID, Client
from tracker.domain.entry import Entry
from tracker.domain.period import Period
from tracker.errors import TrackerError
from tracker.exchange.csv_files import FILE_NAMES, csv_of
from tracker.exchange.sample_entries import sample_activities, sample_entries
from tracker.store.schema.tables import TABLES
from tracker.store.store import Store
from tracker.store.transaction import Rows
from tracker.store.whole_record import OWNER, WholeRecord, whole_record

SAMPLE_SEED = 11
SAMPLE_DAYS = 182
SAMPLE_LAST_DAY = date(2025, 6, 29)
DAYS_A_YEAR = 365


def fill(
    store: Store, clients: int, years: float, seed: int, progress: Callable[[int, int], None] | None = None
) -> int:
    """Fill a database with invented clients ("me" first) up to yesterday; return how many entries were kept.

    `progress` is told after each client: clients done, clients in all. Raises TrackerError when there is
    anybody in it: invented people never stand beside real ones.
    """
    names = [PERSONAL_CLIENT_ID, *(f"sample-{number:04d}" for number in range(2, clients + 1))]
    if _holds_anybody(store):
        raise TrackerError(
            "This database holds somebody's records or accounts already: name a new file in TRACKER_DATABASE for the"
            " sample."
        )
    count = 0
    for number, client_id in enumerate(names, start=1):
        label = None if client_id == PERSONAL_CLIENT_ID else f"Sample client {number}"
        with store.together():
            store.clients.add(Client(client_id=client_id, label=label))
            count += fill_record(store, client_id, years, seed + number - 1)
        if progress:
            progress(number, clients)
    return count


def _holds_anybody(store: Store) -> bool:
    """Whether there is an account, or a client about whom anything is known; the personal one begins blank."""
    clients = store.clients.all()
    if store.accounts.all() or any(client.client_id != PERSONAL_CLIENT_ID for client in clients):
        return True
    return any(
        whole_record(store, client.client_id)
        != WholeRecord(profile=Client(client_id=OWNER, created_at=client.created_at, version=client.version))
        for client in clients
    )


def fill_record(
    store: Store,
    client_id: str,
    years: float,
    seed: int,
    altered: Callable[[Entry], Entry] = lambda entry: entry,
) -> int:
    """Keep an invented client's entries up to yesterday in a record that is there; return how many were kept.

    Each entry is kept as `altered` returns it.
    """
    last_day = clock.today() - timedelta(days=1)
    days = max(1, round(years * DAYS_A_YEAR))
    entries = sample_entries(seed, days, last_day)
    with store.together():
        for activity in sample_activities(seed, days, last_day):
            store.own_activities.add(client_id, activity)
        return sum(store.entries.add(client_id, altered(entry)).is_new for entry in entries)


def sample_files() -> dict[str, bytes]:
    """Return the sample client's CSV files by name, as they lie in data/sample."""
    entries = _Entries(sample_entries(SAMPLE_SEED, SAMPLE_DAYS, SAMPLE_LAST_DAY))
    return {name: csv_of(entries, kind) for name, kind in FILE_NAMES.items()}


@dataclass(frozen=True)
class _Entries:
    """Entries that were never in a store, read as a record's are."""

    entries: tuple[Entry, ...]

    def rows(self, kind: str, period: Period) -> Rows:
        table = TABLES[kind]
        rows = [table.row(entry) for entry in self.entries if entry.kind == kind and entry.on_date in period]
        rows.sort(key=lambda row: (row["on_date"], row["at_time"] or "", row["created_at"], row["entry_id"]))
        return list(table.columns), [tuple(row[name] for name in table.columns) for row in rows]
