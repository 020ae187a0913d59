"""The servers that tests fork: each begins with what it is told, whatever ran in the test process before."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.forked_server import ForkedServer


def test_a_fork_runs_no_script_that_was_left_behind_as_the_main_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script, change = tmp_path / "script.py", tmp_path / "change.py"
    script.write_text(f"open({str(tmp_path / 'script-ran')!r}, 'w')")
    change.write_text(f"open({str(tmp_path / 'change-ran')!r}, 'w'); raise SystemExit")
    left_behind = ModuleType("__main__")
    left_behind.__file__ = str(script)
    monkeypatch.setitem(sys.modules, "__main__", left_behind)
    ForkedServer(0, {}, tmp_path / "log", change).wait()
    assert (tmp_path / "change-ran").exists()
    assert not (tmp_path / "script-ran").exists()
