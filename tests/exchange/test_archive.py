"""The archive: everything of a record, there and back without loss, and nothing else let in."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings

from tests.counted import calls_of
from tests.whole_records import whole_records
from tracker import clock
from tracker.access.sharing import consent, make_share, revoke, share_on_offer
from tracker.domain import limits
from tracker.domain.api_token import SOURCE
from tracker.domain.check_in import CheckIn
from tracker.domain.client import Actor, Client, Role
from tracker.domain.event import Event
from tracker.domain.goal import Goal
from tracker.domain.home_plan import PlanItem, Remark
from tracker.domain.massage_session import MassageSession
from tracker.domain.original import Original
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.red_flags import FLAGS_ADDED_LATER, RedFlagAnswers
from tracker.domain.reminders import Reminders
from tracker.domain.share_link import ShareLink
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import AccessRefused, ImportRefused, OwnRecordOnly, ShareGone
from tracker.exchange import archive as archive_files
from tracker.exchange.archive import (
    MOST_BYTES,
    Part,
    TooLargeForOneFile,
    archive_of,
    read_archive,
    written,
)
from tracker.exchange.archive_schema import SCHEMA_VERSION, archive_schema
from tracker.record import ClientRecord, personal_record
from tracker.settings import PROJECT
from tracker.store.backup import restored
from tracker.store.store import Store, open_store
from tracker.store.whole_record import WholeRecord

# `TRACKER_ARCHIVE_EXAMPLES=1000` runs the full number; the environment of tests is emptied only later.
EXAMPLES = int(os.environ.get("TRACKER_ARCHIVE_EXAMPLES", "25"))
YESTERDAY = clock.today() - timedelta(days=1)


@pytest.fixture(scope="module")
def stores() -> Iterator[tuple[Store, Store]]:
    with TemporaryDirectory() as folder:
        both = open_store(Path(folder) / "here.db"), open_store(Path(folder) / "there.db")
        yield both
        for one in both:
            one.driver.close()


def new_record(store: Store) -> ClientRecord:
    client_id = str(uuid4())
    actor = Actor(client_id, Role.CLIENT)
    store.clients.add(Client(client_id=client_id))
    return ClientRecord(store, actor, client_id)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(whole_records())
def test_an_archive_brought_into_an_empty_record_gives_an_equal_archive(
    stores: tuple[Store, Store], whole: WholeRecord
) -> None:
    here, there = (new_record(store) for store in stores)
    here.archive.restore(whole)
    data = archive_of(here.archive)
    assert read_archive(data) == whole == here.archive.whole()
    assert data == archive_of(here.archive) == written(whole), "same record, same bytes"
    report = there.archive.restore(read_archive(data))
    assert report.already_there == report.deleted_here == 0
    assert archive_of(there.archive) == data
    again = there.archive.restore(read_archive(data))
    assert (again.added, again.already_there) == (0, report.added)
    assert archive_of(there.archive) == data


def lived(record: ClientRecord) -> ClientRecord:
    """A record in which everything happened that can."""
    store, actor, client_id = record._access.store, record.actor, record.client_id
    record.profile.edit(
        Client(
            client_id=client_id,
            label="Ana",
            birth_year=1980,
            sex="female",
            unit="in",
            massage_precautions=("clot",),
        ),
        record.profile.get().version,
    )
    imported = CheckIn(on_date=YESTERDAY, leg_pain_nrs=4, note="before", source="bearable")
    record.imports.bring_in([imported], [Original(imported.entry_id, "leg_pain_nrs", "2", "0-5")])
    first = record.entries.get(imported.kind, imported.entry_id)
    record.entries.edit(replace(first, note="after", leg_pain_nrs=5), first.version)  # type: ignore[call-arg]
    gone = record.entries.add(CheckIn(on_date=YESTERDAY, back_pain_nrs=0, at_time=time(7, 30))).entry
    record.entries.delete(gone)
    back = record.entries.add(MassageSession(on_date=YESTERDAY, minutes=45, areas=("left_calf",))).entry
    record.entries.delete(back)
    record.entries.undo(back)
    record.entries.add(
        SitAndReachTest(on_date=YESTERDAY, at_time=time(8), foot_line_cm=26, trials_cm=(20, 21.5))
    )
    record.entries.add(SitAndReachTest(on_date=YESTERDAY, at_time=time(9), skipped_reason="pain"))
    record.goals.set(Goal(kind="pain", target=2, by_date=date(2030, 1, 1), site="leg"), 0)
    record.goals.set(None, 1)
    record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}))
    record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "no"}, lifted="seen"))
    store.home_plan.add(client_id, PlanItem(exercise_id="bridge", written_by="robin"))
    ended = PlanItem(exercise_id="bird_dog", written_by="robin")
    store.home_plan.add(client_id, ended)
    store.home_plan.end(client_id, ended.item_id, clock.utc_now())
    store.remarks.add(client_id, Remark(words="Well done", written_by="robin"))
    record.calendar.set_reminders(Reminders(at_time=time(21, 15), test_weekday=None))
    record.planned_massages.add(
        PlannedMassage(on_date=clock.today() + timedelta(days=3), at_time=time(17, 0))
    )
    consent(store, actor, client_id)
    return record


def test_a_record_that_was_lived_goes_to_another_installation_and_back(
    record: ClientRecord, tmp_path: Path
) -> None:
    data = archive_of(lived(record).archive)
    content = json.loads(data)
    assert [one["note"] for one in content["entries"]["check-in"]] == ["after"]
    assert len(content["history"]["check-in"]) == 2
    assert [(one["value"], one["scale"]) for one in content["originals"]] == [("2", "0-5")]
    assert len(content["home_plan"]) == 2
    other = new_record(open_store(tmp_path / "other.db"))
    other.archive.restore(read_archive(data))
    assert archive_of(other.archive) == data
    assert other.archive.whole() == record.archive.whole()
    assert [past.entry for past in other.entries.deleted()] == [
        past.entry for past in record.entries.deleted()
    ]
    other.entries.undo(other.entries.deleted()[0].entry)
    assert len(other.entries.all(("check-in",))) == 2, "what was deleted can be brought back there too"
    record.erase()
    personal_record(record._access.store).archive.restore(read_archive(data))
    assert archive_of(personal_record(record._access.store).archive) == data, "after an erasure, too"


def test_an_archive_names_no_token_and_revives_no_link(record: ClientRecord, tmp_path: Path) -> None:
    lived(record)
    store, actor = record._access.store, record.actor
    made = make_share(store, actor, ShareLink(client_id=record.client_id), passphrase="correct horse")
    kept = replace(ShareLink(client_id=record.client_id, kept_by=None), label="kept")
    store.shares.add(kept, "f" * 64)
    ended = make_share(store, actor, ShareLink(client_id=record.client_id))
    revoke(store, actor, record.client_id, ended.share.share_id)
    store.calendar.give_feed(record.client_id, "e" * 64, clock.utc_now())
    text = archive_of(record.archive).decode()
    hashes = [
        cell
        for _, rows in (
            store.read("SELECT token_hash, passphrase_hash FROM share_link"),
            store.read("SELECT token_hash FROM calendar"),
        )
        for row in rows
        for cell in row
        if cell
    ]
    assert len(hashes) == 5
    assert not [cell for cell in (*hashes, made.token) if cell in text]
    other = new_record(open_store(tmp_path / "other.db"))
    other.archive.restore(read_archive(text.encode()))
    assert other._access.store.shares.all(other.client_id) == ()
    assert other._access.store.consents.version(other.client_id) is None
    assert other._access.store.calendar.client_of_feed("e" * 64) is None
    with pytest.raises(ShareGone):
        share_on_offer(other._access.store, made.token, "127.0.0.1")
    assert archive_of(other.archive).decode() == text


def test_what_is_here_is_left_as_it_is(record: ClientRecord, tmp_path: Path) -> None:
    data = archive_of(lived(record).archive)
    other = new_record(open_store(tmp_path / "other.db"))
    other.profile.edit(Client(client_id=other.client_id, label="Somebody"), 1)
    entry = record.entries.all(("check-in",))[0]
    other.entries.add(replace(entry, note="mine", version=0))
    gone = other.entries.add(replace(record.entries.all(("massage-session",))[0], version=0)).entry
    other.entries.delete(gone)
    report = other.archive.restore(read_archive(data))
    assert (report.already_there, report.deleted_here) == (1, 1)
    assert other.profile.get().label == "Somebody"
    kept = other.entries.get("check-in", entry.entry_id)
    assert (kept.note, kept.version, other.entries.past_versions(kept)) == ("mine", 1, ())
    other.entries.edit(replace(kept, note="still mine"), 1)
    assert other.entries.all(("massage-session",)) == ()


def test_a_longer_archive_later_adds_only_what_is_new(record: ClientRecord, tmp_path: Path) -> None:
    other = new_record(open_store(tmp_path / "other.db"))
    other.archive.restore(read_archive(archive_of(lived(record).archive)))
    record.entries.add(CheckIn(leg_pain_nrs=1))
    record.goals.set(Goal(kind="pain", target=1, by_date=date(2031, 1, 1), site="back"), 2)
    record.warning_signs.answer(RedFlagAnswers(answers={"bowel": "no"}))
    report = other.archive.restore(read_archive(archive_of(record.archive)))
    assert report.added == 3
    assert other.archive.whole() == record.archive.whole()


def test_an_old_warning_sign_does_not_come_after_the_answer_that_lifted_it(
    record: ClientRecord, tmp_path: Path
) -> None:
    long_ago = datetime(2025, 3, 1, 8, tzinfo=UTC)
    record.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}, created_at=long_ago))
    data = archive_of(record.archive)
    other = new_record(open_store(tmp_path / "other.db"))
    other.warning_signs.answer(RedFlagAnswers(answers={"saddle": "no"}, lifted="seen"))
    other.archive.restore(read_archive(data))
    assert len(other.archive.whole().red_flag_answers) == 2
    assert other.warning_signs.state().present == ()


def test_a_sign_lifted_in_an_archive_leaves_the_emergency_that_only_this_record_knows(
    record: ClientRecord, tmp_path: Path
) -> None:
    other = new_record(open_store(tmp_path / "other.db"))
    other.archive.restore(record.archive.whole())
    hours = [datetime(2026, 3, 1, hour, tzinfo=UTC) for hour in (8, 9, 10)]
    other.warning_signs.answer(RedFlagAnswers(answers={"saddle": "yes"}, created_at=hours[0]))
    record.warning_signs.answer(RedFlagAnswers(answers={"stuck": "yes"}, created_at=hours[1]))
    record.warning_signs.answer(RedFlagAnswers(lifted="seen", created_at=hours[2]))
    other.archive.restore(read_archive(archive_of(record.archive)))
    assert [flag.flag_id for flag in other.warning_signs.state().present] == ["saddle"]
    # Once the other record knows of it, what is lifted there is lifted here.
    record.archive.restore(read_archive(archive_of(other.archive)))
    record.warning_signs.answer(RedFlagAnswers(lifted="seen"))
    other.archive.restore(read_archive(archive_of(record.archive)))
    assert other.warning_signs.state().present == ()


def test_nobody_elses_words_pass_for_those_of_an_account_here(record: ClientRecord, tmp_path: Path) -> None:
    lived(record)
    other = new_record(open_store(tmp_path / "other.db"))
    other.archive.restore(record.archive.whole())
    assert {one.written_by for one in other.remarks.all()} == {"~robin"}
    assert {one.written_by for one in other.home_plan.current()} == {"~robin"}
    history = other.entries.past_versions(other.entries.all(("check-in",))[0])
    assert {past.changed_by for past in history} == {other.client_id}


def test_what_a_program_changed_stays_a_programs(record: ClientRecord, tmp_path: Path) -> None:
    program = ClientRecord(
        record._access.store, Actor(record.client_id, Role.CLIENT, SOURCE), record.client_id
    )
    logged = program.entries.add(CheckIn(leg_pain_nrs=3, source=SOURCE)).entry
    program.entries.edit(replace(logged, note="again"), 1)
    other = new_record(open_store(tmp_path / "other.db"))
    other.archive.restore(record.archive.whole())
    assert [past.changed_by for past in other.entries.past_versions(logged)] == [SOURCE]


def test_ten_times_as_many_remarks_are_ten_times_the_work(record: ClientRecord) -> None:
    """The database is locked meanwhile: 4,000 of them in an archive once kept everybody waiting for a minute."""

    def bring_in(count: int) -> None:
        remarks = tuple(Remark(words="x", written_by="robin") for _ in range(count))
        record.archive.restore(replace(empty, remarks=remarks))

    empty = record.archive.whole()
    bring_in(1)
    few = calls_of(lambda: bring_in(20))
    assert calls_of(lambda: bring_in(200)) < 12 * few


def test_as_many_statements_bring_back_many_entries_as_few(
    record: ClientRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody's saves wait meanwhile: 12,000 versions, one by one, kept them waiting for seconds."""

    def statements_for(count: int) -> int:
        for number in range(count):
            added = record.entries.add(CheckIn(on_date=YESTERDAY, leg_pain_nrs=number % 10)).entry
            record.entries.delete(added)
            record.entries.add(Event(on_date=YESTERDAY, words="x"))
        whole = read_archive(archive_of(record.archive))
        other = new_record(open_store(tmp_path / f"{count}.db"))
        driver, statements = other._access.store.driver, list[str]()
        run = driver.run
        monkeypatch.setattr(
            driver, "run", lambda db, sql, values: statements.append(sql) or run(db, sql, values)
        )
        other.archive.restore(whole)
        assert other.archive.whole().history == record.archive.whole().history
        assert other.archive.whole().entries == record.archive.whole().entries
        return sum("INSERT" in sql for sql in statements)

    assert statements_for(3) == statements_for(30)


