"""What `streamlit run dashboard.py` serves, forked from a process that has imported everything already.

A start by its command takes three seconds of a processor, nearly all to import; a fork a tenth of one. That the command
itself starts is tested in tests/faults/test_start.py and tests/test_installed.py.
"""

import multiprocessing
import os
import pkgutil
import runpy
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest

import tracker
from tracker.settings import PROJECT

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(
    ["streamlit.web.cli", "streamlit.web.bootstrap"]
    + [
        one.name
        for one in pkgutil.walk_packages(tracker.__path__, "tracker.")
        if one.name.rpartition(".")[2] not in ("__main__", "dashboard")
    ]
)


class ForkedServer:
    """A process of its own, with what `subprocess.Popen` offers that the tests need.

    `change` is a file of Python that runs before the server does: a clock that is moved, a later version, a fault.
    """

    def __init__(
        self, port: int, environment: Mapping[str, str], log: Path, change: Path | None = None
    ) -> None:
        log.touch()
        self._process = _FORKS.Process(target=_serve, args=[port, dict(environment), log, change])
        # AppTest leaves the app's script behind as the main module, and a fork would run that first.
        with pytest.MonkeyPatch.context() as patched:
            patched.setitem(sys.modules, "__main__", ModuleType("__main__"))
            self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()

    def wait(self, seconds: float | None = None) -> int:
        """Wait for its end; raises subprocess.TimeoutExpired."""
        self._process.join(seconds)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("the server", seconds or 0)
        return self._process.exitcode


def _serve(port: int, environment: dict[str, str], log: Path, change: Path | None) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(PROJECT)
    output = os.open(log, os.O_WRONLY | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(output, stream)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    if change is not None:
        runpy.run_path(str(change))
    sys.argv = ["streamlit", "run", "dashboard.py", "--server.port", str(port)]
    from streamlit.web.cli import main  # only here: a test that serves nothing has no need of it

    main()
