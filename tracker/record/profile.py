"""The profile in a record, and the end of the record."""

from dataclasses import replace

from tracker.domain.client import Client
from tracker.domain.measure import Part
from tracker.record.access import Access


class Profile(Access):
    """The profile's part of the record."""

    def profile(self) -> Client:
        """Return the client's profile; raises UnknownClient.

        Who reads a shared record sees birth year and sex only with flexibility, and never the precautions.
        """
        profile = self._store.clients.get(self.client_id)
        if self.scope is None:
            return profile
        if self.scope.allows(Part.FLEXIBILITY):
            return replace(profile, massage_precautions=None)
        return replace(profile, birth_year=None, sex=None, massage_precautions=None)

    def begin(self) -> Client:
        """Begin the record when there is none; return the profile."""
        self._own()
        return self._store.clients.add(Client(client_id=self.client_id))

    def change_profile(self, client: Client, seen_version: int) -> Client:
        """Keep a changed profile; raises StaleEdit, or InvalidEntry as for a new one."""
        self._own()
        changed = replace(client, client_id=self.client_id, version=0)
        return self._store.clients.edit(changed, seen_version)

    def erase(self) -> None:
        """Erase everything of this client, for good."""
        self._own()
        self._store.clients.erase(self.client_id)
