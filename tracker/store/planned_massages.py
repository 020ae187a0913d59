"""Planned massage sessions in the store."""

from datetime import date, time

from tracker.domain.planned_massage import PlannedMassage
from tracker.store.transaction import StoreNoun


class PlannedMassages(StoreNoun):
    """The planned massage sessions' part of the store."""

    def all(self, client_id: str) -> tuple[PlannedMassage, ...]:
        """Return the planned massage sessions, earliest first, past ones included."""
        rows = self._db.dicts(
            "SELECT on_date, at_time, minutes, planned_id FROM planned_massage WHERE client_id = :client_id"
            " ORDER BY on_date, at_time, planned_id",
            client_id=client_id,
        )
        return tuple(
            PlannedMassage(
                on_date=date.fromisoformat(row["on_date"]),
                at_time=time.fromisoformat(row["at_time"]),
                minutes=row["minutes"],
                planned_id=row["planned_id"],
            )
            for row in rows
        )

    def add(self, client_id: str, planned: PlannedMassage) -> bool:
        """Keep a planned massage session; the same id again changes nothing. Return whether it is new."""
        return self._db.insert(
            "planned_massage",
            {
                "client_id": client_id,
                "on_date": planned.on_date.isoformat(),
                "planned_id": planned.planned_id,
                "at_time": planned.at_time.strftime("%H:%M"),
                "minutes": planned.minutes,
            },
        )

    def remove(self, client_id: str, planned_id: str) -> None:
        """Take a planned massage session out."""
        self._db.write(
            "DELETE FROM planned_massage WHERE client_id = :client_id AND planned_id = :planned_id",
            client_id=client_id,
            planned_id=planned_id,
        )
