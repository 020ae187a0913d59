"""What is due: which notices of a client's choice a day calls for, decided from the record as it is then."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.client import PERSONAL_CLIENT_ID, Actor, Role
from tracker.domain.guidance import TEST_EVERY_DAYS
from tracker.domain.notice import CHECK_IN, LATEST, RECAP, SESSION, TEST, NoticeChoice
from tracker.domain.period import Period, latest_days
from tracker.domain.reminders import Reminders
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.progress.evidence_of_record import evidence
from tracker.record import ClientRecord
from tracker.reminding.words import recap_text
from tracker.store.store import Store

SUNDAY = 6
WEEK = timedelta(days=7)


def due_texts(store: Store, choice: NoticeChoice, now: datetime) -> tuple[date, Mapping[str, str]]:
    """Return the day of a choice's moment and what it calls for: each kind with its recap, empty for the others.

    Nothing when the moment was on a day gone by and more than some minutes ago: the server was down then.
    """
    moment = choice.next_at or now
    day = clock.in_zone(choice.zone_name, moment).date()
    if day != clock.in_zone(choice.zone_name, now).date() and now - moment > LATEST:
        return day, {}
    needs_consent = choice.client_id != PERSONAL_CLIENT_ID
    if needs_consent and store.consents.version(choice.client_id) is None:
        return day, {}
    record = ClientRecord(store, Actor(choice.client_id, Role.CLIENT), choice.client_id)
    texts = {kind: _text(record, kind, day) for kind in choice.kinds}
    return day, {kind: text for kind, text in texts.items() if text is not None}


def _text(record: ClientRecord, kind: str, day: date) -> str | None:
    """Return a kind's own text where the day calls for it, else None."""
    if kind == RECAP:
        return _recap(record, day) if day.weekday() == SUNDAY else None
    is_due = {CHECK_IN: _needs_check_in, TEST: _needs_test, SESSION: _has_session}[kind]
    return "" if is_due(record, day) else None


def _needs_check_in(record: ClientRecord, day: date) -> bool:
    return not record.entries.of(CheckIn, Period(day, day))


def _needs_test(record: ClientRecord, day: date) -> bool:
    """Whether it is the day of the test, none was made in the week, and no warning sign speaks against it."""
    state = record.calendar.get()
    if (
        day.weekday() != (state.reminders if state else Reminders()).test_weekday
        or record.warning_signs.state().present
    ):
        return False
    # One day less than a week: who tests on the same evening each week is reminded each week.
    return not record.entries.of(SitAndReachTest, latest_days(TEST_EVERY_DAYS - 1, day))


def _has_session(record: ClientRecord, day: date) -> bool:
    return any(planned.on_date == day + timedelta(days=1) for planned in record.planned_massages.all())


def _recap(record: ClientRecord, day: date) -> str | None:
    """Return the week's recap; None when nothing was logged, or nothing changed from the week before."""
    days, days_before = _days_logged(record, day), _days_logged(record, day - WEEK)
    if not days:
        return None
    this_week = evidence(record, latest_days(WEEK.days, day), record.profile.get().unit)
    week_before = replace(this_week, period=latest_days(WEEK.days, day - WEEK))
    is_news = any(
        trend.verdict != week_before.trends[site].verdict for site, trend in this_week.trends.items()
    )
    return recap_text(days, days_before, is_news=is_news) if is_news or days != days_before else None


def _days_logged(record: ClientRecord, last: date) -> int:
    return len({entry.on_date for entry in record.entries.all(period=latest_days(WEEK.days, last))})
