"""A running fair try on the plain pages: one line on the check-in, none without one, nothing for somebody else."""

import pytest
from starlette.testclient import TestClient

from tests.fair_tries import begun, habit_try, keep_diary
from tests.practice import client_account
from tests.set_clock import SetClock
from tracker import clock
from tracker.access.sign_in import actor_of
from tracker.domain.check_in import CheckIn
from tracker.record import ClientRecord
from tracker.store.store import Store

HOSTILE = '<img src=x onerror="alert(1)">'


def record_of(store: Store, username: str) -> ClientRecord:
    account = store.accounts.named(username)
    assert account is not None
    return ClientRecord(store, actor_of(account), account.account_id)


@pytest.fixture
def ann(practice: Store, browser) -> TestClient:
    for name in ("ann", "ben"):
        client_account(practice, name)
        keep_diary(record_of(practice, name))
    return browser("ann")


@pytest.mark.parametrize("path", ["/quick", "/check-in"])
def test_the_first_html_has_one_line_of_it_from_its_first_day_on(
    ann: TestClient, browser, practice: Store, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    day, before = SetClock(monkeypatch), ann.get(path).text
    begun(record_of(practice, "ann"), habit_try(clock.today(), words=HOSTILE))
    waiting = ann.get(path).text
    assert waiting.count("/fair-try") == before.count("/fair-try") + 1
    assert "It has not begun." in waiting
    day.set(day.day)
    day.go_on()
    # A session does not outlive so long a silence.
    told = browser("ann").get(path).text
    assert "&lt;img src=x onerror=&#34;alert(1)&#34;&gt;”, until" in told
    assert HOSTILE not in told
    assert len(told) - len(before) < 400
    assert "alert(1)" not in browser("ben").get(path).text


@pytest.mark.parametrize("path", ["/quick", "/check-in"])
def test_the_day_after_the_last_one_says_that_its_number_can_still_be_logged(
    ann: TestClient, browser, practice: Store, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    day, record = SetClock(monkeypatch), record_of(practice, "ann")
    running = begun(record, habit_try(clock.today(), pairs=6))
    day.set(running.protocol.last_number_by)
    told = browser("ann").get(path).text
    assert (
        "The last day was yesterday. Its leg pain can still be logged today: choose yesterday as the day."
        in told
    )
    assert "It has not begun." not in told
    record.entries.add(CheckIn(on_date=running.protocol.last_date, leg_pain_nrs=4))
    assert "The last day was yesterday." not in browser("ann").get(path).text


def test_the_form_that_a_browser_keeps_for_everybody_has_nothing_of_it(
    ann: TestClient, practice: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(record_of(practice, "ann"), habit_try(clock.today(), words=HOSTILE))
    assert "fair-try" not in ann.get("/quick/offline").text
