"""How does my reach compare? Percentiles of the Canadian population by age and sex, 20 to 69 only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NormBand:
    """The norm of one sex and age group: percentiles and the reach (cm, 0 at the soles) at each, both rising."""

    sex: str
    first_age: int
    last_age: int
    percentiles: tuple[int, ...]
    reach_cm: tuple[float, ...]
    source: str


@dataclass(frozen=True)
class ReachPercentile:
    """Where a reach stands among people of the same sex and age.

    `percentile` is 5-95 or None; `side` of it: "inside", "below" (the 5th), "above" (the highest column) or
    "none" when there is no norm; `band` is the row it was held against; the sentence says why when there is none.
    """

    percentile: float | None
    side: str
    band: NormBand | None
    sentence: str


def norm_band(variant: str, sex: str | None, age: int | None) -> NormBand | None:
    """Return the norm for a variant, sex and age, or None."""
    return None


def reach_percentile(reach_cm: float, variant: str, sex: str | None, age: int | None) -> ReachPercentile:
    """Return the percentile of a reach (cm, 0 at the soles) among people of that sex and age."""
    return ReachPercentile(None, "none", None, "There is no comparison for this test.")
