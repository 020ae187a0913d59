"""The home plan in a record, and the therapists' remarks: theirs to write, the client's to read."""

from dataclasses import replace

from tracker import clock
from tracker.domain.fair_try import TryEnd
from tracker.domain.home_plan import PlanItem, Remark, Reply
from tracker.errors import AccessRefused
from tracker.record.access import Access


class HomePlan(Access):
    """The home plan's part of the record."""

    def home_plan(self) -> tuple[PlanItem, ...]:
        """Return the exercises on the home plan now, oldest first; who merely holds a link sees none."""
        if self.is_read_only and not self.can_prescribe:
            return ()
        return self._store.home_plan.current(self.client_id)

    def remarks(self) -> tuple[Remark, ...]:
        """Return the therapists' remarks, latest first; a therapist reads their own."""
        remarks = (
            () if self.is_read_only and not self.can_prescribe else self._store.remarks.all(self.client_id)
        )
        if not self.is_read_only:
            return remarks
        return tuple(remark for remark in remarks if remark.written_by == self.actor.account_id)

    def prescribe(self, item: PlanItem) -> None:
        """Put an exercise on the home plan; raises AccessRefused for all but a therapist who keeps a link."""
        written = replace(item, written_by=self.actor.account_id)
        self._prescribe(
            "home plan changed",
            item.exercise_id or "own words",
            lambda: self._store.home_plan.add(self.client_id, written),
        )

    def end_plan_item(self, item_id: str) -> None:
        """Take an exercise off the home plan; raises as `prescribe` does."""

        def end() -> None:
            self._store.home_plan.end(self.client_id, item_id, clock.utc_now())
            # Kept at once: an item that comes back on the plan must not bring back a try whose exercise was off it.
            for fair_try in self._store.fair_tries.all(self.client_id, clock.today()):
                if fair_try.is_running and fair_try.protocol.item_id == item_id:
                    now, today = clock.utc_now(), clock.today()
                    self._store.fair_tries.end(
                        self.client_id, fair_try.try_id, TryEnd.PLAN_CHANGED, today, now
                    )

        self._prescribe("home plan changed", "ended", end)

    def resume_plan_item(self, item_id: str) -> None:
        """Put an exercise that was taken off on the home plan again, as it was; raises as `prescribe` does."""
        self._prescribe(
            "home plan changed", "resumed", lambda: self._store.home_plan.resume(self.client_id, item_id)
        )

    def replies(self) -> tuple[Reply, ...]:
        """Return the client's answers, oldest first; a therapist reads those to their own remarks."""
        remarks = {remark.remark_id for remark in self.remarks()}
        return tuple(
            reply for reply in self._store.remarks.replies(self.client_id) if reply.remark_id in remarks
        )

    def reply(self, remark_id: str, words: str) -> None:
        """Keep the client's answer to a remark; raises AccessRefused for anybody else, and InvalidEntry."""
        self._may_keep()
        if remark_id not in {remark.remark_id for remark in self.remarks()}:
            raise AccessRefused
        self._store.remarks.add_reply(self.client_id, Reply(remark_id=remark_id, words=words))

    def remark(self, words: str) -> None:
        """Write to the client; raises as `prescribe` does, and InvalidEntry."""
        remark = Remark(words=words, written_by=self.actor.account_id)
        self._prescribe("remark written", None, lambda: self._store.remarks.add(self.client_id, remark))
