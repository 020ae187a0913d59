"""Own activities in the store: what a client chose to be asked about; the ratings are entries."""

from collections.abc import Mapping
from typing import Any

from tracker.domain.own_activity import OwnActivity
from tracker.store.schema.tables import instant_from, instant_text
from tracker.store.transaction import StoreNoun


class OwnActivities(StoreNoun):
    """The own activities' part of the store."""

    def all(self, client_id: str) -> tuple[OwnActivity, ...]:
        """Return what a client is asked about, in the order it was chosen."""
        rows = self._db.dicts(
            "SELECT activity_id, words, since FROM own_activity WHERE client_id = :client_id"
            " ORDER BY since, activity_id",
            client_id=client_id,
        )
        return tuple(_activity(row) for row in rows)

    def add(self, client_id: str, activity: OwnActivity) -> bool:
        """Keep an activity; the same id again changes nothing. Return whether it is new."""
        return self._db.insert(
            "own_activity",
            {
                "client_id": client_id,
                "activity_id": activity.activity_id,
                "words": activity.words,
                "since": instant_text(activity.since),
            },
        )

    def reword(self, client_id: str, activity: OwnActivity) -> None:
        """Keep the new words of an activity."""
        self._db.write(
            "UPDATE own_activity SET words = :words WHERE client_id = :client_id AND activity_id = :activity_id",
            client_id=client_id,
            activity_id=activity.activity_id,
            words=activity.words,
        )

    def end(self, client_id: str, activity_id: str) -> None:
        """Ask about an activity no more; its ratings stay."""
        self._db.write(
            "DELETE FROM own_activity WHERE client_id = :client_id AND activity_id = :activity_id",
            client_id=client_id,
            activity_id=activity_id,
        )


def _activity(row: Mapping[str, Any]) -> OwnActivity:
    return OwnActivity(words=row["words"], activity_id=row["activity_id"], since=instant_from(row["since"]))
