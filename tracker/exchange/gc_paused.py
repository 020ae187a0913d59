"""A pause of Python's search for circular garbage while thousands of values are made that all stay."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """Search for no circular garbage until the block ends: a large import spends a tenth of its time finding none.

    It holds for the whole process, so only for work of a second or two.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Whoever found it on turns it on again, in whatever order several end.
        if was_on:
            gc.enable()
