"""The home plan a therapist writes for a client, and their remarks."""

from dataclasses import dataclass, field
from datetime import datetime

from tracker import clock
from tracker.domain import limits
from tracker.domain.entry import new_entry_id
from tracker.domain.exercise import exercise
from tracker.errors import InvalidEntry


@dataclass(frozen=True, kw_only=True)
class PlanItem:
    """One thing to do at home: hold in seconds, repetitions, days a week (1-7), a note. Raises InvalidEntry.

    It is one of the exercises, or something in the therapist's own words, which a check-in cannot tick off.
    """

    exercise_id: str | None = None
    own_words: str | None = None
    written_by: str
    hold_s: int | None = None
    repetitions: int | None = None
    days_a_week: int = 7
    note: str | None = None
    item_id: str = field(default_factory=new_entry_id)
    written_at: datetime = field(default_factory=clock.utc_now)

    def __post_init__(self) -> None:
        object.__setattr__(self, "own_words", limits.text("own_words", self.own_words, 200))
        if self.exercise_id is not None:
            exercise(self.exercise_id)
        if (self.exercise_id is None) == (self.own_words is None):
            raise InvalidEntry("exercise_id", "Choose an exercise, or write one in your own words.")
        limits.whole_number("hold_s", self.hold_s, 1, 300, "seconds")
        limits.whole_number("repetitions", self.repetitions, 1, 100)
        limits.given("days_a_week", limits.whole_number("days_a_week", self.days_a_week, 1, 7, "days"))
        object.__setattr__(self, "note", limits.text("note", self.note, 500))


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What a therapist wants the client to read. Raises InvalidEntry when empty or over 2,000 characters."""

    words: str
    written_by: str
    remark_id: str = field(default_factory=new_entry_id)
    written_at: datetime = field(default_factory=clock.utc_now)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", limits.given("words", limits.text("words", self.words)))


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a client answers to a remark. Raises InvalidEntry when empty or over 2,000 characters."""

    remark_id: str
    words: str
    reply_id: str = field(default_factory=new_entry_id)
    written_at: datetime = field(default_factory=clock.utc_now)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", limits.given("words", limits.text("words", self.words)))


def checklist_of(plan: tuple[PlanItem, ...]) -> dict[str, str]:
    """Return what a check-in can tick off of a plan: its words by the exercise's id."""
    return {item.exercise_id: item_in_words(item) for item in plan if item.exercise_id}


def also_planned(plan: tuple[PlanItem, ...]) -> str:
    """Return a sentence of what the therapist wrote in their own words, which no check-in ticks off; empty without."""
    own = "; ".join(item_in_words(item) for item in plan if item.own_words)
    return f"Also on your home plan: {own}." if own else ""


def item_in_words(item: PlanItem) -> str:
    """Return one exercise of a plan: name, hold, repetitions, days a week."""
    parts = [item.own_words or exercise(item.exercise_id or "").name]
    if item.hold_s:
        parts.append(f"hold {item.hold_s} seconds")
    if item.repetitions:
        parts.append(f"{item.repetitions} times")
    parts.append("every day" if item.days_a_week == 7 else f"{item.days_a_week} days a week")
    return ", ".join(parts)
