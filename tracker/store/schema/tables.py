"""How each kind of entry lies in its table: columns, and the way in and out of a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property, lru_cache
from typing import Any

from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry, columns_of
from tracker.domain.entry_kinds import ENTRY_CLASSES
from tracker.domain.event import Event
from tracker.domain.massage_session import MassageSession
from tracker.domain.measure import Cell, measures_of
from tracker.domain.medicine import MedicineTaken
from tracker.domain.overall_change import OverallChange
from tracker.domain.own_activity import ActivityRating
from tracker.domain.questionnaire import QuestionnaireAnswers
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import InvalidEntry, StoreUnavailable

Value = Cell
Row = Mapping[str, Any]

INSTANT = "%Y-%m-%dT%H:%M:%SZ"


@lru_cache(maxsize=1_024)
def instant_text(instant: datetime) -> str:
    """Return an instant as sortable text, in UTC, whole seconds."""
    return instant.astimezone(UTC).strftime(INSTANT)


def instant_from(text: str) -> datetime:
    """Return the UTC instant of its text."""
    return datetime.fromisoformat(text)


@dataclass(frozen=True)
class Table:
    """The table of one kind of entry: its name, the columns a reader sees (in order), and both conversions."""

    name: str
    entry_class: type[Entry]

    @property
    def kind(self) -> str:
        """The kind of entry that lies in it."""
        return self.entry_class.kind

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns a reader sees, in order."""
        return columns_of(self.entry_class)

    @cached_property
    def names(self) -> str:
        """The columns an entry is made of, as a statement names them."""
        return ", ".join((*self.columns, "version"))

    def row(self, entry: Entry) -> dict[str, Value]:
        """Return an entry as cells by column name, version included."""
        row: dict[str, Value] = {
            "entry_id": entry.entry_id,
            "on_date": entry.on_date.isoformat(),
            "at_time": entry.at_time.isoformat("minutes") if entry.at_time else None,
            "note": entry.note,
            "created_at": instant_text(entry.created_at),
            "source": entry.source,
            "version": entry.version,
        }
        for name, measure in measures_of(self.entry_class).items():
            row.update(measure.to_cells(name, getattr(entry, name)))
        for column in entry.computed.values():
            row[column] = getattr(entry, column)
        return row

    def entry(self, row: Row) -> Entry:
        """Return the entry of a row; raises StoreUnavailable when somebody wrote into it what the rules refuse."""
        try:
            return self._entry(row)
        except (InvalidEntry, ValueError) as error:
            raise StoreUnavailable(
                f"The {self.kind} of {row['on_date']} was changed outside this app and cannot be read. {error}"
            ) from error

    def measured_values(self, row: Row) -> dict[str, Any]:
        """Return what a row says of the entry's measures, by field name."""
        return {
            name: measure.from_cells(name, row) for name, measure in measures_of(self.entry_class).items()
        }

    def _entry(self, row: Row) -> Entry:
        return self.entry_class(
            entry_id=row["entry_id"],
            on_date=date.fromisoformat(row["on_date"]),
            at_time=time.fromisoformat(row["at_time"]) if row["at_time"] else None,
            note=row["note"],
            created_at=instant_from(row["created_at"]),
            source=row["source"],
            version=row["version"],
            **self.measured_values(row),
        )


_NAMES = {
    CheckIn.kind: "check_in",
    SitAndReachTest.kind: "sit_and_reach_test",
    MassageSession.kind: "massage_session",
    ActivityRating.kind: "activity_rating",
    OverallChange.kind: "overall_change",
    Event.kind: "event",
    MedicineTaken.kind: "medicine",
    QuestionnaireAnswers.kind: "questionnaire_answers",
}
TABLES = {kind: Table(_NAMES[kind], entry_class) for kind, entry_class in ENTRY_CLASSES.items()}
KINDS = tuple(TABLES)
