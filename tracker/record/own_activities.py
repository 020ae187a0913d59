"""Own activities in a record: what the client is asked about. Who reads by a link sees the ratings, never the list."""

from dataclasses import replace

from tracker.domain.own_activity import MOST_ACTIVITIES, ActivityRating, OwnActivity, alike
from tracker.errors import InvalidEntry, UnknownEntry
from tracker.record.access import RecordNoun


class OwnActivities(RecordNoun):
    """The own activities' part of the record."""

    def all(self) -> tuple[OwnActivity, ...]:
        """Return what the client is asked about, in the order it was chosen; none for who only reads."""
        return () if self._access.is_read_only else self._store.own_activities.all(self._client_id)

    def choose(self, words: str) -> OwnActivity:
        """Begin to ask about an activity and return it; the same words as before go on where they ended.

        Raises InvalidEntry.
        """
        self._access.require_saving()
        activity = OwnActivity(words=words)
        self._store.in_one_transaction(lambda: self._choose(activity))
        return activity

    def _choose(self, activity: OwnActivity) -> None:
        chosen = self._store.own_activities.all(self._client_id)
        if len(chosen) >= MOST_ACTIVITIES:
            raise InvalidEntry("activity", f"Activity: there are {MOST_ACTIVITIES} already; end one first.")
        _refuse_twice(activity, chosen)
        self._store.own_activities.add(self._client_id, activity)

    def reword(self, activity_id: str, words: str) -> None:
        """Keep other words for an activity, in its ratings too, so that they stay one line.

        How a rating read before is kept, as with every edit. Raises InvalidEntry, UnknownEntry.
        """
        self._access.require_saving()
        self._store.in_one_transaction(lambda: self._reword(activity_id, words))

    def _reword(self, activity_id: str, words: str) -> None:
        chosen = self._store.own_activities.all(self._client_id)
        before = next((activity for activity in chosen if activity.activity_id == activity_id), None)
        if before is None:
            raise UnknownEntry
        after = replace(before, words=words)
        _refuse_twice(after, [activity for activity in chosen if activity is not before])
        self._store.own_activities.reword(self._client_id, after)
        for rating in self._store.entries.of_kind(self._client_id, ActivityRating.kind):
            if (
                isinstance(rating, ActivityRating)
                and alike(rating.activity or "") == alike(before.words)
                and rating.activity != after.words
            ):
                reworded = replace(rating, activity=after.words)
                self._store.entries.edit(self._access.actor, self._client_id, reworded, rating.version)

    def end(self, activity_id: str) -> None:
        """Ask about an activity no more; its ratings stay."""
        self._access.require_own()
        self._store.own_activities.end(self._client_id, activity_id)


def _refuse_twice(activity: OwnActivity, others: list[OwnActivity] | tuple[OwnActivity, ...]) -> None:
    if any(alike(activity.words) == alike(other.words) for other in others):
        raise InvalidEntry("activity", "Activity is on your list already.")
