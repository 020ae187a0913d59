"""`recovery-tracker try`: planned, begun, followed and answered from the command line."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.fair_tries import begun, habit_try, keep_diary, live_through
from tests.set_clock import SetClock
from tracker.cli import main
from tracker.domain.period import Period
from tracker.exports import fhir_of
from tracker.progress import evidence
from tracker.progress.findings import fair_try_finding
from tracker.record import ClientRecord, personal_record
from tracker.record.fair_tries import MOST_ANSWERS
from tracker.store.store import open_store


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRACKER_DATABASE", str(tmp_path / "tracker.db"))
    return tmp_path / "tracker.db"


@pytest.fixture
def record(place: Path, day: SetClock) -> ClientRecord:
    record = personal_record(open_store(place))
    keep_diary(record)
    return record


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["try", *words])


def test_a_try_from_plan_to_result(record: ClientRecord, day: SetClock) -> None:
    assert run("today").output == "No fair try is running.\n"
    planned = run("plan", "--kind", "habit", "--what", "a walk at lunch", "--block-days", "3", "--pairs", "8")
    assert planned.exit_code == 0, planned.output
    assert "The question: Does “a walk at lunch” change my leg pain in the days that count?" in planned.output
    begun = run("start")
    assert begun.exit_code == 0, begun.output
    sealed = begun.output.split()[-1]
    assert "It has not begun." in run("today").output
    assert (
        run("keep", "no").output == "Error: No part of this fair try has come yet.\n"
        or run("keep", "no").exit_code == 1
    )
    assert "There is no answer yet." in run("result").stderr
    day.go_on(1)
    assert "“a walk at lunch”, until" in run("today").output
    assert run("keep", "no").output == "Kept in 0 of 1 block so far.\n"
    assert run("keep", "yes").output == "Kept in 1 of 1 block so far.\n"
    live_through(record, day, record.fair_tries.all()[0])
    told = json.loads(run("result", "--format", "json").output)
    digits = "".join("1" if word == "with-without" else "0" for word in told["coins"].split())
    assert sha256(f"{digits} {told['nonce']}".encode()).hexdigest() == sealed == told["commitment"]
    assert (told["difference"], told["verdict"]) == (-2.0, "difference")
    assert "made the difference" in run("result").output


def test_a_massage_try_begins_on_the_next_day_that_can_be(record: ClientRecord) -> None:
    assert run("plan", "--kind", "massage", "--slot", "Tuesday", "--slot", "friday").exit_code == 0
    assert run("start").exit_code == 0
    protocol = record.fair_tries.all()[0].protocol
    assert (protocol.first_date.isoformat(), protocol.slots) == ("2026-03-10", (1, 4))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("plan", "--kind", "massage", "--slot", "noon"), "--slot must be a weekday"),
        (("plan", "--kind", "massage"), "Choose two weekdays"),
        (("plan", "--kind", "pill"), "Kind must be one of: massage, exercise, habit."),
        (("plan", "--kind", "habit", "--what", "x", "--block-days", "many"), "Block days must be 2 or 3."),
        (
            ("plan", "--kind", "habit", "--what", "x", "--block-days", "2", "--pairs", "1e3"),
            "Pairs must be a whole number",
        ),
        (
            ("plan", "--kind", "habit", "--what", "x", "--block-days", "2", "--from", "30 February"),
            "--from must be a calendar",
        ),
        (
            ("plan", "--kind", "habit", "--what", "x", "--block-days", "2", "--from", "2026-03-02"),
            "The first day is too early",
        ),
        (
            ("plan", "--kind", "exercise", "--what", "juggling", "--block-days", "2"),
            "Choose one of the exercises",
        ),
        (("start",), "No fair try is proposed."),
        (("keep", "no"), "No fair try is running."),
        (("result",), "No fair try has been begun."),
        (("result", "nonsense"), "That entry is not in this record"),
    ],
)
def test_what_cannot_be_is_one_sentence(record: ClientRecord, words: tuple[str, ...], sentence: str) -> None:
    told = run(*words)
    assert told.exit_code == 1
    assert sentence in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1
    assert record.fair_tries.all() == ()


def test_a_try_before_the_latest_ten_has_its_answer_wherever_it_is_asked_for(
    record: ClientRecord, place: Path, day: SetClock
) -> None:
    over = live_through(record, day, begun(record, habit_try(day.day, pairs=6)))
    last = over.protocol.last_date
    later = replace(over.protocol, first_date=last + timedelta(days=2))
    store = open_store(place)
    for number in range(MOST_ANSWERS):
        proposed_at = over.proposed_at + timedelta(days=number + 1)
        copied = replace(over, try_id=f"later-{number}", protocol=later, proposed_at=proposed_at)
        store.fair_tries.restore(record.client_id, copied)
    assert over.try_id not in {answer.fair_try.try_id for answer in record.fair_tries.answers()}
    (answer,) = record.fair_tries.answers(try_id=over.try_id)
    told = run("result", over.try_id)
    assert answer.sentence in told.output, told.output
    as_it_was = fair_try_finding(evidence(record, Period(last, last), "cm"))
    assert as_it_was.sentence == answer.sentence
    assert over.try_id.encode() in fhir_of(record, Period(last, last))
