"""The profile in a record."""

from dataclasses import replace

from tracker.domain.client import Client
from tracker.domain.measure import Part
from tracker.record.access import RecordNoun


class Profile(RecordNoun):
    """The profile's part of the record."""

    def get(self) -> Client:
        """Return the client's profile; raises UnknownClient.

        Who reads a shared record sees birth year and sex only with flexibility, and never the precautions.
        """
        profile = self._store.clients.get(self._client_id)
        if self._access.scope is None:
            return profile
        if self._access.scope.allows(Part.FLEXIBILITY):
            return replace(profile, massage_precautions=None)
        return replace(profile, birth_year=None, sex=None, massage_precautions=None)

    def edit(self, client: Client, seen_version: int) -> Client:
        """Keep a changed profile; raises StaleEdit, or InvalidEntry as for a new one."""
        self._access.require_own()
        changed = replace(client, client_id=self._client_id, version=0)
        return self._store.clients.edit(changed, seen_version)
