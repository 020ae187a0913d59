"""`recovery-tracker export` and `import`: records out into files, and files into a record."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import click

from tracker.cli.program import CommandLine, client_option, example
from tracker.domain import limits
from tracker.domain.period import ALWAYS, Period
from tracker.errors import TrackerError, cause_of
from tracker.exchange import cells
from tracker.exchange.archive import MOST_BYTES, read_archive
from tracker.exchange.atomic_file import write_file
from tracker.exchange.csv_files import BYTE_ORDER_MARK, csv_of
from tracker.exchange.importers import formats
from tracker.exchange.importers.batch import batch_of
from tracker.exchange.importers.choosing import combined, missing, with_choices
from tracker.exchange.importers.preview import left_aside, preview_lines, report_lines
from tracker.exports import EXPORT_FORMATS, export_of, ordered, report_file
from tracker.record import ClientRecord, ImportReport
from tracker.reports.report_request import PAPERS, REPORT_FORMATS
from tracker.store.schema.tables import KINDS
from tracker.store.whole_record import WholeRecord


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


@click.command("import", epilog=example("recovery-tracker import check-in.csv --dry-run"))
@click.argument("file")
@client_option
@click.option(
    "--format",
    "file_format",
    type=click.Choice([formats.AUTO, formats.ARCHIVE, *formats.NAMES]),
    default=formats.AUTO,
    show_default=True,
    envvar="TRACKER_IMPORT_FORMAT",
    help="What the file is.",
)
@click.option(
    "--map",
    "choices",
    multiple=True,
    metavar="SOURCE=FIELD[:SCALE]",
    envvar="TRACKER_IMPORT_MAP",
    help="What a source of another app's file becomes; repeat it. --dry-run lists the sources.",
)
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
    """Bring in one of our CSV files, our zip of them, our archive, or another app's file.

    Read are the zips of Loop Habit Tracker, Fitbit, Garmin, Google Health Connect and Samsung Health, CSV
    of Track & Graph, Daylio, Bearable, Fitbit and Garmin, Apple Health's export.zip or export.xml, the
    backup of Privacy Friendly Pain Diary, and any CSV that has a column of days. What is no pain rating
    on 0-10 for certain comes in only with --map, such as --map 'Back ache=back_pain_nrs:0-4'.

    All of the file or nothing: a row that is not right is named by its line. What is in the record
    already is left as it is, so a second import adds nothing. - reads standard input.
    """
    with _opened(file) as stream:
        if formats.is_archive(stream, file_format):
            archive = read_archive(stream.read(MOST_BYTES + 1))
            record = _record(command_line, client, dry_run)
            _say(_restored(record, archive, dry_run), dry_run)
            return
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
    record = _record(command_line, client, dry_run)
    foreseen = record.imports.foresee(batch.entries, batch.earlier_ids, batch.fillings)
    remarks = arrival.remarks if arrival.ready or not dry_run else ()
    aside = () if arrival.ready or dry_run else left_aside(arrival, chosen, "Say what it is with --map.")
    for line in (*remarks, *combined(chosen), *report_lines(batch, foreseen.days), *aside):
        click.echo(line)
    if dry_run:
        _say(foreseen, dry_run)
    else:
        _say(
            record.imports.bring_in(batch.entries, batch.originals, batch.earlier_ids, batch.fillings),
            dry_run,
        )


def _record(command_line: CommandLine, client: str | None, dry_run: bool) -> ClientRecord:
    settings = command_line.settings()
    is_first = isinstance(settings.database_place, Path) and not settings.database_place.exists()
    if dry_run and is_first and not settings.is_practice:
        # What would become of a file can be asked before there is anything: nothing is left of the answer.
        folder = TemporaryDirectory()
        click.get_current_context().call_on_close(folder.cleanup)
        command_line = replace(command_line, database=str(Path(folder.name) / "empty.db"))
    return command_line.record(client, may_make=True)


class _DryRun(Exception):
    """Nothing went wrong: it only takes the transaction back."""


def _restored(record: ClientRecord, archive: WholeRecord, dry_run: bool) -> ImportReport:
    with suppress(_DryRun), record.together():
        report = record.archive.restore(archive)
        if dry_run:
            raise _DryRun
    return report


def _say(report: ImportReport, dry_run: bool) -> None:
    if report.filled:
        click.echo(f"{'Would fill in' if dry_run else 'Filled in'}: {report.filled} check-ins that are there")
    click.echo(
        f"{'Would add' if dry_run else 'Added'}: {report.added}, already there: {report.already_there},"
        f" deleted here before and left so: {report.deleted_here}"
    )


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
        why = cause_of(error) if isinstance(error, OSError) else None
        raise TrackerError(f"{file} cannot be read: {why or 'the name is not usable'}.") from error
