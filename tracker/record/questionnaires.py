"""Questionnaires in a record: which the client put off. Their answers are entries like all others."""

from datetime import timedelta

from tracker import clock
from tracker.record.access import RecordNoun

PUT_OFF = "questionnaire put off"


class PutOffQuestionnaires(RecordNoun):
    """The part of the record that knows what not to ask for again at once."""

    def put_off(self, name: str) -> None:
        """Note that the client does not want to answer a questionnaire now."""
        self._access.require_own()
        self._access.note(PUT_OFF, name)

    def has_put_off(self, name: str, within: timedelta) -> bool:
        """Return whether the client put a questionnaire off in the latest days; yes for who only reads."""
        now = clock.utc_now()
        return self._access.is_read_only or self._store.audit.has_noted(
            self._access.actor, PUT_OFF, now - within, self._client_id, name, now
        )
