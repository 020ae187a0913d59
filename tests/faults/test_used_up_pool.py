"""Every connection of a server taken, by saves that wait for a lock held from outside: a sentence in time, nothing lost."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx2 as httpx
import psycopg
import pytest
from playwright.sync_api import Browser, expect

from tests.faults.crowd_saving import Crowd, hit
from tests.faults.replicas import PEOPLE, Replica, Replicas, opened_page, wait_until_up
from tests.practice import client_account
from tests.waiting import wait_until
from tracker.domain.account import Account
from tracker.domain.entry import new_entry_id
from tracker.store.drivers.postgres import MOST_CONNECTIONS
from tracker.store.store import Store

pytestmark = pytest.mark.faults

ASKING = 60
TYPED = "Typed before the pool was used up"
CAME_TO_NOTHING = "Traceback", "Error "


@contextmanager
def turn_held(database: str, client_id: str) -> Iterator[None]:
    """Another program stands in the way of every change of one record."""
    with psycopg.connect(database) as db:
        db.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"of {client_id}"])
        yield


@contextmanager
def used_up(
    replicas: Replicas, replica: Replica, account: Account
) -> Iterator[list[tuple[str, httpx.Response]]]:
    """All of a server's connections wait for one record's turn; what the savers are told comes at the end."""
    answers: list[tuple[str, httpx.Response]] = []
    browser = replicas.browser(account.username)

    def save(_number: int) -> None:
        fields = {
            "entry_id": new_entry_id(),
            "account": account.account_id,
            "leg_pain_nrs": "4",
            "zone": "UTC",
        }
        with replica.asked_by(browser) as here:
            answer = here.post("/quick", data=fields, headers={"accept": "application/json"})
        answers.append((fields["entry_id"], answer))

    with ThreadPoolExecutor(MOST_CONNECTIONS) as savers:
        with turn_held(replicas.database, account.account_id):
            waiting = [savers.submit(save, number) for number in range(MOST_CONNECTIONS)]
            with psycopg.connect(replicas.database, autocommit=True) as db:
                wait_until(lambda: _stuck(db) == MOST_CONNECTIONS, "the pool was not used up")
                assert not any(one.done() for one in waiting), "a save did not wait"
            yield answers
        for one in waiting:
            one.result()


def _stuck(db: "psycopg.Connection[tuple[int]]") -> int:
    found = db.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    ).fetchone()
    assert found is not None
    return found[0]


def kept(store: Store, client_id: str) -> set[str]:
    return {
        row[0]
        for row in store.read(
            "SELECT entry_id FROM check_in WHERE client_id = :client_id", client_id=client_id
        )[1]
    }


def test_with_every_connection_taken_everybody_is_told_so_in_time(
    replicas: Replicas, practice: Store, people: dict[str, Account]
) -> None:
    victim, stuck = replicas.each[0], client_account(practice, "stuck")
    visitors = [replicas.browser(name) for name in PEOPLE]
    log_before = victim.log.stat().st_size

    def timed(number: int) -> tuple[float, httpx.Response]:
        path = ("/quick", "/session", "/healthz", "/history", "/export/csv")[number % 5]
        with victim.asked_by(visitors[number % len(visitors)]) as here:
            begun = time.monotonic()
            answer = here.get(path)
        return time.monotonic() - begun, answer

    with used_up(replicas, victim, stuck) as told, ThreadPoolExecutor(ASKING) as crowd:
        found = list(crowd.map(timed, range(ASKING)))
        with replicas.each[1].asked_by(visitors[0]) as other:
            assert other.get("/quick").status_code == 200
    wait_until_up(victim.health)
    recovered = time.monotonic()
    with victim.asked_by(visitors[0]) as here:
        assert here.get("/quick").status_code == 200
    seconds = max(one for one, _ in found)
    print(
        f"{ASKING} at a server without a connection: each answered within {seconds:.1f} s; "
        f"back {time.monotonic() - recovered:.1f} s after; answers {sorted({a.status_code for _, a in found})}"
    )
    refused = [answer for _, answer in found if answer.status_code not in (200, 204)]
    assert len(refused) > ASKING / 2, "the others had a connection that a saver had waited for in vain"
    assert {answer.status_code for answer in refused} == {503}
    assert all("Too many people are at work at once." in answer.text for answer in refused)
    acknowledged = {entry_id for entry_id, answer in told if answer.status_code == 200}
    assert len(told) == MOST_CONNECTIONS
    assert acknowledged <= kept(practice, stuck.account_id)
    assert all("Somebody else" in a.text or "Too many" in a.text for _, a in told if a.status_code != 200)
    log = victim.log.read_bytes()[log_before:].decode()
    assert not [sign for sign in CAME_TO_NOTHING if sign in log], log[-2000:]


def test_under_load_the_other_servers_go_on(
    replicas: Replicas, practice: Store, people: dict[str, Account]
) -> None:
    stuck = client_account(practice, "stuck2")

    def harm(crowd: Crowd) -> None:
        with used_up(replicas, replicas.each[2], stuck):
            crowd.go_on()

    crowd: Crowd = hit(replicas, practice, people, "every connection of one of three taken", harm)
    assert not [one for one in crowd.told if "Error " in one], "a failure without a cause was shown"


def test_what_was_typed_stays_and_is_saved_afterwards(
    replicas: Replicas, practice: Store, people: dict[str, Account], browser: Browser
) -> None:
    account, stuck = people[PEOPLE[4]], client_account(practice, "stuck3")
    page = opened_page(replicas, browser, PEOPLE[4])
    page.goto("/check-in")
    page.get_by_role("radiogroup", name="Leg pain").get_by_role("radio").nth(6).click()
    page.locator("summary").filter(has_text="More about").click()
    note, save = page.get_by_label("Note", exact=True), page.get_by_role("button", name="Save check-in")
    note.fill(TYPED)
    note.blur()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    (server,) = [one for one in replicas.each if one.has_open_socket()]
    before = kept(practice, account.account_id)
    with used_up(replicas, server, stuck):
        save.click()
        told = page.get_by_text("Too many people are at work at once.")
        expect(told).to_be_visible()
        expect(note).to_have_value(TYPED)
        assert "Traceback" not in page.locator("body").inner_text()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    assert kept(practice, account.account_id) == before, "nothing said that it was saved"
    expect(note).to_have_value(TYPED)
    save.click()
    expect(page.get_by_role("heading", name="Saved", exact=True)).to_be_visible()
    (new,) = kept(practice, account.account_id) - before
    (words,) = practice.read("SELECT note FROM check_in WHERE entry_id = :entry_id", entry_id=new)[1][0]
    assert words == TYPED
    page.context.close()
