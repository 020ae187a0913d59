"""The profile in a record, and the end of the record."""

from dataclasses import replace

from tracker.domain.client import Client
from tracker.record.access import Access


class Profile(Access):
    """The profile's part of the record."""

    def profile(self) -> Client:
        """Return the client's profile, birth year and sex only with flexibility; raises UnknownClient."""
        found = self.store.client(self.actor, self.client_id)
        if self.scope is None or self.scope.allows("flexibility"):
            return found
        return replace(found, birth_year=None, sex=None)

    def change_profile(self, client: Client, seen_version: int) -> Client:
        """Keep a changed profile; raises StaleEdit, or InvalidEntry as for a new one."""
        self._own()
        changed = replace(client, client_id=self.client_id, version=0)
        return self.store.edit_client(self.actor, changed, seen_version)

    def erase(self) -> None:
        """Erase everything of this client, for good."""
        self._own()
        self.store.erase_client(self.actor, self.client_id)
