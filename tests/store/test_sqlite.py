"""SQLite in particular: what is in force, what is refused, and what the file itself keeps to."""

import sqlite3
import stat
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import sqlite_utils

from tests.invented_questionnaires import ONE, answers_to
from tracker.domain.check_in import CheckIn
from tracker.domain.client import PERSONAL_CLIENT_ID
from tracker.domain.event import Event
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import REGULAR, MedicineTaken
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import NotSaved, StoreUnavailable
from tracker.record import personal_record
from tracker.store.drivers import sqlite
from tracker.store.drivers.sqlite import SqliteDriver, Version, sentence_for, wal_is_safe
from tracker.store.schema.tables import TABLES
from tracker.store.store import Store, open_store

GOOD, BAD = (3, 51, 3), (3, 40, 1)
MODES = {GOOD: ("wal", "2"), BAD: ("delete", "3")}  # synchronous 2 is FULL, 3 is EXTRA


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tracker.db"


def opened(path: Path, version: Version) -> Store:
    return Store(SqliteDriver(path, version))


# The version gate


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 7, 0), False), ((3, 37, 0), False), ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True),
        ((3, 44, 99), True), ((3, 45, 0), False), ((3, 49, 9), False), ((3, 50, 0), False), ((3, 50, 6), False),
        ((3, 50, 7), True), ((3, 51, 0), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)  # fmt: skip
def test_wal_only_without_the_wal_reset_bug(path: Path, version: Version, safe: bool) -> None:
    assert wal_is_safe(version) is safe
    if version < sqlite.OLDEST:
        return
    driver = SqliteDriver(path, version)
    facts = driver.facts()
    assert (facts["journal mode"], facts["synchronous"]) == (("wal", "FULL") if safe else ("delete", "EXTRA"))
    assert ("not in this version" in facts["wal-reset bug"]) is safe
    assert facts["sqlite version"] == ".".join(map(str, version))
    driver.close()


def test_an_sqlite_without_strict_tables_is_refused_before_a_file_is_made(path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"3\.37\.0 or newer"):
        SqliteDriver(path, (3, 36, 0))
    assert not path.exists()


def test_the_real_version_decides_when_none_is_told(path: Path) -> None:
    assert open_store(path).driver.facts()["sqlite version"] == sqlite3.sqlite_version


@pytest.mark.parametrize(("before", "after"), [(GOOD, BAD), (BAD, GOOD)])
def test_a_file_moves_between_versions_with_all_its_entries(
    path: Path, before: Version, after: Version
) -> None:
    store = opened(path, before)
    kept = [personal_record(store).entries.add(CheckIn(leg_pain_nrs=leg)).entry for leg in range(5)]
    store.driver.close()
    moved = opened(path, after)
    assert {entry.entry_id for entry in personal_record(moved).entries.all()} == {
        entry.entry_id for entry in kept
    }
    assert moved.driver.facts()["journal mode"] == MODES[after][0]


