"""`recovery-tracker sample`: a database full of invented records."""

import sys

import click

from tracker.cli.program import CommandLine, example
from tracker.domain import limits
from tracker.domain.numerals import decimal_typed
from tracker.exchange import cells
from tracker.exchange.sample import SAMPLE_SEED, fill

MOST_CLIENTS = 100_000
MOST_YEARS = 50


@click.command(epilog=example("recovery-tracker --database data/sample.db sample --clients 3 --years 0.5"))
@click.option("--clients", type=cells.whole, metavar="N", default="1", help="How many clients.  [default: 1]")
@click.option(
    "--years", type=decimal_typed, metavar="Y", default="1", help="How long a record is.  [default: 1]"
)
@click.option(
    "--seed",
    type=cells.whole,
    metavar="S",
    default=str(SAMPLE_SEED),
    help="Which invented people: any whole number.",
)
@click.pass_obj
def sample(command_line: CommandLine, clients: int, years: float, seed: int) -> None:
    """Fill an empty database with invented records, up to yesterday."""
    limits.whole_number("clients", clients, 1, MOST_CLIENTS)
    limits.number("years", years, 0.01, MOST_YEARS, "years")
    limits.whole_number("seed", seed, 0, 2**53)
    store = command_line.store(may_make=True)
    bar = click.progressbar(
        length=clients, label="Inventing records", file=sys.stderr, hidden=not sys.stderr.isatty()
    )
    with bar:
        count = fill(store, clients, years, seed, lambda _done, _of: bar.update(1))
    click.echo(f"Stored {count:,} invented entries of {clients:,} {'client' if clients == 1 else 'clients'}")
