"""How much goes on at once: so many in all, so many for each person, a short queue, and a refusal beyond it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Hashable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from contextvars import copy_context
from functools import cached_property
from threading import Lock
from typing import ParamSpec, TypeVar

from tracker.errors import TooBusy

T = TypeVar("T")
P = ParamSpec("P")
BUSY = "Many people are here at this moment. Nothing was done; try again in a few seconds."
UNBOUNDED = 1 << 31


class BoundedPool:
    """Lets `at_once` go on, `each` of them for one key (a person, a link, an address), and `waiting` wait.

    `each_waiting` is how many of one key may wait; `sentence` is for who has that many, and where others are too many
    for anybody `full`, if that is another. The queue is fair: who came first goes first, unless their key has
    its share already. To be used from threads (`turn`) and from event loops (`turn_soon`, `run`) alike.
    """

    def __init__(
        self,
        name: str,
        at_once: int,
        waiting: int = 0,
        each: int = UNBOUNDED,
        each_waiting: int = UNBOUNDED,
        sentence: str = BUSY,
        full: str = "",
    ) -> None:
        self.name, self.at_once, self.waiting = name, at_once, waiting
        self.each, self.each_waiting = each, each_waiting
        self.sentence, self.full = sentence, full or sentence
        self.active: Counter[Hashable] = Counter()
        self.active_in_all = 0
        self._queue: dict[Future[None], Hashable] = {}
        self._lock = Lock()

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.at_once, self.name)

    def enter(self, key: Hashable = "") -> Future[None]:
        """Return what is done once a turn begins, which `leave` ends; raises TooBusy when too many wait already."""
        turn: Future[None] = Future()
        with self._lock:
            if self._has_room(key):
                self._begin(turn, key)
            elif self._waiting_of(key) >= self.each_waiting:
                raise TooBusy(self.sentence)
            elif len(self._queue) >= self.waiting:
                raise TooBusy(self.full)
            else:
                self._queue[turn] = key
        return turn

    def leave(self, key: Hashable = "") -> None:
        """End a turn, and let those who wait begin theirs."""
        with self._lock:
            self.active_in_all -= 1
            self.active[key] -= 1
            if not self.active[key]:
                del self.active[key]
            for turn, waiter in list(self._queue.items()):
                if self._has_room(waiter):
                    del self._queue[turn]
                    if turn.set_running_or_notify_cancel():
                        self._begin(turn, waiter)
                if self.active_in_all >= self.at_once:
                    break

    def give_up(self, turn: Future[None], key: Hashable = "") -> None:
        """Wait no more; a turn that has begun in the same moment ends."""
        with self._lock:
            has_begun = not turn.cancel()
            self._queue.pop(turn, None)
        if has_begun:
            self.leave(key)

    @contextmanager
    def turn(self, key: Hashable = "") -> Iterator[None]:
        """Wait for a turn in this thread and hold it; raises TooBusy."""
        self.enter(key).result()
        try:
            yield
        finally:
            self.leave(key)

    @asynccontextmanager
    async def turn_soon(self, key: Hashable = "") -> AsyncIterator[None]:
        """Wait for a turn without a thread and hold it; raises TooBusy."""
        turn = self.enter(key)
        try:
            await asyncio.wrap_future(turn)
        except (asyncio.CancelledError, CancelledError):
            self.give_up(turn, key)
            raise
        try:
            yield
        finally:
            self.leave(key)

    async def run(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Return what the work returns, once it had its turn in a thread of this pool; raises TooBusy."""
        context = copy_context()
        async with self.turn_soon():
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, lambda: context.run(work, *args, **named)
            )

    def _begin(self, turn: Future[None], key: Hashable) -> None:
        self.active_in_all += 1
        self.active[key] += 1
        turn.set_result(None)

    def _has_room(self, key: Hashable) -> bool:
        return self.active_in_all < self.at_once and self.active[key] < self.each

    def _waiting_of(self, key: Hashable) -> int:
        return sum(waiter == key for waiter in self._queue.values())
