"""The chances of a fair try: how often one like it would find a difference, read from a table that a simulation made."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import isfinite
from pathlib import Path
from statistics import stdev
from types import MappingProxyType
from typing import Any

import numpy as np

from tracker.analysis.thresholds import MalformedTable
from tracker.domain import coin
from tracker.domain.description import capitalise_first

# What the table has a number for; between them it is read along straight lines.
SPREADS = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
PAIRS = (6, 8, 10, 12, 16, 20)
SIZES = (1.0, 2.0)
# A spread from fewer days is too uncertain to promise anything by. Convention.
FEWEST_DAYS = 14
_TABLE = Path(__file__).parent / "data" / "fair_try_chances.toml"
_KEYS = {"kind", "block_days", "left_out_days", "pairs", "points", "percent"}
Key = tuple[str, int, int, int, float]


@dataclass(frozen=True)
class Design:
    """How a try is laid out: its kind, the days of a block, and how many of its first ones do not count (0 for a massage)."""

    kind: str
    block_days: int = 0
    left_out_days: int = 0

    @property
    def in_table(self) -> tuple[str, int, int]:
        """How the table names it: an exercise and a habit are thrown and counted alike."""
        kind = coin.MASSAGE if self.kind == coin.MASSAGE else "blocks"
        return (kind, self.block_days, self.left_out_days)


@dataclass(frozen=True)
class Chances:
    """The chance, 0-100, that a try finds a difference of 2 points, and of 1, for a spread of days in points.

    It is that of a try in which all is kept and logged; what is missed makes it less.
    """

    two_points: int
    one_point: int

    @property
    def sentence(self) -> str:
        """The chances in words."""
        two_points, one_point = _of_10(self.two_points), _of_10(self.one_point)
        return (
            f"With days that go up and down like yours, {two_points} tries like this would find 2 points."
            f" {capitalise_first(one_point)} would find 1 point."
        )


def own_spread(daily: Sequence[float]) -> float | None:
    """Return how far a person's days lie apart (standard deviation, points); None with fewer than 14 days."""
    return stdev(daily) if len(daily) >= FEWEST_DAYS else None


def chances(design: Design, pairs: int, spread: float) -> Chances:
    """Return the chances of a try, for a person's own spread of days (points); raises KeyError for an unknown design.

    Spreads and numbers of pairs outside the table are read at its edge; chances are rounded down.
    """
    table = _own_table()
    two_percent, one_percent = (
        int(
            np.interp(
                pairs,
                PAIRS,
                [np.interp(spread, SPREADS, table[*design.in_table, each, size]) for each in PAIRS],
            )
        )
        for size in (2.0, 1.0)
    )
    return Chances(two_percent, one_percent)


def read_chances(path: Path) -> Mapping[Key, tuple[float, ...]]:
    """Return the percents of a file by kind, days of a block, days left out, pairs and points, one for each of SPREADS.

    Raises MalformedTable when the file is not TOML, or a row is missing, comes twice, or is not as it should be.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MalformedTable(f"{path.name}: not a TOML file ({error})") from None
    if tuple(content.get("spreads", ())) != SPREADS or not isinstance(content.get("chance"), list):
        raise MalformedTable(f"{path.name}: expected the spreads {SPREADS} and [[chance]] tables")
    percents_by_key: dict[Key, tuple[float, ...]] = {}
    for number, row in enumerate(content["chance"], start=1):
        key, percent = _row(row, f"{path.name}, chance {number}")
        if key in percents_by_key:
            raise MalformedTable(f"{path.name}, chance {number}: {key} comes twice")
        percents_by_key[key] = percent
    designs = {key[:3] for key in percents_by_key}
    needed = {(*design, pairs, size) for design in designs for pairs in PAIRS for size in SIZES}
    if not percents_by_key or needed != percents_by_key.keys():
        raise MalformedTable(f"{path.name}: a row is missing")
    return MappingProxyType(percents_by_key)


@cache
def _own_table() -> Mapping[Key, tuple[float, ...]]:
    return read_chances(_TABLE)


def _row(row: Any, where: str) -> tuple[Key, tuple[float, ...]]:
    if not isinstance(row, dict) or row.keys() != _KEYS:
        raise MalformedTable(f"{where}: expected exactly the keys {', '.join(sorted(_KEYS))}")
    percent = row["percent"]
    if (
        not isinstance(percent, list)
        or len(percent) != len(SPREADS)
        or not all(
            isinstance(number, int | float) and isfinite(number) and 0 <= number <= 100 for number in percent
        )
    ):
        raise MalformedTable(f"{where}: percent must be {len(SPREADS)} numbers from 0 to 100")
    key = (row["kind"], row["block_days"], row["left_out_days"], row["pairs"], float(row["points"]))
    return key, tuple(percent)


def _of_10(percent: int) -> str:
    if percent >= 97:
        return "nearly all"
    if percent < 10:
        return "fewer than 1 in 10"
    return f"about {percent // 10} in 10"
