"""The medicine taken: once because it was needed, or regularly since a day. It says what was taken, never what to take."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from tracker import clock
from tracker.domain import limits
from tracker.domain.entry import Entry
from tracker.domain.measure import Choice, Day, Part, Text, measured
from tracker.errors import InvalidEntry

AS_NEEDED, REGULAR = "as needed", "regular"
USES = (AS_NEEDED, REGULAR)
NAME_CHARACTERS = 60


@dataclass(frozen=True, kw_only=True)
class MedicineTaken(Entry):
    """A medicine by its name and dose as the person writes them; nothing is looked up or worked out from either.

    One taken as needed is of its day and time. A regular one began on its day and ended on `until_date`; without that
    day it goes on. Raises InvalidEntry.
    """

    kind: ClassVar[str] = "medicine"
    shared_as: ClassVar[Part] = Part.MEDICINES
    begins_record: ClassVar[bool] = False

    name: str | None = measured(
        Text(
            longest=NAME_CHARACTERS,
            is_one_line=True,
            is_required=True,
            if_missing="Name is missing: what did you take, in your own words?",
            shared_as=Part.MEDICINES,
            in_words="{}",
            option="--name",
            metavar="T",
            help="What was taken, in your own words.",
            since=3,
        )
    )
    dose: str | None = measured(
        Text(
            longest=NAME_CHARACTERS,
            is_one_line=True,
            shared_as=Part.MEDICINES,
            in_words="{}",
            option="--dose",
            metavar="T",
            help="How much, as you write it, such as 400 mg or 2 tablets.",
            since=3,
        )
    )
    use: str | None = measured(
        Choice(
            allowed=USES,
            is_required=True,
            if_missing="Use is missing: was it as needed, or regular?",
            words_of={REGULAR: "regular from this day"},
            shared_as=Part.MEDICINES,
            in_words="{}",
            option="--use",
            metavar="U",
            help="as needed (that once) or regular (since its day).",
            since=3,
        )
    )
    until_date: date | None = measured(
        Day(
            shared_as=Part.MEDICINES,
            in_words="until {}",
            option="--until",
            help="The last day of a regular one that has ended.",
            since=3,
        )
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.until_date is None:
            return
        if self.use != REGULAR:
            raise InvalidEntry("until_date", "A last day is of a regular medicine; leave it out here.")
        if self.until_date < self.on_date:
            raise InvalidEntry("until_date", "The last day must not be before the day it began.")
        limits.day(
            "until_date", self.until_date, clock.today(), date.max if self.version else clock.latest_day()
        )

    @property
    def is_running(self) -> bool:
        """Whether it is a regular one without a last day."""
        return self.use == REGULAR and self.until_date is None


def used_before(medicines: Iterable[MedicineTaken]) -> tuple[MedicineTaken, ...]:
    """Return the latest of each name and use, in the order given, capital letters aside."""
    latest: dict[tuple[str, str | None], MedicineTaken] = {}
    for medicine in medicines:
        latest.setdefault(((medicine.name or "").casefold(), medicine.use), medicine)
    return tuple(latest.values())
