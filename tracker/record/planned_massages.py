"""Planned massage sessions in a record."""

from collections.abc import Sequence

from tracker import clock
from tracker.domain.measure import Part
from tracker.domain.planned_massage import PlannedMassage
from tracker.errors import InvalidEntry
from tracker.record.access import RecordNoun


class PlannedMassages(RecordNoun):
    """The planned massage sessions' part of the record."""

    def all(self) -> tuple[PlannedMassage, ...]:
        """Return the planned massage sessions, earliest first, past ones included; none for who only reads."""
        return () if self._access.is_read_only else self._store.planned_massages.all(self._client_id)

    def next(self) -> PlannedMassage | None:
        """Return the next planned massage session, to the client and to who holds a link that shows plans."""
        if self._access.scope is not None and not self._access.scope.allows(Part.PLANS):
            return None
        coming = (
            planned_massage
            for planned_massage in self._store.planned_massages.all(self._client_id)
            if planned_massage.on_date >= clock.today()
        )
        return next(coming, None)

    def add(self, planned: PlannedMassage) -> None:
        """Keep a planned massage session; raises InvalidEntry for a day gone by."""
        self._access.require_saving()
        if planned.on_date < clock.today():
            raise InvalidEntry("on_date", "A massage session can be planned for today or later.")
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
