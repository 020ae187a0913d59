"""Killed while saving: whatever was said to be saved is there at the next start."""

import os
import random
import signal
from pathlib import Path

import pytest

from tests.faults import writer
from tests.faults.kept_promises import Promises
from tracker.store.drivers.sqlite import Version

pytestmark = pytest.mark.faults

KILLS = 20


def start_server(path: Path, version: Version) -> tuple[int, int]:
    """Fork a server of four writing threads; return its process id and what it says."""
    said, saying = os.pipe()
    if server := os.fork():
        os.close(saying)
        return server, said
    try:
        os.dup2(saying, 1)
        writer.main(str(path), ".".join(map(str, version)), "own", "0")
    finally:
        os._exit(1)


def test_nothing_that_was_saved_is_lost_when_the_server_is_killed(tmp_path: Path, version: Version) -> None:
    path = tmp_path / "tracker.db"
    chance, promises, heard = random.Random(7), Promises(), 0
    for _ in range(KILLS):
        server, said = start_server(path, version)
        with os.fdopen(said) as lines:
            for _line in range(chance.randrange(1, 60)):
                promises.hear(lines.readline())
                heard += 1
            os.kill(server, signal.SIGKILL)
            for line in lines:  # what it said before it died, too
                promises.hear(line)
                heard += 1
        assert os.waitpid(server, 0)[1] == signal.SIGKILL
        assert promises.broken(path, version) == []
    print(f"{KILLS} kills of 4 writing threads: {heard} changes acknowledged, 0 lost")
