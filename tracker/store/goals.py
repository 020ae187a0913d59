"""Goals in the store: a new row for every change, the latest is the goal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tracker import clock
from tracker.domain.goal import Goal
from tracker.errors import StaleEdit
from tracker.store.schema.tables import instant_from, instant_text
from tracker.store.transaction import StoreNoun, one_transaction

GOAL_COLUMNS = ("kind", "target", "by_date", "site", "variant", "side")
NAMES = ", ".join((*GOAL_COLUMNS, "version", "is_withdrawn", "created_at"))


@dataclass(frozen=True)
class GoalVersion:
    """A client's goal as of a change; `goal` is None before the first (version 0) and after one was withdrawn."""

    version: int
    goal: Goal | None
    created_at: datetime | None = None


class Goals(StoreNoun):
    """The goals' part of the store."""

    def current(self, client_id: str) -> GoalVersion:
        """Return the goal that stands, version 0 without one ever set."""
        versions = self.versions(client_id)
        return versions[0] if versions else GoalVersion(0, None)

    def versions(self, client_id: str) -> tuple[GoalVersion, ...]:
        """Return every version, the one that stands first."""
        rows = self._db.dicts(
            f"SELECT {NAMES} FROM goal WHERE client_id = :client_id ORDER BY version DESC",
            client_id=client_id,
        )
        return tuple(_version(row) for row in rows)

    @one_transaction
    def set(self, client_id: str, goal: Goal | None, seen_version: int) -> GoalVersion:
        """Keep a new goal, or withdraw the one that stands (None).

        Raises StaleEdit when the goal was changed since `seen_version`. Earlier versions stay.
        """
        stands = self.current(client_id)
        if stands.version != seen_version:
            raise StaleEdit(stands)
        last_goal = goal or stands.goal
        if last_goal is None:
            return stands
        row = goal_row(client_id, seen_version + 1, last_goal, clock.utc_now(), is_withdrawn=goal is None)
        is_new = self._db.insert("goal", row)
        now = self.current(client_id)
        if not is_new:
            raise StaleEdit(now)
        return now


def goal_row(
    client_id: str, version: int, goal: Goal, created_at: datetime, *, is_withdrawn: bool
) -> dict[str, Any]:
    """Return the row of a version; one that withdraws a goal still names it."""
    return {
        **{name: getattr(goal, name) for name in GOAL_COLUMNS},
        "by_date": goal.by_date.isoformat(),
        "client_id": client_id,
        "version": version,
        "is_withdrawn": int(is_withdrawn),
        "created_at": instant_text(created_at),
    }


def _version(row: Mapping[str, Any]) -> GoalVersion:
    values = {name: row[name] for name in GOAL_COLUMNS if name != "by_date"}
    goal = None if row["is_withdrawn"] else Goal(**values, by_date=date.fromisoformat(row["by_date"]))
    return GoalVersion(row["version"], goal, instant_from(row["created_at"]))
