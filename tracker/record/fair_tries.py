"""Fair tries in a record: proposed by either side, agreed to by the client, told day by day, answered at the end."""

from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING

from tracker import clock
from tracker.domain import coin
from tracker.domain.check_in import CheckIn
from tracker.domain.entry import Entry
from tracker.domain.fair_try import (
    DIARY_WITHIN_DAYS,
    OUTCOME_FIELDS,
    Assignment,
    FairTry,
    TryEnd,
    counts,
    end_due,
)
from tracker.domain.fair_try_protocol import (
    TryProtocol,
    usual_left_out_days,
)
from tracker.domain.measure import Part
from tracker.domain.period import ALWAYS, Period, latest_days
from tracker.domain.sit_and_reach import SitAndReachTest
from tracker.errors import AccessRefused, InvalidEntry, NotSaved, UnknownEntry
from tracker.record.access import RecordNoun
from tracker.record.fair_try_conditions import COLUMNS, refuse_unfit, refuse_unready
from tracker.store.store import Store

if TYPE_CHECKING:
    from tracker.analysis.fair_try_answer import TryAnswer

# Each costs a third of a second; an archive may hold more of them than anybody has lived through.
MOST_ANSWERS = 10


def with_ends_due(
    store: Store, client_id: str, today: date
) -> tuple[tuple[FairTry, tuple[TryEnd, date] | None], ...]:
    """Return a client's fair tries, latest first, each with what ends it by a day and on which day, None where nothing does."""
    tries = store.fair_tries.all(client_id, today)
    if not any(fair_try.is_running for fair_try in tries):
        return tuple((fair_try, None) for fair_try in tries)
    answers = store.red_flags.answers(client_id)
    items = {item.item_id for item in store.home_plan.current(client_id)}
    return tuple(
        (
            fair_try,
            end_due(
                fair_try,
                today,
                answers,
                items,
                has_last_number=_has_last_number(store, client_id, fair_try, today),
            ),
        )
        for fair_try in tries
    )


def _has_last_number(store: Store, client_id: str, fair_try: FairTry, today: date) -> bool:
    """Whether the number of a try's last day is there, looked for on the days that wait for it."""
    if not fair_try.awaits_last_number(today):
        return False
    protocol = fair_try.protocol
    entries = store.entries.of_kind(
        client_id, _kind_of(protocol), Period(protocol.last_date, protocol.last_date)
    )
    from_files = store.originals.fields(client_id, [entry.entry_id for entry in entries])
    return any(counts(entry, OUTCOME_FIELDS[protocol.outcome], from_files) for entry in entries)


def _kind_of(protocol: TryProtocol) -> str:
    return SitAndReachTest.kind if protocol.outcome == "reach" else CheckIn.kind


