"""One day for a whole run: no midnight comes between two looks at the clock, in whatever process they happen.

The tests' own process stands at the instant at which the run began. Servers, browsers and commands that tests start
have the real time, since sessions and waits need one that goes on; what they share is the zone.
"""

import os
import time
from datetime import UTC, datetime, tzinfo

from tracker import clock

_LATE_HOUR = 20
# TESTS_AT tries another instant, TESTS_ZONE another zone.
IS_ASKED_FOR = "TESTS_AT" in os.environ


def zone_far_from_midnight(began: datetime) -> str:
    """Return UTC, or late in its day a zone eight hours behind it, where it is afternoon."""
    return "Etc/GMT+8" if began.hour >= _LATE_HOUR else "UTC"


def stop() -> None:
    """Stop the clock of this process, and set the zone of it and of what it starts."""
    # Workers are started by the process that collects first, and take its instant.
    now = os.environ.setdefault("TESTS_BEGAN", datetime.now(UTC).isoformat())
    began = datetime.fromisoformat(os.environ.get("TESTS_AT", now))
    os.environ["TZ"] = os.environ.get("TESTS_ZONE") or zone_far_from_midnight(began)
    time.tzset()

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return began.astimezone(tz)

    vars(clock)["datetime"] = Stopped
