"""Who may go on: one page of a person is drawn at a time, and a run that was overtaken leaves the line.

Streamlit executes main.py anew at each run; what is here is imported, so it is the same for all runs.
"""

from collections.abc import Iterator
from concurrent.futures import wait
from contextlib import contextmanager

from streamlit.runtime.scriptrunner_utils.script_run_context import get_run_yield_check

from tracker.bounded import UNBOUNDED, BoundedPool

DRAWING = BoundedPool("drawn pages", UNBOUNDED, waiting=UNBOUNDED, each=1)
LOOK_EVERY_SECONDS = 0.05


@contextmanager
def turn_of_run(pool: BoundedPool, key: str = "") -> Iterator[None]:
    """Wait for a turn in a run of a page and hold it; raises TooBusy, or what ends a run that was overtaken."""
    turn = pool.enter(key)
    try:
        while not turn.done():
            _end_if_overtaken()
            wait([turn], LOOK_EVERY_SECONDS)
    except BaseException:  # what ends a run is none of the usual exceptions
        pool.give_up(turn, key)
        raise
    try:
        yield
    finally:
        pool.leave(key)


def _end_if_overtaken() -> None:
    if (end_if_asked := get_run_yield_check()) is not None:
        end_if_asked()