def test_a_remark_that_is_here_is_not_added_again_with_another_time(record: ClientRecord) -> None:
    remark = Remark(words="Walk more.", written_by="robin")
    whole = replace(record.archive.whole(), remarks=(remark,))
    record.archive.restore(whole)
    later = replace(remark, words="Walk less.", written_at=remark.written_at - timedelta(days=1))
    assert record.archive.restore(replace(whole, remarks=(later,))).added == 0
    assert [one.words for one in record.remarks.all()] == ["Walk more."]


def test_a_link_gives_no_archive_and_takes_none(record: ClientRecord) -> None:
    share = ShareLink(
        client_id=record.client_id, fields=("pain", "flexibility", "massage", "symptoms", "notes")
    )
    holder = ClientRecord(
        record._access.store, Actor(share.share_id, Role.HOLDER), record.client_id, share=share
    )
    with pytest.raises(OwnRecordOnly, match="Only the person whose record it is"):
        archive_of(holder.archive)
    with pytest.raises(AccessRefused):
        holder.archive.restore(record.archive.whole())


# ---- malformed ----------------------------------------------------------------------------------------------


def changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    content = json.loads(data)
    change(content)
    return json.dumps(content).encode()


def put(*path: str | int, value: object) -> Callable[[dict[str, Any]], None]:
    def change(content: Any) -> None:
        for part in path[:-1]:
            content = content[part]
        content[path[-1]] = value

    return change


