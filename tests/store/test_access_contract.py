"""What every store keeps to about accounts, share links and the audit, whatever database is under it."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Actor, Role
from tracker.domain.home_plan import PlanItem, Remark, Reply
from tracker.domain.share_link import ShareLink
from tracker.errors import UnknownAccount
from tracker.store.one_use_codes import OneUseCode
from tracker.store.schema.steps import keys_by_table
from tracker.store.sessions import WebSession
from tracker.store.store import Store
from tracker.store.transaction import Driver
from tracker.store.whole_record import whole_record

ANA = Actor("ana", Role.CLIENT)
NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FULL = Account(
    username="robin", role=Role.THERAPIST, name="Robin A. 😀", password_hash="$argon2id$…", oidc_issuer="https://id.example",
    oidc_subject="7", totp_secret="SECRET", totp_step=4, disabled_at=NOW, created_at=NOW,
)  # fmt: skip
BARE = Account(username="ana", role=Role.CLIENT, account_id="ana", created_at=NOW)


def link(**values: Any) -> ShareLink:
    usual: dict[str, Any] = {
        "client_id": "ana",
        "created_at": NOW,
        "ends_at": NOW + 7 * DAY,
        "may_be_kept": True,
    }
    return ShareLink(**(usual | values))


# Accounts


@pytest.mark.parametrize("account", [FULL, BARE], ids=["full", "bare"])
def test_an_account_comes_back_as_it_was(store: Store, account: Account) -> None:
    assert store.accounts.add(account)
    assert store.accounts.get(account.account_id) == account
    assert store.accounts.named(account.username) == account
    assert store.accounts.all() == (account,)


def test_a_name_or_identity_is_taken_once(store: Store) -> None:
    assert store.accounts.add(FULL)
    assert not store.accounts.add(replace(BARE, username="robin"))
    assert not store.accounts.add(replace(FULL, username="other", account_id="other"))
    assert store.accounts.add(BARE)
    assert store.accounts.add(replace(BARE, username="ben", account_id="ben")), (
        "having no identity is not one"
    )
    assert store.accounts.of_identity("https://id.example", "7") == FULL
    assert store.accounts.of_identity("https://id.example", "8") is None
    assert store.accounts.named("nobody") is None
    with pytest.raises(UnknownAccount):
        store.accounts.get("nobody")


def test_a_changed_account_keeps_who_it_is_and_its_spent_code(store: Store) -> None:
    store.accounts.add(BARE)
    assert store.accounts.use_totp_step("ana", 9)
    store.accounts.change(replace(BARE, name="Ana", totp_step=0))
    assert store.accounts.get("ana") == replace(BARE, name="Ana", totp_step=9)
    assert [store.accounts.use_totp_step("ana", step) for step in (9, 8, 10, 10)] == [
        False,
        False,
        True,
        False,
    ]


def test_erasing_an_account_takes_its_record_sessions_links_and_codes(store: Store) -> None:
    store.accounts.add(BARE)
    store.accounts.add(FULL)
    store.shares.add(link(kept_by=FULL.account_id), "token")
    for number, whose in enumerate(
        (("ana", None), (None, store.shares.all("ana")[0].share_id), (FULL.account_id, None))
    ):
        store.sessions.add(WebSession(f"s{number}", *whose, NOW, NOW, NOW + DAY), f"h{number}")
    store.one_use_codes.add(OneUseCode("recovery", "ana", None, "olga"), "code", NOW, NOW + DAY)
    store.known_devices.add("ana", "device", NOW)
    assert store.accounts.has("ana")
    store.accounts.erase("ana")
    assert not store.accounts.has("ana")
    assert store.accounts.has(FULL.account_id)
    assert [account.username for account in store.accounts.all()] == ["robin"]
    assert [store.sessions.get(f"s{number}") is None for number in range(3)] == [True, True, False]
    assert store.shares.of_token("token") is None
    assert store.one_use_codes.use("recovery", "code", NOW) is None
    assert not store.known_devices.has("ana", "device")
    assert [client.client_id for client in store.clients.all()] == ["ben"]


def test_erasing_a_therapist_frees_the_links_they_kept(store: Store) -> None:
    store.accounts.add(FULL)
    store.shares.add(link(kept_by=FULL.account_id), "token")
    store.accounts.erase(FULL.account_id)
    (left,) = store.shares.all("ana")
    assert left.kept_by is None


# Sessions, codes, attempts


def test_sessions_are_found_touched_and_ended(store: Store) -> None:
    store.accounts.add(BARE)
    one, two, old = (WebSession(f"s{n}", "ana", None, NOW, NOW, NOW + DAY * n) for n in (1, 2, 0))
    for session in (one, two, old):
        store.sessions.add(session, f"hash of {session.session_id}")
    assert store.sessions.of_token("hash of s1") == store.sessions.get("s1") == one
    store.sessions.touch("s1", NOW + MINUTE)
    assert store.sessions.get("s1") == replace(one, seen_at=NOW + MINUTE)
    store.sessions.forget_ended("ana", None, NOW + MINUTE)
    assert store.sessions.get("s0") is None
    store.sessions.end_of_account("ana", but="s2")
    assert (store.sessions.get("s1"), store.sessions.get("s2")) == (None, two)
    store.sessions.end("s2")
    assert store.sessions.of_token("hash of s2") is None


def test_a_code_is_good_for_its_purpose_once_until_it_ends(store: Store) -> None:
    code = OneUseCode("invitation", None, "client", "robin")
    store.one_use_codes.add(code, "hash", NOW, NOW + DAY)
    assert store.one_use_codes.use("recovery", "hash", NOW) is None
    assert store.one_use_codes.use("invitation", "other", NOW) is None
    assert store.one_use_codes.use("invitation", "hash", NOW + DAY) is None
    assert store.one_use_codes.use("invitation", "hash", NOW) == code
    assert store.one_use_codes.use("invitation", "hash", NOW) is None


def test_attempts_are_counted_until_their_end_by_many_at_once(store: Store) -> None:
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(store.attempts.add("bucket", NOW, NOW + MINUTE)))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == list(range(1, 21))
    assert store.attempts.count("bucket", NOW) == 20
    assert store.attempts.count("bucket", NOW + MINUTE) == 0
    assert store.attempts.add("bucket", NOW + MINUTE, NOW + 2 * MINUTE) == 1
    store.attempts.forget("bucket")
    assert store.attempts.count("bucket", NOW) == 0


def test_attempts_that_ended_are_removed_and_no_others(store: Store) -> None:
    """An address, or a name that somebody tried, was kept for good, and strangers made the table grow."""
    for bucket, until in (
        ("address 192.0.2.1", NOW + MINUTE),
        ("account 0f", NOW + MINUTE),
        ("b", NOW + DAY),
    ):
        store.attempts.add(bucket, NOW, until)
    store.attempts.forget_ended(NOW)
    assert store.attempts.count("address 192.0.2.1", NOW) == 1
    store.attempts.forget_ended(NOW + MINUTE)
    assert [bucket for (bucket,) in store.read("SELECT bucket FROM attempts")[1]] == ["b"]
    assert store.attempts.count("b", NOW + MINUTE) == 1


# Links, plan, remarks, consent


def test_a_link_comes_back_as_it_was(store: Store) -> None:
    rich = link(
        fields=("pain", "notes"), label="physio", first_day=NOW.date(), last_day=NOW.date(), passphrase_hash="$", view_limit=3,
    )  # fmt: skip
    plain = link(rolling_days=30, created_at=NOW + MINUTE)
    store.shares.add(rich, "rich")
    store.shares.add(plain, "plain")
    assert store.shares.all("ana") == (plain, rich), "latest first"
    assert store.shares.get(rich.share_id) == store.shares.of_token("rich") == rich
    assert (store.shares.get("x"), store.shares.of_token("x"), store.shares.all("ben")) == (None, None, ())


def test_a_link_is_kept_while_it_is_open_by_one_therapist(store: Store) -> None:
    for account in (FULL, replace(BARE, username="sam", account_id="sam", role=Role.THERAPIST)):
        store.accounts.add(account)
    share = link()
    store.shares.add(share, "token")
    robin = FULL.account_id
    private = link(may_be_kept=False)
    store.shares.add(private, "private")
    assert not store.shares.keep("ana", private.share_id, robin, NOW), "the client did not say so"
    store.shares.ask("ben", share.share_id, "x")
    store.shares.ask("ana", share.share_id, "Running?\nSitting?")
    assert [one.questions for one in store.shares.all("ana") if one.share_id == share.share_id] == [
        "Running?\nSitting?"
    ]
    assert not store.shares.keep(share.client_id, share.share_id, robin, NOW - MINUTE)
    assert not store.shares.keep(share.client_id, share.share_id, robin, NOW + 7 * DAY)
    assert store.shares.keep(share.client_id, share.share_id, robin, NOW)
    assert not store.shares.keep(share.client_id, share.share_id, "sam", NOW)
    assert store.shares.keep(share.client_id, share.share_id, robin, NOW + 30 * DAY), "again changes nothing"
    assert [one.share_id for one in store.shares.kept_by(robin)] == [share.share_id]
    assert not store.shares.let_go(share.client_id, share.share_id, "sam")
    assert store.shares.let_go(share.client_id, share.share_id, robin)
    assert store.shares.keep(share.client_id, share.share_id, "sam", NOW)
    assert not store.shares.revoke("ben", share.share_id, NOW)
    assert store.shares.revoke("ana", share.share_id, NOW)
    assert store.shares.kept_by("sam") == ()
    assert not store.shares.keep(share.client_id, share.share_id, robin, NOW)
    assert not store.shares.open(share.client_id, share.share_id, NOW)


def test_consent_is_given_and_withdrawn(store: Store) -> None:
    assert store.consents.version("ana") is None
    store.consents.give("ana", "c1", "2026-01", NOW)
    store.consents.give("ana", "c2", "2026-11", NOW + MINUTE)
    assert (store.consents.version("ana"), store.consents.version("ben")) == ("2026-11", None)
    store.consents.withdraw("ana", NOW + DAY)
    assert store.consents.version("ana") is None


def test_plan_and_remarks_come_back_as_they_were(store: Store) -> None:
    items = [
        PlanItem(
            exercise_id="bridge",
            written_by="robin",
            hold_s=3,
            repetitions=8,
            days_a_week=3,
            note="slowly",
            written_at=NOW,
        ),
        PlanItem(exercise_id="short_walk", written_by="robin", written_at=NOW + MINUTE),
        PlanItem(
            own_words="A swim", hold_s=5, note="warm water", written_by="robin", written_at=NOW + 2 * MINUTE
        ),
    ]
    remarks = [
        Remark(words=words, written_by="robin", written_at=NOW + n * DAY)
        for n, words in enumerate(("one", "two"))
    ]
    for item in items:
        store.home_plan.add("ana", item)
    for remark in remarks:
        store.remarks.add("ana", remark)
    assert store.home_plan.current("ana") == tuple(items)
    assert store.remarks.all("ana") == tuple(reversed(remarks))
    reply = Reply(remark_id=remarks[0].remark_id, words="Better", written_at=NOW)
    assert [store.remarks.add_reply("ana", reply) for _ in range(2)] == [True, False]
    # The same thing again comes at another moment.
    assert not store.remarks.add("ana", replace(remarks[0], written_at=NOW + 5 * DAY))
    assert not store.remarks.add_reply("ana", replace(reply, written_at=NOW + DAY))
    assert not store.home_plan.add("ana", replace(items[0], written_at=NOW + DAY))
    assert store.home_plan.current("ana") == tuple(items)
    assert store.remarks.all("ana") == tuple(reversed(remarks))
    assert (store.remarks.replies("ana"), store.remarks.replies("ben")) == ((reply,), ())
    store.home_plan.end("ben", items[0].item_id, NOW)
    for item in items[1:]:
        store.home_plan.end("ana", item.item_id, NOW)
    assert store.home_plan.current("ana") == (items[0],)
    store.home_plan.resume("ben", items[1].item_id)
    assert store.home_plan.current("ana") == (items[0],)
    assert store.home_plan.resume("ana", items[1].item_id)
    assert not store.home_plan.resume("ana", items[1].item_id)
    assert store.home_plan.current("ana") == tuple(items[:2])
    assert store.home_plan.add("ana", items[2]), "it was taken off"
    assert store.home_plan.current("ana") == tuple(items)
    assert (store.home_plan.current("ben"), store.remarks.all("ben")) == ((), ())


# The audit


def test_the_audit_is_one_unbroken_chain_however_many_write(open_driver: Callable[[], Driver]) -> None:
    stores = [Store(open_driver()) for _ in range(3)]
    threads = [
        threading.Thread(target=lambda s=store, n=n: s.audit.note(ANA, f"did {n}", NOW, "ana"))
        for n, store in enumerate(stores * 8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stores[0].audit.broken_line() is None
    lines = stores[1].audit.of_client("ana")
    assert [line.number for line in lines] == list(range(24, 0, -1))
    assert stores[2].audit.of_client("ben") == ()


def test_whether_somebody_did_something_lately_is_known(store: Store) -> None:
    store.audit.note(ANA, "looked", NOW, "ana", "a link")
    assert store.audit.has_noted(ANA, "looked", NOW, "ana", "a link")
    later = NOW + timedelta(seconds=1)
    assert not store.audit.has_noted(ANA, "looked", later, "ana", "a link")
    before = NOW - timedelta(seconds=1)
    assert store.audit.has_noted(ANA, "looked", before, "ana", "a link", NOW)
    assert not store.audit.has_noted(ANA, "looked", before - timedelta(days=1), "ana", "a link", before)
    for other in (
        (Actor("ben", Role.CLIENT), "looked", "ana", "a link"),
        (ANA, "went", "ana", "a link"),
        (ANA, "looked", "ben", "a link"),
        (ANA, "looked", "ana", "b"),
    ):
        who, did, client_id, detail = other
        assert not store.audit.has_noted(who, did, NOW, client_id, detail)


def test_an_empty_audit_is_whole(store: Store) -> None:
    assert store.audit.broken_line() is None


@pytest.mark.parametrize(
    "column", ["at", "actor_id", "actor_role", "action", "client_id", "detail", "previous_hash", "hash"]
)
def test_a_changed_cell_is_noticed_in_every_line(
    store: Store, tamper: Callable[[str], None], column: str
) -> None:
    for number in range(5):
        store.audit.note(ANA, f"did {number}", NOW, "ana", "detail")
    other = "2020-01-01T00:00:00Z" if column == "at" else "changed"
    for number in range(1, 6):
        (kept,) = store.read(f"SELECT {column} FROM audit WHERE number = :number", number=number)[1]
        tamper(f"UPDATE audit SET {column} = '{other}' WHERE number = {number}")
        assert store.audit.broken_line() == number
        tamper(f"UPDATE audit SET {column} = '{kept[0]}' WHERE number = {number}")
    assert store.audit.broken_line() is None


def test_a_removed_line_is_noticed_wherever_it_was(store: Store, tamper: Callable[[str], None]) -> None:
    for number in range(5):
        store.audit.note(ANA, f"did {number}", NOW)
    lines = store.dicts("SELECT * FROM audit")
    for line in lines:
        tamper(f"DELETE FROM audit WHERE number = {line['number']}")
        assert store.audit.broken_line() == line["number"]
        store.insert("audit", line)
    tamper("DELETE FROM audit")
    assert store.audit.broken_line() == 1


def test_a_line_that_was_not_kept_leaves_no_gap(store: Store) -> None:
    store.audit.note(ANA, "first", NOW)

    def fail() -> None:
        with store.together():
            store.audit.note(ANA, "undone", NOW)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    store.audit.note(ANA, "second", NOW)
    assert store.audit.broken_line() is None


# Many at once, for the look at every open page


def test_many_sessions_are_read_together_and_only_those_asked_for(store: Store) -> None:
    for account in (FULL, BARE):
        store.accounts.add(account)
    for number in range(600):
        keeper = (FULL, BARE)[number % 2].account_id
        session = WebSession(f"s{number}", keeper, None, NOW, NOW, NOW + DAY)
        store.sessions.add(session, f"hash {number}")
    asked = [f"s{number}" for number in range(550)]
    found = store.sessions.of_ids([*asked, "s0", "gone", "x' OR '1'='1"])
    assert sorted(one.session_id for one in found) == sorted(asked)
    assert {one.account_id for one in found} == {"ana", FULL.account_id}
    assert store.accounts.of_ids(["ana", "gone"]) == {"ana": BARE}
    assert store.sessions.of_ids([]) == []


def test_what_stands_and_what_ended_in_many_caseloads(store: Store) -> None:
    for name in ("robin", "sam"):
        store.accounts.add(Account(username=name, role=Role.THERAPIST, account_id=name, created_at=NOW))
    links = [link() for _ in range(4)]
    for number, one in enumerate(links):
        store.shares.add(one, f"hash {number}")
        assert store.shares.keep(one.client_id, one.share_id, "robin" if number else "sam", NOW)
    store.shares.revoke("ana", links[1].share_id, NOW + MINUTE)
    store.shares.revoke("ana", links[2].share_id, NOW - MINUTE)
    found = store.shares.kept_by_each(["robin", "sam", "nobody"], NOW)
    assert {name: kept.standing for name, kept in found.items()} == {
        "robin": {links[3].share_id}, "sam": {links[0].share_id}, "nobody": set(),
    }  # fmt: skip
    assert [found["robin"].has_ended_since(at) for at in (NOW, NOW + MINUTE)] == [True, False]
    assert not found["sam"].has_ended_since(NOW)
    assert store.shares.of_ids([links[0].share_id, "gone"]) == {
        links[0].share_id: store.shares.get(links[0].share_id)
    }


def test_a_column_that_a_newer_version_added_is_not_stumbled_over(
    store: Store, tamper: Callable[[str], None]
) -> None:
    account = replace(FULL, disabled_at=None)
    store.accounts.add(account)
    share = link()
    store.shares.add(share, "hash")
    store.sessions.add(WebSession("s", account.account_id, None, NOW, NOW, NOW + DAY), "token")
    entry = store.entries.add("ana", CheckIn(leg_pain_nrs=3)).entry
    before = store.clients.get("ana")
    for table in keys_by_table():
        tamper(f"ALTER TABLE {table} ADD COLUMN added_later text")
    assert store.accounts.named("robin") == account
    assert store.accounts.all() == (account,)
    assert store.shares.get(share.share_id) is not None
    assert store.sessions.get("s") == store.sessions.of_token("token") is not None
    assert store.clients.get("ana") == before
    assert store.entries.of_kind("ana", CheckIn.kind) == (entry,)
    changed = store.entries.edit(ANA, "ana", replace(entry, leg_pain_nrs=4), entry.version)  # type: ignore[call-arg]
    store.entries.delete(ANA, "ana", CheckIn.kind, entry.entry_id, changed.version)
    assert [one.change for one in store.entry_history.of_entry("ana", CheckIn.kind, entry.entry_id)] == [
        "deleted", "edited",
    ]  # fmt: skip
    store.audit.note(ANA, "looked", NOW, "ana")
    assert store.audit.broken_line() is None
    assert len(whole_record(store, "ana").history) == 2
