"""The norm table: percentiles of reach by sex and age, and a reader that refuses a malformed one."""

import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any

from tracker.analysis.thresholds import MalformedTable
from tracker.domain.client import SEXES

_TABLE = Path(__file__).parent / "data" / "flexibility_norms.toml"
_TEXTS = ("name", "unit", "source", "licence", "notice")
_KEYS = {*_TEXTS, "foot_line_cm", "percentiles", "norm"}
_ROW_KEYS = {"sex", "ages", "cm"}


@dataclass(frozen=True)
class NormBand:
    """The norm of one sex and age group: percentiles and the reach (cm, 0 at the soles) at each, both rising."""

    sex: str
    first_age: int
    last_age: int
    percentiles: tuple[int, ...]
    reach_cm: tuple[float, ...]


@dataclass(frozen=True)
class NormTable:
    """All bands of one survey, with where they are from and on what terms."""

    name: str
    source: str
    licence: str
    notice: str
    bands: tuple[NormBand, ...]

    @property
    def ages(self) -> tuple[int, int]:
        """The youngest and oldest age that has a norm."""
        return min(band.first_age for band in self.bands), max(band.last_age for band in self.bands)

    def band(self, sex: str, age: int) -> NormBand | None:
        """Return the norm of a sex and age in years, None outside the table."""
        return next((b for b in self.bands if b.sex == sex and b.first_age <= age <= b.last_age), None)


@cache
def own_table() -> NormTable:
    """Return the table that comes with the tracker (Hoffmann 2019)."""
    return read_norms(_TABLE)


def read_norms(path: Path) -> NormTable:
    """Return the norms of a TOML file, reach counted from the soles.

    Raises MalformedTable when the file is not TOML, a key is missing, unknown, empty or of the wrong type, the
    unit is not cm, percentiles or reaches do not rise, a row has too few or too many values, or the ages of a sex
    leave a gap or overlap.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MalformedTable(f"{path.name}: not a TOML file ({error})") from None
    _require(content.keys() == _KEYS, f"{path.name}: expected exactly the keys {', '.join(sorted(_KEYS))}")
    for key in _TEXTS:
        _require(
            isinstance(content[key], str) and content[key] != "", f"{path.name}: {key} is empty or not text"
        )
    _require(content["unit"] == "cm", f"{path.name}: unit must be cm")
    _require(_is_number(content["foot_line_cm"]), f"{path.name}: foot_line_cm is not a number")
    percentiles = content["percentiles"]
    _require(_rise(percentiles, 0, 100), f"{path.name}: percentiles must rise from above 0 to below 100")
    _require(
        isinstance(content["norm"], list) and content["norm"] != [], f"{path.name}: expected [[norm]] tables"
    )
    bands = tuple(
        _band(row, percentiles, content["foot_line_cm"], f"{path.name}, norm {number}")
        for number, row in enumerate(content["norm"], start=1)
    )
    for sex in SEXES:
        _check_ages([band for band in bands if band.sex == sex], f"{path.name}, {sex}")
    return NormTable(content["name"], content["source"], content["licence"], content["notice"], bands)


def _band(row: Any, percentiles: list[int], foot_line_cm: float, where: str) -> NormBand:
    has_known_keys = isinstance(row, dict) and _ROW_KEYS <= row.keys() <= _ROW_KEYS | {"missing"}
    _require(has_known_keys, f"{where}: expected the keys {', '.join(sorted(_ROW_KEYS))} and at most missing")
    _require(row["sex"] in SEXES, f"{where}: sex must be one of {', '.join(SEXES)}")
    ages = row["ages"]
    _require(
        _rise(ages, 0, 120) and len(ages) == 2 and all(isinstance(age, int) for age in ages),
        f"{where}: ages must be a first and a last year",
    )
    missing = row.get("missing", [])
    _require(
        isinstance(missing, list) and all(item in percentiles for item in missing),
        f"{where}: missing must name percentiles",
    )
    percentiles_given = tuple(percentile for percentile in percentiles if percentile not in missing)
    _require(_rise(row["cm"], -100, 200), f"{where}: cm must be rising numbers from -100 to 200")
    _require(
        len(row["cm"]) == len(percentiles_given),
        f"{where}: {len(row['cm'])} values for {len(percentiles_given)} percentiles",
    )
    reach = tuple(round(value - foot_line_cm, 2) for value in row["cm"])
    return NormBand(row["sex"], ages[0], ages[1], percentiles_given, reach)


def _check_ages(bands: list[NormBand], where: str) -> None:
    _require(bands != [], f"{where}: no rows")
    for band, following in pairwise(bands):
        _require(
            following.first_age == band.last_age + 1,
            f"{where}: ages {band.last_age} and {following.first_age}",
        )


def _rise(values: Any, low: float, high: float) -> bool:
    if not isinstance(values, list) or not values or not all(_is_number(value) for value in values):
        return False
    inside = all(low < value < high for value in values)
    return inside and all(lower < other for lower, other in pairwise(values))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def _require(holds: bool, sentence: str) -> None:
    if not holds:
        raise MalformedTable(sentence)
