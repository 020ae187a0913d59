"""One client's record, put together from its nouns; each asks `access` for the right."""

from contextlib import AbstractContextManager

from tracker.domain.client import Actor, Client
from tracker.domain.share_link import ShareLink
from tracker.record.access import Access
from tracker.record.api_tokens import ApiTokens
from tracker.record.archive import Archive
from tracker.record.calendar import Calendar, PlannedMassages
from tracker.record.entries import Entries
from tracker.record.fair_tries import FairTries
from tracker.record.goals import Goals
from tracker.record.home_plan import HomePlan
from tracker.record.imports import Imports
from tracker.record.massages_given import MassagesGiven
from tracker.record.notices import Notices
from tracker.record.own_activities import OwnActivities
from tracker.record.paired_devices import PairedDevices
from tracker.record.profile import Profile
from tracker.record.questionnaires import PutOffQuestionnaires
from tracker.record.remarks import Remarks
from tracker.record.warning_signs import WarningSigns
from tracker.store.store import Store


class ClientRecord:
    """One client's record as one actor may see and change it, one attribute for each noun: `record.goals.set(...)`.

    A client reaches their own record, the operator at the machine's command line every record, who holds or
    keeps a share link what it names, to read; anybody else raises AccessRefused. The therapist who keeps a
    link also writes the home plan and, where the link lets them, logs massage sessions. What the store raises
    (NotSaved, StaleEdit, UnknownEntry, ...) passes through.
    """

    def __init__(
        self,
        store: Store,
        actor: Actor,
        client_id: str,
        *,
        share: ShareLink | None = None,
        needs_consent: bool = False,
    ) -> None:
        access = Access(store, actor, client_id, share=share, needs_consent=needs_consent)
        self._access = access
        self.actor = actor
        self.client_id = client_id
        self.scope = access.scope
        self.profile = Profile(access)
        self.entries = Entries(access)
        self.imports = Imports(access)
        self.goals = Goals(access)
        self.warning_signs = WarningSigns(access)
        self.own_activities = OwnActivities(access)
        self.questionnaires = PutOffQuestionnaires(access)
        self.fair_tries = FairTries(access)
        self.archive = Archive(access, self.fair_tries)
        self.home_plan = HomePlan(access)
        self.remarks = Remarks(access)
        self.massages_given = MassagesGiven(access)
        self.calendar = Calendar(access)
        self.planned_massages = PlannedMassages(access)
        self.notices = Notices(access)
        self.api_tokens = ApiTokens(access)
        self.paired_devices = PairedDevices(access)

    @property
    def is_read_only(self) -> bool:
        """Whether the actor may only read, and only what a share link names."""
        return self._access.is_read_only

    @property
    def share_id(self) -> str | None:
        """The link by which the record is read, if it is somebody else's."""
        return self._access.share_id

    @property
    def can_prescribe(self) -> bool:
        """Whether the actor is a therapist who keeps a link of this client: they write plan and remarks."""
        return self._access.can_prescribe

    @property
    def can_log_massages(self) -> bool:
        """Whether the actor is a therapist whom the client lets log the massage sessions they gave."""
        return self._access.can_log_massages

    def begin(self) -> Client:
        """Begin the record when there is none; return the profile."""
        self._access.require_own()
        return self._access.store.clients.add(Client(client_id=self.client_id))

    def erase(self) -> None:
        """Erase everything of this client, for good."""
        self._access.require_own()
        self._access.store.clients.erase(self.client_id)

    def shares(self) -> tuple[ShareLink, ...]:
        """Return the record's links, ended ones included; raises OwnRecordOnly for who reads by one."""
        self._access.require_own()
        return self._access.store.shares.all(self.client_id)

    def together(self) -> AbstractContextManager[None]:
        """Make all that is done in the block one transaction: all is kept, or nothing."""
        return self._access.store.together()

    def note(self, action: str, detail: str | None = None) -> None:
        """Write into the audit what the actor did with the record."""
        self._access.note(action, detail)
