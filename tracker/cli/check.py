"""`recovery-tracker check`: whether the database is sound, and how it is kept."""

import click

from tracker import clock
from tracker.articles.catalogue import articles
from tracker.cli.program import CommandLine, example
from tracker.exchange.questionnaire_files import questionnaires_in
from tracker.store.backup.soundness import refuse_unsound
from tracker.store.schema.tables import KINDS


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
