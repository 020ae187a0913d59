"""From rows and a mapping to entries, with ids that a second import finds again, and a report of every row."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import combinations, islice, product
from typing import Any, NamedTuple, TypeVar
from uuid import UUID, uuid5

from tracker import clock
from tracker.domain.check_in import PAIN, PAIN_EXTENTS, SYMPTOMS, CheckIn
from tracker.domain.entry import Entry
from tracker.domain.limits import NOTE_CHARACTERS
from tracker.domain.massage_session import MassageSession
from tracker.domain.medicine import AS_NEEDED, NAME_CHARACTERS, MedicineTaken
from tracker.domain.numerals import number_in
from tracker.domain.original import Original
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import ImportRefused, InvalidEntry
from tracker.exchange.importers.arrival import (
    Arrival,
    Batch,
    Choice,
    Chosen,
    Filling,
    LeftOut,
    Row,
    column_of,
)
from tracker.exchange.importers.dated_rows import dated_rows
from tracker.exchange.importers.scale import (
    ADDED_UP,
    COMBINING,
    NotOnScale,
    converted,
    foot_line_cm,
    has_other_scales,
    rounded,
)

T = TypeVar("T", bound=Entry | Original)
# Ids are made from what a row says under this name space, so that a second import adds nothing.
IMPORT_IDS = UUID("b2a1a7c4-0c5e-4b53-9a0f-7c1d0f6a4e12")
NOT_CHOSEN = "not chosen to come in"
NO_PAIN_THAT_DAY = "no pain rating that day, and a check-in needs one"
ALREADY_RATED = "the check-in of that day has this already"
MORE_THAN_A_DAY = "with the others of that day it is more than a day holds"
NOT_DONE = "not done that day"
# Of one row: four columns chosen or not, or four words; each costs 15 microseconds of a file's every row.
MOST_OTHER_CHOICES = 24
# Of a row without its time as well: three columns chosen or not, or three words.
MOST_CHOICES_WITHOUT_A_TIME = 8
# Of a row while no column was chosen as its time: its day had none, or the midnight that programs write for none.
_ATS_WITHOUT_A_COLUMN = (None, "00:00:00")


@dataclass
class _Draft:
    """A check-in to be, while what else the file says of its day is gathered."""

    row: Row
    entry_id: str
    values: dict[str, Any]
    originals: list[Original]
    notes: dict[str, None] = field(default_factory=dict)


class _Picked(NamedTuple):
    """One chosen value of a row."""

    source: str
    value: str
    choice: Choice


def batch_of(arrival: Arrival, chosen: Chosen) -> Batch:
    """Return what a file's rows become under a mapping, all of them or none.

    Each row with a pain rating is one check-in; what else it or its day says joins that check-in. Raises
    ImportRefused with the line of the first value that the chosen scale or our rules do not hold.
    """
    if arrival.ready:
        return Batch(arrival.ready)
    rows, undated = arrival.rows, arrival.left_out
    if arrival.table is not None:
        rows, blank = dated_rows(arrival.table, chosen)
        undated = (*blank, *undated)
    making = _Making(arrival.format_name, chosen)
    for row in rows:
        making.take(row)
    making.join()
    entries = tuple(making.entries())
    left_out = (*making.left_out, *undated)
    return Batch(
        entries,
        tuple(making.originals),
        left_out=left_out,
        earlier_ids=making.earlier_ids,
        fillings=making.fillings(),
    )


class _Making:
    def __init__(self, format_name: str, chosen: Chosen) -> None:
        self.format_name = format_name
        self.chosen = chosen
        self.left_out: list[LeftOut] = []
        self.originals: list[Original] = []
        self.earlier_ids: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self._drafts: list[_Draft] = []
        self._others: list[Entry] = []
        self._joining: list[tuple[Row, dict[str, Any], list[tuple[str, str, str]]]] = []
        self._ats_without_a_column = _ATS_WITHOUT_A_COLUMN if column_of(chosen, "at_time") else ()
        self._alike: Counter[str] = Counter()
        self._alike_otherwise: Counter[str] = Counter()
        self._fillings: dict[date, tuple[dict[str, Any], dict[str, tuple[str, str, str]]]] = {}

    def take(self, row: Row) -> None:
        """Sort one row: a check-in, a massage session or a test of its own, or something for its day."""
        picked = [
            _Picked(name, value, self.chosen[name]) for name, value in row.values if name in self.chosen
        ]
        if not picked:
            self.left_out.append(LeftOut(row.where, _unmapped(row)))
            return
        if row.flaw:
            raise ImportRefused(f"{row.where}: {row.flaw}")
        values, originals_of_row = _gathered(row, picked)
        has_other = self._keep_others(row, values, picked)
        if any(site in values for site in PAIN):
            entry_id = self._id(row, picked, PAIN)
            originals = [Original(entry_id, *cells) for cells in originals_of_row]
            self._drafts.append(
                _Draft(row, entry_id, values, originals, dict.fromkeys([row.note] if row.note else []))
            )
        elif values:
            self._joining.append((row, values, originals_of_row))
        elif not has_other:
            self.left_out.append(LeftOut(row.where, NOT_DONE))

    def _keep_others(self, row: Row, values: dict[str, Any], picked: list[_Picked]) -> bool:
        minutes, reach = rounded("minutes", values.pop("minutes", 0)), values.pop("sit_and_reach_cm", None)
        about: dict[str, Any] = {
            "on_date": row.on_date,
            "at_time": row.at_time,
            "created_at": _made_at(row),
            "source": self.format_name,
            "note": _shortened(row.note or ""),
        }
        if minutes:
            about["entry_id"] = self._id(row, picked, ("minutes",))
            self._others.append(_made(row, MassageSession, {**about, "minutes": minutes}))
        if reach is not None:
            variant = next(pick.choice.scale for pick in picked if pick.choice.field == "sit_and_reach_cm")
            about["entry_id"] = self._id(row, picked, ("sit_and_reach_cm",))
            test = {"variant": variant, "foot_line_cm": foot_line_cm(variant), "trials_cm": reach}
            self._others.append(_made(row, SitAndReachTest, {**about, **test}))
        medicines = list(_medicines(row, picked))
        for pick, name, dose in medicines:
            about["entry_id"] = self._id(row, [pick], ("medicine",))
            medicine = {"name": _shortened(name, NAME_CHARACTERS), "dose": dose, "use": AS_NEEDED}
            if len(name) > NAME_CHARACTERS:
                medicine["note"] = _shortened("\n".join(filter(None, (name, row.note))))
            self._others.append(_made(row, MedicineTaken, {**about, **medicine}))
        return bool(minutes) or reach is not None or bool(medicines)

    def _id(self, row: Row, picked: list[_Picked], fields: tuple[str, ...]) -> str:
        """Return an id from what the row says, what it becomes, and how many rows alike came before.

        A moment with its offset counts as the instant it is, and a number as its value: spreadsheets write 7 as 7.0.
        Ids that were made from the clock's time or the number's spelling instead, as earlier versions did, are noted,
        so that what those brought in is known again. So are those of the same row with fewer columns or words chosen,
        or without its note or its time, as a shorter file had it.
        """
        wanted = [(pick.source, *pick.choice, pick.value) for pick in picked if pick.choice.field in fields]
        spelled = sorted(wanted)
        valued = sorted((*about, _plainly(value)) for *about, value in wanted)
        at = row.at_time.isoformat() if row.at_time else None
        moments = [row.identity or (row.on_date.isoformat(), at, row.note)]
        if row.instant is not None:
            moments.insert(0, (row.instant.isoformat(), None, row.note))
        entry_id, *earlier = [
            _numbered(self._alike, [self.format_name, *moment, words])
            for moment in moments
            for words in ([valued] if valued == spelled else [valued, spelled])
        ]
        first, of_first, _ = moments[0]
        otherwise = frozenset(
            _numbered(self._alike_otherwise, [self.format_name, first, narrower_at, note, words])
            for narrower_at in dict.fromkeys((of_first, *self._ats_without_a_column))
            for note in dict.fromkeys((row.note, None))
            for words in islice(
                _narrower_choices(valued), None if narrower_at == of_first else MOST_CHOICES_WITHOUT_A_TIME
            )
            if (narrower_at, note, words) != (of_first, row.note, valued)
        )
        if earlier or otherwise:
            self.earlier_ids[entry_id] = frozenset(earlier), otherwise
        return entry_id

    def join(self) -> None:
        """Give what has no pain rating of its own to the first check-in of its day."""
        first: dict[date, _Draft] = {}
        for draft in sorted(self._drafts, key=_moment):
            first.setdefault(draft.row.on_date, draft)
        for row, values, originals_of_row in self._joining:
            if (first_draft := first.get(row.on_date)) is None:
                day, originals = self._fillings.setdefault(row.on_date, ({}, {}))
                # What goes into a check-in that is there must be what one may hold.
                _made(row, CheckIn, {"on_date": clock.today(), "leg_pain_nrs": 0, **_rounded(values)})
                together = dict(day)
                _merged(together, values)
                if not _can_be_held(together):
                    self.left_out.append(LeftOut(row.where, MORE_THAN_A_DAY))
                    continue
                day.update(together)
                self.left_out.append(LeftOut(row.where, NO_PAIN_THAT_DAY, row.on_date))
                for cells in originals_of_row:
                    originals.setdefault(cells[0], cells)
                continue
            if not _merged(first_draft.values, values):
                self.left_out.append(LeftOut(row.where, ALREADY_RATED))
                continue
            known_fields = {original.field for original in first_draft.originals}
            first_draft.originals += [
                Original(first_draft.entry_id, *original_cells)
                for original_cells in originals_of_row
                if original_cells[0] not in known_fields
            ]
            first_draft.notes |= dict.fromkeys([row.note] if row.note else [])

    def fillings(self) -> tuple[Filling, ...]:
        """Return what the days without a pain rating hold, for check-ins that the record may have."""
        return tuple(
            Filling(on_date, _rounded(values), tuple(originals.values()))
            for on_date, (values, originals) in self._fillings.items()
        )

    def entries(self) -> list[Entry]:
        """Return every entry, and collect the originals of the check-ins."""
        entries: list[Entry] = []
        for draft in self._drafts:
            whole = "\n".join(draft.notes)
            note = _shortened(whole)
            values = {
                **_rounded(draft.values),
                "entry_id": draft.entry_id,
                "on_date": draft.row.on_date,
                "note": note,
                "at_time": draft.row.at_time,
                "created_at": _made_at(draft.row),
                "source": self.format_name,
            }
            entries.append(_made(draft.row, CheckIn, values))
            self.originals += draft.originals
            if note != (whole.strip() or None):
                about = {"entry_id": draft.entry_id, "field": "note", "value": whole, "scale": "in full"}
                self.originals.append(_made(draft.row, Original, about))
        return [*entries, *self._others]


def _numbered(alike: Counter[str], content: list[Any]) -> str:
    *about, note, picked_words = content
    text = json.dumps([*about, picked_words, note])
    alike[text] += 1
    return str(uuid5(IMPORT_IDS, f"{alike[text]} {text}"))


def _narrower_choices(picked: list[tuple[str, ...]]) -> Iterator[list[tuple[str, ...]]]:
    """Yield what was picked of a row, in each way of having picked less of it: columns, and words of a scale."""
    ways = [
        [*((*about, scale, value) for scale in _narrower_scales(whole)), None]
        for *about, whole, value in picked
    ]
    for some in islice(product(*ways), MOST_OTHER_CHOICES):
        if chosen := sorted(pick for pick in some if pick is not None):
            yield chosen


def _narrower_scales(scale: str) -> Iterator[str]:
    """Yield a scale, then the same with each fewer of its words, the longer ones first."""
    parts = scale.split(",")
    ends, named = [part for part in parts if "=" not in part], [part for part in parts if "=" in part]
    for count in range(len(named), -1, -1):
        for some in combinations(named, count):
            if ends or some:
                yield ",".join([*ends, *some])


def _plainly(value: str) -> str:
    number = number_in(value)
    return value if number is None else f"{number:.15g}"


def _unmapped(row: Row) -> str:
    names = sorted({name for name, _ in row.values})
    return f"{names[0][:60]!r} is {NOT_CHOSEN}" if len(names) == 1 else f"nothing of it is {NOT_CHOSEN}"


def _converted(row: Row, pick: _Picked) -> Any:
    name = f"{pick.source} ({row.unit})" if row.unit else pick.source
    try:
        return converted(pick.choice.field, pick.choice.scale, pick.value, name)
    except NotOnScale as why:
        other_scale = "choose another scale or " if has_other_scales(pick.choice.field) else ""
        raise ImportRefused(
            f"{row.where}: {pick.source[:60]!r} reads {pick.value[:40]!r}, which {why}; {other_scale}leave it out."
        ) from None


def _gathered(row: Row, picked: list[_Picked]) -> tuple[dict[str, Any], list[tuple[str, str, str]]]:
    """Return a row's values by field, and those that the file says in another way than they are kept."""
    values: dict[str, Any] = {}
    by_field: dict[str, list[_Picked]] = {}
    for pick in picked:
        if pick.choice.field == "medicine":
            continue
        by_field.setdefault(pick.choice.field, []).append(pick)
        _put(values, pick, _converted(row, pick), by_field[pick.choice.field], row)
    originals_of_row: list[tuple[str, str, str]] = []
    for name, several in by_field.items():
        if (
            len(several) > 1
            and name in COMBINING
            and name in values
            and name not in ("minutes", "sit_and_reach_cm")
        ):
            words = "; ".join(f"{picked_value.source}: {picked_value.value}" for picked_value in several)
            originals_of_row.append((name, words, COMBINING[name]))
        elif _differs(several[0].choice, several[0].value, values):
            originals_of_row.append((name, several[0].value, several[0].choice.scale or "as written"))
    return values, originals_of_row


