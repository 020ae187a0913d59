"""A folder for a database on its way: nobody else reads it, and where a kill left it behind, it goes at the next start."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

# An SQLite file, locked for as long as its folder is in use: the system ends the lock of a process that was killed.
IN_USE = "recovery-tracker-in-use"


@contextmanager
def private_folder(place: Path, name: str) -> Iterator[Path]:
    """Lend a new folder in a place, gone afterwards, and remove those that were left behind there; raises OSError."""
    remove_left_behind(place)
    # Made with mode 700, so nobody else reads what is being written in it.
    with TemporaryDirectory(prefix=f".{name[:40]}.", dir=place) as folder, ExitStack() as lock:
        with suppress(sqlite3.Error):  # a file system without locks: its folder stays, should this be killed
            in_use = lock.enter_context(closing(sqlite3.connect(Path(folder) / IN_USE, isolation_level=None)))
            in_use.execute("BEGIN EXCLUSIVE")
        yield Path(folder)


def remove_left_behind(place: Path) -> None:
    """Remove the private folders in a place whose processes are gone: each may hold a whole database."""
    # What cannot be listed or removed hinders nothing else.
    with suppress(OSError):
        for in_use in place.glob(f".*/{IN_USE}"):
            folder = in_use.parent
            # Whatever else lies in it came after the lock: without the lock, whoever made it is gone.
            if not folder.is_symlink() and len(list(folder.iterdir())) > 1 and _is_free(in_use):
                shutil.rmtree(folder, ignore_errors=True)


def _is_free(in_use: Path) -> bool:
    address = f"{in_use.absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=0, isolation_level=None)) as db:
            db.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        return False
    return True