def test_a_mode_that_cannot_be_had_is_refused_at_the_start(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_shared_memory(driver: SqliteDriver) -> sqlite_utils.Database:
        return sqlite_utils.Database(
            sqlite3.connect(f"{driver.path.as_uri()}?vfs=unix-dotfile", uri=True, isolation_level=None)
        )

    monkeypatch.setattr(SqliteDriver, "_connect", without_shared_memory)
    with pytest.raises(StoreUnavailable):
        SqliteDriver(path, GOOD)


# What is in force


def test_durability_is_in_force_on_every_connection(path: Path, version: Version) -> None:
    driver = SqliteDriver(path, version)
    with driver.reading() as first, driver.reading() as second, driver.writing() as third:
        assert len({id(first), id(second), id(third)}) == 3
        for db in (first, second, third):
            found = [
                str(db.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("journal_mode", "synchronous")
            ]
            assert tuple(found) == MODES[version]
            for pragma, value in {
                "foreign_keys": 1,
                "secure_delete": 1,
                "trusted_schema": 0,
                "fullfsync": 1,
            }.items():
                assert db.execute(f"PRAGMA {pragma}").fetchone()[0] == value


def test_every_table_is_strict_and_clustered_by_client(sqlite_store: Store) -> None:
    with sqlite_store.driver.reading() as db:
        tables = db.execute("SELECT name, wr, strict FROM pragma_table_list WHERE type = 'table'").fetchall()
        ours = {name: flags for name, *flags in tables if not name.startswith(("sqlite_", "_sqlite_"))}
        of_clients = {
            *(table.name for table in TABLES.values()), "client", "entry_history", "red_flag_answers", "consent", "goal",
            "share_link", "home_plan", "own_plan_item", "remark", "remark_reply", "calendar", "planned_massage",
            "record_extract", "entry_original", "recent_import", "api_token", "paired_device",
            "notice_choice", "notice", "own_activity",
            "fair_try", "fair_try_not_kept",
        }  # fmt: skip
        of_accounts = {"account", "web_session", "known_device", "attempts", "one_use_code", "backup_code"}
        assert set(ours) == of_clients | of_accounts | {"audit", "audit_end"}
        for name, (without_rowid, strict) in ours.items():
            assert strict, f"{name} is not STRICT"
            assert without_rowid or name.startswith("audit"), f"{name} is not WITHOUT ROWID"
            assert name not in of_clients or db.table(name).pks[0] == "client_id"


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        *((name, "on_date", day) for name in ("check_in", "sit_and_reach_test", "massage_session", "event", "medicine", "questionnaire_answers") for day in (
            "2026-02-30", "2025-02-29", "2026-13-01", "2026-1-2", "09.03.2026", "now", "2026-03-09T10:00", "", None, 20260309,
        )),
        *(("check_in", "leg_pain_nrs", nrs) for nrs in (-1, 11, 3.5, "three")),
        *(("check_in", "created_at", instant) for instant in ("2026-03-09", "2026-03-09T10:00:00", "now", None)),
        ("check_in", "leg_pain_nrs", None),  # the only pain given
        ("check_in", "is_flare", 2),
        ("check_in", "hours_sitting", 25.0),
        ("check_in", "client_id", "nobody"),
        ("massage_session", "minutes", 0),
        ("massage_session", "minutes", 241),
        ("sit_and_reach_test", "sit_and_reach_cm", None),
        ("sit_and_reach_test", "sit_and_reach_cm", float("nan")),
        ("sit_and_reach_test", "trial_1_cm", "far"),
        ("sit_and_reach_test", "skipped_reason", "pain"),
        ("event", "words", None),
        ("medicine", "name", None),
        ("medicine", "use", "daily"),
        ("questionnaire_answers", "answers", None),
        ("questionnaire_answers", "score", "well"),
        ("medicine", "until_date", "2026-03-08"),  # before it began
    ],
)  # fmt: skip
def test_the_database_itself_refuses_what_is_wrong(
    lasting_store: Store, table: str, column: str, value: object
) -> None:
    store = lasting_store
    entries = {
        "check_in": CheckIn(leg_pain_nrs=3),
        "sit_and_reach_test": SitAndReachTest(foot_line_cm=26, trials_cm=(20,)),
        "massage_session": MassageSession(minutes=30),
        "event": Event(words="New job"),
        "medicine": MedicineTaken(name="Naproxen", use=REGULAR, on_date=date(2026, 3, 9)),
        "questionnaire_answers": answers_to(ONE, far=3),
    }
    good = {**TABLES[entries[table].kind].row(entries[table]), "client_id": PERSONAL_CLIENT_ID}

    def insert(row: Mapping[str, object]) -> None:
        marks = ", ".join(f":{name}" for name in row)
        store.write(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", **row)

    with pytest.raises(NotSaved):
        insert({**good, column: value})
    assert store.read(f"SELECT count(*) FROM {table}")[1] == [(0,)]
    insert(good)
    assert store.read(f"SELECT count(*) FROM {table}")[1] == [(1,)]
    store.write(f"DELETE FROM {table}")


def test_views_show_every_entry_in_the_columns_of_the_files(store: Store) -> None:
    record = personal_record(store)
    for entry in (
        CheckIn(leg_pain_nrs=0),
        SitAndReachTest(skipped_reason="pain"),
        MassageSession(minutes=30),
        Event(words="New job"),
        MedicineTaken(name="Naproxen", use=REGULAR),
        answers_to(ONE, far=3),
    ):
        kept = record.entries.add(entry).entry
        table = TABLES[entry.kind]
        names, rows = store.read(f"SELECT * FROM v_{table.name}")
        assert tuple(names) == ("client_id", *table.columns)
        row = table.row(kept)
        assert rows == [(PERSONAL_CLIENT_ID, *(row[name] for name in table.columns))]


def test_facts_say_what_is_broken(path: Path) -> None:
    driver = SqliteDriver(path, BAD)
    assert driver.facts()["foreign key check"] == "ok"
    with closing(sqlite3.connect(path)) as other:
        other.execute(
            "INSERT INTO massage_session (client_id, on_date, entry_id, minutes, created_at, source, version)"
            " VALUES ('nobody', '2026-03-09', 'x', 30, '2026-03-09T10:00:00Z', 'form', 1)"
        )
        other.commit()
    with driver.reading() as db:
        db.execute("PRAGMA synchronous=NORMAL")
        db.execute("PRAGMA foreign_keys=off")
    facts = driver.facts()
    assert facts["foreign key check"] == "broken"
    assert (facts["synchronous"], facts["foreign keys"]) == ("weak", "off")


# Whose file it is


def write_foreign(path: Path, mode: str) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA journal_mode={mode}")
        other.execute("CREATE TABLE thing (name)")
        other.execute("INSERT INTO thing VALUES ('theirs')")
        other.commit()


def write_newer(path: Path, mode: str) -> None:
    open_store(path).driver.close()
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA journal_mode={mode}")
        other.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('tracker', '9999_later', '2030-01-01')"
        )
        other.commit()


def write_text(path: Path, _mode: str) -> None:
    path.write_text("on_date,leg_pain_nrs\n2026-03-09,3\n" * 200)


