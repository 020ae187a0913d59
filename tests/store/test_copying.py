"""A practice moves from SQLite to PostgreSQL and back: every row, id and line of the audit."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.fair_tries import habit_try
from tests.invented_questionnaires import FOUR, answers_to
from tests.postgres_server import PostgresServer
from tracker.cli import main
from tracker.domain import coin
from tracker.domain.account import Account
from tracker.domain.api_token import ApiToken
from tracker.domain.check_in import CheckIn
from tracker.domain.client import PERSONAL_CLIENT_ID, Role
from tracker.domain.event import Event
from tracker.domain.fair_try import FairTry
from tracker.domain.goal import Goal
from tracker.domain.home_plan import PlanItem, Remark, Reply
from tracker.domain.medicine import REGULAR, MedicineTaken
from tracker.domain.notice import Notice
from tracker.domain.original import Original
from tracker.domain.own_activity import OwnActivity
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.red_flags import RedFlagAnswers
from tracker.domain.reminders import Reminders
from tracker.domain.share_link import ShareLink
from tracker.errors import NotSaved, TrackerError
from tracker.exchange.sample import fill
from tracker.record import OPERATOR, personal_record
from tracker.store.copying import copy_database
from tracker.store.one_use_codes import OneUseCode
from tracker.store.schema import sqlite_schema
from tracker.store.schema.steps import STEPS, keys_by_table
from tracker.store.sessions import WebSession
from tracker.store.store import Store, open_store

NOW = datetime(2026, 3, 9, 12, tzinfo=UTC)
DAY = timedelta(days=1)
Open = Callable[[Path | str], Store]


@pytest.fixture
def opened() -> Iterator[Open]:
    stores: list[Store] = []

    def opener(place: Path | str) -> Store:
        stores.append(open_store(place))
        return stores[-1]

    yield opener
    for store in stores:
        store.driver.close()


@pytest.fixture
def practice(opened: Open, tmp_path: Path) -> Store:
    """A practice with something in every table, awkward texts among it."""
    store = opened(tmp_path / "practice.db")
    fill(store, 3, 0.2, 7)
    record = personal_record(store)
    kept = record.entries.add(
        CheckIn(leg_pain_nrs=0, hours_sitting=7.0, note="tab\there \\N\n\\. 'כאב' 😀 \"\r\n")
    ).entry
    edited = record.entries.edit(replace(kept, note="%s :note"), 1)  # type: ignore[type-var]
    record.entries.delete(edited)
    record.entries.add(Event(words="=1+1 😀"))
    record.entries.add(
        MedicineTaken(name="\\N 'כאב'", use=REGULAR, on_date=NOW.date(), until_date=NOW.date())
    )
    store.red_flags.add(PERSONAL_CLIENT_ID, RedFlagAnswers(answers={"saddle": "yes"}))
    store.goals.set(
        PERSONAL_CLIENT_ID,
        Goal(kind="pain", target=2.5, by_date=(NOW + 90 * DAY).date(), site="leg"),
        0,
    )
    store.accounts.add(Account(username="ana", role=Role.CLIENT, account_id="ana", created_at=NOW))
    link = ShareLink(client_id=PERSONAL_CLIENT_ID, created_at=NOW, ends_at=NOW + DAY, kept_by="ana")
    store.shares.add(link, "token")
    store.sessions.add(WebSession("s", "ana", None, NOW, NOW, NOW + DAY), "session")
    store.one_use_codes.add(OneUseCode("invitation", None, "therapist", "olga"), "code", NOW, NOW + DAY)
    store.known_devices.add("ana", "device", NOW)
    store.attempts.add("bucket", NOW, NOW + DAY)
    store.consents.give(PERSONAL_CLIENT_ID, "consent", "1", NOW)
    store.home_plan.add(
        PERSONAL_CLIENT_ID, PlanItem(exercise_id="bridge", days_a_week=3, written_by="ana", written_at=NOW)
    )
    store.remarks.add(PERSONAL_CLIENT_ID, Remark(words="well done", written_by="ana", written_at=NOW))
    store.home_plan.add(
        PERSONAL_CLIENT_ID, PlanItem(own_words="A swim", days_a_week=3, written_by="ana", written_at=NOW)
    )
    store.remarks.add_reply(PERSONAL_CLIENT_ID, Reply(remark_id="r", words="thank you", written_at=NOW))
    store.accounts.replace_backup_codes("ana", ["backup"], NOW)
    store.calendar.set_reminders(PERSONAL_CLIENT_ID, Reminders(), NOW)
    store.api_tokens.add(
        ApiToken(
            client_id=PERSONAL_CLIENT_ID, label="Watch", scopes=("log",), ends_at=NOW + DAY, created_at=NOW
        ),
        "api",
    )
    store.paired_devices.begin_pairing(PERSONAL_CLIENT_ID, "code", NOW)
    store.paired_devices.pair("code", "phone", "My phone", NOW)
    store.notices.begin_place(PERSONAL_CLIENT_ID, "ana@example.org", "code", NOW + DAY)
    store.notices.confirm_place(PERSONAL_CLIENT_ID, "code", NOW)
    store.notices.choose(PERSONAL_CLIENT_ID, ("check-in",), "Europe/Berlin", NOW + DAY)
    notice = Notice(
        client_id=PERSONAL_CLIENT_ID,
        kind="check-in",
        on_date=NOW.date(),
        masked_place="a***@example.org",
        claimed_at=NOW,
    )
    choice = store.notices.choice(PERSONAL_CLIENT_ID)
    assert choice is not None
    assert store.notices.claim(choice, {"off": notice}, NOW + DAY) == ("off",)
    store.planned_massages.add(PERSONAL_CLIENT_ID, PlannedMassage(on_date=NOW.date(), at_time=time(10)))
    store.own_activities.add(PERSONAL_CLIENT_ID, OwnActivity(words="שלום", since=NOW))
    fair_try = FairTry(protocol=habit_try(NOW.date(), words="שלום"), proposed_by="ana", proposed_at=NOW)
    store.fair_tries.propose(PERSONAL_CLIENT_ID, fair_try)
    store.fair_tries.begin(PERSONAL_CLIENT_ID, fair_try.try_id, coin.draw("habit", 10), coin.nonce(), NOW)
    store.fair_tries.mark_not_kept(PERSONAL_CLIENT_ID, fair_try.try_id, 0, NOW)
    store.entries.add(PERSONAL_CLIENT_ID, answers_to(FOUR, stairs="a1", shoes="a0", tub="a2", bed="a1"))
    store.insert(
        "record_extract",
        {
            "client_id": PERSONAL_CLIENT_ID,
            "kind": "consent",
            "extract_id": "one",
            "extract_json": '{"given_at": "2026-01-01T00:00:00Z"}',
        },
    )
    store.insert(
        "recent_import",
        {
            "client_id": PERSONAL_CLIENT_ID, "import_id": "one", "brought_in_at": "2026-01-01T00:00:00Z",
            "entries_json": "[]",
        },
    )  # fmt: skip
    store.originals.add(PERSONAL_CLIENT_ID, [Original(kept.entry_id, "leg_pain_nrs", "3", "0-4")])
    for number in range(3):
        store.audit.note(OPERATOR, f"did {number}", NOW, PERSONAL_CLIENT_ID)
    return store


def everything(store: Store) -> dict[str, list[Any]]:
    return {
        table: store.read(f"SELECT * FROM {table} ORDER BY {key}")[1]
        for table, key in keys_by_table().items()
    }


def test_the_list_of_tables_is_the_databases_own(practice: Store) -> None:
    found = practice.read("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%sqlite%'")[
        1
    ]
    assert {name for (name,) in found} == set(keys_by_table())


def test_there_and_back_everything_is_as_it_was(
    practice: Store, opened: Open, postgres: PostgresServer, tmp_path: Path
) -> None:
    before = everything(practice)
    assert [table for table, rows in before.items() if not rows] == []
    server, back = opened(postgres.empty_database()), opened(tmp_path / "back.db")
    total = copy_database(practice, server)
    assert total == sum(map(len, before.values()))
    assert everything(server) == before
    assert copy_database(server, back) == total
    assert everything(back) == before
    for store in (server, back):
        assert store.audit.broken_line() is None
        store.audit.note(OPERATOR, "goes on", NOW)
        assert store.audit.broken_line() is None


def test_a_target_with_anything_in_it_is_refused(
    practice: Store, opened: Open, postgres: PostgresServer
) -> None:
    target = opened(postgres.database())
    target.attempts.add("bucket", NOW, NOW + DAY)
    with pytest.raises(TrackerError, match=r"not empty \(there are rows in attempts\)"):
        copy_database(practice, target)
    assert target.clients.all() == ()
    with pytest.raises(TrackerError, match="same database"):
        copy_database(practice, practice)


def test_a_row_that_does_not_arrive_undoes_all(
    practice: Store, opened: Open, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = opened(postgres.database())
    fill_table = target.driver.fill

    def lossy(db: Any, table: str, names: Any, rows: Any) -> int:
        return fill_table(db, table, names, list(rows)[:-1] if table == "remark" else rows)

    monkeypatch.setattr(target.driver, "fill", lossy)
    with pytest.raises(TrackerError, match="Row 1 of remark did not arrive"):
        copy_database(practice, target)
    assert {table: rows for table, rows in everything(target).items() if rows} == {}


def test_what_the_target_cannot_keep_undoes_all(
    practice: Store, opened: Open, postgres: PostgresServer
) -> None:
    practice.write("UPDATE client SET label = :label", label="a\0b")
    target = opened(postgres.database())
    with pytest.raises(NotSaved, match="NUL"):
        copy_database(practice, target)
    assert target.clients.all() == ()


def test_a_changed_audit_is_not_carried_on(practice: Store, opened: Open, postgres: PostgresServer) -> None:
    practice.write("UPDATE audit SET action = 'slept' WHERE number = 2")
    with pytest.raises(TrackerError, match="line 2"):
        copy_database(practice, opened(postgres.database()))


def test_copying_changes_not_a_byte_of_the_first_file(practice: Store, tmp_path: Path) -> None:
    file, copy = tmp_path / "practice.db", tmp_path / "copy.db"
    practice.driver.close()
    before, beside = file.read_bytes(), set(tmp_path.iterdir())
    file.chmod(0o400)
    done = CliRunner().invoke(main, ["copy-database", str(file), str(copy)])
    assert done.exit_code == 0, done.output
    assert file.read_bytes() == before
    assert set(tmp_path.iterdir()) - beside == {copy}


def test_a_first_file_of_an_older_version_is_refused_and_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, copy = tmp_path / "old.db", tmp_path / "copy.db"
    with monkeypatch.context() as older:
        older.setattr(sqlite_schema, "STEPS", dict(list(STEPS.items())[:-1]))
        open_store(file).driver.close()
    before = file.read_bytes()
    refused = CliRunner().invoke(main, ["copy-database", str(file), str(copy)])
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert f"{file} is of an older version of this app and stays as it is" in refused.stderr
    assert file.read_bytes() == before
    assert not copy.exists()
    assert CliRunner().invoke(main, ["--database", str(file), "check"]).exit_code == 0
    assert CliRunner().invoke(main, ["copy-database", str(file), str(copy)]).exit_code == 0


def test_the_command(practice: Store, postgres: PostgresServer, tmp_path: Path) -> None:
    url = postgres.empty_database()

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(main, arguments, prog_name="recovery-tracker")

    result = run("copy-database", str(tmp_path / "practice.db"), url)
    assert result.exit_code == 0, result.output
    assert "audit: 3\n" in result.output
    assert "Copied and compared " in result.output
    checked = run("--database", url, "check")
    assert checked.exit_code == 0, checked.output
    for line in ("postgresql version: ", "synchronous_commit: on\n", "audit: whole\n", "clients: 3\n"):
        assert line in checked.output
    assert run("--database", url, "backup", "file").stderr.startswith(
        "The database is PostgreSQL's: back it up with pg_dump"
    )
    assert run("copy-database", str(tmp_path / "none.db"), url).stderr.startswith("There is no database at ")
    again = run("copy-database", str(tmp_path / "practice.db"), url)
    assert (again.exit_code, again.stderr.count("\n")) == (1, 1)
    assert "not empty" in again.stderr
