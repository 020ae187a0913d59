"""What every entry has: its identity, its day, its note, and where it came from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import ClassVar
from uuid import UUID, uuid4

from tracker import clock
from tracker.domain import limits
from tracker.domain.measure import Part, measures_of
from tracker.errors import InvalidEntry

# Later than this after its day, an entry is from memory rather than from the day.
BACK_FILLED_AFTER_DAYS = 1
# Wide, and far enough from the calendar's ends that no zone's offset can run over them.
EARLIEST_INSTANT = datetime(1900, 1, 1, tzinfo=UTC)
LATEST_INSTANT = datetime(9998, 12, 31, tzinfo=UTC)

# The doors through which a person writes, of an entry's `source`.
BY_HAND = ("form", "quick")
BY_THERAPIST = "therapist"
# Any other door is a file's: when what it brought was written down, nobody here knows.
WRITTEN_HERE = (*BY_HAND, "command line", "api", BY_THERAPIST, "sample")

CANONICAL_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def is_from_file(source: str) -> bool:
    """Return whether a door is one through which files bring entries."""
    return source not in WRITTEN_HERE


def new_entry_id() -> str:
    """Return a fresh id, made when a form is opened so that saving it twice is one entry."""
    return str(uuid4())


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One dated piece of a record.

    `on_date` is the client's own calendar day, `at_time` their local time (whole minutes), `created_at`
    the UTC instant it was first kept, `version` 0 until it is stored, `source` the door it came through.
    Raises InvalidEntry; a day that has begun nowhere on earth is refused for what is new, so that a clock
    set back cannot make a stored record unreadable.
    """

    kind: ClassVar[str]
    # The part of a record that must be shared before somebody else sees entries of this kind at all.
    shared_as: ClassVar[Part]
    # Whether a record begins with it; what may lie years before the first check-in must not stretch every chart.
    begins_record: ClassVar[bool] = True
    # Columns that are worked out, by the field whose columns they follow.
    computed: ClassVar[Mapping[str, str]] = {}

    entry_id: str = field(default_factory=new_entry_id)
    on_date: date = field(default_factory=clock.today)
    at_time: time | None = None
    note: str | None = None
    created_at: datetime = field(default_factory=clock.utc_now)
    version: int = 0
    source: str = "form"

    def __post_init__(self) -> None:
        self._set("entry_id", _uuid(self.entry_id))
        # What a traveller entered further east is changed and brought in elsewhere before that day begins there.
        latest = date.max if self.version else clock.latest_day()
        limits.day("on_date", self.on_date, clock.today(), latest)
        if self.at_time is not None and type(self.at_time) is not time:
            raise InvalidEntry("at_time", "Time must be a time of day such as 07:30.")
        if self.at_time is not None and (
            self.at_time.second or self.at_time.microsecond or self.at_time.tzinfo
        ):
            self._set("at_time", self.at_time.replace(second=0, microsecond=0, tzinfo=None))
        self._set("note", limits.text("note", self.note))
        if type(self.created_at) is not datetime or self.created_at.tzinfo is None:
            raise InvalidEntry("created_at", "Created at must be an instant with its offset from UTC.")
        if not EARLIEST_INSTANT <= self.created_at <= LATEST_INSTANT:
            raise InvalidEntry(
                "created_at", f"Created at must be from {EARLIEST_INSTANT.year} to {LATEST_INSTANT.year}."
            )
        if self.created_at.tzinfo is not UTC or self.created_at.microsecond:
            self._set("created_at", self.created_at.astimezone(UTC).replace(microsecond=0))
        self._set("source", limits.given("source", limits.text("source", self.source, 40)))
        for name, measure in measures_of(type(self)).items():
            self._set(name, measure.check(name, getattr(self, name)))

    def _set(self, name: str, value: object) -> None:
        # Most values are as they were given; setting them again would take a tenth of an import's time.
        if getattr(self, name) is not value:
            object.__setattr__(self, name, value)

    @property
    def is_back_filled(self) -> bool:
        """Whether it was written down here more than a day after the day it is about; of a file nobody knows that."""
        is_late = (clock.local_day(self.created_at) - self.on_date).days > BACK_FILLED_AFTER_DAYS
        return is_late and not is_from_file(self.source)

    @property
    def is_remembered(self) -> bool:
        """Whether the person wrote it down on a later day than its own; what a file brought in says nothing of that."""
        return self.source in BY_HAND and clock.local_day(self.created_at) > self.on_date


def columns_of(entry_class: type[Entry]) -> tuple[str, ...]:
    """Return the columns of a kind of entry as a reader sees them, in order: tables, views, CSV and frames have these."""
    measures: list[str] = []
    for name, measure in measures_of(entry_class).items():
        measures += measure.columns(name)
        measures += [entry_class.computed[name]] if name in entry_class.computed else []
    return ("entry_id", "on_date", "at_time", *measures, "note", "created_at", "source")


def _uuid(value: str) -> str:
    if isinstance(value, str) and CANONICAL_ID.fullmatch(value):
        return value
    try:
        parsed = UUID(value)
    except (ValueError, AttributeError, TypeError):
        parsed = None
    # Python reads underscores and other scripts' digits as a UUID too, and two ids must not become one.
    if parsed is None or value.lower().removeprefix("urn:uuid:").strip("{}").replace("-", "") != parsed.hex:
        raise InvalidEntry(
            "entry_id", "Entry id must be a UUID such as 0bb43bf9-2871-44aa-b47f-e9ef9b57fc99."
        )
    return str(parsed)
