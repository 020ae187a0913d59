"""Both ways SQLite keeps its promises, and three servers on PostgreSQL with a practice in it."""

import os
import shutil
from collections.abc import Iterator

import pytest

from tests.faults.replicas import PEOPLE, Replicas
from tests.postgres_server import PostgresServer
from tests.practice import client_account
from tests.waiting import LONGEST_SECONDS
from tracker.access.sign_in import actor_of
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.record import ClientRecord
from tracker.store.drivers.sqlite import Version
from tracker.store.store import Store, open_store


@pytest.fixture(params=[(3, 51, 3), (3, 40, 1)], ids=["wal", "rollback-journal"])
def version(request: pytest.FixtureRequest) -> Version:
    found: Version = request.param
    return found


@pytest.fixture(scope="session")
def nginx() -> str:
    """nginx; without it the tests are skipped, unless TRACKER_REQUIRE_NGINX=1."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        if os.environ.get("TRACKER_REQUIRE_NGINX") == "1":
            pytest.fail("nginx is not installed, and TRACKER_REQUIRE_NGINX=1 asks for it")
        pytest.skip("nginx is not installed")
    return found


def patient(url: str) -> str:
    """The same database for who waits for a record's turn until it comes, however busy the machine."""
    return f"{url}&options=-c%20lock_timeout%3D{LONGEST_SECONDS}s"


@pytest.fixture(scope="session")
def replicas(
    nginx: str, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Replicas]:
    made = Replicas(tmp_path_factory.mktemp("replicas"), patient(postgres.database()), nginx)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="session")
def practice(replicas: Replicas) -> Iterator[Store]:
    opened = open_store(replicas.database)
    yield opened
    opened.driver.close()


@pytest.fixture(scope="session")
def people(practice: Store) -> dict[str, Account]:
    made = {name: client_account(practice, name) for name in PEOPLE}
    for account in made.values():
        ClientRecord(practice, actor_of(account), account.account_id).entries.add(CheckIn(leg_pain_nrs=3))
    return made
