"""Own activities: what somebody would like to do again, in their own words, and how well they can do it."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from tracker import clock
from tracker.domain import limits
from tracker.domain.entry import Entry, new_entry_id
from tracker.domain.measure import Part, Text, WholeNumber, measured
from tracker.domain.own_words import one_line

MOST_ACTIVITIES = 3
WORDS_CHARACTERS = 60
RATE_EVERY_DAYS = 7
CANNOT, AS_BEFORE = 0, 10


def alike(words: str) -> str:
    """Return what two ways to write one activity have in common: capitals and spaces say nothing."""
    return unicodedata.normalize("NFKC", words).casefold()


@dataclass(frozen=True, kw_only=True)
class OwnActivity:
    """One of up to three things that a client would like to do again; it is asked about until they end it.

    Raises InvalidEntry.
    """

    words: str
    activity_id: str = field(default_factory=new_entry_id)
    since: datetime = field(default_factory=clock.utc_now)

    def __post_init__(self) -> None:
        words = one_line(limits.text("activity", self.words, WORDS_CHARACTERS))
        object.__setattr__(self, "words", limits.given("activity", words))


@dataclass(frozen=True, kw_only=True)
class ActivityRating(Entry):
    """How well one activity can be done, 0 (cannot) to 10 (as before), with its words, so that it reads by itself.

    Raises InvalidEntry.
    """

    kind: ClassVar[str] = "activity-rating"
    shared_as: ClassVar[Part] = Part.ACTIVITIES

    activity: str | None = measured(
        Text(
            longest=WORDS_CHARACTERS,
            is_required=True,
            if_missing="Activity is missing: what would you like to do again?",
            shared_as=Part.ACTIVITIES,
            in_words="{}",
            option="--activity",
            metavar="WORDS",
            help=f"What it is about, in your own words, up to {WORDS_CHARACTERS} characters.",
            since=3,
        )
    )
    ability: int | None = measured(
        WholeNumber(
            low=CANNOT,
            high=AS_BEFORE,
            is_required=True,
            if_missing="Ability is missing: how well can you do it, from 0 (cannot) to 10 (as before)?",
            shared_as=Part.ACTIVITIES,
            in_words="{} of 10",
            option="--ability",
            help="How well you can do it, 0 (cannot) to 10 (as before).",
            since=3,
        )
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        self._set("activity", limits.given("activity", one_line(self.activity)))
