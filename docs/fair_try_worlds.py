"""Fair tries on simulated records: how often a coin alone is told as a difference, and how often a true one is found.

Records of many people are worked out at once; tests/analysis/test_fair_try_worlds.py holds the answers against those of
tracker/analysis/fair_try.py. Printed and written by docs/simulation.py, which also writes the table of chances.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from hostile_worlds import FLARE_POINTS, WEEKEND_POINTS, flare_days
from simulated_records import LEVEL, pain_course

from tracker.analysis.fair_try import (
    HAIR,
    LEAST_KEPT,
    MOST_AS_EXTREME,
    information,
    neighbours_held_against,
    with_it,
)
from tracker.analysis.fair_try_chances import PAIRS, SIZES, SPREADS, Design
from tracker.domain import coin
from tracker.domain.fair_try_protocol import USUAL_LEFT_OUT_DAYS, USUAL_PAIRS

# A massage on Monday or Thursday, felt on the three days after it; its week begins on Monday.
SLOTS, DAYS_AFTER = (0, 3), 3
CARRY_OVERS = (0.0, 0.3, 0.6)
CHANCE_PAIRS = 200
# From 14 pairs on a record is held against this many orders drawn by chance.
MOST_EXACT_PAIRS, SAMPLED_ORDERS = 12, 4000
MASSAGE = Design(coin.MASSAGE)
BLOCKS_OF_3 = Design(coin.EXERCISE, 3, USUAL_LEFT_OUT_DAYS[3])
ALL_OF_3, ALL_OF_2 = Design(coin.EXERCISE, 3), Design(coin.EXERCISE, 2)
DESIGNS = (MASSAGE, BLOCKS_OF_3, ALL_OF_2)
NAMES = {
    MASSAGE: "massage",
    BLOCKS_OF_3: "blocks of 3 days, first left out",
    ALL_OF_3: "blocks of 3 days, all counted",
    ALL_OF_2: "blocks of 2 days, all counted",
}
IN_CHANCES = (MASSAGE, *(Design(coin.EXERCISE, days, out) for days in (2, 3) for out in range(days)))
RECOVERY_POINTS = 4.0


@dataclass(frozen=True)
class World:
    """What happens in records beside the try: flares, weekends, recovery, days not logged, tries not kept."""

    name: str
    flares: bool = False
    long_flares: bool = False
    begins_in_flare: bool = False
    low_weekdays: tuple[int, ...] = ()
    recovery: bool = False
    missed: float = 0.0
    missed_when_bad: float = 0.0
    missed_without: float = 0.0
    missed_when_bad_with: float = 0.0
    kept: float = 1.0
    kept_when_bad: float = 1.0
    lingers: bool = False


PLAIN = World("nothing else")
FLARES_AND_WEEKENDS = World("flares, weekends 1.4 lower", flares=True, low_weekdays=(5, 6))
# What no coin can mend: whoever leaves out bad days with it and notes those without sees a difference.
NOT_LOGGED_BY_HOPE = World("bad days with it half missed, others logged", missed_when_bad_with=0.5)
WORLDS = (
    PLAIN,
    World("flares of 3 points, 3 to 9 days", flares=True),
    World("flares of 2 points, 2 to 14 days", long_flares=True),
    World("begun in a flare", flares=True, begins_in_flare=True),
    World("weekends 1.4 lower", low_weekdays=(5, 6)),
    World("Wednesdays 1.4 lower", low_weekdays=(2,)),
    World("straight recovery of 4 points", recovery=True),
    FLARES_AND_WEEKENDS,
    World("flares, weekends, recovery", flares=True, low_weekdays=(5, 6), recovery=True),
    World("3 days in 10 not logged", missed=0.3),
    World("bad days logged less (6 in 10 missed, else 1)", missed=0.1, missed_when_bad=0.6),
    World("days without logged less (half missed)", missed_without=0.5),
    World("not kept when it is bad (half)", flares=True, kept_when_bad=0.5),
    NOT_LOGGED_BY_HOPE,
)


@dataclass(frozen=True)
class Tries:
    """Many people's tries: means of first and second periods (NaN without a day), which was with, which were kept."""

    first: np.ndarray
    second: np.ndarray
    is_with_first: np.ndarray
    kept: np.ndarray


def layout(design: Design, pairs: int) -> tuple[np.ndarray, int]:
    """Return the days of each period (pairs x 2 x days, counted from the first day of the try), and all its days."""
    if design.kind == coin.MASSAGE:
        starts = 7 * np.arange(pairs)[:, np.newaxis] + np.array(SLOTS) + 1
        length = DAYS_AFTER
    else:
        length = design.block_days
        starts = 2 * length * np.arange(pairs)[:, np.newaxis] + np.array([0, length])
    days = starts[:, :, np.newaxis] + np.arange(length)
    return days, int(days.max()) + 1


