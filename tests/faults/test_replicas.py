"""Three servers behind nginx on PostgreSQL: whichever answers will do, also while they and the database die."""

import re
import time
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect
from websockets.exceptions import ConnectionClosed

from tests.faults.crowd_saving import IS_LONG, Crowd, hit
from tests.faults.replicas import PEOPLE, Replicas, opened_page, wait_until_up
from tests.postgres_server import PostgresServer
from tests.practice import PASSWORD, shared
from tests.waiting import LONGEST_SECONDS, wait_until
from tracker.access.sharing import keep_share
from tracker.access.sign_in import actor_of, sign_up
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.exchange.csv_files import zip_of
from tracker.record import ClientRecord
from tracker.store.store import Store

pytestmark = pytest.mark.faults

CANARY = "anybody who reads this looks at the record"
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def test_who_signed_in_at_one_is_signed_in_at_all(replicas: Replicas, people: dict[str, Account]) -> None:
    browser = replicas.browser(PEOPLE[0])
    files = set()
    for replica in replicas.each:
        with replica.asked_by(browser) as here:
            assert here.get("/session").status_code == 204
            for path in ("/quick", "/report.html", "/report.pdf", "/progress", "/check-in"):
                assert here.get(path).status_code == 200, path
            files.add(here.get("/export/csv").raise_for_status().content)
    assert len(files) == 1


def test_a_link_opened_at_one_shows_the_record_at_all(
    replicas: Replicas, practice: Store, people: dict[str, Account]
) -> None:
    _, token = shared(practice, people[PEOPLE[0]])
    browser = replicas.browser()
    assert browser.post(f"/s/{token}").status_code == 303
    for replica in replicas.each:
        with replica.asked_by(browser) as here:
            assert here.get("/shared").status_code == 200


def test_signing_out_at_one_closes_the_sockets_at_all(replicas: Replicas, people: dict[str, Account]) -> None:
    browser = replicas.browser(PEOPLE[0])
    first, second, third = replicas.each
    with first.socket_of(browser) as one, second.socket_of(browser) as two, third.socket_of(browser) as three:
        with first.asked_by(browser) as here:
            assert here.post("/sign-out").status_code == 303
        for opened in (one, two, three):
            with pytest.raises(ConnectionClosed):
                while True:
                    opened.recv(timeout=LONGEST_SECONDS)
            assert opened.close_code == 4401


def test_a_link_ended_through_one_ends_at_all(
    replicas: Replicas, practice: Store, people: dict[str, Account], browser: Browser
) -> None:
    """For who opened it and for the therapist who keeps it, asked for anew or open and untouched."""
    account = people[PEOPLE[5]]
    ClientRecord(practice, actor_of(account), account.account_id).entries.add(
        CheckIn(leg_pain_nrs=9, note=CANARY)
    )
    share, token = shared(practice, account, fields=("pain", "notes"))
    tess = sign_up(practice, "tess", PASSWORD, "therapist")
    keep_share(practice, tess, share)
    holder, therapist = replicas.browser(), replicas.browser("tess")
    assert holder.post(f"/s/{token}").status_code == 303
    own = opened_page(replicas, browser, PEOPLE[5])
    own.goto("/share")
    own.locator(IDLE).wait_for()
    through = [number for number, one in enumerate(replicas.each) if one.has_open_socket()]
    page = opened_page(replicas, browser, "tess")
    page.goto(f"/history?share={share.share_id}")
    page.get_by_text(CANARY).first.wait_for()
    paths = ("/shared", f"/shared?share={share.share_id}", f"/export/csv?share={share.share_id}")
    with ExitStack() as opened:
        asking = [
            opened.enter_context(one.asked_by(who)) for one in replicas.each for who in (holder, therapist)
        ]
        sockets = [
            opened.enter_context(one.socket_of(who)) for one in replicas.each for who in (holder, therapist)
        ]
        assert {one.get(paths[1]).status_code for one in asking} == {200}
        own.get_by_role("button", name="End this link").click()
        pressed = time.monotonic()
        own.get_by_role("button", name="Yes, end it").click()
        expect(own.get_by_text("The link has ended.").first).to_be_visible()
        assert {one.get(path).status_code for one in asking for path in paths} <= {401, 403, 404}
        for number, socket in enumerate(sockets):
            with pytest.raises(ConnectionClosed):
                while True:
                    socket.recv(timeout=LONGEST_SECONDS)
            assert socket.close_code == (4401, 4402)[number % 2]
        closed_seconds = time.monotonic() - pressed
    expect(page.get_by_text(CANARY)).to_have_count(0)
    print(
        f"ended through server {through}: six sockets at all three closed within {closed_seconds:.1f} s, the page empty after {time.monotonic() - pressed:.1f} s"
    )
    for one in (own, page):
        one.context.close()


