"""`recovery-tracker check`, `copy-database` and `where`: whether the database is sound, another one for it, and where files lie."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import click

from tracker import clock
from tracker.articles.catalogue import articles
from tracker.cli.program import CommandLine, example
from tracker.exchange.questionnaire_files import questionnaires_in
from tracker.settings import PROJECT, Settings, cache_folder, is_checkout
from tracker.store.backup.soundness import refuse_unsound
from tracker.store.copying import copy_database as copied
from tracker.store.schema.tables import KINDS
from tracker.store.store import open_store, open_store_to_read


@click.command(epilog=example("recovery-tracker check"))
@click.pass_obj
def check(command_line: CommandLine) -> None:
    """Say whether the database is sound, and what is in it."""
    store = command_line.store()
    facts = store.driver.facts()
    for name, fact in facts.items():
        click.echo(f"{name}: {fact}")
    refuse_unsound(store, f"The database {facts['database']}")
    click.echo("rows: each can be read")
    click.echo("audit: whole")
    clients = store.clients.all()
    click.echo(f"clients: {len(clients)}")
    for kind in KINDS:
        click.echo(f"{kind}: {sum(len(store.entries.rows(c.client_id, kind)[1]) for c in clients)}")
    folder = command_line.settings().questionnaires_folder
    installed = questionnaires_in(folder)
    if folder is not None:
        titles = [questionnaire.title for questionnaire in installed.questionnaires]
        click.echo(f"questionnaires: {', '.join(titles) or 'none'}")
    for sentence in installed.refused:
        click.echo(f"questionnaire refused: {sentence}")
    old = [article.slug for article in articles() if article.needs_review(clock.today())]
    click.echo(f"articles to review (older than 18 months): {', '.join(old) or 'none'}")


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


@click.command(epilog=example("recovery-tracker where"))
@click.pass_obj
def where(command_line: CommandLine) -> None:
    """Say which files this installation uses, whether or not they are there yet."""
    for name, place in files_in_use(command_line.settings()).items():
        click.echo(f"{name}: {place}")


def files_in_use(settings: Settings) -> dict[str, str]:
    """Return where an installation's files lie, by what they are; no password of a database is in it."""
    return {
        "program": f"{PROJECT} ({'a checkout' if is_checkout() else 'installed'})",
        "database": _without_password(settings.database)
        if settings.is_postgres
        else str(settings.database_path),
        "secret": str(settings.secret_path) if settings.is_practice else "none in personal mode",
        "articles of your own": str(settings.articles_folder or "none"),
        "questionnaires of your own": str(settings.questionnaires_folder or "none"),
        "compressed files, which may be deleted": str(cache_folder()),
    }


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return f"postgresql://{parts.hostname or ''}{parts.path}"