def gone(*path: str | int) -> Callable[[dict[str, Any]], None]:
    def change(content: Any) -> None:
        for part in path[:-1]:
            content = content[part]
        del content[path[-1]]

    return change


CHECK_IN = ("entries", "check-in", 0)
TOMORROW = (clock.today() + timedelta(days=3)).isoformat()
LATER = (clock.utc_now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ")
BAD_VALUES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "newer schema": (put("schema_version", value=SCHEMA_VERSION + 1), "written by a newer version of this app"),
    "schema of next century": (put("schema_version", value=10**40), "written by a newer version"),
    "schema as text": (put("schema_version", value="1"), "schema_version must be 3"),
    "schema 0": (put("schema_version", value=0), "schema_version must be 3"),
    "other format": (put("format", value="my-diary"), "not an archive of this app"),
    "no format": (gone("format"), "not an archive of this app"),
    "no profile": (gone("profile"), "The archive lacks profile"),
    "no kind": (gone("entries", "massage-session"), "entries lacks massage-session"),
    "a client id": (put("client_id", value="ben"), "a field that does not belong there: 'client_id'"),
    "a role": (put("profile", "role", value="owner"), "profile has a field that does not belong there: 'role'"),
    "admin in an entry": (put(*CHECK_IN, "is_admin", value=True), "entries, check-in, number 1 has a field"),
    "a missing field": (gone(*CHECK_IN, "note"), "entries, check-in, number 1 lacks note"),
    "pain 42": (put(*CHECK_IN, "leg_pain_nrs", value=42), "leg_pain_nrs must be at most 10"),
    "pain -1": (put(*CHECK_IN, "leg_pain_nrs", value=-1), "leg_pain_nrs must be at least 0"),
    "pain as text": (put(*CHECK_IN, "leg_pain_nrs", value="4"), "leg_pain_nrs must be integer or null"),
    "pain 4.0": (put(*CHECK_IN, "leg_pain_nrs", value=4.5), "leg_pain_nrs must be integer or null"),
    "pain true": (put(*CHECK_IN, "leg_pain_nrs", value=True), "leg_pain_nrs must be integer or null"),
    "no pain at all": (put(*CHECK_IN, "leg_pain_nrs", value=None), "number 1, leg_pain_nrs: Choose a number"),
    "an extent": (put(*CHECK_IN, "pain_extent", value="knee"), "pain_extent must be one of: none, back"),
    "a day that is none": (put(*CHECK_IN, "on_date", value="2026-02-30"), "that does not exist"),
    "a day in words": (put(*CHECK_IN, "on_date", value="yesterday"), "on_date is not written as"),
    "a day in other digits": (put(*CHECK_IN, "on_date", value="٢٠٢٦-03-09"), "on_date is not written as"),
    "a day to come": (put(*CHECK_IN, "on_date", value=TOMORROW), "must not be in the future"),
    "made in the future": (put(*CHECK_IN, "created_at", value=LATER), "must not be in the future"),
    "an hour that is none": (put(*CHECK_IN, "at_time", value="25:00"), "that does not exist"),
    "an instant without zone": (put(*CHECK_IN, "created_at", value="2026-03-09T07:30:00"), "is not written as"),
    "a long note": (put(*CHECK_IN, "note", value="x" * 2001), "note may have up to 2,000 characters"),
    "a note of 4 MB": (put(*CHECK_IN, "note", value="x" * 4_000_000), "note may have up to 2,000"),
    "a list as note": (put(*CHECK_IN, "note", value=["x"]), "note must be string or null"),
    "an id that is none": (put(*CHECK_IN, "entry_id", value="7"), "entry_id is not written as"),
    "version 0": (put(*CHECK_IN, "version", value=0), "version must be at least 1"),
    "entries as object": (put("entries", "check-in", value={}), "check-in must be array"),
    "an exercise twice": (put(*CHECK_IN, "exercises_done", value=["bridge", "bridge"]), "has something twice"),
    "a trial too far": (
        put("entries", "sit-and-reach", 0, "trials_cm", value=[201]), "trials_cm, number 1 must be at most 200",
    ),
    "a skipped test with trials": (
        put("entries", "sit-and-reach", 0, "skipped_reason", value="pain"), "trials_cm: A skipped test has no tries",
    ),
    "an entry twice": (
        lambda c: c["entries"]["check-in"].append(c["entries"]["check-in"][0]), "entries, number 2: this is in the archive twice",
    ),
    "history newer than now": (
        lambda c: [put("entry", "version", value=9)(one) for one in c["history"]["check-in"] if one["change"] == "edited"],
        "is not older than the entry",
    ),
    "history without an end": (
        lambda c: [put("change", value="edited")(one) for one in c["history"]["check-in"]], "not to delete it",
    ),
    "an unknown change": (put("history", "check-in", 0, "change", value="lost"), "must be one of: edited"),
    "a goal without a first": (put("goals", 0, "goal", value=None), "goals: the first version"),
    "an original of no entry": (put("originals", 0, "entry_id", value=str(uuid4())), "originals, number 1: there is no entry"),
    "an original twice": (lambda c: c["originals"].append(c["originals"][0]), "originals, number 2: this is in the archive"),
    "an original of no field": (put("originals", 0, "field", value="steps"), "field must be one of"),
    "a long original": (put("originals", 0, "value", value="x" * 100_001), "value may have up to 100,000"),
    "goals out of order": (put("goals", 0, "version", value=3), "goals: versions must be 1, 2, 3"),
    "a pain goal with a variant": (put("goals", 0, "goal", "variant", value="ymca"), "goals, number 1, variant"),
    "an unknown sign": (put("red_flag_answers", 0, "answers", "toothache", value="yes"), "'toothache'"),
    "a warning sign perhaps": (put("red_flag_answers", 0, "answers", "saddle", value="maybe"), "must be one of: yes"),
    "an exercise that is none": (put("home_plan", 0, "exercise_id", value="moonwalk"), "must be one of"),
    "a token in a share": (put("extracts", "consent", 0, "token_hash", value="f" * 64), "'token_hash'"),
    "a birth year as text": (put("profile", "birth_year", value="1980"), "birth_year must be integer or null"),
    "a lone surrogate": (put("profile", "sex", value="\ud800"), "sex must be one of"),
}  # fmt: skip
BAD_BYTES = {
    "empty": (b"", "is empty"),
    "blank": (b" \n", "is empty"),
    "cut off": (b'{"format": "recovery-tracker-archive", "entr', "cut off"),
    "prose": (b"Dear diary", "not JSON"),
    "a number": (b"42", "not an archive"),
    "a list": (b"[]", "not an archive"),
    "null": (b"null", "not an archive"),
    "nested": (b"[" * 100_000, "nested too deeply"),
    "nested objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
    "NaN": (b'{"format": NaN}', "NaN is not a number"),
    "Infinity": (b'{"format": -Infinity}', "-Infinity is not a number"),
    "1e999": (b'{"format": 1e999}', "is too large"),
    "a huge integer": (b'{"format": ' + b"9" * 10_000 + b"}", "thousands of digits"),
    "a name twice": (b'{"format": 1, "format": 2}', "'format' is there twice"),
    "a name twice, long": (b'{"' + b"x" * 900_000 + b'": 1, "' + b"x" * 900_000 + b'": 2}', "is there twice"),
    "UTF-16": ('{"format": 1}'.encode("utf-16"), "not UTF-8"),
    "Latin-1": ('{"format": "ä"}'.encode("latin-1"), "not UTF-8"),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(40), "not UTF-8"),
    "too large": (b"{" + b" " * MOST_BYTES, "larger than 25 MB"),
    "millions of lists": (b"[" + b"[]," * 1_000_000 + b"[]]", "more values than an archive"),
    "millions of numbers": (b"[" + b"1," * 2_000_000 + b"1]", "more values than an archive"),
    "a comment": (b'{"format": "recovery-tracker-archive"} // mine', "not JSON"),
}


