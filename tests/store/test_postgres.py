"""PostgreSQL in particular: the second wall, who may start it, several servers on one database."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.postgres_server import PostgresServer
from tests.waiting import LONGEST_SECONDS
from tracker.caseload import caseload
from tracker.clock import today
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Actor, Client, Role
from tracker.domain.share_link import ShareLink
from tracker.errors import NotSaved, SaveUnknown, StoreUnavailable
from tracker.record import OPERATOR, ClientRecord
from tracker.store.drivers import postgres as driver_module
from tracker.store.drivers.postgres import PostgresDriver, sentence_for, shown
from tracker.store.schema.postgres_schema import ROLE
from tracker.store.schema.steps import STEPS, keys_by_table
from tracker.store.store import Store, open_store

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ANA, BEN = Actor("ana", Role.CLIENT), Actor("ben", Role.CLIENT)
Open = Callable[..., Store]


@pytest.fixture
def opened() -> Iterator[Open]:
    stores: list[Store] = []

    def opener(url: str) -> Store:
        stores.append(open_store(url))
        return stores[-1]

    yield opener
    for store in stores:
        store.driver.close()


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.database()


@pytest.fixture
def replicas(opened: Open, url: str) -> tuple[Store, Store]:
    """Two servers of the app on one database, which holds two clients with one check-in each."""
    first, second = opened(url), opened(url)
    for actor in (ANA, BEN):
        first.clients.add(Client(client_id=actor.account_id))
        first.entries.add(actor.account_id, CheckIn(leg_pain_nrs=3, note=f"of {actor.account_id}"))
    return first, second


def at_once(count: int, work: Callable[[int], object]) -> list[object]:
    gate = threading.Barrier(count)
    found: list[object] = [None] * count

    def run(number: int) -> None:
        gate.wait()
        try:
            found[number] = work(number)
        except Exception as refusal:
            found[number] = refusal

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def role_of(store: Store) -> str | None:
    assert isinstance(store.driver, PostgresDriver)
    return store.driver._role


# The second wall: a statement that forgot whose rows it is about


def guarded_tables(url: str) -> set[str]:
    with psycopg.connect(url) as db:
        return {
            name
            for (name,) in db.execute("SELECT tablename FROM pg_policies WHERE policyname = 'one_client'")
        }


def test_every_table_of_a_client_is_behind_the_wall(url: str) -> None:
    free = {
        "account",
        "web_session",
        "known_device",
        "attempts",
        "one_use_code",
        "backup_code",
        "audit",
        "audit_end",
    }
    assert guarded_tables(url) == set(keys_by_table()) - free


def test_a_record_reads_no_other_clients_rows_whatever_it_asks(
    replicas: tuple[Store, Store], url: str
) -> None:
    store = replicas[0].limited_to("ana")
    for table in guarded_tables(url):
        assert {row[0] for row in store.read(f"SELECT client_id FROM {table}")[1]} <= {"ana"}
    assert store.read("SELECT count(*) FROM check_in")[1] == [(1,)]
    assert store.read("SELECT count(*) FROM v_check_in")[1] == [(1,)]
    assert store.entries.of_kind("ben", CheckIn.kind) == ()
    assert store.clients.all() == (replicas[0].clients.get("ana"),)
    assert replicas[0].read("SELECT count(*) FROM check_in")[1] == [(2,)], "the whole store is not limited"
    record = ClientRecord(replicas[0], ANA, "ana")
    assert record._access.store.read("SELECT count(*) FROM check_in")[1] == [(1,)], "a record is"


def test_a_record_changes_no_other_clients_rows_whatever_it_says(replicas: tuple[Store, Store]) -> None:
    store = replicas[0].limited_to("ana")
    with pytest.raises(NotSaved):
        store.entries.add("ben", CheckIn(leg_pain_nrs=9))
    assert store.write("UPDATE check_in SET leg_pain_nrs = 9 WHERE true RETURNING client_id") == [("ana",)]
    with pytest.raises(NotSaved):
        store.write("UPDATE check_in SET client_id = 'ben' WHERE true")
    store.write("DELETE FROM client WHERE true")
    (kept,) = replicas[1].entries.of_kind("ben", CheckIn.kind)
    assert kept.leg_pain_nrs == 3  # type: ignore[attr-defined]
    assert [client.client_id for client in replicas[1].clients.all()] == ["ben"]


@pytest.mark.parametrize("transaction", [Store.together, Store.at_one_moment])
def test_within_one_transaction_each_store_keeps_to_its_own(
    replicas: tuple[Store, Store], transaction: Callable[[Store], AbstractContextManager[None]]
) -> None:
    store = replicas[0]
    limited = store.limited_to("ana")
    with transaction(store):
        assert [len(one.read("SELECT 1 FROM check_in")[1]) for one in (store, limited, store, limited)] == [
            2,
            1,
            2,
            1,
        ]


def test_a_caseload_reads_each_client_behind_their_own_wall(
    replicas: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = replicas[0]
    robin = Account(username="robin", role=Role.THERAPIST)
    store.accounts.add(robin)
    for client_id, pain in (("ana", 1), ("ben", 9)):
        for ago in range(1, 9):
            store.entries.add(client_id, CheckIn(leg_pain_nrs=pain, on_date=today() - ago * DAY))
        link = ShareLink(client_id=client_id, kept_by=robin.account_id, last_day=today() - DAY)
        store.shares.add(link, client_id)
    reached: list[tuple[str, str]] = []
    real = store.driver.run

    def run(db: Any, sql: str, values: Any) -> Any:
        reached.append((db.reach, values.get("client_id", "")))
        return real(db, sql, values)

    monkeypatch.setattr(store.driver, "run", run)
    found = {row.share.client_id: {mean for _, mean in row.daily} for row in caseload(store, robin, today())}
    assert found == {"ana": {1.0}, "ben": {9.0}}
    assert reached[0] == ("everybody", ""), "the list of links"
    assert {one for one in reached if one[1]} == {("client:ana", "ana"), ("client:ben", "ben")}


def test_a_reading_cannot_write(replicas: tuple[Store, Store]) -> None:
    with pytest.raises(StoreUnavailable, match="can only be read"):
        replicas[0].read("DELETE FROM check_in WHERE true RETURNING 1")
    assert len(replicas[0].read("SELECT 1 FROM check_in")[1]) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET action = 'slept' WHERE true", "DELETE FROM audit WHERE true", "DROP TABLE audit CASCADE",
        "ALTER TABLE check_in DISABLE ROW LEVEL SECURITY", "DROP POLICY one_client ON check_in",
        "DELETE FROM tracker_step WHERE true",
    ],
)  # fmt: skip
def test_the_apps_role_cannot_rewrite_the_audit_or_take_the_wall_down(
    replicas: tuple[Store, Store], statement: str
) -> None:
    replicas[0].audit.note(OPERATOR, "looked", NOW)
    with pytest.raises(NotSaved, match="does not allow"):
        replicas[0].write(statement)
    assert replicas[0].audit.broken_line() is None


def test_without_a_setting_nobody_sees_anything(replicas: tuple[Store, Store], url: str) -> None:
    with psycopg.connect(url) as db:
        db.execute(f"SET ROLE {ROLE}".encode())
        assert db.execute("SELECT * FROM check_in").fetchall() == []


# Which users of the server


def test_an_owner_who_may_make_no_roles_is_behind_the_wall_too(
    postgres: PostgresServer, opened: Open
) -> None:
    """Also where the role is there already, made for another database, and not this owner's to take."""
    postgres.command("CREATE ROLE plain_owner LOGIN")
    postgres.command("CREATE DATABASE plain OWNER plain_owner")
    store = opened(postgres.url("plain", "plain_owner"))
    assert role_of(store) is None
    assert store.driver.facts()["row-level security"] == "in force (as the user of the URL)"
    for name in ("ana", "ben"):
        store.clients.add(Client(client_id=name))
    assert len(store.limited_to("ana").read("SELECT * FROM client")[1]) == 1


