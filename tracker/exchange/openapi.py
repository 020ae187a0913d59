"""What other programs may ask of `/api/v1`, as OpenAPI 3.1: entries as the archive's schema has them, from the measures."""

from collections.abc import Mapping
from typing import Any

from tracker.domain.api_token import ENTRIES as READ_ENTRIES
from tracker.domain.api_token import LOG, SCOPES, SUMMARY
from tracker.domain.check_in import PAIN, CheckIn
from tracker.domain.entry_kinds import ENTRY_CLASSES, KINDS
from tracker.domain.measure import measures_of
from tracker.domain.questionnaire import QuestionnaireAnswers
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.exchange.archive_schema import ENTRIES, Schema
from tracker.exchange.entry_json import writable

VERSION = "1"
BASE = f"/api/v{VERSION}"
# Answers to a questionnaire are given on its page, where its questions stand; programs read them among the entries.
COLLECTIONS: Mapping[str, str] = {
    f"{kind}s" if kind != "sit-and-reach" else f"{kind}-tests": kind
    for kind in KINDS
    if kind != QuestionnaireAnswers.kind
}
DAY: Schema = {"type": "string", "format": "date"}
# What an entry is about: without any of these there is none.
ONE_OF: Mapping[str, tuple[str, ...]] = {
    CheckIn.kind: PAIN,
    SitAndReachTest.kind: ("trials_cm", "skipped_reason"),
}
ZONE: Schema = {
    "name": "Time-Zone",
    "in": "header",
    "schema": {"type": "string", "examples": ["Europe/Berlin"]},
    "description": "IANA zone of the person; in it lies today, and the time of an entry that names neither.",
}
ENTRY_ID: Schema = {
    "name": "entry_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid"},
}
SEEN: Schema = {
    "name": "version",
    "in": "query",
    "required": True,
    "schema": {"type": "integer", "minimum": 1, "maximum": 999_999_999},
    "description": "The version that the program has seen; another one is not overwritten.",
}
# What an answer says of an entry that was here before, to a token that may not read entries.
RECEIPT = ("kind", "entry_id", "version")
REFUSALS = {
    "400": "Not a request that can be read",
    "401": "No token, or one that does not work any more",
    "403": "The token was not made for this, or consent is missing",
    "404": "No such entry",
    "408": "The body took too long",
    "409": "Not a program's to change, or changed meanwhile; to a token that may read entries the answer holds it as it is now",
    "410": "Taken out before; it stays out",
    "413": "More than is taken",
    "422": "A value is not allowed; one sentence names the field",
    "429": "Too often or too many at once; Retry-After says when again",
    "503": "Not saved, or not to be read at the moment",
}


def openapi(server: str) -> Schema:
    """Return the description of the interface as it is served at an address."""
    paths: dict[str, Schema] = {
        f"{BASE}/summary": {"get": _summary()},
        f"{BASE}/entries": {"get": _entries()},
    }
    for collection, kind in COLLECTIONS.items():
        paths[f"{BASE}/{collection}"] = {"post": _post(kind)}
        paths[f"{BASE}/{collection}/{{entry_id}}"] = {
            "parameters": [ENTRY_ID],
            "get": _get(kind),
            "patch": _patch(kind),
            "delete": _delete(kind),
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Recovery Tracker",
            "version": VERSION,
            "description": "One person's record, by their token.",
        },
        "servers": [{"url": server}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "; ".join(f"{name}: {words}" for name, words in SCOPES.items()),
                }
            },
            "schemas": {
                "Refusal": {
                    "type": "object",
                    "required": ["sentence"],
                    "properties": {
                        "sentence": {"type": "string"},
                        "field": {"type": "string"},
                        "entry": {"type": "object"},
                    },
                },
                "Receipt": _receipt(),
                **{_name(kind): _stored(kind) for kind in KINDS},
                **{f"New{_name(kind)}": _new(kind) for kind in KINDS},
                **{f"Changed{_name(kind)}": _given(kind) for kind in KINDS},
            },
        },
    }


def _name(kind: str) -> str:
    return ENTRY_CLASSES[kind].__name__


def _stored(kind: str) -> Schema:
    """Return an entry as it is answered: the archive's, with its kind and what is worked out."""
    fields = ENTRIES[kind]
    worked_out = {name: {"type": ["number", "null"]} for name in ENTRY_CLASSES[kind].computed.values()}
    properties = {"kind": {"const": kind}, **fields["properties"], **worked_out}
    return {**fields, "required": list(properties), "properties": properties}


def _receipt() -> Schema:
    fields = {"kind": {"enum": list(KINDS)}, "entry_id": ENTRY_ID["schema"], "version": {"type": "integer"}}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(RECEIPT),
        "properties": {name: fields[name] for name in RECEIPT},
    }


