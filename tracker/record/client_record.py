"""One client's record, put together from its parts; each part holds one noun and asks `access` for the right."""

from tracker.record.api_tokens import ApiTokens
from tracker.record.archive import Archive
from tracker.record.calendar import Calendar
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
from tracker.record.warning_signs import WarningSigns


class ClientRecord(
    Profile,
    Entries,
    Imports,
    Archive,
    Goals,
    WarningSigns,
    Calendar,
    ApiTokens,
    PairedDevices,
    Notices,
    HomePlan,
    OwnActivities,
    MassagesGiven,
    FairTries,
    PutOffQuestionnaires,
):
    """One client's record as one actor may see and change it.

    A client reaches their own record, the operator at the machine's command line every record, who holds or
    keeps a share link what it names, to read; anybody else raises AccessRefused. The therapist who keeps a
    link also writes the home plan and, where the link lets them, logs massage sessions. What the store raises (NotSaved, StaleEdit, UnknownEntry, ...) passes through.
    """
