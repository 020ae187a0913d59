"""The generated pages are what the code would generate now, and the settings page leaves nothing out."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import click
import pytest

from tracker.cli import main
from tracker.settings import PROJECT, Settings

GENERATE = PROJECT / "docs" / "generate.py"


def test_the_generated_files_are_up_to_date() -> None:
    done = subprocess.run([sys.executable, GENERATE, "--check"], capture_output=True, text=True, cwd=PROJECT)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_check_notices_a_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(GENERATE.parent))
    generate = import_module("generate")
    monkeypatch.setattr(generate, "PROJECT", tmp_path)
    assert generate.main(["--check"]) == 1
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    (tmp_path / "docs" / "cli.md").write_text("something else")
    assert generate.main(["--check"]) == 1


@pytest.mark.parametrize("name", [str(setting.metadata["name"]) for setting in fields(Settings)])
def test_every_setting_is_on_its_page(name: str) -> None:
    assert f"| `{name}` |" in (PROJECT / "docs" / "settings.md").read_text()


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from commands(child, f"{path} {name}")


@pytest.mark.parametrize(("path", "command"), tuple(commands(main, "recovery-tracker")))
def test_every_command_and_option_is_on_its_page(path: str, command: click.Command) -> None:
    page = (PROJECT / "docs" / "cli.md").read_text()
    _, _, part = page.partition(f"# {path}\n")
    part = part.partition("\n##")[0]
    assert "Example:\n    recovery-tracker" in part
    for option in command.params:
        if isinstance(option, click.Option):
            assert f"`{' / '.join([*option.opts, *option.secondary_opts])}` | `TRACKER_" in part
