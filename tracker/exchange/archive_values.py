"""The values of an archive as the domain's: each place is read strictly and named where it is refused."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any, TypeVar

from tracker import clock
from tracker.domain import limits
from tracker.domain.client import Client
from tracker.domain.coin import commitment, from_text, is_admissible
from tracker.domain.entry import Entry
from tracker.domain.entry_kinds import ENTRY_CLASSES
from tracker.domain.fair_try import FairTry, TryEnd
from tracker.domain.fair_try_protocol import protocol_of
from tracker.domain.goal import Goal
from tracker.domain.home_plan import PlanItem, Remark, Reply
from tracker.domain.original import Original
from tracker.domain.own_activity import OwnActivity
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.red_flags import RedFlagAnswers
from tracker.domain.reminders import Reminders
from tracker.domain.share_link import QUESTION_CHARACTERS
from tracker.errors import ImportRefused, InvalidEntry
from tracker.store.entry_history import PastVersion
from tracker.store.goals import GoalVersion
from tracker.store.schema.tables import KINDS, instant_from
from tracker.store.whole_record import EXTRACT_KINDS, OWNER, Extract, WholePlanItem, WholeRecord

T = TypeVar("T")


def whole_of(content: Mapping[str, Any]) -> WholeRecord:
    """Return the whole record that JSON of the schema's form holds; raises ImportRefused."""
    return WholeRecord(
        profile=_profile(content["profile"]),
        entries=tuple(chain.from_iterable(_entries(kind, content["entries"][kind]) for kind in KINDS)),
        history=tuple(chain.from_iterable(_history(kind, content["history"][kind]) for kind in KINDS)),
        originals=tuple(_each("originals", content["originals"], lambda item: Original(**item))),
        goals=tuple(_each("goals", content["goals"], _goal_version)),
        red_flag_answers=tuple(_each("red_flag_answers", content["red_flag_answers"], _answers)),
        home_plan=tuple(_each("home_plan", content["home_plan"], _plan_item)),
        remarks=tuple(_each("remarks", content["remarks"], lambda item: Remark(**_typed(item)))),
        replies=tuple(_each("replies", content["replies"], lambda item: Reply(**_typed(item)))),
        reminders=next(_each("reminders", filter(None, [content["reminders"]]), _reminders), None),
        planned_massages=tuple(
            _each(
                "planned_massages", content["planned_massages"], lambda item: PlannedMassage(**_typed(item))
            )
        ),
        own_activities=tuple(
            _each("own_activities", content["own_activities"], lambda item: OwnActivity(**_typed(item)))
        ),
        fair_tries=tuple(_each("fair_tries", content["fair_tries"], _fair_try)),
        extracts=tuple(
            chain.from_iterable(_extracts(kind, content["extracts"][kind]) for kind in EXTRACT_KINDS)
        ),
    )


@contextmanager
def _at(place: str) -> Iterator[None]:
    try:
        yield
    except InvalidEntry as refused:
        raise ImportRefused(f"{place}, {refused.field}: {refused.sentence}") from refused
    except (ValueError, OverflowError) as error:
        raise ImportRefused(f"{place}: there is a day, time or instant that does not exist.") from error


def _each(place: str, values: Iterable[Any], read: Callable[[Any], T]) -> Iterator[T]:
    for number, item in enumerate(values, start=1):
        with _at(f"{place}, number {number}"):
            yield read(item)


def _typed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values as the domain's types, told by their names."""
    return {name: _read(name, value) for name, value in values.items()}