def _put(values: dict[str, Any], pick: _Picked, value: Any, several: list[_Picked], row: Row) -> None:
    """Put a value where it belongs; what was not done, and a massage of no length, say nothing."""
    name = pick.choice.field
    if name in ("exercises_done", "is_flare", "minutes") and not value:
        return
    if name == "exercises_done":
        value = (pick.choice.scale,)
    elif name == "sit_and_reach_cm":
        value = (value,)
    is_other_test = name == "sit_and_reach_cm" and several[0].choice.scale != pick.choice.scale
    if name not in values:
        values[name] = value
    elif name in COMBINING and not is_other_test:
        values[name] = combine(name, values[name], value)
    elif values[name] != value:
        raise ImportRefused(_two_values(row, several, pick))


def _medicines(row: Row, picked: list[_Picked]) -> Iterator[tuple[_Picked, str, str | None]]:
    """Yield what was taken, with its name and dose: words are the name; an amount or a tick is of what the source is called."""
    for pick in picked:
        if pick.choice.field != "medicine" or not (what := _converted(row, pick)):
            continue
        if isinstance(what, str) and not what[0].isnumeric():
            yield pick, what, None
        else:
            is_amount = isinstance(what, str) or (number_in(pick.value) or 0) > 1
            yield pick, pick.source.rpartition(": ")[2], pick.value.strip() if is_amount else None


