"""How much is tried of what could be tried without end: a sample in `make test`, all of it in `make security`."""

import os

# `make security` sets it, to 1 unless told; then nothing is left out that costs minutes.
IS_FULL = "SECURITY_SHARE" in os.environ
SHARE = float(os.environ.get("SECURITY_SHARE", "0.02"))


def sample(full: int) -> int:
    """How many of a full sample are tried in this run."""
    return max(10, round(full * SHARE))