def test_a_file_of_ours_comes_in_at_one_and_is_taken_back_at_another(
    replicas: Replicas, practice: Store, people: dict[str, Account]
) -> None:
    account = people[PEOPLE[2]]
    data = zip_of(ClientRecord(practice, actor_of(people[PEOPLE[0]]), people[PEOPLE[0]].account_id))
    browser = replicas.browser(PEOPLE[2])
    with replicas.each[0].asked_by(browser) as here:
        answer = here.post("/bring-in", files={"file": ("entries.zip", data)})
        assert "1 new, 0 here already" in answer.text
    (ids,) = re.findall(r'name="ids" value="([^"]+)"', answer.text)
    with replicas.each[1].asked_by(browser) as here:
        assert "1 entry taken back" in here.post("/bring-in/undo", data={"ids": ids}).text
    assert len(ClientRecord(practice, actor_of(account), account.account_id).entries.all()) == 1


def test_streamlit_s_uploads_find_the_server_of_their_page(
    replicas: Replicas, people: dict[str, Account], browser: Browser
) -> None:
    page = opened_page(replicas, browser, PEOPLE[3])
    page.goto("/account")
    files = page.locator("input[type=file]")
    for number in range(4):  # each begins with another server, and two of three are not the page's
        files.set_input_files({"name": f"no{number}.csv", "mimeType": "text/csv", "buffer": b"date\n\n"})
        expect(page.get_by_text(f"no{number}.csv").first).to_be_visible()
        expect(page.get_by_text("there is a header and no row under it.").first).to_be_visible()
        page.get_by_role("button", name=re.compile("Remove")).first.click()
        expect(page.get_by_text(f"no{number}.csv")).to_have_count(0)
    assert page.get_by_text("multi-replica").count() == 0
    page.context.close()


def test_a_half_filled_form_outlives_its_server(
    replicas: Replicas, practice: Store, people: dict[str, Account], browser: Browser
) -> None:
    account = people[PEOPLE[1]]
    page = opened_page(replicas, browser, PEOPLE[1])
    page.goto("/check-in")
    leg = page.get_by_role("radiogroup", name="Leg pain").get_by_role("radio").nth(7)
    leg.click()
    page.get_by_role("radio", name="Thigh").click()
    page.locator("summary").filter(has_text="More about").click()
    page.get_by_role("textbox", name="Hours sitting").fill("6.5")
    page.get_by_role("textbox", name="Hours sitting").blur()
    page.get_by_label("Note", exact=True).fill("Typed, the field not left")
    page.locator(IDLE).wait_for()
    (server,) = [one for one in replicas.each if one.has_open_socket()]
    killed = time.monotonic()
    with page.expect_websocket():  # the page looks for another server by itself
        server.kill()
    expect(page.get_by_role("textbox", name="Hours sitting")).to_be_enabled()
    print(f"an open page goes on with another server after {time.monotonic() - killed:.1f} s")
    expect(leg).to_have_attribute("aria-checked", "true")
    # A press while the page is still drawn anew can miss its button.
    page.locator(IDLE).wait_for()
    page.get_by_role("button", name="Save check-in").click()
    try:
        expect(page.get_by_role("heading", name="Saved", exact=True)).to_be_visible()
    finally:
        page.context.close()
        server.start()
        wait_until_up(server.health)
    kept = ClientRecord(practice, actor_of(account), account.account_id).entries.latest(CheckIn.kind)
    assert isinstance(kept, CheckIn)
    assert (kept.leg_pain_nrs, kept.pain_extent, kept.hours_sitting) == (7, "thigh", 6.5)
    assert kept.note == "Typed, the field not left"


def test_a_server_killed_under_load_loses_nothing(
    replicas: Replicas, practice: Store, people: dict[str, Account]
) -> None:
    victim = replicas.each[1]

    def harm(crowd: Crowd) -> None:
        victim.kill()
        crowd.go_on()
        victim.start()
        wait_until_up(victim.health)

    hit(replicas, practice, people, "kill -9 of one of three", harm, waits_for_healing=False)


def test_a_rolling_restart_loses_nothing(
    replicas: Replicas, practice: Store, people: dict[str, Account]
) -> None:
    def harm(crowd: Crowd) -> None:
        # One was killed and came back just before; with figures asked for it is restarted again.
        for one in replicas.each if IS_LONG else (replicas.each[0], replicas.each[2]):
            one.stop()
            one.start()
            wait_until_up(one.health)

    hit(replicas, practice, people, f"rolling restart of {3 if IS_LONG else 2} of three", harm)


def test_a_database_restarted_under_load_loses_nothing(
    replicas: Replicas, practice: Store, people: dict[str, Account], postgres: PostgresServer
) -> None:
    processes = [one.process.pid for one in replicas.each]

    def harm(crowd: Crowd) -> None:
        told = len(crowd.told)
        postgres.stop()
        with replicas.browser() as visitor:
            answer = visitor.get("/healthz")
            assert (answer.status_code, answer.text[-1]) == (503, ".")
        wait_until(lambda: len(crowd.told) > told, "nobody was told to come again")
        postgres.start()
        wait_until_up(*(one.health for one in replicas.each))

    crowd = hit(replicas, practice, people, "PostgreSQL restarted", harm)
    assert [one.process.pid for one in replicas.each] == processes
    assert [one.process.poll() for one in replicas.each] == [None] * 3
    assert not [one for one in crowd.told if "Error " in one], "a failure without a cause was shown"
