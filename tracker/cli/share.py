"""`recovery-tracker share ...`: share links from the machine's command line."""

from datetime import timedelta
from typing import Any

import click

from tracker import clock
from tracker.access import sharing
from tracker.cli.program import Command, CommandLine, client_option, example, first_line
from tracker.domain.share_link import FIELDS, LONGEST_DAYS, USUAL_DAYS, USUAL_FIELDS, ShareLink
from tracker.errors import InvalidEntry, TrackerError
from tracker.exchange import cells
from tracker.places import address
from tracker.record import OPERATOR


@click.group(epilog=example("recovery-tracker share create --client ana --days 7"))
def share() -> None:
    """Make, list and end share links; in practice mode only."""


def _create_options(command: Command) -> Command:
    options = (
        click.option(
            "--days",
            type=cells.whole,
            metavar="N",
            default=str(USUAL_DAYS),
            show_default=True,
            help=f"How long it can be opened, 1 to {LONGEST_DAYS} days.",
        ),
        click.option(
            "--fields",
            metavar="F",
            default=",".join(USUAL_FIELDS),
            show_default=True,
            help=f"What it shows, separated by commas: {', '.join(FIELDS)}.",
        ),
        click.option("--from", type=cells.day, metavar="D", help="First day it shows, YYYY-MM-DD."),
        click.option("--to", type=cells.day, metavar="D", help="Last day it shows."),
        click.option("--rolling-days", type=cells.whole, metavar="N", help="Show the latest N days instead."),
        click.option("--view-limit", type=cells.whole, metavar="N", help="How often it can be opened."),
        click.option(
            "--may-be-kept",
            is_flag=True,
            help="A therapist may keep it in their caseload until the client ends it.",
        ),
        click.option(
            "--may-log-massages",
            is_flag=True,
            help="The therapist who keeps it may log the massage sessions they gave.",
        ),
        click.option("--label", metavar="T", help="What the client sees it is for."),
        click.option(
            "--passphrase-file",
            metavar="F",
            help="File whose first line must be typed to open it; - is standard input.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@share.command(epilog=example("recovery-tracker share create --client ana --days 7 --fields pain,massage"))
@client_option
@_create_options
@click.pass_obj
def create(
    command_line: CommandLine, /, client: str | None, days: Any, passphrase_file: str | None, **values: Any
) -> None:
    """Make a link for a client who has consented, and print it, this once."""
    record = command_line.practice_record(client)
    if type(days) is not int or not 1 <= days <= LONGEST_DAYS:
        raise InvalidEntry("days", f"Days must be a whole number from 1 to {LONGEST_DAYS}.")
    now = clock.utc_now()
    link = ShareLink(
        client_id=record.client_id,
        fields=tuple(part.strip() for part in values["fields"].split(",") if part.strip()),
        first_day=_day("from", values["from"]),
        last_day=_day("to", values["to"]),
        rolling_days=values["rolling_days"],
        view_limit=values["view_limit"],
        label=values["label"],
        may_be_kept=values["may_be_kept"],
        may_log_massages=values["may_log_massages"],
        created_at=now,
        ends_at=now + timedelta(days=days),
    )
    passphrase = first_line(passphrase_file) if passphrase_file else ""
    new_link = sharing.make_share(command_line.store(), OPERATOR, link, passphrase)
    click.echo(f"{address(command_line.settings())}/s/{new_link.token}")
    click.echo(
        f"Open until {new_link.share.ends_at:%Y-%m-%d %H:%M} UTC (id {new_link.share.share_id})", err=True
    )


@share.command("list", epilog=example("recovery-tracker share list --client ana"))
@client_option
@click.pass_obj
def list_links(command_line: CommandLine, client: str | None) -> None:
    """List a client's links: id, state, what, until when, how often opened, label."""
    record = command_line.practice_record(client)
    now = clock.utc_now()
    for share in record.shares():
        until = f"{share.ends_at:%Y-%m-%d %H:%M}"
        cells_of = (
            share.share_id,
            share.state(now),
            ",".join(share.fields),
            until,
            str(share.views),
            share.label or "",
        )
        click.echo("\t".join(cells_of))


@share.command(epilog=example("recovery-tracker share revoke 0bb43bf9-2871-44aa-b47f-e9ef9b57fc99"))
@click.argument("share_id", metavar="ID")
@click.pass_obj
def revoke(command_line: CommandLine, share_id: str) -> None:
    """End a link and every browser session it opened."""
    store = command_line.store()
    link = store.shares.get(share_id)
    if link is None:
        raise TrackerError("There is no share link with this id.")
    stood = sharing.revoke(store, OPERATOR, link.client_id, share_id)
    click.echo("Ended" if stood else "It had ended before")


def _day(name: str, value: Any) -> Any:
    if isinstance(value, str):
        raise InvalidEntry(name, f"--{name} must be a calendar date such as 2026-03-09.")
    return value
