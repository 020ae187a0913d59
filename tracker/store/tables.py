"""How each kind of entry lies in its table: columns, and the way in and out of a row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.massage_session import MassageSession
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import InvalidEntry, StoreUnavailable

Value = str | int | float | None
Row = Mapping[str, Any]

LIST_SEPARATOR = ";"
INSTANT = "%Y-%m-%dT%H:%M:%SZ"


def joined(values: Sequence[str]) -> str | None:
    """Return words as one readable cell, blank when there are none."""
    return LIST_SEPARATOR.join(values) or None


def parted(cell: str | None) -> tuple[str, ...]:
    """Return the words of one cell."""
    return tuple(word.strip() for word in cell.split(LIST_SEPARATOR) if word.strip()) if cell else ()


@lru_cache(maxsize=1_024)
def instant_text(instant: datetime) -> str:
    """Return an instant as sortable text, in UTC, whole seconds."""
    return instant.astimezone(UTC).strftime(INSTANT)


def instant_from(text: str) -> datetime:
    """Return the UTC instant of its text."""
    return datetime.fromisoformat(text)


def flag_from(value: int | None) -> bool | None:
    """Return a stored 0 or 1 as no or yes; blank stays blank."""
    return None if value is None else bool(value)


@dataclass(frozen=True)
class Table:
    """One kind of entry: its table, the columns a reader sees (in order), and both conversions."""

    kind: str
    name: str
    columns: tuple[str, ...]
    cells: Callable[[Any], dict[str, Value]]
    values: Callable[[Row], dict[str, Any]]
    entry_class: type[Entry]

    def row(self, entry: Entry) -> dict[str, Value]:
        """Return an entry as cells by column name, version included."""
        return {
            "entry_id": entry.entry_id,
            "on_date": entry.on_date.isoformat(),
            "at_time": entry.at_time.isoformat("minutes") if entry.at_time else None,
            "note": entry.note,
            "created_at": instant_text(entry.created_at),
            "source": entry.source,
            "version": entry.version,
            **self.cells(entry),
        }

    def entry(self, row: Row) -> Entry:
        """Return the entry of a row; raises StoreUnavailable when somebody wrote into it what the rules refuse."""
        try:
            return self._entry(row)
        except (InvalidEntry, ValueError) as error:
            raise StoreUnavailable(
                f"The {self.kind} of {row['on_date']} was changed outside this app and cannot be read. {error}"
            ) from error

    def _entry(self, row: Row) -> Entry:
        return self.entry_class(
            entry_id=row["entry_id"],
            on_date=date.fromisoformat(row["on_date"]),
            at_time=time.fromisoformat(row["at_time"]) if row["at_time"] else None,
            note=row["note"],
            created_at=instant_from(row["created_at"]),
            source=row["source"],
            version=row["version"],
            **self.values(row),
        )


_CHECK_IN_PLAIN = (
    "leg_pain_nrs", "back_pain_nrs", "pain_extent", "side", "tingling", "numbness", "weakness",
    "sleep_quality", "hours_sitting", "minutes_active",
)  # fmt: skip
_MASSAGE_PLAIN = ("minutes", "pressure", "pain_before_nrs", "pain_after_nrs", "therapist")
_TRIALS = ("trial_1_cm", "trial_2_cm", "trial_3_cm")


def _check_in_cells(entry: CheckIn) -> dict[str, Value]:
    given = vars(entry)
    cells = {name: given[name] for name in _CHECK_IN_PLAIN}
    cells["exercises_done"] = joined(entry.exercises_done)
    cells["is_flare"] = int(entry.is_flare)
    return cells


def _check_in_values(row: Row) -> dict[str, Any]:
    plain = {name: row[name] for name in _CHECK_IN_PLAIN}
    return {**plain, "exercises_done": parted(row["exercises_done"]), "is_flare": bool(row["is_flare"])}


def _sit_and_reach_cells(entry: SitAndReachTest) -> dict[str, Value]:
    trials = dict(zip(_TRIALS, (*entry.trials_cm, None, None, None), strict=False))
    return {
        **trials,
        "variant": entry.variant,
        "foot_line_cm": entry.foot_line_cm,
        "sit_and_reach_cm": entry.sit_and_reach_cm,
        "side": entry.side,
        "warm_up": None if entry.warm_up is None else int(entry.warm_up),
        "skipped_reason": entry.skipped_reason,
    }


def _sit_and_reach_values(row: Row) -> dict[str, Any]:
    return {
        "trials_cm": tuple(row[name] for name in _TRIALS if row[name] is not None),
        "warm_up": flag_from(row["warm_up"]),
        **{name: row[name] for name in ("variant", "foot_line_cm", "side", "skipped_reason")},
    }


def _massage_cells(entry: MassageSession) -> dict[str, Value]:
    return {**{name: getattr(entry, name) for name in _MASSAGE_PLAIN}, "areas": joined(entry.areas)}


def _massage_values(row: Row) -> dict[str, Any]:
    return {**{name: row[name] for name in _MASSAGE_PLAIN}, "areas": parted(row["areas"])}


TABLES = {
    table.kind: table
    for table in (
        Table(
            CheckIn.kind,
            "check_in",
            ("entry_id", "on_date", "at_time", *_CHECK_IN_PLAIN, "exercises_done", "is_flare",
             "note", "created_at", "source"),
            _check_in_cells,
            _check_in_values,
            CheckIn,
        ),
        Table(
            SitAndReachTest.kind,
            "sit_and_reach_test",
            ("entry_id", "on_date", "at_time", "variant", "foot_line_cm", *_TRIALS, "sit_and_reach_cm",
             "side", "warm_up", "skipped_reason", "note", "created_at", "source"),
            _sit_and_reach_cells,
            _sit_and_reach_values,
            SitAndReachTest,
        ),
        Table(
            MassageSession.kind,
            "massage_session",
            ("entry_id", "on_date", "at_time", "minutes", "areas", "pressure", "pain_before_nrs",
             "pain_after_nrs", "therapist", "note", "created_at", "source"),
            _massage_cells,
            _massage_values,
            MassageSession,
        ),
    )
}  # fmt: skip
KINDS = tuple(TABLES)
