"""The goal in a record; who merely reads sees none."""

from tracker.domain.goal import Goal
from tracker.domain.measure import Part
from tracker.record.access import Access
from tracker.store.goals import GoalVersion


class Goals(Access):
    """The goals' part of the record."""

    def goal(self) -> GoalVersion:
        """Return the goal that stands; its goal is None without one, and for who only reads."""
        if self.is_read_only:
            return GoalVersion(0, None)
        return self._store.goals.current(self.client_id)

    def shown_goal(self) -> Goal | None:
        """Return the goal that stands, to the client and to who holds a link that shows plans."""
        if self.scope is not None and not self.scope.allows(Part.PLANS):
            return None
        return self._store.goals.current(self.client_id).goal

    def set_goal(self, goal: Goal | None, seen_version: int) -> GoalVersion:
        """Keep a new goal, or withdraw it (None); raises StaleEdit with the one that stands."""
        self._may_keep()
        return self._store.goals.set(self.client_id, goal, seen_version)

    def past_goals(self) -> tuple[GoalVersion, ...]:
        """Return every version of the goal, the one that stands first."""
        if self.is_read_only:
            return ()
        return self._store.goals.versions(self.client_id)
