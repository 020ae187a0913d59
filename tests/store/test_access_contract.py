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
    assert store.add_account(account)
    assert store.account(account.account_id) == account
    assert store.account_named(account.username) == account
    assert store.accounts() == (account,)


def test_a_name_or_identity_is_taken_once(store: Store) -> None:
    assert store.add_account(FULL)
    assert not store.add_account(replace(BARE, username="robin"))
    assert not store.add_account(replace(FULL, username="other", account_id="other"))
    assert store.add_account(BARE)
    assert store.add_account(replace(BARE, username="ben", account_id="ben")), "having no identity is not one"
    assert store.account_of_identity("https://id.example", "7") == FULL
    assert store.account_of_identity("https://id.example", "8") is None
    assert store.account_named("nobody") is None
    with pytest.raises(UnknownAccount):
        store.account("nobody")


def test_a_changed_account_keeps_who_it_is_and_its_spent_code(store: Store) -> None:
    store.add_account(BARE)
    assert store.use_totp_step("ana", 9)
    store.change_account(replace(BARE, name="Ana", totp_step=0))
    assert store.account("ana") == replace(BARE, name="Ana", totp_step=9)
    assert [store.use_totp_step("ana", step) for step in (9, 8, 10, 10)] == [False, False, True, False]


def test_erasing_an_account_takes_its_record_sessions_links_and_codes(store: Store) -> None:
    store.add_account(BARE)
    store.add_account(FULL)
    store.add_share(link(kept_by=FULL.account_id), "token")
    for number, whose in enumerate(
        (("ana", None), (None, store.shares("ana")[0].share_id), (FULL.account_id, None))
    ):
        store.add_session(WebSession(f"s{number}", *whose, NOW, NOW, NOW + DAY), f"h{number}")
    store.add_code(OneUseCode("recovery", "ana", None, "olga"), "code", NOW, NOW + DAY)
    store.add_device("ana", "device", NOW)
    assert store.has_account("ana")
    store.erase_account("ana")
    assert not store.has_account("ana")
    assert store.has_account(FULL.account_id)
    assert [account.username for account in store.accounts()] == ["robin"]
    assert [store.session_of_id(f"s{number}") is None for number in range(3)] == [True, True, False]
    assert store.share_of_token("token") is None
    assert store.use_code("recovery", "code", NOW) is None
    assert not store.knows_device("ana", "device")
    assert [client.client_id for client in store.clients()] == ["ben"]


def test_erasing_a_therapist_frees_the_links_they_kept(store: Store) -> None:
    store.add_account(FULL)
    store.add_share(link(kept_by=FULL.account_id), "token")
    store.erase_account(FULL.account_id)
    (left,) = store.shares("ana")
    assert left.kept_by is None


# Sessions, codes, attempts


def test_sessions_are_found_touched_and_ended(store: Store) -> None:
    store.add_account(BARE)
    one, two, old = (WebSession(f"s{n}", "ana", None, NOW, NOW, NOW + DAY * n) for n in (1, 2, 0))
    for session in (one, two, old):
        store.add_session(session, f"hash of {session.session_id}")
    assert store.session_of_token("hash of s1") == store.session_of_id("s1") == one
    store.touch_session("s1", NOW + MINUTE)
    assert store.session_of_id("s1") == replace(one, seen_at=NOW + MINUTE)
    store.forget_ended_sessions("ana", None, NOW + MINUTE)
    assert store.session_of_id("s0") is None
    store.end_sessions("ana", but="s2")
    assert (store.session_of_id("s1"), store.session_of_id("s2")) == (None, two)
    store.end_session("s2")
    assert store.session_of_token("hash of s2") is None


def test_a_code_is_good_for_its_purpose_once_until_it_ends(store: Store) -> None:
    code = OneUseCode("invitation", None, "client", "robin")
    store.add_code(code, "hash", NOW, NOW + DAY)
    assert store.use_code("recovery", "hash", NOW) is None
    assert store.use_code("invitation", "other", NOW) is None
    assert store.use_code("invitation", "hash", NOW + DAY) is None
    assert store.use_code("invitation", "hash", NOW) == code
    assert store.use_code("invitation", "hash", NOW) is None


def test_attempts_are_counted_until_their_end_by_many_at_once(store: Store) -> None:
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(store.count_attempt("bucket", NOW, NOW + MINUTE)))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == list(range(1, 21))
    assert store.attempts("bucket", NOW) == 20
    assert store.attempts("bucket", NOW + MINUTE) == 0
    assert store.count_attempt("bucket", NOW + MINUTE, NOW + 2 * MINUTE) == 1
    store.forget_attempts("bucket")
    assert store.attempts("bucket", NOW) == 0


# Links, plan, remarks, consent


