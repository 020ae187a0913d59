"""`recovery-tracker summary`: what a record says, for a person or a script."""

import json
from typing import Any

import click

from tracker import clock
from tracker.cli.program import CommandLine, client_option, example
from tracker.domain import limits
from tracker.domain.period import Period
from tracker.exchange import cells
from tracker.progress import evidence
from tracker.progress.summary import summary as summary_of
from tracker.progress.summary import summary_text


@click.command(epilog=example("recovery-tracker summary --as-of 2026-03-09 --format json"))
@client_option
@click.option(
    "--as-of", type=cells.day, metavar="D", help="The day it is about, YYYY-MM-DD.  [default: today]"
)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    envvar="TRACKER_SUMMARY_FORMAT",
    help="Sentences, or the keys of docs/method.md.",
)
@click.pass_obj
def summary(command_line: CommandLine, client: str | None, as_of: Any, file_format: str) -> None:
    """Say what a record shows: pain, flexibility, massage, flares and the rest."""
    day = clock.today() if as_of is None else limits.day("as_of", as_of, clock.today())
    record = command_line.record(client)
    answered = evidence(record, Period(day, day), record.profile.get().unit)
    if file_format == "json":
        click.echo(json.dumps(summary_of(answered), indent=2, ensure_ascii=False, allow_nan=False))
    else:
        click.echo(summary_text(answered))
