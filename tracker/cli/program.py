"""The program `recovery-tracker`: its name, its database, and one sentence with exit code 1 for every refusal."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, TypeVar

import click

from tracker.domain.account import canonical_username
from tracker.domain.client import PERSONAL_CLIENT_ID
from tracker.domain.rights import record_id_of
from tracker.errors import StoreUnavailable, TrackerError, UnknownClient, cause_of
from tracker.record import OPERATOR, ClientRecord, personal_record
from tracker.settings import Settings, read_settings
from tracker.store.store import Store, open_store

Command = TypeVar("Command", bound=Callable[..., Any])
LONGEST_LINE = 10_000


class Refused(click.ClickException):
    """A refusal in words: one line on stderr, exit code 1."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        # A sentence may quote what somebody else's file holds, which must not steer the terminal.
        printable = "".join(c if c.isprintable() else " " for c in self.message)
        click.echo(" ".join(printable.split()), file=file, err=file is None)


class Program(click.Group):
    """A group of commands that answers every TrackerError with its sentence."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        # Windows and old locales print fewer letters than there are: one of the others must not end a command.
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="replace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TrackerError as refused:
            raise Refused(refused.sentence) from refused


@dataclass(frozen=True)
class CommandLine:
    """What a command was called with; settings are read when a command needs them, so --help never fails."""

    database: str | None = None

    def settings(self, **given: str | None) -> Settings:
        """Return the settings with the given ones instead of the environment's; raises InvalidSetting."""
        own = {
            name: value for name, value in {"database": self.database, **given}.items() if value is not None
        }
        return replace(read_settings(), **own)

    def store(self, *, may_make: bool = False) -> Store:
        """Return the store of the installation's database; raises StoreUnavailable.

        Only a command that has something to put into a new database makes one: else a mistyped name would
        leave an empty file behind, and an answer about nobody.
        """
        place = self.settings().database_place
        if not may_make:
            refuse_missing(place)
        store = open_store(place)
        click.get_current_context().call_on_close(store.driver.close)
        return store

    def record(self, client: str | None, *, may_make: bool = False) -> ClientRecord:
        """Return a client's record: in practice mode by username, else by id, left out the personal one.

        Raises UnknownClient, or StoreUnavailable as `store` does.
        """
        if self.settings().is_practice:
            return self.practice_record(client)
        store = self.store(may_make=may_make)
        if client in (None, PERSONAL_CLIENT_ID):
            return personal_record(store)
        record = ClientRecord(store, OPERATOR, str(client))
        record.profile.get()
        return record

    def practice_record(self, username: str | None) -> ClientRecord:
        """Return the record of a username; raises UnknownClient, or TrackerError outside practice mode."""
        if not self.settings().is_practice:
            raise TrackerError("Links and accounts are for practice mode: set TRACKER_MODE=practice.")
        if username is None:
            raise TrackerError("Practice mode has many records: name whose with --client.")
        store = self.store()
        account = store.accounts.named(canonical_username(username))
        if account is None or record_id_of(account) is None:
            raise UnknownClient(username)
        return ClientRecord(store, OPERATOR, account.account_id)


def refuse_missing(place: Path | str) -> None:
    """Raise StoreUnavailable when there is no SQLite file at a place; a server says for itself what is not there."""
    if isinstance(place, Path) and not place.exists():
        raise StoreUnavailable(
            f"There is no database at {place}: check the name, or begin one with log, import or serve."
        )


def first_line(file: str) -> str:
    """Return the first line of a small file, - being standard input; raises TrackerError."""
    try:
        if file == "-":
            return sys.stdin.readline(LONGEST_LINE).rstrip("\r\n")
        with Path(file).open(encoding="utf-8") as opened:
            return opened.readline(LONGEST_LINE).rstrip("\r\n")
    except (OSError, ValueError) as error:
        why = cause_of(error) if isinstance(error, OSError) else "it is not UTF-8 text"
        raise TrackerError(f"{file} cannot be read: {why}.") from error


def example(line: str) -> str:
    """Return what a command's help ends with: one example, on a line of its own."""
    return f"\b\nExample:\n  {line}"


def client_option(command: Command) -> Command:
    """Give a command --client, which personal mode can do without."""
    return click.option(
        "--client",
        metavar="U",
        help=f"Whose record: in practice mode a username; else left out, your own ({PERSONAL_CLIENT_ID}).",
    )(command)


@click.group(
    epilog=example("recovery-tracker log check-in --leg-pain 4 --back-pain 2 --extent thigh"),
    cls=Program,
    name="recovery-tracker",
    context_settings={"auto_envvar_prefix": "TRACKER", "max_content_width": 100},
)
@click.option(
    "--database",
    metavar="FILE",
    help="The SQLite file, or a postgresql:// URL.",
)
@click.pass_context
def main(ctx: click.Context, database: str | None) -> None:
    """Log pain, flexibility and massage, and move records in and out.

    Every option can also be an environment variable: --kind of export is TRACKER_EXPORT_KIND, and
    --leg-pain of log check-in is TRACKER_LOG_CHECK_IN_LEG_PAIN. --database, --host and --port are
    TRACKER_DATABASE, TRACKER_HOST and TRACKER_PORT. Exit code 0: done; 1: refused, with one sentence
    on stderr; 2: not a command.
    """
    ctx.obj = CommandLine(database)
