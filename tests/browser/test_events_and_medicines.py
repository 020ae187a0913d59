"""A client on a phone notes an event and medicines, sees them on the charts, mends one, and shares what they tick."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import OpenVisitor, Visitor
from tests.live_server import LiveServer
from tests.practice import PASSWORD, client_account
from tracker import clock
from tracker.access.sign_in import actor_of
from tracker.domain.check_in import CheckIn
from tracker.domain.event import Event
from tracker.domain.medicine import AS_NEEDED, MedicineTaken
from tracker.record import ClientRecord
from tracker.store.store import Store, open_store

DAYS = 40
EVENT_DAY = clock.today() - timedelta(days=12)
LONG = "Wolfeschlegelsteinhausenbergerdorffsalbe, dünn, תרופה 😀"


def record_in(store: Store) -> ClientRecord:
    account = store.accounts.named("ana")
    assert account is not None
    return ClientRecord(store, actor_of(account), account.account_id)


def fill(server: LiveServer) -> None:
    store = open_store(server.database)
    client_account(store, "ana")
    record = record_in(store)
    record.imports.bring_in(
        CheckIn(leg_pain_nrs=ago % 9, on_date=clock.today() - timedelta(days=ago)) for ago in range(DAYS)
    )
    record.entries.add(MedicineTaken(name=LONG, use=AS_NEEDED, on_date=EVENT_DAY))
    store.driver.close()


@pytest.fixture(scope="module")
def server(new_server: Callable[..., LiveServer]) -> LiveServer:
    return new_server(fill, TRACKER_MODE="practice")


def look(visitor: Visitor, name: str) -> None:
    """Hold what a person meets on a phone to what every page keeps to; kept as pictures where a folder is named."""
    assert visitor.sideways_px <= 0, name
    assert visitor.barriers() == [], name
    if folder := os.environ.get("TESTS_PICTURES"):
        visitor.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_an_event_and_medicines_on_a_phone(visit: OpenVisitor, server: LiveServer) -> None:
    visitor = visit(390, 844)
    page = visitor.page
    page.goto(f"{visitor.url}/sign-in")
    page.fill("[name=username]", "ana")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    visitor.settle().go("history")
    look(visitor, "history")

    visitor.link("Add an event", "Something that happened").fill("What happened?", "Injektion")
    visitor.fill_day("Which day?", f"{EVENT_DAY:%d%m%Y}")
    page.get_by_role("heading", name="Something that happened").click()
    look(visitor, "event")
    visitor.press("Save event").saved()
    look(visitor, "event-saved")

    visitor.link("History", "History").link("Log a medicine", "What I took")
    look(visitor, "medicines")
    visitor.fill("Which medicine?", "Ibuprofen").fill("How much?", "400 mg").press("Save medicine").saved()
    visitor.press("Another medicine").sees("What I took")
    visitor.button("Just took Ibuprofen 400 mg").click()
    visitor.saved().press("Undo").sees("Taken back.")

    visitor.link("History", "History")
    entry = page.locator("[class*=st-key-entry_]").filter(has_text="Injektion")
    entry.get_by_role("button", name="Edit").click()
    visitor.sees("Change an entry").fill("What happened?", "Injection").press("Save changes").sees("Changed")

    # A fresh page: what was taken back is still being said on the other.
    visitor.go("progress")
    chart = page.locator("[data-chart=pain_trend]").first
    expect(chart).to_have_attribute("aria-label", re.compile("1 Injection"))
    expect(chart.locator("svg:visible text", has_text="Injection")).to_have_count(1)
    expect(chart.locator("svg:visible text", has_text="As-needed medicine")).to_have_count(1)
    look(visitor, "progress")

    visitor.go("share")
    look(visitor, "share")
    page.get_by_role("button", name="Make the link").click()
    field = page.get_by_role("textbox", name="Address")
    expect(field).to_have_value(re.compile(r"/s/"))
    plain = field.input_value()
    visitor.press("Done")
    for part in ("Events on the charts", "Medicines"):
        page.get_by_text(part, exact=True).click()
        visitor.settle()
    page.get_by_role("button", name="Make the link").click()
    expect(field).to_have_value(re.compile(r"/s/"))
    ticked = field.input_value()

    for address, is_seen in ((plain, False), (ticked, True)):
        reader = visit(390, 844).page
        # The server names the address that its settings give; here it listens elsewhere.
        reader.goto(f"{visitor.url}/s/{address.rpartition('/s/')[2]}")
        reader.get_by_role("button").first.click()
        expect(reader.get_by_role("heading", name="At a glance")).to_be_visible()
        shown = reader.content()
        assert [word in shown for word in ("Injection", "as-needed medicine", "Took an")] == [is_seen] * 3
        left_out = shown.partition("Not shared: ")[2].partition(".")[0]
        assert [part in left_out for part in ("events", "medicines")] == [not is_seen] * 2

    entries = record_in(open_store(server.database)).entries.all((Event.kind, MedicineTaken.kind))
    assert [(one.kind, one.version) for one in entries] == [("medicine", 1), ("event", 2), ("medicine", 1)]
