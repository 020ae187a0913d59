"""`recovery-tracker export`: records out into files."""

import sys
from pathlib import Path
from typing import Any

import click

from tracker.cli.program import CommandLine, client_option, example
from tracker.domain import limits
from tracker.domain.period import ALWAYS, Period
from tracker.errors import TrackerError, cause_of
from tracker.exchange import cells
from tracker.exchange.atomic_file import write_file
from tracker.exchange.csv_files import BYTE_ORDER_MARK, csv_of
from tracker.exports import EXPORT_FORMATS, export_of, ordered, report_file
from tracker.reports.report_request import PAPERS, REPORT_FORMATS
from tracker.store.schema.tables import KINDS


@click.command(epilog=example("recovery-tracker export --kind check-in --from 2026-01-01 -o check-in.csv"))
@client_option
@click.option(
    "--format",
    "file_format",
    type=click.Choice(list(EXPORT_FORMATS)),
    default="csv",
    show_default=True,
    envvar="TRACKER_EXPORT_FORMAT",
    help="What to write.",
)
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
    **values: Any,
) -> None:
    """Write a record: CSV (one kind, or a zip of all), an archive of everything, FHIR R4, or a report to read."""
    if kind and file_format != "csv":
        raise click.UsageError("--kind is for CSV: the other formats hold all kinds.")
    wishes = {name: values.pop(name) for name in ("full", "since", "paper", "questions")}
    if any(wishes.values()) and file_format not in REPORT_FORMATS:
        raise click.UsageError("--full, --since, --paper and --questions are for reports: html or pdf.")
    if values["from"] and wishes["since"]:
        raise click.UsageError("--from and --since name the same day: give one of them.")
    first = _day("since", wishes["since"]) or _day("from", values["from"])
    period = Period(first or ALWAYS.first, _day("to", values["to"]) or ALWAYS.last)
    if output == "-" and (file_format == "pdf" or (file_format == "csv" and kind is None)):
        _refuse_terminal("PDF" if file_format == "pdf" else "zip")
    record = command_line.record(client)
    if file_format in REPORT_FORMATS:
        paper, is_full, questions = wishes["paper"] or PAPERS[0], wishes["full"], wishes["questions"]
        data = report_file(
            record, file_format, ordered(period, is_full=is_full, paper=paper, questions=questions)
        )
    else:
        data = csv_of(record.entries, kind, period) if kind else export_of(record, file_format, period)
    if output == "-":
        # The mark is for spreadsheets, which open files; other programs that read a pipe would take it for text.
        _to_stdout(data.removeprefix(BYTE_ORDER_MARK))
    else:
        write_file(Path(output), data)
        click.echo(f"Wrote {output} ({len(data):,} bytes)")


def _day(name: str, value: Any) -> Any:
    return None if value is None else limits.day(name, value, ALWAYS.last)


def _refuse_terminal(name: str) -> None:
    # Its bytes would be taken for commands of the terminal.
    if sys.stdout.isatty():
        raise TrackerError(
            f"A {name} cannot be shown here: name a file with --output, or redirect with > to one."
        )


def _to_stdout(data: bytes) -> None:
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise  # a reader that has seen enough, as in `| head`
    except OSError as error:
        raise TrackerError(f"Standard output cannot be written: {cause_of(error)}.") from error
