"""A therapist with fifty clients on a phone, and a client who gives a link away: counted in taps."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitor import OpenVisitor, Visitor
from tests.live_server import LiveServer
from tests.practice import PASSWORD, shared
from tracker import clock
from tracker.access.sharing import consent, keep_share
from tracker.access.sign_in import actor_of, keep_account, sign_up
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Role
from tracker.domain.red_flags import RedFlagAnswers
from tracker.record import ClientRecord
from tracker.store.store import open_store

CLIENTS = 50
# Flags beside their column's values, each whole: two of them stand in one cell of a card.
FLAGS_OUT_OF_PLACE = """() => [...document.querySelectorAll(".caseload .flag")].filter((flag) => {
    const values = flag.closest("tr").querySelector("td:last-child > div").getBoundingClientRect();
    const { left, right } = flag.getBoundingClientRect();
    return left < values.left || right > values.right || flag.scrollWidth > flag.clientWidth;
}).map((flag) => flag.textContent)"""
LONG_NAME = "Maria-Magdalena Wolfeschlegelsteinhausenbergerdorff the younger"


def fill(server: LiveServer) -> None:
    """Make an owner who is her own therapist, and fifty clients; two were silent for 22 days, and one of them has a red flag, too."""
    store = open_store(server.database)
    olga = sign_up(store, "olga", PASSWORD, "owner", "Olga O.")
    for number in range(CLIENTS):
        name = LONG_NAME if number == 0 else f"Client {number:02}"
        client = keep_account(
            store,
            Account(
                username=f"client{number}", role=Role.CLIENT, name=name, password_hash=olga.password_hash
            ),
        )
        consent(store, actor_of(client), client.account_id)
        record = ClientRecord(store, actor_of(client), client.account_id)
        ago = 22 if number in (0, 2) else 0
        if number == 2:
            record.warning_signs.answer(RedFlagAnswers(answers={"bowel": "yes"}))
        record.entries.add(
            CheckIn(
                leg_pain_nrs=4, pain_extent="calf", side="left", on_date=clock.today() - timedelta(days=ago)
            )
        )
        keep_share(store, olga, shared(store, client)[0])
    store.driver.close()


@pytest.fixture(scope="module")
def server(new_server: Callable[..., LiveServer]) -> LiveServer:
    return new_server(fill, TRACKER_MODE="practice")


def sign_in(visitor: Visitor, username: str) -> Page:
    page = visitor.page
    page.goto(f"{visitor.url}/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    return page


def test_fifty_clients_are_cards_on_a_phone_and_one_tap_opens_the_sheet(visit: OpenVisitor) -> None:
    visitor = visit(390, 844)
    page = sign_in(visitor, "olga")
    table = page.get_by_role("table", name="Your clients")
    expect(table.get_by_role("rowheader")).to_have_count(CLIENTS)
    first = table.get_by_role("row").filter(has_text=LONG_NAME)
    expect(first.get_by_text("silent for 22 days")).to_be_visible()
    assert visitor.settle().sideways_px <= 0
    assert visitor.barriers() == []
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate(FLAGS_OUT_OF_PLACE) == [], width
    name = table.get_by_role("link", name=LONG_NAME)
    box = name.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    name.tap()  # the only tap
    expect(page.get_by_role("heading", name="At a glance")).to_be_in_viewport()
    glance = page.locator(".glance")
    expect(glance).to_contain_text("(22 days ago)")
    expect(glance).to_contain_text("Not logged in the last 14 days")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    last = page.locator(".glance > :last-child").bounding_box()
    assert last is not None
    assert last["y"] + last["height"] < 2 * 844, "read within two screens"


def test_on_a_desk_it_is_a_table_with_headers(visit: OpenVisitor) -> None:
    visitor = visit(1280, 900)
    page = sign_in(visitor, "olga")
    table = page.get_by_role("table", name="Your clients")
    expect(table.get_by_role("columnheader")).to_have_count(7)
    expect(table.get_by_role("row")).to_have_count(CLIENTS + 1)
    expect(page.get_by_role("link", name="Accounts")).to_be_visible()
    assert visitor.settle().barriers() == []


def test_who_gives_a_client_back_asks_before(visit: OpenVisitor) -> None:
    page = sign_in(visit(390, 844), "olga")
    page.get_by_role("link", name="Client 07").click()
    page.get_by_text("Give this client back").click()
    page.get_by_role("button", name="Take them off my list").click()
    expect(page.get_by_role("rowheader")).to_have_count(CLIENTS - 1)
    expect(page.get_by_role("link", name="Client 07")).to_have_count(0)


def test_a_new_link_is_copied_shared_and_ended(visit: OpenVisitor) -> None:
    visitor = visit(390, 844, permissions=["clipboard-read", "clipboard-write"])
    page = visitor.page
    page.add_init_script("navigator.share = async (given) => { window.given = given; };")
    sign_in(visitor, "client1")
    visitor.settle()
    visitor.go("share")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_text("They will see: Pain, flexibility")).to_be_visible()
    field = page.get_by_role("textbox", name="Address")
    expect(field).to_have_value(re.compile(r"/s/"))
    address = field.input_value()
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == address
    page.get_by_role("button", name="Share …").click()
    page.wait_for_function("() => window.given")
    assert page.evaluate("window.given.url") == address
    code = page.get_by_role("img", name="QR code")
    assert code.evaluate("(one) => one.complete && one.naturalWidth") > 0
    assert visitor.barriers() == []
    visitor.press("Done")
    visitor.button("End this link").first.click()
    visitor.sees("End it for good?")
    visitor.button("Yes, end it").click()
    visitor.sees("The link has ended.")
