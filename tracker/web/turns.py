"""Turns: slow work goes on in a few threads of its own, and when too many wait for one, the next is told so at once."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import ParamSpec, TypeVar

from tracker.errors import TooBusy

T = TypeVar("T")
P = ParamSpec("P")


class Turns:
    """A few threads and a short queue in front of them; to be used from one event loop at a time."""

    def __init__(self, name: str, threads: int, most_waiting: int) -> None:
        self._threads = ThreadPoolExecutor(threads, name)
        self._most = threads + most_waiting
        self._taken = 0

    async def run(self, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """Return what the work returns, once it had its turn; raises TooBusy when too many wait already."""
        if self._taken >= self._most:
            raise TooBusy(
                "Many people are here at this moment. Nothing was done; try again in a few seconds."
            )
        self._taken += 1
        context = copy_context()
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, lambda: context.run(work, *given, **named)
            )
        finally:
            self._taken -= 1
