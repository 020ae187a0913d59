"""`recovery-tracker account ...`: who may sign in, from the machine's command line."""

import sys

import click

from tracker.access import accounts, second_factor
from tracker.access.sign_in import set_password as set_new_password
from tracker.access.sign_in import sign_up
from tracker.cli.program import CommandLine, example, first_line
from tracker.domain.account import ROLES, Account, canonical_username
from tracker.errors import TrackerError, UnknownAccount
from tracker.record import OPERATOR
from tracker.store.store import Store

password_option = click.option(
    "--password-file", metavar="F", help="File whose first line is the password; - is standard input."
)


@click.group(epilog=example("recovery-tracker account add --role therapist --username robin"))
def account() -> None:
    """Add, list, shut out and erase the accounts of practice mode."""


@account.command(epilog=example("recovery-tracker account add --role owner --username olga --name Olga"))
@click.option(
    "--role", type=click.Choice([role.value for role in ROLES]), required=True, help="What the person is."
)
@click.option("--username", metavar="U", required=True, help="What they sign in with.")
@click.option("--name", metavar="N", help="What others see; left out, the username.")
@password_option
@click.pass_obj
def add(
    command_line: CommandLine, role: str, username: str, name: str | None, password_file: str | None
) -> None:
    """Make an account; the password is asked for, or read from a file."""
    canonical_username(username)
    account = sign_up(command_line.store(may_make=True), username, _password(password_file), role, name)
    click.echo(f"Added {account.role} {account.username} (id {account.account_id})")


@account.command("list", epilog=example("recovery-tracker account list"))
@click.pass_obj
def list_accounts(command_line: CommandLine) -> None:
    """List every account: username, role, name, whether it is disabled, the day it was made."""
    listed = accounts.accounts(command_line.store(), OPERATOR)
    if not listed:
        # Not among the lines, which a script may read.
        click.echo("There are no accounts yet: account add makes one.", err=True)
    for account in listed:
        state = "disabled" if account.disabled_at else "active"
        day = account.created_at.date().isoformat()
        click.echo("\t".join((account.username, account.role, account.name or "", state, day)))


@account.command(epilog=example("recovery-tracker account disable robin"))
@click.argument("username")
@click.pass_obj
def disable(command_line: CommandLine, username: str) -> None:
    """Shut an account out at once, on every device."""
    store = command_line.store()
    accounts.disable(store, OPERATOR, _named(store, username).account_id)
    click.echo(f"Disabled {username}")


@account.command(epilog=example("recovery-tracker account enable robin"))
@click.argument("username")
@click.pass_obj
def enable(command_line: CommandLine, username: str) -> None:
    """Let a disabled account sign in again."""
    store = command_line.store()
    accounts.enable(store, OPERATOR, _named(store, username).account_id)
    click.echo(f"Enabled {username}")


@account.command(epilog=example("recovery-tracker account set-password robin --password-file secret.txt"))
@click.argument("username")
@password_option
@click.pass_obj
def set_password(command_line: CommandLine, username: str, password_file: str | None) -> None:
    """Set a new password and end every session of the account."""
    store = command_line.store()
    account = _named(store, username)
    set_new_password(store, account, _password(password_file), by=OPERATOR)
    click.echo(f"Password of {username} set; every session ended")


@account.command("backup-codes", epilog=example("recovery-tracker account backup-codes robin"))
@click.argument("username")
@click.pass_obj
def backup_codes(command_line: CommandLine, username: str) -> None:
    """Print fresh backup codes, this once, for somebody who signs in with one-time codes; the old ones end."""
    store = command_line.store()
    for code in second_factor.new_backup_codes(store, OPERATOR, _named(store, username)):
        click.echo(code)


@account.command("stop-codes", epilog=example("recovery-tracker account stop-codes robin"))
@click.argument("username")
@click.pass_obj
def stop_codes(command_line: CommandLine, username: str) -> None:
    """Ask an account for its password alone, as after a lost phone; it can set up one-time codes again."""
    store = command_line.store()
    second_factor.turn_off(store, _named(store, username), OPERATOR)
    click.echo(f"{username} signs in with the password alone")


@account.command(epilog=example("recovery-tracker account erase ana --yes"))
@click.argument("username")
@click.option("--yes", is_flag=True, help="Do not ask; without a terminal nothing is asked.")
@click.pass_obj
def erase(command_line: CommandLine, username: str, yes: bool) -> None:
    """Erase an account for good; a client's whole record and links go with it."""
    store = command_line.store()
    account = _named(store, username)
    if not yes and sys.stdin.isatty():
        typed = click.prompt(f"This cannot be undone. Type {account.username} to erase", err=True)
        if typed.strip() != account.username:
            raise TrackerError("Nothing was erased.")
    accounts.erase(store, OPERATOR, account.account_id)
    click.echo(f"Erased {account.username}")


def _named(store: Store, username: str) -> Account:
    account = store.accounts.named(canonical_username(username))
    if account is None:
        raise UnknownAccount
    return account


def _password(file: str | None) -> str:
    if file is not None:
        return first_line(file)
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return typed
