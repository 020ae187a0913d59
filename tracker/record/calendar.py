"""The calendar in a record: reminders and the feed's address."""

from tracker import clock
from tracker.domain.reminders import Reminders
from tracker.record.access import RecordNoun
from tracker.store.calendar import CalendarState


class Calendar(RecordNoun):
    """The calendar's part of the record."""

    def get(self) -> CalendarState | None:
        """Return the reminders and when the feed's address was made; raises OwnRecordOnly."""
        self._access.require_own()
        return self._store.calendar.get(self._client_id)

    def set_reminders(self, reminders: Reminders) -> None:
        """Keep when the calendar reminds; a feed's address stays."""
        self._access.require_saving()
        with self._store.together():
            self._store.calendar.set_reminders(self._client_id, reminders, clock.utc_now())
            if choice := self._store.notices.choice(self._client_id):
                at = clock.next_at(reminders.at_time, clock.zone_name(), clock.utc_now())
                self._store.notices.choose(self._client_id, choice.kinds, clock.zone_name(), at)

    def give_feed(self, token_hash: str) -> None:
        """Give the calendar an address under the hash of its token; the one before ends."""
        self._access.require_saving()
        self._store.in_one_transaction(lambda: self._give_feed(token_hash))

    def _give_feed(self, token_hash: str) -> None:
        self._store.calendar.give_feed(self._client_id, token_hash, clock.utc_now())
        self._access.note("calendar address made")

    def end_feed(self) -> bool:
        """End the calendar's address; return whether there was one."""
        return self._access.end(
            "calendar address ended", None, lambda: self._store.calendar.end_feed(self._client_id)
        )
