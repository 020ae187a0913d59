"""The massage session and its dose: minutes, areas, pressure, and pain before and after."""

from dataclasses import dataclass
from typing import ClassVar

from tracker.domain.entry import Entry
from tracker.domain.measure import Choice, Choices, Part, Text, WholeNumber, measured

AREAS = (
    "upper_back",
    "lower_back",
    "left_buttock",
    "right_buttock",
    "left_hamstring",
    "right_hamstring",
    "left_calf",
    "right_calf",
    "left_foot",
    "right_foot",
)
BOTH_SIDES = {
    "buttocks": ("left_buttock", "right_buttock"),
    "hamstrings": ("left_hamstring", "right_hamstring"),
    "calves": ("left_calf", "right_calf"),
    "feet": ("left_foot", "right_foot"),
}
PRESSURES = ("light", "medium", "firm")
# How long after a massage session its therapist may log it, and take it back once logged.
LOGGED_WITHIN_DAYS = 7
NAME_CHARACTERS = 100


@dataclass(frozen=True, kw_only=True)
class MassageSession(Entry):
    """One massage session: 1-240 minutes, areas of the body map, pressure, pain 0-10 before and after.

    `logged_by` is the name of the therapist who logged it for the client, as it was then; blank where the client did.
    Raises InvalidEntry.
    """

    kind: ClassVar[str] = "massage-session"
    shared_as: ClassVar[Part] = Part.MASSAGE

    minutes: int | None = measured(
        WholeNumber(
            low=1,
            high=240,
            is_required=True,
            if_missing="Minutes is missing: how long was the massage, from 1 to 240 minutes?",
            shared_as=Part.MASSAGE,
            in_words="{} minutes",
            option="--minutes",
            import_words="A massage session, in minutes",
            import_scale="amount",
            help="How long, 1 to 240 minutes.",
        )
    )
    areas: tuple[str, ...] = measured(
        Choices(
            allowed=AREAS,
            shared_as=Part.MASSAGE,
            in_words="{}",
            option="--area",
            metavar="A",
            help=f"An area; may be repeated: {', '.join((*AREAS, *BOTH_SIDES))}.",
        ),
        default=(),
    )
    pressure: str | None = measured(
        Choice(
            allowed=PRESSURES,
            shared_as=Part.MASSAGE,
            in_words="{} pressure",
            option="--pressure",
            metavar="P",
            help=f"How firm: {', '.join(PRESSURES)}.",
        )
    )
    pain_before_nrs: int | None = measured(
        WholeNumber(
            low=0,
            high=10,
            shared_as=Part.MASSAGE,
            in_words="pain before {}",
            option="--pain-before",
            help="Pain just before, 0 to 10.",
        )
    )
    pain_after_nrs: int | None = measured(
        WholeNumber(
            low=0,
            high=10,
            shared_as=Part.MASSAGE,
            in_words="pain after {}",
            option="--pain-after",
            help="Pain just after, 0 to 10.",
        )
    )
    therapist: str | None = measured(
        Text(
            longest=NAME_CHARACTERS,
            shared_as=Part.MASSAGE,
            in_words="with {}",
            option="--therapist",
            help="Who gave it.",
            metavar="NAME",
        )
    )
    logged_by: str | None = measured(
        Text(
            longest=NAME_CHARACTERS,
            is_one_line=True,
            is_fixed=True,
            shared_as=Part.MASSAGE,
            in_words="logged by {}",
            since=3,
        )
    )
