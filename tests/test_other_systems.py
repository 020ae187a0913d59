"""What other systems than Linux do otherwise, as far as it can be had here."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tracker.domain.check_in import CheckIn
from tracker.exchange.atomic_file import write_file
from tracker.record import personal_record
from tracker.store.drivers import sqlite
from tracker.store.store import open_store


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that opens no folder and moves no open file."""
    os_open: Callable[..., int] = os.open
    replace = Path.replace

    def open_file(path: str | Path, flags: int, *more: int, **named: int) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return os_open(path, flags, *more, **named)

    def move(path: Path, target: Path) -> Path:
        if any(link.resolve() == path for link in Path("/proc/self/fd").iterdir()):
            raise PermissionError(errno.EACCES, "The file is used by another process", str(path))
        return replace(path, target)

    monkeypatch.setattr(os, "open", open_file)
    monkeypatch.setattr(Path, "replace", move)
    monkeypatch.setattr(sqlite, "OPENS_FOLDERS", False)


@pytest.mark.usefixtures("windows")
def test_a_database_is_made_where_folders_cannot_be_opened(tmp_path: Path) -> None:
    store = open_store(tmp_path / "new" / "tracker.db")
    personal_record(store).entries.add(CheckIn(leg_pain_nrs=3))
    store.driver.close()


@pytest.mark.usefixtures("windows")
def test_a_written_file_is_closed_before_it_is_moved(tmp_path: Path) -> None:
    target = tmp_path / "visit.pdf"
    target.write_bytes(b"before")
    write_file(target, b"after")
    assert (target.read_bytes(), list(tmp_path.iterdir())) == (b"after", [target])


@pytest.mark.parametrize("arguments", [["--help"], ["import", "no\u2212such\u2192file"]])
def test_letters_that_a_terminal_does_not_have_end_no_command(arguments: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from tracker.cli import main; main()", *arguments],
        env=os.environ | {"PYTHONIOENCODING": "ascii", "TRACKER_DATABASE": str(tmp_path / "tracker.db")},
        capture_output=True,
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert done.returncode == (0 if arguments == ["--help"] else 1)
