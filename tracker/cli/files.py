"""`recovery-tracker import` and `export`: records in and out of files."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import click

from tracker.cli.program import CommandLine, client_option, example
from tracker.domain import limits
from tracker.domain.period import Period
from tracker.errors import TrackerError
from tracker.exchange import cells
from tracker.exchange.atomic_file import write_file
from tracker.exchange.csv_files import MOST_BYTES, csv_of
from tracker.exchange.importers import formats
from tracker.exchange.importers.batch import batch_of
from tracker.exchange.importers.choosing import missing, with_choices
from tracker.exchange.importers.preview import preview_lines, report_lines
from tracker.exports import EXPORT_FORMATS, export_of
from tracker.store.entries import ALWAYS
from tracker.store.tables import KINDS


@click.command("import", epilog=example("recovery-tracker import check-in.csv --dry-run"))
@click.argument("file")
@client_option
@click.option(
    "--format", "file_format", type=click.Choice([formats.AUTO, *formats.NAMES]), default=formats.AUTO,
    show_default=True, envvar="TRACKER_IMPORT_FORMAT", help="What the file is.",
)  # fmt: skip
@click.option(
    "--map", "choices", multiple=True, metavar="SOURCE=FIELD[:SCALE]", envvar="TRACKER_IMPORT_MAP",
    help="What a source of another app's file becomes; repeat it. --dry-run lists the sources.",
)  # fmt: skip
@click.option(
    "--dry-run", is_flag=True, help="Say what is in the file and what would be added, and add nothing."
)
@click.pass_obj
def import_file(
    command_line: CommandLine,
    /,
    file: str,
    client: str | None,
    file_format: str,
    choices: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Bring in one of our CSV files, our zip of them, or another app's file.

    Read are Loop Habit Tracker's zip, CSV of Track & Graph, Daylio and Bearable, Apple Health's export.zip
    or export.xml, the Pain Diary's backup, and any CSV that has a column of days. What is no pain rating
    on 0-10 for certain comes in only with --map, such as --map 'Back ache=back_pain_nrs:0-4'.

    All of the file or nothing: a row that is not right is named by its line. What is in the record
    already is left as it is, so a second import adds nothing. - reads standard input.
    """
    with _opened(file) as stream:
        arrival = formats.read(stream, file, file_format)
    chosen = with_choices(arrival, choices)
    wanting = missing(arrival, chosen)
    if dry_run and not arrival.ready:
        for line in preview_lines(arrival, chosen):
            click.echo(line)
    if wanting is not None:
        if dry_run:
            click.echo(str(wanting))
            return
        raise TrackerError(str(wanting))
    batch = batch_of(arrival, chosen)
    for line in report_lines(batch):
        click.echo(line)
    record = command_line.record(client)
    report = record.foresee(batch.entries) if dry_run else record.bring_in(batch.entries, batch.originals)
    click.echo(
        f"{'Would add' if dry_run else 'Added'}: {report.added}, already there: {report.already_there},"
        f" deleted here before and left so: {report.deleted_here}"
    )


@click.command(epilog=example("recovery-tracker export --kind check-in --from 2026-01-01 -o check-in.csv"))
@client_option
@click.option(
    "--format", "file_format", type=click.Choice(list(EXPORT_FORMATS)), default="csv", show_default=True,
    envvar="TRACKER_EXPORT_FORMAT", help="What to write.",
)  # fmt: skip
@click.option("--kind", type=click.Choice(KINDS), help="One kind as CSV; left out, a zip of all.")
@click.option("--from", type=cells.day, metavar="D", help="First day, YYYY-MM-DD.")
@click.option("--to", type=cells.day, metavar="D", help="Last day.")
@click.option(
    "-o", "--output", metavar="FILE", default="-", help="Where to; - or left out is standard output."
)
@click.pass_obj
def export(
    command_line: CommandLine,
    /,
    client: str | None,
    file_format: str,
    kind: str | None,
    output: str,
    **days: Any,
) -> None:
    """Write a record as CSV: one kind, or a zip of all kinds."""
    if kind and file_format != "csv":
        raise click.UsageError("--kind is for CSV: the other formats hold all kinds.")
    period = Period(_day("from", days["from"]) or ALWAYS.first, _day("to", days["to"]) or ALWAYS.last)
    record = command_line.record(client)
    data = csv_of(record, kind, period) if kind else export_of(record, file_format, period)
    if output == "-":
        _to_stdout(data)
    else:
        write_file(Path(output), data)
        click.echo(f"Wrote {output} ({len(data):,} bytes)")


def _day(name: str, value: Any) -> Any:
    return None if value is None else limits.day(name, value, ALWAYS.last)


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    """Open a file that can be read twice; what comes through a pipe is read to where it is too large."""
    try:
        if file == "-":
            yield BytesIO(sys.stdin.buffer.read(MOST_BYTES + 1))
            return
        with Path(file).open("rb") as opened:
            yield opened
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        raise TrackerError(f"{file} cannot be read: {why or 'the name is not usable'}.") from error


def _to_stdout(data: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise  # a reader that has seen enough, as in `| head`
    except OSError as error:
        raise TrackerError(f"Standard output cannot be written: {error.strerror}.") from error
