"""`recovery-tracker import` and `export`: records in and out of files."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from tracker.cli.program import CommandLine, client_option, example
from tracker.domain import limits
from tracker.domain.entry import Entry
from tracker.domain.period import Period
from tracker.errors import TrackerError
from tracker.exchange import cells
from tracker.exchange.atomic_file import write_file
from tracker.exchange.csv_files import MOST_BYTES, csv_of, entries_of
from tracker.exports import EXPORT_FORMATS, export_of, ordered, report_file
from tracker.record import ClientRecord, ImportReport
from tracker.reports.order import PAPERS, REPORT_FORMATS
from tracker.store.entries import ALWAYS
from tracker.store.tables import KINDS


class _DryRun(Exception):
    """Nothing went wrong: it only takes the transaction back."""


@click.command("import", epilog=example("recovery-tracker import check-in.csv --dry-run"))
@click.argument("file")
@client_option
@click.option(
    "--format", "file_format", type=click.Choice(["auto", "csv"]), default="auto", show_default=True,
    envvar="TRACKER_IMPORT_FORMAT", help="What the file is.",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would be added, and add nothing.")
@click.pass_obj
def import_file(
    command_line: CommandLine, /, file: str, client: str | None, file_format: str, dry_run: bool
) -> None:
    """Bring in one of our CSV files or our zip of them.

    All of the file or nothing: a row that is not right is named by its line. What is in the record
    already is left as it is, so a second import adds nothing. - reads standard input.
    """
    del file_format  # there is one so far
    entries = entries_of(_content(file), file)
    report = _brought_in(command_line.record(client), entries, dry_run)
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
@click.option("--full", is_flag=True, help="A report of everything; left out, one sheet for a visit.")
@click.option(
    "--since", type=cells.day, metavar="D", help="A report's first day; left out, the last massage."
)
@click.option("--paper", type=click.Choice(PAPERS), help="A report's paper.  [default: a4]")
@click.option("--questions", metavar="TEXT", help="What you want to ask, one question a line, for a report.")
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
    **given: Any,
) -> None:
    """Write a record as CSV (one kind, or a zip of all kinds), or as a report to read."""
    if kind and file_format != "csv":
        raise click.UsageError("--kind is for CSV: the other formats hold all kinds.")
    wishes = {name: given.pop(name) for name in ("full", "since", "paper", "questions")}
    if any(wishes.values()) and file_format not in REPORT_FORMATS:
        raise click.UsageError("--full, --since, --paper and --questions are for reports: html or pdf.")
    if given["from"] and wishes["since"]:
        raise click.UsageError("--from and --since name the same day: give one of them.")
    first = _day("since", wishes["since"]) or _day("from", given["from"])
    period = Period(first or ALWAYS.first, _day("to", given["to"]) or ALWAYS.last)
    record = command_line.record(client)
    if file_format in REPORT_FORMATS:
        paper, is_full, asked = wishes["paper"] or PAPERS[0], wishes["full"], wishes["questions"]
        data = report_file(
            record, file_format, ordered(period, is_full=is_full, paper=paper, questions=asked)
        )
    else:
        data = csv_of(record, kind, period) if kind else export_of(record, file_format, period)
    if output == "-":
        _to_stdout(data)
    else:
        write_file(Path(output), data)
        click.echo(f"Wrote {output} ({len(data):,} bytes)")


def _day(name: str, value: Any) -> Any:
    return None if value is None else limits.day(name, value, ALWAYS.last)


def _content(file: str) -> bytes:
    """Return a file's bytes, no more than it takes to see that it is too large."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(file).open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        raise TrackerError(f"{file} cannot be read: {why or 'the name is not usable'}.") from error


def _brought_in(record: ClientRecord, entries: tuple[Entry, ...], dry_run: bool) -> ImportReport:
    with suppress(_DryRun), record.store.together():
        report = record.bring_in(entries)
        if dry_run:
            raise _DryRun
    return report


def _to_stdout(data: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise  # a reader that has seen enough, as in `| head`
    except OSError as error:
        raise TrackerError(f"Standard output cannot be written: {error.strerror}.") from error
