"""The page of fair tries: planned, agreed to, followed day by day, and answered at its end."""

import pytest

from tests.fair_tries import MONDAY, begun, habit_try, keep_diary, live_through, massage_try
from tests.fetched_answers import answers_of, components, said
from tests.pages.opened_app import OpenedApp
from tests.set_clock import SetClock
from tracker.analysis.fair_try_words import NO_PEEKING, RUNNING
from tracker.domain import coin
from tracker.domain.check_in import CheckIn
from tracker.domain.fair_try import TryEnd, TryState
from tracker.record import ClientRecord, personal_record
from tracker.store.store import Store


@pytest.fixture
def record(store: Store, day: SetClock) -> ClientRecord:
    record = personal_record(store)
    keep_diary(record)
    return record


def test_a_massage_try_is_planned_read_and_agreed_to(
    app: OpenedApp, record: ClientRecord, day: SetClock
) -> None:
    app.go("fair-try")
    assert "A diary cannot say" in app.words
    app.fill(try_kind="massage")
    assert "One weekday" in [box.label for box in app.test.selectbox]
    app.press("See what I would agree to")
    assert record.fair_tries.all()[0].state == TryState.PROPOSED
    assert "One massage a week, on Monday or Thursday, as the coin says." in app.words
    app.press("I agree: begin")
    (running,) = record.fair_tries.all()
    assert (running.is_running, running.protocol.slots) == (True, (0, 3))
    assert "It has not begun." in app.words
    day.set(running.protocol.known_from(0))
    assert "This week’s massage is" in app.go("fair-try").words
    assert "Fair try: This week’s massage is" in app.go("check-in").words


def test_a_habit_is_tried_in_own_words(app: OpenedApp, record: ClientRecord) -> None:
    app.go("fair-try").fill(try_kind="habit")
    app.press("See what I would agree to")
    assert app.refusals == ["Say in a few words which habit it is."]
    app.fill(try_habit="a *walk* at lunch").press("See what I would agree to")
    assert record.fair_tries.all()[0].protocol.words == "a *walk* at lunch"
    app.press("No, not this one")
    assert record.fair_tries.all()[0].state == TryState.NOT_BEGUN


def test_an_exercise_is_chosen_from_the_list_where_there_is_no_plan(
    app: OpenedApp, record: ClientRecord
) -> None:
    app.go("fair-try").fill(try_kind="exercise").press("See what I would agree to")
    assert app.refusals == ["Choose an exercise."]
    app.fill(try_exercise="bridge").press("See what I would agree to")
    assert record.fair_tries.all()[0].protocol.words == "Bridge"


def test_what_could_not_be_kept_is_one_tap_with_undo_at_the_check_in(
    app: OpenedApp, record: ClientRecord, day: SetClock
) -> None:
    begun(record, habit_try(MONDAY))
    app.go("check-in")
    assert not app.has_button("I could not keep it")
    day.go_on()
    app.go("check-in").press("I could not keep it")
    assert record.fair_tries.all()[0].not_kept == {0}
    assert not app.has_button("I could not keep it")
    app.press("Undo")
    assert record.fair_tries.all()[0].not_kept == frozenset()
    assert app.has_button("I could not keep it")


def test_nothing_is_told_before_the_end_and_then_everything(
    app: OpenedApp, record: ClientRecord, day: SetClock
) -> None:
    running = begun(record, habit_try(MONDAY, pairs=8))
    day.set(running.protocol.last_date)
    app.go("fair-try")
    assert NO_PEEKING in app.words
    assert "fair-try" not in " ".join(one["query"] for one in components(app.test))
    assert RUNNING in said(answers_of(app.go("progress").test))
    day.set(MONDAY)
    live_through(record, day, running)
    app.go("fair-try")
    told = said(answers_of(app.test))
    assert (
        "The coin says that “a walk at lunch” made the difference: your leg pain was 2.0 points lower" in told
    )
    assert "coin orders would have shown as much by chance." in told
    assert "You knew which days were with “a walk at lunch”." in told
    assert "without-with" in app.test.code[-1].value


