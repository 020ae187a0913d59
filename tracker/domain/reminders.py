"""When the client's calendar reminds them: of the check-in every day, of the flexibility test once a week."""

from dataclasses import dataclass
from datetime import time

from tracker.domain import limits
from tracker.errors import InvalidEntry


@dataclass(frozen=True, kw_only=True)
class Reminders:
    """The time of day of all reminders, and the weekday of the test (0 Monday to 6 Sunday; None for no test).

    Raises InvalidEntry.
    """

    at_time: time = time(20, 0)
    test_weekday: int | None = 6

    def __post_init__(self) -> None:
        if type(self.at_time) is not time:
            raise InvalidEntry("at_time", "Time must be a time of day such as 20:00.")
        object.__setattr__(self, "at_time", self.at_time.replace(second=0, microsecond=0, tzinfo=None))
        limits.whole_number("test_weekday", self.test_weekday, 0, 6)
