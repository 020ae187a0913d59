"""Three servers behind nginx on PostgreSQL: whichever answers will do, also while they and the database die.

REPLICA_SECONDS=60 makes each stretch of load that long, for figures.
"""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator

import pytest
from crowd_saving import Crowd
from playwright.sync_api import Browser, Page, expect
from postgres_server import PostgresServer
from practice import client_account, shared
from replicas import Replicas, wait_until_up
from websockets.exceptions import ConnectionClosed

from tracker.access.sign_in import actor_of
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.exchange.csv_files import zip_of
from tracker.record import ClientRecord
from tracker.store.store import Store, open_store

pytestmark = pytest.mark.faults

SECONDS = float(os.environ.get("REPLICA_SECONDS", "1.5"))
IS_LONG = SECONDS > 5
RECOVERED_SECONDS = 10
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
PEOPLE = [f"person{number}" for number in range(6)]


@pytest.fixture(scope="module")
def nginx() -> str:
    """nginx; without it the tests are skipped, unless TRACKER_REQUIRE_NGINX=1."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        if os.environ.get("TRACKER_REQUIRE_NGINX") == "1":
            pytest.fail("nginx is not installed, and TRACKER_REQUIRE_NGINX=1 asks for it")
        pytest.skip("nginx is not installed")
    return found


@pytest.fixture(scope="module")
def replicas(
    nginx: str, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Replicas]:
    made = Replicas(tmp_path_factory.mktemp("replicas"), postgres.database(), nginx)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def practice(replicas: Replicas) -> Iterator[Store]:
    opened = open_store(replicas.database)
    yield opened
    opened.driver.close()


@pytest.fixture(scope="module")
def people(practice: Store) -> dict[str, Account]:
    made = {name: client_account(practice, name) for name in PEOPLE}
    for account in made.values():
        ClientRecord(practice, actor_of(account), account.account_id).add(CheckIn(leg_pain_nrs=3))
    return made


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
                    opened.recv(timeout=15)
            assert opened.close_code == 4401


def opened_page(replicas: Replicas, browser: Browser, username: str) -> Page:
    """A page of a real browser at the public address, where somebody is signed in."""
    context = browser.new_context(base_url=replicas.public, viewport={"width": 390, "height": 844})
    signed_in = replicas.browser(username).cookies.jar
    context.add_cookies(
        [{"name": one.name, "value": str(one.value), "url": replicas.public} for one in signed_in]
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    return page


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
    assert len(ClientRecord(practice, actor_of(account), account.account_id).entries()) == 1


def test_streamlit_s_uploads_find_the_server_of_their_page(
    replicas: Replicas, people: dict[str, Account], browser: Browser
) -> None:
    page = opened_page(replicas, browser, PEOPLE[3])
    page.goto("/account")
    files = page.locator("input[type=file]")
    for number in range(4):  # each begins with another server, and two of three are not the page's
        files.set_input_files({"name": f"no{number}.csv", "mimeType": "text/csv", "buffer": b"date\n\n"})
        expect(page.get_by_text(f"no{number}.csv").first).to_be_visible()
        expect(page.get_by_text("There is a header and no row under it.").first).to_be_visible()
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
    page.get_by_label("Hours sitting").fill("6.5")
    page.get_by_label("Hours sitting").blur()
    page.get_by_label("Note", exact=True).fill("Typed, the field not left")
    page.locator(IDLE).wait_for()
    (server,) = [one for one in replicas.each if one.has_open_socket()]
    killed = time.monotonic()
    with page.expect_websocket():  # the page looks for another server by itself
        server.kill()
    expect(page.get_by_label("Hours sitting")).to_be_enabled()
    print(f"an open page goes on with another server after {time.monotonic() - killed:.1f} s")
    expect(leg).to_have_attribute("aria-checked", "true")
    page.get_by_role("button", name="Save check-in").click()
    expect(page.get_by_role("heading", name="Saved", exact=True)).to_be_visible()
    page.context.close()
    server.start()
    wait_until_up(server.health)
    kept = ClientRecord(practice, actor_of(account), account.account_id).latest(CheckIn.kind)
    assert isinstance(kept, CheckIn)
    assert (kept.leg_pain_nrs, kept.pain_extent, kept.hours_sitting) == (7, "thigh", 6.5)
    assert kept.note == "Typed, the field not left"


def hit(
    replicas: Replicas,
    practice: Store,
    people: dict[str, Account],
    name: str,
    harm: Callable[[], None],
    *,
    waits_for_healing: bool = True,
) -> Crowd:
    """Do harm under load; whatever it is, nothing is lost, nobody is signed out, and it is soon as fast as before.

    Soon counts from the harm, or from when it was over.
    """
    with Crowd(replicas, {name: account.account_id for name, account in people.items()}) as crowd:
        begun = time.monotonic()
        time.sleep(SECONDS)
        harmed = time.monotonic()
        harm()
        healed = time.monotonic()
        time.sleep(SECONDS)
        ended = time.monotonic()
    before, during, after = (
        crowd.p95_ms(begun, harmed), crowd.p95_ms(harmed, healed), crowd.p95_ms(healed, ended)
    )  # fmt: skip
    slow_seconds = crowd.slow_for(healed if waits_for_healing else harmed, ended, max(3 * before, 1000))
    print(
        f"{name}: {len(crowd.all_saved())} check-ins acknowledged to {len(PEOPLE)} people, {crowd.lost(practice)} lost, "
        f"{crowd.signed_out} signed out, {len(crowd.told)} tries told to come again; p95 {before:.0f} ms before, "
        f"{during:.0f} ms in the {healed - harmed:.1f} s of it, {after:.0f} ms after; recovered within "
        f"{slow_seconds + 1} s; longest wait {max(one.seconds for one in crowd.all_saved()):.1f} s"
    )
    for answer in sorted(set(crowd.told)):
        print(f"  told: {answer[:160]}")
    assert crowd.lost(practice) == 0
    assert crowd.signed_out == 0
    assert all(crowd.saved[one] for one in PEOPLE)
    for browser in crowd.browsers.values():
        for replica in replicas.each:
            with replica.asked_by(browser) as here:
                assert here.get("/session").status_code == 204
    assert slow_seconds < RECOVERED_SECONDS
    return crowd


def test_a_server_killed_under_load_loses_nothing(
    replicas: Replicas, practice: Store, people: dict[str, Account]
) -> None:
    victim = replicas.each[1]

    def harm() -> None:
        victim.kill()
        time.sleep(SECONDS)
        victim.start()
        wait_until_up(victim.health)

    hit(replicas, practice, people, "kill -9 of one of three", harm, waits_for_healing=False)


def test_a_rolling_restart_loses_nothing(
    replicas: Replicas, practice: Store, people: dict[str, Account]
) -> None:
    def harm() -> None:
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

    def harm() -> None:
        postgres.stop()
        with replicas.browser() as visitor:
            answer = visitor.get("/healthz")
            assert (answer.status_code, answer.text[-1]) == (503, ".")
        time.sleep(1)
        postgres.start()
        wait_until_up(*(one.health for one in replicas.each))

    crowd = hit(replicas, practice, people, "PostgreSQL restarted", harm)
    assert [one.process.pid for one in replicas.each] == processes
    assert [one.process.poll() for one in replicas.each] == [None] * 3
    assert not [one for one in crowd.told if "Error " in one], "a failure without a cause was shown"
