"""The sit-and-reach test: a flexibility test done by a protocol, never a bare number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from tracker.domain import limits
from tracker.domain.entry import Entry
from tracker.domain.measure import Choice, Decimal, Part, Readings, YesNo, measured
from tracker.errors import InvalidEntry
from tracker.locales import shortest

CM_PER_INCH = 2.54
UNITS = ("cm", "in")
MOST_TRIALS = 3
SIDES = ("left", "right")
SKIP_REASONS = ("pain", "told not to", "no time", "other")


@dataclass(frozen=True)
class Variant:
    """One way to do the test; readings of two variants are never compared.

    `foot_line_cm` is where the soles stand on the scale by that protocol; `by_side` whether each leg is
    tested alone; `zero` what a reach is counted from.
    """

    name: str
    pattern: str
    foot_line_cm: float
    by_side: bool = False
    zero: str = "toes"

    def title(self, unit: str = "cm") -> str:
        """Return what people call it, its foot line in their unit (cm or in)."""
        return self.pattern.format(f"{shortest(round(cm_to(self.foot_line_cm, unit), 1))} {unit}")


# Foot lines: CSEP/ACSM box 26 cm; Presidents' Challenge box 23 cm; Eurofit box 15 cm; YMCA tape 15 in;
# modified (Hoeger) and chair (Rikli & Jones 1998) measure from a zero of their own; back-saver uses the
# ACSM box (Lopez-Minarro 2009, J Sports Sci Med 8:116-122).
VARIANTS = (
    Variant("csep_acsm", "Box, feet at {} (CSEP / ACSM)", 26.0),
    Variant("presidents", "Box, feet at {} (Presidents' Challenge)", 23.0),
    Variant("eurofit", "Box, feet at {} (Eurofit)", 15.0),
    Variant("ymca", "On the floor, feet apart (YMCA)", 38.1),
    Variant("back_saver", "One leg at a time (back-saver)", 26.0, by_side=True),
    Variant("chair", "On a chair, one leg out", 0.0, by_side=True),
    Variant("modified", "Back to the wall (modified)", 0.0, zero="own zero"),
)
VARIANT_NAMES = tuple(variant.name for variant in VARIANTS)
# What somebody has at home, and the ways to test with it. A ruler measures from the heels of the floor test, so its
# foot line is 0; a tape lies under the legs, and its heels are where the protocol puts them.
TOOLS = {
    "ruler": ("ymca",),
    "tape": ("ymca",),
    "box": ("csep_acsm", "presidents", "eurofit", "back_saver", "modified"),
    "chair": ("chair",),
}
# Measured from the toes with a ruler, short of them or past them.
FROM_THE_TOES = ("ruler", "chair")
DO_NOT_TEST = (
    "Do not test if bending forward hurts, if you have severe osteoporosis, or if you were told not to bend."
)


def variant_named(name: str) -> Variant:
    """Return the variant of a name; raises InvalidEntry."""
    limits.given("variant", limits.one_of("variant", name, VARIANT_NAMES))
    return next(variant for variant in VARIANTS if variant.name == name)


def cm_from(value: float, unit: str) -> float:
    """Return a length in cm from cm or in, converted once, kept to 0.01 cm."""
    limits.given("unit", limits.one_of("unit", unit, UNITS))
    return round(value * CM_PER_INCH, 2) if unit == "in" else value


def cm_to(value_cm: float, unit: str) -> float:
    """Return a length in the person's unit (cm or in) from cm."""
    return value_cm / CM_PER_INCH if unit == "in" else value_cm


@dataclass(frozen=True, kw_only=True)
class SitAndReachTest(Entry):
    """One test: variant, foot line and up to three trials as read off the scale (cm), or why it was skipped.

    A reading short of the zero of the scale is negative. `sit_and_reach_cm` is the best trial minus the
    foot line: 0 at the soles, + past the toes, - short of them. Raises InvalidEntry.
    """

    kind: ClassVar[str] = "sit-and-reach"
    shared_as: ClassVar[Part] = Part.FLEXIBILITY
    computed: ClassVar[Mapping[str, str]] = {"trials_cm": "sit_and_reach_cm"}

    variant: str = measured(
        Choice(
            allowed=VARIANT_NAMES,
            is_required=True,
            shared_as=Part.FLEXIBILITY,
            option="--variant",
            metavar="V",
            help=f"How it is done: {', '.join(VARIANT_NAMES)}. Gives the foot line when that is left out.",
        ),
        default="csep_acsm",
    )
    foot_line_cm: float | None = measured(
        Decimal(
            low=0,
            high=100,
            unit="cm",
            shared_as=Part.FLEXIBILITY,
            option="--foot-line",
            metavar="CM",
            help="Where on the scale the soles stand.",
        )
    )
    trials_cm: tuple[float, ...] = measured(
        Readings(
            low=-100,
            high=200,
            unit="cm",
            reading_columns=("trial_1_cm", "trial_2_cm", "trial_3_cm"),
            shared_as=Part.FLEXIBILITY,
            option="--trial",
            metavar="CM",
            help="A reading; up to three.",
        ),
        default=(),
    )
    side: str | None = measured(
        Choice(
            allowed=SIDES,
            shared_as=Part.FLEXIBILITY,
            option="--side",
            metavar="S",
            help="The leg tested, left or right, in the one-leg variants.",
        )
    )
    warm_up: bool | None = measured(
        YesNo(
            shared_as=Part.FLEXIBILITY,
            option="--warm-up/--no-warm-up",
            help="Whether there was a warm-up before.",
        )
    )
    skipped_reason: str | None = measured(
        Choice(
            allowed=SKIP_REASONS,
            shared_as=Part.FLEXIBILITY,
            option="--skipped",
            metavar="WHY",
            help=f"Why there was no test: {', '.join(SKIP_REASONS)}.",
        )
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.skipped_reason is None:
            self._check_measured(variant_named(self.variant))
        elif self.trials_cm:
            raise InvalidEntry("trials_cm", "A skipped test has no tries; leave out the reason or the tries.")

    def _check_measured(self, variant: Variant) -> None:
        if not 1 <= len(self.trials_cm) <= MOST_TRIALS:
            raise InvalidEntry("trials_cm", "Give one to three tries, or say why not today.")
        if self.foot_line_cm is None:
            raise InvalidEntry(
                "foot_line_cm", "Foot line is missing: where on the scale are your soles, in cm?"
            )
        if variant.by_side and self.side is None:
            raise InvalidEntry(
                "side", "Which leg is missing: this way of testing takes one leg at a time, left or right."
            )
        if not variant.by_side and self.side is not None:
            raise InvalidEntry(
                "side", "Which leg is asked only where one leg is tested at a time; leave it out here."
            )

    @property
    def tool(self) -> str:
        """What the test was done with, one of TOOLS; a floor test that counts from the heels was done with a ruler."""
        if self.variant == "ymca":
            return "ruler" if self.foot_line_cm == 0 else "tape"
        return next(tool for tool, variants in TOOLS.items() if self.variant in variants)

    @property
    def sit_and_reach_cm(self) -> float | None:
        """Best trial minus foot line, in cm, or None when the test was skipped."""
        if self.foot_line_cm is None or not self.trials_cm:
            return None
        return round(max(self.trials_cm) - self.foot_line_cm, 2) + 0.0