class FairTries(RecordNoun):
    """The fair tries' part of the record."""

    def all(self) -> tuple[FairTry, ...]:
        """Return the fair tries as they stand today, latest first; of who reads by a link, those that it shows.

        What ended one is noticed here, whatever brought it about, and kept where the client looks.
        """
        if not self._access.shows(Part.FAIR_TRIES):
            return ()
        settled = tuple(
            fair_try if due is None else self._settled(fair_try, *due)
            for fair_try, due in with_ends_due(self._store, self._client_id, clock.today())
        )
        return tuple(fair_try for fair_try in settled if self._is_shown(fair_try))

    @property
    def can_propose(self) -> bool:
        """Whether the actor is the client, or a therapist who keeps a link that shows fair tries."""
        is_theirs = not self._access.is_read_only or self._access.can_prescribe
        return is_theirs and self._access.shows(Part.FAIR_TRIES)

    def running(self) -> tuple[FairTry, ...]:
        """Return the tries that are running today, latest first."""
        return tuple(fair_try for fair_try in self.all() if fair_try.is_running)

    def get(self, try_id: str) -> FairTry:
        """Return a fair try of an id; raises UnknownEntry."""
        fair_try = next((candidate for candidate in self.all() if candidate.try_id == try_id), None)
        if fair_try is None:
            raise UnknownEntry
        return fair_try

    def propose(self, protocol: TryProtocol) -> FairTry:
        """Keep a proposed try: the client's own, or that of a therapist who keeps a link with fair tries shared.

        Raises InvalidEntry where such a try cannot be, AccessRefused for anybody else.
        """
        fair_try = FairTry(protocol=protocol, proposed_by=self._access.actor.account_id)

        def write() -> None:
            others = self._store.fair_tries.all(self._client_id, clock.today())
            refuse_unfit(self._store, self._client_id, protocol, others)
            self._store.fair_tries.propose(self._client_id, fair_try)

        if self._access.is_read_only:
            if not self.can_propose:
                raise AccessRefused
            self._access.prescribe("fair try proposed", None, write)
            return fair_try
        self._access.require_saving()

        def as_client() -> None:
            self._store.take_turns(self._client_id)
            write()
            self._access.note("fair try proposed")

        self._store.in_one_transaction(as_client)
        return fair_try

    def agree(self, try_id: str) -> FairTry:
        """Begin a proposed try: all its coins are drawn now and told one by one. Return it.

        Raises InvalidEntry where it cannot begin (any more), OwnRecordOnly for anybody but the client.
        """
        self._access.require_saving()

        def begin() -> None:
            self._store.take_turns(self._client_id)
            fair_try = self.get(try_id)
            if not fair_try.is_open or fair_try.agreed_at is not None:
                raise InvalidEntry("try", "This fair try was begun or ended before.")
            protocol = fair_try.protocol
            others = (candidate for candidate in self.all() if candidate.try_id != try_id)
            refuse_unfit(self._store, self._client_id, protocol, others)
            refuse_unready(self._store, self._client_id, protocol)
            order = coin.draw(protocol.kind, protocol.pairs)
            self._store.fair_tries.begin(self._client_id, try_id, order, coin.nonce(), clock.utc_now())
            self._access.note("fair try begun")

        self._store.in_one_transaction(begin)
        return self.get(try_id)

    def end(self, try_id: str) -> FairTry:
        """End a try that is proposed or running, for good; a therapist takes back what they proposed themselves.

        Raises UnknownEntry, OwnRecordOnly.
        """
        if not self.can_propose:
            self._access.require_own()

        def write() -> None:
            # Looked at in its turn: the client may begin it, or end the link, at the same moment.
            if self._access.is_read_only:
                self._access.current_share()
            else:
                self._store.take_turns(self._client_id)
            fair_try = self.get(try_id)
            is_own_proposal = (
                fair_try.proposed_by == self._access.actor.account_id and fair_try.agreed_at is None
            )
            if not is_own_proposal:
                self._access.require_own()
            end = TryEnd.DECLINED if fair_try.agreed_at is None else TryEnd.STOPPED
            if self._store.fair_tries.end(self._client_id, try_id, end, clock.today(), clock.utc_now()):
                self._access.note("fair try ended")

        self._store.in_one_transaction(write)
        return self.get(try_id)

    def say_not_kept(self, try_id: str, assignment: int, *, was_kept: bool = False) -> None:
        """Keep that an assignment told by now could not be kept, or with `was_kept` take that back.

        Raises InvalidEntry once the try is over: what is known of its answer must not change what is said of its weeks.
        """
        self._access.require_saving()

        def write() -> None:
            fair_try = self.get(try_id)
            told_numbers = {part.number for part in fair_try.assignments_told(clock.today())}
            if not fair_try.is_running:
                raise InvalidEntry("try", "This fair try is not running: what is noted of it stands.")
            if assignment not in told_numbers:
                raise InvalidEntry("assignment", "That part of the fair try has not come yet.")
            if was_kept:
                self._store.fair_tries.unmark_not_kept(self._client_id, try_id, assignment)
            else:
                self._store.fair_tries.mark_not_kept(self._client_id, try_id, assignment, clock.utc_now())

        self._store.in_one_transaction(write)

    def assignments_today(self) -> tuple[tuple[FairTry, Assignment | None], ...]:
        """Return the running tries with what is to be done this week or block, None before the first."""
        return tuple((fair_try, fair_try.current(clock.today())) for fair_try in self.running())

    def entries_of(self, try_id: str) -> tuple[Entry, ...]:
        """Return the entries of the days a complete try compares, as they stood when it ended.

        What was changed or taken out later is as it was: an answer that is known must not change its days. Raises
        InvalidEntry before the end, UnknownEntry.
        """
        fair_try = self.get(try_id)
        if fair_try.end != TryEnd.COMPLETE:
            raise InvalidEntry("try", "There is an answer only once a fair try has come to its end.")
        return self._entries_of(fair_try)

    def _entries_of(self, fair_try: FairTry) -> tuple[Entry, ...]:
        entries = self._entries_as_at(fair_try, fair_try.ended_at or clock.utc_now())
        if fair_try.entry_ids is None:
            return entries
        stood = frozenset(fair_try.entry_ids)
        return tuple(entry for entry in entries if entry.entry_id in stood)

    def _entries_as_at(self, fair_try: FairTry, moment: datetime) -> tuple[Entry, ...]:
        protocol = fair_try.protocol
        kind = _kind_of(protocol)
        period = Period(protocol.periods[0].first, protocol.last_date)
        entries = {
            entry.entry_id: entry for entry in self._store.entries.of_kind(self._client_id, kind, period)
        }
        for past in self._store.entry_history.replaced_since(self._client_id, kind, moment):
            entries.pop(past.entry.entry_id, None)
            if past.entry.on_date in period:
                entries[past.entry.entry_id] = past.entry
        in_order = sorted(entries.values(), key=lambda entry: (entry.on_date, entry.entry_id))
        return tuple(entry for entry in in_order if entry.created_at <= moment)

    def answers(
        self,
        unit: str = "cm",
        *,
        try_id: str | None = None,
        period: Period = ALWAYS,
        at_most: int = MOST_ANSWERS,
    ) -> tuple["TryAnswer", ...]:
        """Return the answers of complete tries that may be read, latest first, lengths told in a unit.

        Of one try alone where it is named; of those whose last day is in a period, the latest (10 unless told otherwise).
        """
        from tracker.analysis.fair_try_answer import try_answer  # noqa: PLC0415 - numpy, only where there is an answer

        tries = self.all()
        complete = [
            fair_try
            for fair_try in tries
            if fair_try.end == TryEnd.COMPLETE
            and try_id in (None, fair_try.try_id)
            and fair_try.protocol.last_date in period
        ]
        # A link that leaves some of them out must not make the rest look like the first.
        every = (
            tries
            if self._access.scope is None
            else self._store.fair_tries.all(self._client_id, clock.today())
        )
        answers = []
        for fair_try in complete[:at_most]:
            entries = self._entries_of(fair_try)
            ids = [entry.entry_id for entry in entries]
            from_files = self._store.originals.fields(self._client_id, ids)
            ended_early = sum(other.is_earlier_attempt_at(fair_try) for other in every)
            answers.append(try_answer(fair_try, entries, from_files, unit, ended_early))
        return tuple(answers)

    def chances(self, kind: str, outcome: str, pairs: int, block_days: int | None) -> str:
        """Return how often such a try finds something, for this person's days; empty where that is not known."""
        from tracker.analysis.fair_try_chances import Design, chances, own_spread  # noqa: PLC0415

        column = COLUMNS.get(outcome)
        if column is None:
            return ""
        today = clock.today()
        seen = self._access.visible_days(CheckIn.kind, latest_days(DIARY_WITHIN_DAYS, today))
        days = self._store.entry_days.daily_course(self._client_id, seen) if seen else []
        spread = own_spread([value for row in days if (value := row[column]) is not None])
        if spread is None:
            return ""
        left_out = usual_left_out_days(block_days)
        return chances(Design(kind, block_days or 0, left_out), pairs, spread).sentence

    def _is_shown(self, fair_try: FairTry) -> bool:
        """Whether a link shows a try: all days of one that is over, today of one that is open."""
        if self._access.scope is None:
            return True
        protocol, shown = fair_try.protocol, self._access.scope.period
        if fair_try.is_open:
            return self._access.shows_today
        return shown.first <= protocol.first_date and protocol.last_date <= shown.last

    def _settled(self, fair_try: FairTry, end: TryEnd, on_date: date) -> FairTry:
        """Return a try whose end is due as ended; the client's own look keeps it, so that no clock opens it again."""
        now = clock.utc_now()
        if not self._access.is_read_only:
            # A disk that is full keeps nobody from reading; the next look ends it just so.
            with suppress(NotSaved):
                is_answered = end == TryEnd.COMPLETE
                ids = (
                    [entry.entry_id for entry in self._entries_as_at(fair_try, now)] if is_answered else None
                )
                self._store.fair_tries.end(self._client_id, fair_try.try_id, end, on_date, now, ids)
                stored = self._store.fair_tries.all(self._client_id, clock.today())
                return next(candidate for candidate in stored if candidate.try_id == fair_try.try_id)
        return fair_try.ended_as(end, on_date, now)
