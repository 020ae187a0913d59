"""The event: something that happened on a day, in a few words of the person's own."""

from dataclasses import dataclass
from typing import ClassVar

from tracker.domain.entry import Entry
from tracker.domain.measure import Part, Text, measured

WORDS_CHARACTERS = 60


@dataclass(frozen=True, kw_only=True)
class Event(Entry):
    """What happened on a day, such as an injection or a new job: words of up to 60 characters. Raises InvalidEntry."""

    kind: ClassVar[str] = "event"
    shared_as: ClassVar[Part] = Part.EVENTS
    begins_record: ClassVar[bool] = False

    words: str | None = measured(
        Text(
            longest=WORDS_CHARACTERS,
            is_one_line=True,
            is_required=True,
            if_missing="Words are missing: what happened, in a few words?",
            shared_as=Part.EVENTS,
            in_words="{}",
            option="--words",
            metavar="T",
            help=f"What happened, in up to {WORDS_CHARACTERS} characters.",
            since=3,
        )
    )
