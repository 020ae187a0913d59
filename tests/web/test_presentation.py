"""Every answer counts days and writes numbers as its browser does, whichever route gives it."""

import pytest

from tests.practice import client_account
from tracker import clock
from tracker.access.sign_in import actor_of
from tracker.domain.check_in import CheckIn
from tracker.locales import day_words
from tracker.record import ClientRecord
from tracker.store.store import Store
from tracker.web.middleware.presentation import zone_in

# Whatever the hour, one of them has another day than the server.
ZONES = ("Pacific/Kiritimati", "Pacific/Niue")


@pytest.fixture(autouse=True)
def _own_zone():
    yield
    clock.use_zone(None)


def logged_today(store: Store, zone: str) -> str:
    """Log a check-in where the client is; return the day there, as a page writes it."""
    account = store.accounts.named("ann") or client_account(store, "ann")
    clock.use_zone(zone)
    ClientRecord(store, actor_of(account), account.account_id).entries.add(CheckIn(leg_pain_nrs=4))
    today = clock.today()
    clock.use_zone(None)
    return day_words(today)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("path", ["/report.html", "/report.html?full=1"])
def test_a_report_ends_with_the_clients_own_day(practice: Store, browser, zone: str, path: str) -> None:
    today = logged_today(practice, zone)
    ann = browser("ann")
    ann.cookies.set("tracker-zone", zone.replace("/", "%2F"), domain="127.0.0.1", path="/")
    report = ann.get(path).text
    assert f"Made on {today}" in report
    assert "Nothing is logged" not in report
    assert "1 check-in" in report or "1 of" in report


@pytest.mark.parametrize("zone", ZONES)
def test_without_a_browsers_zone_the_practices_counts(
    practice: Store, browser, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_TIME_ZONE", zone)
    today = logged_today(practice, zone)
    assert f"Made on {today}" in browser("ann").get("/report.html").text


def test_numbers_are_written_as_the_browser_writes_them(practice: Store, browser) -> None:
    logged_today(practice, "UTC")
    ann = browser("ann")
    for language, number in (("de-DE,de;q=0.9", "4,0"), ("en-GB", "4.0")):
        assert number in ann.get("/report.html", headers={"accept-language": language}).text


@pytest.mark.parametrize("text", ["", "a" * 65, "Europe/Berlin\n", "../etc", "Zone Name", "%2F"])
def test_what_cannot_be_a_zone_is_none(text: str) -> None:
    assert zone_in(text) is None
