"""Privacy Friendly Pain Diary's backup: the JSON of its database tables, as it is or as Privacy Friendly Backup wraps it."""

import json
from collections.abc import Mapping
from typing import Any

from tracker.errors import ImportRefused
from tracker.exchange import zip_members
from tracker.exchange.importers.arrival import Arrival, Choice, LeftOut, Row, sources_of_rows
from tracker.exchange.importers.days import moment_in
from tracker.exchange.importers.incoming import IncomingFile, Start
from tracker.exchange.importers.scale import SAME
from tracker.exchange.importers.text_table import MOST_BYTES, MOST_ROWS, text_of
from tracker.exchange.strict_json import refuse_too_many_values

NAME = "pain-diary"
WORDS = "Privacy Friendly Pain Diary (backup)"
_PACKAGE = "org.secuso.privacyfriendlypaindiary"
_BACKUP = ".backup"
# The diary's own file, and those of the app that backs it up: its names are in no order.
_SIGNS = (b'"database"', b'"packageName"', b'"encrypted"', b'"preferences"')
# The body drawing's regions that bear on ours, from the trunk outwards.
_EXTENTS = {
    "back": {22, 23},
    "buttock": {24, 25},
    "thigh": {4, 5, 26, 27},
    "calf": {8, 9, 30, 31},
    "foot": {10, 11, 32, 33},
}
_LEG = ("thigh", "calf", "foot")
CONDITIONS = ("very bad", "bad", "ok", "good", "very good")
_MOST_INTAKES, _LONGEST_MEDICINE, _LONGEST_NOTE = 50, 300, 10_000
TIMES = ("morning", "noon", "evening", "night")


def recognises(start: Start) -> bool:
    """Return whether a file is JSON of the diary or of the app that backs it up, or a zip with such files."""
    if start.is_zip:
        return any(name.endswith(_BACKUP) for name in start.members)
    return start.is_json and any(sign in start.head for sign in _SIGNS)


def read(file: IncomingFile) -> Arrival:
    """Return one row per diary day: its 0-10 level under the part of the body it was marked on, and its words."""
    text, remarks = _diary(file)
    tables = _tables(text)
    described = {str(row.get("_id")): row for row in tables.get("paindescriptions", [])}
    drugs = {str(row.get("_id")): row for row in tables.get("drugs", [])}
    words_by_field: dict[str, list[str]] = {}
    for intake in tables.get("drugintakes", []):
        words_by_field.setdefault(str(intake.get("diaryEntry_id")), []).append(_medicine(intake, drugs))
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    characters = 0
    for number, entry in enumerate(tables["diaryentries"], start=1):
        where = f"Row {number} of diaryentries"
        moment = moment_in(str(entry.get("date")), "ymd")
        if moment is None:
            raise ImportRefused(f"{where}: {str(entry.get('date'))[:40]!r} is not a day such as 2026-03-09.")
        description = described.get(str(entry.get("painDescription_id")), {})
        values = _values(entry, description, where)
        if not values:
            left_out.append(LeftOut(where, "no pain level and no condition"))
            continue
        note = _note(entry, description, words_by_field.get(str(entry.get("_id")), []), where)
        # A few long words that thousands of days refer to come to far more than the file.
        characters += len(note or "")
        if characters > MOST_BYTES:
            raise ImportRefused(f"{where}: with this day the notes come to more than such a backup holds.")
        rows.append(Row(where, moment.on_date, None, tuple(values), note))
    sources = sources_of_rows(rows)
    certain = {
        "pain in the leg": Choice("leg_pain_nrs", SAME),
        "pain in the back": Choice("back_pain_nrs", SAME),
        "how far down": Choice("pain_extent"),
    }
    names = {source.name for source in sources}
    return Arrival(
        NAME,
        tuple(rows),
        left_out=tuple(left_out),
        proposed={k: v for k, v in certain.items() if k in names},
        remarks=remarks,
    )


def _diary(file: IncomingFile) -> tuple[str, tuple[str, ...]]:
    """Return the JSON of the diary's tables, out of whatever wraps it, and what a reader should know."""
    if not file.data.startswith(b"PK"):
        text = text_of(file.data)[0]
        return (text if (wrapped := _wrapped(text)) is None else _unwrapped(wrapped)), ()
    others = 0
    diaries: list[str] = []
    with file.zip() as archive:
        for name in sorted(path for path in zip_members.names(archive) if path.endswith(_BACKUP)):
            wrapped = None
            if name.split("/")[-1].startswith(_PACKAGE):
                wrapped = _wrapped(text_of(zip_members.member(archive, name, MOST_BYTES))[0])
            if wrapped is None:
                others += 1
            else:
                diaries.append(_unwrapped(wrapped))
    if not diaries:
        raise ImportRefused("The zip holds no backup of Privacy Friendly Pain Diary.")
    # The name ends with when it was made: the last one holds everything.
    others += len(diaries) - 1
    return diaries[-1], (f"The zip holds {others:,} more backups, which are not read.",) if others else ()