@pytest.fixture(scope="module")
def good(stores: tuple[Store, Store]) -> bytes:
    return archive_of(lived(new_record(stores[0])).archive)


def refused(data: bytes, store: Store) -> str:
    empty = new_record(store)
    before = store.read("SELECT * FROM audit")
    with pytest.raises(ImportRefused) as caught:
        empty.archive.restore(read_archive(data))
    assert len(caught.value.sentence) < 400
    assert empty.entries.all() == ()
    assert store.read("SELECT * FROM audit") == before
    return caught.value.sentence


@pytest.mark.parametrize("name", BAD_VALUES)
def test_a_bad_value_refuses_the_whole_archive(good: bytes, stores: tuple[Store, Store], name: str) -> None:
    change, said = BAD_VALUES[name]
    assert said in refused(changed(good, change), stores[1])


@pytest.mark.parametrize("name", BAD_BYTES)
def test_a_file_that_is_no_archive_is_refused_quickly(stores: tuple[Store, Store], name: str) -> None:
    data, said = BAD_BYTES[name]
    assert said in refused(data, stores[1])


def test_every_field_left_out_and_every_type_changed_is_refused(good: bytes) -> None:
    content = json.loads(good)
    paths = list(_paths(content))
    assert len(paths) > 150
    wrong: dict[type, object] = {
        str: 7,
        int: "7",
        float: "7",
        bool: 7,
        list: 7,
        dict: 7,
        type(None): {"x": 1},
    }
    for path in paths:
        value = content
        for part in path:
            value = value[part]
        with pytest.raises(ImportRefused):
            read_archive(changed(good, put(*path, value=wrong[type(value)])))
        if isinstance(path[-1], str):
            with pytest.raises(ImportRefused):
                read_archive(changed(good, gone(*path)))


