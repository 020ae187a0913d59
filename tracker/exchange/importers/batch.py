"""From rows and a mapping to entries, with ids that a second import finds again, and a report of every row."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

from tracker import clock
from tracker.domain.check_in import SYMPTOMS, CheckIn
from tracker.domain.entry import Entry
from tracker.domain.limits import NOTE_CHARACTERS
from tracker.domain.massage_session import MassageSession
from tracker.domain.original import Original
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import ImportRefused, InvalidEntry
from tracker.exchange.importers.any_csv import dated_rows
from tracker.exchange.importers.arrival import Arrival, Batch, Choice, Chosen, LeftOut, Row
from tracker.exchange.importers.scale import PAIN, NotOnScale, converted, foot_line_cm

T = TypeVar("T", bound=Entry | Original)
# Ids are made from what a row says under this name space, so that a second import adds nothing.
IMPORT_IDS = UUID("b2a1a7c4-0c5e-4b53-9a0f-7c1d0f6a4e12")
NOT_CHOSEN = "not chosen to come in"
NO_PAIN_THAT_DAY = "no pain rating that day, and a check-in needs one"
ALREADY_RATED = "the check-in of that day has this already"
NOT_DONE = "not done that day"
NO_LENGTH = "no length, and a massage session needs its minutes"
ADDED_UP = ("minutes_active", "hours_sitting")


@dataclass
class _Draft:
    """A check-in to be, while what else the file says of its day is gathered."""

    row: Row
    entry_id: str
    values: dict[str, Any]
    originals: list[Original]
    notes: dict[str, None] = field(default_factory=dict)


def batch_of(arrival: Arrival, chosen: Chosen) -> Batch:
    """Return what a file's rows become under a mapping, all of them or none.

    Each row with a pain rating is one check-in; what else it or its day says joins that check-in. Raises
    ImportRefused with the line of the first value that the chosen scale or our rules do not hold.
    """
    if arrival.ready:
        return Batch(arrival.ready, rows_taken=len(arrival.ready))
    rows, undated = arrival.rows, arrival.left_out
    if arrival.table is not None:
        rows, undated = dated_rows(arrival.table, chosen)
    making = _Making(arrival.format_name, chosen)
    for row in rows:
        making.take(row)
    making.join()
    return Batch(tuple(making.entries()), tuple(making.originals), making.taken, (*making.left_out, *undated))


class _Making:
    def __init__(self, format_name: str, chosen: Chosen) -> None:
        self.format_name = format_name
        self.chosen = chosen
        self.taken = 0
        self.left_out: list[LeftOut] = []
        self.originals: list[Original] = []
        self._drafts: list[_Draft] = []
        self._others: list[Entry] = []
        self._joining: list[tuple[Row, dict[str, Any], list[tuple[str, str, str]]]] = []
        self._alike: Counter[str] = Counter()

    def take(self, row: Row) -> None:
        """Sort one row: a check-in, a massage session or a test of its own, or something for its day."""
        picked = [(name, value, self.chosen[name]) for name, value in row.values if name in self.chosen]
        if not picked:
            self.left_out.append(LeftOut(row.where, _unmapped(row)))
            return
        values: dict[str, Any] = {}
        kept: list[tuple[str, str, str]] = []
        for name, value, choice in picked:
            _put(values, choice, _converted(row, name, value, choice))
            if _differs(choice, value, values):
                kept.append((choice.field, value, choice.scale or "as written"))
        is_taken = self._other(row, values, picked)
        if any(site in values for site in PAIN):
            entry_id = self._id(row, picked, PAIN)
            originals = [Original(entry_id, *one) for one in kept]
            self._drafts.append(
                _Draft(row, entry_id, values, originals, dict.fromkeys([row.note] if row.note else []))
            )
            self.taken += 1
        elif values:
            self._joining.append((row, values, kept))
        elif is_taken:
            self.taken += 1
        else:
            self.left_out.append(LeftOut(row.where, NOT_DONE))

    def _other(self, row: Row, values: dict[str, Any], picked: list[tuple[str, str, Choice]]) -> bool:
        minutes, reach = values.pop("minutes", None), values.pop("sit_and_reach_cm", None)
        about: dict[str, Any] = {
            "on_date": row.on_date, "at_time": row.at_time, "created_at": _made_at(row), "source": self.format_name,
            "note": _shortened(row.note or ""),
        }  # fmt: skip
        if minutes:
            about["entry_id"] = self._id(row, picked, ("minutes",))
            self._others.append(_made(row, MassageSession, {**about, "minutes": minutes}))
        if reach is not None:
            variant = next(choice.scale for _, _, choice in picked if choice.field == "sit_and_reach_cm")
            about["entry_id"] = self._id(row, picked, ("sit_and_reach_cm",))
            test = {"variant": variant, "foot_line_cm": foot_line_cm(variant), "trials_cm": (reach,)}
            self._others.append(_made(row, SitAndReachTest, {**about, **test}))
        return bool(minutes) or reach is not None

    def _id(self, row: Row, picked: list[tuple[str, str, Choice]], fields: tuple[str, ...]) -> str:
        """Return an id from what the row says, what it becomes, and how many rows alike came before."""
        said = [(name, *choice, value) for name, value, choice in picked if choice.field in fields]
        at = row.at_time.isoformat() if row.at_time else None
        content = json.dumps([self.format_name, row.on_date.isoformat(), at, sorted(said), row.note])
        self._alike[content] += 1
        return str(uuid5(IMPORT_IDS, f"{self._alike[content]} {content}"))

    def join(self) -> None:
        """Give what has no pain rating of its own to the first check-in of its day."""
        first: dict[date, _Draft] = {}
        for draft in sorted(self._drafts, key=_moment):
            first.setdefault(draft.row.on_date, draft)
        for row, values, kept in self._joining:
            if (found := first.get(row.on_date)) is None:
                self.left_out.append(LeftOut(row.where, NO_PAIN_THAT_DAY))
                continue
            if not _merged(found.values, values):
                self.left_out.append(LeftOut(row.where, ALREADY_RATED))
                continue
            known = {original.field for original in found.originals}
            found.originals += [Original(found.entry_id, *one) for one in kept if one[0] not in known]
            found.notes |= dict.fromkeys([row.note] if row.note else [])
            self.taken += 1

    def entries(self) -> list[Entry]:
        """Return every entry, and collect the originals of the check-ins."""
        made: list[Entry] = []
        for draft in self._drafts:
            whole = "\n".join(draft.notes)
            note = _shortened(whole)
            values = {
                **draft.values, "entry_id": draft.entry_id, "on_date": draft.row.on_date, "note": note,
                "at_time": draft.row.at_time, "created_at": _made_at(draft.row), "source": self.format_name,
            }  # fmt: skip
            made.append(_made(draft.row, CheckIn, values))
            self.originals += draft.originals
            if note != (whole.strip() or None):
                about = {"entry_id": draft.entry_id, "field": "note", "value": whole, "scale": "in full"}
                self.originals.append(_made(draft.row, Original, about))
        return [*made, *self._others]


def _unmapped(row: Row) -> str:
    names = sorted({name for name, _ in row.values})
    return f"{names[0][:60]!r} is {NOT_CHOSEN}" if len(names) == 1 else f"nothing of it is {NOT_CHOSEN}"


def _converted(row: Row, name: str, value: str, choice: Choice) -> Any:
    try:
        return converted(choice.field, choice.scale, value)
    except NotOnScale as why:
        raise ImportRefused(
            f"{row.where}: {name[:60]!r} reads {value[:40]!r}, which {why}; choose another scale or leave it out."
        ) from None


def _put(values: dict[str, Any], choice: Choice, value: Any) -> None:
    """Put a value where it belongs; what was not done, and a massage of no length, say nothing."""
    if choice.field == "exercises_done":
        if value:
            values["exercises_done"] = (*values.get("exercises_done", ()), choice.scale)
    elif choice.field == "is_flare":
        if value:
            values["is_flare"] = True
    elif choice.field == "minutes":
        if value:
            values["minutes"] = values.get("minutes", 0) + value
    elif choice.field in values and choice.field in ADDED_UP:
        values[choice.field] += value
    else:
        values.setdefault(choice.field, value)


def _differs(choice: Choice, value: str, values: dict[str, Any]) -> bool:
    became = values.get(choice.field)
    if choice.field in ("exercises_done", "is_flare", "minutes", "sit_and_reach_cm") or became is None:
        return False
    return value.strip() != f"{became:g}" if isinstance(became, int | float) else False


def _merged(kept: dict[str, Any], values: dict[str, Any]) -> bool:
    """Put a day's further values into its check-in: durations add up, the worst symptom counts, else the first."""
    is_new = False
    for name, value in values.items():
        if name not in kept:
            kept[name], is_new = value, True
        elif name in ADDED_UP:
            kept[name], is_new = kept[name] + value, True
        elif name in SYMPTOMS:
            kept[name], is_new = max(kept[name], value), True
        elif name == "exercises_done":
            kept[name], is_new = tuple(dict.fromkeys((*kept[name], *value))), True
        elif name == "is_flare":
            is_new = True
    return is_new


def _made(row: Row, made: type[T], values: dict[str, Any]) -> T:
    try:
        return made(**values)
    except InvalidEntry as refused:
        raise ImportRefused(f"{row.where}: {refused.sentence}") from refused


def _shortened(note: str) -> str | None:
    note = note.strip()
    if not note:
        return None
    return note if len(note) <= NOTE_CHARACTERS else f"{note[: NOTE_CHARACTERS - 1]}\N{HORIZONTAL ELLIPSIS}"


def _made_at(row: Row) -> datetime:
    now = clock.utc_now()
    return row.logged_at if row.logged_at is not None and row.logged_at <= now else now


def _moment(draft: _Draft) -> tuple[date, str, str]:
    return draft.row.on_date, draft.row.at_time.isoformat() if draft.row.at_time else "", draft.entry_id
