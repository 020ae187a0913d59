"""The calendar in the store: reminders and the feed's address (as a hash only)."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from tracker.domain.entry import new_entry_id
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


def _state(row: dict[str, Any]) -> CalendarState:
    return CalendarState(
        row["calendar_id"],
        Reminders(at_time=time.fromisoformat(row["at_time"]), test_weekday=row["test_weekday"]),
        instant_from(row["changed_at"]),
        instant_from(row["made_at"]) if row["made_at"] else None,
    )
