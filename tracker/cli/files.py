"""`recovery-tracker export`: records out into files."""

import sys
from pathlib import Path
from typing import Any

import click

from tracker.cli.program import CommandLine, client_option, example
from tracker.domain import limits
from tracker.domain.period import Period
from tracker.errors import TrackerError
from tracker.exchange import cells
from tracker.exchange.atomic_file import write_file
from tracker.exchange.csv_files import csv_of
from tracker.exports import EXPORT_FORMATS, export_of
from tracker.store.entries import ALWAYS
from tracker.store.tables import KINDS


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
    """Write a record: as CSV (one kind, or a zip of all), as an archive of everything, or as FHIR R4."""
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


def _to_stdout(data: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise  # a reader that has seen enough, as in `| head`
    except OSError as error:
        raise TrackerError(f"Standard output cannot be written: {error.strerror}.") from error
