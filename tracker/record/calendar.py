"""The calendar in a record: reminders, the feed's address, planned massage sessions."""

from collections.abc import Sequence

from tracker import clock
from tracker.domain.measure import Part
from tracker.domain.planned_massage import PlannedMassage, room_for_planned
from tracker.domain.reminders import Reminders
from tracker.errors import InvalidEntry
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
        self._access.give(lambda: self._give_feed(token_hash))

    def _give_feed(self, token_hash: str) -> None:
        self._store.calendar.give_feed(self._client_id, token_hash, clock.utc_now())
        self._access.note("calendar address made")

    def end_feed(self) -> bool:
        """End the calendar's address; return whether there was one."""
        return self._access.end(
            "calendar address ended", None, lambda: self._store.calendar.end_feed(self._client_id)
        )


class PlannedMassages(RecordNoun):
    """The planned massage sessions' part of the record."""

    def all(self) -> tuple[PlannedMassage, ...]:
        """Return the planned massage sessions, earliest first, past ones included; none for who only reads."""
        return () if self._access.is_read_only else self._store.planned_massages.all(self._client_id)

    def next(self) -> PlannedMassage | None:
        """Return the next planned massage session, to the client and to who holds a link that shows plans."""
        if not self._access.shows(Part.PLANS):
            return None
        coming = (
            planned_massage
            for planned_massage in self._store.planned_massages.all(self._client_id)
            if planned_massage.on_date >= clock.today()
        )
        return next(coming, None)

    def add(self, planned: PlannedMassage) -> None:
        """Keep a planned massage session; raises InvalidEntry for a day gone by, or one too many."""
        self._access.require_saving()
        if planned.on_date < clock.today():
            raise InvalidEntry("on_date", "A massage session can be planned for today or later.")
        room_for_planned(len(self._store.planned_massages.all(self._client_id)) + 1)
        self._store.planned_massages.add(self._client_id, planned)

    def replace(self, planned: tuple[PlannedMassage, ...], instead_of: Sequence[str] = ()) -> None:
        """Keep planned massage sessions in place of those of some ids and of their own ids, all or none."""
        with self._store.together():
            for planned_id in (*instead_of, *(appointment.planned_id for appointment in planned)):
                self.remove(planned_id)
            for appointment in planned:
                self.add(appointment)

    def remove(self, planned_id: str) -> None:
        """Take a planned massage session out of the calendar."""
        self._access.require_own()
        self._store.planned_massages.remove(self._client_id, planned_id)
