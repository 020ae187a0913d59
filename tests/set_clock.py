"""A clock that a test sets: days go by without waiting."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

import pytest

from tracker import clock


class SetClock:
    """The clock of this process, standing at noon of a day until it is set to another."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self.day = clock.today()

    def set(self, day: date, hour: int = 12) -> None:
        """Let it be noon of a day, or another hour (UTC)."""
        _stand(self._patch, datetime.combine(day, time(hour), UTC))
        self.day = day

    def go_on(self, days: int = 1) -> date:
        """Let days go by, and return the day it is then."""
        self.set(self.day + timedelta(days=days))
        return self.day


def a_second_later(patch: pytest.MonkeyPatch) -> None:
    """Let the clock of this process stand a second later than it does."""
    _stand(patch, clock.utc_now() + timedelta(seconds=1))


def _stand(patch: pytest.MonkeyPatch, moment: datetime) -> None:
    class Set(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz)

    patch.setitem(vars(clock), "datetime", Set)
