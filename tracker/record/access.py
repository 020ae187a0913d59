"""The right to a record: who may read it, keep something in it, or prescribe. Every noun asks here."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, TypeVar

from tracker import clock
from tracker.domain.client import Actor
from tracker.domain.entry import Entry
from tracker.domain.measure import Part
from tracker.domain.period import Period
from tracker.domain.rights import keeps, may_decide, may_log_massages, may_read_shared
from tracker.domain.share_link import ShareLink
from tracker.errors import AccessRefused, ConsentMissing, NotSaved, OwnRecordOnly, StoreUnavailable
from tracker.store.store import Store

T = TypeVar("T")
E = TypeVar("E", bound=Entry)


class Access:
    """What one actor may do with one client's record; the nouns of the record ask it, and reach the store through it."""

    def __init__(
        self,
        store: Store,
        actor: Actor,
        client_id: str,
        *,
        share: ShareLink | None = None,
        needs_consent: bool = False,
    ) -> None:
        self.store = store.limited_to(client_id)
        self.actor = actor
        self.client_id = client_id
        self._share = share
        # Never by the reader's own zone: their browser says it, and would choose the days that they see.
        self._today = clock.practice_today()
        self.scope = None if share is None else share.scope(self._today, clock.latest_day())
        self._needs_consent = needs_consent
        if not (may_decide(actor, client_id) if share is None else self._may_read(share)):
            raise AccessRefused

    @property
    def is_read_only(self) -> bool:
        """Whether the actor may only read, and only what a share link names."""
        return self.scope is not None

    @property
    def share_id(self) -> str | None:
        """The link by which the record is read, if it is somebody else's."""
        return self._share.share_id if self._share else None

    @property
    def can_prescribe(self) -> bool:
        """Whether the actor is a therapist who keeps a link of this client: they write plan and remarks."""
        return self._share is not None and keeps(self.actor, self._share)

    @property
    def can_log_massages(self) -> bool:
        """Whether the actor is a therapist whom the client lets log the massage sessions they gave."""
        return self._share is not None and may_log_massages(self.actor, self._share)

    def note(self, action: str, detail: str | None = None) -> None:
        """Write into the audit what the actor did with the record."""
        self.store.audit.note(self.actor, action, clock.utc_now(), self.client_id, detail)

    def require_own(self) -> None:
        """Refuse what only the client themselves may do; a share link reads and nothing else."""
        if self.is_read_only:
            raise OwnRecordOnly

    def require_saving(self) -> None:
        """Refuse who may not save something new: anybody but the client, and the client before they consented."""
        self.require_own()
        if not before_saving(self._has_consented):
            raise ConsentMissing

    def _has_consented(self) -> bool:
        return not self._needs_consent or self.store.consents.version(self.client_id) is not None

    def shows(self, part: Part) -> bool:
        """Return whether the actor sees a part of the record: the client every one, others what their link names."""
        return self.scope is None or self.scope.allows(part)

    @property
    def shows_today(self) -> bool:
        """Whether the actor sees how things stand now, and not only days gone by."""
        return self.scope is None or self._today in self.scope.period

    def visible_days(self, kind: str, period: Period) -> Period | None:
        """Return the days of a period in which entries of a kind may be read, if any."""
        if self.scope is None:
            return period
        first, last = max(period.first, self.scope.period.first), min(period.last, self.scope.period.last)
        return Period(first, last) if self.scope.shows_kind(kind) and first <= last else None

    def give(self, write: Callable[[], None]) -> None:
        """Run what lets somebody else in from now on, unless the right to do so ended a moment ago.

        Raises ConsentMissing, AccessRefused for an account that is closed, and OwnRecordOnly.
        """
        self.require_saving()

        def work() -> None:
            # Asked again in its turn: who ends the right ends what was given by then, and nothing that comes after it.
            self.store.take_turns(self.client_id)
            if not self._has_consented():
                raise ConsentMissing
            if self.store.accounts.is_closed(self.client_id):
                raise AccessRefused
            write()

        self.store.in_one_transaction(work)

    def as_seen(self, entry: E) -> E:
        """Return an entry with the fields that the actor may read; the others are blank."""
        if self.scope is None:
            return entry
        hidden = [part for part in fields(entry) if not self.scope.shows(entry.kind, part.name)]
        blank: dict[str, Any] = {part.name: part.default for part in hidden}
        return replace(entry, **blank)

    def end(self, action: str, detail: str | None, end: Callable[[], bool]) -> bool:
        """End something of the record at once, and note it; return whether there was one."""
        self.require_own()

        def work() -> bool:
            stood = end()
            if stood:
                self.note(action, detail)
            return stood

        return self.store.in_one_transaction(work)

    def prescribe(self, action: str, detail: str | None, write: Callable[[], bool | None]) -> None:
        """Run what only a therapist who keeps a link may write, and note it; raises AccessRefused for anybody else.

        What says that it was written before is not noted again.
        """
        if not self.can_prescribe:
            raise AccessRefused

        def work() -> None:
            self.current_share()
            if write() is not False:
                self.note(action, detail)

        self.store.in_one_transaction(work)

    def current_share(self) -> ShareLink:
        """Within a transaction: return the link as it stands; refuse who keeps one that ended a moment ago."""
        self.store.take_turns(self.client_id)
        share = self.store.shares.get(self._share.share_id) if self._share else None
        if share is None or not self._may_read(share):
            raise AccessRefused
        return share

    def _may_read(self, share: ShareLink) -> bool:
        """Whether a share link lets the actor read the record now."""
        return may_read_shared(self.actor, self.client_id, share, clock.utc_now())


class RecordNoun:
    """One noun of a record."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._store = access.store
        self._client_id = access.client_id


def before_saving(read: Callable[[], T]) -> T:
    """Read what a save begins with; raises NotSaved where the database does not answer."""
    try:
        return read()
    except StoreUnavailable as error:
        raise NotSaved(f"Not saved. {error.sentence}") from error
