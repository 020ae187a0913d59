"""The archive: one JSON file with everything of a record, written exactly and read strictly."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from functools import cache
from itertools import chain, product
from typing import TYPE_CHECKING, Any, Protocol
from zlib import crc32

from tracker.domain.coin import in_text
from tracker.domain.entry_kinds import ENTRY_CLASSES
from tracker.domain.fair_try import FairTry
from tracker.domain.measure import Choices, measures_of
from tracker.domain.red_flags import FLAGS_ADDED_LATER
from tracker.errors import ImportRefused, TrackerError
from tracker.exchange.archive_flaws import check_versions, sentence_of
from tracker.exchange.archive_schema import FORMAT, SCHEMA_VERSION, Schema, archive_schema
from tracker.exchange.archive_values import whole_of
from tracker.exchange.strict_json import has_too_many_values, quoted_value, strict_json
from tracker.store.entry_history import PastVersion
from tracker.store.schema.tables import KINDS, instant_text
from tracker.store.whole_record import EXTRACT_KINDS, WholeRecord

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

MOST_BYTES = 25_000_000
# Powers of two: each is tried by writing the record once more.
PARTS = (2, 4, 8, 16, 32)
# A record may grow while its parts are downloaded: a tenth of each is left free where that can be.
FILLED = (0.9, 1.0)


@dataclass(frozen=True)
class Part:
    """One file of several that together hold a record; the first of one is the whole."""

    number: int = 1
    of: int = 1


class TooLargeForOneFile(TrackerError):
    """A record that one file cannot bring back; `parts` do, or None where no number of them does."""

    def __init__(self, parts: int | None) -> None:
        super().__init__(
            f"This record is too large for one JSON file that can be brought back. The page Account gives it as {parts}"
            " files: keep all of them, and bring them back one after the other."
            if parts
            else "This record is too large to be brought back from JSON files. Only a backup of the whole server holds"
            " all of it; spreadsheet files (CSV) hold its entries."
        )
        self.parts = parts


class Whole(Protocol):
    """Whatever gives a whole record: the archive of a ClientRecord does."""

    def whole(self) -> WholeRecord:
        """Return everything of a client."""


def archive_of(archive: Whole, part: Part | None = None) -> bytes:
    """Return a record, or a part of it, as an archive; the same record gives the same bytes.

    Raises what `whole` does, and TooLargeForOneFile for what could not be read back; a part is not asked.
    """
    whole = archive.whole()
    if part is not None:
        return written(part_of(whole, part))
    data = _readable(whole)
    if data is None:
        raise TooLargeForOneFile(_parts_needed(whole))
    return data


def part_of(whole: WholeRecord, part: Part) -> WholeRecord:
    """Return a part: its share of the entries, with all that is of them, and everything else there is.

    An entry's id alone says in which part it is, so that none falls between two that are taken at different times.
    """

    def is_here(entry_id: str) -> bool:
        return crc32(entry_id.encode()) % part.of == part.number - 1

    return replace(
        whole,
        entries=tuple(entry for entry in whole.entries if is_here(entry.entry_id)),
        history=tuple(past for past in whole.history if is_here(past.entry.entry_id)),
        originals=tuple(original for original in whole.originals if is_here(original.entry_id)),
    )


def _parts_needed(whole: WholeRecord) -> int | None:
    for filled, count in product(FILLED, PARTS):
        parts = (part_of(whole, Part(number, count)) for number in range(1, count + 1))
        if all(_readable(part, filled) is not None for part in parts):
            return count
    return None


def _readable(whole: WholeRecord, filled: float = 1.0) -> bytes | None:
    """Return a whole record as JSON; None where it is longer, or of more values, than that share of what `read_archive` takes."""
    content = _content(whole)
    if not _has_room(content, archive_schema()):
        return None
    data = _json(content)
    return None if len(data) > filled * MOST_BYTES or has_too_many_values(data, filled) else data


def _has_room(value: Any, schema: Schema) -> bool:
    if isinstance(value, dict):
        return all(_has_room(part, schema["properties"][name]) for name, part in value.items())
    return not isinstance(value, list) or len(value) <= schema["maxItems"]


def written(whole: WholeRecord) -> bytes:
    """Return a whole record as JSON: UTF-8, one line, names in the schema's order."""
    return _json(_content(whole))


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def _content(whole: WholeRecord) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "profile": json_values(whole.profile, leave_out=("client_id",)),
        "entries": {
            kind: [json_values(item) for item in whole.entries if item.kind == kind] for kind in KINDS
        },
        "history": {
            kind: [_past_values(past) for past in whole.history if past.entry.kind == kind] for kind in KINDS
        },
        "originals": [json_values(item) for item in whole.originals],
        "goals": [
            {
                "version": item.version,
                "created_at": _plain(item.created_at),
                "goal": item.goal and json_values(item.goal),
            }
            for item in whole.goals
        ],
        "red_flag_answers": [json_values(item) for item in whole.red_flag_answers],
        "home_plan": [
            {**json_values(item.item), "ended_at": _plain(item.ended_at)} for item in whole.home_plan
        ],
        "remarks": [json_values(item) for item in whole.remarks],
        "replies": [json_values(item) for item in whole.replies],
        "reminders": whole.reminders and json_values(whole.reminders),
        "planned_massages": [json_values(item) for item in whole.planned_massages],
        "own_activities": [json_values(item) for item in whole.own_activities],
        "fair_tries": [_fair_try_values(item) for item in whole.fair_tries],
        "extracts": {
            kind: [
                {"extract_id": item.extract_id, **item.values} for item in whole.extracts if item.kind == kind
            ]
            for kind in EXTRACT_KINDS
        },
    }


