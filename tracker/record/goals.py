"""The goal in a record; who merely reads sees none."""

from tracker.domain.goal import Goal
from tracker.domain.measure import Part
from tracker.record.access import RecordNoun
from tracker.store.goals import GoalVersion


class Goals(RecordNoun):
    """The goals' part of the record."""

    def current(self) -> GoalVersion:
        """Return the goal that stands; its goal is None without one, and for who only reads."""
        if self._access.is_read_only:
            return GoalVersion(0, None)
        return self._store.goals.current(self._client_id)

    def shown(self) -> Goal | None:
        """Return the goal that stands, to the client and to who holds a link that shows plans."""
        if not self._access.shows(Part.PLANS):
            return None
        return self._store.goals.current(self._client_id).goal

    def set(self, goal: Goal | None, seen_version: int) -> GoalVersion:
        """Keep a new goal, or withdraw it (None); raises StaleEdit with the one that stands."""
        self._access.require_saving()
        return self._store.goals.set(self._client_id, goal, seen_version)

    def versions(self) -> tuple[GoalVersion, ...]:
        """Return every version of the goal, the one that stands first."""
        if self._access.is_read_only:
            return ()
        return self._store.goals.versions(self._client_id)
