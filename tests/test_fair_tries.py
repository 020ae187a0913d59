"""Fair tries in a record: begun only where an answer can be had, told day by day, and over for good."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.fair_tries import (
    MONDAY,
    PROTOCOLS,
    begun,
    exercise_try,
    habit_try,
    keep_diary,
    live_through,
    massage_try,
)
from tests.set_clock import SetClock
from tracker import clock
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Actor, Client, Role
from tracker.domain.coin import commitment
from tracker.domain.entry import new_entry_id
from tracker.domain.fair_try import TryEnd, TryState
from tracker.domain.fair_try_words import today_words
from tracker.domain.home_plan import PlanItem
from tracker.domain.red_flags import RedFlagAnswers
from tracker.errors import InvalidEntry
from tracker.record import OPERATOR, ClientRecord, personal_record
from tracker.store.store import Store


@pytest.fixture
def record(store: Store, day: SetClock) -> ClientRecord:
    return personal_record(store)


@pytest.mark.parametrize("kind", PROTOCOLS)
def test_a_try_is_proposed_agreed_to_and_lived_to_its_end(
    kind: str, record: ClientRecord, day: SetClock
) -> None:
    keep_diary(record)
    proposed = record.fair_tries.propose(PROTOCOLS[kind](MONDAY))
    assert (proposed.state, proposed.commitment, proposed.coins) == (TryState.PROPOSED, None, ())
    running = record.fair_tries.agree(proposed.try_id)
    assert (running.state, running.coins, running.nonce) == (TryState.RUNNING, (), None)
    assert running.commitment is not None
    over = live_through(record, day, running)
    assert (over.state, over.end, over.ended_date) == (
        TryState.ENDED,
        TryEnd.COMPLETE,
        over.protocol.last_date,
    )
    assert over.nonce is not None
    assert commitment(over.coins, over.nonce) == running.commitment
    assert over.protocol == running.protocol


@pytest.mark.parametrize("kind", PROTOCOLS)
def test_no_day_tells_more_coins_than_have_come(kind: str, record: ClientRecord, day: SetClock) -> None:
    keep_diary(record)
    protocol = PROTOCOLS[kind](MONDAY)
    begun(record, protocol)
    before = 0
    while day.day <= protocol.last_date:
        (seen,) = record.fair_tries.all()
        assert len(seen.coins) == protocol.pairs_known(day.day)
        assert seen.nonce is None
        told = seen.assignments_told(day.day)
        assert len(told) == protocol.assignments_known(day.day) >= before
        assert all(protocol.known_from(one.number) <= day.day for one in told)
        before = len(told)
        day.go_on()
    assert before == protocol.assignments


def test_two_about_one_outcome_are_refused_and_two_about_two_are_not(record: ClientRecord) -> None:
    keep_diary(record)
    begun(record, massage_try(MONDAY))
    with pytest.raises(InvalidEntry, match="There is a fair try about leg pain already"):
        record.fair_tries.propose(habit_try(MONDAY))
    begun(record, habit_try(MONDAY, outcome="back-pain"))
    assert len(record.fair_tries.running()) == 2


def test_of_two_proposals_that_came_at_once_only_one_is_begun(record: ClientRecord, store: Store) -> None:
    keep_diary(record)
    first = record.fair_tries.propose(massage_try(MONDAY))
    store.fair_tries.propose(record.client_id, replace(first, try_id="0bb43bf9-2871-44aa-b47f-e9ef9b57fc99"))
    with pytest.raises(InvalidEntry, match="already"):
        record.fair_tries.agree(first.try_id)


def test_it_needs_fourteen_days_of_diary_of_its_outcome(record: ClientRecord) -> None:
    keep_diary(record, days=13)
    proposed = record.fair_tries.propose(habit_try(MONDAY))
    with pytest.raises(
        InvalidEntry, match="needs 14 days of diary with leg pain in the last 8 weeks; there are 13"
    ):
        record.fair_tries.agree(proposed.try_id)
    assert record.fair_tries.all()[0].state == TryState.PROPOSED
    record.entries.add(CheckIn(on_date=MONDAY - timedelta(days=30), back_pain_nrs=4))
    with pytest.raises(InvalidEntry, match="there are 13"):
        record.fair_tries.agree(proposed.try_id)
    record.entries.add(CheckIn(on_date=MONDAY - timedelta(days=31), leg_pain_nrs=4))
    assert record.fair_tries.agree(proposed.try_id).is_running


def test_it_is_not_begun_in_a_flare_but_a_flare_does_not_end_it(record: ClientRecord, day: SetClock) -> None:
    keep_diary(record)
    flare = record.entries.add(CheckIn(leg_pain_nrs=9, is_flare=True)).entry
    proposed = record.fair_tries.propose(habit_try(MONDAY))
    with pytest.raises(InvalidEntry, match="A flare is on"):
        record.fair_tries.agree(proposed.try_id)
    record.entries.delete(flare)
    record.fair_tries.agree(proposed.try_id)
    day.go_on(5)
    record.entries.add(CheckIn(leg_pain_nrs=9, is_flare=True))
    assert record.fair_tries.all()[0].is_running


@pytest.mark.parametrize(
    ("sign", "ends"), [("saddle", True), ("clot", True), ("stuck", False)], ids=["tier A", "tier B", "tier C"]
)
def test_a_warning_sign_that_cannot_wait_ends_it_at_once_and_for_good(
    sign: str, ends: bool, record: ClientRecord, day: SetClock
) -> None:
    keep_diary(record)
    begun(record, habit_try(MONDAY))
    day.go_on(9)
    record.warning_signs.answer(RedFlagAnswers(answers={sign: "yes"}))
    assert record.fair_tries.all()[0].is_running is not ends
    record.warning_signs.answer(RedFlagAnswers(lifted="mistake"))
    (after,) = record.fair_tries.all()
    assert after.is_running is not ends
    if ends:
        assert (after.end, after.ended_date) == (TryEnd.WARNING_SIGN, day.day)
        day.go_on(90)
        assert record.fair_tries.all()[0].end == TryEnd.WARNING_SIGN
        with pytest.raises(InvalidEntry, match="only once a fair try has come to its end"):
            record.fair_tries.entries_of(after.try_id)


def test_a_sign_that_stands_keeps_one_from_beginning(record: ClientRecord) -> None:
    keep_diary(record)
    record.warning_signs.answer(RedFlagAnswers(answers={"clot": "yes"}))
    proposed = record.fair_tries.propose(habit_try(MONDAY))
    with pytest.raises(InvalidEntry, match="A warning sign stands"):
        record.fair_tries.agree(proposed.try_id)


def test_a_day_gone_by_is_refused_also_when_it_passed_since_it_was_proposed(
    record: ClientRecord, day: SetClock
) -> None:
    keep_diary(record)
    for protocol in (
        habit_try(MONDAY, first_date=MONDAY),
        massage_try(MONDAY, first_date=MONDAY),
        massage_try(MONDAY, first_date=MONDAY + timedelta(days=1), slots=(1, 4)),
    ):
        with pytest.raises(InvalidEntry, match="The first day is too early: choose"):
            record.fair_tries.propose(protocol)
    with pytest.raises(InvalidEntry, match="within the next three months"):
        record.fair_tries.propose(habit_try(MONDAY, first_date=MONDAY + timedelta(days=120)))
    proposed = record.fair_tries.propose(habit_try(MONDAY))
    day.go_on()
    with pytest.raises(InvalidEntry, match="too early"):
        record.fair_tries.agree(proposed.try_id)


def test_what_could_not_be_kept_is_one_call_can_be_taken_back_and_stands_after_the_end(
    record: ClientRecord, day: SetClock
) -> None:
    keep_diary(record)
    running = begun(record, habit_try(MONDAY, pairs=6))
    with pytest.raises(InvalidEntry, match="has not come yet"):
        record.fair_tries.say_not_kept(running.try_id, 0)
    day.go_on(4)
    record.fair_tries.say_not_kept(running.try_id, 1)
    record.fair_tries.say_not_kept(running.try_id, 1)
    record.fair_tries.say_not_kept(running.try_id, 0)
    record.fair_tries.say_not_kept(running.try_id, 0, was_kept=True)
    with pytest.raises(InvalidEntry, match="has not come yet"):
        record.fair_tries.say_not_kept(running.try_id, 2)
    (now,) = record.fair_tries.all()
    assert (now.not_kept, now.kept_of(day.day)) == ({1}, (1, 2))
    over = live_through(record, day, now)
    assert over.kept_of(day.day) == (11, 12)
    with pytest.raises(InvalidEntry, match="not running"):
        record.fair_tries.say_not_kept(running.try_id, 3)


def test_the_end_stands_when_the_clock_is_set_back(record: ClientRecord, day: SetClock) -> None:
    keep_diary(record)
    over = live_through(record, day, begun(record, habit_try(MONDAY, pairs=6)))
    day.set(MONDAY - timedelta(days=3))
    assert record.fair_tries.all() == (over,)


def test_a_clock_set_back_tells_no_coin_before_the_day_of_the_agreement(
    record: ClientRecord, day: SetClock
) -> None:
    keep_diary(record)
    begun(record, habit_try(MONDAY))
    day.go_on(10)
    assert record.fair_tries.assignments_today()[0][1] is not None
    day.set(MONDAY - timedelta(days=400))
    ((running, assignment),) = record.fair_tries.assignments_today()
    assert (running.coins, assignment) == ((), None)
    assert "is the clock right?" in today_words(running, day.day)


def test_what_is_changed_once_the_answer_is_known_does_not_change_it(
    record: ClientRecord, day: SetClock
) -> None:
    keep_diary(record)
    over = live_through(record, day, begun(record, habit_try(MONDAY, pairs=6)))
    before = record.fair_tries.entries_of(over.try_id)
    assert len(before) == 36
    day.go_on()
    first, second, third, *_ = before
    record.entries.edit(replace(first, leg_pain_nrs=0), first.version)  # type: ignore[call-arg]
    record.entries.delete(second)
    record.entries.edit(replace(third, on_date=day.day), third.version)
    record.entries.add(CheckIn(on_date=first.on_date, leg_pain_nrs=0))
    record.imports.bring_in([CheckIn(on_date=second.on_date, leg_pain_nrs=0, source="csv")])
    # A file of ours says itself when and through which door an entry was made.
    record.imports.bring_in([replace(second, entry_id=new_entry_id(), leg_pain_nrs=0)])  # type: ignore[call-arg]
    assert record.fair_tries.entries_of(over.try_id) == before


def test_what_was_taken_out_before_the_end_counts_no_more_when_it_is_brought_back(
    record: ClientRecord, day: SetClock
) -> None:
    keep_diary(record)
    running = begun(record, habit_try(MONDAY, pairs=6))
    day.go_on(3)
    bad_day = record.entries.add(CheckIn(leg_pain_nrs=9)).entry
    record.entries.delete(bad_day)
    day.set(running.protocol.last_number_by + timedelta(days=1))
    (over,) = record.fair_tries.all()
    before = record.fair_tries.entries_of(over.try_id)
    record.entries.undo(bad_day)
    assert bad_day.entry_id in {entry.entry_id for entry in record.entries.all()}
    assert record.fair_tries.entries_of(over.try_id) == before


def test_an_exercise_of_the_plan_must_be_on_it_and_ends_the_try_when_it_is_taken_off(
    record: ClientRecord, store: Store, day: SetClock
) -> None:
    keep_diary(record)
    item = PlanItem(exercise_id="bridge", written_by="robin")
    with pytest.raises(InvalidEntry, match="not on the home plan any more"):
        record.fair_tries.propose(exercise_try(MONDAY, item_id=item.item_id))
    with pytest.raises(InvalidEntry, match="Choose one of the exercises"):
        record.fair_tries.propose(exercise_try(MONDAY, words="Juggling"))
    store.home_plan.add(record.client_id, item)
    running = begun(record, exercise_try(MONDAY, item_id=item.item_id))
    day.go_on(5)
    store.home_plan.end(record.client_id, item.item_id, clock.utc_now())
    assert record.fair_tries.all()[0].end == TryEnd.PLAN_CHANGED
    store.home_plan.resume(record.client_id, item.item_id)
    assert record.fair_tries.all()[0].end == TryEnd.PLAN_CHANGED
    assert running.protocol.item_id == item.item_id


def test_a_stopped_try_tells_its_coins_and_has_no_answer(record: ClientRecord, day: SetClock) -> None:
    keep_diary(record)
    running = begun(record, massage_try(MONDAY))
    day.go_on(20)
    stopped = record.fair_tries.end(running.try_id)
    assert (stopped.state, stopped.end, len(stopped.coins)) == (TryState.ENDED_EARLY, TryEnd.STOPPED, 10)
    assert stopped.nonce is not None
    with pytest.raises(InvalidEntry, match="only once"):
        record.fair_tries.entries_of(running.try_id)
    assert record.fair_tries.end(running.try_id) == stopped
    with pytest.raises(InvalidEntry, match="begun or ended before"):
        record.fair_tries.agree(running.try_id)


def test_a_declined_proposal_is_kept_as_such_and_makes_room(record: ClientRecord) -> None:
    keep_diary(record)
    declined = record.fair_tries.end(record.fair_tries.propose(massage_try(MONDAY)).try_id)
    assert declined.state == TryState.NOT_BEGUN
    begun(record, massage_try(MONDAY))


def test_protocol_or_coins_changed_outside_have_no_answer(
    record: ClientRecord, store: Store, day: SetClock
) -> None:
    keep_diary(record)
    over = live_through(record, day, begun(record, habit_try(MONDAY, pairs=6)))
    digits = "".join("10"[coin] for coin in over.coins)
    store.write("UPDATE fair_try SET coins = :coins", coins=digits)
    assert record.fair_tries.all()[0].end == TryEnd.CHANGED
    with pytest.raises(InvalidEntry, match="only once"):
        record.fair_tries.entries_of(over.try_id)


def test_an_archive_of_a_running_try_has_no_coin_to_come_and_ends_it_where_it_is_brought_in(
    record: ClientRecord, store: Store, day: SetClock
) -> None:
    keep_diary(record)
    begun(record, habit_try(MONDAY))
    day.go_on(8)
    whole = record.archive.whole()
    assert len(whole.fair_tries[0].coins) == 2
    assert whole.fair_tries[0].nonce is None
    store.clients.add(Client(client_id="other"))
    other = ClientRecord(store, OPERATOR, "other")
    other.archive.restore(whole)
    (brought,) = other.fair_tries.all()
    assert (brought.state, brought.end) == (TryState.ENDED_EARLY, TryEnd.BROUGHT_IN)
    day.go_on(100)
    assert len(other.fair_tries.all()[0].coins) == 2
    assert other.fair_tries.all()[0].end == TryEnd.BROUGHT_IN
    record.archive.restore(whole)
    assert record.fair_tries.all()[0].end == TryEnd.COMPLETE


def test_another_client_sees_nothing_and_erasing_takes_all(record: ClientRecord, store: Store) -> None:
    keep_diary(record)
    begun(record, habit_try(MONDAY))
    store.clients.add(Client(client_id="other"))
    assert ClientRecord(store, Actor("other", Role.CLIENT), "other").fair_tries.all() == ()
    store.clients.erase(record.client_id)
    for table in ("fair_try", "fair_try_not_kept"):
        assert store.read(f"SELECT count(*) FROM {table}")[1] == [(0,)]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"slots": (0, 1)}, "three or four days apart"),
        ({"slots": (0,)}, "Choose two weekdays"),
        ({"slots": (3, 0)}, "must start on the first of its two weekdays"),
        ({"pairs": 5}, "Pairs must be a whole number from 6 to 20"),
        ({"pairs": 21}, "Pairs must be a whole number from 6 to 20"),
        ({"outcome": "mood"}, "Outcome must be one of"),
        ({"kind": "pill"}, "Kind must be one of"),
        ({"words": "x"}, "two weekdays and nothing else"),
    ],
)
def test_a_protocol_that_cannot_be_is_refused_in_a_sentence(values: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidEntry, match=sentence):
        massage_try(MONDAY, **values)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"block_days": 4}, "Block days must be 2 or 3"),
        ({"block_days": None}, "Block days must be 2 or 3"),
        ({"words": "  "}, "which habit it is"),
        ({"words": "x" * 61}, "up to 60 characters"),
        ({"left_out_days": 3}, "At least one day"),
        ({"slots": (0, 3)}, "Only a fair try of a massage"),
    ],
)
def test_a_protocol_of_blocks_that_cannot_be_is_refused_too(values: dict[str, object], sentence: str) -> None:
    with pytest.raises(InvalidEntry, match=sentence):
        habit_try(MONDAY, **values)


def test_the_signature_changes_with_every_value_of_the_protocol() -> None:
    protocols = [
        massage_try(MONDAY),
        massage_try(MONDAY, outcome="back-pain"),
        massage_try(MONDAY, pairs=9),
        massage_try(MONDAY, slots=(0, 4)),
        massage_try(MONDAY, first_date=MONDAY + timedelta(days=14)),
        habit_try(MONDAY),
        habit_try(MONDAY, words="A walk at lunch"),
        habit_try(MONDAY, block_days=2),
        habit_try(MONDAY, left_out_days=1),
        exercise_try(MONDAY),
    ]
    assert len({protocol.signature for protocol in protocols}) == len(protocols)
    assert massage_try(MONDAY).signature == massage_try(MONDAY).signature


def test_a_backup_made_while_it_ran_ends_it_where_it_is_restored(
    record: ClientRecord, store: Store, day: SetClock
) -> None:
    keep_diary(record)
    running = begun(record, habit_try(MONDAY, pairs=6))
    day.go_on(10)
    assert store.fair_tries.end_those_of_backup(clock.utc_now()) == 1
    (ended,) = record.fair_tries.all()
    assert (ended.end, ended.ended_date) == (TryEnd.RESTORED, day.day)
    assert ended.try_id == running.try_id
    assert store.fair_tries.end_those_of_backup(clock.utc_now()) == 0


def test_a_try_that_cannot_be_read_keeps_no_backup_from_being_restored(
    record: ClientRecord, store: Store, day: SetClock
) -> None:
    keep_diary(record)
    begun(record, habit_try(MONDAY, pairs=6))
    store.write("UPDATE fair_try SET protocol_json = '{}'")
    assert store.fair_tries.end_those_of_backup(clock.utc_now()) == 1


def test_a_backup_made_after_its_last_day_keeps_its_answer(
    record: ClientRecord, store: Store, day: SetClock
) -> None:
    keep_diary(record)
    running = begun(record, habit_try(MONDAY, pairs=6))
    day.set(running.protocol.last_number_by + timedelta(days=1))
    record.entries.add(CheckIn(leg_pain_nrs=4))
    assert store.fair_tries.end_those_of_backup(clock.utc_now()) == 0
    assert record.fair_tries.all()[0].end == TryEnd.COMPLETE


def test_who_begins_again_until_it_pleases_is_told_so(record: ClientRecord, day: SetClock) -> None:
    keep_diary(record)
    for _ in range(2):
        record.fair_tries.end(begun(record, habit_try(day.day, pairs=6)).try_id)
        day.go_on()
    record.fair_tries.end(begun(record, massage_try(day.day)).try_id)
    live_through(record, day, begun(record, habit_try(day.day, pairs=6)))
    (answer,) = record.fair_tries.answers()
    (told,) = (one for one in answer.rests_on if "ended early" in one)
    assert told.startswith(
        "2 tries of the same thing before this one ended early. The more often one begins, "
    )
