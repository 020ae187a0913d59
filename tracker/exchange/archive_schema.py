"""The archive's JSON Schema, made from the domain's own lists and limits; docs/archive.schema.json is its copy."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from tracker.domain.account import ROLES as ACCOUNT_ROLES
from tracker.domain.client import LANGUAGES, ROLES, SEXES
from tracker.domain.coin import FEWEST_PAIRS, MOST_PAIRS
from tracker.domain.coin import KINDS as TRY_KINDS
from tracker.domain.entry import Entry
from tracker.domain.entry_kinds import ENTRY_CLASSES
from tracker.domain.exercise import EXERCISES
from tracker.domain.fair_try import TryEnd
from tracker.domain.fair_try_protocol import BLOCK_DAYS, OUTCOMES
from tracker.domain.fair_try_protocol import WORDS_CHARACTERS as TRY_WORDS_CHARACTERS
from tracker.domain.goal import GOAL_KINDS, PAIN_SITES
from tracker.domain.limits import MOST_PIECES, NOTE_CHARACTERS, most_brought_back
from tracker.domain.massage_precautions import PRECAUTION_IDS
from tracker.domain.measure import (
    Choice,
    Choices,
    Day,
    Decimal,
    Measure,
    Readings,
    Text,
    WholeNumber,
    YesNo,
    measures_of,
)
from tracker.domain.original import VALUE_CHARACTERS
from tracker.domain.own_activity import MOST_ACTIVITIES, WORDS_CHARACTERS
from tracker.domain.pain_place import PLACE_KINDS, MarkedPlaces
from tracker.domain.planned_massage import MOST_PLANNED
from tracker.domain.red_flags import ANSWERS, FLAG_IDS, LIFTED
from tracker.domain.share_link import FIELDS, QUESTION_CHARACTERS
from tracker.domain.sit_and_reach import (
    SIDES,
    UNITS,
    VARIANT_NAMES,
)
from tracker.store.schema.tables import KINDS

FORMAT = "recovery-tracker-archive"
# Version 2 added three warning signs and the massage precautions; version 3 own activities; a measure's `since` adds later ones.
SCHEMA_VERSION = max(
    2,
    *(
        measure.since
        for entry_class in ENTRY_CLASSES.values()
        for measure in measures_of(entry_class).values()
    ),
)
# One after the other they would fill a lifetime.
MOST_FAIR_TRIES = 200
# Of one entry: pain at two sites, three symptoms, sleep, sitting, activity, the note.
MOST_ORIGINALS = 10
CHANGES = ("edited", "deleted", "undone")

Schema = dict[str, Any]

DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "description": "calendar day"}
TIME: Schema = {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$", "description": "local time of day"}
INSTANT: Schema = {
    "type": "string",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
    "description": "instant in UTC, whole seconds",
}
UUID: Schema = {"type": "string", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"}
ACCOUNT_ID: Schema = {
    "type": "string",
    "minLength": 1,
    "maxLength": 100,
    "description": "'client' is the owner",
}
VERSION: Schema = {"type": "integer", "minimum": 1, "maximum": 1_000_000}


def archive_schema() -> Schema:
    """Return the JSON Schema (draft 2020-12) of an archive: no field is optional, none is allowed besides."""
    top: dict[str, Schema] = {
        "format": {"const": FORMAT},
        "schema_version": {"const": SCHEMA_VERSION},
        "profile": _profile(),
        "entries": _object({kind: _list(ENTRIES[kind], most_brought_back()) for kind in KINDS}),
        "history": _object({kind: _list(_past_version(kind), most_brought_back()) for kind in KINDS}),
        "originals": _list(_original(), most_brought_back() * MOST_ORIGINALS),
        "goals": _list(_goal_version()),
        "red_flag_answers": _list(_answers()),
        "home_plan": _list(_plan_item()),
        "remarks": _list(_remark()),
        "replies": _list(_reply()),
        "reminders": _or_null(_object({"at_time": TIME, "test_weekday": _whole(0, 6)})),
        "planned_massages": _list(
            _object({"planned_id": UUID, "on_date": DAY, "at_time": TIME, "minutes": _whole(1, 240)}),
            MOST_PLANNED,
        ),
        "own_activities": _list(_own_activity(), MOST_ACTIVITIES),
        "fair_tries": _list(_fair_try(), MOST_FAIR_TRIES),
        "extracts": _object(
            {"consent": _list(_consent()), "share_link": _list(_share()), "audit_line": _list(_line())}
        ),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:recovery-tracker:archive:{SCHEMA_VERSION}",
        "title": "Recovery Tracker archive",
        "description": (
            "One client's whole record. Entries as they are now; history holds their earlier versions, so an"
            " entry that is only there is deleted. Extracts are to be read and open nothing."
        ),
        **_object(top),
    }


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": dict(properties),
    }


def _list(items: Schema, most: int = MOST_PIECES) -> Schema:
    return {"type": "array", "maxItems": most, "items": items}


def _set_of(items: Schema, most: int) -> Schema:
    # Counted first: whether one is there twice takes far longer to see.
    return {**_list(items, most), "uniqueItems": True}


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _whole(low: int, high: int) -> Schema:
    return {"type": ["integer", "null"], "minimum": low, "maximum": high}


def _decimal(low: float, high: float) -> Schema:
    return {"type": ["number", "null"], "minimum": low, "maximum": high}


def _text(longest: int) -> Schema:
    return {"type": ["string", "null"], "maxLength": longest}


def _word(allowed: tuple[str, ...]) -> Schema:
    return {"enum": [*allowed, None]}


def _entry(entry_class: type[Entry]) -> Schema:
    about: dict[str, Schema] = {
        "entry_id": UUID,
        "on_date": DAY,
        "at_time": _or_null(TIME),
        "note": _text(NOTE_CHARACTERS),
        "created_at": INSTANT,
        "version": VERSION,
        "source": {"type": "string", "minLength": 1, "maxLength": 40},
    }
    return _object(
        about | {name: _measure(name, measure) for name, measure in measures_of(entry_class).items()}
    )


def _measure(name: str, measure: Measure) -> Schema:
    match measure:
        case WholeNumber(low=low, high=high):
            schema = _whole(low, high)
        case Decimal(low=low, high=high):
            schema = _decimal(low, high)
        case Choice(allowed=allowed):
            return {"enum": list(allowed)} if measure.is_required else _word(allowed)
        case MarkedPlaces(allowed=allowed):
            pattern = f"^({'|'.join(allowed)})( ({'|'.join(PLACE_KINDS)}))?( ([0-9]|10))?$"
            return _set_of({"type": "string", "pattern": pattern}, len(allowed))
        case Choices(allowed=allowed):
            return _set_of({"enum": list(allowed)}, len(allowed))
        case YesNo():
            return {"type": "boolean"} if measure.is_required else {"type": ["boolean", "null"]}
        case Text(longest=longest):
            schema = _text(longest)
        case Day():
            schema = _or_null(DAY)
        case Readings(low=low, high=high, reading_columns=columns):
            reading = {"type": "number", "minimum": low, "maximum": high}
            return {"type": "array", "maxItems": len(columns), "items": reading}
        case _:
            raise TypeError(f"{name} has a declaration that the archive does not know: {type(measure)}")
    return {**schema, "type": schema["type"][0]} if measure.is_required else schema


def _past_version(kind: str) -> Schema:
    return _object(
        {
            "change": {"enum": list(CHANGES)},
            "changed_at": INSTANT,
            "changed_by": ACCOUNT_ID,
            "entry": ENTRIES[kind],
        }
    )


def _original() -> Schema:
    names = {part.name for entry_class in ENTRY_CLASSES.values() for part in fields(entry_class)}
    scale = {"type": "string", "minLength": 1, "maxLength": 100}
    value = {"type": "string", "maxLength": VALUE_CHARACTERS, "description": "as the imported file had it"}
    return _object({"entry_id": UUID, "field": {"enum": sorted(names)}, "value": value, "scale": scale})


def _profile() -> Schema:
    return _object(
        {
            "label": _text(80),
            "birth_year": _whole(1800, 2200),
            "sex": _word(SEXES),
            "unit": {"enum": list(UNITS)},
            "language": {"enum": list(LANGUAGES)},
            "massage_precautions": {
                **_or_null(_set_of({"enum": list(PRECAUTION_IDS)}, len(PRECAUTION_IDS))),
                "description": "null is not answered; empty is none of them",
            },
            "created_at": INSTANT,
            "version": VERSION,
        },
    )


def _goal_version() -> Schema:
    goal = _object(
        {
            "kind": {"enum": list(GOAL_KINDS)},
            "target": {"type": "number"},
            "by_date": DAY,
            "site": _word(PAIN_SITES),
            "variant": _word(VARIANT_NAMES),
            "side": _word(SIDES),
        }
    )
    return _object({"version": VERSION, "created_at": INSTANT, "goal": _or_null(goal)})


def _answers() -> Schema:
    answers = _object({flag_id: {"enum": list(ANSWERS)} for flag_id in FLAG_IDS})
    return _object(
        {
            "answers_id": UUID,
            "on_date": DAY,
            "created_at": INSTANT,
            "lifted": _word(LIFTED),
            "answers": answers,
        }
    )


def _plan_item() -> Schema:
    return _object(
        {
            "item_id": UUID,
            "exercise_id": _word(tuple(exercise.exercise_id for exercise in EXERCISES)),
            "own_words": _text(200),
            "hold_s": _whole(1, 300),
            "repetitions": _whole(1, 100),
            "days_a_week": {"type": "integer", "minimum": 1, "maximum": 7},
            "note": _text(500),
            "written_by": ACCOUNT_ID,
            "written_at": INSTANT,
            "ended_at": _or_null(INSTANT),
        }
    )


def _remark() -> Schema:
    words = {"type": "string", "minLength": 1, "maxLength": NOTE_CHARACTERS}
    return _object({"remark_id": UUID, "words": words, "written_by": ACCOUNT_ID, "written_at": INSTANT})


def _reply() -> Schema:
    words = {"type": "string", "minLength": 1, "maxLength": NOTE_CHARACTERS}
    return _object({"reply_id": UUID, "remark_id": UUID, "words": words, "written_at": INSTANT})


def _own_activity() -> Schema:
    words = {"type": "string", "minLength": 1, "maxLength": WORDS_CHARACTERS}
    return _object({"words": words, "activity_id": UUID, "since": INSTANT})


def _fair_try() -> Schema:
    digest = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    protocol = _object(
        {
            "kind": {"enum": list(TRY_KINDS)},
            "outcome": {"enum": list(OUTCOMES)},
            "first_date": DAY,
            "pairs": {"type": "integer", "minimum": FEWEST_PAIRS, "maximum": MOST_PAIRS},
            "slots": {
                "type": "array",
                "maxItems": 2,
                "items": {"type": "integer", "minimum": 0, "maximum": 6},
            },
            "block_days": {"enum": [*BLOCK_DAYS, None]},
            "words": _text(TRY_WORDS_CHARACTERS),
            "item_id": _or_null(UUID),
            "left_out_days": {"type": "integer", "minimum": 0, "maximum": 2},
        }
    )
    assignment = {"type": "integer", "minimum": 0, "maximum": 2 * MOST_PAIRS}
    return _object(
        {
            "proposed_by": ACCOUNT_ID,
            "try_id": UUID,
            "proposed_at": INSTANT,
            "agreed_at": _or_null(INSTANT),
            "commitment": _or_null(digest),
            "nonce": _or_null(digest),
            "ended_at": _or_null(INSTANT),
            "ended_date": _or_null(DAY),
            "end": _word(tuple(TryEnd)),
            "entry_ids": _or_null(_list(UUID, most_brought_back())),
            "protocol": protocol,
            "signature": digest,
            "coins": {
                "type": "string",
                "maxLength": 500,
                "description": "those known by the day of the archive",
            },
            "not_kept": _set_of(assignment, 2 * MOST_PAIRS + 1),
        }
    )


def _consent() -> Schema:
    version = {"type": "string", "maxLength": 100}
    return _object(
        {"extract_id": UUID, "text_version": version, "given_at": INSTANT, "withdrawn_at": _or_null(INSTANT)}
    )


def _share() -> Schema:
    fields = _set_of({"enum": list(FIELDS)}, len(FIELDS))
    return _object(
        {
            "extract_id": UUID,
            "label": _text(80),
            "fields": fields,
            "first_day": _or_null(DAY),
            "last_day": _or_null(DAY),
            "rolling_days": _whole(1, 100_000),
            "view_limit": _whole(1, 1000),
            "views": {"type": "integer", "minimum": 0, "maximum": 1_000_000_000},
            "has_passphrase": {"type": "boolean"},
            "kept_by": _or_null(ACCOUNT_ID),
            "created_at": INSTANT,
            "ends_at": INSTANT,
            "revoked_at": _or_null(INSTANT),
            "may_be_kept": {"type": "boolean"},
            "may_log_massages": {"type": "boolean"},
            "questions": _text(QUESTION_CHARACTERS),
        }
    )


def _line() -> Schema:
    line_id = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    words = {"type": "string", "minLength": 1, "maxLength": 200}
    roles = {"enum": sorted({*ROLES, *ACCOUNT_ROLES})}
    return _object(
        {
            "extract_id": line_id,
            "at": INSTANT,
            "actor_id": ACCOUNT_ID,
            "actor_role": roles,
            "action": words,
            "detail": _text(200),
        }
    )


ENTRIES = {kind: _entry(entry_class) for kind, entry_class in ENTRY_CLASSES.items()}
