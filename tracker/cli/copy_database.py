"""`recovery-tracker copy-database`: from one machine's file to a server for many, and back."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import click

from tracker.cli.program import CommandLine, example
from tracker.store.copying import copy_database as copied
from tracker.store.store import open_store, open_store_to_read


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
    audit stay as they are. FROM is not changed: an SQLite file is opened to be read only, and one of an
    older version is refused (check brings it up to date); a PostgreSQL database of an older version is
    brought up to date. Stop the app first: what is saved in FROM after the start is not copied.
    """
    began = perf_counter()
    with ExitStack() as stack:
        first = open_store_to_read(_place(command_line, source))
        stack.callback(first.driver.close)
        second = open_store(_place(command_line, target))
        stack.callback(second.driver.close)
        rows = copied(first, second, lambda table, number: click.echo(f"{table}: {number:,}"))
    click.echo(f"Copied and compared {rows:,} rows in {perf_counter() - began:.1f} s")


def _place(command_line: CommandLine, name: str) -> Path | str:
    return replace(command_line.settings(), database=name).database_place
