"""The record: the one object that pages, routes and the command line talk to. Every access check is here."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from tracker import clock
from tracker.domain import limits
from tracker.domain.client import PERSONAL_CLIENT_ID, Actor, Client
from tracker.domain.entry import Entry
from tracker.domain.goal import Goal
from tracker.domain.period import Period
from tracker.domain.red_flags import RedFlagAnswers, RedFlagState, red_flag_state
from tracker.errors import AccessRefused, UnknownClient
from tracker.store.entries import ALWAYS, Added, PastVersion
from tracker.store.goals import GoalVersion
from tracker.store.store import Store
from tracker.store.tables import KINDS
from tracker.store.transaction import Rows

PERSON = Actor(PERSONAL_CLIENT_ID, "client")
OPERATOR = Actor("operator", "operator")


@dataclass(frozen=True)
class ImportReport:
    """What became of the entries of a file: added now, already there, and deleted here before (left so)."""

    added: int
    already_there: int
    deleted_here: int


class ClientRecord:
    """One client's record as one actor may see and change it.

    A client reaches their own record, the operator at the machine's command line every record; anybody
    else raises AccessRefused. What the store raises (NotSaved, StaleEdit, UnknownEntry, ...) passes through.
    """

    def __init__(self, store: Store, actor: Actor, client_id: str) -> None:
        self.store = store
        self.actor = actor
        self.client_id = client_id
        own = actor.role == "client" and actor.account_id == client_id
        if not own and actor.role != "operator":
            raise AccessRefused

    def profile(self) -> Client:
        """Return the client's profile; raises UnknownClient."""
        return self.store.client(self.actor, self.client_id)

    def change_profile(self, client: Client, seen_version: int) -> Client:
        """Keep a changed profile; raises StaleEdit, or InvalidEntry as for a new one."""
        changed = replace(client, client_id=self.client_id, version=0)
        return self.store.edit_client(self.actor, changed, seen_version)

    def erase(self) -> None:
        """Erase everything of this client, for good."""
        self.store.erase_client(self.actor, self.client_id)

    def add(self, entry: Entry) -> Added:
        """Keep a new entry; saving the same form twice keeps it once, with the values of the last time."""
        limits.day("on_date", entry.on_date, clock.today())
        with self.store.together():
            added = self.store.add(self.actor, self.client_id, entry)
            if added.is_new or added.deleted or _says_the_same(added.entry, entry):
                return added
            # Saved before, but its "Saved" never arrived: what is in the form now is what the person means.
            changed = self.store.edit(self.actor, self.client_id, entry, added.entry.version)
        return Added(changed, is_new=False, changed=True)

    def edit(self, entry: Entry, seen_version: int) -> Entry:
        """Replace an entry by its new values; raises StaleEdit with what is stored now."""
        limits.day("on_date", entry.on_date, clock.today())
        return self.store.edit(self.actor, self.client_id, entry, seen_version)

    def delete(self, entry: Entry) -> None:
        """Take an entry out, undoably; raises StaleEdit when it changed since it was read."""
        self.store.delete(self.actor, self.client_id, entry.kind, entry.entry_id, entry.version)

    def undo(self, entry: Entry) -> Entry:
        """Take back the last delete or edit of an entry."""
        return self.store.undo(self.actor, self.client_id, entry.kind, entry.entry_id)

    def bring_in(self, entries: Iterable[Entry]) -> ImportReport:
        """Keep all entries of a file or none; those here already are left as they are."""
        outcomes = []
        with self.store.together():
            for entry in entries:
                outcomes.append(self.store.add(self.actor, self.client_id, entry))  # noqa: PERF401
        return ImportReport(
            added=sum(outcome.is_new for outcome in outcomes),
            already_there=sum(not outcome.is_new and not outcome.deleted for outcome in outcomes),
            deleted_here=sum(outcome.deleted for outcome in outcomes),
        )

    def entry(self, kind: str, entry_id: str) -> Entry:
        """Return one entry as it is now; raises UnknownEntry."""
        return self.store.entry(self.actor, self.client_id, kind, entry_id)

    def entries(self, kinds: Iterable[str] = KINDS, period: Period = ALWAYS) -> tuple[Entry, ...]:
        """Return entries of some kinds, latest day and time first."""
        found = [
            entry for kind in kinds for entry in self.store.entries(self.actor, self.client_id, kind, period)
        ]
        return tuple(sorted(found, key=_moment, reverse=True))

    def latest(self, kind: str) -> Entry | None:
        """Return the entry of a kind with the latest day and time."""
        return self.store.latest(self.actor, self.client_id, kind)

    def first_day(self) -> date | None:
        """Return the day of the first entry of any kind."""
        return self.store.first_day(self.actor, self.client_id)

    def deleted(self, kinds: Iterable[str] = KINDS) -> tuple[PastVersion, ...]:
        """Return what was deleted and could be brought back, latest deletion first."""
        found = [past for kind in kinds for past in self.store.deleted(self.actor, self.client_id, kind)]
        return tuple(sorted(found, key=lambda past: past.changed_at, reverse=True))

    def past_versions(self, entry: Entry) -> tuple[PastVersion, ...]:
        """Return how an entry was before each change, latest first."""
        return self.store.past_versions(self.actor, self.client_id, entry.kind, entry.entry_id)

    def rows(self, kind: str, period: Period = ALWAYS) -> Rows:
        """Return entries of a kind as column names and rows, oldest first."""
        return self.store.rows(self.actor, self.client_id, kind, period)

    def goal(self) -> GoalVersion:
        """Return the goal that stands; its goal is None without one."""
        return self.store.goal(self.actor, self.client_id)

    def set_goal(self, goal: Goal | None, seen_version: int) -> GoalVersion:
        """Keep a new goal, or withdraw it (None); raises StaleEdit with the one that stands."""
        return self.store.set_goal(self.actor, self.client_id, goal, seen_version)

    def past_goals(self) -> tuple[GoalVersion, ...]:
        """Return every version of the goal, the one that stands first."""
        return self.store.past_goals(self.actor, self.client_id)

    def answer_red_flags(self, answered: RedFlagAnswers) -> RedFlagState:
        """Keep answers about warning signs and return where the client stands."""
        limits.day("on_date", answered.on_date, clock.today())
        self.store.add_red_flag_answers(self.actor, self.client_id, answered)
        return self.red_flags()

    def red_flags(self) -> RedFlagState:
        """Return the warning signs that stand, and when they were last asked."""
        return red_flag_state(self.store.red_flag_answers(self.actor, self.client_id))


def personal_record(store: Store, actor: Actor = PERSON) -> ClientRecord:
    """Return the record of personal mode's one person, begun when there is none."""
    record = ClientRecord(store, actor, PERSONAL_CLIENT_ID)
    personal_profile(record)
    return record


def personal_profile(record: ClientRecord) -> Client:
    """Return the profile of personal mode's one person, begun when there is none."""
    try:
        return record.profile()
    except UnknownClient:
        record.store.add_client(record.actor, Client(client_id=record.client_id))
        return record.profile()


def _says_the_same(stored: Entry, entry: Entry) -> bool:
    # The time is taken at Save, so two presses of one Save may differ in it.
    again = replace(
        entry,
        at_time=stored.at_time,
        created_at=stored.created_at,
        version=stored.version,
        source=stored.source,
    )
    return again == stored


def _moment(entry: Entry) -> tuple[date, str, str]:
    return entry.on_date, entry.at_time.isoformat() if entry.at_time else "", entry.created_at.isoformat()
