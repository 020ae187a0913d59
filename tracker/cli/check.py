"""`recovery-tracker check`: whether the database is sound, and how it is kept."""

import click

from tracker import clock
from tracker.articles.catalogue import articles
from tracker.cli.program import CommandLine, example
from tracker.errors import StoreUnavailable
from tracker.record import OPERATOR
from tracker.store.tables import KINDS


@click.command(epilog=example("recovery-tracker check"))
@click.pass_obj
def check(command_line: CommandLine) -> None:
    """Say whether the database is sound, and what is in it."""
    store = command_line.store()
    facts = store.driver.facts()
    for name, fact in facts.items():
        click.echo(f"{name}: {fact}")
    if facts["integrity"] != "ok" or facts["foreign key check"] != "ok":
        raise StoreUnavailable(
            f"The database {facts['database']} is damaged: stop the app and go back to a backup."
        )
    if (broken := store.broken_audit_line()) is not None:
        raise StoreUnavailable(
            f"The audit was changed: line {broken} is not as it was written, or is missing. Ask who had access."
        )
    click.echo("audit: whole")
    clients = store.clients(OPERATOR)
    click.echo(f"clients: {len(clients)}")
    for kind in KINDS:
        click.echo(f"{kind}: {sum(len(store.rows(OPERATOR, c.client_id, kind)[1]) for c in clients)}")
    old = [article.slug for article in articles() if article.needs_review(clock.today())]
    click.echo(f"articles to review (older than 18 months): {', '.join(old) or 'none'}")
