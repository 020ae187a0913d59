"""A byte that changed by itself is noticed by `check` and by `backup`; a change by another tool is none."""

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.practice import client_account, shared
from tracker import clock
from tracker.access.sign_in import actor_of
from tracker.domain.check_in import CheckIn
from tracker.errors import StoreUnavailable, TrackerError
from tracker.exchange.sample import fill_record
from tracker.record import OPERATOR, ClientRecord
from tracker.store.backup.backup import back_up
from tracker.store.backup.restore import restore
from tracker.store.backup.second_copies import HAVE_NONE
from tracker.store.backup.soundness import refuse_unsound
from tracker.store.schema.steps import keys_by_table
from tracker.store.store import Store, open_store

NOTE = "the stairs were hard, the walk was not"
FLIPS_A_PAGE = 5
# SQLite quotes what it cannot read of the tables' description, so each place there brings words of its own.
FLIPS_A_PAGE_OF_THE_SCHEMA = 40


@pytest.fixture
def store(up_to_date: Callable[[Path], Path], tmp_path: Path) -> Iterator[Store]:
    """A file of this Python's own SQLite."""
    opened = open_store(up_to_date(tmp_path / "tracker.db"))
    yield opened
    opened.driver.close()


@pytest.fixture
def filled(store: Store, tmp_path: Path, cheap_passwords: None) -> Path:
    """A file with something in every table of a record."""
    ann = client_account(store, "ann")
    fill_record(store, ann.account_id, 0.2, 3)
    shared(store, ann)
    record = ClientRecord(store, actor_of(ann), ann.account_id)
    added = record.entries.add(CheckIn(leg_pain_nrs=3, note=NOTE)).entry
    record.entries.edit(CheckIn(leg_pain_nrs=4, note=NOTE, entry_id=added.entry_id), added.version)
    for entry in record.entries.all()[5:9]:
        record.entries.delete(entry)
    store.driver.close()
    return tmp_path / "tracker.db"


