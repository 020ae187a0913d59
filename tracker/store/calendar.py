"""The calendar in the store: reminders, the feed's address (as a hash only), planned massage sessions."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tracker.domain.entry import new_entry_id
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.reminders import Reminders
from tracker.store.schema.tables import instant_from, instant_text
from tracker.store.transaction import StoreNoun, one_transaction


@dataclass(frozen=True)
class CalendarState:
    """A client's calendar: its id, their reminders, when they were last changed, when its address was made."""

    calendar_id: str
    reminders: Reminders
    changed_at: datetime
    made_at: datetime | None = None


class Calendar(StoreNoun):
    """The calendar's part of the store."""

    def get(self, client_id: str) -> CalendarState | None:
        """Return a client's calendar; None before they kept reminders or asked for an address."""
        rows = self._db.dicts(
            "SELECT calendar_id, at_time, test_weekday, changed_at, made_at FROM calendar"
            " WHERE client_id = :client_id",
            client_id=client_id,
        )
        return _state(rows[0]) if rows else None

    def set_reminders(self, client_id: str, reminders: Reminders, now: datetime) -> None:
        """Keep a client's reminders; their feed's address stays as it is."""
        self._db.write(
            "INSERT INTO calendar (client_id, calendar_id, at_time, test_weekday, changed_at)"
            " VALUES (:client_id, :calendar_id, :at_time, :test_weekday, :now)"
            " ON CONFLICT (client_id) DO UPDATE SET at_time = excluded.at_time,"
            " test_weekday = excluded.test_weekday, changed_at = excluded.changed_at",
            client_id=client_id,
            calendar_id=new_entry_id(),
            at_time=reminders.at_time.strftime("%H:%M"),
            test_weekday=reminders.test_weekday,
            now=instant_text(now),
        )

    @one_transaction
    def give_feed(self, client_id: str, token_hash: str, now: datetime) -> None:
        """Give a client's calendar an address; the one before ends."""
        if self.get(client_id) is None:
            self.set_reminders(client_id, Reminders(), now)
        self._db.write(
            "UPDATE calendar SET token_hash = :token_hash, made_at = :now WHERE client_id = :client_id",
            client_id=client_id,
            token_hash=token_hash,
            now=instant_text(now),
        )

    def end_feed(self, client_id: str) -> bool:
        """End the address of a client's calendar; return whether there was one."""
        return bool(
            self._db.write(
                "UPDATE calendar SET token_hash = NULL, made_at = NULL"
                " WHERE client_id = :client_id AND token_hash IS NOT NULL RETURNING 1",
                client_id=client_id,
            )
        )

    def client_of_feed(self, token_hash: str) -> str | None:
        """Return whose calendar has the address of a token's hash."""
        rows = self._db.read(
            "SELECT client_id FROM calendar WHERE token_hash = :token_hash", token_hash=token_hash
        )[1]
        return str(rows[0][0]) if rows else None


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


def _state(row: dict[str, Any]) -> CalendarState:
    return CalendarState(
        row["calendar_id"],
        Reminders(at_time=time.fromisoformat(row["at_time"]), test_weekday=row["test_weekday"]),
        instant_from(row["changed_at"]),
        instant_from(row["made_at"]) if row["made_at"] else None,
    )
