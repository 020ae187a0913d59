"""Any other CSV: its day column, day order and shape are guessed where there is one reading only, else asked."""

import re
from dataclasses import replace
from datetime import time

from tracker.errors import ImportRefused
from tracker.exchange.importers.arrival import Arrival, Choice
from tracker.exchange.importers.aside_rows import without_asides
from tracker.exchange.importers.choosing import proposed_for
from tracker.exchange.importers.day_column import (
    DayColumns,
    are_midnights_here,
    day_columns,
    is_almost_days,
    is_of_one_day,
    order_in,
    refuse_unlike_a_table,
    refuse_without_days,
    the_day,
    times_in,
)
from tracker.exchange.importers.days import DAY_ORDERS, clock_in, moment_in
from tracker.exchange.importers.incoming import IncomingFile, Start
from tracker.exchange.importers.numerals import YES, name_apart
from tracker.exchange.importers.people import may_be_several_people, refuse_several_people
from tracker.exchange.importers.text_table import TextTable

NAME = "any-csv"
WORDS = "a CSV of another app, or of your own"
_NOTES = frozenset(
    ("note", "notes", "comment", "comments", "commenttext", "remark", "remarks", "notiz", "notizen",
     "bemerkung", "bemerkungen", "kommentar", "kommentare", "anmerkung", "anmerkungen", "nota", "notas",
     "commentaire", "commentaires", "comentario", "comentarios", "notities", "opmerking", "opmerkingen",
     "anteckning", "notat", "uwagi", "notatka", "memo", "remarque", "remarques", "observations",
     "observaciones", "observação", "observações", "huomautus", "poznámka", "poznámky", "megjegyzés",
     "jegyzet", "not", "notlar", "заметка", "заметки", "примечание", "комментарий", "нотатки", "σημειώσεις",
     "ملاحظات", "ملاحظة", "הערות", "备注", "備註", "備考", "メモ", "메모", "비고")
)  # fmt: skip
# Sleep of 7:30 looks like a time of day: a column of times is taken for the time only if it is called so.
_TIME = re.compile(
    r"^(?:time|time of day|start time|uhrzeit|zeit|hora|heure|ora|tijd|tid|tidspunkt|klokkeslett|godzina|czas|kello|aika|saat|время|час|čas|idő)$",
    re.IGNORECASE,
)
_NOON = time(12)
_IN_HOURS = re.compile(r"(?<![^\W\d_])h(?:rs?|oras?|eures?|ours?)?\.?$", re.IGNORECASE)
# Columns of names and of values in exports of one row a value, HabitBull's among them.
_NAMES = frozenset(
    ("habitname", "habit name", "featurename", "habit", "tracker", "feature", "symptom", "variable", "metric", "item", "attribute",
     "trackable_name", "question text", "location", "pain location", "body part", "body area", "body site", "bodypart", "where")
)  # fmt: skip
_VALUES = frozenset(
    ("value", "rating", "amount", "wert", "trackable_value", "answered yes", "completed", "severity", "intensity", "level", "score",
     "pain level", "pain score", "pain intensity", "pain rating", "pain severity")
)  # fmt: skip
# What a practice's list says of an appointment that was none.
_CALLED_OFF = re.compile(
    r"\bcancel|\bno[\s_-]?show|\bdid(?:n't| not) (?:show|arrive|attend|come)|\bdeclined\b|\bcalled off"
    r"|\bab(?:ge|zu)?sag|\bstorn(?:o|ier)|nicht erschienen|\bentf[aä]ll|\bausgefallen|\bf[aä]llt\b.{0,20}\baus\b"
    r"|\bannul|\bgeannuleerd|\bafgezegd|\bavbok|\ba[fv]lys|\binställd|\bodwoł|\bdisdett|\bdesmarc|\bnon (?:honor|venu)|\bno (?:asisti|se present)",
    re.IGNORECASE,
)
_NAMED_CALLED_OFF = re.compile(
    r"(?:is )?cancel\w*(?: (?:at|on|date|by))?|no[\s_-]?show|did not (?:arrive|show|attend)", re.IGNORECASE
)
# A status, not a note.
_LONGEST_STATUS = 30
_IN_UTC = re.compile(r"(?:Z|UTC|GMT|[-+]00:?00|:[0-9]{2}(?:\.[0-9]+)?\+00)$")
_NAMED_UTC = re.compile(r"\b(?:UTC|GMT)\b", re.IGNORECASE)
_AN_OFFSET = re.compile(r"(?:UTC|GMT)[-+][0-9]{1,2}:?(?:[0-9]{2})?")


