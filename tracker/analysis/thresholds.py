"""Thresholds: the sizes of change that mean something, read from a table that names its sources."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import isfinite
from pathlib import Path
from types import MappingProxyType
from typing import Any

UNITS = ("points", "percent", "cm", "days")
_TABLE = Path(__file__).parent / "data" / "thresholds.toml"
_KEYS: Mapping[str, type | tuple[type, ...]] = {
    "id": str,
    "value": (int, float),
    "unit": str,
    "source": str,
    "meaning": str,
}


class MalformedTable(ValueError):
    """A table of thresholds or norms is not as it should be; the message names file and place."""


@dataclass(frozen=True)
class Threshold:
    """One size of change: a positive value in `unit` (points, percent, cm or days) and where it is from."""

    threshold_id: str
    value: float
    unit: str
    source: str
    meaning: str


def threshold(threshold_id: str) -> Threshold:
    """Return the threshold of an id; raises KeyError for an id that is not in the table."""
    return _own_table()[threshold_id]


def read_thresholds(path: Path) -> Mapping[str, Threshold]:
    """Return all thresholds of a TOML file by id.

    Raises MalformedTable when the file is not TOML, a key is missing, unknown, empty or of the wrong type,
    a value is not a finite number above 0, a unit is not in UNITS, or an id comes twice.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MalformedTable(f"{path.name}: not a TOML file ({error})") from None
    rows = content.get("threshold")
    if content.keys() != {"threshold"} or not isinstance(rows, list) or not rows:
        raise MalformedTable(f"{path.name}: expected [[threshold]] tables and nothing else")
    thresholds: dict[str, Threshold] = {}
    for number, row in enumerate(rows, start=1):
        read = _threshold(row, f"{path.name}, threshold {number}")
        if read.threshold_id in thresholds:
            raise MalformedTable(f"{path.name}, threshold {number}: {read.threshold_id} comes twice")
        thresholds[read.threshold_id] = read
    return MappingProxyType(thresholds)


@cache
def _own_table() -> Mapping[str, Threshold]:
    return read_thresholds(_TABLE)


def _threshold(row: Any, where: str) -> Threshold:
    if not isinstance(row, dict) or row.keys() != _KEYS.keys():
        raise MalformedTable(f"{where}: expected exactly the keys {', '.join(_KEYS)}")
    for key, kind in _KEYS.items():
        if not isinstance(row[key], kind) or isinstance(row[key], bool) or row[key] == "":
            raise MalformedTable(f"{where}: {key} is empty or of the wrong type")
    if not isfinite(row["value"]) or row["value"] <= 0:
        raise MalformedTable(f"{where}: value must be a finite number above 0")
    if row["unit"] not in UNITS:
        raise MalformedTable(f"{where}: unit must be one of {', '.join(UNITS)}")
    return Threshold(row["id"], float(row["value"]), row["unit"], row["source"], row["meaning"])
