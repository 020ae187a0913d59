"""Consents in the store: to which version of the text, when given, when withdrawn."""

from datetime import datetime

from tracker.store.schema.tables import instant_text
from tracker.store.transaction import StoreNoun


class Consents(StoreNoun):
    """The consents' part of the store."""

    def give(self, client_id: str, consent_id: str, text_version: str, now: datetime) -> None:
        """Keep a consent to a version of the text."""
        self._db.insert(
            "consent",
            {
                "client_id": client_id,
                "given_at": instant_text(now),
                "consent_id": consent_id,
                "text_version": text_version,
            },
        )

    def version(self, client_id: str) -> str | None:
        """Return the version of the text consented to and not withdrawn."""
        rows = self._db.read(
            "SELECT text_version FROM consent WHERE client_id = :client_id AND withdrawn_at IS NULL"
            " ORDER BY given_at DESC LIMIT 1",
            client_id=client_id,
        )[1]
        return str(rows[0][0]) if rows else None

    def withdraw(self, client_id: str, now: datetime) -> None:
        """Withdraw every standing consent."""
        self._db.write(
            "UPDATE consent SET withdrawn_at = :now WHERE client_id = :client_id AND withdrawn_at IS NULL",
            client_id=client_id,
            now=instant_text(now),
        )