def recognises(start: Start) -> bool:
    """Return whether a file is a table of any kind: this importer comes last."""
    return bool(start.header)


def read(file: IncomingFile) -> Arrival:
    """Return the table with what is certain about its columns; raises ImportRefused when no column is a day."""
    table, asides = without_asides(file.table)
    if not table.rows:
        raise ImportRefused("there is a header and no row under it.", table.header_line)
    days = day_columns(table)
    if not days:
        refuse_without_days(table)
    refuse_several_people(table, days)
    refuse_unlike_a_table(table, days)
    almost = [name for name in table.header if name not in days and is_almost_days(table.column(name))]
    roles = _roles(table, days, is_asked=bool(almost))
    arrival = Arrival(NAME, table=table, left_out=asides, proposed=roles, remarks=_remarks(table, days))
    sources = arrival.sources_under(roles)
    pains = proposed_for(source for source in sources if source.name not in roles)
    are_several = len(days) + len(almost) > 1 and all(choice.field != "on_date" for choice in roles.values())
    to_ask = tuple(name for name in table.header if name in days or name in almost) if are_several else ()
    return replace(arrival, proposed={**roles, **pains}, day_columns=to_ask)


def _roles(table: TextTable, days: DayColumns, *, is_asked: bool) -> dict[str, Choice]:
    roles: dict[str, Choice] = {}
    others = [name for name in table.header if name not in days]
    times = [name for name in others if _TIME.match(name.strip()) and _is_time(table.column(name))]
    names = [name for name in others if name.casefold() in _NAMES]
    values = [name for name in others if name.casefold() in _VALUES]
    is_one_day = is_of_one_day(days) and not times and not (names and values)
    day = None if is_asked or is_one_day else the_day(days, has_times=len(times) == 1)
    if day is not None:
        roles[day] = Choice("on_date", order_in(day, days))
    # Beside days with their time, a column called time is more likely how long it took.
    if len(times) == 1 and (day is None or not times_in(days[day])):
        roles[times[0]] = Choice("at_time")
    roles |= {name: Choice("note") for name in others if name.casefold() in _NOTES}
    if len(names) == len(values) == 1 and all(cell.strip() for cell in table.column(names[0])):
        roles |= {names[0]: Choice("names"), values[0]: Choice("values")}
    return roles


def _is_time(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    times = [clock_in(cell) for cell in filled]
    # "1:30 h" may be how long, where no row says "20:30 h".
    may_be_how_long = all(at and at < _NOON for at in times) and all(map(_IN_HOURS.search, filled))
    return all(times) and not may_be_how_long


def _remarks(table: TextTable, days: DayColumns) -> tuple[str, ...]:
    cells_of = {name: [cell.strip() for cell in table.column(name)] for name in table.header}
    in_utc = [
        name
        for name in days
        if times_in(days[name])
        and not are_midnights_here(days[name][0].moments)
        and (_NAMED_UTC.search(name_apart(name)) or all(_IN_UTC.search(cell) for cell in cells_of[name]))
    ]
    is_strava = {"Activity ID", "Activity Date"} <= set(table.header)
    in_utc += ["Activity Date"] if is_strava else []
    offsets = [name for name, cells in cells_of.items() if all(map(_AN_OFFSET.fullmatch, cells))]
    called_off = [name for name, cells in cells_of.items() if _says_called_off(name, cells)]
    return (
        *table.remarks,
        *(
            f"{name[:40]!r} differs from row to row: if these are several people, leave only one person's rows in the file."
            for name in may_be_several_people(table)
        ),
        *(
            f"Of some rows {name[:40]!r} says that they were called off, and they are read like the others: take them out of the file first."
            for name in called_off
        ),
        *(f"The days in {name[:40]!r} are written in UTC, and are taken as they are." for name in in_utc),
        *(
            f"Days and times are taken as they are; they are not moved by the offsets in {name[:40]!r}."
            for name in offsets
        ),
    )


def _says_called_off(name: str, cells: list[str]) -> bool:
    """Whether a column says of some rows that they were called off: in a status, or by its name and a yes or a day."""
    if name.casefold() in _NOTES:
        return False
    if _NAMED_CALLED_OFF.fullmatch(name_apart(name).strip()):
        return any(
            cell.casefold() in YES or any(moment_in(cell, order) for order in DAY_ORDERS) for cell in cells
        )
    return any(len(cell) <= _LONGEST_STATUS and _CALLED_OFF.search(cell) for cell in cells)
