"""An update, one server after the other: old ones meet the newer schema, and what they cannot do they say."""

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.faults.crowd_saving import Crowd, hit
from tests.faults.replicas import PEOPLE, Replica, Replicas, wait_until_up
from tests.postgres_server import PostgresServer
from tests.practice import client_account, shared
from tests.waiting import LONGEST_SECONDS, wait_until
from tracker.access.sign_in import actor_of
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import new_entry_id
from tracker.record import ClientRecord
from tracker.store.schema.postgres_schema import TABLE_SECONDS
from tracker.store.store import Store, open_store

pytestmark = pytest.mark.faults

LATER = Path(__file__).with_name("later_version.py")
NEWER = "ok, but the database is of a newer version (9998_later). Update this server."
PAGES = ("/session", "/quick", "/report.html", "/progress", "/export/csv", "/healthz")
REFUSED = "The database is of a newer version of the app than this server, which must be updated."


@pytest.fixture(scope="module")
def servers(
    nginx: str, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Replicas]:
    """Three servers of their own: their database is not fit for others afterwards."""
    made = Replicas(tmp_path_factory.mktemp("rolling"), postgres.database(), nginx)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def old_store(servers: Replicas) -> Iterator[Store]:
    """As an old server has it: opened before the update."""
    opened = open_store(servers.database)
    yield opened
    opened.driver.close()


@pytest.fixture(scope="module")
def patients(old_store: Store) -> dict[str, Account]:
    return {name: client_account(old_store, name) for name in PEOPLE}


def updated(server: Replica) -> None:
    server.stop()
    server.start(LATER)
    wait_until_up(server.health)


def test_an_update_of_one_after_the_other_loses_nothing(
    servers: Replicas, old_store: Store, patients: dict[str, Account]
) -> None:
    first, second, third = servers.each
    said: dict[int, str] = {}

    def harm(crowd: Crowd) -> None:
        updated(first)
        for number, one in enumerate(servers.each):
            with one.asked_by(servers.browser()) as here:
                said[number] = here.get("/healthz").text
        crowd.go_on()
        for one in (second, third):
            with one.asked_by(servers.browser()) as here:
                browser = servers.browser(PEOPLE[0])
                here.cookies = browser.cookies
                assert {here.get(path).status_code for path in PAGES} <= {200, 204}
        updated(second)
        updated(third)

    crowd = hit(servers, old_store, patients, "update of three, one after the other", harm)
    assert said == {0: "ok", 1: NEWER, 2: NEWER}
    assert not [one for one in crowd.told if "Error " in one], "a failure without a cause was shown"
    for one in servers.each:
        with one.asked_by(servers.browser()) as here:
            assert here.get("/healthz").text == "ok"


def test_an_old_server_at_work_does_everything_on_the_newer_schema(old_store: Store) -> None:
    """The store was opened before the update."""
    assert old_store.driver.ping() == ("9998_later",)
    account = client_account(old_store, "late")
    record = ClientRecord(old_store, actor_of(account), account.account_id)
    entry = record.entries.add(CheckIn(leg_pain_nrs=3)).entry
    assert record.entries.all() == (entry,)
    share, _ = shared(old_store, account)
    assert old_store.shares.get(share.share_id) == share
    assert old_store.audit.broken_line() is None


def test_an_old_server_does_not_start_again(servers: Replicas, old_store: Store, tmp_path: Path) -> None:
    late = Replica(tmp_path, servers.database, servers.public)
    late.start()
    assert late.process.wait(LONGEST_SECONDS) == 1
    said = late.log.read_text("utf-8").strip().splitlines()[-1]
    assert said.endswith("was made by a newer version of this app (9998_later). Update the app.")


def test_where_a_step_takes_something_away_an_old_server_says_so_and_loses_nothing(
    servers: Replicas, old_store: Store, patients: dict[str, Account], postgres: PostgresServer
) -> None:
    """Against the rule; the servers know nothing of it."""
    browser, one = servers.browser(PEOPLE[0]), servers.each[1]
    fields = {
        "entry_id": new_entry_id(), "account": patients[PEOPLE[0]].account_id, "leg_pain_nrs": "4", "zone": "UTC",
    }  # fmt: skip
    with psycopg.connect(servers.database, autocommit=True) as db, one.asked_by(browser) as here:
        db.execute("ALTER TABLE check_in RENAME COLUMN sleep_quality TO sleep")
        refused = here.post("/quick", data=fields, headers={"accept": "application/json"})
        page = here.get("/export/csv")
        db.execute("ALTER TABLE check_in RENAME COLUMN sleep TO sleep_quality")
        again = here.post("/quick", data=fields, headers={"accept": "application/json"})
        kept = db.execute(
            "SELECT count(*) FROM check_in WHERE entry_id = %s", [fields["entry_id"]]
        ).fetchone()
    assert (refused.status_code, refused.json()["sentence"]) == (503, f"Not saved. {REFUSED}")
    assert (page.status_code, REFUSED in page.text) == (503, True)
    assert again.status_code == 200
    assert kept == (1,)


def test_a_new_server_waits_for_what_uses_the_tables_and_holds_nobody_up(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    """A long copy of the database, say; what the old servers do goes on meanwhile."""
    url = postgres.database()
    store = open_store(url)
    account = client_account(store, "ann")
    record = ClientRecord(store, actor_of(account), account.account_id)
    new = Replica(tmp_path, url, "http://127.0.0.1:1")
    longest = 0.0
    with psycopg.connect(url) as dump:
        dump.execute("LOCK TABLE check_in IN ACCESS SHARE MODE")
        new.start(LATER)
        try:
            wait_until(
                lambda: "something else uses them" in new.log.read_text("utf-8"),
                lambda: new.log.read_text("utf-8"),
            )
            # For as long as the new server takes to try again and again; a save that is not let through raises.
            until = time.monotonic() + 4 * TABLE_SECONDS
            while time.monotonic() < until:
                begun = time.monotonic()
                record.entries.add(CheckIn(leg_pain_nrs=1))
                longest = max(longest, time.monotonic() - begun)
        except BaseException:
            new.stop()
            raise
    try:
        wait_until_up(new.health)
        assert store.driver.ping() == ("9998_later",)
    finally:
        new.stop()
        store.driver.close()
    print(f"while a newer server waits for the tables, a save of an old one takes up to {longest:.1f} s")
    assert TABLE_SECONDS <= 1, "nobody is held up for longer at a time"
