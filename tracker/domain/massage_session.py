"""The massage session and its dose: minutes, areas, pressure, and pain before and after."""

from dataclasses import dataclass
from typing import ClassVar

from tracker.domain import limits
from tracker.domain.entry import Entry
from tracker.errors import InvalidEntry

AREAS = (
    "upper_back", "lower_back", "left_buttock", "right_buttock", "left_hamstring", "right_hamstring",
    "left_calf", "right_calf", "left_foot", "right_foot",
)  # fmt: skip
PRESSURES = ("light", "medium", "firm")


@dataclass(frozen=True, kw_only=True)
class MassageSession(Entry):
    """One massage session: 1-240 minutes, areas of the body map, pressure, pain 0-10 before and after.

    Raises InvalidEntry.
    """

    kind: ClassVar[str] = "massage-session"

    minutes: int | None = None
    areas: tuple[str, ...] = ()
    pressure: str | None = None
    pain_before_nrs: int | None = None
    pain_after_nrs: int | None = None
    therapist: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.minutes is None:
            raise InvalidEntry(
                "minutes", "Minutes is missing: how long was the massage, from 1 to 240 minutes?"
            )
        limits.whole_number("minutes", self.minutes, 1, 240)
        self._set("areas", limits.some_of("areas", self.areas, AREAS))
        limits.one_of("pressure", self.pressure, PRESSURES)
        limits.whole_number("pain_before_nrs", self.pain_before_nrs, 0, 10)
        limits.whole_number("pain_after_nrs", self.pain_after_nrs, 0, 10)
        self._set("therapist", limits.text("therapist", self.therapist, 100))