def test_a_user_who_owns_nothing_runs_the_app_once_it_is_up_to_date(
    postgres: PostgresServer, url: str, opened: Open
) -> None:
    opened(url)
    postgres.command(f"CREATE ROLE app_only LOGIN IN ROLE {ROLE}")
    store = opened(url.replace("postgres@", "app_only@"))
    assert role_of(store) == ROLE
    store.clients.add(Client(client_id="ana"))
    assert store.entries.add("ana", CheckIn(leg_pain_nrs=1)).is_new
    store.audit.note(ANA, "looked", NOW)
    assert store.audit.broken_line() is None
    empty = postgres.empty_database().replace("postgres@", "app_only@")
    with pytest.raises(StoreUnavailable, match="the user who owns them"):
        open_store(empty)


# Starting


def test_eight_servers_start_on_an_empty_database_at_once(postgres: PostgresServer, opened: Open) -> None:
    url = postgres.empty_database()
    stores = at_once(8, lambda _number: opened(url))
    assert [type(one) for one in stores] == [Store] * 8
    with psycopg.connect(url) as db:
        assert {name for (name,) in db.execute("SELECT name FROM tracker_step")} == set(STEPS)


def test_a_database_that_is_not_ours_or_newer_is_refused_and_not_touched(
    postgres: PostgresServer, url: str
) -> None:
    foreign = postgres.empty_database()
    for where, statement in (
        (foreign, "CREATE TABLE thing (name text)"),
        (url, "INSERT INTO tracker_step (name) VALUES ('9999_later')"),
    ):
        with psycopg.connect(where, autocommit=True) as db:
            db.execute(statement.encode())
    with pytest.raises(StoreUnavailable, match="another program"):
        open_store(foreign)
    with pytest.raises(StoreUnavailable, match="9999_later"):
        open_store(url)
    with psycopg.connect(foreign) as db:
        assert db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall() == [
            ("thing",)
        ]


