"""The protocol of a fair try: what is compared, on which days, for how long. Frozen before the coin, never edited."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from tracker.domain import limits
from tracker.domain.coin import EXERCISE, FEWEST_PAIRS, HABIT, KINDS, MASSAGE, MOST_PAIRS
from tracker.domain.entry import BACK_FILLED_AFTER_DAYS
from tracker.domain.own_words import one_line
from tracker.errors import InvalidEntry

OUTCOMES = {"leg-pain": "leg pain", "back-pain": "back pain", "reach": "reach"}
BLOCK_DAYS = (2, 3)
# The days after a slot that are compared; two slots of a week leave room for both only three or four days apart.
DAYS_AFTER_SLOT = 3
SLOT_GAPS = (3, 4)
# What the simulation of docs/method.md finds best: enough pairs, and for blocks of three days the first left out.
USUAL_PAIRS = {MASSAGE: 10, EXERCISE: 12, HABIT: 12}
USUAL_LEFT_OUT_DAYS = {2: 0, 3: 1}
WORDS_CHARACTERS = 60
# So that a practice can give the other slot of the week away.
KNOWN_DAYS_BEFORE = {MASSAGE: 1, EXERCISE: 0, HABIT: 0}
LATEST_START_DAYS = 92
PROTOCOL_VERSION = 1


@dataclass(frozen=True)
class TryPeriod:
    """One of the two stretches of days of a pair that are compared: `number` 0 or 1, and the days that count."""

    pair: int
    number: int
    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class TryProtocol:
    """What a fair try compares; two with the same values are the same protocol and have the same hash.

    A massage has `slots`, two weekdays (Monday is 0) three or four days apart, and begins on the first of them. An
    exercise or a habit has `block_days`, 2 or 3, and `words`: its name, as it stands forever after. `item_id` is the
    item of the home plan that an exercise was taken from. Raises InvalidEntry.
    """

    kind: str
    outcome: str
    first_date: date
    pairs: int
    slots: tuple[int, ...] = ()
    block_days: int | None = None
    words: str | None = None
    item_id: str | None = None
    # The first days of each block that do not count: what was done the day before may still be felt.
    left_out_days: int = 0

    def __post_init__(self) -> None:
        limits.given("kind", limits.one_of("kind", self.kind, KINDS))
        limits.given("outcome", limits.one_of("outcome", self.outcome, tuple(OUTCOMES)))
        limits.given("pairs", limits.whole_number("pairs", self.pairs, FEWEST_PAIRS, MOST_PAIRS))
        limits.day("first_date", self.first_date, date.max, date.max - timedelta(days=366))
        object.__setattr__(self, "slots", limits.several("slots", self.slots))
        words = one_line(limits.text("words", self.words, WORDS_CHARACTERS))
        object.__setattr__(self, "words", words)
        if self.kind == MASSAGE:
            self._check_slots()
        else:
            self._check_blocks()

    def _check_slots(self) -> None:
        if (self.block_days, self.words, self.item_id, self.left_out_days) != (None, None, None, 0):
            raise InvalidEntry("kind", "A fair try of a massage has two weekdays and nothing else.")
        if len(self.slots) != 2 or any(type(day) is not int or not 0 <= day <= 6 for day in self.slots):
            raise InvalidEntry("slots", "Choose two weekdays that your practice offers.")
        if self._gap not in SLOT_GAPS:
            raise InvalidEntry(
                "slots", "The two weekdays must be three or four days apart, such as Monday and Thursday."
            )
        if self.first_date.weekday() != self.slots[0]:
            raise InvalidEntry("first_date", "The try must start on the first of its two weekdays.")

    def _check_blocks(self) -> None:
        if self.slots:
            raise InvalidEntry("slots", "Only a fair try of a massage has weekdays.")
        if type(self.block_days) is not int or self.block_days not in BLOCK_DAYS:
            raise InvalidEntry("block_days", "Block days must be 2 or 3.")
        if type(self.left_out_days) is not int or not 0 <= self.left_out_days < self.block_days:
            raise InvalidEntry("left_out_days", "At least one day of each block must count.")
        if self.words is None:
            what = "Say in a few words which habit it is." if self.kind == HABIT else "Choose an exercise."
            raise InvalidEntry("words", what)
        if self.item_id is not None and self.kind != EXERCISE:
            raise InvalidEntry("item_id", "Only an exercise is on the home plan.")

    @property
    def _gap(self) -> int:
        return (self.slots[1] - self.slots[0]) % 7

    @property
    def what(self) -> str:
        """What is tried, in a word or the person's own words."""
        return self.words or "massage"

    @property
    def pair_days(self) -> int:
        """How many days one pair takes."""
        return 7 if self.kind == MASSAGE else 2 * (self.block_days or 0)

    @property
    def last_date(self) -> date:
        """The last day that counts."""
        return self.periods[-1].last

    @property
    def last_number_by(self) -> date:
        """The last day on which the number of the last day can be logged: as late as that of any other day."""
        return self.last_date + timedelta(days=BACK_FILLED_AFTER_DAYS)

    @property
    def periods(self) -> tuple[TryPeriod, ...]:
        """Both periods of every pair, in order, with the days that count."""
        return tuple(self._periods())

    def _periods(self) -> Iterator[TryPeriod]:
        for pair in range(self.pairs):
            begins = self.first_date + timedelta(days=pair * self.pair_days)
            for number in (0, 1):
                if self.kind == MASSAGE:
                    slot = begins + timedelta(days=number * self._gap)
                    first, days = slot + timedelta(days=1), DAYS_AFTER_SLOT
                else:
                    block_days = self.block_days or 0
                    first = begins + timedelta(days=number * block_days + self.left_out_days)
                    days = block_days - self.left_out_days
                yield TryPeriod(pair, number, first, first + timedelta(days=days - 1))

    @property
    def assignments(self) -> int:
        """How many assignments there are: one a week for a massage, one a block for all else."""
        return self.pairs if self.kind == MASSAGE else 2 * self.pairs

    def pair_of(self, assignment: int) -> int:
        """Return the pair that an assignment belongs to."""
        return assignment if self.kind == MASSAGE else assignment // 2

    def known_from(self, assignment: int) -> date:
        """Return the day from which an assignment is told: for a massage the day before the first slot of its week."""
        days = assignment * (self.pair_days if self.kind == MASSAGE else self.block_days or 0)
        return self.first_date + timedelta(days=days - KNOWN_DAYS_BEFORE[self.kind])

    def assignments_known(self, today: date) -> int:
        """Return how many assignments may be told on a day."""
        return sum(self.known_from(number) <= today for number in range(self.assignments))

    def pairs_known(self, today: date) -> int:
        """Return of how many pairs, from the first on, an assignment may be told on a day."""
        count = self.assignments_known(today)
        return self.pair_of(count - 1) + 1 if count else 0

    def values(self) -> dict[str, Any]:
        """Return the protocol as plain values, in the order of its fields."""
        return {
            "kind": self.kind,
            "outcome": self.outcome,
            "first_date": self.first_date.isoformat(),
            "pairs": self.pairs,
            "slots": list(self.slots),
            "block_days": self.block_days,
            "words": self.words,
            "item_id": self.item_id,
            "left_out_days": self.left_out_days,
        }

    @property
    def canonical(self) -> str:
        """The protocol as the text that is signed: JSON, names sorted, with the version of its rules."""
        content = {"fair_try_protocol": PROTOCOL_VERSION, **self.values()}
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def signature(self) -> str:
        """The SHA-256 (hex) of the canonical text in UTF-8."""
        return sha256(self.canonical.encode()).hexdigest()


def earliest_first_date(kind: str, today: date) -> date:
    """Return the first day that a try proposed on a day can have: its first coin is told on no day gone by."""
    # A kind that is none is for the protocol to refuse.
    return today + timedelta(days=1 + KNOWN_DAYS_BEFORE.get(kind, 0))


def usual_left_out_days(block_days: int | None) -> int:
    """Return how many first days of a block do not count unless said otherwise; none of what has no blocks."""
    return USUAL_LEFT_OUT_DAYS.get(block_days or 0, 0)


def protocol_of(values: dict[str, Any]) -> TryProtocol:
    """Return the protocol of plain values as `values` gives them; raises InvalidEntry, ValueError for no day."""
    return TryProtocol(
        **{
            **values,
            "first_date": date.fromisoformat(values["first_date"]),
            "slots": tuple(values["slots"]),
        }
    )
