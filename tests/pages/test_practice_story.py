"""The whole story in two browsers: sign-up, consent, check-in, share, keep, plan, tick, revoke."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.visitor import Visitor
from tests.live_server import LiveServer
from tests.ports import give_back
from tests.practice import PASSWORD
from tests.waiting import LONGEST_MS
from tracker.access.sign_in import sign_up
from tracker.domain.check_in import CheckIn
from tracker.record import OPERATOR, ClientRecord
from tracker.store.store import open_store

HOSTILE = "<img src=x onerror=alert(1)> ![x](http://evil.example/x) [y](//evil.example)"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Serve a practice with the therapist Robin until the tests are over."""
    server = LiveServer(tmp_path_factory.mktemp("practice") / "practice.db", TRACKER_MODE="practice")
    store = open_store(server.database)
    sign_up(store, "robin", PASSWORD, "therapist", "Robin A.")
    store.driver.close()
    yield server.start()
    server.stop()
    give_back(server.port)


@pytest.fixture
def person(served: LiveServer, browser: Browser) -> Iterator[Callable[[], Page]]:
    """Opens browsers that know nothing of each other; a script that runs or a foreign address is a failure."""
    wrong: list[str] = []
    opened: list[BrowserContext] = []

    def is_ours(address: str) -> bool:
        return address.startswith((served.url, "data:", "blob:"))

    def open_browser() -> Page:
        opened.append(browser.new_context(viewport={"width": 1100, "height": 1400}))
        page = opened[-1].new_page()
        page.set_default_timeout(LONGEST_MS)
        page.on("request", lambda asked: None if is_ours(asked.url) else wrong.append(asked.url))
        page.on("dialog", lambda dialog: wrong.append(f"script ran: {dialog.message}"))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
        return page

    yield open_browser
    for context in opened:
        context.close()
    assert wrong == []


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", name=words, exact=True)).to_be_visible()


def test_a_client_shares_a_therapist_plans_and_the_client_ends_it(
    served: LiveServer, person: Callable[[], Page]
) -> None:
    url: str = served.url
    ana, robin = person(), person()

    # Ana signs up, consents and logs.
    ana.goto(f"{url}/sign-up")
    ana.fill("[name=username]", "ana")
    ana.fill("[name=name]", HOSTILE)
    ana.fill("[name=password]", PASSWORD)
    ana.click("button.primary")
    ana.wait_for_url(re.compile("/consent"))
    ana.check("[name=agree]")
    ana.click("button.primary")
    heading(ana, "How is it now?")
    _log(ana, url, "4")

    # She makes a link; it is shown once.
    ana.goto(f"{url}/share")
    ana.get_by_text("My therapist may keep it until I end it").click()
    ana.get_by_label("What would you like to ask them?").fill(HOSTILE)
    ana.get_by_role("button", name="Make the link").click()
    address = ana.get_by_role("textbox", name="Address")
    expect(address).to_have_value(re.compile(re.escape(f"{url}/s/")))
    link = address.input_value()

    # Robin signs in, opens it, keeps it.
    robin.goto(f"{url}/sign-in")
    robin.fill("[name=username]", "robin")
    robin.fill("[name=password]", PASSWORD)
    robin.click("button.primary")
    heading(robin, "Clients")
    robin.goto(link)
    robin.click("button.primary")
    robin.wait_for_url(re.compile("/shared"))
    robin.get_by_role("button", name="Keep in my caseload").click()
    robin.goto(f"{url}/clients")
    robin.get_by_role("table").get_by_role("link", name=HOSTILE).click()
    robin.wait_for_url(re.compile(r"/shared\?share="))
    heading(robin, "At a glance")
    expect(robin.get_by_text(HOSTILE, exact=True)).to_be_visible()
    at_robins = Visitor(robin, served).link("Open the full record", "Progress")
    expect(robin.get_by_text("a shared record, to read only")).to_be_visible()

    # He writes a plan and a remark.
    # What stands on the page before may be called Exercise, too.
    at_robins.link("Home plan", "Home plan")
    robin.get_by_label("Exercise", exact=True).first.click()
    robin.get_by_role("option", name="Bridge").click()
    # The fields of the exercise chosen before may stand a moment longer.
    expect(robin.get_by_role("textbox", name="Repetitions").first).to_have_value("8")
    robin.get_by_label("Note").fill(HOSTILE)
    robin.get_by_role("button", name="Add to the plan").click()
    expect(robin.get_by_role("button", name="Take it off")).to_be_visible()
    robin.get_by_role("textbox", name="Remark").fill(HOSTILE)
    robin.get_by_role("button", name="Send").click()
    expect(robin.get_by_role("textbox", name="Remark")).to_have_value("")

    # Ana ticks it and reads the remark.
    _log(ana, url, "3", tick="Bridge")
    ana.goto(f"{url}/progress")
    expect(ana.get_by_text("From your therapist")).to_be_visible()
    expect(ana.get_by_text(HOSTILE, exact=True).first).to_be_visible()
    expect(ana.get_by_text("Robin A., today").first).to_be_visible()

    # She answers, and Robin reads it.
    ana.get_by_role("button", name="Answer").click()
    ana.get_by_label("Your answer").fill("Better since Monday")
    ana.get_by_role("button", name="Send the answer").click()
    expect(ana.get_by_text("You answered, today:")).to_be_visible()
    robin.goto(f"{url}/clients")
    robin.get_by_role("table").get_by_role("link", name=HOSTILE).click()
    expect(robin.get_by_text("The client answered:")).to_contain_text("Better since Monday")
    at_robins.link("Open the full record", "Progress")

    # She ends the link while his page is open.
    at_robins.link("History", "History")
    expect(robin.get_by_text("leg pain 3").first).to_be_visible()
    ana.goto(f"{url}/share")
    ana.get_by_role("button", name="End this link").click()
    ana.get_by_role("button", name="Yes, end it").click()
    expect(robin.get_by_text("leg pain")).to_have_count(0)
    robin.goto(f"{url}/clients")
    expect(robin.get_by_text("Nobody yet.")).to_be_visible()

    store = open_store(served.database)
    account = store.accounts.named("ana")
    assert account is not None
    latest = ClientRecord(store, OPERATOR, account.account_id).entries.latest(CheckIn.kind)
    assert isinstance(latest, CheckIn)
    assert (latest.leg_pain_nrs, latest.exercises_done) == (3, ("bridge",))
    done = [line.action for line in store.audit.of_client(account.account_id)]
    for action in (
        "share made",
        "share opened",
        "share kept",
        "record opened",
        "home plan changed",
        "share revoked",
    ):
        assert action in done
    assert store.audit.broken_line() is None
    store.driver.close()

    # And signs out: her page shows nothing more.
    ana.goto(f"{url}/account")
    ana.get_by_role("button", name="Sign out", exact=True).click()
    expect(ana).to_have_url(re.compile("/sign-in"))
    ana.goto(f"{url}/progress")
    expect(ana).to_have_url(re.compile("/sign-in"))


def _log(page: Page, url: str, leg_pain: str, tick: str | None = None) -> None:
    page.goto(f"{url}/check-in")
    heading(page, "How is it now?")
    page.get_by_role("radiogroup", name=re.compile("Leg pain")).get_by_role("radio", name=re.compile(f"^{leg_pain}\\b")).click()  # fmt: skip
    if tick:
        page.get_by_text(re.compile(f"^{tick}")).click()
    page.get_by_role("button", name="Save check-in").click()
    heading(page, "Saved")