def _given(kind: str) -> Schema:
    """Return what a program may give of an entry."""
    properties = {name: ENTRIES[kind]["properties"][name] for name in writable(kind)}
    return {"type": "object", "additionalProperties": False, "properties": {**properties, "on_date": DAY}}


def _new(kind: str) -> Schema:
    """Return what a new entry must have: what a kind cannot do without, and one of what it is about."""
    measures = measures_of(ENTRY_CLASSES[kind])
    needed = [
        name
        for name, measure in measures.items()
        if measure.is_required and ENTRY_CLASSES[kind].__dataclass_fields__[name].default is None
    ]
    one_of = [
        {"required": [name], "properties": {name: {"not": {"type": "null"}}}} for name in ONE_OF.get(kind, ())
    ]
    return {**_given(kind), "required": needed, **({"anyOf": one_of} if one_of else {})}


def _answers(responses: Mapping[str, Schema], *refused: str) -> Schema:
    refusal = {"content": _json({"$ref": "#/components/schemas/Refusal"})}
    usual = ("401", "403", "429", "503")
    return {
        **responses,
        **{code: {"description": REFUSALS[code], **refusal} for code in sorted({*usual, *refused})},
    }


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _entry_answer(kind: str, words: str) -> Schema:
    return {"description": words, "content": _json({"$ref": f"#/components/schemas/{_name(kind)}"})}


def _as_it_stands(kind: str, words: str) -> Schema:
    """Return the answer with an entry that was here before: which it is only, to a token that may not read entries."""
    names = (_name(kind), "Receipt")
    return {
        "description": words,
        "content": _json({"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in names]}),
    }


def _asked(operation: str, summary: str, scope: str, responses: Schema, **more: Any) -> Schema:
    return {
        "operationId": operation,
        "summary": summary,
        "description": f"Needs: {SCOPES[scope]}.",
        **more,
        "responses": responses,
    }


def _body(name: str) -> Schema:
    return {"required": True, "content": _json({"$ref": f"#/components/schemas/{name}"})}


def _post(kind: str) -> Schema:
    answers = {
        "201": _entry_answer(kind, "Kept"),
        "200": _as_it_stands(
            kind,
            "There already under this entry id: with these values now, or as its person changed it since",
        ),
    }
    return _asked(
        f"log_{_name(kind)}",
        "Log one; the same entry_id again is the same entry",
        LOG,
        _answers(answers, "400", "408", "409", "410", "413", "422"),
        parameters=[ZONE],
        requestBody=_body(f"New{_name(kind)}"),
    )


def _get(kind: str) -> Schema:
    answers = _answers({"200": _entry_answer(kind, "As it is now")}, "404")
    return _asked(f"read_{_name(kind)}", "Read one", READ_ENTRIES, answers)


def _patch(kind: str) -> Schema:
    answers = _answers({"200": _as_it_stands(kind, "Changed")}, "400", "404", "408", "409", "413", "422")
    return _asked(
        f"change_{_name(kind)}",
        "Change one that a program logged",
        LOG,
        answers,
        parameters=[SEEN, ZONE],
        requestBody=_body(f"Changed{_name(kind)}"),
    )


def _delete(kind: str) -> Schema:
    answers = _answers(
        {"204": {"description": "Taken out; the history page brings it back"}}, "404", "409", "422"
    )
    return _asked(
        f"take_out_{_name(kind)}", "Take one out that a program logged", LOG, answers, parameters=[SEEN]
    )


def _summary() -> Schema:
    answer = {"description": "The keys of docs/method.md", "content": _json({"type": "object"})}
    as_of = {
        "name": "as_of",
        "in": "query",
        "schema": DAY,
        "description": "The day it is about; today when left out",
    }
    return _asked(
        "read_summary",
        "Read what the record says",
        SUMMARY,
        _answers({"200": answer}, "422"),
        parameters=[as_of, ZONE],
    )


def _entries() -> Schema:
    refs = [{"$ref": f"#/components/schemas/{_name(kind)}"} for kind in KINDS]
    listed = {
        "type": "object",
        "required": ["entries"],
        "properties": {"entries": {"type": "array", "items": {"oneOf": refs}}},
    }
    query_parameters = [
        {
            "name": "kind",
            "in": "query",
            "schema": {"enum": list(KINDS)},
            "description": "All kinds when left out",
        },
        {
            "name": "first_day",
            "in": "query",
            "schema": DAY,
            "description": "90 days before the last when left out, and at most 366",
        },
        {"name": "last_day", "in": "query", "schema": DAY, "description": "Today when left out"},
    ]
    answers = _answers({"200": {"description": "Latest first", "content": _json(listed)}}, "422")
    return _asked(
        "read_entries",
        "Read the entries of some days, at most a year",
        READ_ENTRIES,
        answers,
        parameters=[*query_parameters, ZONE],
    )
