"""On a phone: a client answers their practice's questionnaire, and a therapist logs a massage that the client reads of."""

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import OpenVisitor, Visitor
from tests.invented_questionnaires import FOUR, ONE, TWENTY_FOUR, write
from tests.live_server import LiveServer
from tests.practice import PASSWORD, client_account, shared
from tracker import clock
from tracker.access.sharing import keep_share
from tracker.access.sign_in import actor_of, sign_up
from tracker.domain.check_in import CheckIn
from tracker.domain.massage_session import MassageSession
from tracker.domain.questionnaire import QuestionnaireAnswers
from tracker.domain.red_flags import FLAG_IDS, RedFlagAnswers
from tracker.record import ClientRecord
from tracker.store.store import Store, open_store


def record_in(store: Store) -> ClientRecord:
    account = store.accounts.named("ana")
    assert account is not None
    return ClientRecord(store, actor_of(account), account.account_id)


def fill(server: LiveServer) -> None:
    store = open_store(server.database)
    ana = client_account(store, "ana")
    record_in(store).warning_signs.answer(RedFlagAnswers(answers=dict.fromkeys(FLAG_IDS, "no")))
    record_in(store).entries.add(CheckIn(leg_pain_nrs=4, on_date=clock.today() - timedelta(days=5)))
    robin = sign_up(store, "robin", PASSWORD, "therapist", "Robin A.")
    keep_share(store, robin, shared(store, ana, may_log_massages=True)[0])
    store.driver.close()


@pytest.fixture(scope="module")
def server(new_server: Callable[..., LiveServer], tmp_path_factory: pytest.TempPathFactory) -> LiveServer:
    folder = write(tmp_path_factory.mktemp("asked") / "questionnaires", a=ONE, b=FOUR, c=TWENTY_FOUR)
    return new_server(fill, TRACKER_MODE="practice", TRACKER_QUESTIONNAIRES_DIR=str(folder))


def signed_in(visitor: Visitor, username: str) -> Visitor:
    page = visitor.page
    page.goto(f"{visitor.url}/sign-in")
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    return visitor.settle()


def look(visitor: Visitor, name: str) -> None:
    """Hold what a person meets to what every page keeps to; kept as pictures where a folder is named."""
    assert visitor.sideways_px <= 0, name
    assert visitor.barriers() == [], name
    if folder := os.environ.get("TESTS_PICTURES"):
        visitor.page.screenshot(path=Path(folder) / f"{name}.png")
        visitor.page.screenshot(path=Path(folder) / f"{name}-whole.png", full_page=True)


def test_a_questionnaire_is_asked_after_a_check_in_and_answered(
    visit: OpenVisitor, server: LiveServer
) -> None:
    visitor = signed_in(visit(390, 844), "ana")
    page = visitor.page
    visitor.go("check-in").tap("Leg pain", 3).press("Save check-in").saved()
    due = page.locator(".st-key-questionnaire_due")
    expect(due).to_contain_text("Invented: one (1 question)")
    look(visitor, "asked")
    due.get_by_role("link", name="Answer now").click()
    visitor.sees("How far can you walk").settle()
    look(visitor, "one")
    visitor.press("Save answers").sees("Question 1 needs an answer")
    visitor.fill("1. How far can you walk, in blocks? (0 to 10)", "7").press("Save answers").saved()
    expect(page.locator(".st-key-receipt")).to_contain_text(
        "Invented: one: score 7 (0 to 10, higher is better)."
    )
    look(visitor, "one-saved")
    visitor.go("questionnaires?questionnaire=urn:example:four")
    look(visitor, "four")
    visitor.go("questionnaires?questionnaire=urn:example:list")
    look(visitor, "list")
    visitor.go("history")
    page.get_by_text("Answers", exact=True).first.click()
    expect(page.get_by_text("1. How far can you walk, in blocks?: 7")).to_be_visible()
    look(visitor, "answers-in-history")
    entries = record_in(open_store(server.database)).entries.all((QuestionnaireAnswers.kind,))
    assert [one.score for one in entries if isinstance(one, QuestionnaireAnswers)] == [7]


def test_a_therapist_logs_a_massage_and_the_client_reads_of_it(
    visit: OpenVisitor, server: LiveServer
) -> None:
    therapist = signed_in(visit(390, 844), "robin")
    page = therapist.page
    page.get_by_role("link", name="ana").click()
    expect(page.get_by_role("heading", name="At a glance")).to_be_visible()
    page.get_by_role("link", name="Log a massage I gave").click()
    therapist.sees("A massage you gave").settle()
    look(therapist, "therapist-form")
    therapist.fill("How many minutes?", "45").press("Log it for the client")
    therapist.sees("Logged for the client: 45 minutes").settle()
    expect(page.get_by_role("button", name="Undo")).to_be_in_viewport()
    look(therapist, "therapist-logged")

    client = signed_in(visit(390, 844), "ana")
    client.go("massage").sees("Logged for you. Today: 45 minutes, with Robin A., logged by Robin A.")
    look(client, "client-told")
    client.show_in("dark")
    look(client, "client-told-dark")
    client.press("It is right").sees("Good. It stays in your record.").settle()
    expect(client.page.get_by_text("Logged for you.")).to_have_count(0)
    (session,) = record_in(open_store(server.database)).entries.all((MassageSession.kind,))
    assert isinstance(session, MassageSession)
    assert re.fullmatch("45 Robin A. therapist", f"{session.minutes} {session.logged_by} {session.source}")