def test_a_weak_default_of_the_server_is_overruled(postgres: PostgresServer, url: str, opened: Open) -> None:
    name = url.split("/")[3].split("?")[0]
    postgres.command(f"ALTER DATABASE {name} SET synchronous_commit = off")
    assert opened(url).driver.facts()["synchronous_commit"] == "on"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("postgresql://u:h0rse@127.0.0.1:1/none", "cannot be reached"),
        ("postgresql://u:h0rse@none.invalid/none", "cannot be reached"),
        ("postgresql://u:h0rse@127.0.0.1/none?sslmode=perhaps", "cannot be reached|did not answer"),
        ("postgresql://u:h0rse@127.0.0.1/none?nonsense=1", "not a PostgreSQL URL"),
    ],
)
def test_a_server_that_is_not_there_is_said_without_the_password(wrong: str, sentence: str) -> None:
    with pytest.raises(StoreUnavailable, match=sentence) as caught:
        open_store(wrong)
    assert "h0rse" not in caught.value.sentence + repr(caught.value.__cause__)
    assert "h0rse" not in shown(wrong)


def test_a_database_that_is_not_on_the_server_is_said(postgres: PostgresServer) -> None:
    with pytest.raises(StoreUnavailable, match="no such database"):
        open_store(postgres.url("nowhere"))


def test_a_missing_driver_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tracker.store.drivers.postgres", None)
    with pytest.raises(StoreUnavailable, match=r"recovery-tracker\[postgres\]"):
        open_store("postgresql://u@h/d")


# Several servers of the app: what they count is in the database, so it is right for all


def test_of_a_hundred_openings_through_two_servers_one_wins_the_last_view(
    replicas: tuple[Store, Store],
) -> None:
    link = ShareLink(client_id="ana", created_at=NOW, ends_at=NOW + DAY, view_limit=1)
    replicas[0].shares.add(link, "token")
    found = at_once(100, lambda number: replicas[number % 2].shares.open("ana", link.share_id, NOW))
    assert sorted(found) == [False] * 99 + [True]  # type: ignore[type-var]


def test_a_hundred_tries_through_two_servers_are_counted_as_a_hundred(replicas: tuple[Store, Store]) -> None:
    found = at_once(100, lambda number: replicas[number % 2].attempts.add("bucket", NOW, NOW + DAY))
    assert sorted(found) == list(range(1, 101))  # type: ignore[type-var]


def test_the_audit_of_two_servers_is_one_chain(replicas: tuple[Store, Store]) -> None:
    assert (
        at_once(60, lambda number: replicas[number % 2].audit.note(ANA, "looked", NOW, "ana")) == [None] * 60
    )
    assert replicas[0].audit.broken_line() is None
    assert len(replicas[1].audit.of_client("ana")) == 60


def test_an_account_changed_by_two_servers_at_once_loses_neither_change(
    replicas: tuple[Store, Store],
) -> None:
    replicas[0].accounts.add(
        Account(username="ana", role=Role.CLIENT, account_id="ana", name="0", created_at=NOW)
    )

    def count_up(number: int) -> None:
        store = replicas[number % 2]
        with store.together():
            account = store.accounts.get("ana")
            store.accounts.change(Account(**{**vars(account), "name": str(int(account.name or "") + 1)}))

    assert at_once(40, count_up) == [None] * 40
    assert replicas[0].accounts.get("ana").name == "40"


# Faults


def test_a_pool_that_is_used_up_is_said(url: str, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver_module, "MOST_CONNECTIONS", 2)
    monkeypatch.setattr(driver_module, "POOL_SECONDS", 0.1)
    store = opened(url)
    with store.driver.reading() as one, store.driver.reading() as two:
        store.driver.run(one, "SELECT 1", {})
        store.driver.run(two, "SELECT 1", {})
        with pytest.raises(NotSaved, match=r"^Not saved\. Too many people are at work at once"):
            store.clients.add(Client(client_id="ana"))
    store.clients.add(Client(client_id="ana"))


def test_a_turn_that_does_not_come_is_said(url: str, opened: Open, replicas: tuple[Store, Store]) -> None:
    impatient = opened(f"{url}&options=-c%20lock_timeout%3D100ms")
    with replicas[0].together():
        replicas[0].entries.add("ana", CheckIn(leg_pain_nrs=1))
        with pytest.raises(NotSaved, match="Somebody else is changing the same record"):
            impatient.entries.add("ana", CheckIn(leg_pain_nrs=2))
        assert impatient.entries.add("ben", CheckIn(leg_pain_nrs=2)).is_new, (
            "another record's turn is its own"
        )