def _paths(content: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    parts = (
        content.items()
        if isinstance(content, dict)
        else enumerate(content)
        if isinstance(content, list)
        else ()
    )
    for part, value in parts:
        yield (*at, part)
        yield from _paths(value, (*at, part))


def test_control_characters_are_taken_out_as_in_every_form(good: bytes) -> None:
    data = changed(good, put(*CHECK_IN, "note", value="a\0b\u0007"))
    assert read_archive(data).entries[0].note == "ab"


def test_a_failure_half_way_writes_nothing(
    good: bytes, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = new_record(store)
    whole = read_archive(good)

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(restored, "_restore_extracts", fail)
    with pytest.raises(RuntimeError):
        empty.archive.restore(whole)
    assert empty.entries.all() == empty.remarks.all() == ()
    assert empty.profile.get().label is None


def test_the_published_schema_is_the_one_in_force() -> None:
    assert json.loads((PROJECT / "docs" / "archive.schema.json").read_text("utf-8")) == archive_schema()


def test_an_archive_from_before_the_clot_and_the_precautions_is_read_as_not_answered(
    stores: tuple[Store, Store],
) -> None:
    old = json.loads(archive_of(lived(personal_record(stores[0])).archive))
    old["schema_version"] = 1
    del old["profile"]["massage_precautions"]
    for answers in old["red_flag_answers"]:
        for flag_id in FLAGS_ADDED_LATER:
            del answers["answers"][flag_id]
    whole = read_archive(json.dumps(old).encode())
    assert whole.profile.massage_precautions is None
    assert whole.red_flag_answers
    assert {given.answers[flag_id] for given in whole.red_flag_answers for flag_id in FLAGS_ADDED_LATER} == {
        "unknown"
    }


def test_an_archive_from_before_events_and_medicines_is_read_without_them(good: bytes) -> None:
    old = json.loads(good)
    old["schema_version"] = 2
    for part in ("entries", "history"):
        for kind in ("event", "medicine"):
            del old[part][kind]
    whole = read_archive(json.dumps(old).encode())
    assert whole.entries
    assert {one.kind for one in whole.entries} <= {"check-in", "sit-and-reach", "massage-session"}
    del old["entries"]["check-in"]
    with pytest.raises(ImportRefused, match="lacks check-in"):
        read_archive(json.dumps(old).encode())


def test_an_archive_from_before_own_activities_is_read_without_them(stores: tuple[Store, Store]) -> None:
    record = lived(new_record(stores[0]))
    old = json.loads(archive_of(record.archive))
    old["schema_version"] = 2
    del old["own_activities"]
    for part in ("entries", "history"):
        for kind in ("activity-rating", "overall-change"):
            assert old[part].pop(kind) == []
    data = json.dumps(old).encode()
    assert read_archive(data) == record.archive.whole()
    assert new_record(stores[1]).archive.restore(read_archive(data)).added > 0
    old["schema_version"] = 3
    with pytest.raises(ImportRefused, match="lacks"):
        read_archive(json.dumps(old).encode())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("Walk", "WALK"), "own_activities, number 2: this is in the archive twice"),
        (("Walk", "Swim", "Sit", "Run"), "own_activities may hold up to 3"),
        (("x" * 61,), "may have up to 60 characters"),
        (("\u202e",), "own_activities, number 1, activity: Activity is missing"),
    ],
)
def test_own_activities_that_no_record_has_are_refused(
    good: bytes, words: tuple[str, ...], sentence: str
) -> None:
    bent = json.loads(good)
    bent["own_activities"] = [
        {"activity_id": str(uuid4()), "words": each, "since": "2026-01-01T00:00:00Z"} for each in words
    ]
    with pytest.raises(ImportRefused) as caught:
        read_archive(json.dumps(bent).encode())
    assert sentence in caught.value.sentence


