"""Write what is made from the code: pages of docs, the sample files, Streamlit's settings; --check only compares."""

import json
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click

from tracker.cli import main as program
from tracker.exchange.archive_schema import archive_schema
from tracker.exchange.sample import sample_files
from tracker.settings import PROJECT, Settings

NAME = "recovery-tracker"
WIDTH = 96
FRONT_DOOR = PROJECT / "tracker/web/front_door"
STREAMLIT_SETTINGS = Path(".streamlit/config.toml")
MADE = "<!-- Made by docs/generate.py from the code. -->"


def generated() -> dict[Path, bytes]:
    """Return every generated file's content by its path in the project."""
    files = {Path("docs/cli.md"): cli_page().encode(), Path("docs/settings.md"): settings_page().encode()}
    files[Path("docs/archive.schema.json")] = f"{json.dumps(archive_schema(), indent=2)}\n".encode()
    files[STREAMLIT_SETTINGS] = (FRONT_DOOR / STREAMLIT_SETTINGS).read_bytes()
    return files | {Path("data/sample") / name: content for name, content in sample_files().items()}


def cli_page() -> str:
    """Return the page of all commands, each with its help and the environment variables of its options."""
    parts = [f"# The command line\n\n{MADE}"]
    for depth, context in _contexts(program, None, NAME):
        parts.append(f"{'#' * (depth + 2)} {context.command_path}\n\n```\n{context.get_help()}\n```")
        if variables := _variables(context):
            parts.append(f"| option | environment variable |\n|---|---|\n{variables}")
    return "\n\n".join(parts) + "\n"


def settings_page() -> str:
    """Return the page of all settings, each with its default and meaning."""
    rows = [
        f"| `{setting.metadata['name']}` | {f'`{setting.default}`' if setting.default else 'empty'} | {setting.metadata['meaning']} |"
        for setting in fields(Settings)
    ]
    intro = (
        "Settings are environment variables, read once at the start; an empty one counts as left out. A wrong one\n"
        "stops the start with its name, what is allowed and a hint. A relative path counts from the\n"
        "project's folder, or from the user's data folder where the app was installed without one; `recovery-tracker where`\n"
        "names the files in use."
    )
    table = "\n".join(["| name | default | meaning |", "|---|---|---|", *rows])
    return f"# Settings\n\n{MADE}\n\n{intro}\n\n{table}\n"


def _contexts(
    command: click.Command, parent: click.Context | None, name: str
) -> Iterator[tuple[int, click.Context]]:
    settings = {"max_content_width": WIDTH, **command.context_settings}
    context = click.Context(command, parent=parent, info_name=name, terminal_width=WIDTH, **settings)
    yield (0 if parent is None else 1), context
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from _contexts(found, context, child)


def _variables(context: click.Context) -> str:
    rows = []
    for option in context.command.params:
        if isinstance(option, click.Option):
            name = option.envvar or f"{context.auto_envvar_prefix}_{str(option.name).upper()}"
            rows.append(f"| `{' / '.join([*option.opts, *option.secondary_opts])}` | `{name}` |")
    return "\n".join(rows)


def main(arguments: list[str]) -> int:
    """Write the files, or with --check say which differ; return the exit code."""
    stale = []
    for path, content in generated().items():
        there = PROJECT / path
        if not there.exists() or there.read_bytes() != content:
            stale.append(str(path))
            if "--check" not in arguments:
                there.parent.mkdir(parents=True, exist_ok=True)
                there.write_bytes(content)
    if "--check" in arguments and stale:
        click.echo(f"Not up to date, run python docs/generate.py: {', '.join(stale)}", err=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
