"""The power goes at a random moment: what was said to be saved is there, and every file opens.

POWER_CUTS sets how many cuts are tried per setting (150 unless told). That weaker settings do lose entries
shows that the model is able to find a loss.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.kept_promises import Promises
from tests.faults.power_cut import cuts, strace_works, trace
from tests.samples import full_only
from tracker.store.drivers.sqlite import Version

pytestmark = pytest.mark.faults

CUTS = int(os.environ.get("POWER_CUTS", "150"))
CHANGES = 90
LEAST_ACKNOWLEDGED = 2000
WAL, ROLLBACK = (3, 51, 3), (3, 40, 1)

needs_strace = pytest.mark.skipif(
    os.environ.get("TRACKER_REQUIRE_STRACE") != "1" and not strace_works(),
    reason="processes cannot be traced here (strace is missing or forbidden)",
)


@dataclass
class Outcome:
    """Over all cuts: entries promised before the cut, those not as promised, files that do not open, syncs."""

    promised: int = 0
    lost: int = 0
    unreadable: int = 0
    syncs_per_change: float = 0.0


def cut_power(tmp_path: Path, version: Version, synchronous: str, count: int) -> Outcome:
    folder = tmp_path / "traced"
    folder.mkdir()
    events = trace(folder, ".".join(map(str, version)), synchronous, CHANGES)
    said = sum(event.call == "write" for event in events)
    synced = sum(event.call in ("fsync", "fdatasync") for event in events)
    assert said >= CHANGES, "the writer said too little"
    outcome, promises = Outcome(syncs_per_change=synced / said), Promises()
    for left in cuts(events, str(folder), count, 3, promises.hear, tmp_path / "cuts"):
        outcome.promised += len(promises.last)
        try:
            outcome.lost += len(promises.broken(left / "data" / "tracker.db", version))
        except Exception:
            outcome.unreadable += 1
        shutil.rmtree(left)
    print(f"{version} synchronous={synchronous}: {count} cuts, {outcome}")
    return outcome


@needs_strace
@pytest.mark.parametrize("version", [WAL, ROLLBACK], ids=["wal", "rollback-journal"])
def test_no_saved_entry_is_lost_when_the_power_goes(tmp_path: Path, version: Version) -> None:
    outcome = cut_power(tmp_path, version, "own", CUTS)
    assert outcome.promised >= LEAST_ACKNOWLEDGED
    assert (outcome.lost, outcome.unreadable) == (0, 0)
    assert outcome.syncs_per_change >= 1


@needs_strace
@pytest.mark.parametrize(
    ("version", "synchronous"),
    [(WAL, "NORMAL"), (ROLLBACK, "OFF"), *full_only((WAL, "OFF"), (ROLLBACK, "FULL"))],
    ids=["wal-normal", "rollback-journal-off", "wal-off", "rollback-journal-full"],
)
def test_the_model_finds_what_weaker_settings_lose(
    tmp_path: Path, version: Version, synchronous: str
) -> None:
    outcome = cut_power(tmp_path, version, synchronous, 40)
    assert outcome.lost + outcome.unreadable > 0