def _two_values(row: Row, several: list[_Picked], pick: _Picked) -> str:
    return (
        f"{row.where}: {several[0].source[:60]!r} reads {several[0].value[:40]!r} and {pick.source[:60]!r} reads"
        f" {pick.value[:40]!r}, and both are chosen as {pick.choice.field}; leave one of them out."
    )


def combine(field_name: str, first: Any, second: Any) -> Any:
    """Return what counts of two values for a field of COMBINING: the worse, the one further down, or both together."""
    if field_name in (*ADDED_UP, "exercises_done", "sit_and_reach_cm"):
        return first + second
    if field_name == "pain_extent":
        return max(first, second, key=PAIN_EXTENTS.index)
    return max(first, second)


def _differs(choice: Choice, value: str, values: dict[str, Any]) -> bool:
    became = _rounded(values).get(choice.field)
    if choice.field in ("exercises_done", "is_flare", "minutes", "sit_and_reach_cm") or became is None:
        return False
    return value.strip() != f"{became:g}" if isinstance(became, int | float) else False


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as an entry holds them: what is added up is rounded once, and not in each row."""
    return {name: rounded(name, value) if name in ADDED_UP else value for name, value in values.items()}


def _merged(target: dict[str, Any], values: dict[str, Any]) -> bool:
    """Put a day's further values into its check-in: durations add up, the worst symptom counts, else the first."""
    is_new = False
    for name, value in values.items():
        if name not in target:
            target[name], is_new = value, True
        elif name in ADDED_UP:
            target[name], is_new = target[name] + value, True
        elif name in SYMPTOMS:
            target[name], is_new = max(target[name], value), True
        elif name == "exercises_done":
            target[name], is_new = tuple(dict.fromkeys((*target[name], *value))), True
        elif name == "is_flare":
            is_new = True
    return is_new


def _can_be_held(values: dict[str, Any]) -> bool:
    """Whether a check-in may hold these; the same walk from watch and phone adds up to more than a day."""
    with suppress(InvalidEntry):
        CheckIn(**{"on_date": clock.today(), "leg_pain_nrs": 0, **_rounded(values)})
        return True
    return False


def _made(row: Row, entry_class: type[T], values: dict[str, Any]) -> T:
    try:
        return entry_class(**values)
    except InvalidEntry as refused:
        raise ImportRefused(f"{row.where}: {refused.sentence}") from refused


def _shortened(words: str, most: int = NOTE_CHARACTERS) -> str | None:
    words = words.strip()
    if not words:
        return None
    return words if len(words) <= most else f"{words[: most - 1]}\N{HORIZONTAL ELLIPSIS}"


def _made_at(row: Row) -> datetime:
    now = clock.utc_now()
    return row.logged_at if row.logged_at is not None and row.logged_at <= now else now


def _moment(draft: _Draft) -> tuple[date, str, str]:
    return draft.row.on_date, draft.row.at_time.isoformat() if draft.row.at_time else "", draft.entry_id
