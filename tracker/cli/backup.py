"""`recovery-tracker backup` and `restore`: the whole database, out of harm's way and back."""

from pathlib import Path

import click

from tracker import clock
from tracker.cli.program import CommandLine, example
from tracker.errors import TrackerError
from tracker.record import OPERATOR
from tracker.store.backup.backup import Backup, back_up, back_up_scheduled
from tracker.store.backup.restore import restore as restored_from


@click.command(epilog=example("recovery-tracker backup --scheduled backups --to age1ql3z7hjy..."))
@click.argument("file", required=False)
@click.option(
    "--to",
    multiple=True,
    metavar="KEY",
    help="Encrypt for this age (age1...) or SSH public key; may be given again.",
)
@click.option(
    "--scheduled",
    metavar="DIR",
    help="Instead of FILE: add one named for now to DIR, and keep of all there the last of"
    " each of the latest 7 days, 4 weeks and 12 months.",
)
@click.option("--unchecked", is_flag=True, help="Go on with rows that cannot be read, or a changed audit.")
@click.pass_obj
def backup(
    command_line: CommandLine, file: str | None, to: tuple[str, ...], scheduled: str | None, unchecked: bool
) -> None:
    """Copy the whole database to FILE while the app runs.

    The copy is checked as `check` does, on the disk and readable by you only before it takes FILE's place;
    FILE.sha256 beside it tells whether it is still as it was written.
    """
    if (file is None) == (scheduled is None):
        raise click.UsageError("Give either FILE or --scheduled DIR.")
    database = _sqlite_file(command_line)
    if file is not None:
        _say(back_up(database, Path(file), to, unchecked=unchecked))
        return
    backup, removed = back_up_scheduled(
        database, Path(str(scheduled)), clock.utc_now(), to, unchecked=unchecked
    )
    _say(backup)
    for removed_file in removed:
        click.echo(f"Removed {removed_file}, past its time")


@click.command(epilog=example("recovery-tracker restore tracker-backup.db --into data/restored.db"))
@click.argument("file")
@click.option(
    "--identity", metavar="KEYFILE", help="Secret key of an encrypted backup, as age-keygen wrote it."
)
@click.option("--into", metavar="PATH", help="Where to; left out, the installation's own database.")
@click.option(
    "--keep-shares",
    is_flag=True,
    help="Leave share links as they were: also those revoked since the backup work again.",
)
@click.option(
    "--unchecked", is_flag=True, help="Go on without a right checksum, or with an audit that was changed."
)
@click.pass_obj
def restore(
    command_line: CommandLine,
    file: str,
    identity: str | None,
    into: str | None,
    keep_shares: bool,
    unchecked: bool,
) -> None:
    """Make a new database from a backup, checked first; never over one that is there.

    Share links, sessions, calendar addresses and invitations of the backup are ended, since any may have been revoked
    or used after it was made; the last sentence says how many.
    """
    database = Path(into) if into else _sqlite_file(command_line)
    done = restored_from(
        Path(file),
        database,
        OPERATOR,
        clock.utc_now(),
        identity=Path(identity) if identity else None,
        keep_shares=keep_shares,
        unchecked=unchecked,
    )
    click.echo(f"Restored {file} to {database}")
    click.echo(done.sentence)


def _sqlite_file(command_line: CommandLine) -> Path:
    settings = command_line.settings()
    if settings.is_postgres:
        raise TrackerError(
            "The database is PostgreSQL's: back it up with pg_dump --format=custom, bring it back with pg_restore."
        )
    return settings.database_path


def _say(backup: Backup) -> None:
    click.echo(f"Wrote {backup.file} ({backup.size_bytes:,} bytes, sha256 {backup.sha256})")
