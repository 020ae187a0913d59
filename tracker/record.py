"""The record: the one object that pages, routes and the command line talk to. Every access check is here."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from tracker import clock
from tracker.domain import limits
from tracker.domain.check_in import CheckIn
from tracker.domain.client import PERSONAL_CLIENT_ID, Actor, Client
from tracker.domain.entry import Entry
from tracker.domain.goal import Goal
from tracker.domain.home_plan import PlanItem, Remark
from tracker.domain.original import Original
from tracker.domain.period import Period
from tracker.domain.planned_massage import PlannedMassage
from tracker.domain.red_flags import RedFlagAnswers, RedFlagState, red_flag_state
from tracker.domain.reminders import Reminders
from tracker.domain.share_link import ShareLink
from tracker.errors import (
    AccessRefused,
    ConsentMissing,
    InvalidEntry,
    OwnRecordOnly,
    StaleEdit,
    UnknownClient,
    UnknownEntry,
)
from tracker.store.calendar import CalendarState
from tracker.store.entries import ALWAYS, Added, PastVersion
from tracker.store.goals import GoalVersion
from tracker.store.store import Store
from tracker.store.tables import KINDS
from tracker.store.transaction import Rows
from tracker.store.whole_record import WholeRecord

PERSON = Actor(PERSONAL_CLIENT_ID, "client")
OPERATOR = Actor("operator", "operator")


@dataclass(frozen=True)
class ImportReport:
    """What became of the entries of a file: added now, already there, and deleted here before (left so).

    `entries` are those added now, so that an import can be taken back.
    """

    added: int
    already_there: int
    deleted_here: int
    entries: tuple[Entry, ...] = field(default=(), compare=False, repr=False)


class ClientRecord:
    """One client's record as one actor may see and change it.

    A client reaches their own record, the operator at the machine's command line every record, who holds or
    keeps a share link what it names, to read; anybody else raises AccessRefused. The therapist who keeps a
    link also writes the home plan. What the store raises (NotSaved, StaleEdit, UnknownEntry, ...) passes through.
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
        return self.scope is not None and self.actor.role == "therapist"

    def _own(self) -> None:
        """Refuse what only the client themselves may do; a share link reads and nothing else."""
        if self.is_read_only:
            raise AccessRefused

    def _may_keep(self) -> None:
        self._own()
        if self._needs_consent and self.store.consent_version(self.client_id) is None:
            raise ConsentMissing

    def profile(self) -> Client:
        """Return the client's profile, birth year and sex only with flexibility; raises UnknownClient."""
        found = self.store.client(self.actor, self.client_id)
        if self.scope is None or self.scope.allows("flexibility"):
            return found
        return replace(found, birth_year=None, sex=None)

    def change_profile(self, client: Client, seen_version: int) -> Client:
        """Keep a changed profile; raises StaleEdit, or InvalidEntry as for a new one."""
        self._own()
        changed = replace(client, client_id=self.client_id, version=0)
        return self.store.edit_client(self.actor, changed, seen_version)

    def erase(self) -> None:
        """Erase everything of this client, for good."""
        self._own()
        self.store.erase_client(self.actor, self.client_id)

    def add(self, entry: Entry) -> Added:
        """Keep a new entry; saving the same form twice keeps it once, with the values of the last time."""
        self._may_keep()
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
        self._may_keep()
        limits.day("on_date", entry.on_date, clock.today())
        return self.store.edit(self.actor, self.client_id, entry, seen_version)

    def delete(self, entry: Entry) -> None:
        """Take an entry out, undoably; raises StaleEdit when it changed since it was read."""
        self._own()
        self.store.delete(self.actor, self.client_id, entry.kind, entry.entry_id, entry.version)

    def undo(self, entry: Entry) -> Entry:
        """Take back the last delete or edit of an entry."""
        self._own()
        return self.store.undo(self.actor, self.client_id, entry.kind, entry.entry_id)

    def bring_in(self, entries: Iterable[Entry], originals: Iterable[Original] = ()) -> ImportReport:
        """Keep all entries of a file or none; those here already, or deleted here, are left as they are.

        `originals` are what converted values read in the file; kept for the entries that are new.
        """
        self._may_keep()
        found = tuple(entries)
        with self.store.together():
            foreseen = self.foresee(found)
            kept = self.store.add_all(self.actor, self.client_id, found)
            self.store.keep_originals(
                self.actor, self.client_id, [one for one in originals if one.entry_id in kept]
            )
        return replace(foreseen, entries=tuple(one for one in found if one.entry_id in kept))

    def foresee(self, entries: Iterable[Entry]) -> ImportReport:
        """Return what `bring_in` would do now; nothing is written, and who only reads learns nothing."""
        if self.is_read_only:
            return ImportReport(0, 0, 0)
        added = already_there = deleted_here = 0
        ids = {kind: self.store.ids(self.client_id, kind) for kind in KINDS}
        gone = {kind: self.store.deleted_ids(self.client_id, kind) for kind in KINDS}
        seen: set[str] = set()
        for entry in entries:
            if entry.entry_id in gone[entry.kind]:
                deleted_here += 1
            elif entry.entry_id in ids[entry.kind] or entry.entry_id in seen:
                already_there += 1
            else:
                added += 1
                seen.add(entry.entry_id)
        return ImportReport(added, already_there, deleted_here)

    def take_back(self, entries: Iterable[Entry]) -> int:
        """Delete, undoably, those just imported entries that were not changed since; return how many."""
        self._own()
        taken = 0
        with self.store.together():
            for entry in entries:
                with suppress(StaleEdit, UnknownEntry):
                    self.store.delete(self.actor, self.client_id, entry.kind, entry.entry_id, seen_version=1)
                    taken += 1
        return taken

    def put_back(self, entries: Iterable[Entry]) -> int:
        """Bring back those entries that `take_back` deleted; return how many."""
        self._may_keep()
        back = 0
        with self.store.together():
            gone = {kind: self.store.deleted_ids(self.client_id, kind) for kind in KINDS}
            for entry in entries:
                if entry.entry_id in gone[entry.kind]:
                    self.store.undo(self.actor, self.client_id, entry.kind, entry.entry_id)
                    back += 1
        return back

    def originals(self, entry: Entry) -> tuple[Original, ...]:
        """Return what an entry's converted values read in the file they came from; own record only."""
        if self.is_read_only:
            return ()
        return self.store.originals(self.actor, self.client_id, entry.entry_id)

    def whole(self) -> WholeRecord:
        """Return everything, past versions and what is deleted included; raises OwnRecordOnly."""
        if self.is_read_only:
            raise OwnRecordOnly
        return self.store.whole_record(self.actor, self.client_id)

    def restore_archive(self, archive: WholeRecord) -> ImportReport:
        """Add what an archive has and this record has not, all or nothing; no share link or consent is revived."""
        self._may_keep()
        with self.store.together():
            restored = self.store.restore_record(self.actor, self.client_id, archive)
            self.store.note(self.actor, "archive brought in", clock.utc_now(), self.client_id)
        return ImportReport(restored.added, restored.already_there, restored.deleted_here)

    def entry(self, kind: str, entry_id: str) -> Entry:
        """Return one entry as it is now; raises UnknownEntry."""
        found = self.store.entry(self.actor, self.client_id, kind, entry_id)
        days = self._visible(kind, ALWAYS)
        if days is None or found.on_date not in days:
            raise UnknownEntry
        return self._blanked(found)

    def entries(self, kinds: Iterable[str] = KINDS, period: Period = ALWAYS) -> tuple[Entry, ...]:
        """Return entries of some kinds, latest day and time first."""
        found = [
            self._blanked(entry)
            for kind in kinds
            if (days := self._visible(kind, period)) is not None
            for entry in self.store.entries(self.actor, self.client_id, kind, days)
        ]
        return tuple(sorted(found, key=_moment, reverse=True))

    def latest(self, kind: str) -> Entry | None:
        """Return the entry of a kind with the latest day and time."""
        if self.is_read_only:
            return next(iter(self.entries((kind,))), None)
        return self.store.latest(self.actor, self.client_id, kind)

    def first_day(self) -> date | None:
        """Return the day of the first entry of any kind."""
        if self.is_read_only:
            return self._ends()[0]
        return self.store.first_day(self.actor, self.client_id)

    def last_day(self) -> date | None:
        """Return the day of the latest entry of any kind."""
        return self._ends()[1]

    def _ends(self) -> tuple[date | None, date | None]:
        """Return the first and last day that has an entry which may be read."""
        visible = {kind: days for kind in KINDS if (days := self._visible(kind, ALWAYS)) is not None}
        if not visible:
            return None, None
        # A link shows all its kinds for the same days.
        (days,) = set(visible.values())
        return self.store.ends(self.actor, self.client_id, visible, days)

    def first_pain_day(self, column: str) -> date | None:
        """Return the first day on which leg_pain_nrs or back_pain_nrs was given."""
        days = self._visible(CheckIn.kind, ALWAYS)
        return self.store.first_pain_day(self.actor, self.client_id, column, days) if days else None

    def daily_pain(self, period: Period) -> tuple[tuple[str, float | None, float | None], ...]:
        """Return each day's mean leg and back pain (NRS 0-10, None where not given): day as ISO text, leg, back."""
        days = self._visible(CheckIn.kind, period)
        return self.store.daily_pain(self.actor, self.client_id, days) if days else ()

    def deleted(self, kinds: Iterable[str] = KINDS) -> tuple[PastVersion, ...]:
        """Return what was deleted and could be brought back, latest deletion first."""
        if self.is_read_only:
            return ()
        found = [past for kind in kinds for past in self.store.deleted(self.actor, self.client_id, kind)]
        return tuple(sorted(found, key=lambda past: past.changed_at, reverse=True))

    def past_versions(self, entry: Entry) -> tuple[PastVersion, ...]:
        """Return how an entry was before each change, latest first."""
        if self.is_read_only:
            return ()
        return self.store.past_versions(self.actor, self.client_id, entry.kind, entry.entry_id)

    def rows(self, kind: str, period: Period = ALWAYS) -> Rows:
        """Return entries of a kind as column names and rows, oldest first."""
        days = self._visible(kind, period)
        names, rows = self.store.rows(self.actor, self.client_id, kind, days or period)
        if days is None:
            return names, []
        if self.scope is None:
            return names, rows
        blank = [self.scope.hides(name) for name in names]
        return names, [tuple(None if b else cell for b, cell in zip(blank, row, strict=True)) for row in rows]

    def _visible(self, kind: str, period: Period) -> Period | None:
        """Return the days of a period in which entries of a kind may be read, if any."""
        if self.scope is None:
            return period
        first, last = max(period.first, self.scope.period.first), min(period.last, self.scope.period.last)
        return Period(first, last) if self.scope.shows_kind(kind) and first <= last else None

    def _blanked(self, entry: Entry) -> Entry:
        if self.scope is None:
            return entry
        hidden: dict[str, Any] = {one.name: None for one in fields(entry) if self.scope.hides(one.name)}
        if "exercises_done" in hidden:
            hidden["exercises_done"] = ()
        return replace(entry, **hidden)

    def goal(self) -> GoalVersion:
        """Return the goal that stands; its goal is None without one, and for who only reads."""
        if self.is_read_only:
            return GoalVersion(0, None)
        return self.store.goal(self.actor, self.client_id)

    def set_goal(self, goal: Goal | None, seen_version: int) -> GoalVersion:
        """Keep a new goal, or withdraw it (None); raises StaleEdit with the one that stands."""
        self._may_keep()
        return self.store.set_goal(self.actor, self.client_id, goal, seen_version)

    def past_goals(self) -> tuple[GoalVersion, ...]:
        """Return every version of the goal, the one that stands first."""
        if self.is_read_only:
            return ()
        return self.store.past_goals(self.actor, self.client_id)

    def answer_red_flags(self, answered: RedFlagAnswers) -> RedFlagState:
        """Keep answers about warning signs and return where the client stands."""
        self._may_keep()
        limits.day("on_date", answered.on_date, clock.today())
        self.store.add_red_flag_answers(self.actor, self.client_id, answered)
        return self.red_flags()

    def red_flag_answers(self, period: Period = ALWAYS) -> tuple[RedFlagAnswers, ...]:
        """Return the answers about warning signs of a period, in the order given; none without symptoms shared."""
        if self.scope is not None and not self.scope.allows("symptoms"):
            return ()
        answered = self.store.red_flag_answers(self.actor, self.client_id)
        scope = period if self.scope is None else self.scope.period
        return tuple(one for one in answered if one.on_date in period and one.on_date in scope)

    def red_flags(self) -> RedFlagState:
        """Return the warning signs that stand, and when they were last asked."""
        if self.scope is not None and not self.scope.allows("symptoms"):
            return RedFlagState()
        answered = self.store.red_flag_answers(self.actor, self.client_id)
        state = red_flag_state(answered)
        if self.scope is None or clock.today() in self.scope.period:
            return state
        # Of days gone by, only what was answered then; but never a sign that was lifted since.
        then = red_flag_state(one for one in answered if one.on_date in self.scope.period)
        return replace(then, present=tuple(flag for flag in then.present if flag in state.present))

    def calendar(self) -> CalendarState | None:
        """Return the reminders and when the feed's address was made; raises OwnRecordOnly."""
        if self.is_read_only:
            raise OwnRecordOnly
        return self.store.calendar(self.client_id)

    def set_reminders(self, reminders: Reminders) -> None:
        """Keep when the calendar reminds; a feed's address stays."""
        self._may_keep()
        self.store.keep_reminders(self.client_id, reminders, clock.utc_now())

    def give_feed(self, token_hash: str) -> None:
        """Give the calendar an address under the hash of its token; the one before ends."""
        self._may_keep()
        with self.store.together():
            self.store.give_feed(self.client_id, token_hash, clock.utc_now())
            self.store.note(self.actor, "calendar address made", clock.utc_now(), self.client_id)

    def end_feed(self) -> bool:
        """End the calendar's address; return whether there was one."""
        self._own()
        with self.store.together():
            stood = self.store.end_feed(self.client_id)
            if stood:
                self.store.note(self.actor, "calendar address ended", clock.utc_now(), self.client_id)
        return stood

    def planned_massages(self) -> tuple[PlannedMassage, ...]:
        """Return the planned massage sessions, earliest first, past ones included; none for who only reads."""
        return () if self.is_read_only else self.store.planned_massages(self.client_id)

    def plan_massage(self, planned: PlannedMassage) -> None:
        """Keep a planned massage session; raises InvalidEntry for a day gone by."""
        self._may_keep()
        if planned.on_date < clock.today():
            raise InvalidEntry("on_date", "A massage session can be planned for today or later.")
        self.store.plan_massage(self.client_id, planned)

    def drop_massage(self, planned_id: str) -> None:
        """Take a planned massage session out of the calendar."""
        self._own()
        self.store.drop_massage(self.client_id, planned_id)

    def home_plan(self) -> tuple[PlanItem, ...]:
        """Return the exercises on the home plan now, oldest first; who merely holds a link sees none."""
        if self.is_read_only and not self.can_prescribe:
            return ()
        return self.store.home_plan(self.client_id)

    def remarks(self) -> tuple[Remark, ...]:
        """Return the therapists' remarks, latest first; a therapist reads their own."""
        found = () if self.is_read_only and not self.can_prescribe else self.store.remarks(self.client_id)
        if not self.is_read_only:
            return found
        return tuple(one for one in found if one.written_by == self.actor.account_id)

    def prescribe(self, item: PlanItem) -> None:
        """Put an exercise on the home plan; raises AccessRefused for all but a therapist who keeps a link."""
        with self._prescribing("home plan changed", item.exercise_id):
            self.store.add_plan_item(self.client_id, replace(item, written_by=self.actor.account_id))

    def end_plan_item(self, item_id: str) -> None:
        """Take an exercise off the home plan; raises as `prescribe` does."""
        with self._prescribing("home plan changed", "ended"):
            self.store.end_plan_item(self.client_id, item_id, clock.utc_now())

    def remark(self, words: str) -> None:
        """Write to the client; raises as `prescribe` does, and InvalidEntry."""
        with self._prescribing("remark written", None):
            self.store.add_remark(self.client_id, Remark(words=words, written_by=self.actor.account_id))

    @contextmanager
    def _prescribing(self, action: str, detail: str | None) -> Iterator[None]:
        if self._share is None or not self.can_prescribe:
            raise AccessRefused
        with self.store.together():
            # Asked again in the same transaction: the client may have ended the link a moment ago.
            share = self.store.share(self._share.share_id)
            if share is None or not _may_read(share, self.actor, self.client_id):
                raise AccessRefused
            self.store.note(self.actor, action, clock.utc_now(), self.client_id, detail)
            yield


def _may_read(share: ShareLink, actor: Actor, client_id: str) -> bool:
    """Whether a share link lets an actor read a client's record now."""
    holds = actor.role == "holder" and actor.account_id == share.share_id
    keeps = actor.role == "therapist" and actor.account_id == share.kept_by
    now = clock.utc_now()
    may = (holds and share.is_open_to_holder(now)) or (keeps and share.is_open(now))
    return may and share.client_id == client_id


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
