"""The calendar's secret address: made, ended, and answered, so that any phone reminds without an account."""

from datetime import date, timedelta

from tracker import clock
from tracker.access.tokens import new_token, token_hash
from tracker.domain.entry import new_entry_id
from tracker.domain.fair_try import Assignment, FairTry
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.reminders import Reminders
from tracker.errors import FeedGone
from tracker.exchange.calendar import calendar_of
from tracker.record import ClientRecord
from tracker.record.fair_tries import with_ends_due
from tracker.store.calendar import CalendarState
from tracker.store.store import Store

# A phone asks every few hours: the sessions to come are what it shows, and a month gone by.
MOST_IN_FEED, DAYS_GONE_BY = 200, 28


def make_feed(record: ClientRecord) -> str:
    """Give the calendar a new secret address and return its token, told once; the address before ends.

    Raises OwnRecordOnly or AccessRefused for who only reads, ConsentMissing.
    """
    token = new_token()
    record.calendar.give_feed(token_hash(token))
    return token


def feed(store: Store, token: str, time_zone: str = "") -> bytes:
    """Return the calendar file of a token, massage sessions in the practice's zone; raises FeedGone for every kind of no.

    Guesses are not counted: a token has 256 random bits, and calendars that ask for an ended address all day
    come from the same few servers as those that work.
    """
    client_id = store.calendar.client_of_feed(token_hash(token))
    if client_id is None or store.accounts.is_closed(client_id):
        raise FeedGone
    state = store.calendar.get(client_id)
    if state is None:
        raise FeedGone
    # A feed has no reader whose zone is known: the coins are told by the practice's day.
    today = clock.in_zone(time_zone, clock.utc_now()).date()
    planned, assignments = store.planned_massages.all(client_id), _assignments_today(store, client_id, today)
    return _file(state, planned, today, assignments, time_zone)


def own_calendar(record: ClientRecord, time_zone: str = "") -> bytes:
    """Return the record's calendar file, with the usual reminders before any were kept; raises OwnRecordOnly."""
    state = record.calendar.get() or CalendarState(new_entry_id(), Reminders(), clock.utc_now())
    assignments = tuple(
        (fair_try, part) for fair_try, part in record.fair_tries.assignments_today() if part is not None
    )
    return _file(state, record.planned_massages.all(), clock.today(), assignments, time_zone)


def _file(
    state: CalendarState,
    planned: tuple[PlannedMassage, ...],
    today: date,
    assignments: tuple[tuple[FairTry, Assignment], ...],
    time_zone: str,
) -> bytes:
    first = today - timedelta(days=DAYS_GONE_BY)
    shown = [session for session in planned if session.on_date >= first][:MOST_IN_FEED]
    return calendar_of(state.calendar_id, state.reminders, state.changed_at, shown, time_zone, assignments)


def _assignments_today(store: Store, client_id: str, today: date) -> tuple[tuple[FairTry, Assignment], ...]:
    """Return what running tries ask on a day; nothing of one that something ended."""
    going_on = [fair_try for fair_try, due in with_ends_due(store, client_id, today) if due is None]
    return tuple((fair_try, part) for fair_try in going_on if (part := fair_try.current(today)) is not None)
