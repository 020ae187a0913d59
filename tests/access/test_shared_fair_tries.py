"""Fair tries of two: a therapist proposes and sees how it stands, as far as the link says; the client alone agrees."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.fair_tries import MONDAY, begun, habit_try, keep_diary, live_through, massage_try
from tests.practice import shared
from tests.set_clock import SetClock
from tracker.access.sharing import holder_of, keep_share
from tracker.access.sign_in import actor_of
from tracker.domain.account import Account
from tracker.domain.check_in import CheckIn
from tracker.domain.fair_try import TryEnd, TryState
from tracker.domain.home_plan import PlanItem
from tracker.domain.period import Period
from tracker.domain.share_link import USUAL_FIELDS
from tracker.errors import AccessRefused, OwnRecordOnly, UnknownEntry
from tracker.progress import progress
from tracker.record import ClientRecord
from tracker.reports.at_a_glance import at_a_glance
from tracker.store.store import Store
from tracker.web.shared_view import shared_view

WITH_TRIES = (*USUAL_FIELDS, "fair-tries")
Kept = Callable[..., ClientRecord]


@pytest.fixture
def record(day: SetClock, store: Store, ana: Account) -> ClientRecord:
    record = ClientRecord(store, actor_of(ana), ana.account_id)
    keep_diary(record)
    return record


@pytest.fixture
def kept(record: ClientRecord, store: Store, ana: Account, robin: Account) -> Kept:
    def make(fields: tuple[str, ...] = WITH_TRIES, **values: Any) -> ClientRecord:
        link = shared(store, ana, fields=fields, **values)[0]
        keep_share(store, robin, link)
        stands = store.shares.get(link.share_id)
        return ClientRecord(store, actor_of(robin), ana.account_id, share=stands)

    return make


def test_a_therapist_proposes_and_the_client_alone_agrees(
    kept: Kept, record: ClientRecord, robin: Account, day: SetClock
) -> None:
    theirs = kept()
    proposed = theirs.fair_tries.propose(massage_try(MONDAY))
    assert proposed.proposed_by == robin.account_id
    with pytest.raises(OwnRecordOnly):
        theirs.fair_tries.agree(proposed.try_id)
    running = record.fair_tries.agree(proposed.try_id)
    assert [one.state for one in theirs.fair_tries.all()] == [TryState.RUNNING]
    with pytest.raises(OwnRecordOnly):
        theirs.fair_tries.end(running.try_id)
    with pytest.raises(OwnRecordOnly):
        theirs.fair_tries.say_not_kept(running.try_id, 0)
    day.set(running.protocol.known_from(0))
    assert theirs.fair_tries.assignments_today() == record.fair_tries.assignments_today()
    assert theirs.fair_tries.assignments_today()[0][1] is not None


def test_a_therapist_takes_back_what_they_proposed_and_no_more(kept: Kept, record: ClientRecord) -> None:
    theirs = kept()
    assert theirs.fair_tries.end(theirs.fair_tries.propose(massage_try(MONDAY)).try_id).end == TryEnd.DECLINED
    clients = record.fair_tries.propose(massage_try(MONDAY))
    with pytest.raises(OwnRecordOnly):
        theirs.fair_tries.end(clients.try_id)


def test_a_link_without_fair_tries_shows_none_and_takes_no_proposal(
    kept: Kept, record: ClientRecord, store: Store, ana: Account
) -> None:
    begun(record, habit_try(MONDAY))
    for theirs in (
        kept(USUAL_FIELDS),
        ClientRecord(store, holder_of(link := shared(store, ana)[0]), ana.account_id, share=link),
    ):
        assert (
            theirs.fair_tries.all()
            == theirs.fair_tries.assignments_today()
            == theirs.fair_tries.answers()
            == ()
        )
        with pytest.raises(AccessRefused):
            theirs.fair_tries.propose(massage_try(MONDAY, outcome="back-pain"))
        with pytest.raises(UnknownEntry):
            theirs.fair_tries.get(record.fair_tries.all()[0].try_id)
        assert "walk" not in repr(shared_view(theirs))


def test_who_holds_a_link_reads_and_proposes_nothing(
    record: ClientRecord, store: Store, ana: Account
) -> None:
    begun(record, habit_try(MONDAY))
    link = shared(store, ana, fields=WITH_TRIES)[0]
    theirs = ClientRecord(store, holder_of(link), ana.account_id, share=link)
    assert len(theirs.fair_tries.all()) == 1
    with pytest.raises(AccessRefused):
        theirs.fair_tries.propose(massage_try(MONDAY, outcome="back-pain"))


def test_the_therapists_sheet_says_what_is_asked_this_week(
    kept: Kept, record: ClientRecord, day: SetClock
) -> None:
    theirs, running = kept(), begun(record, massage_try(MONDAY))
    day.set(running.protocol.known_from(0))
    lines = dict(at_a_glance(theirs, progress(theirs, today(day), "cm"), today(day)))
    assert lines["Fair try"].startswith("Massage and leg pain. This week’s massage is on ")
    assert lines["Fair try"].endswith("there is no answer before.")


def today(day: SetClock) -> Period:
    return Period(day.day, day.day)


def test_both_read_the_same_answer_and_a_link_to_some_days_does_not(
    kept: Kept, record: ClientRecord, day: SetClock
) -> None:
    theirs, latest = kept(), kept(rolling_days=14)
    over = live_through(record, day, begun(record, habit_try(MONDAY, pairs=8)))
    (own,), (shown,) = record.fair_tries.answers(), theirs.fair_tries.answers()
    assert (own.sentence, own.further) == (shown.sentence, shown.further)
    assert latest.fair_tries.all() == latest.fair_tries.answers() == ()
    assert over.end == TryEnd.COMPLETE


def test_a_therapist_who_looks_first_sees_the_end_and_the_client_keeps_it(
    kept: Kept, record: ClientRecord, store: Store, day: SetClock
) -> None:
    theirs = kept()
    running = begun(record, habit_try(MONDAY))
    day.set(running.protocol.last_number_by + timedelta(days=1))
    assert theirs.fair_tries.all()[0].end == TryEnd.COMPLETE
    assert store.read("SELECT ended_at FROM fair_try")[1] == [(None,)]
    assert record.fair_tries.all()[0].end == TryEnd.COMPLETE
    assert store.read("SELECT count(ended_at) FROM fair_try")[1] == [(1,)]


def test_taking_the_exercise_off_the_plan_ends_no_try_whose_last_day_is_over(
    kept: Kept, record: ClientRecord, day: SetClock
) -> None:
    theirs = kept()
    item = PlanItem(own_words="Swim a little", written_by="")
    theirs.home_plan.add(item)
    running = begun(record, habit_try(MONDAY, kind="exercise", words="Swim a little", item_id=item.item_id))
    day.set(running.protocol.last_number_by)
    theirs.home_plan.end(item.item_id)
    assert record.fair_tries.all()[0].is_running
    record.entries.add(CheckIn(on_date=running.protocol.last_date, leg_pain_nrs=4))
    assert theirs.fair_tries.all()[0].end == TryEnd.COMPLETE
    assert record.fair_tries.all()[0].end == TryEnd.COMPLETE


def test_taking_the_exercise_off_the_plan_ends_the_try_though_it_comes_back(
    kept: Kept, record: ClientRecord
) -> None:
    theirs = kept()
    item = PlanItem(own_words="Swim a little", written_by="")
    theirs.home_plan.add(item)
    protocol = habit_try(MONDAY, kind="exercise", words="Swim a little", item_id=item.item_id)
    begun(record, protocol)
    theirs.home_plan.end(item.item_id)
    theirs.home_plan.resume(item.item_id)
    assert record.fair_tries.all()[0].end == TryEnd.PLAN_CHANGED