def test_it_is_ended_early_only_when_asked_twice(app: OpenedApp, record: ClientRecord) -> None:
    begun(record, massage_try(MONDAY))
    app.go("fair-try").press("End it early")
    assert record.fair_tries.all()[0].is_running
    app.press("Go on with it").press("End it early").press("End it for good")
    assert record.fair_tries.all()[0].end == TryEnd.STOPPED
    assert "You ended it early." in app.words


def test_what_was_kept_of_a_try_ended_early_is_of_the_blocks_that_came(
    app: OpenedApp, record: ClientRecord, day: SetClock
) -> None:
    running = begun(record, habit_try(MONDAY, pairs=6))
    day.go_on(5)
    record.fair_tries.say_not_kept(running.try_id, 1)
    record.fair_tries.end(running.try_id)
    day.go_on(60)
    app.go("fair-try")
    assert "Kept in 1 of 2 blocks." in app.words
    assert "Plan another one" in [expander.label for expander in app.test.expander]


def test_a_part_of_before_is_a_line_that_says_what_a_press_would_say(
    app: OpenedApp, record: ClientRecord, day: SetClock
) -> None:
    running = begun(record, massage_try(MONDAY))
    day.set(running.protocol.known_from(1))
    assert "Kept in 1 of 1 week so far." in app.go("fair-try").words
    (button,) = [one for one in app.test.button if one.key == f"not_kept_{running.try_id}_0"]
    assert button.label.startswith("I could not keep it: ")
    app.press(button.label)
    assert "Kept in 0 of 1 week so far." in app.words


def test_the_day_after_the_last_one_waits_for_its_number_and_for_what_was_not_kept(
    app: OpenedApp, record: ClientRecord, day: SetClock
) -> None:
    running = begun(record, habit_try(MONDAY, pairs=6))
    day.set(running.protocol.last_number_by)
    over = "The last day was yesterday. Its leg pain can still be logged today: choose yesterday as the day."
    assert f"Fair try: {over}" in app.go("check-in").words
    assert not app.has_button("I could not keep it")
    app.go("fair-try")
    assert over in app.words
    assert "It ran until 7 April 2026." in app.words
    assert "It runs until" not in app.words
    (button,) = [one for one in app.test.button if one.key == f"not_kept_{running.try_id}_11"]
    app.press(button.label)
    assert record.fair_tries.all()[0].not_kept == {11}
    record.entries.add(CheckIn(on_date=running.protocol.last_date, leg_pain_nrs=4))
    assert "It ran to its end." in app.go("fair-try").words


def test_the_plain_check_in_has_nothing_of_it_without_a_try(app: OpenedApp) -> None:
    assert "Fair try" not in app.go("check-in").words


def test_no_page_differs_by_the_coins_to_come(
    app: OpenedApp, record: ClientRecord, store: Store, day: SetClock
) -> None:
    running = begun(record, massage_try(MONDAY))
    day.set(running.protocol.known_from(4))
    nonce = store.read("SELECT nonce FROM fair_try")[1][0][0]
    told = []
    for coming in (True, False):
        order = tuple(pair % 2 == 0 if pair < 5 else coming == (pair % 3 == 0) for pair in range(10))
        seal, digits = coin.commitment(order, nonce), "".join("1" if one else "0" for one in order)
        store.write("UPDATE fair_try SET coins = :digits, commitment = :seal", digits=digits, seal=seal)
        words = []
        for path in ("fair-try", "check-in", "progress", "massage", "history", "account"):
            app.go(path)
            words.append((app.words, [code.value for code in app.test.code]))
        answered = said(answers_of(app.go("progress", question="fair-try").test))
        told.append(repr((words, answered)).replace(seal, "SEAL"))
    assert told[0] == told[1]
    assert "This week’s massage" in told[0]
