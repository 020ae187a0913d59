"""A whole record, as an archive holds it: every entry, every version, and what happened around it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from typing import Any

from tracker import clock
from tracker.domain import limits
from tracker.domain.client import Client, Role
from tracker.domain.entry import Entry
from tracker.domain.fair_try import FairTry
from tracker.domain.home_plan import PlanItem, Remark, Reply
from tracker.domain.original import Original
from tracker.domain.own_activity import OwnActivity
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.red_flags import RedFlagAnswers
from tracker.domain.reminders import Reminders
from tracker.store.audit import AuditLine
from tracker.store.entry_history import HISTORY_NAMES, PastVersion, past_version
from tracker.store.goals import GoalVersion
from tracker.store.home_plan import plan_item
from tracker.store.schema.tables import KINDS, instant_from, instant_text
from tracker.store.store import Store

# A whole record does not say whose it is: it belongs to whoever brings it in.
OWNER = "client"
# Before an id from elsewhere, so that nobody's words can pass for those of an account of this installation.
ELSEWHERE = "~"
EXTRACT_KINDS = ("consent", "share_link", "audit_line")
# Taking the record away must not change it: the same record gives the same archive.
TAKEN_AWAY = ("record exported", "archive brought in")


@dataclass(frozen=True)
class WholePlanItem:
    """An exercise of the home plan, and when it was taken off again, if it was."""

    item: PlanItem
    ended_at: datetime | None


@dataclass(frozen=True)
class Extract:
    """What was agreed, shared or noted, to be read only: one of EXTRACT_KINDS, its id, and plain values."""

    kind: str
    extract_id: str
    values: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class WholeRecord:
    """Everything of one client, without whose it is and without anything that opens a door.

    Entries as they are now by kind, day and time; `history` holds every earlier version, so an entry found
    only there is deleted. `originals` are what imported values read before, by entry and field. Goals and answers in the order they were given.
    """

    profile: Client
    entries: tuple[Entry, ...] = ()
    history: tuple[PastVersion, ...] = ()
    originals: tuple[Original, ...] = ()
    goals: tuple[GoalVersion, ...] = ()
    red_flag_answers: tuple[RedFlagAnswers, ...] = ()
    home_plan: tuple[WholePlanItem, ...] = ()
    remarks: tuple[Remark, ...] = ()
    replies: tuple[Reply, ...] = ()
    reminders: Reminders | None = None
    planned_massages: tuple[PlannedMassage, ...] = ()
    own_activities: tuple[OwnActivity, ...] = ()
    fair_tries: tuple[FairTry, ...] = ()
    extracts: tuple[Extract, ...] = ()


def plain_id(account_id: str, client_id: str) -> str:
    """Return an id as a whole record names it."""
    return OWNER if account_id == client_id else account_id.removeprefix(ELSEWHERE)


def whole_record(store: Store, client_id: str) -> WholeRecord:
    """Return everything of a client; raises UnknownClient."""
    with store.at_one_moment():
        state = store.calendar.get(client_id)
        return WholeRecord(
            profile=replace(store.clients.get(client_id), client_id=OWNER),
            entries=tuple(entry for kind in KINDS for entry in store.entries.of_kind(client_id, kind)),
            history=_history(store, client_id),
            originals=store.originals.all(client_id),
            goals=store.goals.versions(client_id)[::-1],
            red_flag_answers=store.red_flags.answers(client_id),
            home_plan=_whole_plan(store, client_id),
            remarks=tuple(
                replace(remark, written_by=plain_id(remark.written_by, client_id))
                for remark in store.remarks.all(client_id)
            ),
            replies=store.remarks.replies(client_id),
            reminders=state.reminders if state else None,
            planned_massages=store.planned_massages.all(client_id),
            own_activities=store.own_activities.all(client_id),
            # With the coins that are known today: those to come must not be read in a file.
            fair_tries=tuple(
                replace(fair_try, proposed_by=plain_id(fair_try.proposed_by, client_id))
                for fair_try in store.fair_tries.all(client_id, clock.today())
            ),
            extracts=_extracts(store, client_id),
        )


def _history(store: Store, client_id: str) -> tuple[PastVersion, ...]:
    rows = store.dicts(
        f"SELECT {HISTORY_NAMES} FROM entry_history WHERE client_id = :client_id ORDER BY entry_id, version",
        client_id=client_id,
    )
    past = sorted((past_version(row) for row in rows), key=lambda version: KINDS.index(version.entry.kind))
    return tuple(replace(version, changed_by=plain_id(version.changed_by, client_id)) for version in past)


def _whole_plan(store: Store, client_id: str) -> tuple[WholePlanItem, ...]:
    return tuple(_plan_item(row, client_id) for row in store.home_plan.rows(client_id))


def _extracts(store: Store, client_id: str) -> tuple[Extract, ...]:
    brought = store.dicts(
        "SELECT kind, extract_id, extract_json FROM record_extract WHERE client_id = :client_id",
        client_id=client_id,
    )
    restored_extracts = [
        Extract(row["kind"], row["extract_id"], json.loads(row["extract_json"])) for row in brought
    ]
    # What is here itself says more than an extract of it from a time gone by.
    both = (*restored_extracts, *own_extracts(store, client_id))
    extracts = {(extract.kind, extract.extract_id): extract for extract in both}
    in_order = sorted(extracts.values(), key=_extract_order)
    by_kind = ([extract for extract in in_order if extract.kind == kind] for kind in EXTRACT_KINDS)
    # The latest, and no more than an archive may hold: years of looks at a record must not keep it from coming back.
    return tuple(chain.from_iterable(of_kind[-limits.MOST_PIECES :] for of_kind in by_kind))


def own_extracts(store: Store, client_id: str) -> tuple[Extract, ...]:
    """Return what was agreed, shared and noted here, without what an archive brought along."""
    return (*_consents(store, client_id), *_share_links(store, client_id), *_audit_lines(store, client_id))


def _consents(store: Store, client_id: str) -> list[Extract]:
    rows = store.dicts(
        "SELECT consent_id, text_version, given_at, withdrawn_at FROM consent WHERE client_id = :client_id",
        client_id=client_id,
    )
    return [Extract("consent", row.pop("consent_id"), row) for row in rows]


def _share_links(store: Store, client_id: str) -> list[Extract]:
    # Neither token nor passphrase, not even as a hash: an archive must not help anybody to open a link.
    return [
        Extract(
            "share_link",
            share.share_id,
            {
                "label": share.label,
                "fields": list(share.fields),
                "first_day": share.first_day.isoformat() if share.first_day else None,
                "last_day": share.last_day.isoformat() if share.last_day else None,
                "rolling_days": share.rolling_days,
                "view_limit": share.view_limit,
                "views": share.views,
                "has_passphrase": share.passphrase_hash is not None,
                "kept_by": plain_id(share.kept_by, client_id) if share.kept_by else None,
                "created_at": instant_text(share.created_at),
                "ends_at": instant_text(share.ends_at),
                "revoked_at": instant_text(share.revoked_at) if share.revoked_at else None,
                "may_be_kept": share.may_be_kept,
                "may_log_massages": share.may_log_massages,
                "questions": share.questions,
            },
        )
        for share in store.shares.all(client_id)
    ]


def _audit_lines(store: Store, client_id: str) -> list[Extract]:
    return [
        Extract("audit_line", line.hash, {**_line(line), "actor_id": plain_id(line.actor_id, client_id)})
        for line in store.audit.of_client(client_id)
        if line.action not in TAKEN_AWAY or line.actor_role in (Role.HOLDER, Role.THERAPIST, Role.OWNER)
    ]


def _line(line: AuditLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in ("at", "actor_role", "action", "detail")}


def _extract_order(extract: Extract) -> tuple[int, str, str]:
    at = next(extract.values[name] for name in ("given_at", "created_at", "at") if name in extract.values)
    return EXTRACT_KINDS.index(extract.kind), at, extract.extract_id


def _plan_item(row: dict[str, Any], client_id: str) -> WholePlanItem:
    item = plan_item({**row, "written_by": plain_id(row["written_by"], client_id)})
    return WholePlanItem(item, instant_from(row["ended_at"]) if row["ended_at"] else None)
