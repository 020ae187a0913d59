"""A visit: who is here, whose record they see, and what they know of it. Made once for a request or a rerun."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from tracker import clock
from tracker.access.sessions import Identity
from tracker.access.sharing import holder_of, needs_consent
from tracker.access.sign_in import actor_of
from tracker.access.witness import LOOKED
from tracker.domain.account import Account
from tracker.domain.client import PERSONAL_CLIENT_ID, Client, Role
from tracker.domain.red_flags import RedFlagState
from tracker.domain.rights import keeps, record_id_of
from tracker.errors import AccessRefused
from tracker.exchange.questionnaire_files import Installed, questionnaires_in
from tracker.record import PERSON, ClientRecord, personal_profile
from tracker.settings import Settings
from tracker.store.store import Store

# Who holds a link decides how often they look, and the audit only grows.
ONE_LOOK = timedelta(minutes=1)


@dataclass(frozen=True)
class Present:
    """Who is there: a person signed in, the holder of an opened share link, both or neither."""

    account: Identity | None = None
    share: Identity | None = None

    @property
    def shown(self) -> Identity | None:
        """Whom the Streamlit pages are for."""
        return self.account or self.share

    @property
    def alone(self) -> "Present":
        """The same without a link that somebody signed in opened besides: what the Streamlit pages know."""
        return Present(self.account) if self.account else self


@dataclass(frozen=True)
class Visit:
    """Who is here and whose record they see.

    Nobody is signed in in personal mode. A therapist or owner without a chosen client has no record: `has_record`
    says so, and what is asked of the record then raises AccessRefused.
    """

    store: Store
    settings: Settings
    who: Present
    seen: ClientRecord | None

    @cached_property
    def today(self) -> date:
        """The visitor's day when first asked for."""
        return clock.today()

    @property
    def has_record(self) -> bool:
        """Whether there is a record to show."""
        return self.seen is not None

    @property
    def record(self) -> ClientRecord:
        """The visitor's own record, or the one shared with them."""
        if self.seen is None:
            raise AccessRefused
        return self.seen

    @cached_property
    def profile(self) -> Client:
        """The profile of whose record it is, as it was when first asked for."""
        return self.record.profile.get() if self.settings.is_practice else personal_profile(self.record)

    @cached_property
    def flags(self) -> RedFlagState:
        """The warning signs that stood when first asked for, as far as the visitor may know of them."""
        return self.record.warning_signs.state() if self.has_record else RedFlagState()

    @property
    def questionnaires(self) -> Installed:
        """The questionnaires of this installation."""
        return questionnaires_in(self.settings.questionnaires_folder)

    @cached_property
    def needs_consent(self) -> bool:
        """Whether the visitor keeps a record here and has yet to consent to the present text."""
        account = self.account
        client_id = record_id_of(account) if account else None
        return client_id is not None and needs_consent(self.store, client_id)

    @property
    def identity(self) -> Identity | None:
        """Who is signed in, else who opened a link; None in personal mode."""
        return self.who.shown

    @property
    def account(self) -> Account | None:
        """The account that is signed in, if any."""
        return self.who.account.account if self.who.account else None

    @property
    def role(self) -> Role:
        """What the visitor is: client, therapist, owner, or holder of a share link."""
        if self.identity is None:
            return Role.CLIENT
        return self.account.role if self.account else Role.HOLDER

    @property
    def is_read_only(self) -> bool:
        """Whether the record is somebody else's, shown by a share link: no forms, no changes."""
        return self.seen is not None and self.seen.is_read_only

    @property
    def booking_url(self) -> str | None:
        """Where to book a massage; None without an address, and while a warning sign stands."""
        return None if self.flags.present else self.settings.booking_url or None

    def has_noted_look(self, within: timedelta) -> bool:
        """Whether the audit has a look by the record's link, or of who keeps it, within the latest time."""
        record, now = self.record, clock.utc_now()
        since = now - within
        return self.store.audit.has_noted(record.actor, LOOKED, since, record.client_id, record.share_id, now)

    def note_look(self) -> None:
        """Write into the audit that the record was looked at by its link: looks of one link within a minute are one."""
        if not self.has_noted_look(within=ONE_LOOK):
            self.record.note(LOOKED, self.record.share_id)


def visit_of(store: Store, settings: Settings, visitor: Present, share_id: str | None = None) -> Visit:
    """Return the visit of who is there; `share_id` chooses one of their links.

    Raises AccessRefused, also for nobody.
    """
    if settings.is_practice:
        return Visit(store, settings, visitor, _record_seen(store, visitor, share_id))
    visit = Visit(store, settings, Present(), ClientRecord(store, PERSON, PERSONAL_CLIENT_ID))
    _ = visit.profile  # begins the record when there is none
    return visit


def own_visit_of(store: Store, settings: Settings, visitor: Present) -> Visit:
    """Return the visit to the record that somebody keeps themselves; a therapist and who opened a link see none."""
    if settings.is_practice and visitor.account is None:
        return Visit(store, settings, visitor, None)
    return visit_of(store, settings, Present(visitor.account))


def _record_seen(store: Store, visitor: Present, share_id: str | None) -> ClientRecord | None:
    account = visitor.account.account if visitor.account else None
    opened = visitor.share.share if visitor.share else None
    if visitor.share is not None and opened is not None:
        # A browser may hold a link that its therapist has kept since: then they look as its keeper, who sees the plan too.
        is_keeper = account is not None and keeps(account, opened)
        if account is None or (share_id == opened.share_id and not is_keeper):
            return record_of(store, visitor.share, share_id)
    if visitor.account is None:
        raise AccessRefused
    return record_of(store, visitor.account, share_id)


def record_of(store: Store, identity: Identity, share_id: str | None = None) -> ClientRecord | None:
    """Return the record an identity may see now; None for a therapist or owner who chose none.

    `share_id` chooses one of the links in a therapist's caseload. Raises AccessRefused for anything else.
    """
    if identity.account is not None:
        return _of_account(store, identity.account, share_id)
    share = identity.share
    if share is None or share_id not in (None, share.share_id):
        raise AccessRefused
    return ClientRecord(store, holder_of(share), share.client_id, share=share)


def _of_account(store: Store, account: Account, share_id: str | None) -> ClientRecord | None:
    if share_id is None:
        client_id = record_id_of(account)
        if client_id is None:
            return None
        return ClientRecord(store, actor_of(account), client_id, needs_consent=True)
    share = store.shares.get(share_id)
    if share is None:
        raise AccessRefused
    return ClientRecord(store, actor_of(account), share.client_id, share=share)
