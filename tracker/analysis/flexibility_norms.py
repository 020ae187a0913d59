"""How does my reach compare? Percentiles of the Canadian population by sex and age, 20 to 69 only."""

from dataclasses import dataclass

import numpy as np

from tracker.analysis.norm_table import NormBand, own_table

# The survey's own test, and the same box with both legs straight, whose scale only starts elsewhere: the survey's
# protocol says to take off the 3 cm between the foot lines. The Eurofit box has no such published rule, the YMCA
# tape has no box and another foot position, the others test one leg, sit on a chair or have their own zero.
COMPARABLE_VARIANTS = ("csep_acsm", "presidents")


@dataclass(frozen=True)
class ReachPercentile:
    """Where a reach stands among people of the same sex and age.

    `percentile` lies between the table's lowest and highest, None outside; `place` is "inside", "below" (the
    lowest), "above" (the highest) or "none" when there is no norm.
    """

    percentile: float | None
    place: str
    sentence: str


def norm_band(variant: str, sex: str | None, age: int | None) -> NormBand | None:
    """Return the norm for a variant, sex and age in years; None outside 20-69 or where there is none."""
    if variant not in COMPARABLE_VARIANTS or sex is None or age is None:
        return None
    return own_table().band(sex, age)


def reach_percentile(reach_cm: float, variant: str, sex: str | None, age: int | None) -> ReachPercentile:
    """Return the percentile of a reach (cm, 0 at the soles), straight between the table's columns.

    Hoffmann 2019, Health Reports 30(10):14-22, doi 10.25318/82-003-x201901000002-eng. Nothing is guessed outside
    the ages 20 to 69 or beyond the lowest and highest column. A norm says what is common, not what is healthy.
    """
    band = norm_band(variant, sex, age)
    if band is None:
        return ReachPercentile(None, "none", _why_none(variant, sex, age))
    group = f"{'women' if sex == 'female' else 'men'} of {band.first_age} to {band.last_age} in Canada"
    lowest, highest = band.percentiles[0], band.percentiles[-1]
    reach_cm = round(
        reach_cm, 2
    )  # as it is stored: a cell of the table must not be missed by a binary fraction
    if reach_cm < band.reach_cm[0]:
        sentence = f"Among {group}, fewer than {lowest} in 100 reach less far. {_MEANING}"
        return ReachPercentile(None, "below", sentence)
    if reach_cm > band.reach_cm[-1]:
        sentence = f"Among {group}, more than {highest} in 100 reach less far. {_MEANING}"
        return ReachPercentile(None, "above", sentence)
    percentile = float(np.interp(reach_cm, band.reach_cm, band.percentiles))
    sentence = f"Among {group}, about {round(percentile)} in 100 reach less far. {_MEANING}"
    return ReachPercentile(percentile, "inside", sentence)


_MEANING = "That is what is common, not what is healthy."


def _why_none(variant: str, sex: str | None, age: int | None) -> str:
    if variant not in COMPARABLE_VARIANTS:
        return (
            "There are no figures of other people for this kind of test that would be fair to compare with."
        )
    if sex is None or age is None:
        missing = " and ".join(
            word for word, profile_value in (("birth year", age), ("sex", sex)) if profile_value is None
        )
        return f"To compare with other people, your profile needs your {missing}; nothing else uses them."
    youngest, oldest = own_table().ages
    return f"There are figures to compare with from {youngest} to {oldest} years only."
