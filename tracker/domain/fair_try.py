"""A fair try: how it stands on a day, what is to be done today, and what ends it. The coming coins are not in it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from tracker import clock
from tracker.domain.coin import MASSAGE, Draw
from tracker.domain.entry import Entry, new_entry_id
from tracker.domain.fair_try_protocol import TryProtocol
from tracker.domain.red_flags import RedFlagAnswers, RedFlagState

# A result needs a diary that is kept already: so many days with the outcome in the latest weeks.
DIARY_DAYS, DIARY_WITHIN_DAYS = 14, 56
# Doors through which a day is logged as it goes; a file may bring days that are remembered, or another's.
LOGGED_LIVE = ("form", "quick", "command line", "api")
OUTCOME_FIELDS = {"leg-pain": "leg_pain_nrs", "back-pain": "back_pain_nrs", "reach": "sit_and_reach_cm"}


class TryEnd(StrEnum):
    """Why a fair try is over. Only a complete one has an answer."""

    COMPLETE = "complete"
    WARNING_SIGN = "warning sign"
    STOPPED = "stopped"
    PLAN_CHANGED = "plan changed"
    BROUGHT_IN = "brought in"
    RESTORED = "restored"
    DECLINED = "declined"
    CHANGED = "changed elsewhere"


class TryState(StrEnum):
    """How a fair try stands."""

    PROPOSED = "proposed"
    RUNNING = "running"
    ENDED = "ended"
    ENDED_EARLY = "ended early"
    NOT_BEGUN = "not begun"


@dataclass(frozen=True)
class Assignment:
    """What the coin said for a week or a block: the day of the massage, or the days and whether they are with it."""

    number: int
    first: date
    last: date
    is_with: bool


@dataclass(frozen=True, kw_only=True)
class FairTry:
    """One fair try as it may be seen on a day.

    `coins` are those of the pairs told by then; once its last day or the try is over `nonce` is told with all of
    them, so that anybody can check `commitment`. `not_kept` are the numbers of assignments that the person could not
    keep. `entry_ids` are the entries that stood when a complete one ended: no other counts, however old it says it is.
    """

    protocol: TryProtocol
    proposed_by: str
    try_id: str = field(default_factory=new_entry_id)
    proposed_at: datetime = field(default_factory=clock.utc_now)
    agreed_at: datetime | None = None
    commitment: str | None = None
    coins: Draw = ()
    nonce: str | None = None
    not_kept: frozenset[int] = frozenset()
    ended_at: datetime | None = None
    ended_date: date | None = None
    end: TryEnd | None = None
    entry_ids: tuple[str, ...] | None = None

    @property
    def state(self) -> TryState:
        """How it stands."""
        if self.end is not None:
            if self.agreed_at is None:
                return TryState.NOT_BEGUN
            return TryState.ENDED if self.end == TryEnd.COMPLETE else TryState.ENDED_EARLY
        return TryState.PROPOSED if self.agreed_at is None else TryState.RUNNING

    @property
    def is_open(self) -> bool:
        """Whether it is proposed or running."""
        return self.end is None

    @property
    def is_running(self) -> bool:
        """Whether it was agreed to and is not over."""
        return self.state == TryState.RUNNING

    def awaits_last_number(self, today: date) -> bool:
        """Whether it runs though its last day is over: that day's number can still be logged."""
        return self.is_running and today > self.protocol.last_date

    def is_earlier_attempt_at(self, other: "FairTry") -> bool:
        """Whether it was a try of the same thing and outcome before another one, and ended early."""
        mine, theirs = self.protocol, other.protocol
        is_same = (mine.kind, mine.words, mine.outcome) == (theirs.kind, theirs.words, theirs.outcome)
        return is_same and self.state == TryState.ENDED_EARLY and self.proposed_at <= other.proposed_at

    def assignments_told(self, today: date) -> tuple[Assignment, ...]:
        """Return the assignments that may be told on a day, oldest first; none of a try that never began."""
        count = self.protocol.assignments if self.nonce else self.protocol.assignments_known(today)
        if self.agreed_at is None or today < clock.local_day(self.agreed_at):
            return ()
        most = min(count, len(self.coins) * self.protocol.assignments // self.protocol.pairs)
        return tuple(self._assignment(number) for number in range(most))

    def _assignment(self, number: int) -> Assignment:
        protocol = self.protocol
        is_first = self.coins[protocol.pair_of(number)]
        if protocol.kind == MASSAGE:
            # The periods that are compared begin on the day after their slot.
            slot = protocol.periods[2 * number + (0 if is_first else 1)].first - timedelta(days=1)
            return Assignment(number, slot, slot, is_with=True)
        first = protocol.known_from(number)
        last = first + timedelta(days=(protocol.block_days or 1) - 1)
        return Assignment(number, first, last, is_with=is_first == (number % 2 == 0))

    def current(self, today: date) -> Assignment | None:
        """Return the assignment of this week or block while the try runs; None before the first."""
        parts = self.assignments_told(today) if self.is_running and today <= self.protocol.last_date else ()
        return parts[-1] if parts else None

    def kept_of(self, today: date) -> tuple[int, int]:
        """Return how many of the assignments so far were kept, and of how many: those that began before the try's end."""
        until = min(today, self.ended_date or today)
        parts = [
            part
            for part in self.assignments_told(today)
            if part.first <= until or part.number in self.not_kept
        ]
        return sum(part.number not in self.not_kept for part in parts), len(parts)

    def ended_as(self, end: TryEnd, on_date: date, at: datetime) -> "FairTry":
        """Return the same try as it is once it ended."""
        return replace(self, end=end, ended_date=on_date, ended_at=at)


def counts(entry: Entry, field_name: str, from_files: Collection[tuple[str, str]]) -> bool:
    """Whether an entry's number counts: logged at most a day late, and brought by no file (`from_files`: id and field)."""
    is_live = entry.source in LOGGED_LIVE and not entry.is_back_filled
    has_number = getattr(entry, field_name) is not None
    return has_number and is_live and (entry.entry_id, field_name) not in from_files


def end_due(
    fair_try: FairTry,
    today: date,
    answers: Iterable[RedFlagAnswers],
    plan_items: Collection[str],
    *,
    has_last_number: bool,
) -> tuple[TryEnd, date] | None:
    """Return what ends a running try by a day and on which day, None where it goes on.

    A warning sign of the two urgent tiers ends it, also one that was lifted since; so does its exercise leaving the
    home plan, of which `plan_items` are the ids that stand. A flare does not. Without the number of its last day
    (`has_last_number`) it waits for it as long as that number would count.
    """
    if not fair_try.is_running or fair_try.agreed_at is None:
        return None
    begun, last = clock.local_day(fair_try.agreed_at), fair_try.protocol.last_date
    urgent = [
        answered.on_date
        for answered in answers
        if RedFlagState(answered.present).is_urgent
        # By the day too: a clock that is set back must not hide a sign of a later day.
        and (answered.created_at >= fair_try.agreed_at or answered.on_date > begun)
        and answered.on_date <= last
    ]
    if urgent:
        return TryEnd.WARNING_SIGN, min(urgent)
    item_id = fair_try.protocol.item_id
    if item_id is not None and item_id not in plan_items and today <= last:
        return TryEnd.PLAN_CHANGED, today
    is_complete = today > (last if has_last_number else fair_try.protocol.last_number_by)
    return (TryEnd.COMPLETE, last) if is_complete else None