def content(file: Path) -> dict[str, list[str]] | None:
    """Everything in a file; None where SQLite itself cannot read it, or a column's name is no text any more."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as db:
            db.text_factory = bytes
            return {
                table: sorted(map(repr, db.execute(f"SELECT * FROM {table}"))) for table in keys_by_table()
            }
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def check(file: Path) -> None:
    opened = open_store(file)
    try:
        refuse_unsound(opened, "The database")
    finally:
        opened.driver.close()


def backup(file: Path) -> None:
    back_up(file, file.with_name("backup.db"))


def refused(look: Callable[[Path], None], file: Path) -> str:
    """What it says of a file; empty when it finds nothing wrong."""
    try:
        look(file)
    except TrackerError as error:
        return error.sentence
    return ""


def test_no_flip_that_changes_a_value_goes_unnoticed(filled: Path, tmp_path: Path) -> None:
    """In every page of the file, at places drawn by lot."""
    whole, before, lot = filled.read_bytes(), content(filled), random.Random(11)
    changed, (folder, page) = 0, (tmp_path / "flipped", 4096)
    for start in range(0, len(whole), page):
        is_schema = b"CREATE " in whole[start : start + page]
        for _ in range(FLIPS_A_PAGE_OF_THE_SCHEMA if is_schema else FLIPS_A_PAGE):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            flipped, at = bytearray(whole), start + lot.randrange(page)
            flipped[at] ^= 1 << lot.randrange(8)
            file = folder / "tracker.db"
            file.write_bytes(flipped)
            if content(file) == before:
                continue
            changed += 1
            for look in (backup, check):
                file.write_bytes(flipped)
                said = refused(look, file)
                assert any(
                    word in said for word in ("damaged", "changed", "newer version", "another program")
                ), (at, said)
                assert "Try again" not in said
    assert changed > 20, "else nothing was tried"
    print(f"{changed} flips that changed a value, {changed} noticed by check and by backup")


@pytest.fixture
def broken(filled: Path) -> Path:
    """One letter of a note is no letter any more, in the row and in its second copy."""
    whole = filled.read_bytes()
    at = NOTE.encode()
    assert whole.count(at) >= 2
    filled.write_bytes(whole.replace(at, at.replace(b"stairs", b"st\xffirs")))
    return filled


@pytest.mark.parametrize("look", [check, backup])
def test_a_letter_that_cannot_be_read_is_damage(broken: Path, look: Callable[[Path], None]) -> None:
    said = refused(look, broken)
    assert "damaged" in said
    assert "Try again" not in said


def test_one_broken_letter_does_not_shut_the_record(broken: Path) -> None:
    store = open_store(broken)
    account = store.accounts.named("ann")
    assert account is not None
    record = ClientRecord(store, actor_of(account), account.account_id)
    notes = [entry.note for entry in record.entries.all() if entry.note]
    assert NOTE.replace("stairs", "st\ufffdirs") in notes
    store.driver.close()


def edit_with_another_tool(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as db:
        db.execute(statement)
        db.commit()


def test_a_change_by_the_files_owner_with_another_tool_is_no_damage(filled: Path) -> None:
    edit_with_another_tool(
        filled, "UPDATE check_in SET leg_pain_nrs = 7, note = 'mended' WHERE note IS NOT NULL"
    )
    edit_with_another_tool(filled, "DELETE FROM massage_session WHERE true")
    edit_with_another_tool(filled, "CREATE VIEW mine AS SELECT * FROM check_in")
    assert [refused(look, filled) for look in (check, backup)] == ["", ""]


def test_a_value_of_another_tool_that_nobody_can_read_is_named(filled: Path, tmp_path: Path) -> None:
    edit_with_another_tool(filled, "UPDATE check_in SET pain_extent = 'elbow' WHERE note IS NOT NULL")
    for look in (check, backup):
        said = refused(look, filled)
        assert "was changed outside this app and cannot be read. Pain extent" in said
    made = back_up(filled, tmp_path / "all-the-same.db", unchecked=True)
    into = tmp_path / "restored.db"
    with pytest.raises(StoreUnavailable, match="--unchecked"):
        restore(made.file, into, OPERATOR, clock.utc_now())
    assert restore(made.file, into, OPERATOR, clock.utc_now(), unchecked=True).clients == 1


def test_a_changed_audit_is_refused_by_backup_too(filled: Path, tmp_path: Path) -> None:
    edit_with_another_tool(filled, "UPDATE audit SET detail = 'x' WHERE number = 2")
    assert [
        ("audit" in refused(look, filled), "line 2" in refused(look, filled)) for look in (check, backup)
    ] == [(True, True)] * 2
    assert back_up(filled, tmp_path / "all-the-same.db", unchecked=True).size_bytes > 0


def copied_columns(store: Store, table: str) -> list[set[str]]:
    indexes = store.read(f"SELECT name FROM pragma_index_list('{table}')")[1]
    return [
        {name for (name,) in store.read(f"SELECT name FROM pragma_index_info('{index}')")[1]}
        for (index,) in indexes
    ]


@pytest.mark.parametrize("table", sorted(keys_by_table()))
def test_every_lasting_table_has_its_second_copy(store: Store, table: str) -> None:
    columns = set(store.read(f"SELECT * FROM {table} WHERE 1 = 0")[0])
    assert (columns in copied_columns(store, table)) is (table not in HAVE_NONE)


def test_a_file_from_before_gains_them_and_a_later_column_is_copied_too(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as db:
        db.execute("DROP INDEX check_in_second_copy")
        db.execute("ALTER TABLE massage_session ADD COLUMN later text")
        db.commit()
    store = open_store(filled)
    for table in ("check_in", "massage_session"):
        assert set(store.read(f"SELECT * FROM {table} WHERE 1 = 0")[0]) in copied_columns(store, table)
    store.driver.close()
