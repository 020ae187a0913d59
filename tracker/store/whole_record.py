"""A whole record, as an archive holds it: every entry, every version, and what happened around it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tracker import clock
from tracker.domain.client import Client, Role
from tracker.domain.entry import Entry
from tracker.domain.fair_try import FairTry
from tracker.domain.home_plan import PlanItem, Remark, Reply
from tracker.domain.original import Original
from tracker.domain.own_activity import OwnActivity
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.red_flags import RedFlagAnswers
from tracker.domain.reminders import Reminders
from tracker.store.audit import Audit, AuditLine
from tracker.store.calendar import Calendar
from tracker.store.clients import Clients
from tracker.store.entries import Entries
from tracker.store.entry_history import HISTORY_NAMES, PastVersion, past_version
from tracker.store.fair_tries import FairTries
from tracker.store.goals import Goals, GoalVersion
from tracker.store.originals import Originals
from tracker.store.own_activities import OwnActivities
from tracker.store.red_flags import RedFlags
from tracker.store.schema.tables import KINDS, instant_from, instant_text
from tracker.store.shares import Shares, plan_item

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


class WholeRecords(
    Clients, Entries, RedFlags, Goals, Originals, Shares, Calendar, OwnActivities, FairTries, Audit
):
    """Reading everything of one client at one moment."""

    def whole_record(self, client_id: str) -> WholeRecord:
        """Return everything of a client; raises UnknownClient."""
        with self.at_one_moment():
            state = self.calendar(client_id)
            return WholeRecord(
                profile=replace(self.client(client_id), client_id=OWNER),
                entries=tuple(entry for kind in KINDS for entry in self.entries(client_id, kind)),
                history=self._history(client_id),
                originals=self.whole_originals(client_id),
                goals=self.past_goals(client_id)[::-1],
                red_flag_answers=self.red_flag_answers(client_id),
                home_plan=self._whole_plan(client_id),
                remarks=tuple(
                    replace(remark, written_by=plain_id(remark.written_by, client_id))
                    for remark in self.remarks(client_id)
                ),
                replies=self.replies(client_id),
                reminders=state.reminders if state else None,
                planned_massages=self.planned_massages(client_id),
                own_activities=self.own_activities(client_id),
                # With the coins that are known today: those to come must not be read in a file.
                fair_tries=tuple(
                    replace(fair_try, proposed_by=plain_id(fair_try.proposed_by, client_id))
                    for fair_try in self.fair_tries(client_id, clock.today())
                ),
                extracts=self._extracts(client_id),
            )

    def _history(self, client_id: str) -> tuple[PastVersion, ...]:
        rows = self.dicts(
            f"SELECT {HISTORY_NAMES} FROM entry_history WHERE client_id = :client_id ORDER BY entry_id, version",
            client_id=client_id,
        )
        past = sorted(
            (past_version(row) for row in rows), key=lambda version: KINDS.index(version.entry.kind)
        )
        return tuple(replace(version, changed_by=plain_id(version.changed_by, client_id)) for version in past)

    def _whole_plan(self, client_id: str) -> tuple[WholePlanItem, ...]:
        return tuple(_plan_item(row, client_id) for row in self.plan_rows(client_id))

    def _extracts(self, client_id: str) -> tuple[Extract, ...]:
        brought = self.dicts(
            "SELECT kind, extract_id, extract_json FROM record_extract WHERE client_id = :client_id",
            client_id=client_id,
        )
        restored_extracts = [
            Extract(row["kind"], row["extract_id"], json.loads(row["extract_json"])) for row in brought
        ]
        own = [*self._consents(client_id), *self._share_links(client_id), *self._audit_lines(client_id)]
        # What is here itself says more than an extract of it from a time gone by.
        extracts = {(extract.kind, extract.extract_id): extract for extract in (*restored_extracts, *own)}
        return tuple(sorted(extracts.values(), key=_extract_order))

    def _consents(self, client_id: str) -> list[Extract]:
        rows = self.dicts(
            "SELECT consent_id, text_version, given_at, withdrawn_at FROM consent WHERE client_id = :client_id",
            client_id=client_id,
        )
        return [Extract("consent", row.pop("consent_id"), row) for row in rows]

    def _share_links(self, client_id: str) -> list[Extract]:
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
            for share in self.shares(client_id)
        ]

    def _audit_lines(self, client_id: str) -> list[Extract]:
        return [
            Extract("audit_line", line.hash, {**_line(line), "actor_id": plain_id(line.actor_id, client_id)})
            for line in self.audit_of_client(client_id)
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
