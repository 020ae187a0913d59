"""Lets a server run on another day: its clock is the real one, moved by the days that a file says."""

import os
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from tracker import clock

_AHEAD = Path(os.environ["TESTS_DAYS_AHEAD"])


class Moved(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + timedelta(days=int(_AHEAD.read_text()))


vars(clock)["datetime"] = Moved
