"""`/api/v1`: the record for a person's other programs, by tokens of theirs, with the refusals of the pages as JSON."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import available_timezones

from starlette.concurrency import run_in_threadpool
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match, Route

from tracker import clock
from tracker.access.api_tokens import record_of_token, token_in_force
from tracker.bounded import BoundedPool
from tracker.domain import limits
from tracker.domain.api_token import ENTRIES, LOG, SOURCE, SUMMARY, ApiToken
from tracker.domain.entry import Entry
from tracker.domain.entry_kinds import KINDS
from tracker.domain.period import Period
from tracker.errors import (
    InvalidEntry,
    StaleEdit,
    TokenRefused,
    TooBusy,
    TooManyAttempts,
    TrackerError,
    UnknownEntry,
)
from tracker.exchange import cells
from tracker.exchange.entry_json import changed_entry, entry_to_json, new_entry, object_of
from tracker.exchange.openapi import BASE, COLLECTIONS, RECEIPT, openapi
from tracker.installation import installation
from tracker.places import address
from tracker.progress import evidence
from tracker.progress.summary import summary as summary_of
from tracker.record import ClientRecord
from tracker.web.forms import BUSY_SECONDS, sentence_in_json, status_of
from tracker.web.guesses import count_try
from tracker.web.logs import logged

MOST_BYTES = 65_536
MOST_AN_HOUR = 600
USUAL_DAYS, MOST_DAYS = 90, 366
TOO_OFTEN = (
    f"Your programs have asked {MOST_AN_HOUR} times within an hour. Wait until it is over, then go on."
)
TOO_MANY = "Your programs ask for many things at once. Wait for an answer before the next question."
FULL = "Many other programs ask at this moment. Nothing was done; try again in a few seconds."
NOTHING_HERE = f"There is nothing at this address. {BASE}/openapi.json lists what there is."
TAKEN_OUT = "This entry was taken out before. It stays out of the record; log it under another entry id."
BY_HAND = "The person changed this entry after a program logged it. It stays as they left it."
NOT_YOURS = "An entry that no program logged has this entry id. Nothing was changed; log yours under another entry id."
# What one person's tokens ask for is made one after the other: a program in a loop keeps nobody else waiting, whatever
# number of tokens it has.
ASKING = BoundedPool("api", at_once=4, waiting=40, each=1, each_waiting=4, sentence=TOO_MANY, full=FULL)
Answer = Callable[[Request, ClientRecord, bytes], Response]


class ChangedByHand(StaleEdit):
    """An entry that a program logged was changed by its person since: no version that a program names is right."""

    def __init__(self, stored: Entry) -> None:
        super().__init__(stored)
        self.sentence = BY_HAND


def routes() -> list[BaseRoute]:
    """Return the routes of this file."""
    ours: list[BaseRoute] = [
        Route(f"{BASE}/openapi.json", _description, methods=["GET"]),
        _route(f"{BASE}/summary", {"GET": (SUMMARY, _summary)}),
        _route(f"{BASE}/entries", {"GET": (ENTRIES, _entries)}),
    ]
    for collection in COLLECTIONS:
        of_one_entry = {"GET": (ENTRIES, _read), "PATCH": (LOG, _change), "DELETE": (LOG, _take_out)}
        ours += [
            _route(f"{BASE}/{collection}", {"POST": (LOG, _log)}),
            _route(f"{BASE}/{collection}/{{entry_id}}", of_one_entry),
        ]
    return [*ours, Route(f"{BASE}/{{rest:path}}", _Elsewhere)]


class _Elsewhere(HTTPEndpoint):
    """Every other address or method of the interface: a program reads JSON only."""

    async def method_not_allowed(self, request: Request) -> Response:
        """Say which methods an address takes, or that there is none."""
        nearly = [route for route in routes() if route.matches(request.scope)[0] is Match.PARTIAL]
        allowed = {method for route in nearly if isinstance(route, Route) for method in route.methods or ()}
        if not allowed:
            return sentence_in_json(404, NOTHING_HERE)
        answer = sentence_in_json(405, f"This address takes {' and '.join(sorted(allowed))} only.")
        answer.headers["allow"] = ", ".join(sorted(allowed))
        return answer


def _route(path: str, answers: Mapping[str, tuple[str, Answer]]) -> Route:
    async def answered(request: Request) -> Response:
        try:
            return await _answered(request, *answers["GET" if request.method == "HEAD" else request.method])
        except TrackerError as error:
            return _refusal(error, may_read=getattr(request.state, "may_read", False))
        except Exception as error:  # noqa: BLE001  a program, too, gets one sentence
            return _refusal(
                TrackerError(f"Something went wrong on our side. Error {logged(error)} is in the log."), 500
            )

    return Route(path, answered, methods=list(answers), name=path)


async def _answered(request: Request, scope: str, answer: Answer) -> Response:
    token = await run_in_threadpool(_counted_token, request)
    # Asked who it is before a body is read, as everywhere.
    body = await request.body() if request.method in ("POST", "PATCH") else b""
    async with ASKING.turn_soon(token.client_id):
        return await run_in_threadpool(_made, request, scope, answer, body)


def _counted_token(request: Request) -> ApiToken:
    token = _token_of(request)
    count_try(installation().store, "api", token.client_id, MOST_AN_HOUR)
    return token


def _token_of(request: Request) -> ApiToken:
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer":
        raise TokenRefused
    return token_in_force(installation().store, given.strip())


def _made(request: Request, scope: str, answer: Answer, body: bytes) -> Response:
    clock.use_zone(_zone_of(request))
    # Asked again: it may have ended while the body came, or while others' requests were before it.
    token = _token_of(request)
    request.state.may_read = ENTRIES in token.scopes
    return answer(request, record_of_token(installation().store, token, scope), body)


def _zone_of(request: Request) -> str | None:
    zone = request.headers.get("time-zone")
    if zone is not None and zone not in available_timezones():
        raise InvalidEntry(
            "Time-Zone", "Time-Zone must be a zone of the IANA database, such as Europe/Berlin."
        )
    return zone or installation().settings.practice_time_zone or None


def _log(request: Request, record: ClientRecord, body: bytes) -> Response:
    given = object_of(body)
    # An entry of today that says no time is of now.
    usual = {} if "on_date" in given else {"at_time": clock.local_time()}
    entry = new_entry(_kind_of(request), given, **usual)
    with record.together():
        stored = _stored(record, entry)
        if stored and stored.source != SOURCE:
            return sentence_in_json(409, NOT_YOURS)
        if stored and _is_changed_by_hand(record, stored):
            return _as_it_stands(request, stored)
        added = record.entries.add(entry)
    if added.deleted:
        return sentence_in_json(410, TAKEN_OUT)
    if added.is_new:
        return JSONResponse(entry_to_json(added.entry), 201)
    return _as_it_stands(request, added.entry)


def _stored(record: ClientRecord, entry: Entry) -> Entry | None:
    try:
        return record.entries.get(entry.kind, entry.entry_id)
    except UnknownEntry:
        return None


def _is_changed_by_hand(record: ClientRecord, entry: Entry) -> bool:
    return any(past.changed_by != SOURCE for past in record.entries.past_versions(entry))


def _as_it_stands(request: Request, entry: Entry) -> Response:
    """Answer with an entry that was here before: whole to who may read entries, and to others which it is."""
    whole = entry_to_json(entry)
    return JSONResponse(whole if request.state.may_read else {name: whole[name] for name in RECEIPT})


def _read(request: Request, record: ClientRecord, _body: bytes) -> Response:
    return JSONResponse(entry_to_json(record.entries.get(_kind_of(request), request.path_params["entry_id"])))


def _change(request: Request, record: ClientRecord, body: bytes) -> Response:
    with record.together():
        entry = replace(_own(request, record), version=0)
        changed = record.entries.edit(changed_entry(entry, object_of(body)), _version(request))
    return _as_it_stands(request, changed)


def _take_out(request: Request, record: ClientRecord, _body: bytes) -> Response:
    with record.together():
        record.entries.delete(replace(_own(request, record), version=_version(request)))
    return Response(status_code=204)


def _own(request: Request, record: ClientRecord) -> Entry:
    """Return an entry that programs alone wrote: what the person entered themselves no token changes."""
    entry = record.entries.get(_kind_of(request), request.path_params["entry_id"])
    if entry.source != SOURCE:
        raise UnknownEntry
    if _is_changed_by_hand(record, entry):
        raise ChangedByHand(entry)
    return entry


def _summary(request: Request, record: ClientRecord, _body: bytes) -> Response:
    day = _day(request, "as_of", clock.today())
    return JSONResponse(summary_of(evidence(record, Period(day, day), record.profile.get().unit)))


def _entries(request: Request, record: ClientRecord, _body: bytes) -> Response:
    kind = request.query_params.get("kind")
    limits.one_of("kind", kind, KINDS)
    last = _day(request, "last_day", clock.today())
    period = Period(
        _day(request, "first_day", max(limits.EARLIEST_DAY, last - timedelta(days=USUAL_DAYS - 1))), last
    )
    if period.days > MOST_DAYS:
        raise InvalidEntry("first_day", f"The first day must be at most {MOST_DAYS} days before the last.")
    entries = record.entries.all(KINDS if kind is None else (kind,), period)
    return JSONResponse({"entries": [entry_to_json(entry) for entry in entries]})


def _day(request: Request, name: str, usual: date) -> date:
    written = request.query_params.get(name)
    return usual if written is None else limits.day(name, cells.day(written), clock.today())  # type: ignore[arg-type]


def _version(request: Request) -> int:
    written = request.query_params.get("version", "")
    if not re.fullmatch(r"[1-9][0-9]{0,8}", written):
        raise InvalidEntry("version", "Version must be the whole number that the entry was answered with.")
    return int(written)


def _kind_of(request: Request) -> str:
    return COLLECTIONS[request.url.path.removeprefix(f"{BASE}/").partition("/")[0]]


def _description(_request: Request) -> Response:
    return JSONResponse(openapi(address(installation().settings)))


def _refusal(error: TrackerError, usual: int = 403, *, may_read: bool = False) -> Response:
    if isinstance(error, TooManyAttempts):
        return sentence_in_json(429, TOO_OFTEN, retry_after="3600")
    if isinstance(error, TooBusy):
        return sentence_in_json(
            429 if error.sentence == TOO_MANY else 503, error.sentence, retry_after=BUSY_SECONDS
        )
    more: dict[str, Any] = {"field": error.field} if isinstance(error, InvalidEntry) else {}
    if may_read and isinstance(error, StaleEdit) and isinstance(error.stored, Entry):
        more["entry"] = entry_to_json(error.stored)
    answer = sentence_in_json(status_of(error, usual), error.sentence, **more)
    if isinstance(error, TokenRefused):
        answer.headers["www-authenticate"] = "Bearer"
    return answer