@pytest.mark.parametrize("mode", ["wal", "delete"])
@pytest.mark.parametrize(
    ("write", "sentence"),
    [(write_foreign, "another program"), (write_newer, "9999_later"), (write_text, "not one of this app's")],
)
def test_a_file_that_is_not_ours_is_refused_and_not_touched(
    path: Path, version: Version, write: Callable[[Path, str], None], sentence: str, mode: str
) -> None:
    write(path, mode)
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match=sentence) as caught:
        SqliteDriver(path, version)
    assert str(path) in caught.value.sentence
    assert path.read_bytes() == before


def test_an_empty_file_becomes_a_store(path: Path, version: Version) -> None:
    path.touch()
    assert personal_record(opened(path, version)).entries.add(CheckIn(leg_pain_nrs=1)).is_new


@pytest.mark.parametrize("damage", [b"", b"\x00" * 4096, b"not a database any more"])
def test_a_damaged_file_is_said_to_be_damaged(path: Path, version: Version, damage: bytes) -> None:
    store = opened(path, version)
    record = personal_record(store)
    for leg in range(10):
        record.entries.add(CheckIn(leg_pain_nrs=leg, note="x" * 2000))
    store.driver.close()
    path.write_bytes(damage + path.read_bytes()[max(len(damage), 100) :])
    with pytest.raises(StoreUnavailable, match="damaged"):
        personal_record(opened(path, version)).entries.all()


def test_the_folder_is_made_and_only_the_owner_may_read(tmp_path: Path, version: Version) -> None:
    path = tmp_path / "new" / "deep" / "tracker.db"
    store = opened(path, version)
    with store.together():
        personal_record(store)
        files = sorted(path.parent.iterdir())
        assert len(files) >= 2, "the database and its journal"
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


@pytest.mark.parametrize(
    "name", ["with space.db", "a#b?mode=ro&c%20d.db", "größe-日本.db", "'; DROP.db", "-wal"]
)
def test_any_name_a_file_can_have(tmp_path: Path, version: Version, name: str) -> None:
    record = personal_record(opened(tmp_path / name, version))
    assert record.entries.add(CheckIn(leg_pain_nrs=1)).is_new
    assert {file.name for file in tmp_path.iterdir()} <= {name, f"{name}-wal", f"{name}-shm"}


def test_a_place_where_no_file_can_be(tmp_path: Path, version: Version) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        opened(tmp_path / "file" / "tracker.db", version)
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        opened(tmp_path / "folder", version)


# Erasing


def test_nothing_of_an_erased_record_is_left_in_any_file(path: Path, version: Version) -> None:
    store = opened(path, version)
    record = personal_record(store)
    for number in range(50):
        kept = record.entries.add(CheckIn(leg_pain_nrs=1, note=f"canary {number} " * 50)).entry
    record.entries.delete(kept)
    assert b"canary" in b"".join(file.read_bytes() for file in path.parent.iterdir())
    record.erase()
    assert b"canary" not in b"".join(file.read_bytes() for file in path.parent.iterdir())


def test_what_could_not_be_wiped_yet_is_said(path: Path, version: Version, impatient: None) -> None:
    store = opened(path, version)
    record = personal_record(store)
    for _ in range(3):
        record.entries.add(CheckIn(leg_pain_nrs=1))
    if version == GOOD:  # readers let a WAL writer write, but keep the old pages alive
        with closing(sqlite3.connect(path)) as reader:
            cursor = reader.execute("SELECT * FROM check_in")
            cursor.fetchone()
            with pytest.raises(NotSaved, match=r"^Erased, but not yet wiped"):
                record.erase()
            cursor.close()
    else:
        with closing(sqlite3.connect(path)) as reader:
            record._access.store.write("DELETE FROM client")
            reader.execute("BEGIN IMMEDIATE")
            with pytest.raises(NotSaved, match=r"^Erased, but not yet wiped"):
                store.driver.forget()
    store.driver.forget()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("database is locked", "Another program is using the database. Try again in a moment."),
        (
            "attempt to write a readonly database",
            "The database file cannot be written to. Check its permissions, then try again.",
        ),
        ("database or disk is full", "The disk is full. Free some space, then try again."),
        ("unable to open database file", "The database file is missing or cannot be opened."),
        ("file is not a database", "The database file is damaged or is not one of this app's."),
        (
            'malformed database schema (account) - near "FULL": syntax error',
            "The database file is damaged or is not one of this app's.",
        ),
        ("unknown function: strdtime()", "The database file is damaged or is not one of this app's."),
        ("FOREIGN KEY constraint failed", "This record is not in the database any more. Reload the page."),
        ("disk I/O error", "The disk is full or failing. Free some space or check it, then try again."),
        (
            "no such column: x",
            "A part of the database file is missing: it is damaged, or another file took its place.",
        ),
        (
            "Could not decode to UTF-8 column 'note'",
            "The database file is damaged: a text in it cannot be read.",
        ),
        ("something new", "The database did not answer as it should. Try again in a moment."),
    ],
)
def test_each_failure_has_its_words(said: str, sentence: str) -> None:
    assert sentence_for(sqlite3.OperationalError(said)) == sentence