def test_a_link_comes_back_as_it_was(store: Store) -> None:
    rich = link(
        fields=("pain", "notes"), label="physio", first_day=NOW.date(), last_day=NOW.date(), passphrase_hash="$", view_limit=3,
    )  # fmt: skip
    plain = link(rolling_days=30, created_at=NOW + MINUTE)
    store.add_share(rich, "rich")
    store.add_share(plain, "plain")
    assert store.shares("ana") == (plain, rich), "latest first"
    assert store.share(rich.share_id) == store.share_of_token("rich") == rich
    assert (store.share("x"), store.share_of_token("x"), store.shares("ben")) == (None, None, ())


def test_a_link_is_kept_while_it_is_open_by_one_therapist(store: Store) -> None:
    for account in (FULL, replace(BARE, username="sam", account_id="sam", role=Role.THERAPIST)):
        store.add_account(account)
    share = link()
    store.add_share(share, "token")
    robin = FULL.account_id
    private = link(may_be_kept=False)
    store.add_share(private, "private")
    assert not store.keep_share("ana", private.share_id, robin, NOW), "the client did not say so"
    store.ask_in_share("ben", share.share_id, "x")
    store.ask_in_share("ana", share.share_id, "Running?\nSitting?")
    assert [one.questions for one in store.shares("ana") if one.share_id == share.share_id] == [
        "Running?\nSitting?"
    ]
    assert not store.keep_share(share.client_id, share.share_id, robin, NOW - MINUTE)
    assert not store.keep_share(share.client_id, share.share_id, robin, NOW + 7 * DAY)
    assert store.keep_share(share.client_id, share.share_id, robin, NOW)
    assert not store.keep_share(share.client_id, share.share_id, "sam", NOW)
    assert store.keep_share(share.client_id, share.share_id, robin, NOW + 30 * DAY), "again changes nothing"
    assert [one.share_id for one in store.shares_kept_by(robin)] == [share.share_id]
    assert not store.let_go_share(share.client_id, share.share_id, "sam")
    assert store.let_go_share(share.client_id, share.share_id, robin)
    assert store.keep_share(share.client_id, share.share_id, "sam", NOW)
    assert not store.revoke_share("ben", share.share_id, NOW)
    assert store.revoke_share("ana", share.share_id, NOW)
    assert store.shares_kept_by("sam") == ()
    assert not store.keep_share(share.client_id, share.share_id, robin, NOW)
    assert not store.open_share(share.client_id, share.share_id, NOW)


def test_consent_is_given_and_withdrawn(store: Store) -> None:
    assert store.consent_version("ana") is None
    store.give_consent("ana", "c1", "2026-01", NOW)
    store.give_consent("ana", "c2", "2026-11", NOW + MINUTE)
    assert (store.consent_version("ana"), store.consent_version("ben")) == ("2026-11", None)
    store.withdraw_consent("ana", NOW + DAY)
    assert store.consent_version("ana") is None


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
        store.add_plan_item("ana", item)
    for remark in remarks:
        store.add_remark("ana", remark)
    assert store.home_plan("ana") == tuple(items)
    assert store.remarks("ana") == tuple(reversed(remarks))
    reply = Reply(remark_id=remarks[0].remark_id, words="Better", written_at=NOW)
    assert [store.add_reply("ana", reply) for _ in range(2)] == [True, False]
    assert (store.replies("ana"), store.replies("ben")) == ((reply,), ())
    store.end_plan_item("ben", items[0].item_id, NOW)
    for item in items[1:]:
        store.end_plan_item("ana", item.item_id, NOW)
    assert store.home_plan("ana") == (items[0],)
    store.resume_plan_item("ben", items[1].item_id)
    assert store.home_plan("ana") == (items[0],)
    store.resume_plan_item("ana", items[1].item_id)
    assert store.home_plan("ana") == tuple(items[:2])
    assert (store.home_plan("ben"), store.remarks("ben")) == ((), ())


# The audit


