"""The pages of a practice beside a client's own: nothing bars anybody, and what a press brings about is in view and read out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.test_after_a_press import last_button, outcome_of, shortcomings, unfolded
from tests.browser.test_layout import PAGES_IN
from tests.browser.test_therapist import sign_in
from tests.browser.visitor import OpenVisitor, Visitor
from tests.live_server import LiveServer
from tests.practice import PASSWORD, client_account, shared
from tracker.access.one_use_codes import invite
from tracker.access.pairing import make_pairing
from tracker.access.sharing import keep_share
from tracker.access.sign_in import actor_of, sign_up
from tracker.domain.home_plan import PlanItem
from tracker.exchange.sample import fill_record
from tracker.record import ClientRecord
from tracker.store.store import Store, open_store


def fill(server: LiveServer) -> None:
    """Make an owner, a therapist with a client in her caseload, and a client who has agreed to nothing yet."""
    store = open_store(server.database)
    sign_up(store, "olga", PASSWORD, "owner", "Olga O.")
    tess = sign_up(store, "tess", PASSWORD, "therapist", "Tess T.")
    sign_up(store, "newcomer", PASSWORD)
    ann = client_account(store, "ann")
    fill_record(store, ann.account_id, 0.2, 11)
    share = shared(store, ann)[0]
    keep_share(store, tess, share)
    theirs = ClientRecord(store, actor_of(tess), ann.account_id, share=store.shares.get(share.share_id))
    theirs.home_plan.add(PlanItem(own_words="A swim", days_a_week=2, written_by=""))
    theirs.remarks.add("Go easy on the strap.")
    store.driver.close()


@pytest.fixture(scope="module")
def server(new_server: Callable[..., LiveServer]) -> LiveServer:
    return new_server(fill, TRACKER_MODE="practice")


@pytest.fixture
def store(server: LiveServer) -> Store:
    return open_store(server.database)


def leave(visitor: Visitor) -> None:
    visitor.page.context.clear_cookies()


def test_nobody_is_barred_from_a_page_of_a_practice(
    visit: OpenVisitor, server: LiveServer, store: Store, new_server: Callable[..., LiveServer]
) -> None:
    visitor = visit(reduced_motion="reduce").expects(404)
    page = visitor.page
    ann, olga = store.accounts.named("ann"), store.accounts.named("olga")
    assert ann is not None
    assert olga is not None
    guests = f"s/{shared(store, ann, may_be_kept=False)[1]}"
    barriers: dict[str, list[str]] = {}

    def look(state: str, path: str | None = None) -> None:
        if path is not None:
            page.goto(path if path.startswith("http") else f"{visitor.url}/{path}")
        page.get_by_role("heading", level=1).first.wait_for()
        if page.get_by_test_id("stApp").count():
            visitor.settle()
        for scheme in PAGES_IN:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            barriers[f"{state} {scheme}"] = visitor.barriers()
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, state

    look("sign-in", "sign-in")
    look("recovery", "recover")
    look("sign-up", f"sign-up?code={invite(store, actor_of(olga))}")
    look("a link that is none", "s/none")
    look("a link", guests)
    page.get_by_role("button", name="Open the record").click()
    page.wait_for_url("**/shared**")
    look("a guest's sheet")
    leave(visitor)
    sign_in(visitor, "newcomer")
    look("consent")
    leave(visitor)
    sign_in(visitor, "ann")
    visitor.settle()
    look("report", "report")
    look("report.html", "report.html")
    leave(visitor)
    sign_in(visitor, "tess")
    look("caseload")
    page.get_by_role("link", name="ann").click()
    page.wait_for_url("**/shared**")
    look("the therapist's sheet")
    page.get_by_role("link", name="Change the plan or write").click()
    look("home plan")
    leave(visitor)
    sign_in(visitor, "olga")
    look("accounts", "accounts")
    visitor.choose("Disable an account, or make a recovery code", "Tess T. (tess)")
    visitor.sees("Tess T., therapist, since today")
    look("an account")
    own = new_server()
    look("pairing", f"{own.url}/pair/{make_pairing(own.record())}")
    visitor.complaints = [one for one in visitor.complaints if own.url not in one]
    store.driver.close()
    assert {state: found for state, found in barriers.items() if found} == {}


def pressed(visitor: Visitor, name: str) -> list[str]:
    """Press a button and return what a person would miss of what it brings about."""
    return shortcomings(visitor, outcome_of(unfolded(visitor), name))


def test_what_a_therapist_presses_is_seen_and_read_out(visit: OpenVisitor) -> None:
    visitor = visit()
    page = sign_in(visitor, "tess")
    visitor.settle()
    amiss = {"invite": pressed(visitor, "Make an invitation")}
    page.get_by_role("link", name="ann").click()
    page.get_by_role("link", name="Change the plan or write").click()
    visitor.settle().sees("Add an exercise")
    visitor.choose("Exercise", "Short walk")
    expect(last_button(visitor, "Add to the plan")).to_be_enabled()
    amiss["add"] = pressed(visitor, "Add to the plan")
    amiss["nothing written"] = pressed(visitor, "Send")
    page.get_by_label("Remark").fill("Well done, and sit less.")
    page.get_by_label("Remark").blur()
    amiss["remark"] = pressed(visitor, "Send")
    amiss["take off"] = pressed(visitor, "Take it off")
    assert {what: found for what, found in amiss.items() if found} == {}


def test_what_an_owner_presses_is_seen_and_read_out(visit: OpenVisitor) -> None:
    visitor = visit()
    sign_in(visitor, "olga")
    visitor.settle()
    amiss = {role: pressed(visitor.go("accounts"), f"Invite a {role}") for role in ("therapist", "client")}
    visitor.choose("Disable an account, or make a recovery code", "newcomer")
    visitor.sees("newcomer, client, since today")
    for name in ("Make a recovery code", "Disable", "Enable"):
        amiss[name] = pressed(visitor, name)
    assert {what: found for what, found in amiss.items() if found} == {}


def test_who_gives_a_client_back_reads_that_it_is_done(visit: OpenVisitor, store: Store) -> None:
    tess, other = store.accounts.named("tess"), client_account(store, "otto")
    assert tess is not None
    keep_share(store, tess, shared(store, other)[0])
    visitor = visit()
    page = sign_in(visitor, "tess")
    page.get_by_role("link", name="otto").click()
    page.get_by_text("Give this client back").click()
    page.get_by_role("button", name="Take them off my list").click()
    # A live region of its own: the page is a new one.
    told = page.get_by_role("status").filter(has_text="The client is off your list")
    expect(told).to_be_in_viewport()
    expect(page.get_by_role("link", name="otto")).to_have_count(0)
    store.driver.close()
