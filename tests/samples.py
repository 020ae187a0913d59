"""How much is tried of what could be tried without end: a sample in `make test`, all of it in `make security`."""

import os

# 1 is everything; `make test` takes a fiftieth.
SHARE = float(os.environ.get("SECURITY_SHARE", "0.02"))
IS_FULL = SHARE >= 1


def sample(full: int) -> int:
    """How many of a full sample are tried in this run."""
    return max(10, round(full * SHARE))
