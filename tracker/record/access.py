"""The right to a record: who may read it, keep something in it, or prescribe. Every part asks here."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from tracker import clock
from tracker.domain.client import Actor
from tracker.domain.period import Period
from tracker.domain.rights import keeps, may_decide, may_log_massages, may_read_shared
from tracker.domain.share_link import ShareLink
from tracker.errors import AccessRefused, ConsentMissing, NotSaved, OwnRecordOnly, StoreUnavailable
from tracker.store.store import Store

T = TypeVar("T")


class Access:
    """What one actor may do with one client's record; the parts of the record build on it."""

    def __init__(
        self,
        store: Store,
        actor: Actor,
        client_id: str,
        *,
        share: ShareLink | None = None,
        needs_consent: bool = False,
    ) -> None:
        self._store = store.limited_to(client_id)
        self.actor = actor
        self.client_id = client_id
        self._share = share
        self.scope = None if share is None else share.scope(clock.today())
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

    def shares(self) -> tuple[ShareLink, ...]:
        """Return the record's links, ended ones included; raises AccessRefused for who reads by one."""
        self._own()
        return self._store.shares.all(self.client_id)

    def together(self) -> AbstractContextManager[None]:
        """Make all that is done in the block one transaction: all is kept, or nothing."""
        return self._store.together()

    def note(self, action: str, detail: str | None = None) -> None:
        """Write into the audit what the actor did with the record."""
        self._store.audit.note(self.actor, action, clock.utc_now(), self.client_id, detail)

    def _own(self) -> None:
        """Refuse what only the client themselves may do; a share link reads and nothing else."""
        if self.is_read_only:
            raise OwnRecordOnly

    def _may_keep(self) -> None:
        self._own()
        if (
            self._needs_consent
            and before_saving(lambda: self._store.consents.version(self.client_id)) is None
        ):
            raise ConsentMissing

    def _visible(self, kind: str, period: Period) -> Period | None:
        """Return the days of a period in which entries of a kind may be read, if any."""
        if self.scope is None:
            return period
        first, last = max(period.first, self.scope.period.first), min(period.last, self.scope.period.last)
        return Period(first, last) if self.scope.shows_kind(kind) and first <= last else None

    def _end(self, action: str, detail: str | None, end: Callable[[], bool]) -> bool:
        """End something of the record at once, and note it; return whether there was one."""
        self._own()

        def work() -> bool:
            stood = end()
            if stood:
                self.note(action, detail)
            return stood

        return self._store.in_one_transaction(work)

    def _prescribe(self, action: str, detail: str | None, write: Callable[[], None]) -> None:
        if not self.can_prescribe:
            raise AccessRefused

        def work() -> None:
            self._ask_again()
            write()
            self._store.audit.note(self.actor, action, clock.utc_now(), self.client_id, detail)

        self._store.in_one_transaction(work)

    def _ask_again(self) -> ShareLink:
        """Within a transaction: return the link as it stands; refuse who keeps one that ended a moment ago."""
        self._store.take_turns(self.client_id)
        share = self._store.shares.get(self._share.share_id) if self._share else None
        if share is None or not self._may_read(share):
            raise AccessRefused
        return share

    def _may_read(self, share: ShareLink) -> bool:
        """Whether a share link lets the actor read the record now."""
        return may_read_shared(self.actor, self.client_id, share, clock.utc_now())


def before_saving(read: Callable[[], T]) -> T:
    """Read what a save begins with; raises NotSaved where the database does not answer."""
    try:
        return read()
    except StoreUnavailable as error:
        raise NotSaved(f"Not saved. {error.sentence}") from error
