"""Massage sessions that the therapist who gave them logs, where the client lets them; the client mends or takes out."""

from datetime import timedelta

from tracker import clock
from tracker.domain import limits
from tracker.domain.description import has_one_already
from tracker.domain.entry import BY_THERAPIST
from tracker.domain.massage_session import LOGGED_WITHIN_DAYS, NAME_CHARACTERS, MassageSession
from tracker.domain.own_words import one_line
from tracker.domain.period import Period, latest_days
from tracker.domain.rights import may_log_massages
from tracker.domain.share_link import ShareLink
from tracker.errors import AccessRefused, InvalidEntry, TrackerError
from tracker.record.access import RecordNoun

LOGGED, TAKEN_BACK, AGREED = "massage session logged", "massage session taken back", "massage session agreed"
MOST_A_DAY = 10
# How long the client is told of one that they said nothing to.
TOLD_DAYS = 14


class MassagesGiven(RecordNoun):
    """The part of the record that a therapist writes into."""

    def log(self, session: MassageSession, *, is_another: bool = False) -> MassageSession:
        """Keep a massage session that the actor gave, marked with their name; the same form twice is one entry.

        Of it are kept day, time, minutes, areas, pressure, therapist and note: what it felt like is the client's to say.
        `is_another` says that it was one more on a day that has one. Raises AccessRefused for all but the therapist whom
        the client lets log, InvalidEntry for a day that is to come, not shared, longer ago than LOGGED_WITHIN_DAYS or
        that has one already, and TrackerError for more than MOST_A_DAY within a day.
        """
        if not self._access.can_log_massages:
            raise AccessRefused
        given = MassageSession(
            entry_id=session.entry_id,
            on_date=session.on_date,
            at_time=session.at_time,
            minutes=session.minutes,
            areas=session.areas,
            pressure=session.pressure,
            therapist=session.therapist,
            note=session.note,
            logged_by=(one_line(self._store.accounts.get(self._access.actor.account_id).shown_name) or "")[
                :NAME_CHARACTERS
            ],
            source=BY_THERAPIST,
        )
        return self._store.in_one_transaction(lambda: self._log(given, is_another=is_another))

    def _log(self, given: MassageSession, *, is_another: bool) -> MassageSession:
        share, now = self._current_share(), clock.utc_now()
        self._check_day(given)
        of_day = self._store.entries.of_kind(
            self._client_id, given.kind, Period(given.on_date, given.on_date)
        )
        others = [entry for entry in of_day if entry.entry_id != given.entry_id]
        if others and not is_another:
            raise InvalidEntry("on_date", f"{has_one_already(others[0])} Nothing was added.")
        added = self._store.entries.add(self._client_id, given)
        if added.deleted:
            raise TrackerError("This massage session was logged and taken out before. It stays out.")
        if added.entry.source != BY_THERAPIST:
            raise AccessRefused
        if added.is_new:
            bucket = f"massages logged {share.share_id}"
            if self._store.attempts.add(bucket, now, now + timedelta(days=1)) > MOST_A_DAY:
                raise TrackerError(
                    f"{MOST_A_DAY} massage sessions were logged here within a day. Wait until tomorrow."
                )
            self._access.note(LOGGED, given.entry_id)
            return _massage(added.entry)
        # The client may have written into it since.
        return _massage(self._access.as_seen(added.entry))

    def _current_share(self) -> ShareLink:
        """Within a transaction: return the link as it stands; refuse who may not log by it any more."""
        share = self._access.current_share()
        if not may_log_massages(self._access.actor, share):
            raise AccessRefused
        return share

    def _check_day(self, given: MassageSession) -> None:
        today = clock.today()
        limits.day("on_date", given.on_date, today)
        if given.on_date not in latest_days(LOGGED_WITHIN_DAYS, today):
            raise InvalidEntry(
                "on_date",
                f"The day must be one of the last {LOGGED_WITHIN_DAYS}; the client can log earlier ones.",
            )
        if self._access.scope is None or given.on_date not in self._access.scope.period:
            raise InvalidEntry("on_date", "The day must be one that the client shares with you.")

    def take_back(self, session: MassageSession) -> None:
        """Take out a massage session that the actor logged lately; raises AccessRefused for any other entry.

        Raises StaleEdit when the client changed it, and UnknownEntry when they took it out.
        """
        if not self._access.can_log_massages:
            raise AccessRefused

        def take_back() -> None:
            self._current_share()
            since = clock.utc_now() - timedelta(days=LOGGED_WITHIN_DAYS)
            if not self._store.audit.has_noted(
                self._access.actor, LOGGED, since, self._client_id, session.entry_id
            ):
                raise AccessRefused
            self._store.entries.delete(
                self._access.actor, self._client_id, session.kind, session.entry_id, session.version
            )
            self._access.note(TAKEN_BACK, session.entry_id)

        self._store.in_one_transaction(take_back)

    def to_look_at(self) -> tuple[MassageSession, ...]:
        """Return what therapists logged lately and the client said nothing to, latest first; none for who only reads."""
        if self._access.is_read_only:
            return ()
        period = latest_days(TOLD_DAYS + LOGGED_WITHIN_DAYS, clock.latest_day())
        since = clock.utc_now() - timedelta(days=TOLD_DAYS)
        return tuple(
            _massage(entry)
            for entry in reversed(self._store.entries.of_kind(self._client_id, MassageSession.kind, period))
            if entry.source == BY_THERAPIST
            and entry.version == 1
            and entry.created_at >= since
            and not self._store.audit.has_noted(
                self._access.actor, AGREED, since, self._client_id, entry.entry_id
            )
        )

    def agree(self, session: MassageSession) -> None:
        """Note that the client looked at what was logged for them and lets it stand."""
        self._access.require_own()
        self._access.note(AGREED, session.entry_id)


def _massage(entry: object) -> MassageSession:
    if not isinstance(entry, MassageSession):
        raise TypeError
    return entry
