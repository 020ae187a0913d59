"""The number of a fair try's last day can be logged the next day, like that of any other day; then the try is over."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.fair_tries import MONDAY, PROTOCOLS, begun, exercise_try, habit_try, keep_diary, massage_try
from tests.set_clock import SetClock
from tracker import clock
from tracker.access.calendar_feed import own_calendar
from tracker.cli import main
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Client
from tracker.domain.entry import Entry
from tracker.domain.fair_try import FairTry, TryEnd
from tracker.domain.fair_try_protocol import TryProtocol
from tracker.domain.fair_try_words import state_words, today_words
from tracker.domain.home_plan import PlanItem
from tracker.domain.period import Period
from tracker.domain.red_flags import RedFlagAnswers
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.exchange.archive import archive_of, read_archive
from tracker.exports import export_of
from tracker.progress import progress
from tracker.progress.findings import fair_try_finding
from tracker.record import OPERATOR, ClientRecord, personal_record
from tracker.reports.at_a_glance import at_a_glance
from tracker.store.store import Store, open_store

NUMBERS: dict[str, Callable[..., Entry]] = {
    "leg-pain": lambda **more: CheckIn(leg_pain_nrs=7, **more),
    "back-pain": lambda **more: CheckIn(back_pain_nrs=7, **more),
    "reach": lambda **more: SitAndReachTest(foot_line_cm=26, trials_cm=(20,), **more),
}


@pytest.fixture
def record(store: Store, day: SetClock) -> ClientRecord:
    record = personal_record(store)
    keep_diary(record)
    return record


def on_the_day_after(record: ClientRecord, day: SetClock, protocol: TryProtocol) -> FairTry:
    """Begin a try, and let it be the day after its last one, with a page opened."""
    running = begun(record, protocol)
    day.set(protocol.last_number_by)
    return next(fair_try for fair_try in record.fair_tries.all() if fair_try.try_id == running.try_id)


def log_last_day(record: ClientRecord, fair_try: FairTry) -> Entry:
    protocol = fair_try.protocol
    return record.entries.add(NUMBERS[protocol.outcome](on_date=protocol.last_date)).entry


@pytest.mark.parametrize("outcome", NUMBERS)
def test_it_counts_the_next_day_though_a_page_was_opened_first_and_then_the_answer_comes(
    outcome: str, record: ClientRecord, day: SetClock
) -> None:
    waiting = on_the_day_after(record, day, habit_try(MONDAY, pairs=6, outcome=outcome))
    assert waiting.is_running
    assert record.fair_tries.answers() == ()
    logged = log_last_day(record, waiting)
    (over,) = record.fair_tries.all()
    assert (over.end, over.ended_date) == (TryEnd.COMPLETE, over.protocol.last_date)
    assert record.fair_tries.entries_of(over.try_id) == (logged,)
    (answer,) = record.fair_tries.answers()
    assert (answer.days.days - answer.days.missed, answer.days.left_out) == (1, 0)


def test_who_logs_the_last_day_on_the_day_has_the_answer_the_next_morning(
    record: ClientRecord, day: SetClock
) -> None:
    running = begun(record, habit_try(MONDAY, pairs=6))
    day.set(running.protocol.last_date)
    record.entries.add(CheckIn(leg_pain_nrs=4))
    assert record.fair_tries.all()[0].is_running
    day.go_on()
    assert record.fair_tries.all()[0].end == TryEnd.COMPLETE


def test_it_waits_one_day_and_no_longer(record: ClientRecord, day: SetClock) -> None:
    waiting = on_the_day_after(record, day, habit_try(MONDAY, pairs=6))
    day.set(day.day, hour=23)
    assert record.fair_tries.all()[0].is_running
    day.go_on()
    (over,) = record.fair_tries.all()
    assert (over.end, over.ended_date) == (TryEnd.COMPLETE, over.protocol.last_date)
    log_last_day(record, waiting)
    assert record.fair_tries.entries_of(over.try_id) == ()


def test_the_day_is_that_of_the_clients_zone(record: ClientRecord, day: SetClock) -> None:
    running = begun(record, habit_try(MONDAY, pairs=6))
    # In Los Angeles it is the evening of the day after the last one.
    day.set(running.protocol.last_number_by + timedelta(days=1), hour=3)
    clock.use_zone("America/Los_Angeles")
    try:
        assert record.fair_tries.all()[0].is_running
        logged = log_last_day(record, running)
        assert record.fair_tries.all()[0].end == TryEnd.COMPLETE
        assert record.fair_tries.entries_of(running.try_id) == (logged,)
    finally:
        clock.use_zone(None)


@pytest.mark.parametrize(
    "entry",
    [
        CheckIn(back_pain_nrs=4),
        SitAndReachTest(foot_line_cm=26, trials_cm=(20,)),
    ],
    ids=["another site", "another kind"],
)
def test_another_number_of_the_last_day_leaves_it_open(
    entry: Entry, record: ClientRecord, day: SetClock
) -> None:
    waiting = on_the_day_after(record, day, habit_try(MONDAY, pairs=6))
    record.entries.add(replace(entry, on_date=waiting.protocol.last_date))
    record.entries.add(CheckIn(leg_pain_nrs=4))
    assert record.fair_tries.all()[0].is_running


def test_a_file_that_brings_the_last_day_leaves_it_open_since_its_number_would_not_count(
    record: ClientRecord, day: SetClock
) -> None:
    waiting = on_the_day_after(record, day, habit_try(MONDAY, pairs=6))
    record.imports.bring_in([CheckIn(on_date=waiting.protocol.last_date, leg_pain_nrs=4, source="csv")])
    assert record.fair_tries.all()[0].is_running


@pytest.mark.parametrize("kind", PROTOCOLS)
def test_that_day_has_no_part_of_its_own_and_the_last_one_can_still_be_called_not_kept(
    kind: str, record: ClientRecord, day: SetClock
) -> None:
    waiting = on_the_day_after(record, day, PROTOCOLS[kind](MONDAY))
    assert [part for _, part in record.fair_tries.assignments_today()] == [None]
    assert b"Fair try" not in own_calendar(record)
    # No coin is to come any more, so that telling the nonce tells nothing.
    assert (
        len(waiting.coins)
        == waiting.protocol.pairs_known(waiting.protocol.last_date)
        == waiting.protocol.pairs
    )
    last_part = waiting.protocol.assignments - 1
    record.fair_tries.say_not_kept(waiting.try_id, last_part)
    log_last_day(record, waiting)
    assert record.fair_tries.all()[0].not_kept == {last_part}


def test_what_is_said_that_day_is_true_of_it(record: ClientRecord, day: SetClock) -> None:
    waiting = on_the_day_after(record, day, massage_try(MONDAY))
    last = waiting.protocol.last_date
    assert (
        today_words(waiting, day.day)
        == "The last day was yesterday. Its leg pain can still be logged today: choose yesterday as the day."
    )
    assert state_words(waiting, day.day) == (
        "It ran until 17 May 2026. The answer comes once the leg pain of that day is there, else tomorrow."
    )
    assert "The last day was yesterday" not in today_words(waiting, last)
    assert state_words(waiting, last) == "It runs until 17 May 2026; there is no answer before."
    period = Period(day.day, day.day)
    answers = progress(record, period, "cm")
    line = dict(at_a_glance(record, answers, period))["Fair try"]
    assert line.startswith("Massage and leg pain. The last day was yesterday.")
    assert line.endswith("else tomorrow.")
    assert "It ran until 17 May 2026." in fair_try_finding(answers.evidence).sentence


def test_its_exercise_may_leave_the_plan_once_the_last_day_is_over(
    record: ClientRecord, store: Store, day: SetClock
) -> None:
    item = PlanItem(exercise_id="bridge", written_by="robin")
    store.home_plan.add(record.client_id, item)
    waiting = on_the_day_after(record, day, exercise_try(MONDAY, item_id=item.item_id))
    store.home_plan.end(record.client_id, item.item_id, clock.utc_now())
    assert record.fair_tries.all()[0].is_running
    log_last_day(record, waiting)
    assert record.fair_tries.all()[0].end == TryEnd.COMPLETE


def test_a_warning_sign_of_that_day_takes_no_answer_away(record: ClientRecord, day: SetClock) -> None:
    on_the_day_after(record, day, habit_try(MONDAY, pairs=6))
    record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}))
    day.go_on()
    assert record.fair_tries.all()[0].end == TryEnd.COMPLETE


def test_an_archive_made_that_day_is_read_back_and_ends_the_try_elsewhere(
    record: ClientRecord, store: Store, day: SetClock
) -> None:
    waiting = on_the_day_after(record, day, habit_try(MONDAY, pairs=6))
    whole = read_archive(archive_of(record.archive))
    assert whole.fair_tries[0].end is None
    store.clients.add(Client(client_id="other"))
    other = ClientRecord(store, OPERATOR, "other")
    other.archive.restore(whole)
    (brought,) = other.fair_tries.all()
    assert (brought.end, brought.ended_date) == (TryEnd.BROUGHT_IN, waiting.protocol.last_date)
    log_last_day(record, waiting)
    assert record.fair_tries.all()[0].end == TryEnd.COMPLETE
    assert read_archive(archive_of(record.archive)).fair_tries[0].end == TryEnd.COMPLETE


def test_nothing_that_leaves_that_day_is_an_answer(record: ClientRecord, day: SetClock) -> None:
    on_the_day_after(record, day, habit_try(MONDAY, pairs=6))
    assert b"made the difference" not in export_of(record, "fhir")
    assert b'"fair-try"' not in export_of(record, "fhir")


def test_a_backup_made_that_day_ends_it_since_the_number_may_have_come_after(
    record: ClientRecord, store: Store, day: SetClock
) -> None:
    on_the_day_after(record, day, habit_try(MONDAY, pairs=6))
    record.entries.add(CheckIn(leg_pain_nrs=4))
    assert store.fair_tries.end_those_of_backup(clock.utc_now()) == 1
    (ended,) = record.fair_tries.all()
    assert (ended.end, ended.ended_date) == (TryEnd.RESTORED, ended.protocol.last_date)


@pytest.fixture
def on_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: SetClock) -> Iterator[ClientRecord]:
    monkeypatch.setenv("TRACKER_DATABASE", str(tmp_path / "tracker.db"))
    opened = open_store(tmp_path / "tracker.db")
    record = personal_record(opened)
    keep_diary(record)
    yield record
    opened.driver.close()


def test_the_command_line_says_it_and_takes_what_was_not_kept(on_file: ClientRecord, day: SetClock) -> None:
    def run(*words: str) -> str:
        return CliRunner().invoke(main, ["try", *words]).output

    waiting = on_the_day_after(on_file, day, habit_try(MONDAY, pairs=6))
    assert (
        "The last day was yesterday. Its leg pain can still be logged today: choose yesterday as the day."
        in run("today")
    )
    assert run("keep", "no") == "Kept in 11 of 12 blocks so far.\n"
    assert "There is no answer yet. It ran until" in run("result")
    log_last_day(on_file, waiting)
    assert run("today") == "No fair try is running.\n"
    assert "There is no answer yet" not in run("result")