def orders_of(design: Design, pairs: int, chance: np.random.Generator) -> np.ndarray:
    """Return the orders that a record is held against: all of them, or as many as SAMPLED_ORDERS."""
    if pairs <= MOST_EXACT_PAIRS:
        return np.array(list(coin.admissible(design.kind, pairs)))
    return thrown(design, pairs, SAMPLED_ORDERS, chance)


def thrown(design: Design, pairs: int, number: int, chance: np.random.Generator) -> np.ndarray:
    """Return orders drawn by chance, each admissible one as likely as another."""
    fewest = coin.fewest_on_a_slot(design.kind, pairs)
    made = chance.random((3 * number, pairs)) < 0.5
    times = made.sum(axis=1)
    usual: np.ndarray = made[(times >= fewest) & (times <= pairs - fewest)][:number]
    return usual


def tries(
    design: Design,
    pairs: int,
    world: World,
    carry_over: float,
    spread: float,
    effect: float,
    records: int,
    seed: int,
) -> Tries:
    """Return many people's tries in a world; pain falls by `effect` points in each period with that is kept."""
    chance = np.random.default_rng(seed + 1)
    days, length = layout(design, pairs)
    counted = days[:, :, design.left_out_days :]
    course = changed(pain_course(records, length, carry_over, spread, seed), world, chance)
    is_with = thrown(design, pairs, records, chance)
    level = course.mean(axis=1, keepdims=True)
    periods = days.reshape(pairs, -1)
    is_bad = course[:, periods].mean(axis=2) > level + 0.5
    kept = chance.random((records, pairs)) < np.where(is_bad, world.kept_when_bad, world.kept)
    sizes = effect * kept
    for pair in range(pairs):
        for period in (0, 1):
            size = sizes[:, pair] * (is_with[:, pair] == (period == 0))
            for number, day in enumerate(days[pair, period].tolist()):
                # What lingers comes half on the first day, and stays half on the day after the last.
                course[:, day] -= size * (0.5 if world.lingers and number == 0 else 1.0)
            if world.lingers and day + 1 < length:
                course[:, day + 1] -= size / 2
    values = np.clip(np.rint(course), 0, 10)
    gone = chance.random(values.shape) < np.where(
        course > level + 1, max(world.missed, world.missed_when_bad), world.missed
    )
    rows = np.arange(records)[:, np.newaxis, np.newaxis]
    first, second = counted[:, 0][np.newaxis], counted[:, 1][np.newaxis]
    without = np.where(is_with[:, :, np.newaxis], second, first)
    with_days = np.where(is_with[:, :, np.newaxis], first, second)
    gone[rows, without] |= chance.random(without.shape) < world.missed_without
    is_bad_day = course[rows, with_days] > level[:, :, np.newaxis] + 1
    gone[rows, with_days] |= is_bad_day & (chance.random(with_days.shape) < world.missed_when_bad_with)
    values[gone] = np.nan
    return Tries(_means(values, counted[:, 0]), _means(values, counted[:, 1]), is_with, kept)


def changed(course: np.ndarray, world: World, chance: np.random.Generator) -> np.ndarray:
    """Return courses with what a world puts on them; the first day is a Monday."""
    records, length = course.shape
    at = np.arange(length)
    course = course.copy()
    if world.flares or world.long_flares:
        kind = {"shortest": 2, "longest": 14} if world.long_flares else {}
        for record in range(records):
            for first, days in flare_days(length, chance, 0 if world.begins_in_flare else None, **kind):
                course[record, first : first + days] += 2.0 if world.long_flares else FLARE_POINTS
        course -= LEVEL - 4.5
    course -= WEEKEND_POINTS * np.isin(at % 7, world.low_weekdays)
    if world.recovery:
        course += 1 - RECOVERY_POINTS * at / length
    return course


