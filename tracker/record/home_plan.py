"""The home plan in a record: a therapist's to write, the client's to read."""

from dataclasses import replace

from tracker import clock
from tracker.domain.fair_try import TryEnd
from tracker.domain.home_plan import PlanItem
from tracker.record.access import RecordNoun


class HomePlan(RecordNoun):
    """The home plan's part of the record."""

    def current(self) -> tuple[PlanItem, ...]:
        """Return the exercises on the home plan now, oldest first; who merely holds a link sees none."""
        if self._access.is_read_only and not self._access.can_prescribe:
            return ()
        return self._store.home_plan.current(self._client_id)

    def add(self, item: PlanItem) -> None:
        """Put an exercise on the home plan; raises AccessRefused for all but a therapist who keeps a link."""
        written = replace(item, written_by=self._access.actor.account_id)
        self._access.prescribe(
            "home plan changed",
            item.exercise_id or "own words",
            lambda: self._store.home_plan.add(self._client_id, written),
        )

    def end(self, item_id: str) -> None:
        """Take an exercise off the home plan; raises as `add` does."""

        def end() -> None:
            self._store.home_plan.end(self._client_id, item_id, clock.utc_now())
            # Kept at once: an item that comes back on the plan must not bring back a try whose exercise was off it.
            for fair_try in self._store.fair_tries.all(self._client_id, clock.today()):
                now, today = clock.utc_now(), clock.today()
                # Once its last day is over, all was done as the coin said: only a number may be missing.
                is_tried = fair_try.is_running and not fair_try.awaits_last_number(today)
                if is_tried and fair_try.protocol.item_id == item_id:
                    self._store.fair_tries.end(
                        self._client_id, fair_try.try_id, TryEnd.PLAN_CHANGED, today, now
                    )

        self._access.prescribe("home plan changed", "ended", end)

    def resume(self, item_id: str) -> None:
        """Put an exercise that was taken off on the home plan again, as it was; raises as `add` does."""
        self._access.prescribe(
            "home plan changed", "resumed", lambda: self._store.home_plan.resume(self._client_id, item_id)
        )
