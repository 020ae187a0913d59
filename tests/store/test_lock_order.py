"""The order of locks on PostgreSQL: whatever runs beside whatever, no two transactions wait for each other."""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count

import psycopg
import pytest

from tests.postgres_server import PostgresServer
from tests.practice import PASSWORD, client_account, shared
from tracker import clock
from tracker.access import accounts, calendar_feed, one_use_codes, sharing, sign_in
from tracker.access.sessions import identity_of_token
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Actor, Role
from tracker.domain.home_plan import PlanItem
from tracker.domain.share_link import ShareLink
from tracker.errors import (
    NotSaved,
    SaveUnknown,
    SignInRefused,
    StoreUnavailable,
    TooManyAttempts,
    TrackerError,
)
from tracker.record import OPERATOR, ClientRecord
from tracker.store.audit import TURN as AUDIT
from tracker.store.drivers.group_commit import GroupCommit
from tracker.store.drivers.postgres import LazyTransaction
from tracker.store.store import Store, open_store

ROUNDS = 6
HERE = "192.0.2.1"


@dataclass
class Practice:
    """One server of the app, and the people whose data all calls are about."""

    store: Store
    ann: Account
    bea: Account
    tess: Account
    owner: Account
    links: list[tuple[ShareLink, str]]
    numbers: Iterator[int]

    @property
    def record(self) -> ClientRecord:
        return ClientRecord(self.store, Actor(self.ann.account_id, Role.CLIENT), self.ann.account_id)


def save(at: Practice) -> None:
    entry = at.record.entries.add(CheckIn(leg_pain_nrs=1)).entry
    edited = at.record.entries.edit(CheckIn(leg_pain_nrs=2, entry_id=entry.entry_id), entry.version)
    at.record.entries.undo(edited)


def bring_in(at: Practice) -> None:
    found = at.record.imports.bring_in([CheckIn(leg_pain_nrs=3) for _ in range(3)])
    at.record.imports.take_back(found.entries)
    at.record.archive.restore(at.record.archive.whole())


def open_a_link(at: Practice) -> None:
    token = sharing.open_share(at.store, at.links[next(at.numbers) % 3][1], f"192.0.2.{next(at.numbers)}")
    identity_of_token(at.store, token)


def keep_and_let_go(at: Practice) -> None:
    share = at.links[next(at.numbers) % 3][0]
    sharing.keep_share(at.store, at.tess, share)
    sharing.let_go(at.store, at.tess, share)


def prescribe(at: Practice) -> None:
    share = at.store.shares.get(at.links[3][0].share_id)
    assert share is not None
    record = ClientRecord(at.store, Actor(at.tess.account_id, Role.THERAPIST), at.ann.account_id, share=share)
    record.home_plan.add(PlanItem(exercise_id="calf_stretch", days_a_week=3, written_by="x"))


def make_and_end_a_link(at: Practice) -> None:
    share, _ = shared(at.store, at.ann)
    sharing.revoke(at.store, sign_in.actor_of(at.ann), at.ann.account_id, share.share_id)


def withdraw_and_agree(at: Practice) -> None:
    who = sign_in.actor_of(at.bea)
    sharing.withdraw_consent(at.store, who, at.bea.account_id)
    sharing.consent(at.store, who, at.bea.account_id)
    shared(at.store, at.bea)


def look(at: Practice) -> None:
    at.store.audit.note(sign_in.actor_of(at.tess), "record opened", clock.utc_now(), at.ann.account_id)


def enter(at: Practice) -> None:
    username = ("ann", "bea", "tess")[next(at.numbers) % 3]
    address = f"198.51.100.{next(at.numbers) % 250}"
    with suppress(TooManyAttempts, SignInRefused):
        sign_in.sign_in(at.store, username, "not it at all", address)
    with suppress(TooManyAttempts):
        done = sign_in.sign_in(at.store, username, PASSWORD, address)
        identity_of_token(at.store, done.session_token)


def set_password(at: Practice) -> None:
    sign_in.set_password(at.store, at.bea, PASSWORD)
    accounts.sign_out_everywhere(at.store, at.bea)


def disable_and_enable(at: Practice) -> None:
    accounts.disable(at.store, OPERATOR, at.bea.account_id)
    accounts.enable(at.store, OPERATOR, at.bea.account_id)


def invite_and_erase(at: Practice) -> None:
    code = one_use_codes.invite(at.store, sign_in.actor_of(at.owner), "therapist")
    made = one_use_codes.accept_invitation(at.store, code, f"new{next(at.numbers)}", PASSWORD)
    share, _ = shared(at.store, at.ann)
    sharing.keep_share(at.store, made, share)
    accounts.erase(at.store, OPERATOR, made.account_id)


def recover(at: Practice) -> None:
    code = one_use_codes.recovery_code(at.store, sign_in.actor_of(at.owner), at.ann)
    one_use_codes.recover(at.store, code, PASSWORD)


def feed(at: Practice) -> None:
    calendar_feed.make_feed(at.record)
    at.record.calendar.end_feed()


CALLS: tuple[Callable[[Practice], None], ...] = (
    save, bring_in, open_a_link, keep_and_let_go, prescribe, make_and_end_a_link, withdraw_and_agree, look, enter,
    set_password, disable_and_enable, invite_and_erase, recover, feed,
)  # fmt: skip


@pytest.fixture
def url(postgres: PostgresServer, cheap_passwords: None) -> str:
    return postgres.database()