def is_told(design: Design, many: Tries, seed: int) -> np.ndarray:
    """Return, for each record, whether a difference is told."""
    pairs = many.first.shape[1]
    orders = orders_of(design, pairs, np.random.default_rng(seed + 2))
    is_used = ~np.isnan(many.first) & ~np.isnan(many.second)
    found = np.zeros(len(is_used), bool)
    # Records with the same pairs missing share their orders' weights.
    patterns, group = np.unique(is_used, axis=0, return_inverse=True)
    for number, used in enumerate(patterns):
        members = np.flatnonzero(group.ravel() == number)
        if used.any():
            for some in np.array_split(members, -(-len(members) // CHANCE_PAIRS)):
                found[some] = _rare(design, many, some, used, orders)
    found &= many.kept.mean(axis=1) >= LEAST_KEPT
    return found


def _rare(design: Design, many: Tries, some: np.ndarray, used: np.ndarray, orders: np.ndarray) -> np.ndarray:
    comparison = neighbours_held_against(design.kind, used)
    values = np.stack([many.first[some][:, used], many.second[some][:, used]], axis=2).reshape(len(some), -1)
    observed = (_shown(with_it(many.is_with_first[some][:, used]), comparison) * values).sum(axis=1)
    all_found = values @ _shown(with_it(orders[:, used]), comparison).T
    # The drawn order is among all of them; sampled orders do not hold it.
    own = 0 if len(used) <= MOST_EXACT_PAIRS else 1
    as_extreme = (np.abs(all_found) >= np.abs(observed)[:, np.newaxis] - HAIR).sum(axis=1) + own
    is_rare: np.ndarray = (as_extreme <= MOST_AS_EXTREME * (len(orders) + own)) & (np.abs(observed) > 0)
    return is_rare


def _shown(periods: np.ndarray, comparison: np.ndarray) -> np.ndarray:
    size = np.sqrt(information(periods, comparison))[:, np.newaxis]
    shown: np.ndarray = np.divide(periods @ comparison, size, out=np.zeros_like(periods), where=size > 0)
    return shown


def _means(values: np.ndarray, days: np.ndarray) -> np.ndarray:
    of_days = values[:, days]
    number = (~np.isnan(of_days)).sum(axis=2)
    with np.errstate(invalid="ignore"):
        means: np.ndarray = np.nansum(of_days, axis=2) / np.where(number, number, np.nan)
    return means


def share(
    design: Design,
    pairs: int,
    world: World,
    carry_over: float,
    spread: float,
    effect: float,
    records: int,
    seed: int,
) -> float:
    """Return how often a difference is told."""
    many = tries(design, pairs, world, carry_over, spread, effect, records, seed)
    return float(is_told(design, many, seed).mean())


def _row(
    cells: list[str],
    design: Design,
    pairs: int,
    world: World,
    spread: float,
    effect: float,
    records: int,
    seed: int,
) -> str:
    shares = [share(design, pairs, world, r, spread, effect, records, seed) for r in CARRY_OVERS]
    return f"| {' | '.join([*cells, *(f'{100 * one:.1f} %' for one in shares)])} |"


def false_rows(records: int, seed: int) -> Iterator[str]:
    """Yield the lines of false calls: no effect, in every world."""
    for world in WORLDS:
        for design in DESIGNS:
            pairs = USUAL_PAIRS[design.kind]
            for spread in (1.0, 1.5):
                cells = [world.name, NAMES[design], f"{pairs}", f"{spread:g}"]
                yield _row(cells, design, pairs, world, spread, 0.0, records, seed)


def found_rows(records: int, seed: int) -> Iterator[str]:
    """Yield the lines of true effects found, in records with flares and weekends and a spread of 1."""
    for design in (MASSAGE, BLOCKS_OF_3, ALL_OF_3, ALL_OF_2):
        for pairs in (8, 10, 12):
            for effect, kept in ((2.0, 1.0), (2.0, 0.85), (2.0, 0.7), (1.0, 1.0)):
                world = replace(FLARES_AND_WEEKENDS, kept=kept, kept_when_bad=kept)
                cells = [NAMES[design], f"{pairs}", f"{effect:g}", f"{100 * kept:.0f} %", "the days with"]
                yield _row(cells, design, pairs, world, 1.0, effect, records, seed)
    lingers = replace(FLARES_AND_WEEKENDS, lingers=True)
    for design in (BLOCKS_OF_3, ALL_OF_3, ALL_OF_2):
        cells = [NAMES[design], "12", "2", "100 %", "half a day late"]
        yield _row(cells, design, 12, lingers, 1.0, 2.0, records, seed)


def chance(design: Design, pairs: int, spread: float, effect: float, records: int, seed: int) -> float:
    """Return the chance of finding an effect that the table holds: the least over what a day keeps of the day before."""
    return min(share(design, pairs, PLAIN, r, spread, effect, records, seed) for r in CARRY_OVERS)


def chances_file(records: int, seed: int) -> str:
    """Return tracker/analysis/data/fair_try_chances.toml as text."""
    lines = [
        "# The chance (percent) that a fair try finds a true difference, from docs/simulation.py --only chances: nothing else",
        "# happens, everything is kept and logged; the least over carry-overs of 0, 0.3 and 0.6 from day to day.",
        f"# {records} records a cell, seed {seed}. In each row, one number for each spread of days.",
        f"spreads = {list(SPREADS)}",
        f"records = {records}",
    ]
    for design in IN_CHANCES:
        for pairs in PAIRS:
            for size in SIZES:
                row = [round(100 * chance(design, pairs, spread, size, records, seed)) for spread in SPREADS]
                lines += [
                    "",
                    "[[chance]]",
                    f'kind = "{design.in_table[0]}"',
                    f"block_days = {design.block_days}",
                    f"left_out_days = {design.left_out_days}",
                    f"pairs = {pairs}",
                    f"points = {size:g}",
                    f"percent = {row}",
                ]
    return "\n".join(lines) + "\n"