def test_the_audit_is_one_unbroken_chain_however_many_write(open_driver: Callable[[], Driver]) -> None:
    stores = [Store(open_driver()) for _ in range(3)]
    threads = [
        threading.Thread(target=lambda s=store, n=n: s.note(ANA, f"did {n}", NOW, "ana"))
        for n, store in enumerate(stores * 8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stores[0].broken_audit_line() is None
    lines = stores[1].audit_of_client("ana")
    assert [line.number for line in lines] == list(range(24, 0, -1))
    assert stores[2].audit_of_client("ben") == ()


def test_whether_somebody_did_something_lately_is_known(store: Store) -> None:
    store.note(ANA, "looked", NOW, "ana", "a link")
    assert store.has_noted(ANA, "looked", NOW, "ana", "a link")
    later = NOW + timedelta(seconds=1)
    assert not store.has_noted(ANA, "looked", later, "ana", "a link")
    for other in (
        (Actor("ben", Role.CLIENT), "looked", "ana", "a link"),
        (ANA, "went", "ana", "a link"),
        (ANA, "looked", "ben", "a link"),
        (ANA, "looked", "ana", "b"),
    ):
        who, did, client_id, detail = other
        assert not store.has_noted(who, did, NOW, client_id, detail)


def test_an_empty_audit_is_whole(store: Store) -> None:
    assert store.broken_audit_line() is None


@pytest.mark.parametrize(
    "column", ["at", "actor_id", "actor_role", "action", "client_id", "detail", "previous_hash", "hash"]
)
def test_a_changed_cell_is_noticed_in_every_line(
    store: Store, tamper: Callable[[str], None], column: str
) -> None:
    for number in range(5):
        store.note(ANA, f"did {number}", NOW, "ana", "detail")
    other = "2020-01-01T00:00:00Z" if column == "at" else "changed"
    for number in range(1, 6):
        (kept,) = store.read(f"SELECT {column} FROM audit WHERE number = :number", number=number)[1]
        tamper(f"UPDATE audit SET {column} = '{other}' WHERE number = {number}")
        assert store.broken_audit_line() == number
        tamper(f"UPDATE audit SET {column} = '{kept[0]}' WHERE number = {number}")
    assert store.broken_audit_line() is None


def test_a_removed_line_is_noticed_wherever_it_was(store: Store, tamper: Callable[[str], None]) -> None:
    for number in range(5):
        store.note(ANA, f"did {number}", NOW)
    lines = store.dicts("SELECT * FROM audit")
    for line in lines:
        tamper(f"DELETE FROM audit WHERE number = {line['number']}")
        assert store.broken_audit_line() == line["number"]
        store.insert("audit", line)
    tamper("DELETE FROM audit")
    assert store.broken_audit_line() == 1


def test_a_line_that_was_not_kept_leaves_no_gap(store: Store) -> None:
    store.note(ANA, "first", NOW)

    def fail() -> None:
        with store.together():
            store.note(ANA, "undone", NOW)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    store.note(ANA, "second", NOW)
    assert store.broken_audit_line() is None


# Many at once, for the look at every open page


def test_many_sessions_are_read_together_and_only_those_asked_for(store: Store) -> None:
    for account in (FULL, BARE):
        store.add_account(account)
    for number in range(600):
        keeper = (FULL, BARE)[number % 2].account_id
        session = WebSession(f"s{number}", keeper, None, NOW, NOW, NOW + DAY)
        store.add_session(session, f"hash {number}")
    asked = [f"s{number}" for number in range(550)]
    found = store.sessions_of_ids([*asked, "s0", "gone", "x' OR '1'='1"])
    assert sorted(one.session_id for one in found) == sorted(asked)
    assert {one.account_id for one in found} == {"ana", FULL.account_id}
    assert store.accounts_of_ids(["ana", "gone"]) == {"ana": BARE}
    assert store.sessions_of_ids([]) == []


def test_what_stands_and_what_ended_in_many_caseloads(store: Store) -> None:
    for name in ("robin", "sam"):
        store.add_account(Account(username=name, role=Role.THERAPIST, account_id=name, created_at=NOW))
    links = [link() for _ in range(4)]
    for number, one in enumerate(links):
        store.add_share(one, f"hash {number}")
        assert store.keep_share(one.client_id, one.share_id, "robin" if number else "sam", NOW)
    store.revoke_share("ana", links[1].share_id, NOW + MINUTE)
    store.revoke_share("ana", links[2].share_id, NOW - MINUTE)
    found = store.shares_kept_by_each(["robin", "sam", "nobody"], NOW)
    assert {name: kept.standing for name, kept in found.items()} == {
        "robin": {links[3].share_id}, "sam": {links[0].share_id}, "nobody": set(),
    }  # fmt: skip
    assert [found["robin"].has_ended_since(at) for at in (NOW, NOW + MINUTE)] == [True, False]
    assert not found["sam"].has_ended_since(NOW)
    assert store.shares_of_ids([links[0].share_id, "gone"]) == {
        links[0].share_id: store.share(links[0].share_id)
    }


def test_a_column_that_a_newer_version_added_is_not_stumbled_over(
    store: Store, tamper: Callable[[str], None]
) -> None:
    account = replace(FULL, disabled_at=None)
    store.add_account(account)
    share = link()
    store.add_share(share, "hash")
    store.add_session(WebSession("s", account.account_id, None, NOW, NOW, NOW + DAY), "token")
    entry = store.add("ana", CheckIn(leg_pain_nrs=3)).entry
    before = store.client("ana")
    for table in keys_by_table():
        tamper(f"ALTER TABLE {table} ADD COLUMN added_later text")
    assert store.account_named("robin") == account
    assert store.accounts() == (account,)
    assert store.share(share.share_id) is not None
    assert store.session_of_id("s") == store.session_of_token("token") is not None
    assert store.client("ana") == before
    assert store.entries("ana", CheckIn.kind) == (entry,)
    changed = store.edit(ANA, "ana", replace(entry, leg_pain_nrs=4), entry.version)  # type: ignore[call-arg]
    store.delete(ANA, "ana", CheckIn.kind, entry.entry_id, changed.version)
    assert [one.change for one in store.past_versions("ana", CheckIn.kind, entry.entry_id)] == [
        "deleted", "edited",
    ]  # fmt: skip
    store.note(ANA, "looked", NOW, "ana")
    assert store.broken_audit_line() is None
    assert len(store.whole_record("ana").history) == 2
