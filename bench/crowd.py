"""Files of invented practices, made quickly by copying one client's year to many, and kept in the temporary folder.

The copies are written in SQL, past the store's rules: those cost 10,000 clients an hour.
"""

import hashlib
import sqlite3
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from tracker import clock
from tracker.access.sharing import CONSENT_VERSION
from tracker.domain.account import Account
from tracker.domain.client import Actor, Client, Role
from tracker.domain.share_link import ShareLink
from tracker.exchange.sample import DAYS_A_YEAR
from tracker.exchange.sample_entries import sample_entries
from tracker.record import ClientRecord
from tracker.store.schema.steps import STEPS
from tracker.store.schema.tables import TABLES
from tracker.store.store import Store, open_store

KEPT = Path(tempfile.gettempdir()) / "recovery-tracker-bench"
YEARS = 10
CASELOAD = 50
SEED = 5
# In the middle of all ids, so that its rows lie between other clients'.
MEASURED = str(UUID(int=1 << 127, version=4))
TEMPLATE = "template"
THERAPIST = "robin"
FAST = ("journal_mode=off", "synchronous=off", "cache_size=-400000", "ignore_check_constraints=on")


def measured_record(store: Store) -> ClientRecord:
    """Return the record with ten years in it."""
    return ClientRecord(store, Actor(MEASURED, Role.CLIENT), MEASURED)


def client_ids(clients: int) -> list[str]:
    """Return the ids of the other clients, in order, as random as real ones."""
    chance = Random(SEED)
    return sorted(str(UUID(int=chance.getrandbits(128), version=4)) for _ in range(clients))


def crowd(clients: int) -> Path:
    """Return a file with one client's ten years among `clients` clients of a year each, made when it is not there.

    Fifty of the others share their record with one therapist. It is made anew for another schema or another day.
    """
    today = clock.today()
    schema = hashlib.sha256(repr((STEPS, today, Path(__file__).read_bytes())).encode()).hexdigest()[:12]
    path = KEPT / f"{clients}-{schema}.db"
    if path.exists():
        return path
    KEPT.mkdir(mode=0o700, exist_ok=True)
    for old in KEPT.glob(f"{clients}-*.db*"):
        old.unlink()
    making = path.with_suffix(".making")
    making.unlink(missing_ok=True)
    store = open_store(making)
    add_client(store, MEASURED, YEARS)
    add_client(store, TEMPLATE, 1)
    store.accounts.add(Account(username=THERAPIST, role=Role.THERAPIST))
    store.driver.close()
    others = client_ids(clients - 1)
    copy_template(making, others)
    store = open_store(making)
    therapist = store.accounts.named(THERAPIST)
    assert therapist is not None
    with store.together():
        for number, client_id in enumerate(others[:: max(1, len(others) // CASELOAD)][:CASELOAD]):
            store.shares.add(ShareLink(client_id=client_id, kept_by=therapist.account_id), f"hash {number}")
    store.driver.close()
    return making.rename(path)


def add_client(store: Store, client_id: str, years: float) -> None:
    """Add a client with an invented record up to yesterday."""
    with store.together():
        store.clients.add(Client(client_id=client_id, label="Invented"))
        for entry in sample_entries(SEED, round(years * DAYS_A_YEAR), clock.today() - timedelta(days=1)):
            store.entries.add(client_id, entry)


def copy_template(path: Path, client_ids: list[str]) -> None:
    """Give each client a copy of the template's record, and end the template."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for pragma in FAST:
            db.execute(f"PRAGMA {pragma}")
        db.execute("BEGIN")
        profile = "label, birth_year, sex, unit, language, created_at, version"
        db.executemany(
            f"INSERT INTO client (client_id, {profile}) SELECT ?, {profile} FROM client WHERE client_id = '{TEMPLATE}'",
            [(one,) for one in client_ids],
        )
        for table in TABLES.values():
            columns = ", ".join((*table.columns, "version"))
            db.execute(
                f"CREATE TEMP TABLE one AS SELECT {columns} FROM {table.name} WHERE client_id = '{TEMPLATE}'"
            )
            db.executemany(
                f"INSERT INTO {table.name} (client_id, {columns}) SELECT ?, {columns} FROM one",
                [(one,) for one in client_ids],
            )
            db.execute("DROP TABLE one")
            db.execute(f"DELETE FROM {table.name} WHERE client_id = '{TEMPLATE}'")
        db.execute(f"DELETE FROM client WHERE client_id = '{TEMPLATE}'")
        db.execute("COMMIT")


def practice(path: Path, clients: int, years: int = 1) -> list[Account]:
    """Make a practice in which `clients` people can sign in, consented, with a record of `years` years each."""
    accounts = [
        Account(username=f"client{number}", role=Role.CLIENT, account_id=client_id)
        for number, client_id in enumerate(client_ids(clients))
    ]
    store = open_store(path)
    add_client(store, TEMPLATE, years)
    store.driver.close()
    copy_template(path, [one.account_id for one in accounts])
    store = open_store(path)
    with store.together():
        for one in accounts:
            store.accounts.add(one)
            store.consents.give(one.account_id, one.account_id, CONSENT_VERSION, clock.utc_now())
    store.driver.close()
    return accounts
