"""The goal: a pain or a reach somebody wants to get to, by a day."""

from dataclasses import dataclass
from datetime import date

from tracker.domain import limits
from tracker.domain.sit_and_reach import SIDES, VARIANT_NAMES, variant_named
from tracker.errors import InvalidEntry

GOAL_KINDS = ("pain", "reach")
PAIN_SITES = ("leg", "back")


@dataclass(frozen=True, kw_only=True)
class Goal:
    """Pain (NRS 0-10, a fortnight's mean at most `target`) or reach (cm, 0 at the soles, at least `target`) by a day.

    A pain goal names its site, a reach goal its variant, and its side for the one-leg variants. Raises InvalidEntry.
    """

    kind: str
    target: float
    by_date: date
    site: str | None = None
    variant: str | None = None
    side: str | None = None

    def __post_init__(self) -> None:
        limits.given("kind", limits.one_of("kind", self.kind, GOAL_KINDS))
        low, high, unit = (0, 10, "points") if self.kind == "pain" else (-100, 100, "cm")
        target = limits.given("target", limits.number("target", self.target, low, high, unit))
        object.__setattr__(self, "target", target)
        limits.day("by_date", self.by_date, date.max)
        limits.one_of("site", self.site, PAIN_SITES)
        limits.one_of("variant", self.variant, VARIANT_NAMES)
        limits.one_of("side", self.side, SIDES)
        if self.kind == "pain":
            self._check_pain()
        else:
            self._check_reach()

    def _check_pain(self) -> None:
        limits.given("site", self.site)
        if self.variant is not None or self.side is not None:
            raise InvalidEntry("variant", "Variant and side belong to a reach goal; leave them out for pain.")

    def _check_reach(self) -> None:
        variant = variant_named(limits.given("variant", self.variant))
        if self.site is not None:
            raise InvalidEntry("site", "Site belongs to a pain goal; leave it out for reach.")
        if variant.by_side != (self.side is not None):
            need = "must be left or right" if variant.by_side else "belongs to the one-leg variants only"
            raise InvalidEntry("side", f"Side {need} for this test.")
