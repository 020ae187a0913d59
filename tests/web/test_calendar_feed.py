"""The calendar feed over HTTP: a secret address that says when, never how it went, and that ends when told to."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from icalendar import Calendar

from tests.practice import client_account
from tracker import clock
from tracker.access.accounts import disable, erase
from tracker.access.calendar_feed import make_feed, own_calendar
from tracker.access.sharing import withdraw_consent
from tracker.access.sign_in import actor_of
from tracker.access.tokens import token_hash
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.domain.planned_massage import MOST_PLANNED, PlannedMassage
from tracker.domain.share_link import FIELDS, ShareLink
from tracker.errors import AccessRefused, InvalidEntry
from tracker.exchange.archive_schema import archive_schema
from tracker.installation import installation
from tracker.record import OPERATOR, ClientRecord, personal_record
from tracker.store.store import Store
from tracker.web.logs import blanked


def own_record(store: Store, client: Account) -> ClientRecord:
    return ClientRecord(store, actor_of(client), client.account_id, needs_consent=True)


def path(token: str) -> str:
    return f"/calendar/{token}.ics"


@pytest.fixture
def ann(practice: Store) -> Account:
    return client_account(practice, "ann")


def test_a_phone_reads_it_without_signing_in_and_finds_no_health_in_it(practice, browser, ann) -> None:
    record = own_record(practice, ann)
    record.entries.add(CheckIn(leg_pain_nrs=7, note="secret"))
    coming = clock.today() + timedelta(days=3)
    record.planned_massages.add(PlannedMassage(on_date=coming, at_time=clock.local_time(), minutes=45))
    token = make_feed(record)
    answer = browser().get(path(token))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    names = {str(one["summary"]) for one in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert names == {"Check-in", "Sit-and-reach test", "Massage session"}
    for hidden in ("secret", "ann", ann.account_id, record.client_id, "pain", "leg"):
        assert hidden not in answer.text
    assert browser().post(path(token)).status_code == 405


def test_only_the_hash_is_kept_and_the_audit_notes_it(practice, browser, ann) -> None:
    record = own_record(practice, ann)
    token = make_feed(record)
    assert len(token) >= 43
    assert practice.read("SELECT token_hash FROM calendar")[1] == [(token_hash(token),)]
    record.calendar.end_feed()
    assert record.calendar.end_feed() is False
    actions = [line.action for line in practice.audit.of_client(ann.account_id)]
    assert actions[:2] == ["calendar address ended", "calendar address made"]


def test_every_no_is_the_same_answer(practice, browser, ann) -> None:
    record = own_record(practice, ann)
    ended = make_feed(record)
    again = make_feed(record)
    assert browser().get(path(again)).status_code == 200
    unknown = browser().get(path("x" * 43))
    assert unknown.status_code == 404
    assert "This calendar address does not work" in unknown.text
    record.calendar.end_feed()
    strange = ("..", "%00", "a b", "x" * 5000, "'; DROP TABLE calendar")
    for token in (ended, again, *strange):
        answer = browser().get(path(token))
        assert (answer.status_code, answer.text) in {
            (404, unknown.text),
            (404, browser().get("/calendar/..ics").text),
        }
    assert [browser().get(path(one)).text == unknown.text for one in (ended, again)] == [True, True]
    assert browser().get("/calendar/").status_code == 404


def test_it_ends_with_the_consent_the_account_and_the_record(practice, browser) -> None:
    for number, end in enumerate(
        (
            lambda one: withdraw_consent(practice, actor_of(one), one.account_id),
            lambda one: disable(practice, OPERATOR, one.account_id),
            lambda one: erase(practice, OPERATOR, one.account_id),
        )
    ):
        client = client_account(practice, f"client{number}")
        record = own_record(practice, client)
        record.planned_massages.add(PlannedMassage(on_date=clock.today(), at_time=clock.local_time()))
        token = make_feed(record)
        assert browser().get(path(token)).status_code == 200
        end(client)
        assert browser().get(path(token)).status_code == 404
    left = [
        practice.read(f"SELECT count(*) FROM {table}")[1][0][0] for table in ("calendar", "planned_massage")
    ]
    assert left == [2, 2], "the erased client's are gone"


def test_who_holds_a_link_reaches_neither_reminders_nor_address(practice, ann) -> None:
    share = ShareLink(client_id=ann.account_id, fields=FIELDS)
    from tracker.access.sharing import holder_of

    holder = ClientRecord(practice, holder_of(share), ann.account_id, share=share)
    for reach in (
        holder.calendar.get,
        lambda: make_feed(holder),
        holder.calendar.end_feed,
        lambda: holder.planned_massages.remove("x"),
    ):
        with pytest.raises(AccessRefused):
            reach()
    assert holder.planned_massages.all() == ()


def test_a_day_gone_by_is_not_planned(practice, ann) -> None:
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(InvalidEntry, match="today or later"):
        own_record(practice, ann).planned_massages.add(
            PlannedMassage(on_date=yesterday, at_time=clock.local_time())
        )


def test_a_planned_massage_session_is_taken_out_again(practice, ann) -> None:
    record = own_record(practice, ann)
    planned = PlannedMassage(on_date=clock.today(), at_time=clock.local_time())
    record.planned_massages.add(planned)
    record.planned_massages.add(planned)
    assert record.planned_massages.all() == (planned,)
    record.planned_massages.remove(planned.planned_id)
    assert record.planned_massages.all() == ()


def test_it_works_in_personal_mode(practice, browser, monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("TRACKER_MODE", "personal")
    monkeypatch.setenv("TRACKER_DATABASE", str(tmp_path / "personal.db"))
    token = make_feed(personal_record(installation().store))
    assert browser().get(path(token)).text.startswith("BEGIN:VCALENDAR")
    assert browser().get(path("x")).status_code == 404


def test_the_address_stays_out_of_the_log() -> None:
    assert blanked("/calendar/abc.ics") == "/calendar/-"


def sessions(count: int, first_in_days: int) -> tuple[PlannedMassage, ...]:
    first = clock.today() + timedelta(days=first_in_days)
    return tuple(PlannedMassage(on_date=first + timedelta(days=day), at_time=time(9)) for day in range(count))


def test_it_holds_the_next_sessions_and_a_month_gone_by_however_many_are_planned(
    practice: Store, browser, ann
) -> None:
    """Five thousand took two seconds of a processor at each request, and an address is asked by anybody who has it."""
    record = own_record(practice, ann)
    planned = sessions(400, first_in_days=-40)
    record.archive.restore(replace(record.archive.whole(), planned_massages=planned))
    token = make_feed(record)
    for calendar in (browser().get(path(token)).content, own_calendar(record)):
        starts = [
            one["dtstart"].dt.date()
            for one in Calendar.from_ical(calendar).walk("VEVENT")
            if one["summary"] == "Massage session"
        ]
        assert starts == [session.on_date for session in planned[12:212]]


def test_a_record_holds_so_many_planned_sessions_by_every_way_in(practice: Store, ann) -> None:
    record = own_record(practice, ann)
    full = replace(record.archive.whole(), planned_massages=sessions(MOST_PLANNED, first_in_days=0))
    record.archive.restore(full)
    (more,) = sessions(1, first_in_days=5)
    for refused in (
        lambda: record.planned_massages.add(more),
        lambda: record.planned_massages.replace((more,)),
        lambda: record.archive.restore(replace(full, planned_massages=(more,))),
    ):
        with pytest.raises(InvalidEntry, match="up to 2,000 planned"):
            refused()
    record.archive.restore(full)
    assert len(record.planned_massages.all()) == MOST_PLANNED
    assert archive_schema()["properties"]["planned_massages"]["maxItems"] == MOST_PLANNED
