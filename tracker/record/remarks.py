"""Therapists' remarks in a record, theirs to write, and the client's answers."""

from tracker.domain.entry import new_entry_id
from tracker.domain.home_plan import Remark, Reply
from tracker.errors import AccessRefused
from tracker.record.access import RecordNoun


class Remarks(RecordNoun):
    """The remarks' part of the record."""

    def all(self) -> tuple[Remark, ...]:
        """Return the therapists' remarks, latest first; a therapist reads their own."""
        remarks = self._store.remarks.all(self._client_id)
        if not self._access.is_read_only:
            return remarks
        actor_id = self._access.actor.account_id if self._access.can_prescribe else None
        return tuple(remark for remark in remarks if remark.written_by == actor_id)

    def replies(self) -> tuple[Reply, ...]:
        """Return the client's answers, oldest first; a therapist reads those to their own remarks."""
        remarks = {remark.remark_id for remark in self.all()}
        return tuple(
            reply for reply in self._store.remarks.replies(self._client_id) if reply.remark_id in remarks
        )

    def reply(self, remark_id: str, words: str, reply_id: str | None = None) -> None:
        """Keep the client's answer to a remark, once for an id; raises AccessRefused for anybody else, and InvalidEntry."""
        self._access.require_saving()
        if remark_id not in {remark.remark_id for remark in self.all()}:
            raise AccessRefused
        self._store.remarks.add_reply(
            self._client_id, Reply(remark_id=remark_id, words=words, reply_id=reply_id or new_entry_id())
        )

    def add(self, words: str, remark_id: str | None = None) -> None:
        """Write to the client, once for an id; raises as `prescribe` does, and InvalidEntry."""
        remark = Remark(
            words=words, written_by=self._access.actor.account_id, remark_id=remark_id or new_entry_id()
        )
        self._access.prescribe(
            "remark written", None, lambda: self._store.remarks.add(self._client_id, remark)
        )
