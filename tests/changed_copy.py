"""A copy of the code with something added to it as CONTRIBUTING's recipes say, and a script run against it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tracker.settings import PROJECT


def run_in_changed_copy(folder: Path, changes: Mapping[str, tuple[str, str]], script: str) -> Any:
    """Return the JSON that a script prints in a copy of `tracker` with changes: file, text before, text in its place.

    A text before stands once in its file; it is blank for a new file.
    """
    shutil.copytree(PROJECT / "tracker", folder / "tracker", ignore=shutil.ignore_patterns("__pycache__"))
    for name, (before, after) in changes.items():
        path = folder / name
        if not before:
            path.write_text(after, "utf-8")
            continue
        source = path.read_text("utf-8")
        assert source.count(before) == 1, f"{name} has no longer one place for it"
        path.write_text(source.replace(before, after), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder / "tracker.db")],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        # A copy counts as installed: without a name its database would be the person's own.
        env=os.environ | {"PYTHONPATH": str(folder), "TRACKER_DATABASE": str(folder / "tracker.db")},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