@pytest.fixture
def practice(url: str) -> Iterator[Callable[[], Practice]]:
    """Opens the same practice again and again, as several servers would."""
    stores: list[Store] = []

    def opener() -> Practice:
        stores.append(open_store(url))
        return Practice(stores[-1], *people, links=links, numbers=numbers)

    first = open_store(url)
    people = (
        client_account(first, "ann"),
        client_account(first, "bea"),
        sign_in.sign_up(first, "tess", PASSWORD, "therapist"),
        sign_in.sign_up(first, "owner", PASSWORD, "owner"),
    )
    links, numbers = [shared(first, people[0]) for _ in range(4)], count()
    sharing.keep_share(first, people[2], links[3][0])
    first.driver.close()
    yield opener
    for store in stores:
        store.driver.close()


def deadlocks(url: str) -> int:
    with psycopg.connect(url) as db:
        row = db.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_all_calls_beside_each_other_meet_no_deadlock(
    practice: Callable[[], Practice], url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Each kind by two threads at once, through two servers."""
    caplog.set_level(logging.WARNING, "tracker.store")
    servers = practice(), practice()
    failures: list[str] = []
    gate = threading.Barrier(2 * len(CALLS))

    def run(call: Callable[[Practice], None], at: Practice) -> None:
        gate.wait()
        for _ in range(ROUNDS):
            try:
                call(at)
            except (NotSaved, StoreUnavailable) as error:
                failures.append(f"{call.__name__}: {error.sentence}")
            except TrackerError:
                pass  # somebody else was first: a refusal that the call knows
            except Exception as error:
                failures.append(f"{call.__name__}: {error!r}")

    threads = [threading.Thread(target=run, args=(call, at)) for call in CALLS for at in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert [line for line in caplog.messages if "Deadlock" in line] == []
    assert deadlocks(url) == 0
    assert servers[0].store.audit.broken_line() is None


def test_every_transaction_takes_its_turns_in_one_order_and_the_audits_last(
    practice: Callable[[], Practice], monkeypatch: pytest.MonkeyPatch
) -> None:
    at, turns, real = practice(), dict[LazyTransaction, list[str]](), LazyTransaction.take_turns

    def take_turns(transaction: LazyTransaction, names: Iterable[str]) -> None:
        before = set(transaction._turns)
        real(transaction, names)
        turns.setdefault(transaction, []).extend(sorted(transaction._turns - before))

    monkeypatch.setattr(LazyTransaction, "take_turns", take_turns)
    for call in CALLS:
        call(at)
    assert len([names for names in turns.values() if len(names) > 2]) >= 4, "several people in one"
    for names in turns.values():
        people = [name for name in names if name != AUDIT]
        assert names == [*sorted(people), *[AUDIT][: len(names) - len(people)]]


def test_a_deadlock_that_is_left_is_tried_again_and_counted_in_the_log(
    practice: Callable[[], Practice], caplog: pytest.LogCaptureFixture
) -> None:
    """Two transactions that break the order on purpose: both are kept."""
    at, both, tries = practice(), threading.Barrier(2), count()

    def add(first: str, second: str) -> None:
        at.store.write("UPDATE account SET name = 'a' WHERE username = :name", name=first)
        if next(tries) < 2:
            both.wait()
        at.store.write("UPDATE account SET name = 'b' WHERE username = :name", name=second)

    names = ("ann", "bea"), ("bea", "ann")
    threads = [
        threading.Thread(target=lambda two=two: at.store.in_one_transaction(lambda: add(*two)))
        for two in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    retries = [line for line in caplog.messages if line.startswith("Deadlock: retry ")]
    assert retries[0].startswith("Deadlock: retry 1 of 3")
    assert next(tries) == 2 + len(retries)
    assert {account.name for account in at.store.accounts.all() if account.username in ("ann", "bea")} <= {
        "a",
        "b",
    }


def test_work_is_tried_four_times_in_all_and_then_told(
    practice: Callable[[], Practice], monkeypatch: pytest.MonkeyPatch
) -> None:
    at, tries = practice(), count(1)
    monkeypatch.setattr("tracker.store.transaction.PAUSE_SECONDS", (0, 0))

    def always() -> None:
        next(tries)
        raise psycopg.errors.SerializationFailure

    with pytest.raises(NotSaved, match="Somebody else is changing the same record"):
        at.store.in_one_transaction(always)
    assert next(tries) == 5


@pytest.mark.parametrize(
    "error", [psycopg.errors.LockNotAvailable, psycopg.errors.UniqueViolation, psycopg.OperationalError]
)
def test_nothing_else_is_tried_again(practice: Callable[[], Practice], error: type[psycopg.Error]) -> None:
    at, tries = practice(), count(1)

    def once() -> None:
        next(tries)
        raise error

    with pytest.raises(NotSaved):
        at.store.in_one_transaction(once)
    assert next(tries) == 2


def test_a_commit_without_an_answer_is_never_tried_again(
    practice: Callable[[], Practice], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when what went wrong calls itself a deadlock, and when the work is one of a batch."""
    at, tries = practice(), count(1)

    def unanswered(transaction: LazyTransaction, word: str) -> None:
        if word == "COMMIT" and transaction.is_writing:
            raise psycopg.errors.DeadlockDetected

    monkeypatch.setattr(LazyTransaction, "ends", unanswered)
    with pytest.raises(SaveUnknown, match="it is not known"):
        at.store.in_one_transaction(lambda: next(tries))
    with pytest.raises(SaveUnknown), GroupCommit(at.store).join_batch() as commit:
        commit(lambda: next(tries))
    assert next(tries) == 3
