"""The invented course under a sample record: how pain and reach run from day to day, before anybody logs them."""

from dataclasses import dataclass
from math import exp
from random import Random

FIRST_FLARE_DAY = 80
FIRST_WEEK_AWAY = 118
FLARE_DAYS = 12


@dataclass(frozen=True)
class Course:
    """What an invented client would feel each day: pain on the 0-10 scale, reach in cm, and the odd times."""

    leg_pain: tuple[float, ...]
    back_pain: tuple[float, ...]
    reach_cm: tuple[float, ...]
    flare_days: tuple[int, ...]
    weeks_away: tuple[int, ...]

    def is_flare(self, number: int) -> bool:
        """Whether a flare is on, its easing tail left out."""
        return any(0 <= number - first < FLARE_DAYS // 2 + 1 for first in self.flare_days)

    def is_flare_start(self, number: int) -> bool:
        """Whether a flare is in its first three days, when its button would be pressed."""
        return any(0 <= number - first < 3 for first in self.flare_days)

    def is_away(self, number: int) -> bool:
        """Whether the day is in a week without any entry."""
        return any(0 <= number - first < 7 for first in self.weeks_away)


def course_of(seed: int, days: int) -> Course:
    """Return the course of `days` days: pain from 6-7 falling towards 2-3, reach from about -8 to +2 cm."""
    chance = Random(f"{seed} course")  # noqa: S311 - invented data, not a secret
    start, end = chance.uniform(6.0, 7.0), chance.uniform(1.8, 2.4)
    easing_days = chance.uniform(60, 85)
    first_reach, last_reach = chance.uniform(-9.0, -7.5), chance.uniform(2.5, 4.0)
    # Flares and weeks away come back at a distance of months, in records of years.
    flares = tuple(day + chance.randint(-6, 6) for day in range(FIRST_FLARE_DAY, days, 210))
    away = tuple(day + chance.randint(-6, 6) for day in range(FIRST_WEEK_AWAY, days, 190))
    leg, back, reach = [], [], []
    spell = back_spell = 0.0
    for number in range(days):
        # Each day keeps most of the day before (autocorrelation): pain comes in good and bad spells.
        spell = 0.75 * spell + chance.gauss(0, 0.5)
        back_spell = 0.75 * back_spell + chance.gauss(0, 0.4)
        leg.append(end + (start - end) * exp(-number / easing_days) + spell + _flare(number, flares))
        back.append(0.9 + back_spell)
        grown = 1 - exp(-number / (1.5 * easing_days))
        reach.append(first_reach + (last_reach - first_reach) * grown - 0.4 * _flare(number, flares))
    return Course(tuple(leg), tuple(back), tuple(reach), flares, away)


def _flare(number: int, firsts: tuple[int, ...]) -> float:
    return sum(3.2 * exp(-(number - first) / 6) for first in firsts if 0 <= number - first < 3 * FLARE_DAYS)
