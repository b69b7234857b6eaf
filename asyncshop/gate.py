"""Limits of a resource's own, beside the shop's: after a refusal, one at a time.

The platform tells nothing of such a limit but the refusal and how long to wait (order creation
on a trial shop: five a minute). So the operation that was refused is sent one by one from then
on, for as long as requests for it queue up; all others go on as before.
"""

from __future__ import annotations

import asyncio
from math import inf

from asyncshop.line import Waiter


class Gate:
    """Before one operation: lets one in after the other, none during a pause."""

    __slots__ = ("_lock", "paused_until", "wanted")

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self.paused_until = -inf
        self.wanted = 0

    @property
    def pause(self) -> float:
        """Seconds until the pause is over."""
        return max(0.0, self.paused_until - _now())

    async def enter(self, waiter: Waiter) -> None:
        """Wait until the one before has left and the pause is over.

        Raises:
            WaitTooLongError: when the pause is too long for this one.
        """
        self.wanted += 1
        try:
            await self._lock.acquire()
        except BaseException:
            self.wanted -= 1
            raise
        try:
            # The pause may be prolonged meanwhile, by refusals still under way.
            while (pause := self.pause) > 0:
                waiter.bear(pause)
                await asyncio.sleep(pause)
        except BaseException:
            self.leave()
            raise

    def leave(self) -> None:
        """Let the next one in."""
        self.wanted -= 1
        self._lock.release()


class Gates:
    """The gates of one shop's operations, each there only while it is needed."""

    __slots__ = ("_gates",)

    def __init__(self) -> None:
        self._gates: dict[str, Gate] = {}

    def __len__(self) -> int:
        return len(self._gates)

    def before(self, operation: str) -> Gate | None:
        """Give the gate before an operation, if it has one now."""
        return self._gates.get(operation)

    def pause(self, operation: str) -> float:
        """Seconds for which nothing of an operation may be sent."""
        gate = self._gates.get(operation)
        return 0.0 if gate is None else gate.pause

    def close(self, operation: str, seconds: float) -> None:
        """Pause an operation that was refused, and let it in one by one from then on."""
        gate = self._gates.setdefault(operation, Gate())
        gate.paused_until = max(gate.paused_until, _now() + seconds)

    async def enter(self, operation: str, waiter: Waiter) -> Gate | None:
        """Pass an operation's gate, where there is one."""
        gate = self._gates.get(operation)
        if gate is not None:
            await gate.enter(waiter)
        return gate

    def leave(self, operation: str, gate: Gate | None) -> None:
        """Leave the gate that `enter` gave; the last one out takes it down."""
        if gate is not None:
            gate.leave()
            if not gate.wanted and not gate.pause:
                self._gates.pop(operation, None)


def _now() -> float:
    return asyncio.get_running_loop().time()
