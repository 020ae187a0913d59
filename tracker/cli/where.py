"""`recovery-tracker where`: which files this installation uses."""

from urllib.parse import urlsplit

import click

from tracker.cli.program import CommandLine, example
from tracker.settings import PROJECT, Settings, cache_folder, is_checkout


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