def _wrapped(text: str) -> Mapping[str, Any] | None:
    """Return what Privacy Friendly Backup wrote round an app's data; None for anything else."""
    content = _json(text)
    return content if isinstance(content, dict) and "data" in content and "database" not in content else None


def _unwrapped(content: Mapping[str, Any]) -> str:
    if content.get("encrypted"):
        raise ImportRefused(
            "The backup is encrypted: make one without encryption in Privacy Friendly Backup, then import that."
        )
    package, data = content.get("packageName"), content["data"]
    if package not in (None, _PACKAGE):
        raise ImportRefused(f"This is the backup of another app, {str(package)[:60]!r}.")
    return data if isinstance(data, str) else json.dumps(data)


def _json(text: str) -> Any:
    refuse_too_many_values(text.encode())
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ImportRefused("the JSON is broken or cut off here.", error.lineno) from None
    except (ValueError, RecursionError):
        raise ImportRefused("This JSON is not a Pain Diary backup.") from None


def _tables(text: str) -> dict[str, list[Mapping[str, Any]]]:
    try:
        content = _json(text)["database"]["content"]
        tables = {table["tableName"]: list(table["values"]) for table in content}
        entries = tables["diaryentries"]
    except (KeyError, TypeError, ValueError):
        raise ImportRefused(
            "This JSON is not a Pain Diary backup: database.content.diaryentries is missing."
        ) from None
    if not all(isinstance(row, dict) for rows in tables.values() for row in rows):
        raise ImportRefused("This JSON is not a Pain Diary backup: a row of a table has no columns.")
    if sum(map(len, tables.values())) > 4 * MOST_ROWS or len(entries) > MOST_ROWS:
        raise ImportRefused(f"The backup has more than {MOST_ROWS:,} entries.")
    return tables


def _values(entry: Mapping[str, Any], description: Mapping[str, Any], where: str) -> list[tuple[str, str]]:
    values: list[tuple[str, str]] = []
    level = description.get("painLevel")
    extents = _extents(description.get("bodyRegions"), where)
    if level is not None:
        if type(level) is not int or not 0 <= level <= 10:
            raise ImportRefused(f"{where}: painLevel {str(level)[:20]} is not a whole number from 0 to 10.")
        values.append((_site(extents), str(level)))
    if extents:
        values.append(("how far down", extents[-1]))
    condition = entry.get("condition")
    if type(condition) is int and 0 <= condition < len(CONDITIONS):
        values.append(("condition", CONDITIONS[condition]))
    return values


def _extents(regions: Any, where: str) -> list[str]:
    try:
        marked = {int(part) for part in str(regions or "").split(",") if part.strip()}
    except ValueError:
        raise ImportRefused(f"{where}: bodyRegions {str(regions)[:40]!r} is not a list of numbers.") from None
    return [name for name, numbers in _EXTENTS.items() if numbers & marked]


def _site(extents: list[str]) -> str:
    leg, back = any(extent in _LEG for extent in extents), "back" in extents
    if leg and back:
        return "pain in leg and back"
    return "pain in the leg" if leg else "pain in the back" if back else "pain elsewhere"


def _note(
    entry: Mapping[str, Any], description: Mapping[str, Any], medicines: list[str], where: str
) -> str | None:
    if len(medicines) > _MOST_INTAKES:
        raise ImportRefused(f"{where}: more than {_MOST_INTAKES} medicines are noted for it.")
    parts = [str(entry.get("notes") or "").strip()]
    parts += [
        f"{title}: {str(description[key]).strip()}"
        for key, title in (("painQualities", "Felt"), ("timesOfPain", "When"))
        if description.get(key)
    ]
    parts += [f"Medicines: {'; '.join(medicines)}"] if medicines else []
    if sum(map(len, parts)) > _LONGEST_NOTE:
        raise ImportRefused(f"{where}: its words are longer than {_LONGEST_NOTE:,} letters.")
    return "\n".join(part for part in parts if part) or None


def _medicine(intake: Mapping[str, Any], drugs: Mapping[str, Mapping[str, Any]]) -> str:
    drug = drugs.get(str(intake.get("drug_id")), {})
    when = ", ".join(f"{time} {intake[time]}" for time in TIMES if intake.get(time))
    named = " ".join(str(drug[key]) for key in ("name", "dose") if drug.get(key)) or "unnamed"
    medicine = f"{named} ({when})" if when else named
    if len(medicine) > _LONGEST_MEDICINE:
        raise ImportRefused(f"a medicine has a name of more than {_LONGEST_MEDICINE} letters.")
    return medicine
