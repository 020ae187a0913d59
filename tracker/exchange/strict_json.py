"""JSON from a stranger, read strictly: no duplicate names, no NaN, nothing too large or too deep."""

import json
import math
from collections import Counter
from typing import Any

from tracker.errors import ImportRefused

# Braces, brackets and commas bound what a file costs in memory once it is read.
MOST_BRACKETS, MOST_COMMAS = 400_000, 1_500_000
SHOWN = 40


def strict_json(data: bytes, most_bytes: int) -> Any:
    """Return the value of a JSON text; raises ImportRefused with one sentence, and the line where it is known."""
    if not data.strip():
        raise ImportRefused("The file is empty.")
    if len(data) > most_bytes:
        raise ImportRefused(f"The file is larger than {most_bytes // 1_000_000} MB.")
    refuse_too_many_values(data)
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_unique,
            parse_constant=_no_constant,
            parse_float=_finite,
        )
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportRefused("this is not UTF-8 text.", line) from None
    except json.JSONDecodeError as error:
        raise ImportRefused("this is not JSON, or the file was cut off.", error.lineno) from None
    except RecursionError:
        raise ImportRefused("The file is nested too deeply.") from None
    except ValueError:
        raise ImportRefused("There is a number with thousands of digits in the file.") from None


def strict_objects(data: bytes, most_bytes: int, name: str) -> list[dict[str, Any]]:
    """Return a JSON list of objects; raises ImportRefused naming the file, as `strict_json` does."""
    content = strict_json(data, most_bytes)
    if not isinstance(content, list) or not all(isinstance(item, dict) for item in content):
        raise ImportRefused(f"{name[:80]}: this is not a list of days.")
    return content


def refuse_too_many_values(data: bytes) -> None:
    """Raise ImportRefused for JSON that would take far more memory once read than it does as text."""
    if has_too_many_values(data):
        raise ImportRefused("The file holds more values than an archive can have.")


def has_too_many_values(data: bytes, filled: float = 1.0) -> bool:
    """Whether JSON is refused for how many values it may hold, or holds more than a share of them, wherever the signs between them stand."""
    brackets = data.count(b"{") + data.count(b"[")
    return brackets > filled * MOST_BRACKETS or data.count(b",") > filled * MOST_COMMAS


def quoted_value(value: object) -> str:
    """Return a stranger's value as a sentence may show it: short, and in plain letters."""
    quoted_value = ascii(value[: SHOWN + 1] if isinstance(value, str) else str(value)[: SHOWN * 2])
    return quoted_value if len(quoted_value) <= SHOWN else f"{quoted_value[:SHOWN]}..."


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise ImportRefused(f"The name {quoted_value(twice)} is there twice in one object.")
    return content


def _no_constant(name: str) -> Any:
    raise ImportRefused(f"{name} is not a number that can be kept; leave it blank (null).")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ImportRefused(f"The number {quoted_value(text)} is too large.")
    return value