def _read(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("_date"):
        return limits.day(name, date.fromisoformat(value), date.max)
    if name == "at_time":
        return time.fromisoformat(value)
    if name.endswith("_at") or name == "since":
        return _past_instant(name, instant_from(value))
    if name.endswith("_by"):
        return limits.given(name, limits.text(name, value, 100))
    return value


def _past_instant(name: str, instant: datetime) -> datetime:
    # A day of grace: two machines' clocks need not agree.
    if instant > clock.utc_now() + timedelta(days=1):
        raise InvalidEntry(name, f"{limits.words(name)} must not be in the future.")
    return instant


def _entry(kind: str, values: Mapping[str, Any]) -> Entry:
    entry = ENTRY_CLASSES[kind](**_typed(values))
    limits.day("on_date", entry.on_date, clock.today() + timedelta(days=1))
    return entry


def _entries(kind: str, values: list[Any]) -> Iterator[Entry]:
    return _each(f"entries, {kind}", values, lambda item: _entry(kind, item))


def _history(kind: str, values: list[Any]) -> Iterator[PastVersion]:
    def past_version(item: Mapping[str, Any]) -> PastVersion:
        typed = _typed({name: item[name] for name in ("changed_at", "changed_by")})
        return PastVersion(_entry(kind, item["entry"]), item["change"], **typed)

    return _each(f"history, {kind}", values, past_version)


def _profile(values: Mapping[str, Any]) -> Client:
    with _at("profile"):
        return Client(client_id=OWNER, **_typed(values))


def _goal_version(values: Mapping[str, Any]) -> GoalVersion:
    goal = Goal(**_typed(values["goal"])) if values["goal"] else None
    return GoalVersion(values["version"], goal, _read("created_at", values["created_at"]))


def _answers(values: Mapping[str, Any]) -> RedFlagAnswers:
    answered = RedFlagAnswers(**_typed(values))
    limits.day("on_date", answered.on_date, clock.today() + timedelta(days=1))
    return answered


def _plan_item(values: Mapping[str, Any]) -> WholePlanItem:
    typed = _typed(values)
    ended_at = typed.pop("ended_at")
    return WholePlanItem(PlanItem(**typed), ended_at)


def _reminders(values: Mapping[str, Any]) -> Reminders:
    return Reminders(**_typed(values))


def _fair_try(values: Mapping[str, Any]) -> FairTry:
    """Return a try whose protocol and coins are those that were signed at its start; raises InvalidEntry."""
    plain = {name: value for name, value in values.items() if name not in ("protocol", "signature", "coins")}
    protocol = protocol_of(values["protocol"])
    order = from_text(protocol.kind, values["coins"]) if values["coins"] else ()
    ids = values["entry_ids"]
    typed = _typed(plain) | {
        "not_kept": frozenset(values["not_kept"]),
        "entry_ids": None if ids is None else tuple(ids),
    }
    end = TryEnd(values["end"]) if values["end"] else None
    fair_try = FairTry(**{**typed, "protocol": protocol, "coins": order, "end": end})
    if protocol.signature != values["signature"]:
        raise InvalidEntry("signature", "The protocol is not the one that was signed.")
    is_whole = len(order) == protocol.pairs and is_admissible(protocol.kind, order)
    if fair_try.nonce is not None and (
        not is_whole or commitment(order, fair_try.nonce) != fair_try.commitment
    ):
        raise InvalidEntry("coins", "The coins are not those that were drawn at the start.")
    if fair_try.end == TryEnd.COMPLETE and (
        fair_try.nonce is None or fair_try.agreed_at is None or fair_try.ended_date != protocol.last_date
    ):
        raise InvalidEntry("end", "A complete fair try has all its coins, their nonce and its last day.")
    if len(order) > protocol.pairs or any(number >= protocol.assignments for number in fair_try.not_kept):
        raise InvalidEntry("not_kept", "There are more coins or assignments than the protocol has.")
    return fair_try


def _extracts(kind: str, values: list[Any]) -> Iterator[Extract]:
    return _each(f"extracts, {kind}", values, lambda item: _extract(kind, item))


def _extract(kind: str, item: Mapping[str, Any]) -> Extract:
    values = {
        name: limits.text(name, value, QUESTION_CHARACTERS) if isinstance(value, str) else value
        for name, value in item.items()
    }
    for name, value in values.items():
        if value is not None and (name.endswith(("_at", "_day")) or name == "at"):
            datetime.fromisoformat(value)
    return Extract(kind, str(values.pop("extract_id")), values)