@pytest.fixture
def own_server(postgres: PostgresServer) -> Iterator[PostgresServer]:
    """One to be killed; asked for after `postgres`, so that it is skipped where none can run."""
    server = PostgresServer()
    yield server
    server.remove()


@pytest.mark.faults
def test_a_server_killed_again_and_again_loses_nothing_that_was_saved(
    own_server: PostgresServer, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver_module, "POOL_SECONDS", 1.0)
    url = own_server.database()
    store = opened(url)
    store.clients.add(Client(client_id="ana"))
    saved: set[str] = set()
    refusals: list[BaseException] = []
    rounds, again = threading.Event(), threading.Condition()

    def write() -> None:
        while not rounds.is_set():
            entry = CheckIn(leg_pain_nrs=1)
            try:
                store.entries.add("ana", entry)
            except BaseException as refusal:
                refusals.append(refusal)
            else:
                with again:
                    saved.add(entry.entry_id)
                    again.notify_all()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    try:
        for _ in range(5):
            goal = len(saved) + 20
            with again:  # so each round saves again, without the app being started anew
                assert again.wait_for(lambda: len(saved) >= goal, timeout=LONGEST_SECONDS)  # noqa: B023
            own_server.kill()
            own_server.start()
    finally:
        rounds.set()
        for writer in writers:
            writer.join()
    # Killed between a COMMIT and its answer, nobody knows whether it was saved.
    assert {type(one) for one in refusals} <= {NotSaved, SaveUnknown}
    fresh = opened(url)
    assert saved <= {entry.entry_id for entry in fresh.entries.of_kind("ana", CheckIn.kind)}
    print(f"saved {len(saved)}, lost 0, told that it was not saved {len(refusals)}")


@pytest.mark.faults
def test_a_server_that_is_stopped_is_said_and_found_again(
    own_server: PostgresServer, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver_module, "POOL_SECONDS", 1.0)
    store = opened(own_server.database())
    own_server.stop()
    for read in (store.driver.ping, lambda: store.clients.all()):
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            read()
    with pytest.raises(NotSaved, match=r"^Not saved\. The database cannot be reached"):
        store.clients.add(Client(client_id="ana"))
    own_server.start()
    found = [one for one in at_once(1, lambda _number: until_found(store)) if one is not None]
    assert found == []


def test_a_commit_that_is_not_answered_is_told_as_not_known(
    url: str, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(url)
    store.clients.add(Client(client_id="ana"))
    ends = driver_module.LazyTransaction.ends

    def cut(lent: driver_module.LazyTransaction, word: str) -> None:
        ends(lent, word)
        if word == "COMMIT" and lent.is_writing:
            raise psycopg.OperationalError("server closed the connection unexpectedly")

    entry = CheckIn(leg_pain_nrs=1)
    with monkeypatch.context() as patch:
        patch.setattr(driver_module.LazyTransaction, "ends", cut)
        with pytest.raises(NotSaved, match="it is not known whether this was saved"):
            store.entries.add("ana", entry)
    assert not store.entries.add("ana", entry).is_new, "it was, and saving again keeps it once"
    assert len(store.entries.of_kind("ana", CheckIn.kind)) == 1


def until_found(store: Store) -> None:
    for _ in range(20):
        try:
            store.driver.ping()
        except StoreUnavailable:
            continue  # it waited for the pool
        return
    raise TimeoutError


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (psycopg.errors.DiskFull(""), "The disk of the database is full. Free some space, then try again."),
        (psycopg.errors.DeadlockDetected(""), "Somebody else is changing the same record. Try again in a moment."),
        (psycopg.errors.ForeignKeyViolation(""), "This record is not in the database any more. Reload the page."),
        (psycopg.OperationalError("password authentication failed"), "The database refused the user or the password."),
        (psycopg.OperationalError("sorry, too many clients already"), "The database has no connection left. Try again in a moment."),
        (psycopg.errors.UndefinedColumn("x"), "The database is of a newer version of the app than this server, which must be updated."),
        (psycopg.errors.SyntaxError("x"), "The database did not answer as it should. Try again in a moment."),
    ],
)  # fmt: skip
def test_each_failure_has_its_words(error: psycopg.Error, sentence: str) -> None:
    assert sentence_for(error) == sentence


def test_the_contract_is_tried_here_on_the_version_meant(postgres: PostgresServer, tmp_path: Path) -> None:
    with psycopg.connect(postgres.url("postgres")) as db:
        assert db.info.server_version >= 150000