def test_what_two_allowed_imports_brought_comes_back(record: ClientRecord, tmp_path: Path) -> None:
    """50,002 events were written without a word, and refused: a record may hold four times as many."""
    days = [clock.today() - timedelta(days=number % 3000) for number in range(25_001)]
    for _ in range(2):
        record.imports.bring_in([Event(on_date=day, words="x") for day in days])
    whole = read_archive(archive_of(record.archive))
    assert len(whole.entries) == 50_002


def test_no_list_of_an_archive_is_shorter_than_a_record_may_be() -> None:
    top = archive_schema()["properties"]
    for part in ("entries", "history"):
        for kind, entries in top[part]["properties"].items():
            assert entries["maxItems"] >= limits.MOST_ENTRIES, (part, kind)
    assert top["originals"]["maxItems"] >= limits.MOST_ENTRIES


def test_what_came_one_by_one_to_a_full_record_comes_back(
    record: ClientRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_ENTRIES", 10)
    # What was made of other bounds is not used here, nor what is made of these elsewhere.
    monkeypatch.setattr(archive_files, "_validator", archive_files._validator.__wrapped__)
    record.imports.bring_in([CheckIn(on_date=YESTERDAY, leg_pain_nrs=number) for number in range(10)])
    record.entries.add(CheckIn(on_date=YESTERDAY, leg_pain_nrs=10))
    other = new_record(open_store(tmp_path / "other.db"))
    assert other.archive.restore(read_archive(archive_of(record.archive))).added == 11


@pytest.mark.parametrize("bound", ["MOST_BYTES", "values"])
def test_a_record_too_large_for_one_file_says_so_and_comes_back_in_parts(
    record: ClientRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    lived(record)
    for number in range(60):
        added = record.entries.add(CheckIn(on_date=YESTERDAY, leg_pain_nrs=number % 10)).entry
        if number % 3:
            record.entries.delete(added)
    whole = archive_of(record.archive)
    if bound == "MOST_BYTES":
        monkeypatch.setattr(archive_files, bound, len(whole) * 2 // 5)
    else:
        monkeypatch.setattr("tracker.exchange.strict_json.MOST_COMMAS", whole.count(b",") * 2 // 5)
    with pytest.raises(TooLargeForOneFile, match=r"as \d+ files") as refused:
        archive_of(record.archive)
    parts = refused.value.parts
    assert parts
    other = new_record(open_store(tmp_path / "other.db"))
    for number in range(parts, 0, -1):
        if number == 2:  # an entry made meanwhile moves none from a part to another
            meanwhile = record.entries.add(CheckIn(on_date=YESTERDAY, back_pain_nrs=1)).entry
        other.archive.restore(read_archive(archive_of(record.archive, Part(number, parts))))
    record.entries.delete(meanwhile)
    gone = {past.entry.entry_id for past in other.archive.whole().history} - {meanwhile.entry_id}
    assert gone == {past.entry.entry_id for past in record.archive.whole().history} - {meanwhile.entry_id}
    here, there = (
        {
            entry.entry_id: entry
            for entry in one.archive.whole().entries
            if entry.entry_id != meanwhile.entry_id
        }
        for one in (record, other)
    )
    assert here == there
    monkeypatch.undo()
    assert replace(other.archive.whole(), entries=(), history=()) == replace(
        record.archive.whole(), entries=(), history=()
    )


def test_a_record_may_grow_while_its_parts_are_downloaded(
    record: ClientRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        record.entries.add(CheckIn(on_date=YESTERDAY, leg_pain_nrs=number % 10))
    largest = max(len(archive_of(record.archive, Part(number, 2))) for number in (1, 2))
    monkeypatch.setattr(archive_files, "MOST_BYTES", largest)
    with pytest.raises(TooLargeForOneFile) as refused:
        archive_of(record.archive)
    parts = refused.value.parts
    assert parts
    for _ in range(3):
        record.entries.add(CheckIn(on_date=YESTERDAY, back_pain_nrs=1))
    for number in range(1, parts + 1):
        read_archive(archive_of(record.archive, Part(number, parts)))


def test_a_record_that_no_parts_bring_back_says_so(
    record: ClientRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By what is in every part, or by a list that is longer than its bound."""
    monkeypatch.setattr(archive_files, "MOST_BYTES", 100)
    with pytest.raises(TooLargeForOneFile, match="Only a backup"):
        archive_of(record.archive)
    monkeypatch.undo()
    lived(record)
    schema = archive_schema()
    schema["properties"]["remarks"]["maxItems"] = 0
    monkeypatch.setattr(archive_files, "archive_schema", lambda: schema)
    with pytest.raises(TooLargeForOneFile, match="Only a backup"):
        archive_of(record.archive)


def test_of_the_audit_the_latest_lines_are_in_an_archive(
    record: ClientRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_PIECES", 3)
    for number in range(8):
        record.note("looked", str(number))
    lines = json.loads(archive_of(record.archive))["extracts"]["audit_line"]
    assert len(lines) == 3
    assert {line["detail"] for line in lines} <= {str(number) for number in range(8)}


def arrays_in(schema: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        if "array" in (schema["type"] if isinstance(schema.get("type"), list) else [schema.get("type")]):
            yield place, schema
        for name, part in schema.items():
            yield from arrays_in(part, f"{place}/{name}")


def test_every_array_of_an_archive_has_a_bound_that_is_looked_at_first() -> None:
    arrays = dict(arrays_in(archive_schema()))
    assert len(arrays) > 30
    for place, array in arrays.items():
        assert "maxItems" in array, place
        assert list(array).index("maxItems") < list(array).index("items"), place


def test_a_list_far_beyond_its_bound_is_refused_by_its_length(
    stores: tuple[Store, Store], good: bytes
) -> None:
    for path in (("profile", "massage_precautions"), (*CHECK_IN, "exercises_done")):
        assert "may hold up to" in refused(changed(good, put(*path, value=[0] * 200_000)), stores[1])
