"""The right to a record: who may read it, keep something in it, or prescribe. Every part asks here."""

from collections.abc import Callable

from tracker import clock
from tracker.domain.client import THERAPIST_ROLES, Actor
from tracker.domain.period import Period
from tracker.domain.share_link import ShareLink
from tracker.errors import AccessRefused, ConsentMissing
from tracker.store.store import Store


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
        self.store = store.limited_to(client_id)
        self.actor = actor
        self.client_id = client_id
        self._share = share
        self.scope = None if share is None else share.scope(clock.today())
        self._needs_consent = needs_consent
        own = actor.role == "client" and actor.account_id == client_id
        if not (own or actor.role == "operator" if share is None else _may_read(share, actor, client_id)):
            raise AccessRefused

    @property
    def is_read_only(self) -> bool:
        """Whether the actor may only read, and only what a share link names."""
        return self.scope is not None

    @property
    def can_prescribe(self) -> bool:
        """Whether the actor is a therapist who keeps a link of this client: they write plan and remarks."""
        return self.scope is not None and self.actor.role in THERAPIST_ROLES

    def _own(self) -> None:
        """Refuse what only the client themselves may do; a share link reads and nothing else."""
        if self.is_read_only:
            raise AccessRefused

    def _may_keep(self) -> None:
        self._own()
        if self._needs_consent and self.store.consent_version(self.client_id) is None:
            raise ConsentMissing

    def _visible(self, kind: str, period: Period) -> Period | None:
        """Return the days of a period in which entries of a kind may be read, if any."""
        if self.scope is None:
            return period
        first, last = max(period.first, self.scope.period.first), min(period.last, self.scope.period.last)
        return Period(first, last) if self.scope.shows_kind(kind) and first <= last else None

    def _prescribe(self, action: str, detail: str | None, write: Callable[[], None]) -> None:
        if not self.can_prescribe:
            raise AccessRefused

        def work() -> None:
            self._ask_again()
            write()
            self.store.note(self.actor, action, clock.utc_now(), self.client_id, detail)

        self.store.in_one_transaction(work)

    def _ask_again(self) -> None:
        """Within a transaction: refuse who keeps a link that ended a moment ago."""
        self.store.take_turns(self.client_id)
        share = self.store.share(self._share.share_id) if self._share else None
        if share is None or not _may_read(share, self.actor, self.client_id):
            raise AccessRefused


def _may_read(share: ShareLink, actor: Actor, client_id: str) -> bool:
    """Whether a share link lets an actor read a client's record now."""
    holds = actor.role == "holder" and actor.account_id == share.share_id
    keeps = actor.role in THERAPIST_ROLES and actor.account_id == share.kept_by
    now = clock.utc_now()
    may = (holds and share.is_open_to_holder(now)) or (keeps and share.is_open(now))
    return may and share.client_id == client_id
