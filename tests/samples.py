"""How much is tried of what could be tried without end: a sample in `make test`, all of it in `make security` and `make sweeps`."""

import os
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import pytest

# `make security` and `make sweeps` set it, to 1 unless told; then nothing is left out that costs minutes.
IS_FULL = "SECURITY_SHARE" in os.environ
SHARE = float(os.environ.get("SECURITY_SHARE", "0.02"))


def full_only(*values: Any) -> list[Any]:
    """Values of a parameter that cost much and mostly repeat each other: tried in `make sweeps` alone."""
    return [
        pytest.param(*value if isinstance(value, tuple) else (value,), marks=pytest.mark.exhaustive)
        for value in values
    ]


def some_of(values: Sequence[Any], most: int) -> list[Any]:
    """Return values of a parameter that lie evenly among all, the first and last with them; all of them in `make sweeps`."""
    step = (len(values) - 1) / (most - 1)
    chosen = {round(step * place) for place in range(most)}
    return [value if place in chosen else full_only(value)[0] for place, value in enumerate(values)]


def sample(full: int) -> int:
    """How many of a full sample are tried in this run."""
    return max(10, round(full * SHARE))


def few_or_nearly_all(parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield every choice of at most two parts, and of all but at most one: no answer rests on more than two."""
    for size in sorted({0, 1, 2, len(parts) - 1, len(parts)}):
        yield from combinations(parts, size)
