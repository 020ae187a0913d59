"""Bringing a backup back, into a new place, checked before anything lies there."""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tracker.domain.client import Actor
from tracker.errors import StoreUnavailable, TrackerError, cause_of
from tracker.store.backup.age_file import decrypt, identities, is_encrypted
from tracker.store.backup.backup import JOURNALS, checked, checksum_file, sha256_of, sync_file
from tracker.store.backup.private_folder import private_folder
from tracker.store.backup.second_copies import keep_second_copies
from tracker.store.backup.soundness import refuse_not_understood
from tracker.store.drivers.sqlite import SqliteDriver, sync_folder
from tracker.store.schema.sqlite_schema import WORDS
from tracker.store.schema.steps import STEPS, render_dialect
from tracker.store.schema.tables import TABLES, instant_text
from tracker.store.store import Store

# Made by SQLite itself, or by the library that counts our steps.
NOT_OURS_TO_JUDGE = ("sqlite_", "_sqlite_migrations")


@dataclass(frozen=True)
class Restored:
    """What a restore brought back, and which ways in it ended or left (`shares_ended` None: they were kept)."""

    clients: int
    entries: int
    shares: int
    shares_kept: bool
    sessions: int
    codes: int
    feeds: int = 0
    tokens: int = 0
    reminded: int = 0
    tries: int = 0

    @property
    def sentence(self) -> str:
        """What an operator must know of it."""
        brought = f"{_count(self.clients, 'client')} and {_count(self.entries, 'entry', 'entries')} are back."
        links = _count(self.shares, "share link")
        fate = f"kept {links}, also those revoked since" if self.shares_kept else f"ended {links}"
        codes = _count(
            self.codes, "unused invitation or recovery code", "unused invitations or recovery codes"
        )
        tokens = (
            f" and {_count(self.tokens, 'token of a program or phone', 'tokens of programs or phones')}"
            if self.tokens
            else ""
        )
        reminders = (
            f" Reminders of {_count(self.reminded, 'client')} are off until they choose them again."
            if self.reminded
            else ""
        )
        tries = (
            f" {_count(self.tries, 'fair try', 'fair tries')} that ran at the time ended without an answer: nobody knows"
            " what was done since."
            if self.tries
            else ""
        )
        return (
            f"{brought} Of what worked at the time of the backup: {fate};"
            f" ended {_count(self.sessions, 'session')}, {codes} and"
            f" {_count(self.feeds, 'calendar address', 'calendar addresses')}{tokens}.{reminders}{tries}"
            " What was changed since is as it was then: accounts disabled or erased and passwords changed"
            " since have to be so again."
        )


def restore(
    file: Path,
    database: Path,
    actor: Actor,
    now: datetime,
    *,
    identity: Path | None = None,
    keep_shares: bool = False,
    unchecked: bool = False,
) -> Restored:
    """Make a new database of a backup, brought up to date; `identity` is the key file of an encrypted one.

    Share links (unless `keep_shares`), sessions, calendar addresses and one-use codes of the backup are ended, since any may
    have been revoked or used after it. `unchecked` goes on without a right checksum, and with a changed
    audit or a schema that is not ours. Raises TrackerError when there is a database already, or the backup cannot be trusted; then
    nothing is at `database`.
    """
    _refuse_taken(database)
    try:
        with private_folder(database.parent, database.name) as folder:
            copy = folder / "copy.db"
            _fetch(file, copy, identity, unchecked)
            checked(copy, what=str(file), rows=False)
            restored = _brought_up_to_date(copy, file, actor, now, keep_shares, unchecked)
            sync_file(copy)
            _put(copy, database)
    except OSError as error:
        raise TrackerError(
            f"{error.filename2 or error.filename or database}: {cause_of(error)}; nothing was restored."
        ) from error
    return restored


def _refuse_taken(database: Path) -> None:
    for place in (database, *(database.with_name(database.name + ending) for ending in JOURNALS)):
        # A journal left behind would be read into the restored file.
        if os.path.lexists(place):
            raise TrackerError(f"{place} is there already: move it away, or restore --into another place.")
    if not database.parent.is_dir():
        raise TrackerError(f"There is no folder {database.parent}: make it first.")


def _fetch(file: Path, copy: Path, identity: Path | None, unchecked: bool) -> None:
    sealed = is_encrypted(file)
    if sealed and identity is None:
        raise TrackerError(f"{file} is encrypted: name the file of its secret key with --identity.")
    if unchecked:
        _refuse_part(file)
    else:
        _refuse_changed(file, needed=not sealed)
    copy.touch(0o600)
    if sealed and identity is not None:
        decrypt(file, copy, identities(identity))
    else:
        shutil.copyfile(file, copy)


def _refuse_part(file: Path) -> None:
    # A database copied while it was in use: what was saved last, or how to undo half of it, lies beside it.
    for journal in (file.with_name(file.name + ending) for ending in JOURNALS if ending != "-shm"):
        if journal.exists() and journal.stat().st_size:
            raise TrackerError(
                f"{file} is not the whole database: a part of it lies in {journal}. Copy both to one folder, set"
                " TRACKER_DATABASE to the copy, make a backup of it with `recovery-tracker backup`, then restore that."
            )


