"""The clock of the tests themselves: nothing that a run reads of it changes while it runs."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from tests import one_clock
from tests.one_clock import zone_far_from_midnight
from tracker import clock

# At collection; the clock of another moment would show.
AT_COLLECTION = clock.utc_now(), clock.today()


def test_it_stands() -> None:
    assert (clock.utc_now(), clock.today()) == AT_COLLECTION


@pytest.mark.skipif(one_clock.IS_ASKED_FOR, reason="what is started has the real day")
def test_what_a_test_starts_has_the_same_day() -> None:
    command = [sys.executable, "-c", "from tracker import clock; print(clock.today())"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert date.fromisoformat(said.strip()) == clock.today()


@pytest.mark.parametrize("hour", range(24))
def test_no_run_meets_a_midnight(monkeypatch: pytest.MonkeyPatch, hour: int) -> None:
    began = datetime(2026, 12, 31, hour, 59, 59, tzinfo=UTC)
    clock.use_zone(zone_far_from_midnight(began))
    assert clock.local_day(began) == clock.local_day(began + timedelta(hours=3))
