"""The line of requests before one shop: two lanes, each first in, first out."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from itertools import chain
from math import inf
from typing import Literal

Lane = Literal["interactive", "background"]
LANES: tuple[Lane, ...] = ("interactive", "background")


class WaitTooLongError(Exception):
    """The wait would be longer than the caller allows: `delay` seconds, as far as is known.

    `paused`: it is a pause that the platform asks for, longer than the caller's patience.
    """

    def __init__(self, delay: float, *, paused: bool = False) -> None:
        super().__init__(delay)
        self.delay = delay
        self.paused = paused


class Waiter:
    """One request in line: what it costs, and how long it is willing to wait.

    `again` says that it was sent before, and was refused or failed; `deadline` is when it gives up
    (loop time), `patience` the longest pause of the platform's (seconds) that it waits for.
    """

    __slots__ = ("_future", "again", "cost", "deadline", "lane", "patience")

    def __init__(
        self,
        cost: float,
        lane: Lane,
        *,
        again: bool = False,
        deadline: float = inf,
        patience: float = inf,
    ) -> None:
        self.cost = cost
        self.lane = lane
        self.again = again
        self.deadline = deadline
        self.patience = patience
        self._future: asyncio.Future[None] | None = None

    def bear(self, pause: float) -> None:
        """Raise `WaitTooLongError` when the platform asks for a pause that is too long."""
        if pause > self.patience:
            raise WaitTooLongError(pause, paused=True)

    async def wait(self, seconds: float) -> None:
        """Wait until woken, or for that long."""
        loop = asyncio.get_running_loop()
        self._future = loop.create_future()
        timer = loop.call_later(seconds, self.wake) if seconds < inf else None
        try:
            await self._future
        finally:
            self._future = None
            if timer is not None:
                timer.cancel()

    def wake(self) -> None:
        """End the wait, if it waits."""
        if self._future is not None and not self._future.done():
            self._future.set_result(None)


class Line:
    """Requests in the order in which they go: the background lane when nobody else waits.

    In each lane those that were sent before go first. `head` is who goes next.
    """

    __slots__ = ("_lanes", "head")

    def __init__(self) -> None:
        # Ordered dicts, because a waiter may leave from the middle: a queue that keeps those who
        # left until their turn grows without bound.
        self._lanes: dict[tuple[Lane, bool], OrderedDict[Waiter, None]] = {
            (lane, again): OrderedDict() for lane in LANES for again in (True, False)
        }
        # Kept, because each request asks for it thrice, and few ever stand in line.
        self.head: Waiter | None = None

    def __len__(self) -> int:
        return sum(map(len, self._lanes.values()))

    def join(self, waiter: Waiter) -> None:
        """Stand behind all those of its lane that were sent before, or were not, as it was."""
        self._lanes[waiter.lane, waiter.again][waiter] = None
        self.head = self._first()

    def part(self, waiter: Waiter) -> None:
        """Leave, from wherever it stands."""
        del self._lanes[waiter.lane, waiter.again][waiter]
        self.head = self._first()
        self.wake()

    def wake(self) -> None:
        """Let the head look again: something has changed."""
        if self.head is not None:
            self.head.wake()

    def _first(self) -> Waiter | None:
        return next(chain.from_iterable(self._lanes.values()), None)