def _refuse_changed(file: Path, *, needed: bool) -> None:
    try:
        written = checksum_file(file).read_text("ascii").split()
    except (FileNotFoundError, UnicodeDecodeError):
        # An encrypted file proves by itself that it is unchanged.
        if needed:
            raise TrackerError(
                f"{checksum_file(file)} is missing or not readable, so nobody can tell whether the backup is as it"
                " was written; --unchecked restores it all the same."
            ) from None
        return
    if written[:1] != [sha256_of(file)]:
        raise TrackerError(
            f"{file} is not as it was written (its SHA-256 differs): go back to another backup."
        )


def _brought_up_to_date(
    copy: Path, file: Path, actor: Actor, now: datetime, keep_shares: bool, unchecked: bool
) -> Restored:
    store = Store(SqliteDriver(copy))
    try:
        if (unexpected := unexpected_schema_object(copy, WORDS)) is not None and not unchecked:
            raise StoreUnavailable(
                f"{file} holds {unexpected}, which no version of this app made."
                " --unchecked restores it all the same."
            )
        if not unchecked:
            _refuse_not_understood(store, file)
        with store.together():
            restored = _access_ended(store, now, keep_shares)
            store.audit.note(actor, "restored", now, detail=f"from {file.name}")
    finally:
        store.driver.close()
    return restored


def _refuse_not_understood(store: Store, file: Path) -> None:
    try:
        refuse_not_understood(store, str(file))
    except StoreUnavailable as error:
        raise StoreUnavailable(f"{error.sentence} --unchecked restores it all the same.") from error


def _access_ended(store: Store, now: datetime, keep_shares: bool) -> Restored:
    at = instant_text(now)
    live = "revoked_at IS NULL AND ends_at > :now AND (view_limit IS NULL OR views < view_limit)"
    shares = _number(store, f"share_link WHERE {live}", now=at)
    if not keep_shares:
        store.write(
            "UPDATE share_link SET revoked_at = :now, kept_by = NULL WHERE revoked_at IS NULL", now=at
        )
    sessions = _number(store, "web_session WHERE ends_at > :now", now=at)
    store.write("DELETE FROM web_session")
    codes = _number(store, "one_use_code WHERE used_at IS NULL AND ends_at > :now", now=at)
    store.write("UPDATE one_use_code SET used_at = :now WHERE used_at IS NULL", now=at)
    store.write("DELETE FROM known_device")
    feeds = _number(store, "calendar WHERE token_hash IS NOT NULL")
    store.write("UPDATE calendar SET token_hash = NULL, made_at = NULL")
    entries = sum(_number(store, table.name) for table in TABLES.values())
    tokens = _number(store, "api_token")
    store.write("DELETE FROM api_token")
    tokens += _number(store, "paired_device WHERE paired_at IS NOT NULL")
    store.write("DELETE FROM paired_device")
    # A copy beside the original would remind twice, and who turned reminders off since would get them again.
    reminded = _number(store, "notice_choice WHERE confirmed_at IS NOT NULL")
    store.write("DELETE FROM notice_choice")
    return Restored(
        clients=_number(store, "client"),
        entries=entries,
        shares=shares,
        shares_kept=keep_shares,
        sessions=sessions,
        codes=codes,
        feeds=feeds,
        tokens=tokens,
        reminded=reminded,
        tries=store.fair_tries.end_those_of_backup(now),
    )


def _number(store: Store, of: str, **values: str) -> int:
    return int(store.read(f"SELECT count(*) FROM {of}", **values)[1][0][0])


def _put(copy: Path, database: Path) -> None:
    left = [copy.with_name(copy.name + ending) for ending in JOURNALS]
    if any(journal.exists() for journal in left):
        raise StoreUnavailable(f"{copy} was not written out; nothing was restored. Try again.")
    try:
        os.link(copy, database)  # unlike a rename, it never takes the place of a file made meanwhile
    except FileExistsError:
        raise TrackerError(f"{database} is there already; nothing was restored.") from None
    except OSError:  # a file system without links
        _refuse_taken(database)
        copy.rename(database)
    sync_folder(database.parent)


def _count(number: int, single: str, many: str = "") -> str:
    return f"{number:,} {single if number == 1 else many or single + 's'}"


def unexpected_schema_object(file: Path, words: dict[str, str]) -> str | None:
    """Return the first trigger, view, table or index of a file brought up to date that is not as our steps make it.

    A trigger would go on changing records, and a changed check let in what is refused; `words` are the driver's
    own for the steps. None when there is none. Raises sqlite3.Error.
    """
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
        schema = _schema_of(database)
    with closing(sqlite3.connect(":memory:")) as fresh:
        for step in STEPS.values():
            fresh.executescript(render_dialect(step, words))
        keep_second_copies(fresh)
        ours = _schema_of(fresh)
    for kind, name in sorted({*schema, *ours}, key=_tables_first):
        if schema.get((kind, name)) != ours.get((kind, name)):
            was = "no" if (kind, name) not in schema else "a" if (kind, name) not in ours else "another"
            return f"{was} {kind} {name[:60]!r}"
    return None


def _tables_first(part: tuple[str, str]) -> tuple[bool, str, str]:
    # A table that is missing takes its indexes with it: it is the one to name.
    return part[0] != "table", *part


def _schema_of(db: sqlite3.Connection) -> dict[tuple[str, str], str]:
    rows = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return {
        (kind, name): " ".join(str(sql).split())
        for kind, name, table, sql in rows
        if kind == "trigger" or not (name.startswith("sqlite_") or table.startswith(NOT_OURS_TO_JUDGE))
    }
