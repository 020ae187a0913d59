"""Notices of a record: where they go and which, chosen by the person whose record it is."""

from tracker import clock
from tracker.domain.notice import CODE_LASTS, Notice, NoticeChoice
from tracker.domain.reminders import Reminders
from tracker.errors import InvalidEntry
from tracker.record.access import RecordNoun, before_saving

LATEST_SHOWN = 20


class Notices(RecordNoun):
    """The notices' part of the record."""

    def choice(self) -> NoticeChoice | None:
        """Return where notices go and which; None before a place was named. Raises OwnRecordOnly."""
        self._access.require_own()
        return self._store.notices.choice(self._client_id)

    def latest(self) -> tuple[Notice, ...]:
        """Return the latest notices, the latest first; raises OwnRecordOnly."""
        self._access.require_own()
        return self._store.notices.latest(self._client_id, LATEST_SHOWN)

    def begin_place(self, place: str, code_hash: str) -> None:
        """Keep a place under the hash of the code that is to confirm it; the place before ends."""
        ends_at = clock.utc_now() + CODE_LASTS
        self._access.give(lambda: self._store.notices.begin_place(self._client_id, place, code_hash, ends_at))

    def confirm_place(self, code_hash: str) -> None:
        """Confirm the place by its code; raises InvalidEntry for another code, or one that came too late."""
        self._access.require_saving()
        self._store.in_one_transaction(lambda: self._confirm(code_hash))

    def _confirm(self, code_hash: str) -> None:
        if not self._store.notices.confirm_place(self._client_id, code_hash, clock.utc_now()):
            raise InvalidEntry("code", "Code must be the one in the latest message, typed within the hour.")
        self._access.note("reminders' place confirmed")

    def choose(self, kinds: tuple[str, ...]) -> None:
        """Keep which notices are wanted, at the reminders' time in the person's zone; none is fine.

        Raises InvalidEntry without a confirmed place.
        """
        self._access.require_saving()
        choice = NoticeChoice(client_id=self._client_id, place="", kinds=kinds)
        state = before_saving(lambda: self._store.calendar.get(self._client_id))
        at_time, zone_name = (state.reminders if state else Reminders()).at_time, clock.zone_name()
        next_at = clock.next_at(at_time, zone_name, clock.utc_now())
        if not self._store.notices.choose(self._client_id, choice.kinds, zone_name, next_at):
            raise InvalidEntry("place", "Confirm first where the reminders go.")

    def end(self) -> bool:
        """Turn notices off and forget where they went; return whether there was a place."""
        return self._access.end("reminders ended", None, lambda: self._store.notices.end(self._client_id))
