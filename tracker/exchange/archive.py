"""The archive: one JSON file with everything of a record, written exactly and read strictly."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tracker import clock
from tracker.domain import limits
from tracker.domain.client import Client
from tracker.domain.entry import Entry
from tracker.domain.goal import Goal
from tracker.domain.home_plan import PlanItem, Remark
from tracker.domain.original import Original
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.red_flags import RedFlagAnswers
from tracker.domain.reminders import Reminders
from tracker.errors import ImportRefused, InvalidEntry
from tracker.exchange.archive_schema import ENTRY_CLASSES, FORMAT, SCHEMA_VERSION, archive_schema
from tracker.exchange.strict_json import shown, strict_json
from tracker.store.entry_history import PastVersion
from tracker.store.goals import GoalVersion
from tracker.store.tables import KINDS, instant_from, instant_text
from tracker.store.whole_record import EXTRACT_KINDS, OWNER, Extract, WholePlanItem, WholeRecord

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

MOST_BYTES = 25_000_000
T = TypeVar("T")


class Whole(Protocol):
    """Whatever gives a whole record: a ClientRecord does."""

    def whole(self) -> WholeRecord:
        """Return everything of a client."""


def archive_of(record: Whole) -> bytes:
    """Return a record as an archive; the same record gives the same bytes. Raises what `whole` does."""
    return written(record.whole())


def written(whole: WholeRecord) -> bytes:
    """Return a whole record as JSON: UTF-8, one line, names in the schema's order."""
    content = {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "profile": _values(whole.profile, leave_out=("client_id",)),
        "entries": {kind: [_values(one) for one in whole.entries if one.kind == kind] for kind in KINDS},
        "history": {
            kind: [_past_values(past) for past in whole.history if past.entry.kind == kind] for kind in KINDS
        },
        "originals": [_values(one) for one in whole.originals],
        "goals": [
            {
                "version": one.version,
                "created_at": _plain(one.created_at),
                "goal": one.goal and _values(one.goal),
            }
            for one in whole.goals
        ],
        "red_flag_answers": [_values(one) for one in whole.red_flag_answers],
        "home_plan": [{**_values(one.item), "ended_at": _plain(one.ended_at)} for one in whole.home_plan],
        "remarks": [_values(one) for one in whole.remarks],
        "reminders": whole.reminders and _values(whole.reminders),
        "planned_massages": [_values(one) for one in whole.planned_massages],
        "extracts": {
            kind: [{"extract_id": one.extract_id, **one.values} for one in whole.extracts if one.kind == kind]
            for kind in EXTRACT_KINDS
        },
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def looks_like_archive(data: bytes) -> bool:
    """Return whether a file can only be meant as an archive: JSON text that begins an object."""
    return data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def read_archive(data: bytes) -> WholeRecord:
    """Return what an archive holds, all or nothing.

    At most 25 MB. Raises ImportRefused with one sentence that names the place: not JSON, another format, a
    newer schema, a value of the wrong type or beyond its limits, versions that contradict each other.
    """
    content = strict_json(data, MOST_BYTES)
    _check_format(content)
    problem = next(_validator().iter_errors(content), None)
    if problem is not None:
        raise ImportRefused(_sentence(problem))
    whole = WholeRecord(
        profile=_profile(content["profile"]),
        entries=tuple(chain.from_iterable(_entries(kind, content["entries"][kind]) for kind in KINDS)),
        history=tuple(chain.from_iterable(_history(kind, content["history"][kind]) for kind in KINDS)),
        originals=tuple(_each("originals", content["originals"], lambda one: Original(**one))),
        goals=tuple(_each("goals", content["goals"], _goal_version)),
        red_flag_answers=tuple(_each("red_flag_answers", content["red_flag_answers"], _answers)),
        home_plan=tuple(_each("home_plan", content["home_plan"], _plan_item)),
        remarks=tuple(_each("remarks", content["remarks"], lambda one: Remark(**_typed(one)))),
        reminders=next(_each("reminders", filter(None, [content["reminders"]]), _reminders), None),
        planned_massages=tuple(
            _each("planned_massages", content["planned_massages"], lambda one: PlannedMassage(**_typed(one)))
        ),
        extracts=tuple(
            chain.from_iterable(_extracts(kind, content["extracts"][kind]) for kind in EXTRACT_KINDS)
        ),
    )
    _check_versions(whole)
    return whole


@cache
def _validator() -> "Draft202012Validator":
    # Most commands and pages never read an archive.
    from jsonschema import Draft202012Validator  # noqa: PLC0415

    return Draft202012Validator(archive_schema())


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


def _values(one: Any, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
    return {part.name: _plain(getattr(one, part.name)) for part in fields(one) if part.name not in leave_out}


def _past_values(past: PastVersion) -> dict[str, Any]:
    return {
        "change": past.change, "changed_at": _plain(past.changed_at),
        "changed_by": past.changed_by, "entry": _values(past.entry),
    }  # fmt: skip


def _check_format(content: Any) -> None:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ImportRefused("This JSON file is not an archive of this app.")
    version = content.get("schema_version")
    if type(version) is int and version > SCHEMA_VERSION:
        raise ImportRefused(
            f"This archive was written by a newer version of this app (schema {shown(version)}; this one reads up to"
            f" {SCHEMA_VERSION}). Update the app, then bring it in again."
        )


def _sentence(problem: "ValidationError") -> str:
    """Return what is wrong and where; the words are ours, since a value may be megabytes long."""
    place, limit, instance = (
        _place(problem.absolute_path),
        _any(problem.validator_value),
        _any(problem.instance),
    )
    said: dict[str, Callable[[], str]] = {
        "type": lambda: f"must be {' or '.join([limit] if isinstance(limit, str) else limit)}",
        "enum": lambda: f"must be one of: {', '.join('null' if one is None else str(one) for one in limit)}",
        "const": lambda: f"must be {limit}",
        "required": lambda: f"lacks {next(name for name in limit if name not in instance)}",
        "additionalProperties": lambda: f"has a field that does not belong there: {_stranger(problem)}",
        "minimum": lambda: f"must be at least {limit}",
        "maximum": lambda: f"must be at most {limit}",
        "maxLength": lambda: f"may have up to {limit:,} characters",
        "minLength": lambda: "must not be empty",
        "maxItems": lambda: f"may hold up to {limit:,}",
        "uniqueItems": lambda: "has something twice",
    }
    about = said.get(str(problem.validator), lambda: "is not written as the schema asks")()
    return f"{place} {about}."


def _place(path: Iterable[str | int]) -> str:
    named = [f"number {part + 1}" if isinstance(part, int) else part for part in path]
    return ", ".join(named) if named else "The archive"


def _stranger(problem: "ValidationError") -> str:
    known = _any(problem.schema)["properties"]
    return shown(next(name for name in _any(problem.instance) if name not in known))


def _any(value: Any) -> Any:
    # jsonschema leaves these unset on errors that were never raised; ours were.
    return value


@contextmanager
def _at(place: str) -> Iterator[None]:
    try:
        yield
    except InvalidEntry as refused:
        raise ImportRefused(f"{place}, {refused.field}: {refused.sentence}") from refused
    except (ValueError, OverflowError) as error:
        raise ImportRefused(f"{place}: there is a day, time or instant that does not exist.") from error


def _each(place: str, given: Iterable[Any], read: Callable[[Any], T]) -> Iterator[T]:
    for number, one in enumerate(given, start=1):
        with _at(f"{place}, number {number}"):
            yield read(one)


def _typed(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values as the domain's types, told by their names."""
    return {name: _read(name, value) for name, value in given.items()}


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("_date"):
        return limits.day(name, date.fromisoformat(value), date.max)
    if name == "at_time":
        return time.fromisoformat(value)
    if name.endswith("_at"):
        return _past_instant(name, instant_from(value))
    if name.endswith("_by"):
        return limits.given(name, limits.text(name, value, 100))
    return value


def _past_instant(name: str, instant: datetime) -> datetime:
    # A day of grace: two machines' clocks need not agree.
    if instant > clock.utc_now() + timedelta(days=1):
        raise InvalidEntry(name, f"{limits.words(name)} must not be in the future.")
    return instant


def _entry(kind: str, given: Mapping[str, Any]) -> Entry:
    entry = ENTRY_CLASSES[kind](**_typed(given))
    limits.day("on_date", entry.on_date, clock.today() + timedelta(days=1))
    return entry


def _entries(kind: str, given: list[Any]) -> Iterator[Entry]:
    return _each(f"entries, {kind}", given, lambda one: _entry(kind, one))


def _history(kind: str, given: list[Any]) -> Iterator[PastVersion]:
    def past_version(one: Mapping[str, Any]) -> PastVersion:
        typed = _typed({name: one[name] for name in ("changed_at", "changed_by")})
        return PastVersion(_entry(kind, one["entry"]), one["change"], **typed)

    return _each(f"history, {kind}", given, past_version)


def _profile(given: Mapping[str, Any]) -> Client:
    with _at("profile"):
        return Client(client_id=OWNER, **_typed(given))


def _goal_version(given: Mapping[str, Any]) -> GoalVersion:
    goal = Goal(**_typed(given["goal"])) if given["goal"] else None
    return GoalVersion(given["version"], goal, _read("created_at", given["created_at"]))


def _answers(given: Mapping[str, Any]) -> RedFlagAnswers:
    answered = RedFlagAnswers(**_typed(given))
    limits.day("on_date", answered.on_date, clock.today() + timedelta(days=1))
    return answered


def _plan_item(given: Mapping[str, Any]) -> WholePlanItem:
    typed = _typed(given)
    ended_at = typed.pop("ended_at")
    return WholePlanItem(PlanItem(**typed), ended_at)


def _reminders(given: Mapping[str, Any]) -> Reminders:
    return Reminders(**_typed(given))


def _extracts(kind: str, given: list[Any]) -> Iterator[Extract]:
    return _each(f"extracts, {kind}", given, lambda one: _extract(kind, one))


def _extract(kind: str, given: Mapping[str, Any]) -> Extract:
    values = {
        name: limits.text(name, value, 200) if isinstance(value, str) else value
        for name, value in given.items()
    }
    for name, value in values.items():
        if value is not None and (name.endswith(("_at", "_day")) or name == "at"):
            datetime.fromisoformat(value)
    return Extract(kind, str(values.pop("extract_id")), values)


def _check_versions(whole: WholeRecord) -> None:
    """Refuse what no store could have written: an id twice, or versions that do not lead to the present one."""
    _once("entries", ((one.kind, one.entry_id) for one in whole.entries))
    _once("history", ((past.entry.kind, past.entry.entry_id, past.entry.version) for past in whole.history))
    _once("originals", ((one.entry_id, one.field) for one in whole.originals))
    _once("red_flag_answers", (one.answers_id for one in whole.red_flag_answers))
    _once("home_plan", (one.item.item_id for one in whole.home_plan))
    _once("remarks", (one.remark_id for one in whole.remarks))
    _once("planned_massages", (one.planned_id for one in whole.planned_massages))
    _once("extracts", ((one.kind, one.extract_id) for one in whole.extracts))
    latest = {(one.kind, one.entry_id): one.version for one in whole.entries}
    last: dict[tuple[str, str], PastVersion] = {}
    for past in whole.history:
        key = past.entry.kind, past.entry.entry_id
        if past.entry.version >= latest.get(key, past.entry.version + 1):
            raise ImportRefused(
                f"history: version {past.entry.version} of entry {past.entry.entry_id} is not older than the entry."
            )
        last[key] = max(past, last.get(key, past), key=lambda one: one.entry.version)
    if any(past.change != "deleted" for key, past in last.items() if key not in latest):
        raise ImportRefused("history: an entry is gone whose last change was not to delete it.")
    ever = {entry_id for _, entry_id in (*latest, *last)}
    for number, original in enumerate(whole.originals, start=1):
        if original.entry_id not in ever:
            raise ImportRefused(f"originals, number {number}: there is no entry {original.entry_id}.")
    if [one.version for one in whole.goals] != list(range(1, len(whole.goals) + 1)):
        raise ImportRefused("goals: versions must be 1, 2, 3 and so on.")
    if whole.goals and whole.goals[0].goal is None:
        raise ImportRefused("goals: the first version must say what the goal is.")


def _once(place: str, keys: Iterable[object]) -> None:
    seen: set[object] = set()
    for number, key in enumerate(keys, start=1):
        if key in seen:
            raise ImportRefused(f"{place}, number {number}: this is in the archive twice.")
        seen.add(key)
