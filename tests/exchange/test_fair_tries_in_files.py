"""Fair tries in files: an archive's are checked against their seal, CSV and FHIR say what may be said, calendars only today."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from tests.exchange.fhir.test_bundle import R4
from tests.fair_tries import MONDAY, begun, habit_try, keep_diary, live_through, massage_try
from tests.set_clock import SetClock
from tracker.access.calendar_feed import own_calendar
from tracker.domain.fair_try import FairTry
from tracker.errors import ImportRefused
from tracker.exchange.archive import archive_of, read_archive
from tracker.exchange.csv_files import entries_of, zip_of
from tracker.exports import fhir_of
from tracker.record import ClientRecord, personal_record
from tracker.store.store import Store


@pytest.fixture
def record(store: Store, day: SetClock) -> ClientRecord:
    record = personal_record(store)
    keep_diary(record)
    return record


@pytest.fixture
def over(record: ClientRecord, day: SetClock) -> FairTry:
    running = begun(record, habit_try(MONDAY, pairs=8, words="=a walk"))
    day.go_on()
    record.fair_tries.say_not_kept(running.try_id, 0)
    return live_through(record, day, running)


def bent(record: ClientRecord, change: Callable[[dict[str, Any]], object]) -> bytes:
    content = json.loads(archive_of(record.archive))
    change(content["fair_tries"][0])
    return json.dumps(content).encode()


def test_an_archive_of_a_try_that_is_over_is_read_back_as_it_was(record: ClientRecord, over: FairTry) -> None:
    (read,) = read_archive(archive_of(record.archive)).fair_tries
    assert (read.protocol, read.coins, read.nonce, read.not_kept) == (
        over.protocol,
        over.coins,
        over.nonce,
        {0},
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda one: one["protocol"].update(pairs=9), "protocol is not the one that was signed"),
        (lambda one: one["protocol"].update(words="a swim"), "protocol is not the one that was signed"),
        (
            lambda one: one["protocol"].update(first_date="2026-02-30"),
            "a day, time or instant that does not exist",
        ),
        (lambda one: one.update(coins=one["coins"].replace("with-without", "A")), "written with the words"),
        (
            lambda one: one.update(coins=one["coins"].rpartition(" ")[0]),
            "coins are not those that were drawn",
        ),
        (lambda one: one.update(nonce="00" * 32), "coins are not those that were drawn"),
        (lambda one: one.update(nonce=None), "A complete fair try has all its coins"),
        (lambda one: one.update(ended_date="2026-03-09"), "A complete fair try has all its coins"),
        (lambda one: one.update(not_kept=[16]), "more coins or assignments"),
        (lambda one: one.update(end="won"), "fair_tries"),
        (lambda one: one.update(answer="good"), "fair_tries"),
        (lambda one: one["protocol"].update(block_days=5), "fair_tries"),
    ],
)
def test_what_is_not_as_it_was_sealed_is_refused(
    record: ClientRecord, over: FairTry, change: Callable[[dict[str, Any]], object], sentence: str
) -> None:
    data = bent(record, change)
    with pytest.raises(ImportRefused, match=sentence):
        read_archive(data)


def test_csv_has_the_parts_so_far_and_comes_in_without_them(record: ClientRecord, day: SetClock) -> None:
    assert b"fair-try" not in zip_of(record)
    running = begun(record, massage_try(MONDAY))
    day.set(running.protocol.known_from(2))
    record.fair_tries.say_not_kept(running.try_id, 1)
    with zipfile.ZipFile(io.BytesIO(zip_of(record))) as files:
        rows = list(csv.DictReader(io.StringIO(files.read("fair-try.csv").decode("utf-8-sig"))))
    assert [(row["part"], row["assigned"], row["could_keep_it"]) for row in rows] == [
        ("1", "with", ""), ("2", "with", "no"), ("3", "with", ""),
    ]  # fmt: skip
    assert {row["coins_sha256"] for row in rows} == {running.commitment}
    assert len(entries_of(zip_of(record))) == len(record.entries.all())


def test_own_words_are_no_formula_in_a_spreadsheet(record: ClientRecord, over: FairTry) -> None:
    with zipfile.ZipFile(io.BytesIO(zip_of(record))) as files:
        rows = list(csv.DictReader(io.StringIO(files.read("fair-try.csv").decode("utf-8-sig"))))
    assert len(rows) == 16
    assert {row["what"] for row in rows} == {"'=a walk"}
    assert {row["assigned"] for row in rows} == {"with", "without"}


def test_fhir_has_the_answer_as_an_observation_and_nothing_of_a_running_one(
    record: ClientRecord, over: FairTry, day: SetClock
) -> None:
    begun(record, massage_try(day.day, outcome="back-pain"))
    content = json.loads(fhir_of(record))
    assert list(R4.iter_errors(content)) == []
    (told,) = [one["resource"] for one in content["entry"] if one["resource"]["id"] == over.try_id]
    assert told["resourceType"] == "Observation"
    assert told["status"] == "final"
    assert told["valueQuantity"]["value"] == -2.0
    assert told["effectivePeriod"] == {"start": "2026-03-03", "end": over.protocol.last_date.isoformat()}
    assert "made the difference" in told["note"][0]["text"]
    assert "ResearchStudy" not in json.dumps(content)
    assert len([one for one in content["entry"] if "fair-try" in json.dumps(one)]) == 1


def test_a_calendar_has_this_weeks_part_alone_and_does_not_say_what_is_tried(
    record: ClientRecord, day: SetClock
) -> None:
    running = begun(record, habit_try(MONDAY))
    assert b"Fair try" not in own_calendar(record)
    day.go_on(5)
    told = own_calendar(record)
    (shown, part) = record.fair_tries.assignments_today()[0]
    assert part is not None
    assert told.count(b"SUMMARY:Fair try: with") == 1
    assert f"DTSTART;VALUE=DATE:{part.first:%Y%m%d}".encode() in told
    assert b"walk" not in told
    assert shown.try_id == running.try_id
    day.set(running.protocol.last_date)
    day.go_on()
    assert b"Fair try" not in own_calendar(record)
