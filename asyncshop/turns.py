"""Turns of the loop: heavy work in small steps, one step of all shops together in each."""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial


class Turns:
    """Gives one turn of the event loop to one step of work, first come, first served.

    Many shops are ready at the same time. If each did its step in the same turn of the loop, the
    turn would last as long as all steps together, and whoever else awaits something would wait.
    """

    __slots__ = ("_taken", "_waiting")

    def __init__(self) -> None:
        self._taken = False
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def next(self) -> None:
        """Wait for a turn; the first to ask in a turn goes on at once."""
        loop = asyncio.get_running_loop()
        if self._taken:
            turn: asyncio.Future[None] = loop.create_future()
            self._waiting.append(turn)
            await turn
        else:
            self._taken = True
            loop.call_soon(self._give)

    def _give(self, *, given: bool = False) -> None:
        """Give the next turn; `given` tells that this one has been, to a step made in it."""
        loop = asyncio.get_running_loop()
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                loop.call_soon(partial(self._give, given=True))
                return
        if given:
            loop.call_soon(self._give)
        else:
            self._taken = False
