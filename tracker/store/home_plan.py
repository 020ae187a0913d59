"""The home plan in the store: what a therapist put on it, and when it was taken off again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tracker.domain.home_plan import PlanItem
from tracker.store.schema.tables import instant_from, instant_text
from tracker.store.transaction import StoreNoun

# An older server reads one exercise a row and knows no other: what is in own words lies in a table of its own.
PLAN_TABLES = {
    "home_plan": "exercise_id, NULL AS own_words",
    "own_plan_item": "NULL AS exercise_id, own_words",
}
PLAN_COLUMNS = "hold_s, repetitions, days_a_week, note, written_by, written_at, ended_at"


class HomePlan(StoreNoun):
    """The home plan's part of the store."""

    def add(self, client_id: str, item: PlanItem) -> bool:
        """Put an exercise on a client's home plan, also one that was taken off; return whether it was not on it."""
        return self._db.insert(*plan_row(client_id, item)) or self.resume(client_id, item.item_id)

    def end(self, client_id: str, item_id: str, now: datetime) -> None:
        """Take an exercise off the plan; that it was there stays known."""
        for table in PLAN_TABLES:
            self._db.write(
                f"UPDATE {table} SET ended_at = :now"
                " WHERE client_id = :client_id AND item_id = :item_id AND ended_at IS NULL",
                client_id=client_id,
                item_id=item_id,
                now=instant_text(now),
            )

    def resume(self, client_id: str, item_id: str) -> bool:
        """Put an exercise that was taken off on the plan again; return whether there was one."""
        return any(
            self._db.write(
                f"UPDATE {table} SET ended_at = NULL WHERE client_id = :client_id AND item_id = :item_id"
                " AND ended_at IS NOT NULL RETURNING 1",
                client_id=client_id,
                item_id=item_id,
            )
            for table in PLAN_TABLES
        )

    def current(self, client_id: str) -> tuple[PlanItem, ...]:
        """Return the exercises on the plan now, oldest first."""
        return tuple(plan_item(row) for row in self.rows(client_id) if row["ended_at"] is None)

    def rows(self, client_id: str) -> list[dict[str, Any]]:
        """Return everything that was ever on the plan, oldest first."""
        selects = (
            f"SELECT item_id, {columns}, {PLAN_COLUMNS} FROM {table} WHERE client_id = :client_id"
            for table, columns in PLAN_TABLES.items()
        )
        return self._db.dicts(
            f"{' UNION ALL '.join(selects)} ORDER BY written_at, item_id", client_id=client_id
        )


def plan_row(client_id: str, item: PlanItem) -> tuple[str, dict[str, Any]]:
    """Return the table and the row of one thing on a home plan."""
    what = {"own_words": item.own_words} if item.exercise_id is None else {"exercise_id": item.exercise_id}
    return "own_plan_item" if item.exercise_id is None else "home_plan", {
        "client_id": client_id,
        "item_id": item.item_id,
        **what,
        "hold_s": item.hold_s,
        "repetitions": item.repetitions,
        "days_a_week": item.days_a_week,
        "note": item.note,
        "written_by": item.written_by,
        "written_at": instant_text(item.written_at),
    }


def plan_item(row: Mapping[str, Any]) -> PlanItem:
    """Return one thing on a home plan from its row."""
    values = {name: value for name, value in row.items() if name != "ended_at"}
    return PlanItem(**{**values, "written_at": instant_from(row["written_at"])})
