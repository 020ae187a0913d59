"""The overall change: how somebody is since they started here, in one of seven steps."""

from dataclasses import dataclass
from typing import ClassVar

from tracker.domain.entry import Entry
from tracker.domain.measure import Choice, Part, measured

ASK_EVERY_DAYS = 28
OVERALL_QUESTION = "Since you started here, how are you overall?"
# From worst to best. The idea of seven steps is the patient global impression of change; the words are our own.
OVERALL_STEPS = (
    "very much worse",
    "much worse",
    "a little worse",
    "about the same",
    "a little better",
    "much better",
    "very much better",
)
MUCH_BETTER_STEPS = OVERALL_STEPS[-2:]


@dataclass(frozen=True, kw_only=True)
class OverallChange(Entry):
    """One answer to OVERALL_QUESTION, one of OVERALL_STEPS. Raises InvalidEntry."""

    kind: ClassVar[str] = "overall-change"
    shared_as: ClassVar[Part] = Part.ACTIVITIES

    overall: str | None = measured(
        Choice(
            allowed=OVERALL_STEPS,
            is_required=True,
            if_missing="Overall is missing: how are you since you started here?",
            shared_as=Part.ACTIVITIES,
            in_words="{} since the start",
            option="--overall",
            metavar="WORDS",
            help=f"How you are since you started here: {', '.join(OVERALL_STEPS)}.",
            since=3,
        )
    )
