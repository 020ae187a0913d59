"""`recovery-tracker copy-database`: from one machine's file to a server for many, and back."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import click

from tracker.cli.program import CommandLine, example
from tracker.errors import StoreUnavailable
from tracker.store.copying import copy_database as copied
from tracker.store.store import Store, open_store


@click.command(
    "copy-database",
    epilog=example(
        "recovery-tracker copy-database data/tracker.db postgresql://tracker@db.example.org/tracker"
    ),
)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.pass_obj
def copy_database(command_line: CommandLine, source: str, target: str) -> None:
    """Copy everything from one database into another, empty one.

    Each is an SQLite file or a postgresql:// URL. Every row is read back and compared, ids and the
    audit stay as they are, and FROM is not changed. Stop the app first: what is saved in FROM after
    the start is not copied.
    """
    first = _place(command_line, source)
    if isinstance(first, Path) and not first.exists():
        raise StoreUnavailable(f"There is no database at {first}.")
    began = perf_counter()
    with ExitStack() as stack:
        stores: list[Store] = []
        for place in (first, _place(command_line, target)):
            store = open_store(place)
            stack.callback(store.driver.close)
            stores.append(store)
        rows = copied(stores[0], stores[1], lambda table, number: click.echo(f"{table}: {number:,}"))
    click.echo(f"Copied and compared {rows:,} rows in {perf_counter() - began:.1f} s")


def _place(command_line: CommandLine, name: str) -> Path | str:
    return replace(command_line.settings(), database=name).database_place