def read_archive(data: bytes) -> WholeRecord:
    """Return what an archive holds, all or nothing.

    At most 25 MB. Raises ImportRefused with one sentence that names the place: not JSON, another format, a
    newer schema, a value of the wrong type or beyond its limits, versions that contradict each other.
    """
    content = strict_json(data, MOST_BYTES)
    _check_format(content)
    _upgrade(content)
    problem = next(_validator().iter_errors(content), None)
    if problem is not None:
        raise ImportRefused(sentence_of(problem))
    whole = whole_of(content)
    check_versions(whole)
    return whole


def _check_format(content: Any) -> None:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ImportRefused(
            "This JSON file is not an archive of this app: of another app, use its CSV export instead."
        )
    version = content.get("schema_version")
    if type(version) is int and version > SCHEMA_VERSION:
        raise ImportRefused(
            f"This archive was written by a newer version of this app (schema {quoted_value(version)}; this one reads up to"
            f" {SCHEMA_VERSION}). Update the app, then bring it in again."
        )


def _upgrade(content: dict[str, Any]) -> None:
    """Add to an older file what came later, as not answered; the schema refuses what is malformed."""
    version = content.get("schema_version")
    if type(version) is not int or not 1 <= version < SCHEMA_VERSION:
        return
    content["schema_version"] = SCHEMA_VERSION
    if version < 2:
        _upgrade_from_1(content)
    if version < 3:
        content.setdefault("own_activities", [])
        for share in _shares_in(content):
            share.setdefault("may_log_massages", False)
        content.setdefault("fair_tries", [])
    for kind, entry_class in ENTRY_CLASSES.items():
        if all(measure.since > version for measure in measures_of(entry_class).values()):
            for by_kind in _objects([content.get("entries"), content.get("history")]):
                by_kind.setdefault(kind, [])
        later = [
            (name, measure) for name, measure in measures_of(entry_class).items() if measure.since > version
        ]
        for entry in chain(*(_entries_in(content, part, kind) for part in ("entries", "history"))):
            # Every entry has a list of its own: the same one in all would be changed in all.
            entry.update(
                {
                    name: [] if isinstance(measure, Choices) else None
                    for name, measure in later
                    if name not in entry
                }
            )


def _upgrade_from_1(content: dict[str, Any]) -> None:
    content.setdefault("replies", [])
    for profile in _objects(content.get("profile")):
        profile.setdefault("massage_precautions", None)
    for item in _objects(content.get("home_plan")):
        item.setdefault("own_words", None)
    for share in _shares_in(content):
        share.setdefault("may_be_kept", False)
        share.setdefault("questions", None)
    for answer_set in _objects(content.get("red_flag_answers")):
        for answers in _objects(answer_set.get("answers")):
            for flag_id in FLAGS_ADDED_LATER:
                answers.setdefault(flag_id, "unknown")


def _shares_in(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for extracts in _objects(content.get("extracts")):
        yield from _objects(extracts.get("share_link"))


def _entries_in(content: dict[str, Any], part: str, kind: str) -> Iterator[dict[str, Any]]:
    for by_kind in _objects(content.get(part)):
        for item in _objects(by_kind.get(kind)):
            yield from _objects(item.get("entry")) if part == "history" else (item,)


def _objects(value: Any) -> tuple[dict[str, Any], ...]:
    """Return a JSON object, or the objects of a JSON array."""
    values = value if isinstance(value, list) else [value]
    return tuple(item for item in values if isinstance(item, dict))


@cache
def _validator() -> "Draft202012Validator":
    # Most commands and pages never read an archive.
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    return Draft202012Validator(archive_schema())


def json_values(item: Any, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the fields of one of the domain's values as JSON has them."""
    return {
        part.name: _plain(getattr(item, part.name)) for part in fields(item) if part.name not in leave_out
    }


def _past_values(past: PastVersion) -> dict[str, Any]:
    return {
        "change": past.change,
        "changed_at": _plain(past.changed_at),
        "changed_by": past.changed_by,
        "entry": json_values(past.entry),
    }


def _fair_try_values(fair_try: FairTry) -> dict[str, Any]:
    """Return a try as JSON has it: `coins` are those known on the day of the archive, all of them once it is over."""
    values = json_values(fair_try, leave_out=("protocol", "coins", "not_kept"))
    return {
        **values,
        "protocol": fair_try.protocol.values(),
        "signature": fair_try.protocol.signature,
        "coins": in_text(fair_try.protocol.kind, fair_try.coins),
        "not_kept": sorted(fair_try.not_kept),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
